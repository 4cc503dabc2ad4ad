"""What people fill in to tell a family. Labels are set in the language of the request."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms

from nomina.desk.examine.models import Identification
from nomina.desk.families.actions.telling_common import Goes
from nomina.desk.families.models import Recipient
from nomina.desk.families.models.telling import MEANS, RECALL
from nomina.desk.families.telling_words import means_name
from nomina.desk.files.models import File
from nomina.desk.look.language import NAMES
from nomina.desk.people.choices import offer
from nomina.desk.people.forms import Labelled
from nomina.desk.people.models import Membership, Operation, User
from nomina.desk.people.text import NAME, NOTE
from nomina.desk.policy.roles import Role
from nomina.errors import InputError
from nomina.words import LANGUAGES, tr

_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]


def _moment() -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(widget=widget, input_formats=_FORMATS)


def _words(*, required: bool = True, rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(required=required, max_length=NOTE, widget=widget)


def _day() -> forms.DateField:
    return forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))


def liaisons(operation: Operation, at: datetime | None = None) -> list[User]:
    """Give those who speak with families in an operation now."""
    held = Membership.objects.current(at).filter(operation=operation, role=Role.LIAISON)
    rows = User.objects.filter(pk__in=held.values("user"), is_active=True)
    return list(rows.order_by("name", "pk"))


class BeginForm(Labelled):
    """Which identification is to be told."""

    identification = forms.ChoiceField()

    def __init__(self, *args: Any, rows: Iterable[Identification], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {row.pk.hex: row for row in rows}
        named = [(pk, row.link.one.number) for pk, row in self.rows.items()]
        offer(self, "identification", named)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"identification": (tr("Body"), tr("That the board named as this person."))}


class RecipientForm(Labelled):
    """A relative who is to be told."""

    family = forms.ChoiceField()
    relation = forms.CharField(max_length=NAME)
    wishes = _words(required=False)

    def __init__(self, *args: Any, rows: Iterable[tuple[File, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = list(rows)
        self.rows = {row.pk.hex: row for row, _ in found}
        named = [(row.pk.hex, label) for row, label in found]
        offer(self, "family", [("", ""), *named])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "family": (tr("Relative"), ""),
            "relation": (tr("What they are to the person"), tr("Such as mother, wife, brother.")),
            "wishes": (
                tr("How they wish to be told"),
                tr("In their own words, where they said something of it."),
            ),
        }


class GoesForm(Labelled):
    """Who goes to a family: two people or more."""

    first = forms.ChoiceField(required=False)
    second = forms.ChoiceField(required=False)
    others = _words(required=False)

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {row.pk.hex: row for row in people}
        named = [("", ""), *((pk, row.name) for pk, row in self.people.items())]
        for name in ("first", "second"):
            offer(self, name, named)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "first": (tr("First who goes"), ""),
            "second": (tr("Second who goes"), tr("Nobody goes alone.")),
            "others": (
                tr("Others who go"),
                tr("One on a line: name, a comma, and what they are there for."),
            ),
        }

    def goes(self) -> tuple[Goes, ...]:
        """Give those who go.

        Raises:
            InputError: a line does not say what somebody is there for.
        """
        found = [
            Goes(office=tr("family liaison"), account=self.people[one])
            for one in (self.cleaned_data["first"], self.cleaned_data["second"])
            if one
        ]
        for line in self.cleaned_data["others"].splitlines():
            if not line.strip():
                continue
            name, _, office = line.partition(",")
            if not office.strip():
                raise InputError(
                    tr("it is not said what somebody who goes is there for"),
                    todo=tr("Write the name, a comma, and what they are there for"),
                )
            found.append(Goes(name=name, office=office))
        return tuple(found)


class PlanForm(GoesForm):
    """How relatives are told."""

    field_order = (
        *("recipients", "means", "necessity", "first", "second", "others", "at", "place"),
        *("language", "interpreter", "support", "not_to_hear", "notes", "against"),
    )
    recipients = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    means = forms.ChoiceField(widget=forms.RadioSelect)
    necessity = _words(required=False, rows=2)
    at = _moment()
    place = _words(rows=2)
    language = forms.ChoiceField()
    interpreter = forms.CharField(required=False, max_length=NAME)
    support = _words(required=False, rows=2)
    not_to_hear = _words(required=False, rows=2)
    notes = _words(required=False, rows=2)
    against = _words(required=False, rows=2)

    def __init__(
        self, *args: Any, rows: Iterable[tuple[Recipient, str]], occasion: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        found = list(rows)
        self.rows = {row.pk.hex: row for row, _ in found}
        named = [(row.pk.hex, label) for row, label in found]
        offer(self, "recipients", named)
        offer(self, "means", [(one, means_name(one)) for one in MEANS])
        offer(self, "language", [(one, NAMES[one]) for one in LANGUAGES])
        if occasion != RECALL:
            del self.fields["against"]

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        every = {
            "recipients": (tr("Whom it covers"), tr("Each is told for themselves.")),
            "means": (tr("How"), tr("In person, unless that cannot be.")),
            "necessity": (
                tr("Why not in person"),
                tr("Empty where it is. Else two others sign the plan."),
            ),
            "at": (tr("When"), ""),
            "place": (tr("Where"), ""),
            "language": (tr("Language"), tr("In which they are told and the letter is written.")),
            "interpreter": (tr("Who translates"), tr("Empty where nobody has to.")),
            "support": (
                tr("Who is there to help"),
                tr("Doctor, psychologist, clergy, a neighbour whom they trust."),
            ),
            "not_to_hear": (
                tr("What they asked not to hear"),
                tr("Such as how he was found. Empty where they asked nothing of it."),
            ),
            "notes": (tr("What those who go must know"), tr("Children, a weak heart, the road.")),
            "against": (
                tr("Why they are told though they wish no contact"),
                tr("Empty where they do not wish so. Else two others sign the plan."),
            ),
            **super().words(),
        }
        return {name: said for name, said in every.items() if name in self.fields}


class SignForm(Labelled):
    """What was read is signed; the hash is of what the page showed."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    read = forms.BooleanField()

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "read": (
                tr("I read what goes to whom"),
                tr("Each relative, the way, who goes, and every letter."),
            )
        }


