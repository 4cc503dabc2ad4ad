"""The log: acts in, within somebody else's transaction; checkpoints and proofs out.

Whoever does an act appends its entry in the same transaction: no entry, no act. Appending is
serialised by the store, and the order of acts is the order of entries, whatever clocks say.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple, Protocol

from nomina.errors import InputError, LedgerError
from nomina.ledger.checkpoint import Signer, checkpoint_text, public_key, sign, with_lines
from nomina.ledger.entry import SALT, Event, Sealed, seal
from nomina.ledger.formats import (
    COSIGNATURE,
    PROOF,
    Key,
    Refused,
    leaf,
    open_checkpoint,
    parse_checkpoint,
    parse_key,
    parse_note,
    signed_by,
)
from nomina.ledger.tiles import Entries
from nomina.ledger.tree import Place, consistency, grown, inclusion, root
from nomina.words import tr

HOUR = 3600
"""Seconds between checkpoints, where nothing else is said (LOG-04)."""

_OWN_LINES = 2
Clock = Callable[[], datetime]


class Kept(NamedTuple):
    """A checkpoint that was signed: its number here, over how many entries, when, and the note."""

    number: int
    size: int
    stamp: int
    note: bytes


class Leaves(Entries, Protocol):
    """Where entries are kept. Everything is read and written in the transaction of the caller."""

    def lock(self) -> int:
        """Let nobody else append until the transaction ends; give the number of entries."""

    def size(self) -> int:
        """Give the number of entries."""

    def add(self, index: int, sealed: Sealed, made: Sequence[tuple[Place, bytes]]) -> None:
        """Keep an entry and the hashes that it completes."""

    def opened(self, index: int) -> Sealed | None:
        """Give an act with its salt; None where it was erased or never was."""

    def erase(self, index: int) -> None:
        """Destroy an act and its salt; its commitment and all hashes stay."""

    def keep(self, size: int, stamp: int, note: bytes) -> None:
        """Keep a checkpoint."""

    def kept(self) -> Iterator[Kept]:
        """Give the checkpoints, the newest first."""

    def renew(self, number: int, note: bytes) -> None:
        """Keep a checkpoint with more signatures than before."""


class Proven(NamedTuple):
    """What a stranger is handed: the act, its salt, and the proof."""

    event: bytes
    salt: bytes
    proof: bytes


def alarms(leaves: Leaves, key: Key, known: Iterable[bytes] = ()) -> list[LedgerError]:
    """Hold a log against its last checkpoint, and those that are known from elsewhere (REL-32).

    Args:
        leaves: the entries.
        key: the public key of the log.
        known: checkpoints as notes, such as from witnesses or from paper.

    Returns:
        What is wrong, nothing where all is well.
    """
    found = []
    last = [kept.note for kept in islice(leaves.kept(), 1)]  # there may be years of them
    for note in [*last, *known]:
        try:
            checkpoint = open_checkpoint(note, key)[0]
        except Refused as refusal:
            found.append(
                LedgerError(tr("a checkpoint was changed, or is of another log"), where=key.name)
            )
            found[-1].__cause__ = refusal
            continue
        size = leaves.size()
        if checkpoint.size > size:
            found.append(_shorter(key.name, size, checkpoint.size))
        elif root(leaves, checkpoint.size) != checkpoint.root:
            found.append(
                LedgerError(
                    tr("the log has another history than the one that was signed"),
                    where=key.name,
                    todo=tr("Add nothing. Keep everything as it is and ask those who watch it"),
                )
            )
    return found


def _shorter(name: str, size: int, signed: int) -> LedgerError:
    return LedgerError(
        tr("the log has {n} entries, and {m} were signed").format(n=size, m=signed),
        where=name,
        todo=tr("Add nothing. An older copy may have been put back; find the newest one"),
    )


class Log:
    """A log that may be appended to, because it is what was signed.

    Args:
        leaves: the entries.
        signer: holds the private key; its name is the origin of the log.
        clock: gives the time, with its zone.
        known: checkpoints from elsewhere that the log must still agree with.
        salts: gives 32 random bytes each time.

    Raises:
        LedgerError: the log is shorter than, or differs from, what was signed or witnessed.
    """

    def __init__(
        self,
        leaves: Leaves,
        signer: Signer,
        clock: Clock,
        *,
        known: Iterable[bytes] = (),
        salts: Callable[[], bytes] = lambda: os.urandom(SALT),
    ) -> None:
        self.leaves = leaves
        self.key = parse_key(public_key(signer))
        self._signer = signer
        self._clock = clock
        self._salts = salts
        for alarm in alarms(leaves, self.key, known):
            raise alarm

    def append(self, event: Event) -> int:
        """Enter an act and give its index; it counts when the transaction is committed.

        Raises:
            InputError: the act has no JSON.
            StoreError: no transaction is open, or somebody else is appending.
        """
        index = self.leaves.lock()
        sealed = seal(event, self._salts())
        self.leaves.add(index, sealed, grown(self.leaves, index, leaf(sealed.committed)))
        return index

    def erase(self, index: int, why: Event) -> int:
        """Destroy an act and its salt (LOG-03); that this was done is an entry of its own.

        Returns:
            The index of the new entry.

        Raises:
            InputError: there is no such act, or it was erased before.
        """
        self._opened(index)
        entered = self.append(why)
        self.leaves.erase(index)
        return entered

    def _opened(self, index: int) -> Sealed:
        found = self.leaves.opened(index)
        if found is None:
            raise InputError(
                tr("entry {n} was erased, or there is none").format(n=index),
                where=self._signer.name,
            )
        return found

    def checkpoint(self) -> bytes:
        """Sign the log as it is now, keep the checkpoint and give it as a note.

        Raises:
            LedgerError: the log no longer agrees with the last checkpoint.
        """
        size, stamp = self.leaves.lock(), self._now()
        for last in self.leaves.kept():
            before = parse_checkpoint(parse_note(last.note).text)
            if before.size > size:
                raise _shorter(self._signer.name, size, before.size)
            if root(self.leaves, before.size) != before.root:
                raise LedgerError(
                    tr("the log has another history than the one that was signed"),
                    where=self._signer.name,
                )
            break
        text = checkpoint_text(self._signer.name, size, root(self.leaves, size))
        note = sign(text, self._signer, stamp)
        self.leaves.keep(size, stamp, note)
        return note

    def _now(self) -> int:
        return int(self._clock().timestamp())

    def tick(self, every: int = HOUR, *, cover: int = 0) -> bytes | None:
        """Sign a checkpoint if none was signed in this period, even if nothing happened (LOG-04).

        Args:
            every: length of a period in seconds.
            cover: fill up each period with entries that say nothing, to a multiple of this
                number, because the size of a log tells how much was done; 0 for none.

        Returns:
            The checkpoint, or None where none was due.
        """
        size, now = self.leaves.lock(), self._now()
        last = next(self.leaves.kept(), Kept(0, 0, -1, b""))
        if last.number and last.stamp // every == now // every:
            return None
        if cover:
            happened = size - last.size
            for _ in range(-happened % cover or (0 if happened else cover)):
                self.append(Event.of("cover", self._signer.name, self._clock()))
        return self.checkpoint()

    def prove(self, index: int, *, witnessed: bool = False) -> Proven:
        """Prove an entry under the newest checkpoint, or the newest that somebody witnessed.

        Raises:
            InputError: the act was erased, or no checkpoint is over it yet.
        """
        opened = self._opened(index)
        for kept in self.leaves.kept():
            others = len(parse_note(kept.note).lines) > _OWN_LINES
            if kept.size > index and (others or not witnessed):
                path = inclusion(self.leaves, index, kept.size)
                return Proven(opened.event, opened.salt, proof_text(index, path, kept.note))
        raise InputError(
            tr("no checkpoint is over entry {n} yet").format(n=index),
            where=self._signer.name,
            todo=tr("Have one signed, and witnessed where that is wanted; then ask again"),
        )

    def request(self, old: int) -> bytes:
        """Give what a witness is sent (c2sp.org/tlog-witness, add-checkpoint).

        Args:
            old: the size that it witnessed last; 0 where it has seen nothing.

        Raises:
            InputError: no checkpoint was signed, or none over as many entries.
        """
        last = next(self.leaves.kept(), None)
        if last is None or old > last.size:
            raise InputError(
                tr("no checkpoint is over {n} entries yet").format(n=old),
                where=self._signer.name,
                todo=tr("Have one signed; then ask again"),
            )
        steps = consistency(self.leaves, old, last.size)
        lines = [f"old {old}", *(base64.b64encode(step).decode() for step in steps), "", ""]
        return "\n".join(lines).encode() + last.note

    def witnessed(self, note: bytes, keys: Sequence[str]) -> bytes:
        """Take in what witnesses signed, and give the checkpoint with their lines.

        Args:
            note: a checkpoint of this log with lines of witnesses.
            keys: their public keys; each must have signed.

        Raises:
            InputError: a key has not signed, or the checkpoint was never signed here.
        """
        try:
            given = parse_note(note)
            watching = [parse_key(one, COSIGNATURE) for one in keys]
            for key in watching:
                signed_by(given, key)
        except Refused as refusal:
            raise InputError(
                tr("this is not what the witness should have signed"), where=refusal.detail
            ) from refusal
        names = {key.name for key in watching}
        lines = note.decode().split("\n\n")[-1].splitlines()
        fresh = "\n".join(line for line in lines if line.split(" ")[1] in names)
        for kept in self.leaves.kept():
            if parse_note(kept.note).text == given.text:
                whole = with_lines(kept.note, fresh)
                self.leaves.renew(kept.number, whole)
                return whole
        raise InputError(tr("this log never signed such a checkpoint"), where=self._signer.name)


def proof_text(index: int, path: Sequence[bytes], checkpoint: bytes) -> bytes:
    """Give a proof as a file (c2sp.org/tlog-proof)."""
    lines = [PROOF, f"index {index}", *(base64.b64encode(step).decode() for step in path)]
    return ("\n".join(lines) + "\n\n").encode() + checkpoint
