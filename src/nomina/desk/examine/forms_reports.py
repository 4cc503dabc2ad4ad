"""The forms of comparison reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms

from nomina.desk.examine.actions.reports import DISCIPLINES
from nomina.desk.examine.report_words import discipline_name, kind_name, view_name
from nomina.desk.examine.states import VIEWS
from nomina.desk.files.models.links import LINKS
from nomina.desk.people.forms import Labelled, ReasonForm
from nomina.desk.people.text import NOTE
from nomina.words import tr

_NUMBER = 60
_SHORT = 120


def _choose(field: Any, values: Iterable[str], name: Callable[[str], str]) -> None:
    field.choices = [("", "—"), *((one, name(one)) for one in values)]


def _long() -> forms.CharField:
    return forms.CharField(max_length=NOTE, widget=forms.Textarea(attrs={"rows": 3}))


def _for_both() -> str:
    return tr("It stays with the report for good, and both owners read it.")


class StartForm(ReasonForm):
    """Two files by their numbers, and what is asked of them."""

    field_order = ("link", "first", "second", "why")
    link = forms.ChoiceField()
    first = forms.CharField(max_length=_NUMBER)
    second = forms.CharField(max_length=_NUMBER)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["link"], LINKS, kind_name)
        for name in ("first", "second"):
            self.fields[name].widget.attrs = {"autocomplete": "off", "spellcheck": "false"}

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "link": (tr("What is asked"), ""),
            "first": (
                tr("Number of the first file"),
                tr("Of the body, or of the part; as on its papers."),
            ),
            "second": (
                tr("Number of the second file"),
                tr("Of the missing person, or of the body that the part belongs to."),
            ),
            "why": (tr("Why they may belong together"), _for_both()),
        }


class PairForm(ReasonForm):
    """Why the two files of a pair may belong together."""

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"why": (tr("Why they may belong together"), _for_both())}


class MoveForm(Labelled):
    """What a move needs in words.

    Args:
        move: its name.
        reason: whether it needs any.
        excuse: whether it must say why no primary identifier can be had.
    """

    why = _long()
    exceptional = _long()

    def __init__(
        self, *args: Any, move: str, reason: bool, excuse: bool = False, **kwargs: Any
    ) -> None:
        self.move = move
        super().__init__(*args, **kwargs)
        self.fields["why"].required = reason
        if not excuse:
            del self.fields["exceptional"]

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        kept = tr("It stays with the report for good.")
        if self.move == "conclude-premature":
            said = (tr("What would wake it"), tr("Which evidence is missing, and who may have it."))
        elif self.move.startswith("conclude-"):
            said = (tr("The conclusion in words"), tr("What it rests on, and what speaks against."))
        else:
            said = (tr("Reason"), kept)
        excuse = tr(
            "No primary identifier is established. At least three secondary lines must carry it,"
            " each of a discipline of its own and none of them the face."
        )
        return {"why": said, "exceptional": (tr("Why no primary identifier can be had"), excuse)}


class EvidenceForm(Labelled):
    """What one discipline says, as its examiner signed it."""

    discipline = forms.ChoiceField()
    view = forms.ChoiceField()
    reason = _long()
    place = forms.CharField(max_length=_SHORT)
    date = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    signatory = forms.CharField(max_length=_SHORT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["discipline"], DISCIPLINES, discipline_name)
        _choose(self.fields["view"], VIEWS, view_name)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "discipline": (
                tr("Discipline"),
                tr("Friction ridge, dental and DNA may carry an identification. A face never."),
            ),
            "view": (tr("Its own conclusion"), tr("What it says without the others.")),
            "reason": (tr("What was compared, and what came of it"), ""),
            "place": (tr("Signed in"), ""),
            "date": (tr("Signed on"), ""),
            "signatory": (tr("Signed by"), tr("Who examined it, with the post.")),
        }
