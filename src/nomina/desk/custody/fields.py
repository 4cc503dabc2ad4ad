"""Fields of tags: a camera, a scanner or fingers fill them (`static/custody/scan.js`)."""

from __future__ import annotations

from django import forms

TAG = 40
"""Characters of one tag as somebody may type it, with dashes and spaces."""
TAGS = 20_000
"""Characters of many tags."""

_TYPED = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


def tag_field(*, required: bool = True) -> forms.CharField:
    """One tag; a second one that is read takes the place of the first."""
    attrs = {**_TYPED, "data-scanned": "one"}
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(required=required, max_length=TAG, widget=widget)


def tags_field(rows: int = 3, most: int = TAGS) -> forms.CharField:
    """Many tags, one on each line; one that is read again is not written twice."""
    attrs = {**_TYPED, "data-scanned": "", "rows": rows}
    return forms.CharField(max_length=most, widget=forms.Textarea(attrs=attrs))
