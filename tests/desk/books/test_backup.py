"""A copy counts once it was put back and read; anything that was changed fails loudly (REL-31)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nomina.desk import books
from nomina.desk.acts import Actor, Refused
from nomina.desk.books import acts_log, folder
from nomina.desk.books.backup import archive, keeping, receipts
from nomina.desk.books.backup.making import make, prove
from nomina.desk.books.backup.receipts import RecordRestore, Report
from nomina.desk.books.backup.rows import dump
from nomina.desk.books.leaves import DeskLeaves
from nomina.desk.books.models import Restored
from nomina.desk.boot import keys
from nomina.desk.people.actions import MakeOperation
from nomina.desk.people.models import User
from nomina.errors import InputError, LedgerError, StoreError
from nomina.ledger.checkpoint import checkpoint_text, sign
from tests.desk.conftest import HOME, Makers
from tests.desk.people.cast import account, by, make_cast
from tests.desk.people.cast import role as given_role

PHOTOS = [b"photo %d " % n * 900 for n in range(3)]


def filled() -> list[str]:
    """People, operations and photos in the open desk; gives the digests of the photos."""
    cast = make_cast()
    MakeOperation(name="Озеро", operation_kind="disaster", languages=("uk",)).do(by(cast.ada))
    with transaction.atomic():
        return [books.vault().keep(data).digest for data in PHOTOS]


@contextmanager
def cut_short(prefix: str, dir: Path) -> Iterator[str]:
    """A temporary folder that a kill left behind, with all that was written for the check."""
    (place := dir / f"{prefix}cut").mkdir()
    yield str(place)


def test_a_copy_of_either_database_is_put_back_whole_and_that_is_written_down(
    fresh_db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled()
    made = make(HOME, tmp_path / "out")
    assert receipts.last() is None
    size = DeskLeaves().size()
    monkeypatch.setattr(tempfile, "TemporaryDirectory", cut_short)
    row, _ = prove(HOME, made)
    assert (row.blobs, row.size) == (3, size)
    left = [one for one in (tmp_path / "out").rglob(".nomina-check-cut/**/*") if one.is_file()]
    assert {"desk.toml", "log.vkey"} <= {one.name for one in left}
    root = keys.open_key(HOME)
    secret = (root, root.hex().encode(), keys.vault_key(HOME), keys.database_key(HOME))
    everything = [one.read_bytes() for one in (tmp_path / "out").rglob("*") if one.is_file()]
    assert not [one for one in secret if any(one in data for data in everything)]
    keeping.sweep(tmp_path / "out")
    assert not list((tmp_path / "out").glob(".nomina-*"))
    assert receipts.last() == row
    assert DeskLeaves().size() == size + 1
    planted = ["Озеро".encode(), b"photo 1", b'"ada"', keys.backup_key(HOME)]
    data = b"".join(one.read_bytes() for one in tmp_path.rglob("*") if one.is_file())
    assert not [one for one in planted if one in data]
    assert not list(tmp_path.rglob("*.key"))
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "out" / "objects").rglob("*")}
    make(HOME, tmp_path / "out")
    assert before == {p: p.stat().st_mtime_ns for p in (tmp_path / "out" / "objects").rglob("*")}
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE books_restored SET made_at = made_at")


def whole(made: Path) -> None:
    """Read a backup as far as it can be read without a database."""
    manifest = archive.read_manifest(made, keys.backup_key(HOME))
    for _ in archive.read_rows(made.with_suffix(archive.ROWS), manifest):
        pass
    for held in manifest.objects:
        archive.demand_object(made.parent / archive.OBJECTS, held)


def refuses(made: Path) -> bool:
    try:
        whole(made)
    except (StoreError, InputError):
        return True
    return False


def flipped(path: Path, at: float) -> None:
    data = bytearray(path.read_bytes())
    data[min(int(len(data) * at), len(data) - 1)] ^= 1
    path.write_bytes(data)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def one_object(made: Path) -> Path:
    return next(p for p in sorted((made.parent / "objects").rglob("*")) if p.is_file())


Harm = Callable[[Path], object]

HARM: dict[str, Harm] = {
    "a bit of the manifest": lambda made: flipped(made, 0.5),
    "the last bit of the manifest": lambda made: flipped(made, 1.0),
    "a bit of the head": lambda made: flipped(made, 0.0),
    "the end of the manifest": cut,
    "a bit of the rows": lambda made: flipped(made.with_suffix(".rows"), 0.3),
    "the end of the rows": lambda made: cut(made.with_suffix(".rows")),
    "the rows": lambda made: made.with_suffix(".rows").unlink(),
    "a bit of a photo": lambda made: flipped(one_object(made), 0.7),
    "the end of a photo": lambda made: cut(one_object(made)),
    "a photo": lambda made: one_object(made).unlink(),
}


def test_whatever_was_changed_cut_or_is_gone_is_refused(fresh_db: str, tmp_path: Path) -> None:
    filled()
    sound = make(HOME, tmp_path / "sound")
    whole(sound)
    for number, (what, harm) in enumerate(HARM.items()):
        shutil.copytree(sound.parent, tmp_path / str(number))
        made = tmp_path / str(number) / sound.name
        harm(made)
        assert refuses(made), what
    with pytest.raises(StoreError, match="the key is of another desk"):
        archive.read_manifest(sound, bytes(32))
    other = make(HOME, tmp_path / "sound")
    shutil.copyfile(other.with_suffix(".rows"), sound.with_suffix(".rows"))
    with pytest.raises(StoreError, match="changed or cut"):  # two copies that changed places
        whole(sound)


def test_a_damaged_object_in_the_copy_is_copied_anew(fresh_db: str, tmp_path: Path) -> None:
    filled()
    made = make(HOME, tmp_path / "out")
    flipped(one_object(made), 0.5)
    with pytest.raises(StoreError):
        whole(made)
    make(HOME, tmp_path / "out")
    whole(made)


def names(out: Path) -> set[str]:
    return {path.name for path in (out / "objects").rglob("*") if path.is_file()}


def test_old_copies_go_and_with_them_what_none_names(fresh_db: str, tmp_path: Path) -> None:
    out, digests, key = tmp_path / "out", filled(), keys.backup_key(HOME)
    first = make(HOME, out)
    gone = names(out)
    with transaction.atomic():
        books.vault().forget(digests[0])
    second = make(HOME, out)
    gone -= {row.name for row in books.vault().index.rows()}
    (out / "20200101T000000Z-0123abcd.rows").write_bytes(b"of a run that was cut")
    assert (len(gone), keeping.tidy(out, key)) == (1, keeping.Gone(0, 0, 0))
    assert gone < names(out), "the first copy still names it"
    assert not list(out.glob("2020*"))
    (out / "stranger.nomina").write_bytes(second.read_bytes()[:-1])
    assert keeping.tidy(out, key, 1) == keeping.Gone(1, 0, 1)
    assert (first.exists(), second.exists(), gone < names(out)) == (False, True, True)
    (out / "stranger.nomina").unlink()
    assert keeping.tidy(out, key, 1) == keeping.Gone(0, 1, 0)
    assert not gone & names(out)
    assert not first.with_suffix(".rows").exists()
    whole(second)


def test_two_at_once_do_not_share_a_folder_of_copies(tmp_path: Path) -> None:
    with keeping.alone(tmp_path) as first:
        with pytest.raises(StoreError, match="another run"), keeping.alone(tmp_path):
            pass
        assert first
    assert not list(tmp_path.iterdir())


def test_a_photo_that_is_gone_from_the_desk_makes_no_backup(fresh_db: str, tmp_path: Path) -> None:
    filled()
    row = next(iter(books.vault().index.rows()))
    books.vault().objects.remove(row.name)
    with pytest.raises(StoreError, match="gone from the vault"):
        make(HOME, tmp_path / "out")
    assert not list((tmp_path / "out").glob("*.nomina"))


def test_every_row_is_copied_and_nobody_has_to_wait(fresh_db: str) -> None:
    """Against the database's own count, whatever its tables are called."""
    filled()
    counts: dict[str, int] = {}
    for _ in dump(counts):
        pass
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
            found = {m._meta.db_table: m._meta.label_lower for m in _every_model()}.get(table)
            if found in counts:
                assert counts[found] == cursor.fetchone()[0], table
            else:
                assert table in {"django_migrations", "django_session", "books_beat"}, table


