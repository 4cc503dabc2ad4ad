"""Looks at a vault whose processes are killed again and again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from nomina.errors import NominaError
from nomina.vault import opened
from nomina.vault.protocols import Row
from tests.vault.vaults import SECRET, noon


class Watch:
    """Looks at a vault after each kill: at all rows, and at the bytes of every object that is new.

    The file of an object is written once. One that was read in full and has the same number, size
    and times as then holds the same bytes, so that it need not be read after every kill; a row is
    held against what it was. An object that is gone or changed is named at once, before a later
    run could put it back.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.kept: set[str] = set()  # digests that were acknowledged
        self.rows: dict[str, Row] = {}  # by tag: what was read and right
        self._files: dict[str, tuple[int, ...]] = {}

    def wrong(self, contents: dict[str, bytes]) -> list[str]:
        """Say what is wrong; ``contents`` are what the last run may have kept, by digest."""
        with opened(self.root, SECRET, noon) as vault:
            bad = [f"index: {what}" for what in vault.index.check()]
            rows = {row.tag: row for row in vault.index.rows()}
            bad += [f"row {tag} is not what it was" for tag in changed(self.rows, rows)]
            files = {row.name: self._file(row.name) for row in rows.values()}
            bad += [f"object {name} is not what it was" for name in changed(self._files, files)]
            fresh = set(rows) - set(self.rows)
            if fresh:
                digests = {vault._master.tag(bytes.fromhex(x)): x for x in contents}
                for tag in fresh:
                    try:
                        if vault.read(digests[tag]) != contents[digests[tag]]:
                            bad.append(f"row {tag} gives other bytes")
                    except (KeyError, NominaError) as error:
                        bad.append(f"row {tag}: {type(error).__name__} {error}")
            bad += [f"{x} is gone" for x in self.kept - vault.has(self.kept)]
        self.rows, self._files = rows, files
        return bad

    def _file(self, name: str) -> tuple[int, ...]:
        try:
            found = (self.root / "objects" / name[:2] / name).stat()
        except FileNotFoundError:
            return ()
        return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def changed(before: Mapping[str, object], now: Mapping[str, object]) -> list[str]:
    """Name what is no longer there, or not as it was, or is there without anything in it."""
    return [x for x in before if now.get(x) != before[x]] + [x for x in now if not now[x]]
