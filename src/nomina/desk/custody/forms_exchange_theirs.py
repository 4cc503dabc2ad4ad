"""What people fill in for a manifest of the other side, and for our receipt of it."""

from __future__ import annotations

from typing import Any

from django import forms

from nomina.desk.custody.models.manifests import KEY
from nomina.desk.people.choices import offer
from nomina.desk.people.forms import Labelled
from nomina.desk.people.text import NAME, NOTE
from nomina.words import LANGUAGES, tr


class TheirManifestForm(Labelled):
    """A signed manifest, and the key that it is checked with."""

    file = forms.FileField(max_length=300)
    key = forms.CharField(max_length=KEY)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "file": (tr("File"), tr("As they signed it (JSON); it is kept byte for byte.")),
            "key": (
                tr("Their public key"),
                tr("Had by another way than the file. That of their last manifest is offered."),
            ),
        }


class OurReceiptForm(Labelled):
    """Who signs our receipt, and what is said besides."""

    signer = forms.CharField(max_length=NAME)
    words_ = forms.CharField(
        required=False, max_length=NOTE, widget=forms.Textarea(attrs={"rows": 4})
    )
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput())

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "signer": (tr("Name and office"), tr("Of who signs for this side.")),
            "words_": (
                tr("Note"),
                tr("It is signed too and goes to the other side. Write no name of a dead person."),
            ),
        }


class TakeOurReceiptForm(Labelled):
    """In what form, and language, our receipt leaves."""

    form = forms.ChoiceField()
    language = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        forms_ = (
            ("json", tr("signed file, to be verified")),
            ("pdf", tr("PDF, to be signed by hand")),
        )
        offer(self, "form", list(forms_))
        offer(self, "language", [(one, one) for one in LANGUAGES])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"form": (tr("What is taken"), ""), "language": (tr("Language of a PDF"), "")}
