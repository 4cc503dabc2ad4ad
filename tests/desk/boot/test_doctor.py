"""The doctor finds what was broken on purpose (SEC-62), and nothing in a desk that is well."""

from __future__ import annotations

import os
import shutil
from collections import namedtuple
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection

from nomina.desk.boot import doctor, probe
from nomina.desk.boot.config import Config
from nomina.desk.boot.doctor import Found, examine
from nomina.desk.boot.folder import make_desk
from nomina.desk.boot.headers import Headers
from nomina.desk.custody.models import Stay
from nomina.desk.policy.foreign import FOREIGN
from nomina.errors import InputError
from tests.desk.boot.serving import free_port, served
from tests.desk.custody.yard import make_yard
from tests.desk.files.people import make_team
from tests.desk.people.cast import make_cast

NOW = datetime.now(UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "desk"
    make_desk(made, Config(), embedded=False)
    return made


def bad(folder: Path, now: datetime | None = None) -> list[str]:
    return [found.says for found in examine(folder, now) if found.level == "bad"]


def test_a_desk_that_is_well_has_nothing_bad(fresh_db: str, folder: Path) -> None:
    found = list(examine(folder))  # not `NOW`: a long run of tests began before it
    assert [one for one in found if one.level == "bad"] == []
    assert Found("good", "the database is whole") in found
    assert Found("good", "the tables are of this version") in found
    assert "fewer than two administrators" in " ".join(f.says for f in found if f.level == "look")


@pytest.mark.skipif(os.name != "posix", reason="no rights of this kind here")
@pytest.mark.parametrize("name", [".", "keys", "keys/desk.key"])
def test_what_others_may_read_is_named(fresh_db: str, folder: Path, name: str) -> None:
    (folder / name).chmod(0o755)
    assert any(str(folder / name) in one and "chmod" in one for one in bad(folder))


@pytest.mark.parametrize("days", [-30, -3650])
def test_a_clock_that_went_back_is_found(fresh_db: str, folder: Path, days: int) -> None:
    assert any("the clock is wrong" in one for one in bad(folder, NOW + timedelta(days=days)))


def test_a_full_disk_is_found(fresh_db: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(2**29))
    assert "0.5 GiB free on the disk" in bad(folder)


def test_a_body_in_two_places_is_found(fresh_db: str, folder: Path) -> None:
    yard = make_yard(make_team(make_cast()))
    body = yard.body()
    assert list(doctor.custody()) == [
        Found("good", "each of 1 items in custody has one place and one keeper")
    ]
    Stay.objects.filter(item=body).update(place=yard.other)
    (found,) = doctor.custody()
    assert found.level == "bad"
    assert body.pk.hex in found.says


def test_tables_of_another_version_are_found(fresh_db: str, folder: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'people'")
    assert any("another version" in one for one in bad(folder))


def test_a_damaged_database_is_found(fresh_db: str, folder: Path) -> None:
    if fresh_db != "sqlcipher":
        pytest.skip("PostgreSQL examines its own files")
    path = Path(connection.settings_dict["NAME"])
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    data = bytearray(path.read_bytes())
    data[-2000] ^= 1
    path.write_bytes(data)
    assert any("damaged" in one or "malformed" in one for one in bad(folder))


def test_a_lost_database_is_found_and_the_rest_is_still_examined(
    fresh_db: str, folder: Path
) -> None:
    if fresh_db != "sqlcipher":
        pytest.skip("a file is lost, a server is away")
    connection.close()
    Path(connection.settings_dict["NAME"]).unlink()
    assert any("not here" in one for one in bad(folder))
    assert any("GiB free" in found.says for found in examine(folder, NOW))


@pytest.fixture
def origin(fresh_db: str) -> Iterator[str]:
    with served(get_wsgi_application()) as port:
        yield f"http://localhost:{port}"


def faults(origin: str) -> list[str]:
    return [found.says for found in probe.probe(origin) if found.level == "bad"]


@pytest.mark.enable_socket
def test_a_stranger_gets_nothing_from_a_desk_as_it_is_shipped(origin: str) -> None:
    assert faults(origin) == []


@pytest.mark.enable_socket
def test_a_view_that_answers_strangers_is_found(
    origin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FOREIGN, "home", lambda *_: True)
    assert any("answers a stranger with 200" in one for one in faults(origin))


@pytest.mark.enable_socket
def test_missing_headers_are_found(origin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Headers, "__call__", lambda self, request: self.get_response(request))
    found = " ".join(faults(origin))
    assert "may be kept by a browser" in found
    assert "has a wrong header: X-Robots-Tag" in found


@pytest.mark.enable_socket
def test_a_loose_policy_is_found(origin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    loose = {"DIRECTIVES": {"default-src": ["'self'", "'unsafe-inline'"]}}
    monkeypatch.setattr(settings, "CONTENT_SECURITY_POLICY", loose)
    assert any("no strict content policy" in one for one in faults(origin))


@pytest.mark.enable_socket
def test_a_desk_that_does_not_answer_is_said_so() -> None:
    with pytest.raises(InputError, match="cannot be asked"):
        list(probe.probe(f"http://localhost:{free_port()}"))
