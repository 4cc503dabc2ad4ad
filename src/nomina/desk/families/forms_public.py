"""The forms of the public page: plain fields, read without trust, and kept as they were typed.

They look like no form of the desk: they are drawn for an old phone, without a script, and nothing
in them comes from any file. A date, a height or a number may be written as people write it; a
person reads it before it becomes part of a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField
from django.utils.datastructures import MultiValueDict

from nomina.desk.families import consent_words
from nomina.desk.families.asked import LONGEST, MISSING, RELATIVE, Asked, AskedContact
from nomina.desk.families.models.asking import OTHER, OWN
from nomina.desk.families.models.asking_case import CONTACT_WAYS
from nomina.desk.files import fields
from nomina.desk.files.models.consents import PURPOSES
from nomina.desk.look.language import NAMES
from nomina.words import LANGUAGES, tr

PHOTOS = 3
"""Photos of one sending: a field for each, since old phones choose one at a time."""
PHOTO = 5_000_000
"""Bytes of one; all together are bounded by the gate (`boot.flood.LARGEST`)."""
SHORT = 200
_LONG = ("marks", "teeth", "effects", "note", "numbers")
_BEGINS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


@dataclass(frozen=True)
class Section:
    """Fields under one heading.

    Attributes:
        title: the heading.
        says: one sentence below it; may be empty.
        fields: as they are drawn.
        more: whether it may be folded away.
    """

    title: str
    says: str
    fields: tuple[BoundField, ...]
    more: bool = False


def _text(label: str, help_text: str = "", *, lines: int = 0, most: int = SHORT) -> forms.CharField:
    attrs = {"autocomplete": "off"} | ({"rows": lines} if lines else {})
    widget = forms.Textarea(attrs) if lines else forms.TextInput(attrs)
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONGEST if lines else most,
        widget=widget,
    )


def _choice(key: str, label: str) -> forms.ChoiceField:
    chosen = [(one, fields.choice(key, one)) for one in fields.BY_KEY[key].choices]
    return forms.ChoiceField(label=label, required=False, choices=[("", tr("not said")), *chosen])


class Photos(forms.Form):
    """Fields for photos, each of one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, PHOTOS + 1):
            self.fields[f"photo{number}"] = forms.FileField(
                label=tr("Photograph {n}").format(n=number),
                required=False,
                allow_empty_file=True,
                widget=forms.FileInput({"accept": "image/*"}),
            )

    def clean(self) -> dict[str, Any]:
        """Look at the size of each photo, and at how it begins; nothing of it is opened."""
        given = super().clean() or {}
        for name in self._photo_names():
            photo = given.get(name)
            if photo is None:
                continue
            if not photo.size or photo.size > PHOTO:
                self.add_error(
                    name,
                    tr("This photograph is empty, or larger than {n} MB.").format(
                        n=PHOTO // 1_000_000
                    ),
                )
            elif not _begins_as_photo(photo):
                self.add_error(name, tr("This is no photograph: send JPEG, PNG, WebP or HEIC."))
        return given

    def _photo_names(self) -> list[str]:
        return [name for name in self.fields if name.startswith("photo")]

    def photo_fields(self) -> tuple[BoundField, ...]:
        """Give the fields."""
        return tuple(self[name] for name in self._photo_names())

    def photos(self) -> tuple[tuple[str, bytes], ...]:
        """Give the photos, with the names that they came under."""
        found = (self.cleaned_data.get(name) for name in self._photo_names())
        return tuple((str(one.name or ""), _bytes_of(one)) for one in found if one is not None)


def _bytes_of(photo: UploadedFile[Any]) -> bytes:
    photo.seek(0)
    data: bytes = photo.read()
    return data


def _begins_as_photo(photo: UploadedFile[Any]) -> bool:
    photo.seek(0)
    head: bytes = photo.read(12)
    return (
        head.startswith(_BEGINS)
        or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
        or (head[4:8] == b"ftyp" and head[8:12] in {b"heic", b"heix", b"mif1", b"msf1", b"heim"})
    )


