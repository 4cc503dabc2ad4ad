"""What people fill in for what comes. Labels are set in the language of the request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from nomina.desk.files import fields
from nomina.desk.files.actions.consents import purpose_name
from nomina.desk.files.fields import AM
from nomina.desk.files.models.consents import PURPOSES
from nomina.desk.people.forms import Chosen, Labelled
from nomina.desk.people.models import Operation, Site
from nomina.desk.people.text import NAME, NOTE
from nomina.desk.transmit.actions.incoming_letters import TYPED
from nomina.desk.transmit.conditions import Condition, told
from nomina.desk.transmit.incoming_fields import Line
from nomina.desk.transmit.incoming_lists import Listed
from nomina.desk.transmit.incoming_words import about_name, alive_name, list_form_name
from nomina.desk.transmit.models import Partner
from nomina.desk.transmit.models.incoming import ALIVE
from nomina.desk.transmit.models.incoming_lists import LIST_FORMS
from nomina.words import tr

WRITTEN = (
    "family name", "given name", "patronymic", "other names", "sex", "born", "last known alive",
    "place", "unit", "numbers", "hair", "eyes", "stature", "marks", "teeth", "effects", "note",
)  # fmt: skip
"""Fields that are typed of a letter."""
_DEAD = "dead"


def _long(rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(max_length=NOTE, widget=forms.Textarea(attrs={"rows": rows}), **more)


def _of_partners(form: forms.Form, operation: Operation, user: object) -> None:
    partner: Any = form.fields["partner"]
    partner.queryset = (
        Partner.objects.filter(operation=operation).current().order_by("name")
        if user is not None
        else Partner.objects.none()
    )
    partner.label_from_instance = lambda one: one.name
    partner.empty_label = tr("none of the partners, or the file says it")


class ReceiveForm(Labelled):
    """A file that came."""

    file = forms.FileField(max_length=300)
    partner = Chosen(Partner.objects.none(), required=False)
    their_name = forms.CharField(required=False, max_length=NAME)

    def __init__(self, operation: Operation, user: object, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _of_partners(self, operation, user)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "file": (
                tr("File"),
                tr("A package, sealed or not; PFIF; a table as CSV or XLSX. As it came."),
            ),
            "partner": (
                tr("From which partner"),
                tr("Of a package its signature says it; leave this as it is."),
            ),
            "their_name": (
                tr("From whom, where it is no partner"),
                tr("As they call themselves, and how it came."),
            ),
        }


class LetterForm(Labelled):
    """A letter on paper."""

    file = forms.FileField(max_length=300)
    partner = Chosen(Partner.objects.none(), required=False)
    their_name = forms.CharField(required=False, max_length=NAME)
    their_number = forms.CharField(required=False, max_length=NAME)
    dated = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, operation: Operation, user: object, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _of_partners(self, operation, user)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "file": (
                tr("Scan of the letter"),
                tr("It is kept as it is and not opened. What it says is typed."),
            ),
            "partner": (tr("From which partner"), ""),
            "their_name": (tr("From whom, where it is no partner"), ""),
            "their_number": (tr("Number that it bears"), ""),
            "dated": (tr("Day that it bears"), ""),
        }


class TypedForm(Labelled):
    """An item of a letter."""

    about = forms.ChoiceField()
    key = forms.CharField(max_length=NAME)
    words_ = _long(3, required=False)
    purposes = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    given_by = forms.CharField(required=False, max_length=NAME)
    how = forms.CharField(required=False, max_length=NAME)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about: Any = self.fields["about"]
        about.choices = [(one, about_name(one)) for one in TYPED]
        purposes: Any = self.fields["purposes"]
        purposes.choices = [(one, purpose_name(one)) for one in PURPOSES]
        for key in WRITTEN:
            self.fields[f"field {key}"] = forms.CharField(
                required=False, max_length=NOTE, label=fields.label(key)
            )
        self.order_fields(["about", "key", *(f"field {key}" for key in WRITTEN)])

    def said(self) -> list[dict[str, str]]:
        """Give the fields that were typed."""
        return [
            {"field": key, "text": self.cleaned_data[f"field {key}"]}
            for key in WRITTEN
            if self.cleaned_data[f"field {key}"].strip()
        ]

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "about": (tr("What it is"), ""),
            "key": (tr("What its sender calls it"), tr("A number, else a word of yours.")),
            "words_": (tr("Words"), tr("Of a question or an answer.")),
            "purposes": (
                tr("What the letter says the family allowed"),
                tr("Only what stands there. Nothing else may be done with it."),
            ),
            "given_by": (tr("Who allowed it"), tr("Name and kinship, as the letter says.")),
            "how": (tr("How that is known"), tr("Such as a signed form and its number.")),
        }


class TakeForm(Labelled):
    """Which fields are written, and where."""

    fields_ = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    site = Chosen(Site.objects.none(), required=False)

    def __init__(
        self, operation: Operation, lines: Sequence[Line], *args: Any, new: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["fields_"]
        chosen.choices = [
            (line.key, fields.label(line.key)) for line in lines if line.said is not None
        ]
        if new and "{site}" in operation.numbering[AM]:
            site: Any = self.fields["site"]
            site.queryset = Site.objects.filter(operation=operation).order_by("code")
            site.required = True
        else:
            del self.fields["site"]

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "fields_": (
                tr("What is written"),
                tr("Each value says who sent it. What stands in the file stays beside it."),
            ),
        }


class WhichFileForm(Labelled):
    """The file that an item is written into."""

    file = forms.CharField(max_length=60)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "file": (
                tr("Number of the file"),
                tr("Of the same missing person. Nothing is written before you have seen both."),
            )
        }


class ItemWhyForm(Labelled):
    """Why an item is refused."""

    why = _long(3)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"why": (tr("Why"), tr("Such as: not of this operation, or the same as another."))}


class ItemNoteForm(Labelled):
    """What was done about an item."""

    note = _long(3)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"note": (tr("What was done about it"), "")}


class ItemPhotoForm(Labelled):
    """A photo that came with an item."""

    file = forms.FileField(max_length=300)
    alive = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        alive: Any = self.fields["alive"]
        choices = [(one, alive_name(one)) for one in ALIVE]
        alive.choices = [("", "—"), *choices, (_DEAD, tr("somebody dead"))]

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "file": (tr("Photo"), tr("It is kept and not opened before it is in a file.")),
            "alive": (tr("Whom it shows"), tr("As who sent it says.")),
        }


class AcknowledgeForm(Labelled):
    """Our acknowledgement."""

    signer = forms.CharField(max_length=NAME)
    note = _long(2, required=False)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "signer": (tr("Who received it"), tr("An office rather than a name where that does.")),
            "note": (tr("Note"), tr("It is signed too. Write no name of a dead person.")),
        }


class ListForm(Labelled):
    """A list of missing people for a partner, with every condition of sharing as its own field."""

    form = forms.ChoiceField()
    people = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)

    def __init__(
        self, partner: Partner, people: Sequence[Listed], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        form: Any = self.fields["form"]
        form.choices = [
            (one, list_form_name(one))
            for one in LIST_FORMS
            if one.removeprefix("pfif-") in partner.forms
        ]
        chosen: Any = self.fields["people"]
        chosen.choices = [(one.file.pk.hex, one.file.number) for one in people]
        for condition in Condition:
            self.fields[f"condition {condition}"] = forms.BooleanField(
                required=False, label=told(condition)
            )

    def conditions(self) -> dict[str, bool]:
        """Give what was said to each condition."""
        return {one: bool(self.cleaned_data[f"condition {one}"]) for one in Condition}

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "form": (tr("In which form"), ""),
            "people": (
                tr("Who stands on it"),
                tr("Those whose family allowed it for this partner, by the number of their file."),
            ),
        }
