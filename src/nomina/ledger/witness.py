"""A witness: cosigns a log as long as it only grows, and keeps the evidence where it does not.

It is run by another organisation, from files that are carried to and fro: a request goes there,
a checkpoint with one more line comes back (c2sp.org/tlog-witness without the network). What it
cosigned last is safe on its disk before it answers.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, NoReturn

from nomina.documents import write_bytes_atomic
from nomina.errors import InputError, LedgerError, StoreError
from nomina.ledger.checkpoint import Signer, cosignature, with_lines
from nomina.ledger.formats import (
    Checkpoint,
    Refused,
    open_checkpoint,
    parse_checkpoint,
    parse_key,
    parse_note,
    unbase64,
)
from nomina.ledger.log import Clock
from nomina.ledger.tree import is_consistent
from nomina.words import tr

_MOST_STEPS = 63
_TABLE = """
CREATE TABLE IF NOT EXISTS cosigned (origin TEXT PRIMARY KEY, note BLOB NOT NULL) WITHOUT ROWID
"""


class Request(NamedTuple):
    """What a witness is asked: the size it saw last, the proof from there, the checkpoint."""

    old: int
    proof: list[bytes]
    checkpoint: bytes


def parse_request(data: bytes) -> Request:
    """Read the body of ``add-checkpoint`` (c2sp.org/tlog-witness).

    Raises:
        InputError: it is not in that form.
    """
    head, gap, checkpoint = data.partition(b"\n\n")
    lines = head.decode("ascii", "replace").split("\n")
    proof = [unbase64(line) for line in lines[1:]]
    whole = [step for step in proof if step is not None and len(step) == 32]
    old = re.fullmatch(r"old (0|[1-9][0-9]{0,18})", lines[0])
    if not gap or old is None or len(whole) != len(proof) or len(proof) > _MOST_STEPS:
        raise InputError(tr("this is no request to a witness"))
    return Request(int(old[1]), whole, checkpoint)


class Witness:
    """Somebody who remembers what a log showed.

    Args:
        folder: for what is remembered and for evidence; made where there is none.
        signer: holds the private key of the witness.
        clock: gives the time, with its zone.
    """

    def __init__(self, folder: Path, signer: Signer, clock: Clock) -> None:
        self._folder = folder
        self._signer = signer
        self._clock = clock
        folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def _state(self) -> Iterator[sqlite3.Connection]:
        """Open what is remembered, for one at a time, and commit it at the end."""
        try:
            connection = sqlite3.connect(
                self._folder / "witness.db", timeout=30.0, isolation_level=None
            )
            try:
                connection.execute("PRAGMA journal_mode = DELETE")
                connection.execute("PRAGMA synchronous = EXTRA")
                connection.execute(_TABLE)
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise StoreError(
                tr("the log cannot be used ({why})").format(why=error), where=str(self._folder)
            ) from error

    def cosign(self, request: bytes, log_key: str) -> bytes:
        """Check a request, remember the checkpoint, and give it with a line of this witness.

        Args:
            request: as `parse_request` reads it.
            log_key: the public key of a log that this witness has agreed to watch.

        Raises:
            InputError: it is not of this log, or not from where this witness saw it last.
            LedgerError: the log shows a shorter or another history; the evidence is kept.
            StoreError: what is remembered cannot be read or written.
        """
        asked = parse_request(request)
        try:
            key = parse_key(log_key)
            now, _, note = open_checkpoint(asked.checkpoint, key)
        except Refused as refusal:
            raise InputError(
                tr("the checkpoint is not signed by the log that is watched")
            ) from refusal
        with self._state() as state:
            row = state.execute(
                "SELECT note FROM cosigned WHERE origin = ?", (now.origin,)
            ).fetchone()
            self._hold(now, asked, request, bytes(row[0]) if row else None)
            stamp = int(self._clock().timestamp())
            line = cosignature(note.text, self._signer, stamp)
            whole = with_lines(asked.checkpoint, line)
            state.execute("REPLACE INTO cosigned VALUES (?, ?)", (now.origin, whole))
        return whole

    def _hold(self, now: Checkpoint, asked: Request, request: bytes, last: bytes | None) -> None:
        """Hold a checkpoint against the last one; return only where it may be cosigned."""
        if last is None:
            if asked.old or asked.proof:
                self._from_elsewhere(0)
            return
        before = parse_checkpoint(parse_note(last).text)
        if now.size < before.size:
            self._keep(last, request, tr("the log is shorter than it was"))
        if now.size == before.size and now.root != before.root:
            self._keep(last, request, tr("the log shows another history than before"))
        if asked.old != before.size:
            self._from_elsewhere(before.size)
        if before.size and not is_consistent(
            before.size, before.root, now.size, now.root, asked.proof
        ):
            self._keep(last, request, tr("the log shows another history than before"))

    def _from_elsewhere(self, size: int) -> NoReturn:
        raise InputError(
            tr("this witness saw the log last with {n} entries").format(n=size),
            todo=tr("Have the log prove from there"),
        )

    def _keep(self, last: bytes, request: bytes, what: str) -> NoReturn:
        """Write both sides down before refusing: two signatures of one log that contradict."""
        folder = self._folder / "evidence"
        folder.mkdir(exist_ok=True)
        path = folder / f"{len(list(folder.glob('*.txt'))) + 1:06d}.txt"
        time = self._clock().isoformat()
        head = f"{time}\n\n--- cosigned before ---\n".encode()
        write_bytes_atomic(path, head + last + b"\n--- asked now ---\n" + request)
        raise LedgerError(
            what,
            where=str(path),
            todo=tr("Keep this file. Ask whoever runs the log, and tell the other witnesses"),
        )