class ContactFields(forms.Form):
    """How and when somebody of our own side is reached safely."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            "ways": forms.MultipleChoiceField(
                label=tr("You may reach me by"),
                required=False,
                choices=list(way_names().items()),
                widget=forms.CheckboxSelectMultiple,
            ),
            "phone": _text(tr("Telephone number"), tr("With the code of the country."), most=40),
            "mail": _text(tr("E-mail address"), most=254),
            "how": _text(
                tr("What must we keep in mind?"),
                tr("Such as: who else may answer, an address for letters, what not to say aloud."),
                lines=2,
            ),
            "when": _text(tr("When is it safe to call?"), tr("Days and hours.")),
            "language": forms.ChoiceField(
                label=tr("Language to speak with you"),
                required=False,
                choices=[("", tr("not said")), *((one, NAMES[one]) for one in LANGUAGES)],
            ),
            "not_tell": _text(
                tr("Whom must we not tell?"),
                tr("People who must not learn that you asked, or what we find."),
                lines=2,
            ),
            "no_contact": forms.BooleanField(
                label=tr("Do not contact me at all. I will come back to this page."),
                required=False,
            ),
        }

    def clean(self) -> dict[str, Any]:
        """Ask for the number or address of a way that was allowed."""
        given = super().clean() or {}
        ways = set(given.get("ways") or ())
        if {"telephone", "sms"} & ways and not given.get("phone"):
            self.add_error("phone", tr("Write the number, or take the mark away."))
        if "mail" in ways and not given.get("mail"):
            self.add_error("mail", tr("Write the address, or take the mark away."))
        return given

    def contact_fields(self) -> tuple[BoundField, ...]:
        """Give the fields."""
        names = ("ways", "phone", "mail", "how", "when", "language", "not_tell", "no_contact")
        return tuple(self[name] for name in names)

    def contact(self) -> AskedContact:
        """Give what was said."""
        given = self.cleaned_data
        names = ("how", "when", "language", "not_tell", "no_contact", "phone", "mail")
        return AskedContact(ways=tuple(given["ways"]), **{name: given[name] for name in names})


def way_names() -> dict[str, str]:
    """Give the ways by which somebody may be reached, with their names."""
    names = {
        "telephone": tr("Telephone"),
        "sms": tr("A text message, to arrange a talk"),
        "mail": tr("E-mail, to arrange a talk"),
        "letter": tr("Letter"),
        "visit": tr("A visit"),
    }
    return {way: names[way] for way in CONTACT_WAYS}


class AskForm(ContactFields, Photos):
    """What somebody says who asks after a missing person.

    Args:
        side: `OWN`, or `OTHER`, who are asked for no number and no address.
    """

    def __init__(self, side: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.side = side
        labels = missing_labels()
        for key in MISSING:
            self.fields[f"m-{key}"] = (
                _choice(key, labels[key][0])
                if fields.BY_KEY[key].choices
                else _text(*labels[key], lines=3 if key in _LONG else 0)
            )
        for key, (label, help_text) in relative_labels().items():
            self.fields[f"r-{key}"] = (
                _choice(key, label) if fields.BY_KEY[key].choices else _text(label, help_text)
            )
        for code in PURPOSES:
            self.fields[f"c-{code}"] = forms.BooleanField(
                label=consent_words.purpose(code), required=False
            )
        self.fields["words"] = _text(tr("Anything else that you want to say"), lines=4)
        if side == OTHER:
            for name in [one for one in ContactFields().fields if one != "language"]:
                del self.fields[name]
        self.use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        """Ask for a name of who is missing, and of who asks on our own side."""
        given = super().clean() or {}
        if not (given.get("m-family name") or given.get("m-given name")):
            self.add_error("m-family name", tr("Write at least one name of the missing person."))
        if self.side == OWN and not (given.get("r-family name") or given.get("r-given name")):
            self.add_error("r-family name", tr("Write at least one name of yours."))
        return given

    def sections(self) -> Iterator[Section]:
        """Give the fields in order, under headings."""
        first = ("family name", "given name", "patronymic", "other names", "sex", "born")
        last = ("last known alive", "place", "unit", "numbers")
        looks = [key for key in MISSING if key not in (*first, *last)]
        yield Section(
            tr("The missing person"),
            tr("Write what you know. Leave the rest empty."),
            tuple(self[f"m-{key}"] for key in first),
        )
        yield Section(tr("When and where"), "", tuple(self[f"m-{key}"] for key in last))
        yield Section(
            tr("What they look like"),
            tr("Each of these may help. You can add it later."),
            tuple(self[f"m-{key}"] for key in looks),
            more=True,
        )
        yield Section(
            tr("Photographs of the missing person"),
            tr("The face seen from the front helps most. Nobody but the people of this office sees"
               " them, and this page never shows them again."),
            self.photo_fields(),
        )  # fmt: skip
        yield Section(tr("You"), "", tuple(self[f"r-{key}"] for key in relative_labels()))
        if self.side == OWN:
            yield Section(
                tr("How can we reach you safely?"),
                tr("We write or call only to arrange a talk. News is told in person."),
                self.contact_fields(),
            )
        else:
            yield Section(
                tr("When you come back"),
                tr("We send you nothing. A person answers when you come back or call."),
                (self["language"],),
            )
        yield Section(
            tr("What may we use it for?"),
            " ".join(consent_words.around()),
            tuple(self[f"c-{code}"] for code in PURPOSES),
        )
        yield Section(tr("Anything else"), "", (self["words"],))

    def asked(self, number: str) -> Asked:
        """Give all that was typed, as it is kept."""
        given = self.cleaned_data
        own = self.side == OWN
        return Asked(
            number=number,
            missing={key: given[f"m-{key}"] for key in MISSING if given[f"m-{key}"]},
            relative={key: given[f"r-{key}"] for key in relative_labels() if given[f"r-{key}"]},
            contact=self.contact() if own else AskedContact(language=given["language"]),
            consents=tuple(code for code in PURPOSES if given[f"c-{code}"]),
            words=given["words"],
        )


def missing_labels() -> dict[str, tuple[str, str]]:
    """Give what each field of the missing person is called for a relative, and a help for it."""
    plain = {key: (fields.label(key), "") for key in MISSING}
    return plain | {
        "other names": (
            tr("Other names"),
            tr("Earlier names, nicknames, other spellings."),
        ),
        "born": (tr("Date of birth"), tr("The year, if that is all you know.")),
        "last known alive": (tr("When were they last known to be alive?"), ""),
        "place": (tr("Where was that?"), ""),
        "numbers": (
            tr("Numbers"),
            tr("Of a passport, a service book, an identity disc, a tax number."),
        ),
        "marks": (
            tr("Marks on the body"),
            tr("Scars, tattoos, birthmarks, old fractures: what, and where."),
        ),
        "teeth": (tr("Teeth"), tr("Fillings, crowns, gaps; the dentist, if you know.")),
        "effects": (
            tr("Clothing and things they had with them"),
            tr("Clothing, rings, a watch, a telephone, papers."),
        ),
        "note": (tr("Anything else about them"), ""),
    }


def relative_labels() -> dict[str, tuple[str, str]]:
    """Give what each field of the relative is called."""
    names = {
        "family name": (tr("Your family name"), ""),
        "given name": (tr("Your given name"), ""),
        "patronymic": (tr("Your patronymic"), ""),
        "kinship": (tr("What are you to the missing person?"), ""),
        "by blood": (tr("Are you related by blood?"), ""),
    }
    return {key: names[key] for key in RELATIVE if key in names}


class MineForm(forms.Form):
    """A number and a secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"] = _text(tr("Your number"), most=40)
        self.fields["secret"] = _text(tr("Your secret"), most=80)
        self.use_required_attribute = False


class LetterForm(forms.Form):
    """Number and code of a letter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"] = _text(tr("Number of the letter"), most=40)
        self.fields["code"] = _text(tr("Code of the letter"), most=40)
        self.use_required_attribute = False


class MoreForm(Photos):
    """What somebody adds who has asked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"] = _text(tr("What do you want to add, or to ask?"), lines=5)
        self.use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        """Ask for something."""
        given = super().clean() or {}
        something = given.get("words") or any(given.get(name) for name in self._photo_names())
        if not something and not self.errors:
            self.add_error("words", tr("Write something, or choose a photograph."))
        return given


def of_files(files: MultiValueDict[str, UploadedFile[Any]]) -> Sequence[tuple[str, bytes]]:
    """Give what tells two sendings apart: each field with its bytes."""
    return [(name, _bytes_of(one)) for name in sorted(files) for one in files.getlist(name)]
