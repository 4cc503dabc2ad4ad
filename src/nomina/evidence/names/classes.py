"""Given names that are one name: Ukrainian, Russian, Belarusian and Latin forms, and pet forms.

`data/given_names.txt` says what its columns are. A pet form may belong to several classes
(Саша: Олександр, Олександра). Patronymics are looked up by the stem of the father's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

from nomina.evidence.names.fold import clean, skeletons

_ENDINGS = "aeiou"


@dataclass(frozen=True, slots=True)
class GivenName:
    """One class.

    Attributes:
        key: its first Ukrainian form, which names it.
        male: whether it is a man's name.
        formal: forms that stand in papers, out of `clean`.
        short: pet forms.
        stems: stems of its patronymics that do not follow from the formal forms.
    """

    key: str
    male: bool
    formal: tuple[str, ...]
    short: tuple[str, ...]
    stems: tuple[str, ...]


@cache
def given_names() -> dict[str, GivenName]:
    """Give all classes by their key."""
    text = (resources.files("nomina.evidence") / "data" / "given_names.txt").read_text("utf-8")
    found: dict[str, GivenName] = {}
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        sex, *columns = (each.strip() for each in line.split("|"))
        uk, ru, be, short, latin, stems, *_ = [*columns, "", "", "", "", ""]
        key = clean(uk.split()[0]) + ("" if sex == "m" else " f")
        formal = [clean(each) for each in f"{uk} {ru} {be} {latin}".split()]
        found[key] = GivenName(
            key,
            sex == "m",
            tuple(dict.fromkeys(formal)),
            tuple(clean(each) for each in short.split()),
            tuple(clean(each) for each in stems.split()),
        )
    return found


@cache
def _by_skeleton() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for key, name in given_names().items():
        for form in (*name.formal, *name.short):
            for skeleton in skeletons(form):
                found.setdefault(skeleton, {})[key] = None
    return {skeleton: tuple(keys) for skeleton, keys in found.items()}


@cache
def _fathers() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for key, name in given_names().items():
        if name.male:
            for form in (*name.formal, *name.stems):
                for skeleton in skeletons(form):
                    found.setdefault(stem_of(skeleton), {})[key] = None
    return {stem: tuple(keys) for stem, keys in found.items()}


@cache
def _initials() -> dict[str, str]:
    return {
        key: "".join(sorted({each[0] for form in name.formal for each in skeletons(form)}))
        for key, name in given_names().items()
    }


def stem_of(skeleton: str) -> str:
    """Give a father's name without its last vowels, as patronymics are made of it."""
    return skeleton.rstrip(_ENDINGS) or skeleton


def classes_of(skeleton: str) -> tuple[str, ...]:
    """Give the keys of the given names that a skeleton is a form of."""
    return _by_skeleton().get(skeleton, ())


def fathers_of(stem: str) -> tuple[str, ...]:
    """Give the keys of the fathers' names that the stem of a patronymic stands for."""
    return _fathers().get(stem, ())


def initials_of(key: str) -> str:
    """Give the first letters, as in skeletons, of the formal forms of a given name."""
    return _initials()[key]
