"""What people fill in where somebody is brought home."""

from __future__ import annotations

from typing import Any

from django import forms

from nomina.desk.custody.models import Grave, Release
from nomina.desk.families.home_words import end_name, step_name
from nomina.desk.families.models import Collection
from nomina.desk.families.models.home import APPOINTMENT, ENDS, STEPS
from nomina.desk.files.fields import AM, FAMILY
from nomina.desk.files.models import File
from nomina.desk.people.choices import offer, offer_rows
from nomina.desk.people.forms import Chosen, Labelled
from nomina.desk.people.models import Operation
from nomina.desk.people.text import NAME, NOTE
from nomina.words import tr

NUMBER = 60


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class CollectForm(Labelled):
    """Who asks for whom."""

    number = forms.CharField(max_length=NUMBER)
    family = forms.CharField(required=False, max_length=NUMBER)
    other_side = forms.BooleanField(required=False)

    def __init__(self, *args: Any, operation: Operation, user: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._operation, self._user = operation, user

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "number": (tr("Number of the missing person's file"), ""),
            "family": (
                tr("Number of the family's file"),
                tr("Empty for a family on the other side, which has none here."),
            ),
            "other_side": (
                tr("The family is on the other side"),
                tr("Its bureau or the agency is the way; this desk contacts it never."),
            ),
        }

    def _found(self, name: str, kind: str) -> File | None:
        typed = " ".join(self.cleaned_data[name].split())
        if not typed:
            return None
        rows = File.objects.visible_to(self._user).filter(operation=self._operation, kind=kind)
        if (found := rows.filter(number=typed).first()) is None:
            raise forms.ValidationError(tr("There is no such file here."))
        return found

    def clean_number(self) -> File | None:
        """Find the missing person."""
        return self._found("number", AM)

    def clean_family(self) -> File | None:
        """Find the family."""
        return self._found("family", FAMILY)


class StepForm(Labelled):
    """A step that was agreed."""

    step = forms.ChoiceField()
    day = forms.DateTimeField(
        required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    place = forms.CharField(required=False, max_length=NAME)
    who = forms.CharField(max_length=NAME)
    words_ = forms.CharField(required=False, max_length=NOTE, widget=_lines(3))

    def __init__(self, *args: Any, collection: Collection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = [x for x in STEPS if not (collection.other_side and x == APPOINTMENT)]
        offer(self, "step", [(one, step_name(one)) for one in steps])
        if collection.other_side:
            self.fields["place"].help_text = tr("A place of exchange, agreed with their bureau.")

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "step": (tr("What"), ""),
            "day": (tr("When"), tr("Empty: not agreed yet.")),
            "place": (tr("Where"), ""),
            "who": (tr("Who"), tr("Who goes, brings, issues or escorts.")),
            "words_": (
                tr("What else was agreed"),
                tr("Which paper, what to bring, how to meet safely."),
            ),
        }


class StepEndForm(Labelled):
    """Whether a step happened."""

    happened = forms.ChoiceField()
    day = forms.DateTimeField(
        required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    words_ = forms.CharField(required=False, max_length=NOTE, widget=_lines(3))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [("yes", tr("It happened")), ("no", tr("It fell away"))]
        offer(self, "happened", named)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "happened": (tr("How it went"), ""),
            "day": (tr("When"), tr("Empty: now.")),
            "words_": (tr("What is to be remembered of it"), tr("Of what fell away: why.")),
        }


class _ReleaseField(Chosen):
    """A release, by its number."""

    def label_from_instance(self, obj: Release) -> str:
        """Name a release."""
        return f"{obj.number} · {obj.receiver}"


class JoinForm(Labelled):
    """Which release serves the request."""

    release = _ReleaseField(queryset=Release.objects.none())

    def __init__(self, *args: Any, collection: Collection, user: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Release.objects.visible_to(user).filter(
            identification__report__other=collection.file, end=None, collection=None
        )
        offer_rows(self, "release", rows)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "release": (
                tr("Release from custody"),
                tr("Custody begins it, on the page of the coffin."),
            )
        }


class HomeEndForm(Labelled):
    """How a request ended without a return."""

    outcome = forms.ChoiceField()
    why = forms.CharField(max_length=NOTE, widget=_lines(3))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "outcome", [(one, end_name(one)) for one in ENDS])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "outcome": (tr("How it ended"), ""),
            "why": (tr("Reason"), tr("It stays with the act for good.")),
        }


class _GraveField(Chosen):
    """A grave, by its cemetery and number."""

    def label_from_instance(self, obj: Grave) -> str:
        """Name a grave."""
        return f"{obj.place.code} {obj.number}"


class ReturnedForm(Labelled):
    """When somebody came home, and where they were laid."""

    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    grave = _GraveField(queryset=Grave.objects.none(), required=False)
    buried = forms.CharField(required=False, max_length=NOTE, widget=_lines(3))

    def __init__(self, *args: Any, collection: Collection, user: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Grave.objects.visible_to(user).filter(operation=collection.operation)
        offer_rows(self, "grave", rows.select_related("place"))

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "day": (tr("Day on which they came home"), tr("Or were handed over.")),
            "grave": (tr("Grave, where this desk keeps it"), ""),
            "buried": (tr("What is known of the burial"), tr("Where and when, as was told.")),
        }
