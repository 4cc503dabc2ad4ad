"""Files of one list that may be of one missing person, by names, numbers and birth dates.

Pairs are found through what they share: a number, a birth date and a given name or its first
letter, or these and a family name that is the same or near. Of each, with F, G, P, B the ratios of
family name, given name, patronymic and birth date for one person over two who are not related, and
s the chance that two files are of brothers or sisters,

    LR = F G P B / (1 - s + s F P g b) * numbers,

where g and b are what given name and birth date say of a brother: hardly the same. Shares are
those of the list without the two files. A number that both hold is another's by a slip of the
clerk with `SLIP` / n; only one number counts for, because one slip brings several. Telephones and
bank cards count for nothing: relatives share them. `nomina.reconcile.duplicates` makes groups of
it, with `SHARE` of the files thought to be one too many. The rates here were assumed, no figure was
found; names and numbers agree as `nomina.evidence` assumes. Nothing is merged.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from nomina.cases.description import Described
from nomina.leads.documents import Problem
from nomina.leads.doubles_files import SHARE, Files, Places, weak_lr
from nomina.leads.words import problem
from nomina.reconcile.duplicates import Pairs, Suspected, duplicates
from nomina.reconcile.parts_partition import EXACT

LEAST = 0.1
"""Groups below this probability are not named."""


def doubles(people: Sequence[Described], faces: Pairs | None = None) -> tuple[Problem, ...]:
    """Name the files that may be of one person: one problem for each group.

    Args:
        people: the list of the missing; each id once.
        faces: pairs whose faces were compared; their log10 LR is added.
    """
    groups, alike = suspected(people, faces)
    found = [
        problem(
            "files-of-one-person",
            "missing",
            case=", ".join(each.ids),
            probability=f"{each.probability:.2f}",
        )
        for each in groups
    ]
    if alike:
        case = ", ".join(alike[:5])
        found.append(problem("files-too-alike", "missing", case=case, n=len(alike)))
    return tuple(found)


def suspected(
    people: Sequence[Described], faces: Pairs | None = None
) -> tuple[tuple[Suspected, ...], tuple[str, ...]]:
    """Give the groups behind `doubles`, the most probable first, and files too alike to be told."""
    ids = [each.id for each in people]
    if len(ids) < 2:
        return (), ()
    pairs, strong = scored(people, faces)
    # A pair alone has prior odds of about 2 SHARE / n. Links that stay far below `LEAST` hold
    # many files of common names together, and what so many share says nothing of one.
    against = pairs.log10_lr < 0.0
    needed = np.full(len(ids), np.log10(weak_lr(len(ids))))
    while True:
        kept = pairs.log10_lr >= needed[pairs.one]
        ends = pairs.one[kept], pairs.other[kept]
        graph = sparse.coo_matrix((np.ones(len(ends[0])), ends), shape=(len(ids), len(ids)))
        labels = connected_components(graph, directed=False)[1]
        large = np.bincount(labels)[labels] > EXACT
        if not large.any():
            break
        needed[large] += 0.5
    left = np.zeros(len(ids), np.bool_)
    sure = pairs.log10_lr >= np.log10(len(ids) / (2.0 * SHARE))
    for side in (pairs.one, pairs.other):
        left[side[sure]] = True
    left[strong] = True
    for side in ends:
        left[side] = False
    used = kept | against
    found = Pairs(pairs.one[used], pairs.other[used], pairs.log10_lr[used])
    groups = duplicates(ids, found, share=SHARE, least=LEAST)
    return groups, tuple(ids[at] for at in np.flatnonzero(left))


def scored(people: Sequence[Described], faces: Pairs | None = None) -> tuple[Pairs, Places]:
    """Give every pair of files that share something, with its log10 LR.

    Also gives the files of which too many share a number, or birth date and given name.
    """
    files = Files(people)
    keys, strong = files.candidates()
    if faces is not None:
        low, high = np.minimum(faces.one, faces.other), np.maximum(faces.one, faces.other)
        of_faces = low * len(people) + high
        keys = np.union1d(keys, of_faces)
    one, other = np.divmod(keys, len(people))
    log10 = files.log10_lr(one, other)
    if faces is not None:
        np.add.at(log10, np.searchsorted(keys, of_faces), faces.log10_lr)
    return Pairs(one, other, log10), strong
