"""Read a whole log again and name what was changed in it, as a disk or a hand may do (REL-11)."""

from __future__ import annotations

from collections.abc import Sequence

from nomina.ledger.formats import commitment, leaf
from nomina.ledger.log import Leaves
from nomina.ledger.tree import Place, grown
from nomina.progress import Progress, Silent
from nomina.words import tr

_CHUNK = 512


class _Edge:
    """The last complete subtree of each level: all that appending looks at."""

    def __init__(self) -> None:
        self._last: dict[int, bytes] = {}

    def hashes(self, places: Sequence[Place]) -> list[bytes]:
        return [self._last[level] for level, _ in places]

    def add(self, index: int, entry: bytes) -> list[tuple[Place, bytes]]:
        made = grown(self, index, entry)
        self._last.update({level: found for (level, _), found in made})
        return made


def audit(leaves: Leaves, progress: Progress | None = None) -> list[int]:
    """Name the entries that are not what they were when they were entered.

    Everything is computed anew from the commitments: each act with its salt, and every hash that
    is kept. An entry is named, too, where a hash is wrong that it completed. What was erased
    cannot be read and is no fault. That the commitments are those that were signed is for
    `nomina.ledger.log.alarms` to say. O(size).
    """
    told = progress or Silent()
    size, edge, wrong = leaves.size(), _Edge(), []
    told.begin(tr("Entries"), size)
    for start in range(0, size, _CHUNK):
        stop = min(size, start + _CHUNK)
        committed = leaves.commitments(start, stop)
        made = [edge.add(index, leaf(one)) for index, one in enumerate(committed, start)]
        # All at once: asking for each entry's hashes is most of the time that this takes.
        kept = iter(leaves.hashes([place for grew in made for place, _ in grew]))
        for index, (one, grew) in enumerate(zip(committed, made, strict=True), start):
            act = leaves.opened(index)
            opens = act is None or commitment(act.salt, act.event) == one
            if [next(kept) for _ in grew] != [found for _, found in grew] or not opens:
                wrong.append(index)
        told.advance(stop - start)
    told.end()
    return wrong
