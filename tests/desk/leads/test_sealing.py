"""Nobody reads a template who does not have the key of this desk, and none goes astray."""

from __future__ import annotations

import base64
import uuid
from pathlib import Path

import numpy as np
import pytest
from django.db import connection

from nomina.desk.leads.models import FaceTemplate, Lead
from nomina.desk.leads.sealing import opened, packed, sealed, unpacked
from nomina.errors import StoreError
from tests.desk.files.people import make_team
from tests.desk.leads.town import make_town, with_faces, work
from tests.desk.people.cast import make_cast
from tests.leads.fakes import template

FILE, OTHER = uuid.uuid4(), uuid.uuid4()


def test_what_is_sealed_comes_back_bit_by_bit() -> None:
    numbers = np.random.default_rng(1).normal(size=128).astype(np.float32)
    facts = {"status": "face", "name": "Зразок"}
    kept = sealed(FILE, "photo/engine", packed(facts, (numbers, numbers[:3])))
    said, (first, second) = unpacked(opened(FILE, "photo/engine", kept))
    assert said == facts
    assert np.array_equal(first, numbers)
    assert np.array_equal(second, numbers[:3])
    assert unpacked(packed({"status": "no-face"}, ())) == ({"status": "no-face"}, ())


def test_the_same_bytes_are_never_sealed_alike() -> None:
    assert len({sealed(FILE, "a", b"face") for _ in range(50)}) == 50


@pytest.mark.parametrize(("file", "what"), [(OTHER, "a"), (FILE, "b")])
def test_it_opens_for_its_own_file_and_place_alone(file: uuid.UUID, what: str) -> None:
    with pytest.raises(StoreError):
        opened(file, what, sealed(FILE, "a", b"face"))


def test_any_changed_bit_is_seen() -> None:
    kept = sealed(FILE, "a", b"face")
    for place in range(len(kept)):
        for bit in range(8):
            torn = bytearray(kept)
            torn[place] ^= 1 << bit
            with pytest.raises(StoreError):
                opened(FILE, "a", bytes(torn))
    for length in range(len(kept)):
        with pytest.raises(StoreError):
            opened(FILE, "a", kept[:length])


def forms(numbers: np.ndarray) -> list[bytes]:
    """The ways in which a template might lie about: bytes of 4 and 8, hexadecimal, base64, text."""
    plain = numbers.astype("<f4").tobytes()
    some = plain[:12]
    text = [repr(float(one))[:10].encode() for one in numbers[:4]]
    wide = numbers[:2].astype("<f8").tobytes()
    return [some, wide, some.hex().encode(), base64.b64encode(some), *text]


def test_no_template_is_readable_in_the_database(fresh_db: str, quiet: None) -> None:
    """Every cell of every table, and the file as it lies on the disk."""
    town = make_town(make_team(with_faces(make_cast())), people=3, bodies=2, listed=2)
    work()
    assert FaceTemplate.objects.count() == 5
    assert Lead.objects.exists()
    shots = [(n, 0) for n in range(3)] + [(n, 9) for n in range(2)]
    planted = [form for shot in shots for form in forms(template(*shot))]
    scores = [float(template(n, 0) @ template(m, 9)) for n in range(3) for m in range(2)]
    planted += [f"{score:.6f}".encode() for score in scores]
    cells = [cell for table in connection.introspection.table_names() for cell in every(table)]
    assert any(b"Face" in cell or b"face" in cell for cell in cells)
    found = [form for form in planted if any(form in cell for cell in cells)]
    assert found == []
    if fresh_db == "sqlcipher":
        path = Path(connection.settings_dict["NAME"])
        for one in (path, Path(f"{path}-wal")):
            data = one.read_bytes() if one.exists() else b""
            assert not any(form in data for form in planted)
    assert town.files


def every(table: str) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        rows = cursor.fetchall()
    return [
        bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
        for row in rows
        for cell in row
    ]
