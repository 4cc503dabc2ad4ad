"""What the doctor asks of the books: the log, the vault, and the last verified backup."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from nomina.desk.boot.findings import Found
from nomina.words import ntr, tr

_PAGE = 500


def log() -> Iterator[Found]:
    """Hold every entry and hash against the commitments, and those against what was signed."""
    from nomina.desk.books import acts_log
    from nomina.desk.books.leaves import DeskLeaves
    from nomina.ledger.audit import audit

    leaves, alarm = DeskLeaves(), acts_log.alarm()
    if alarm is not None:
        yield Found("bad", str(alarm))
    wrong = audit(leaves)
    for index in wrong[:10]:
        yield Found("bad", tr("Entry {n} was changed").format(n=index))
    if alarm is None and not wrong:
        n = leaves.size()
        says = ntr("the log is whole: {n} entry", "the log is whole: {n} entries", n)
        yield Found("good", says.format(n=n))


def vault() -> Iterator[Found]:
    """Check that the store is the right one and every object lies there; nothing is read."""
    from nomina.desk import books

    held = books.vault()
    faults = held.index.check()
    there = {name for name, _ in held.objects.names()}
    rows = iter(held.index.rows())
    while page := list(islice(rows, _PAGE)):
        says = tr("{name}: this object is gone from the vault")
        faults += [says.format(name=row.name) for row in page if row.name not in there]
    for fault in faults[:10]:
        yield Found("bad", fault)
    if not faults:
        n = len(held.index)
        says = ntr("the vault is there: {n} object", "the vault is there: {n} objects", n)
        yield Found("good", says.format(n=n))


def backup(at: datetime) -> Iterator[Found]:
    """Say how old the last backup is that was put back and read (REL-30)."""
    from nomina.desk.books.backup import receipts

    age = receipts.age(at)
    if age is None:
        yield Found("look", tr("no backup was ever put back and read: run nomina backup"))
        return
    n = max(0, age // timedelta(days=1))
    says = ntr(
        "the last verified backup is {n} day old", "the last verified backup is {n} days old", n
    )
    yield Found("bad" if age > receipts.LATE else "good", says.format(n=n))