def _every_model() -> list[Any]:
    from django.apps import apps

    return list(apps.get_models(include_auto_created=True))


def test_a_report_is_believed_only_with_the_key_of_the_desk(db: str) -> None:
    report = Report(backup="0" * 32, manifest="1" * 64, rows=1, blobs=1, size=1, root="2" * 64)
    with pytest.raises(Refused, match="not of this desk"):
        RecordRestore(report=report.sealed(bytes(32))).do(Actor())
    RecordRestore(report=report.sealed(keys.receipt_key(HOME))).do(
        Actor(at=timezone.now() - timedelta(days=9))
    )
    found = receipts.age(timezone.now())
    assert found is not None
    assert found.days == 9
    Restored(backup="9" * 32, manifest="1" * 64, rows=1, blobs=1, size=9, root="2" * 64).save()
    again = receipts.age(timezone.now())
    assert again is not None
    assert again.days == 9, "a row that somebody slipped in is no proof"


@pytest.fixture
def newer(fresh_db: str) -> Iterator[bytes]:
    """A checkpoint that the log of this desk is behind."""
    signer = folder.signer(HOME)
    note = sign(checkpoint_text(signer.name, 10**6, bytes(32)), signer, 1)
    acts_log.forget()
    yield note
    shutil.rmtree(HOME / acts_log.KNOWN, ignore_errors=True)
    acts_log.forget()
    cache.clear()


