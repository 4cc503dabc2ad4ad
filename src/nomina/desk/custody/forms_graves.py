"""What people fill in about graves. Labels are set in the language of the request."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from nomina.desk.custody import graves_words
from nomina.desk.custody.actions.graves import MOST, Point
from nomina.desk.custody.fields import tag_field
from nomina.desk.custody.forms import WhenForm, choose, moment_field, picture_field
from nomina.desk.custody.models import Burial, GraveArrangement, Place
from nomina.desk.custody.models.graves import (
    CREMATED_FOR,
    EXHUMED_FOR,
    GRAVES,
    SHORT,
    SHOWS,
    SOURCES,
)
from nomina.desk.look.language import NAMES
from nomina.desk.people.choices import offer
from nomina.desk.people.forms import Chosen, Labelled
from nomina.desk.people.text import NAME, NOTE
from nomina.errors import InputError
from nomina.words import LANGUAGES, tr

FILES = ("pdf", "geojson", "gpx", "csv")


def _area() -> forms.CharField:
    return forms.CharField(
        required=False, max_length=NOTE, widget=forms.Textarea(attrs={"rows": 3})
    )


def _day(*, required: bool = False) -> forms.DateField:
    return forms.DateField(required=required, widget=forms.DateInput(attrs={"type": "date"}))


def _degrees(*, required: bool = False, longitude: bool = False) -> forms.DecimalField:
    most = 180 if longitude else 90
    return forms.DecimalField(
        required=required, max_digits=10 if longitude else 9, decimal_places=7,
        min_value=-most, max_value=most,
    )  # fmt: skip


class _Place(Labelled):
    """Where a grave is, as somebody measured it."""

    latitude = _degrees()
    longitude = _degrees(longitude=True)
    accuracy = forms.DecimalField(
        required=False, max_digits=7, decimal_places=2, min_value=0, max_value=10_000
    )
    source = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one, graves_words.source(one)) for one in SOURCES]
        offer(self, "source", [("", ""), *named])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "latitude": (tr("Latitude"), tr("In degrees, WGS 84; empty where not known.")),
            "longitude": (tr("Longitude"), ""),
            "accuracy": (tr("Accuracy in metres"), tr("As the device shows it.")),
            "source": (tr("Where the coordinates come from"), ""),
        }

    def point(self) -> Point | None:
        """Give the point; None where nobody measured one.

        Raises:
            InputError: a part of it lacks.
        """
        given = self.cleaned_data
        north, east = given["latitude"], given["longitude"]
        if north is None and east is None:
            return None
        if north is None or east is None:
            raise InputError(tr("a point needs latitude and longitude"))
        return Point(
            latitude=north,
            longitude=east,
            source=given["source"],
            accuracy=given["accuracy"] or None,
        )


class GraveForm(_Place):
    """A new grave."""

    field_order = (
        "kind", "reason", "spots", "section", "row", "plot", "grouped", "words_",
        "latitude", "longitude", "accuracy", "source", "at",
    )  # fmt: skip
    kind = forms.ChoiceField()
    reason = forms.CharField(required=False, max_length=NOTE)
    spots = forms.IntegerField(min_value=1, max_value=MOST, initial=1)
    section = forms.CharField(required=False, max_length=SHORT)
    row = forms.CharField(required=False, max_length=SHORT)
    plot = forms.CharField(required=False, max_length=SHORT)
    grouped = forms.CharField(required=False, max_length=NAME)
    words_ = _area()
    at = moment_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [(one, graves_words.grave_kind(one)) for one in GRAVES])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "kind": (tr("Kind of grave"), tr("Each has a grave of their own wherever it can be.")),
            "reason": (tr("Why collective"), tr("Of a collective grave alone; it is printed.")),
            "spots": (tr("How many lie in it"), tr("Each gets a spot of its own.")),
            "section": (tr("Section"), tr("As its plan or the stone says.")),
            "row": (tr("Row"), ""),
            "plot": (tr("Plot"), tr("Number in the row.")),
            "grouped": (
                tr("Group of graves"),
                tr("As the cemetery is laid out, by nationality where it is known (GC I 17)."),
            ),
            "words_": (tr("What stands on the marker"), tr("Letter by letter, as written.")),
            "at": (tr("When"), tr("Empty: now. From a paper form: as it says.")),
            **super().words(),
        }


class PointForm(_Place):
    """A grave was measured."""

    at = moment_field()

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            **super().words(),
            "at": (tr("When"), tr("Empty: now. From a paper form: as it says.")),
        }


class MarkForm(Labelled):
    """How a grave is marked now."""

    words_ = _area()
    photo = picture_field()
    shows = forms.ChoiceField(required=False)
    nobody = forms.BooleanField(required=False)
    at = moment_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "shows", [("", ""), *((one, graves_words.shows(one)) for one in SHOWS)])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "words_": (tr("What stands on the marker"), tr("Letter by letter, as written.")),
            "photo": (tr("Photo"), tr("Of the marker or the grave, never of a person.")),
            "shows": (tr("What it shows"), ""),
            "nobody": (tr("No person can be seen in this picture"), ""),
            "at": (tr("When"), tr("Empty: now. From a paper form: as it says.")),
        }


class BuryForm(WhenForm):
    """Somebody is buried."""

    field_order = ("tag", "grave", "spot", "officiant", "rites", "at", "read")
    tag = tag_field()
    grave = forms.CharField(max_length=40)
    spot = forms.IntegerField(required=False, min_value=1, max_value=MOST)
    officiant = forms.CharField(required=False, max_length=NAME)
    rites = _area()

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "tag": (tr("Tag"), tr("Of the coffin or bag, or of the body that lies in none.")),
            "grave": (tr("Grave"), tr("Cemetery and number: C1 G17.")),
            "spot": (tr("Spot in the grave"), tr("Of a collective grave; empty: the next one.")),
            **_rites(),
            **super().words(),
        }


def _rites() -> dict[str, tuple[str, str]]:
    return {
        "officiant": (tr("Led by"), tr("Chaplain, unit or office.")),
        "rites": (tr("Rites observed"), ""),
    }


class SeaForm(WhenForm):
    """Somebody is buried at sea."""

    field_order = (
        "tag", "ship", "latitude", "longitude", "reason", "officiant", "rites", "at", "read",
    )  # fmt: skip
    tag = tag_field()
    ship = forms.CharField(max_length=NAME)
    latitude = _degrees(required=True)
    longitude = _degrees(required=True, longitude=True)
    reason = forms.CharField(required=False, max_length=NOTE)
    officiant = forms.CharField(required=False, max_length=NAME)
    rites = _area()

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "tag": (tr("Tag"), tr("Of the coffin or bag, or of the body that lies in none.")),
            "ship": (tr("Ship"), tr("Name and flag or number.")),
            "latitude": (tr("Latitude"), tr("In degrees, WGS 84.")),
            "longitude": (tr("Longitude"), ""),
            "reason": (tr("Why at sea"), ""),
            **_rites(),
            **super().words(),
        }


class CremateForm(WhenForm):
    """Somebody was cremated."""

    field_order = ("tag", "reason", "words_", "authority", "ashes", "at", "read")
    tag = tag_field()
    reason = forms.ChoiceField()
    words_ = forms.CharField(max_length=NOTE, widget=forms.Textarea(attrs={"rows": 3}))
    authority = forms.CharField(max_length=NAME)
    ashes = forms.CharField(max_length=NAME)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one, graves_words.reason(one)) for one in CREMATED_FOR]
        offer(self, "reason", [("", ""), *named])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "tag": (tr("Tag"), tr("Of the body or part.")),
            "reason": (tr("Reason"), tr("The only ones that the Conventions know.")),
            "words_": (tr("The reason in detail"), tr("It is printed on the certificate.")),
            "authority": (tr("Ordered by"), tr("Name, office and number of the order.")),
            "ashes": (tr("Where the ashes are kept"), ""),
            **super().words(),
        }


class ExhumeForm(WhenForm):
    """A grave is opened."""

    field_order = (
        "who", "place", "why", "words_", "authority", "document", "notice", "arrangement",
        "at", "read",
    )  # fmt: skip
    who = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    place = Chosen(queryset=Place.objects.none(), empty_label="")
    why = forms.ChoiceField()
    words_ = forms.CharField(max_length=NOTE)
    authority = forms.CharField(max_length=NAME)
    document = forms.CharField(max_length=NAME)
    notice = forms.CharField(required=False, max_length=NAME)
    arrangement = forms.ChoiceField(required=False)

    def __init__(
        self, *args: Any, places: Any, lying: Iterable[tuple[Burial, str]],
        arrangements: Iterable[GraveArrangement], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        choose(self.fields["place"], places)
        self.lying = {one.pk.hex: one for one, _ in lying}
        offer(self, "who", [(one.pk.hex, label) for one, label in lying])
        named = [(one, graves_words.why(one)) for one in EXHUMED_FOR]
        offer(self, "why", [("", ""), *named])
        self.arrangements = {one.pk.hex: one for one in arrangements}
        said = [(pk, _arranged(one)) for pk, one in self.arrangements.items()]
        offer(self, "arrangement", [("", ""), *said])
        if not said:
            del self.fields["arrangement"]

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        every = {
            "who": (tr("Who is lifted"), ""),
            "place": (tr("Where they are put"), tr("Another burial moves them on from there.")),
            "why": (tr("Why the grave is opened"), ""),
            "words_": (tr("The reason in detail"), ""),
            "authority": (tr("Ordered by"), tr("Name and office.")),
            "document": (tr("Document of the order"), tr("Kind, number and date.")),
            "notice": (
                tr("Notice was given to"),
                tr("The home country, with the place of reburial (AP I 34)."),
            ),
            "arrangement": (tr("Arrangement"), tr("After five years and due notice alone.")),
            **super().words(),
        }
        return {name: said for name, said in every.items() if name in self.fields}


def _arranged(one: GraveArrangement) -> str:
    return f"{one.offer.made_on.isoformat()} · {one.notice} · {one.words[:60]}"


class OfferReturnForm(Labelled):
    """The return of the dead was offered."""

    to = forms.CharField(max_length=NAME)
    made_on = _day(required=True)
    document = forms.CharField(max_length=NAME)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "to": (tr("To whom"), tr("The home country of the dead.")),
            "made_on": (tr("Date of the offer"), tr("Five years run from this day.")),
            "document": (tr("Document of the offer"), tr("Kind, number and date.")),
        }


class AnswerForm(Labelled):
    """What became of an offer."""

    accepted = forms.ChoiceField(widget=forms.RadioSelect)
    words_ = forms.CharField(max_length=NOTE, widget=forms.Textarea(attrs={"rows": 3}))
    noticed_on = _day()
    notice = forms.CharField(required=False, max_length=NAME)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self,
            "accepted",
            [
                ("yes", tr("It was accepted")),
                ("no", tr("It was not; other arrangements are made by the law of the place")),
            ],
        )

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "accepted": (tr("What became of it"), ""),
            "words_": (tr("What was answered or is arranged"), ""),
            "noticed_on": (tr("Notice given on"), tr("To the home country, before the change.")),
            "notice": (tr("Document of the notice"), tr("Kind, number and date.")),
        }


class LanguageForm(Labelled):
    """In which language a paper is printed."""

    language = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "language", [(one, NAMES[one]) for one in LANGUAGES])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"language": (tr("Language"), "")}


class TakeGravesForm(LanguageForm):
    """As what the graves of a cemetery are carried away."""

    field_order = ("form", "language")
    form = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = {
            "pdf": tr("List of graves to be exchanged (PDF, with names where known)"),
            "geojson": tr("Map for other programs (GeoJSON)"),
            "gpx": tr("Waypoints for a handheld device (GPX)"),
            "csv": tr("Table for a spreadsheet (CSV)"),
        }
        offer(self, "form", [(one, named[one]) for one in FILES])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "form": (tr("As what"), tr("All but the list hold numbers and no name.")),
            "language": (tr("Language"), tr("Of the list alone.")),
        }
