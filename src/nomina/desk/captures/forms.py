"""The form with which something is brought in: its purpose and assessment come first."""

from __future__ import annotations

from django import forms

from nomina.desk.captures.models.captures import ASSESSED
from nomina.desk.files.photos.intake import LARGEST
from nomina.desk.people.forms import Labelled
from nomina.desk.people.text import NOTE
from nomina.words import tr


def _words() -> forms.CharField:
    return forms.CharField(max_length=NOTE, widget=forms.Textarea(attrs={"rows": 2}))


class Assessed(Labelled):
    """Why something is collected, and what was thought of it before."""

    purpose = _words()
    relevance = _words()
    reliability = _words()
    safety = _words()
    duplicate = _words()

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "purpose": (tr("Purpose"), tr("What it is collected for, in this case.")),
            "relevance": (tr("Relevance"), tr("Why it may be about this person.")),
            "reliability": (tr("Reliability"), tr("Who published it, and what is known of them.")),
            "safety": (
                tr("Safety"),
                tr("Whom it may harm that this is collected, or that it is kept."),
            ),
            "duplicate": (tr("Duplicates"), tr("Whether it was captured before, and where.")),
        }

    def assessment(self) -> dict[str, str]:
        """Give the parts of the assessment; the form must be valid."""
        return {key: self.cleaned_data[key] for key in ASSESSED}


class BringForm(Assessed):
    """What is brought in as a file."""

    address = forms.CharField(max_length=NOTE, required=False)
    saved = forms.FileField(allow_empty_file=True)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        megabytes = LARGEST // 1_000_000
        return super().words() | {
            "address": (
                tr("Where it was published"),
                tr("The address as text. Nothing is fetched from it."),
            ),
            "saved": (
                tr("File"),
                tr(
                    "A saved page (HTML, MHTML), a picture, a PDF, a web archive (WARC, WACZ) or"
                    " the export of a platform (ZIP, JSON), up to {n} MB. It is kept as it is."
                ).format(n=megabytes),
            ),
        }


class AskForm(Assessed):
    """One address that is gone to."""

    address = forms.CharField(max_length=NOTE)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return super().words() | {
            "address": (
                tr("Address"),
                tr(
                    "The public address of one page, with http or https. No link in it is followed."
                ),
            )
        }
