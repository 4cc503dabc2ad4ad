"""The vault: the same bytes kept once, sealed, and checked at every read.

Keeping: the object is written and synced under a name drawn at random, then its row is added in one
transaction. So a row never stands without its object, and whoever is second with the same bytes
takes its own object away again. Were names made from the content, two at once would write one file
with two keys, and a name would have to change with the key. What is interrupted leaves an object
without a row: it is reported, and taken away on request when it is more than a day old.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import BinaryIO, Literal

from nomina.errors import NominaError, StoreError
from nomina.progress import Progress, Silent
from nomina.vault.index import rotated, written
from nomina.vault.master import Content, Cost, Master
from nomina.vault.protocols import Index, Objects, Row
from nomina.vault.source import Measured, digest_of
from nomina.vault.stream import Unsound, opened, sealed
from nomina.words import tr

DAY = timedelta(days=1)
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of bytes that were given.

    Attributes:
        digest: their SHA-256, 64 hex digits.
        size: in bytes.
        new: whether they were not held whole before.
    """

    digest: str
    size: int
    new: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it should be.

    Attributes:
        kind: ``missing`` or ``damaged``: an object cannot be read; ``index``: so is a part of the
            index; ``orphan``: bytes that no row knows, nothing is lost.
        name: of the object; empty for the index.
        digest: of what it held, where the row tells.
        what: one sentence.
        put: when an orphan was put.
    """

    kind: Literal["missing", "damaged", "index", "orphan"]
    name: str
    what: str
    digest: str = ""
    put: datetime | None = None


class Vault:
    """One vault, a context manager. For one thread, any number of processes at once.

    Args:
        objects: where bytes lie.
        index: where their rows lie.
        master: made with the card of the index.
        now: gives the time (aware).

    Raises:
        StoreError: the three are not of one store.
    """

    def __init__(
        self, objects: Objects, index: Index, master: Master, now: Callable[[], datetime]
    ) -> None:
        if not objects.id == index.store == master.store:
            raise StoreError(
                tr("objects and index are of different vaults; nothing was changed"),
                where=f"{objects.id} / {index.store}",
                todo=tr("Attach its disk or give the right folder; nothing counts as deleted"),
            )
        self.objects = objects
        self.index = index
        self._master = master
        self._now = now

    def keep(self, source: bytes | BinaryIO, *, check: bool = False) -> Kept:
        """Keep bytes once; they are safe when this returns, or when the open transaction is kept.

        Memory stays at a few chunks whatever the size. A source that can be read twice (bytes, a
        file) is looked up before anything is written; any other is written first.

        Args:
            source: bytes, or a binary stream from where it stands to its end.
            check: also read in full what is held of these bytes, and replace it if it is damaged.

        Raises:
            InputError: the source cannot be read.
            SpaceError: there is no space; nothing is half kept.
            StoreError: objects or index cannot be used.
        """
        before = Measured(source)
        if before.again:
            for _ in before.pieces():
                pass
            tag = self._master.tag(before.digest)
            self.index.hold([tag])  # before the look: who forgets them now is waited for
            row = self.index.find(tag)
            if row is not None and self._stands(row, check):
                return Kept(before.digest.hex(), before.size, new=False)
            before.rewind()
        self.index.ready()
        found = Measured(source)
        name, key = secrets.token_hex(16), os.urandom(32)
        self.objects.put(name, sealed(key, self._bound(name), found.pieces()))
        # Where adding the row fails, nobody can say whether it was kept: the object stays.
        content = Content(key, found.digest, found.size)
        new = self._entered(self._sealed(content, name), check)
        return Kept(found.digest.hex(), found.size, new)

    def _entered(self, row: Row, check: bool) -> bool:
        """Add a row; where there is a sound one, take the object of this one away again."""
        with self.index.transaction():
            self.index.hold([row.tag])
            if self.index.add(row):
                return True
            old = self.index.find(row.tag)
            if old is not None and not self._stands(old, check) and self.index.swap(row, old.name):
                self.index.after_commit(lambda: self._removed(old.name))
                return True
        self._removed(row.name)
        return False

    def _removed(self, name: str) -> None:
        with contextlib.suppress(NominaError):  # it has no row: found as an orphan
            self.objects.remove(name)

    def _stands(self, row: Row, check: bool) -> bool:
        if not self.objects.has(row.name):
            return False
        if not check:
            return True
        try:
            self._checked(row)
        except StoreError:
            return False
        return True

    def _checked(self, row: Row) -> None:
        for _ in self._pieces(row):
            pass

    def read(self, digest: str) -> bytes:
        """Give kept bytes, hashed again.

        Raises:
            StoreError: nothing is kept under this digest, or what is was changed or is gone.
        """
        return b"".join(self.pieces(digest))

    def pieces(self, digest: str) -> Iterator[bytes]:
        """Do what `read` does, a piece at a time; all is sound only when it has come to its end.

        Raises:
            StoreError: as `read`; also after pieces were given, which are authentic each.
        """
        row = self.index.find(self._master.tag(digest_of(digest)))
        if row is None:
            raise StoreError(tr("the vault holds nothing of this digest"), where=digest)
        yield from self._pieces(row)

    def _pieces(self, row: Row) -> Iterator[bytes]:
        content = self._unsealed(row)
        damaged = StoreError(
            tr("an object of the vault was changed or cut"),
            where=f"{row.name} ({content.digest.hex()})",
            todo=tr("Put it back from a copy, or import its original again"),
        )
        hashed = hashlib.sha256()
        with self.objects.get(row.name) as file:
            try:
                for piece in opened(content.key, self._bound(row.name), content.size, file):
                    hashed.update(piece)
                    yield piece
            except (OSError, Unsound) as error:
                raise damaged from error
        if hashed.digest() != content.digest:
            raise damaged

    def has(self, digests: Iterable[str]) -> set[str]:
        """Give those of the digests under which bytes are kept."""
        tags = {self._master.tag(digest_of(digest)): digest for digest in digests}
        return {tags[tag] for tag in self.index.known(tags)}

    def hold(self, digests: Iterable[str]) -> None:
        """Let nobody else keep or forget these bytes until the open transaction ends.

        Whoever forgets bytes that others may keep at the same time asks this first, for all of
        them at once, then looks whether anybody still needs them.
        """
        self.index.hold([self._master.tag(digest_of(digest)) for digest in digests])

    def forget(self, digest: str) -> bool:
        """Destroy the key of kept bytes, then remove the object; False where nothing is kept.

        From then on no copy of the objects gives these bytes. A copy of the index still holds the
        key, sealed, until the master is rotated and its passphrase destroyed.

        Raises:
            StoreError: the index cannot be used, or the object cannot be removed: it is then an
                orphan without a key.
        """
        row = self.index.drop(self._master.tag(digest_of(digest)))
        if row is None:
            return False
        self.index.after_commit(lambda: self.objects.remove(row.name))
        return True

    def verify(self, progress: Progress | None = None) -> Iterator[Fault]:
        """Read every object in full and look for what no row knows; give faults one by one.

        Nothing is changed. What others keep or forget meanwhile is no fault, but may show as an
        orphan.

        Raises:
            StoreError: the store is gone or foreign, or the index cannot be read.
        """
        progress = progress or Silent()
        for what in self.index.check():
            yield Fault("index", "", what)
        progress.begin(tr("Checking what is kept"), len(self.index))
        doubtful: dict[Row, Fault] = {}
        for row in self.index.rows():
            fault = self._fault(row)
            if fault is not None and self.index.find(row.tag) == row:
                yield fault
            elif fault is not None:  # forgotten meanwhile, or its tag was changed
                doubtful[row] = fault
            progress.advance()
        if doubtful:
            yield from (doubtful[row] for row in self.index.rows() if row in doubtful)
        progress.end()
        for name, put in self._orphans():
            yield Fault("orphan", name, tr("bytes that the index does not know"), put=put)

    def _fault(self, row: Row) -> Fault | None:
        digest = ""
        try:
            digest = self._unsealed(row).digest.hex()
            if not self.objects.has(row.name):
                return Fault("missing", row.name, tr("this object is gone from the vault"), digest)
            self._checked(row)
        except StoreError as error:
            self.objects.has(secrets.token_hex(16))  # raises where the whole store is gone
            if self.index.card().id != self._master.card.id:
                raise rotated(row.name) from error
            return Fault("damaged", row.name, error.what, digest)
        return None

    def _orphans(self) -> Iterator[tuple[str, datetime]]:
        found = self.objects.names()
        while page := dict(islice(found, _PAGE)):
            known = self.index.named(page)
            yield from ((name, put) for name, put in page.items() if name not in known)

    def collect(self, older_than: timedelta = DAY) -> int:
        """Remove orphans and halves of objects that are older than a day, and count them.

        Nobody else has to wait: a name is used once, so what has no row after a day gets none. Not
        after an index was put back from a copy, unless it is certain that no newer one exists.

        Raises:
            ValueError: less than a day is asked for; someone may still be at it.
            StoreError: objects or index cannot be used.
        """
        if older_than < DAY:
            raise ValueError("an orphan younger than a day may still get its row")
        before = self._now() - older_than
        old = [name for name, put in self._orphans() if put < before]
        for name in old:
            self.objects.remove(name)
        return len(old) + self.objects.sweep(before)

    def rotate(
        self, secret: bytes, *, cost: Cost | None = None, progress: Progress | None = None
    ) -> int:
        """Put the master of another passphrase in the place of this one; objects stay as they are.

        All or nothing: interrupted anywhere, the vault opens with exactly one of the two.

        Returns:
            How many keys were sealed anew.

        Raises:
            StoreError: a row was changed, or somebody else rotated; the old master stays.
        """
        progress = progress or Silent()
        new = self._master.followed(secret, cost)
        progress.begin(tr("Sealing the keys anew"), len(self.index))

        def reseal(row: Row) -> Row:
            bound = _bound_row(row.tag, row.name, row.kept_at)
            return replace(row, sealed=new.seal(self._unsealed(row), bound), master=new.card.id)

        done = self.index.rotate(new.card, self._master.card.id, reseal, progress)
        progress.end()
        self.index.after_commit(lambda: setattr(self, "_master", new))
        return done

    def close(self) -> None:
        """Close the index; closing again does nothing."""
        self.index.close()

    def __enter__(self) -> Vault:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _sealed(self, content: Content, name: str) -> Row:
        tag, now = self._master.tag(content.digest), self._now()
        sealed_ = self._master.seal(content, _bound_row(tag, name, now))
        return Row(tag, name, sealed_, self._master.card.id, now)

    def _unsealed(self, row: Row) -> Content:
        try:
            return self._master.unseal(row.sealed, _bound_row(row.tag, row.name, row.kept_at))
        except Unsound:
            if row.master != self._master.card.id:
                raise rotated(row.name) from None
            raise StoreError(
                tr("a row of the index was changed"),
                where=row.name,
                todo=tr("Put it back from a copy"),
            ) from None

    def _bound(self, name: str) -> bytes:
        return f"{self._master.store}\n{name}".encode()


def _bound_row(tag: str, name: str, kept_at: datetime) -> bytes:
    return f"{tag}\n{name}\n{written(kept_at)}".encode()