def test_an_older_copy_can_be_read_and_takes_nothing(newer: bytes) -> None:
    """REL-32: the sign-in goes on, every act is refused, and the first page says why."""
    user = account("sam")
    user.set_password("a long enough password")
    user.save()
    with pytest.raises(LedgerError, match="1000000 were signed"):
        acts_log.opened(HOME, [newer])
    acts_log.remember(HOME, [newer])
    with pytest.raises(LedgerError):
        MakeOperation(name="X", operation_kind="disaster", languages=("uk",)).do(by(admin()))
    sent = {"login": "sam", "password": "a long enough password"}
    client = Client()
    assert client.post(reverse("account_login"), sent).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def admin() -> User:
    from nomina.desk.policy.roles import Role

    user = account("ada")
    given_role(user, Role.ADMINISTRATOR)
    return user


def run(*arguments: str, database: str = "") -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("NOMINA_", "DJANGO_"))}
    env |= {"NOMINA_DATABASE": database} if database else {}
    code = "from nomina.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *arguments],
        env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.deep
def test_either_database_goes_into_the_other(fresh_db: str, makers: Makers, tmp_path: Path) -> None:
    filled()
    made = make(HOME, tmp_path / "out")
    place, address = Path(makers.template("postgres")["HOST"]), ""
    if fresh_db == "sqlcipher":
        makers._sql(place, "CREATE DATABASE target")
        address = f"postgresql://nomina@/target?host={place}"
    key = ("--key", str(HOME / keys.FILE))
    manifest = archive.read_manifest(made, keys.backup_key(HOME))
    other = manifest.model_copy(update={"log": manifest.log.model_copy(update={"root": "0" * 64})})
    wrong = made.with_stem("wrong")
    shutil.copyfile(made.with_suffix(".rows"), wrong.with_suffix(".rows"))
    archive.write_manifest(wrong, other, keys.backup_key(HOME))
    failed = run("restore", str(wrong), str(tmp_path / "new"), *key, database=address)
    assert (failed.returncode, "another root" in failed.stderr) == (1, True), failed.stderr
    assert not (tmp_path / "new").exists()
    done = run("restore", str(made), str(tmp_path / "new"), *key, database=address)
    assert done.returncode == 0, done.stderr
    doctor = run("doctor", str(tmp_path / "new"), database=address)
    assert doctor.returncode == 0, doctor.stdout + doctor.stderr
    if address:
        again = run("restore", str(made), str(tmp_path / "twice"), *key, database=address)
        assert "something in the database already" in again.stderr
        assert not (tmp_path / "twice").exists()
        makers._sql(place, "DROP DATABASE target WITH (FORCE)")


@pytest.mark.deep
def test_the_command_fails_loudly_and_leaves_nothing(fresh_db: str, tmp_path: Path) -> None:
    """REL-31 by the command as people run it, and REL-32 with a newer checkpoint."""
    filled()
    sound = make(HOME, tmp_path / "sound")
    shutil.copyfile(HOME / keys.FILE, sound.with_suffix(".key"))
    sound.with_suffix(".key").chmod(0o600)
    no_key: Harm = lambda made: made.with_suffix(".key").unlink()  # noqa: E731
    for number, harm in enumerate([*HARM.values(), no_key]):
        shutil.copytree(sound.parent, tmp_path / str(number))
        made = tmp_path / str(number) / sound.name
        harm(made)
        done = run("restore", str(made), str(tmp_path / "new"))
        assert done.returncode == 1, number
        assert done.stderr.strip(), number
        assert "Traceback" not in done.stderr
        assert not (tmp_path / "new").exists()
    signer = folder.signer(HOME)
    note = sign(checkpoint_text(signer.name, 10**6, bytes(32)), signer, 1)
    (tmp_path / "newer").write_bytes(note)
    done = run("restore", str(sound), str(tmp_path / "new"), "--known", str(tmp_path / "newer"))
    assert (done.returncode, "ALARM" in done.stderr) == (1, True)
    status = run("ledger", "status", str(tmp_path / "new"), "--known", str(tmp_path / "newer"))
    assert status.returncode == 1
    assert settings.DESK == HOME
