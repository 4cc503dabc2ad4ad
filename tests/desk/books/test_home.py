"""The first page leads to work, and tells those who keep the desk whether it is well (REL-30)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nomina.desk.acts import Actor
from nomina.desk.books import acts_log, clock
from nomina.desk.books.backup.receipts import RecordRestore, Report
from nomina.desk.books.health import backup, log, vault
from nomina.desk.boot import keys
from nomina.desk.policy.roles import Role
from nomina.errors import LedgerError
from tests.desk.conftest import HOME
from tests.desk.people.cast import account, role, sign_in

BACKUP = "Last backup that was put back and read"


def seen_by(held: Role | None) -> str:
    user, client = account(f"one-{held or 'none'}"), Client()
    if held is not None:
        role(user, held)
    sign_in(client, user)
    return client.get(reverse("home")).content.decode()


def restored(days: float) -> None:
    report = Report(backup="0" * 32, manifest="1" * 64, rows=1, blobs=1, size=1, root="2" * 64)
    at = timezone.now() - timedelta(days=days)
    RecordRestore(report=report.sealed(keys.receipt_key(HOME))).do(Actor(at=at))


def red(text: str, what: str) -> bool:
    row = text[text.index(what) :].split("</tr>", maxsplit=1)[0]
    return "stop" in row


@pytest.mark.parametrize("held", [Role.ADMINISTRATOR, Role.SECURITY])
def test_who_keeps_the_desk_sees_an_old_backup_in_red(db: str, held: Role) -> None:
    assert red(seen_by(held), BACKUP), "there never was one"
    restored(8.1)
    first = seen_by_again(held)
    assert red(first, BACKUP)
    assert "8 days ago" in first
    restored(7.9)
    second = seen_by_again(held)
    assert not red(second, BACKUP)
    assert "7 days ago" in second


def seen_by_again(held: Role) -> str:
    from nomina.desk.people.models import User

    client = Client()
    sign_in(client, User.objects.get(login=f"one-{held}"))
    return client.get(reverse("home")).content.decode()


def test_others_see_their_work_and_not_the_state(db: str) -> None:
    text = seen_by(None)
    assert BACKUP not in text
    assert reverse("people:operations") in text
    assert reverse("people:accounts") not in text
    assert reverse("people:accounts") in seen_by(Role.ADMINISTRATOR)


def test_a_worker_that_stopped_is_red(db: str) -> None:
    assert red(seen_by(Role.SECURITY), "Background work")
    clock.tick(timezone.now() - timedelta(minutes=4))
    assert not red(seen_by_again(Role.SECURITY), "Background work")
    clock.tick(timezone.now() - timedelta(minutes=6))
    assert red(seen_by_again(Role.SECURITY), "Background work")


def test_an_alarm_stands_above_everything(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acts_log, "alarm", lambda: LedgerError("the log has 3 entries"))
    assert "the log has 3 entries" in seen_by(None)


def test_the_doctor_says_what_is_wrong_with_the_books(fresh_db: str) -> None:
    from nomina.desk import books
    from tests.desk.books.conftest import Plain

    assert [f.level for f in (*log(), *vault())] == ["good", "good"]
    assert [f.level for f in backup(timezone.now())] == ["look"]
    restored(9)
    assert [f.level for f in backup(timezone.now())] == ["bad"]
    books.vault().keep(b"photo of the doctor")
    row = next(iter(books.vault().index.rows()))
    books.vault().objects.remove(row.name)
    assert [f.says.startswith(row.name) for f in vault()] == [True]
    where = " ON books_entry" if fresh_db == "postgres" else ""
    Plain().execute(f"DROP TRIGGER act_stays{where}")
    changed = "convert_to('{}', 'UTF8')" if fresh_db == "postgres" else "CAST('{}' AS BLOB)"
    Plain().execute(f"UPDATE books_entry SET event = {changed} WHERE place = 0")
    assert [f.level for f in log()] == ["bad"]
