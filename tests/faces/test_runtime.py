"""Sessions run on the processor, with the threads asked for."""

from __future__ import annotations

import onnx
import pytest
from onnx import TensorProto, helper

from nomina.faces.runtime import PROVIDER, session


def _model() -> bytes:
    source = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n"])
    out = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n"])
    graph = helper.make_graph([helper.make_node("Neg", ["x"], ["y"])], "neg", [source], [out])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


@pytest.mark.parametrize("threads", [1, 2])
def test_a_session_uses_the_processor_and_its_threads(threads: int) -> None:
    made = session(_model(), threads)
    assert made.get_providers() == [PROVIDER]
    options = made.get_session_options()
    assert (options.intra_op_num_threads, options.inter_op_num_threads) == (threads, 1)
    assert options.get_session_config_entry("session.intra_op.allow_spinning") == "0"
