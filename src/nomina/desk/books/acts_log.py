"""What acts write: entries of the desk's log, in the transaction of the act."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from nomina.desk import acts
from nomina.desk.books import folder
from nomina.desk.books.leaves import DeskLeaves
from nomina.documents import write_bytes_atomic
from nomina.errors import LedgerError, StoreError
from nomina.ledger.entry import Event, Target
from nomina.ledger.log import Log
from nomina.ledger.publish import published
from nomina.words import tr

TERMINAL = "terminal"
"""Who acted, where nobody had signed in."""

KNOWN = "known"

_held: dict[tuple[Path, str], Log] = {}
_lock = threading.Lock()


def remembered(desk: Path) -> list[bytes]:
    """Give the checkpoints that the log fell behind when a copy was put back (REL-32)."""
    return [path.read_bytes() for path in sorted((desk / KNOWN).glob("*.checkpoint"))]


def remember(desk: Path, notes: Iterable[bytes]) -> None:
    """Keep checkpoints that the log does not agree with: from then on it can only be read."""
    for number, note in enumerate(notes, len(remembered(desk))):
        (desk / KNOWN).mkdir(mode=0o700, exist_ok=True)
        write_bytes_atomic(desk / KNOWN / f"{number:04d}.checkpoint", note)


def alarm() -> LedgerError | None:
    """Say why nothing can be entered, where the log is not what was signed; else None."""
    try:
        log()
    except LedgerError as error:
        return error
    return None


def opened(desk: Path, known: Iterable[bytes] = ()) -> Log:
    """Open the log of the desk anew.

    Args:
        desk: its folder.
        known: checkpoints from elsewhere that it must agree with, beside what it published.

    Raises:
        LedgerError: it is shorter than, or differs from, what was signed or published.
        StoreError: it cannot be read, or its key does not go with the desk.
    """
    before = [*published(folder.public()), *remembered(desk), *known]
    return Log(DeskLeaves(), folder.signer(desk), timezone.now, known=before)


def log() -> Log:
    """Give the log of the open desk; it is held against what was signed once in each process.

    Raises:
        LedgerError, StoreError: as `opened`.
    """
    if settings.DESK is None:
        raise StoreError(tr("no desk is open"))
    where = (settings.DESK, str(connection.settings_dict["NAME"]))
    with _lock:
        held = _held.get(where)
    if held is None:  # two at once look twice, which harms nobody
        held = opened(settings.DESK)
        with _lock:
            _held[where] = held
    return held


def forget() -> None:
    """Drop what is held open, as after the database was exchanged."""
    with _lock:
        _held.clear()


def event(entry: acts.Entry) -> Event:
    """Give an act as the log takes it.

    ``on`` is the first thing that was touched. Where there are more, ``change`` is the SHA-256 of
    the canonical JSON of what changed (hex) and of the others: kind, id (hex) and version each.
    """
    on = [Target(type=one.kind, id=one.id.hex, version=one.version) for one in entry.on]
    changed = entry.changed
    if on[1:]:
        others = tuple((one.type, one.id, one.version) for one in on[1:])
        changed = acts.digest({"also": others, "changed": entry.changed})
    return Event.of(
        entry.kind,
        entry.who.hex if entry.who else TERMINAL,
        entry.when,
        on=on[0] if on else None,
        change=f"sha256:{changed}",
        id=entry.id,
    )


class DeskLedger:
    """The ledger of the desk; see `nomina.desk.acts.Ledger`."""

    def append(self, entry: acts.Entry) -> int:
        """Keep an entry and give its index in the log.

        Raises:
            InputError: it cannot be written as JSON.
            StoreError: no transaction is open, or somebody else has been writing for long.
            LedgerError: the log is not what was signed.
        """
        return log().append(event(entry))
