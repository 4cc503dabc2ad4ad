"""What every test shares: threads, seeds, and where the data for measuring lies."""

from __future__ import annotations

import os
import sys
from pathlib import Path

# Before numpy, faiss or onnxruntime is imported: two workers with two threads each would
# fight over two cores, and a sum in another order is another float.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# Dozens of tests start programs of their own, and each would compile the whole desk again where
# the environment forbids to keep compiled modules. `make clean` removes them.
if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
    sys.dont_write_bytecode = False

import pytest
from hypothesis import HealthCheck, settings

from nomina import words

ROOT = Path(__file__).resolve().parents[1]

# The default draws the same examples every time, so that a fresh clone passes or fails for good;
# `pytest --hypothesis-profile explore` looks for new ones.
settings.register_profile(
    "settled",
    derandomize=True,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("explore", deadline=None, print_blob=True, max_examples=2000)
settings.load_profile("settled")


LONG = (
    *("test_histories", "test_day_browser", "test_photos_faults", "test_hostile", "test_demo"),
    "test_first_run",
    *("test_routes", "test_hidden", "test_vault_faults", "test_serve", "test_lists"),
    *("test_photos_leak", "test_backup", "test_worker", "test_every_page_browser"),
    *("test_blind", "test_way_browser", "test_no_way_round", "test_egress"),
    *("test_outcome", "test_live_oracle", "test_file_leaves", "test_vault_rot", "test_killed"),
)
"""Files with few tests that take long. A file belongs to one worker, so they begin first: two
workers then end together, and the last does not do a minute's test while the other is idle."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {f"{name}.py": number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.path.name, len(LONG)))


@pytest.fixture(autouse=True)
def english() -> None:
    """Every test starts in English, whatever a command before it was asked to speak."""
    words.use("en")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the working copy."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with `lfw-dev`, `london` and `malformed`; the test is skipped where absent.

    Looked for in the folder named by NOMINA_SHARED_DATA, else beside the working copy.
    """
    folder = Path(os.environ.get("NOMINA_SHARED_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(
            "the photographs for measuring are not here: put them at ../shared/data "
            "or name their folder in NOMINA_SHARED_DATA"
        )
    return folder
