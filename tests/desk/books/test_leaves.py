"""The log in the desk's own database: the same promises as in a file of its own."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, connection, connections, transaction

from nomina.desk.books.leaves import DeskLeaves
from nomina.desk.books.models import Entry
from nomina.errors import StoreError
from nomina.ledger.audit import audit
from nomina.ledger.log import Log
from tests.ledger.acts import SIGNER, Clock, Salts, act


def test_no_transaction_no_entry(fresh_db: str) -> None:
    with pytest.raises(StoreError, match="transaction of its act"):
        DeskLeaves().lock()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM books_entry",
        "UPDATE books_entry SET event = event",
        "UPDATE books_entry SET event = NULL",
        "UPDATE books_entry SET place = 9, event = NULL, salt = NULL",
        "DELETE FROM books_node",
        "UPDATE books_node SET hash = hash",
        "DELETE FROM books_checkpoint",
        "UPDATE books_checkpoint SET size = size + 1",
        "UPDATE books_book SET key = 'x'",
        "DELETE FROM books_book",
        "INSERT INTO books_entry (place, committed) SELECT -1, committed FROM books_entry",
        "INSERT INTO books_entry (place, committed) SELECT 7, salt || salt FROM books_entry",
        "INSERT INTO books_entry (place, committed) SELECT 0, committed FROM books_entry",
        "INSERT INTO books_node (level, place, hash) SELECT 7, 7, hash || hash FROM books_node",
    ],
)
def test_the_database_itself_refuses_to_be_rewritten(db: str, statement: str) -> None:
    with pytest.raises(IntegrityError), connection.cursor() as cursor, transaction.atomic():
        cursor.execute(statement)


def test_a_log_is_never_emptied(db: str) -> None:
    if db != "postgres":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(IntegrityError), connection.cursor() as cursor, transaction.atomic():
        cursor.execute("TRUNCATE books_node")


def test_two_at_once_wait_for_one_another(fresh_db: str) -> None:
    faults: list[BaseException] = []
    began = DeskLeaves().size()

    def work(start: int) -> None:
        try:
            log = Log(DeskLeaves(), SIGNER, Clock(), salts=Salts(start))
            for number in range(start, start + 10):
                with transaction.atomic():
                    log.append(act(number))
        except BaseException as error:  # noqa: BLE001 - the test says it, whatever it is
            faults.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(start,)) for start in (100, 1000, 2000)]
    # The checkpoint is of the desk's own key, under which this log would not open.
    with transaction.atomic(), connection.cursor() as cursor:
        trigger = "ALTER TABLE books_checkpoint DISABLE TRIGGER USER"
        cursor.execute(trigger if fresh_db == "postgres" else "DROP TRIGGER checkpoint_stays")
        cursor.execute("DELETE FROM books_checkpoint")
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert DeskLeaves().size() == Entry.objects.count() == began + 30
    assert audit(DeskLeaves()) == []


def test_what_is_erased_is_overwritten(db: str) -> None:
    if db != "sqlcipher":
        pytest.skip("PostgreSQL does so when it next cleans up")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete")
        assert cursor.fetchone() == (1,)
