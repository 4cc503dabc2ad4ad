"""A manifest says what a template is made of: all of that is in its digest, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from nomina.faces.manifest import Manifest


def _plain(**changes: Any) -> dict[str, Any]:
    weights = {
        "role": "recogniser",
        "file": "model.onnx",
        "sha256": "0" * 64,
        "licence": "Apache-2.0",
        "training_data": "unknown",
    }
    return {
        "name": "one",
        "version": "1",
        "title": "One",
        "weights": [weights],
        "feed": {"side": 112, "alignment": "arcface"},
        "numbers": 8,
    } | changes


def _weights(**changes: Any) -> list[dict[str, Any]]:
    return [_plain()["weights"][0] | changes]


@pytest.mark.parametrize(
    "change",
    [
        {"version": "2"},
        {"weights": _weights(sha256="1" * 64)},
        {"feed": {"side": 112, "alignment": "dlib"}},
        {"feed": {"side": 112, "alignment": "arcface", "colour": "bgr"}},
        {"feed": {"side": 112, "alignment": "arcface", "scale": 0.01}},
        {"crops": [{"mirror": True}]},
        {"crops": [{"grow": 1.1}]},
        {"crops": [{"weight": 2.0}]},
        {"centre": [0.0] * 8},
        {"numbers": 9},
    ],
)
def test_what_changes_a_template_changes_the_digest(change: dict[str, Any]) -> None:
    plain = Manifest.model_validate(_plain())
    assert Manifest.model_validate(_plain(**change)).digest != plain.digest


def test_title_and_calibrations_do_not_change_the_digest() -> None:
    plain = Manifest.model_validate(_plain())
    other = Manifest.model_validate(_plain(title="Two", calibrations={"living": "living.json"}))
    assert other.digest == plain.digest


@pytest.mark.parametrize(
    "change",
    [
        {"weights": []},
        {"weights": _weights() * 2},
        {"weights": _weights(role="detector")},
        {"weights": _weights(file="../model.onnx")},
        {"weights": _weights(file="a/model.onnx")},
        {"weights": _weights(sha256="0" * 63)},
        {"weights": _weights(licence="")},
        {"name": "../one"},
        {"name": "One"},
        {"numbers": 7},
        {"centre": [0.0] * 7},
        {"crops": []},
        {"crops": [{"weight": 0.0}]},
        {"crops": [{"turn": 46.0}]},
        {"feed": {"side": 15, "alignment": "dlib"}},
        {"feed": {"side": 112, "alignment": "other"}},
        {"calibrations": {"dead": "dead.json"}},
        {"calibrations": {"living": "../living.json"}},
        {"surprise": 1},
    ],
)
def test_what_cannot_be_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Manifest.model_validate(_plain(**change))


def test_roles_that_are_not_there_are_left_to_the_embedded_pack() -> None:
    one = Manifest.model_validate(_plain())
    found = one.of("recogniser")
    assert found is not None
    assert found.file == "model.onnx"
    assert one.of("detector") is None
