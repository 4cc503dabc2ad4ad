"""How networks are run: onnxruntime on the processor, with the threads that were asked for."""

from __future__ import annotations

import onnxruntime as ort

PROVIDER = "CPUExecutionProvider"
_ERRORS_ONLY = 3


def session(model: bytes, threads: int = 1) -> ort.InferenceSession:
    """Make a session that runs a serialised ONNX model.

    Args:
        model: the model.
        threads: how many threads one run may use. Sessions are safe to share between threads;
            several sessions of one thread each get more done than one of several.
    """
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = _ERRORS_ONLY
    # idle threads that spin would take the other core's work away
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return ort.InferenceSession(model, options, providers=[PROVIDER])
