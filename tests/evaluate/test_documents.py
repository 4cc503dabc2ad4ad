"""What an evaluation writes says its schema, and refuses what cannot be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from pydantic import ValidationError

from nomina.documents import read_json, schemas, version_of, write_json
from nomina.evaluate.documents import Evaluation


def written(**changes: Any) -> dict[str, Any]:
    """An evaluation of two people, with made-up figures."""
    span = {"low": 0.0, "high": 1.0}
    figures: dict[str, Any] = {
        "n_mated": 2,
        "rank": {"1": 0.5, "10": 1.0, "50": 1.0},
        "fnir_at_fpir": {"0.1": 0.5, "0.01": None, "0.003": None},
        "intervals": {
            "rank": {"1": span, "10": span, "50": span},
            "fnir_at_fpir": {"0.1": span, "0.01": None, "0.003": None},
        },
        "cllr": None,
        "cllr_refit": 0.4,
        "cllr_min": 0.3,
        "cllr_min_same_data": 0.2,
        "mean_lr_non_mated": 1.0,
        "n_mated_pairs": 2,
        "n_non_mated_pairs": 2,
    }
    run = {
        "started": "2030-01-02T03:04:05Z",
        "nomina": "0.1.0",
        "python": "3.11",
        "packages": {"numpy": "2.0"},
        "machine": "none",
        "threads": 1,
        "pack": "made up",
        "pack_digest": "d" * 64,
        "calibration_sha256": None,
        "calibration_set_sha256": None,
        "set_sha256": "e" * 64,
        "calibrated_on_these_photos": False,
        "condition": "living",
        "seed": 0,
    }
    return {
        **figures,
        "n_gallery": 2,
        "not_found": 0,
        "seconds": 1.0,
        "images_per_second": 4.0,
        "conditions": [{**figures, "name": "soil & <earth>", "not_found": 1}],
        "problems": [{"photo": "a/b.jpg", "reason": "no-face"}],
        "run": run,
    } | changes


def test_it_is_read_as_it_was_written_and_obeys_its_published_schema(tmp_path: Path) -> None:
    made = Evaluation.model_validate(written())
    write_json(tmp_path / "result.json", made)
    assert read_json(tmp_path / "result.json", Evaluation) == made
    name = f"evaluation-{version_of(Evaluation)}"
    jsonschema.validate(made.model_dump(mode="json"), schemas()[name])


@pytest.mark.parametrize(
    "change",
    [
        {"n_gallery": 1},
        {"n_mated": 0},
        {"not_found": -1},
        {"seconds": -1.0},
        {"surprise": 1},
        {"rank": None},
        {"run": {}},
        {"run": written()["run"] | {"condition": "dead"}},
        {"run": written()["run"] | {"threads": 0}},
    ],
)
def test_what_cannot_be_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Evaluation.model_validate(written(**change))
