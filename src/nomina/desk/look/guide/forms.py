"""Forms of the style guide."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from nomina.desk.look.forms import StatedForm


class Minimum(StatedForm):
    """The minimum record of a body, with values that may be unknown."""

    stated: ClassVar[tuple[str, ...]] = ("found", "sex", "stature", "remarks")
    needed: ClassVar[frozenset[str]] = frozenset({"found", "sex"})
    field_order = ("number", "kind", "source", "found", "sex", "stature", "remarks", "whole")

    number = forms.CharField(label="Number", max_length=40, help_text="As on the tag.")
    found = forms.DateField(
        label="Date found", widget=forms.DateInput(attrs={"type": "date"}), localize=False
    )
    sex = forms.ChoiceField(
        label="Sex",
        choices=[
            ("", ""),
            ("female", "female"),
            ("male", "male"),
            ("undetermined", "undetermined"),
        ],
    )
    stature = forms.IntegerField(
        label="Stature", min_value=20, max_value=250, help_text="In centimetres."
    )
    remarks = forms.CharField(label="Remarks", widget=forms.Textarea(attrs={"rows": 3}))
    whole = forms.BooleanField(label="The body is whole", required=False)
    part = forms.ChoiceField(
        label="Container",
        choices=[("bag", "Bag"), ("coffin", "Coffin")],
        widget=forms.RadioSelect,
        required=False,
    )


class SignIn(forms.Form):
    """A short form on a page without a rail."""

    name = forms.CharField(
        label="Name", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    stay = forms.BooleanField(label="This device is mine", required=False)
