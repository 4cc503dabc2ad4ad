"""What tables say of people who do not exist, said in files without loss."""

from __future__ import annotations

from pathlib import Path

import pytest

from nomina.desk.demo import told
from nomina.desk.files import fields
from nomina.desk.files.fields import AM, PM, Said
from nomina.errors import FolderError
from nomina.synthetic import write_operation

UNKNOWN_HERE = {"number", "name", "alive", "height"}
"""Columns that no field has under their name."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("operation")
    write_operation(place, missing=6, bodies=5, on_list=3)
    return place


def kept(kind: str, said: dict[str, Said]) -> dict[str, str]:
    """The cells that a file would give back, each as its field keeps it."""
    return {
        key: fields.cell(fields.checked(kind, key, one))
        for key, one in said.items()
        if fields.BY_KEY[key].table
    }


@pytest.mark.parametrize(
    ("table", "kind", "tells"), [("missing", AM, told.missing), ("bodies", PM, told.body)]
)
def test_every_cell_comes_back_as_it_was_written(
    folder: Path, table: str, kind: str, tells: object
) -> None:
    assert callable(tells)
    rows = told.rows(folder, table)
    assert len(rows) == {"missing": 6, "bodies": 5}[table]
    for row in rows.values():
        said = tells(row)
        cells = kept(kind, said)
        wanted = {key: cell for key, cell in row.items() if key not in UNKNOWN_HERE}
        if "condition" in wanted:
            wanted["condition"] = wanted["condition"].replace(" ", "_")
        if "height" in row:
            wanted["stature"] = row["height"]
        assert {key: cell for key, cell in cells.items() if cell} == wanted
        assert fields.lacking(kind, said) == ()
        assert all(one.source is not None for one in said.values() if one.state != "not_asked")


def test_who_reported_someone_did_so_after_they_were_last_seen(folder: Path) -> None:
    for row in told.rows(folder, "missing").values():
        said = told.missing(row)
        if row.get("last known alive", "unknown") != "unknown":
            assert said["reported"].get() > row["last known alive"]
            assert said["expires"].get() > said["reported"].get()
        else:
            assert said["reported"].state == "not_asked"


def test_a_part_says_in_whose_bag_it_lay() -> None:
    said = told.part({"body": "P-001", "bag": "9", "elements": "left hand"})
    assert (said["completeness"].get(), said["lay with"].get()) == ("fragment", "bag 9")
    assert fields.lacking(PM, said) == ()


def test_a_table_that_is_gone_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match=r"missing\.csv"):
        told.rows(tmp_path, "missing")
