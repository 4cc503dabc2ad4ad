"""What people fill in at the register. Labels are set in the language of the request."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from nomina.desk.custody.fields import tag_field, tags_field
from nomina.desk.custody.models import Keeper, Place
from nomina.desk.custody.models.counts import INCIDENTS
from nomina.desk.custody.models.items import ITEMS
from nomina.desk.custody.models.movements import SEALS
from nomina.desk.custody.models.places import PLACES
from nomina.desk.custody.words import incident_kind, item_kind, place_kind, read_how, seal_state
from nomina.desk.people.choices import offer
from nomina.desk.people.forms import Chosen, Labelled
from nomina.desk.people.models import User
from nomina.desk.people.models.operations import CODE
from nomina.desk.people.text import NAME, NOTE
from nomina.words import tr

HOW = ("typed", "scanned", "paper")


def moment_field() -> forms.DateTimeField:
    """A moment that may be left empty, which means now."""
    return forms.DateTimeField(
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )


def picture_field() -> forms.FileField:
    """A picture that a phone takes at once, or that there is already; it may be left out."""
    attrs = {"accept": "image/*", "capture": "environment"}
    return forms.FileField(
        required=False, allow_empty_file=True, widget=forms.FileInput(attrs=attrs)
    )


def _of_the_tags() -> tuple[str, str]:
    says = tr("One for all tags that you read now, so that each can be read; no face.")
    return tr("Picture of the tag"), says


class WhenForm(Labelled):
    """When it happened, and how the tag was read."""

    at = moment_field()
    read = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "read", [(one, read_how(one)) for one in HOW])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "at": (tr("When"), tr("Empty: now. From a paper form: as it says.")),
            "read": (tr("How the tag was read"), ""),
        }


class PlaceForm(Labelled):
    """A new place."""

    kind = forms.ChoiceField()
    name = forms.CharField(max_length=NAME)
    code = forms.CharField(max_length=CODE)
    latitude = forms.DecimalField(required=False, max_digits=8, decimal_places=6)
    longitude = forms.DecimalField(required=False, max_digits=9, decimal_places=6)
    capacity = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [(one, place_kind(one)) for one in PLACES])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "kind": (tr("Kind of place"), ""),
            "name": (tr("Name"), ""),
            "code": (tr("Short name"), tr("Capitals, digits and dashes, as on the door: W3.")),
            "latitude": (tr("Latitude"), tr("In degrees, WGS 84; empty where not known.")),
            "longitude": (tr("Longitude"), ""),
            "capacity": (
                tr("How many it holds"),
                tr("Empty where it is counted by its positions, or nobody knows."),
            ),
        }


class PositionsForm(Labelled):
    """Positions to be added."""

    tiers = forms.CharField(required=False, max_length=200)
    first = forms.IntegerField(min_value=1, max_value=99_999, initial=1)
    last = forms.IntegerField(min_value=1, max_value=99_999)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "tiers": (tr("Tiers or rows"), tr("Such as A B C; empty where there are none.")),
            "first": (tr("From number"), ""),
            "last": (tr("To number"), ""),
        }

    def named(self) -> tuple[str, ...]:
        """Give the tiers."""
        typed = self.cleaned_data["tiers"].upper().replace(",", " ").split()
        return tuple(dict.fromkeys(typed)) or ("",)


class ReceiveForm(WhenForm):
    """Something is taken in."""

    field_order = ("tag", "kind", "file", "parent", "place", "position", "words_", "at", "read")
    tag = tag_field()
    kind = forms.ChoiceField()
    file = forms.CharField(required=False, max_length=60)
    parent = tag_field(required=False)
    place = Chosen(queryset=Place.objects.none(), empty_label="")
    position = forms.CharField(required=False, max_length=20)
    words_ = forms.CharField(required=False, max_length=NAME)

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [(one, item_kind(one)) for one in ITEMS])
        choose(self.fields["place"], places)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "tag": (tr("Tag"), tr("Scan it, or type its ten characters.")),
            "kind": (tr("What it is"), ""),
            "file": (tr("Number of the file"), tr("Of a body or part alone.")),
            "parent": (
                tr("Tag of the body"),
                tr("That a sample was taken from, or effects, papers and discs belong to."),
            ),
            "place": (tr("Place"), ""),
            "position": (tr("Position"), tr("As written there: B7. Empty: nowhere in particular.")),
            "words_": (tr("What it is like"), tr("In a line; no name of a person.")),
            **super().words(),
        }


class MoveForm(WhenForm):
    """Items are put elsewhere."""

    field_order = ("tags", "place", "position", "why", "at", "read")
    tags = tags_field()
    place = Chosen(queryset=Place.objects.none(), empty_label="")
    position = forms.CharField(required=False, max_length=20)
    why = forms.CharField(required=False, max_length=NOTE)

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["place"], places)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "tags": (tr("Tags"), tr("One on each line, or with spaces between them.")),
            "place": (tr("To"), ""),
            "position": (
                tr("Position"),
                tr("Of one item; several lie down in the free positions after it."),
            ),
            "why": (tr("What for"), ""),
            **super().words(),
        }


class PackForm(WhenForm):
    """Items are put into another."""

    field_order = ("tags", "into", "why", "at", "read")
    tags = tags_field()
    into = tag_field()
    why = forms.CharField(required=False, max_length=NOTE)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "tags": (tr("Tags"), tr("One on each line, or with spaces between them.")),
            "into": (tr("Into"), tr("The tag of the bag, coffin, body or packet.")),
            "why": (tr("What for"), ""),
            **super().words(),
        }


class BackForm(WhenForm):
    """A movement is taken back."""

    field_order = ("why", "at", "read")
    why = forms.CharField(max_length=NOTE)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"why": (tr("Reason"), tr("It stays with the act for good.")), **super().words()}


class KeeperForm(Labelled):
    """Somebody who signs on paper."""

    name = forms.CharField(max_length=NAME)
    body = forms.CharField(required=False, max_length=NAME)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "name": (tr("Name"), tr("As it is signed on paper.")),
            "body": (tr("Unit, firm or authority"), ""),
        }


class OfferForm(WhenForm):
    """Items are offered to somebody."""

    field_order = (
        "tags", "taker", "place", "because", "seal", "seal_number", "picture", "at", "read",
    )  # fmt: skip
    tags = tags_field()
    taker = forms.ChoiceField()
    place = Chosen(queryset=Place.objects.none(), empty_label="")
    because = forms.CharField(required=False, max_length=NOTE)
    seal = forms.ChoiceField(required=False)
    seal_number = forms.CharField(required=False, max_length=40)
    picture = picture_field()

    def __init__(
        self, *args: Any, places: Any, takers: Iterable[Keeper | User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["place"], places)
        self.takers = {row.pk.hex: row for row in takers}
        named = [(pk, keeper_label(row)) for pk, row in self.takers.items()]
        offer(self, "taker", [("", ""), *named])
        offer(self, "seal", seals())

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "tags": (tr("Tags"), tr("One on each line, or with spaces between them.")),
            "taker": (tr("To whom"), ""),
            "place": (tr("Where it is handed over"), ""),
            "because": (tr("What for"), ""),
            "seal": (tr("Seal"), ""),
            "seal_number": (tr("Number of the seal"), ""),
            "picture": _of_the_tags(),
            **super().words(),
        }


class TakeForm(WhenForm):
    """Items are taken over."""

    field_order = ("tags", "position", "seal", "seal_number", "picture", "witness", "at", "read")
    tags = tags_field()
    position = forms.CharField(required=False, max_length=20)
    seal = forms.ChoiceField(required=False)
    seal_number = forms.CharField(required=False, max_length=40)
    picture = picture_field()
    witness = forms.CharField(required=False, max_length=NOTE)

    def __init__(self, *args: Any, on_paper: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "seal", seals())
        if not on_paper:
            del self.fields["witness"]

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        every = {
            "tags": (tr("Tags as you read them now"), tr("Every one; what is not read stays.")),
            "position": (
                tr("Position"),
                tr("Of one item; several lie down in the free positions after it."),
            ),
            "seal": (tr("Seal"), ""),
            "seal_number": (tr("Number of the seal"), ""),
            "picture": _of_the_tags(),
            "witness": (
                tr("Who saw the taker sign"),
                tr("And how he showed who he is: kind and number of the paper."),
            ),
            **super().words(),
        }
        return {name: said for name, said in every.items() if name in self.fields}


class IncidentForm(Labelled):
    """Something does not fit."""

    kind = forms.ChoiceField()
    tag = tag_field(required=False)
    words_ = forms.CharField(max_length=NOTE, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [(one, incident_kind(one)) for one in INCIDENTS])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "kind": (tr("What does not fit"), ""),
            "tag": (tr("Tag"), tr("Of what it is about, if of one thing.")),
            "words_": (tr("What happened"), ""),
        }


class SettleForm(Labelled):
    """What was found about an incident."""

    words_ = forms.CharField(max_length=NOTE, widget=forms.Textarea(attrs={"rows": 3}))

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"words_": (tr("What was found"), tr("It stays with the incident for good."))}


class DayForm(Labelled):
    """A moment to look back at."""

    at = moment_field()

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"at": (tr("At"), "")}


class FindTagForm(Labelled):
    """A tag that was read."""

    tag = tag_field()

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"tag": (tr("Tag"), tr("Scan it, or type its ten characters."))}


def choose(field: forms.Field, places: Any) -> None:
    """Have a field choose among places."""
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = places
    field.label_from_instance = place_label  # type: ignore[method-assign, assignment]


def place_label(place: Any) -> str:
    """Write a place as it is chosen."""
    return f"{place.code} · {place.name}"


def keeper_label(keeper: Keeper | User) -> str:
    """Write a keeper as he is chosen."""
    body = keeper.body if isinstance(keeper, Keeper) else ""
    return f"{keeper.name} · {body}" if body else keeper.name


def seals() -> list[tuple[str, str]]:
    """Give the states of a seal to choose among."""
    return [(one, seal_state(one) or tr("not looked at")) for one in SEALS]


def tags_in(text: str) -> list[str]:
    """Give the tags of a field, each once, in order."""
    typed: Iterable[str] = text.replace(",", "\n").replace(";", "\n").split()
    return list(dict.fromkeys(typed))
