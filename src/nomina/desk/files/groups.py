"""Which fields stand together on a page and in a form."""

from __future__ import annotations

from collections.abc import Mapping

from nomina.desk.files.fields import AM, BY_KEY, FAMILY, of_kind
from nomina.words import tr

PERSON, EVENT, DESCRIPTION, MARKS, THINGS = "person", "event", "description", "marks", "things"

_GROUPS: Mapping[str, str] = {
    PERSON: "family name|given name|patronymic|other names|kinship|by blood|sex|born",
    EVENT: (
        "found|last known alive|died|place|latitude|longitude|accuracy|finder|how found|lay with"
        "|reported|expires|informant|contact|unit"
    ),
    DESCRIPTION: (
        "completeness|tissue|condition|sex|sex basis|age from|age to|age coverage|age method"
        "|stature|height source|height error|bone|build|hair|eyes|blood group"
    ),
    MARKS: "marks|marks asked|marks source|regions missing|teeth|teeth charted",
    THINGS: "numbers|papers|effects|note",
}


def groups(kind: str) -> dict[str, tuple[str, ...]]:
    """Give the keys of the fields of a kind of file, group by group; each key in one of them."""
    here = {field.key for field in of_kind(kind)}
    # What a person is called and what a body shows are two things: sex is of the one or the other.
    apart = DESCRIPTION if kind in (AM, FAMILY) else PERSON
    found = {
        group: tuple(
            key for key in keys.split("|") if key in here and (key, group) != ("sex", apart)
        )
        for group, keys in _GROUPS.items()
    }
    return {group: keys for group, keys in found.items() if keys}


def group_of(kind: str, key: str) -> str:
    """Give the group of a field.

    Raises:
        KeyError: this kind of file has no such field.
    """
    return {one: group for group, keys in groups(kind).items() for one in keys}[key]


def group_name(group: str) -> str:
    """Give the name of a group in the language of the reader."""
    return {
        PERSON: tr("Who"),
        EVENT: tr("When and where"),
        DESCRIPTION: tr("Description"),
        MARKS: tr("Marks and teeth"),
        THINGS: tr("Papers, things and notes"),
    }[group]


def slug(key: str) -> str:
    """Give the name of a field in a form: an id in a page holds no space."""
    return key.replace(" ", "_")


SLUGS: Mapping[str, str] = {slug(key): key for key in BY_KEY}
"""The key of each name in a form."""
