"""As what the numbers are carried away."""

from __future__ import annotations

from typing import Any

from django import forms

from nomina.desk.custody.forms_graves import LanguageForm
from nomina.desk.people.choices import offer
from nomina.words import tr


class NumbersForm(LanguageForm):
    """A paper in a language, or a table."""

    field_order = ("form", "language")
    form = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [("pdf", tr("Paper (PDF)")), ("csv", tr("Table for a spreadsheet (CSV)"))]
        offer(self, "form", named)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "form": (tr("As what"), tr("Both hold the numbers of the page, and no other.")),
            "language": (tr("Language"), tr("Of the paper alone.")),
        }
