"""What people choose for themselves, and what an administrator writes for them."""

from __future__ import annotations

from typing import Any

from django import forms

from nomina.desk.people.care import PACE
from nomina.desk.people.forms import Labelled
from nomina.desk.people.models.care import PACES, VIEWS, WITHOUT
from nomina.desk.people.text import NOTE
from nomina.words import tr


def without_name(code: str) -> str:
    """Give the name of what somebody may choose not to be given."""
    return {
        "children": tr("children and people who may be under 18"),
        "injuries": tr("injuries and burns of the face"),
        "decomposition": tr("decomposition"),
        "bones": tr("bones"),
        "parts": tr("body parts"),
    }[code]


def _pace_name(code: str) -> str:
    if code not in PACE:
        return tr("never")
    openings, longest = PACE[code]
    text = tr("after {minutes} minutes or {n} pictures without a rest")
    return text.format(minutes=int(longest.total_seconds()) // 60, n=openings)


class CareForm(Labelled):
    """How pictures are drawn, what one is not to be given, and when a pause is suggested."""

    views = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    without = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    pace = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = {"grey": tr("grey"), "blur": tr("blurred"), "large": tr("large")}
        for field, pairs in {
            "views": [(one, named[one]) for one in VIEWS],
            "without": [(one, without_name(one)) for one in WITHOUT],
            "pace": [(one, _pace_name(one)) for one in PACES],
        }.items():
            choice = self.fields[field]
            assert isinstance(choice, forms.ChoiceField)
            choice.choices = pairs

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "views": (
                tr("Opened pictures are drawn"),
                tr("Every picture stays hidden until you ask for it. This gives you control; it"
                   " does not protect."),
            ),
            "without": (
                tr("I am not to be given"),
                tr("Bodies of which a file says so. Where nothing is written yet, the desk cannot"
                   " know it before you see it; skip it then."),
            ),
            "pace": (
                tr("Suggest a pause"),
                tr("It can be put aside with one key, and stops nothing."),
            ),
        }  # fmt: skip


class SupportForm(Labelled):
    """Whom the people of an operation can turn to."""

    text = forms.CharField(
        max_length=NOTE, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "text": (
                tr("Whom they can turn to"),
                tr("In plain words: who listens, how to reach them without saying who one is, when,"
                   " and what it costs. It is read without a network."),
            )
        }  # fmt: skip
