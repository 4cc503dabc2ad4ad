"""What people fill in to print labels, move many things at once, and count."""

from __future__ import annotations

from typing import Any

from django import forms

from nomina.desk.custody.actions.items import SHEET
from nomina.desk.custody.fields import tags_field
from nomina.desk.custody.forms import WhenForm, choose
from nomina.desk.custody.models import Place
from nomina.desk.custody.papers.labels import LAYOUTS, layout_name
from nomina.desk.people.choices import offer
from nomina.desk.people.forms import Chosen, Labelled
from nomina.desk.people.text import NOTE
from nomina.words import tr

_LONG = 40_000


class LabelsForm(Labelled):
    """New labels."""

    count = forms.IntegerField(min_value=1, max_value=SHEET, initial=24)
    layout = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "layout", [(one, layout_name(one)) for one in LAYOUTS])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "count": (tr("How many"), tr("Each has a tag that is never given out again.")),
            "layout": (
                tr("Paper"),
                tr("Polyester labels by laser or thermal transfer stay readable when wet."),
            ),
        }


class BulkForm(WhenForm):
    """Many things are moved from one place to another."""

    field_order = ("start", "place", "position", "tags", "why", "at", "read")
    start = Chosen(queryset=Place.objects.none(), empty_label="")
    place = Chosen(queryset=Place.objects.none(), empty_label="")
    position = forms.CharField(required=False, max_length=20)
    tags = tags_field(6, _LONG)
    why = forms.CharField(required=False, max_length=NOTE)

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["start"], places)
        choose(self.fields["place"], places)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "start": (tr("From"), ""),
            "place": (tr("To"), ""),
            "position": (tr("Position"), tr("The first one; the others lie down after it.")),
            "tags": (tr("Tags"), tr("As they are read; one on each line.")),
            "why": (tr("What for"), ""),
            **super().words(),
        }


class BeginForm(WhenForm):
    """A count begins."""

    field_order = ("at",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["read"]

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"at": super().words()["at"]}


class ReadForm(WhenForm):
    """Tags are read at a count."""

    field_order = ("tags", "at", "read")
    tags = tags_field(6, _LONG)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "tags": (tr("Tags"), tr("As they are read; one on each line.")),
            **super().words(),
        }


class FormCodeForm(Labelled):
    """The code of a paper form."""

    code = forms.CharField(max_length=80, widget=forms.TextInput(attrs={"data-scanned": "one"}))

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "code": (tr("Code of the form"), tr("Scan it, or type what stands below the title."))
        }
