"""Bodies that somebody asked not to be given, by what their files say in coded fields.

A file of which nothing is coded yet is given to everybody: the desk cannot know it then. Nobody
but the person is told what they chose, and no list says what was left out of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import Exists, Q

from nomina.desk.files.models import Entry, File
from nomina.desk.people.models.care import Care, care_of

_UNDER_18 = r"^(\d|1[0-7])([.,]\d+)?$"
MEANS: dict[str, Q] = {
    "children": Q(field__in=("age from", "age to"), value__value__regex=_UNDER_18),
    "injuries": Q(field="condition", value__value="injured"),
    "decomposition": Q(field="tissue", value__value="decomposed")
    | Q(field="condition", value__value="advanced_change"),
    "bones": Q(field="tissue", value__value="skeletal"),
    "parts": Q(field="completeness", value__value="fragment"),
}
"""What a standing entry says where a file is of a kind. An age from 15 to 25 may be a child."""


def matching(without: Iterable[str], file: Any) -> Exists | None:
    """Give the condition that a file is of one of some kinds; None for none of them.

    Args:
        file: its id, or a reference to it from within a query.
    """
    kinds = [MEANS[one] for one in without if one in MEANS]
    if not kinds:
        return None
    any_of = kinds[0]
    for one in kinds[1:]:
        any_of |= one
    return Exists(Entry.objects.standing().filter(any_of, file=file))


def spared(user: object, file: File) -> bool:
    """Say whether a person asked not to be given such a body."""
    return _is(care_of(user).without, file.pk)


def spares(users: Collection[UUID], file: UUID) -> set[UUID]:
    """Give those of some accounts who asked not to be given such a body."""
    rows = Care.objects.filter(user__in=users).exclude(without=[])
    told = {one.pk: tuple(one.without) for one in rows}
    known = {kinds: _is(kinds, file) for kinds in set(told.values())}
    return {who for who, kinds in told.items() if known[kinds]}


def _is(without: Iterable[str], file: UUID) -> bool:
    found = matching(without, file)
    return found is not None and File.objects.filter(found, pk=file).exists()
