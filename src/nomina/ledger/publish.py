"""A log as files for everybody: what was signed last, and all that stands under it."""

from __future__ import annotations

from pathlib import Path

from nomina.ledger.formats import parse_checkpoint, parse_note
from nomina.ledger.tiles import Entries, export

CHECKPOINT = "checkpoint"


def published(folder: Path) -> list[bytes]:
    """Give the checkpoint that was published last as a note, nothing where there is none."""
    path = folder / CHECKPOINT
    return [path.read_bytes()] if path.is_file() else []


def publish(folder: Path, log: Entries, note: bytes) -> None:
    """Write a checkpoint, and what the log has beyond the one that was published before.

    One that is older than what was published is left alone.

    Raises:
        Refused: what was published is no checkpoint.
        InputError: the folder cannot be written.
        SpaceError: the disk is full.
    """
    sizes = [parse_checkpoint(parse_note(one).text).size for one in (note, *published(folder))]
    before = sizes[1] if len(sizes) > 1 else 0
    if before <= sizes[0]:
        export(log, folder, before, sizes[0], note)