class NextForm(Labelled):
    """What comes next with a relative."""

    next_contact = _day()
    next_words = _words(rows=2)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "next_contact": (
                tr("Day of the next contact"),
                tr("Empty where they wish none now."),
            ),
            "next_words": (
                tr("What was agreed for it"),
                tr("Who comes or calls, and what they bring. Or that they wish none."),
            ),
        }


class ToldForm(GoesForm, NextForm):
    """How it went."""

    field_order = (
        *("at", "where", "means", "first", "second", "others", "alone", "said_", "asked"),
        *("care", "next_contact", "next_words"),
    )
    at = _moment()
    where = _words(rows=2)
    means = forms.ChoiceField(widget=forms.RadioSelect)
    said_ = _words()
    asked = _words(required=False)
    care = _words(required=False)
    alone = _words(required=False, rows=2)

    def __init__(self, *args: Any, means: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "means", [(one, means_name(one)) for one in means])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "at": (tr("When"), ""),
            "where": (tr("Where"), ""),
            "means": (tr("How"), ""),
            "alone": (
                tr("Why only one person went"),
                tr("Only where somebody went alone after all: what came in between."),
            ),
            "said_": (tr("What was said to them"), tr("In the words that were used.")),
            "asked": (tr("What they asked"), tr("What is still to be answered, too.")),
            "care": (
                tr("What matters for their care"),
                tr("Such as who stayed with them, or that a doctor was called."),
            ),
            **NextForm.words(self),
            **GoesForm.words(self),
        }


class SpokenForm(NextForm):
    """Somebody spoke again with a relative."""

    field_order = ("at", "words_", "next_contact", "next_words")
    at = _moment()
    words_ = _words()

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "at": (tr("When"), ""),
            "words_": (tr("What was said and asked"), ""),
            **super().words(),
        }


class ImageForm(Labelled):
    """A relative asks to see a picture."""

    words_ = _words()
    at = _moment()

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "words_": (
                tr("In which words they asked"),
                tr("Their own. Nobody offers a picture, and nobody asks for another."),
            ),
            "at": (tr("When they asked"), ""),
        }


class PrepareForm(Labelled):
    """A relative was prepared."""

    present = forms.CharField(max_length=NAME)
    place = _words(rows=2)
    words_ = _words()

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "present": (tr("Who is with them"), ""),
            "place": (tr("Where they are"), ""),
            "words_": (
                tr("What they were told before"),
                tr("What is to be seen, that they can stop, that they need not look."),
            ),
        }
