"""What a file holds: its fields as data, by kind of file.

Every field is text, written as the tables of descriptions write it (`nomina.leads.columns`), so
that what the desk holds and what a table holds are read by the same code. A field of the minimum
record is asked for when a file is opened, and "not known" is an answer to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from nomina.cases import Known, Source, SourceKind, When
from nomina.errors import InputError
from nomina.words import current, tr

AM, PM, PUI, FAMILY = "am", "pm", "pui", "family"
KINDS = (AM, PM, PUI, FAMILY)
LONGEST = 10_000
"""Characters of one value."""

Said = Known[str]
"""The value of a field: known, unknown, not asked or refused, and who said so."""


class Form(StrEnum):
    """How a value is written."""

    TEXT = "text"
    LONG = "long"
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    Attributes:
        key: what is stored, and the column of a table of descriptions where there is one.
        form: how its value is written.
        minimum: the kinds of file whose minimum record asks for it.
        also: the other kinds that have it.
        choices: what may be stored, of a `Form.CHOICE`.
        named: whether its words can be searched for.
        table: whether it is a column of the tables of descriptions.
    """

    key: str
    form: Form = Form.TEXT
    minimum: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    named: bool = False
    table: bool = True

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of file that have it."""
        return self.minimum + self.also


def _choice(key: str, words: str, **more: Any) -> Field:
    return Field(key, Form.CHOICE, choices=tuple(words.split("|")), **more)


_KIN = (
    "parent|child|full_sibling|half_sibling|grandparent|grandchild|aunt_or_uncle"
    "|niece_or_nephew|cousin|spouse|other"
)
_DESCRIBED = (AM, PM)

FIELDS: tuple[Field, ...] = (
    Field("family name", minimum=(AM, FAMILY), named=True),
    Field("given name", minimum=(AM, FAMILY), named=True),
    Field("patronymic", also=(AM, FAMILY), named=True),
    Field("other names", also=(AM,), named=True),
    _choice("kinship", _KIN, minimum=(FAMILY,), table=False),
    _choice("by blood", "yes|no", also=(FAMILY,), table=False),
    _choice("sex", "female|male|other", minimum=(AM, PM, PUI), also=(FAMILY,)),
    Field("born", Form.DATE, minimum=(AM,)),
    Field("last known alive", Form.DATE, minimum=(AM,)),
    Field("found", Form.DATE, minimum=(PM, PUI)),
    Field("died", Form.DATE, minimum=(PM,)),
    Field("place", also=(AM,), minimum=(PM, PUI)),
    Field("latitude", Form.NUMBER, also=(AM, PM, PUI)),
    Field("longitude", Form.NUMBER, also=(AM, PM, PUI)),
    Field("accuracy", Form.NUMBER, also=(AM, PM, PUI)),
    Field("reported", Form.DATE, minimum=(AM,), table=False),
    Field("expires", Form.DATE, minimum=(AM,), table=False),
    Field("informant", minimum=(AM,), table=False),
    Field("contact", Form.LONG, also=(AM, FAMILY), table=False),
    _choice("completeness", "whole|fragment", minimum=(PM,), table=False),
    _choice("tissue", "natural|decomposed|skeletal", also=(PM,), table=False),
    _choice("condition", "fresh|early_change|advanced_change|injured|unknown", also=(PM,)),
    Field("finder", also=(PM, PUI), table=False),
    Field("how found", Form.LONG, also=(PM, PUI), table=False),
    Field("lay with", also=(PM,), table=False),
    Field("unit", also=_DESCRIBED),
    Field("sex basis", also=(PM,)),
    Field("age from", Form.NUMBER, also=(AM, PM, PUI)),
    Field("age to", Form.NUMBER, also=(AM, PM, PUI)),
    Field("age coverage", also=(PM,)),
    Field("age method", also=(PM,)),
    Field("stature", also=_DESCRIBED),
    Field("height source", also=_DESCRIBED),
    Field("height error", Form.NUMBER, also=(PM,)),
    Field("bone", also=(PM,)),
    Field("build", also=_DESCRIBED),
    Field("hair", also=_DESCRIBED),
    Field("eyes", also=_DESCRIBED),
    Field("blood group", also=_DESCRIBED),
    Field("numbers", Form.LONG, also=(AM,)),
    Field("papers", Form.LONG, also=(PM,)),
    Field("marks", Form.LONG, also=_DESCRIBED),
    Field("marks asked", also=_DESCRIBED),
    Field("marks source", also=(AM,)),
    Field("regions missing", also=(PM,)),
    Field("teeth", Form.LONG, also=_DESCRIBED),
    Field("teeth charted", Form.DATE, also=_DESCRIBED),
    Field("effects", Form.LONG, also=_DESCRIBED),
    Field("note", Form.LONG, also=(AM, PM, PUI, FAMILY), table=False),
)

BY_KEY: Mapping[str, Field] = {field.key: field for field in FIELDS}


def of_kind(kind: str) -> tuple[Field, ...]:
    """Give the fields of one kind of file, in order."""
    return tuple(field for field in FIELDS if kind in field.kinds)


def minimum(kind: str) -> tuple[Field, ...]:
    """Give the fields of its minimum record."""
    return tuple(field for field in FIELDS if kind in field.minimum)


def label(key: str) -> str:
    """Give the name of a field in the language of the reader."""
    return _labels()[key]


def checked(kind: str, key: str, said: Said) -> Said:
    """Give a value that can be kept in a field.

    Raises:
        InputError: this kind of file has no such field, or the value is not written as the field
            wants it; what, where and what to do.
    """
    field = BY_KEY.get(key)
    if field is None or kind not in field.kinds:
        raise InputError(tr("this file has no such field"), where=key[:80])
    if not said.is_known:
        return said
    text = said.get().replace("\r\n", "\n").strip()
    name = label(key)
    if not text:
        raise InputError(
            tr("this is empty"), where=name, todo=tr("Say that it is not known, or write a value")
        )
    if len(text) > LONGEST:
        raise InputError(tr("this is longer than {n} characters").format(n=LONGEST), where=name)
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise InputError(tr("a character in this cannot be used"), where=name)
    return said.model_copy(update={"value": _written(field, text, name)})


def _written(field: Field, text: str, name: str) -> str:
    if field.form is Form.CHOICE and text not in field.choices:
        raise InputError(
            tr("this is not among what can be chosen"), where=name, todo=", ".join(field.choices)
        )
    if field.form is Form.DATE:
        return _date(text, name)
    if field.form is Form.NUMBER:
        return _number(text, name)
    return text


def _date(text: str, name: str) -> str:
    try:
        When(edtf=text)
    except ValueError:
        raise InputError(
            tr("this is no date"),
            where=name,
            todo=tr("Write 2022-03-12, 2022-03, 2022, 2022~ or 2022-03-01/2022-03-20"),
        ) from None
    return text


def _number(text: str, name: str) -> str:
    plain = text.replace(",", ".")
    try:
        value = float(plain)
    except ValueError:
        value = float("nan")
    if not -1e6 < value < 1e6:
        raise InputError(tr("this is no number"), where=name, todo=tr("Write digits, such as 172"))
    return plain


def known(value: str, source: Source) -> Said:
    """Give a known value."""
    return Said.of(value, source)


def source(kind: SourceKind, reference: str = "", note: str = "") -> Source:
    """Give who says something."""
    return Source(kind=kind, reference=reference, note=note)


def things(text: str) -> tuple[str, ...]:
    """Give the things of a list such as ``scar | right arm; tattoo | chest``, each as one line.

    Empty where the value is no such list.
    """
    if " | " not in text:
        return ()
    every = (item.split("|") for item in text.split(";"))
    lines = (" · ".join(filter(None, map(str.strip, parts))) for parts in every)
    return tuple(filter(None, lines))


def cell(said: Said | None) -> str:
    """Write a value as a cell of a table of descriptions: empty where nobody asked."""
    if said is None or said.state == "not_asked":
        return ""
    return said.get() if said.is_known else str(said.state)


def title(kind: str, said: Mapping[str, Said]) -> str:
    """Give what a file is called in a list beside its number; empty for the nameless."""
    if kind not in (AM, FAMILY):
        return ""
    names = (said.get(key) for key in ("family name", "given name", "patronymic"))
    return " ".join(name.get() for name in names if name is not None and name.is_known)


def lacking(kind: str, said: Iterable[str]) -> tuple[str, ...]:
    """Give the fields of the minimum record of which nobody has said anything."""
    have = set(said)
    return tuple(field.key for field in minimum(kind) if field.key not in have)


def _labels() -> dict[str, str]:
    return _person_labels() | _body_labels()


def _person_labels() -> dict[str, str]:
    return {
        "family name": tr("Family name"),
        "given name": tr("Given name"),
        "patronymic": tr("Patronymic"),
        "other names": tr("Other names"),
        "kinship": tr("Kinship to the missing person"),
        "by blood": tr("Related by blood"),
        "sex": tr("Sex"),
        "born": tr("Date of birth"),
        "last known alive": tr("Last known alive"),
        "found": tr("When found"),
        "died": tr("Estimated time of death"),
        "place": tr("Place"),
        "latitude": tr("Latitude"),
        "longitude": tr("Longitude"),
        "accuracy": tr("Radius of the place in metres"),
        "reported": tr("Reported missing"),
        "expires": tr("To be renewed or deleted by"),
        "informant": tr("Who reported it"),
        "contact": tr("How to reach them"),
        "completeness": tr("Whole body or part"),
        "tissue": tr("State of the tissue"),
        "condition": tr("Condition of the face"),
        "finder": tr("Who found it"),
        "how found": tr("How it was found"),
        "lay with": tr("Lay together with"),
        "unit": tr("Unit or group"),
    }


def _body_labels() -> dict[str, str]:
    return {
        "sex basis": tr("Sex read from"),
        "age from": tr("Age from"),
        "age to": tr("Age to"),
        "age coverage": tr("Share of ages within these limits"),
        "age method": tr("Method of the age"),
        "stature": tr("Height in cm"),
        "height source": tr("Source of the height"),
        "height error": tr("Standard error of the height in cm"),
        "bone": tr("Bone of the height"),
        "build": tr("Build"),
        "hair": tr("Hair"),
        "eyes": tr("Eyes"),
        "blood group": tr("Blood group"),
        "numbers": tr("Numbers of papers"),
        "papers": tr("Papers found"),
        "marks": tr("Marks on the body"),
        "marks asked": tr("Kinds of marks looked for"),
        "marks source": tr("Source of the marks"),
        "regions missing": tr("Regions that could not be examined"),
        "teeth": tr("Teeth"),
        "teeth charted": tr("Teeth charted on"),
        "effects": tr("Things found or worn"),
        "note": tr("Note"),
    }


def choice(key: str, value: str) -> str:
    """Give the name of a stored choice in the language of the reader; others as they are."""
    names = _choices(current())
    return names.get((key, value), names.get(("", value), value))


@cache
def _choices(language: str) -> dict[tuple[str, str], str]:
    assert language == current()  # each is asked for once in each language, not in every row
    return {
        ("", "female"): tr("female"),
        ("", "male"): tr("male"),
        ("", "other"): tr("other"),
        ("", "yes"): tr("yes"),
        ("", "no"): tr("no"),
        ("", "whole"): tr("whole body"),
        ("", "fragment"): tr("body part"),
        ("", "natural"): tr("natural"),
        ("", "decomposed"): tr("decomposed"),
        ("", "skeletal"): tr("skeletal"),
        ("", "fresh"): tr("fresh"),
        ("", "early_change"): tr("early change"),
        ("", "advanced_change"): tr("advanced change"),
        ("", "injured"): tr("injured"),
        ("condition", "unknown"): tr("not known"),
        ("", "parent"): tr("parent"),
        ("", "child"): tr("child"),
        ("", "full_sibling"): tr("full sibling"),
        ("", "half_sibling"): tr("half sibling"),
        ("", "grandparent"): tr("grandparent"),
        ("", "grandchild"): tr("grandchild"),
        ("", "aunt_or_uncle"): tr("aunt or uncle"),
        ("", "niece_or_nephew"): tr("niece or nephew"),
        ("", "cousin"): tr("cousin"),
        ("", "spouse"): tr("spouse"),
    }


def kind_name(kind: str) -> str:
    """Give the name of a kind of file."""
    return {
        AM: tr("missing person"),
        PM: tr("body or body part"),
        PUI: tr("living person who cannot say who they are"),
        FAMILY: tr("family"),
    }[kind]


def source_name(kind: SourceKind) -> str:
    """Give the name of a kind of source."""
    return {
        SourceKind.RELATIVE: tr("a relative"),
        SourceKind.WITNESS: tr("a witness"),
        SourceKind.DOCUMENT: tr("a document"),
        SourceKind.EXAMINATION: tr("an examination"),
        SourceKind.PHOTOGRAPH: tr("a photograph"),
        SourceKind.REGISTER: tr("a register"),
        SourceKind.DEVICE: tr("a device"),
        SourceKind.OTHER: tr("another source"),
    }[kind]
