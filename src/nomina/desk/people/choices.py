"""Choices of a field that are known only when its form is made."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.db import models


def offer(form: forms.Form, name: str, choices: Iterable[tuple[str, str]]) -> None:
    """Offer choices: values, each with its name in the language of the reader."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


def offer_rows(form: forms.Form, name: str, rows: models.QuerySet[models.Model]) -> None:
    """Offer rows, as the field of the form names them."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
