"""What people fill in for a release. Labels are set in the language of the request."""

from __future__ import annotations

from typing import Any

from django import forms

from nomina.desk.custody.actions.release import LARGEST_COPY
from nomina.desk.custody.fields import tag_field, tags_field
from nomina.desk.custody.forms import WhenForm
from nomina.desk.custody.models.release import RECEIVERS, REFERENCE
from nomina.desk.custody.words import read_how
from nomina.desk.custody.words_release import receiver_kind
from nomina.desk.people.choices import offer
from nomina.desk.people.forms import Labelled
from nomina.desk.people.text import NAME, NOTE
from nomina.words import tr


def _long(rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(max_length=NOTE, widget=forms.Textarea(attrs={"rows": rows}), **more)


class BeginForm(Labelled):
    """A release is begun."""

    tag = tag_field()
    receives = forms.ChoiceField()
    receiver = forms.CharField(max_length=NAME)
    relation = forms.CharField(max_length=NAME)
    body = forms.CharField(required=False, max_length=NAME)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "receives", [(one, receiver_kind(one)) for one in RECEIVERS])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "tag": (tr("Tag of the coffin or bag"), tr("Scan it, or type its ten characters.")),
            "receives": (tr("Who receives"), ""),
            "receiver": (tr("Name of the receiver"), tr("As it stands on the identity document.")),
            "relation": (
                tr("Relation or office"),
                tr("Such as mother, brother, head of a morgue."),
            ),
            "body": (tr("Authority, firm or unit"), tr("Empty where there is none.")),
        }


class FactForm(Labelled):
    """One thing that must be known before a release."""

    words_ = _long()
    number = forms.CharField(required=False, max_length=REFERENCE)
    day = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    copy = forms.FileField(required=False, max_length=NAME)

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        self.key = key
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(self.words()):
            del self.fields[name]

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        if self.key == "effects":
            return {
                "words_": (
                    tr("What goes with the body, and what does not"),
                    tr("Packets, papers and discs of this person are listed by the desk itself."),
                )
            }
        copy = (tr("Copy of the document"), tr("A scan or photo; kept with its digest."))
        if self.key == "receiver":
            return {
                "words_": (
                    tr("Document that was seen"),
                    tr("Its kind and who issued it; you say by this that you saw it."),
                ),
                "number": (tr("Number"), ""),
                "copy": copy,
            }
        return {
            "words_": (tr("Who issued it, and what it allows"), ""),
            "number": (tr("Number"), ""),
            "day": (tr("Date"), ""),
            "copy": copy,
        }

    def clean_copy(self) -> Any:
        """Refuse a file that is too large before it is read."""
        given = self.cleaned_data["copy"]
        if given and given.size > LARGEST_COPY:
            text = tr("this copy is larger than {n} MB").format(n=LARGEST_COPY // 10**6)
            raise forms.ValidationError(text)
        return given


class ReadForm(Labelled):
    """Tags that are read at the coffin."""

    tags = tags_field()
    read = forms.ChoiceField()
    anew = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "read", [(one, read_how(one)) for one in ("scanned", "typed")])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "tags": (tr("Tags"), tr("One on each line, or with spaces between them.")),
            "read": (tr("How the tag was read"), ""),
            "anew": (tr("Begin the reading anew: what was read before counts no more"), ""),
        }


class UnresolvedForm(Labelled):
    """Something goes without anybody knowing whose it is."""

    tag = tag_field()
    why = _long()

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "tag": (tr("Tag"), tr("Scan it, or type its ten characters.")),
            "why": (tr("Why it cannot be resolved, and why it goes"), ""),
        }


class GiveForm(WhenForm):
    """The coffin is given out."""

    field_order = ("witness", "seal_number", "at", "read")
    witness = forms.CharField(max_length=NOTE)
    seal_number = forms.CharField(required=False, max_length=40)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "witness": (tr("Who saw the receiver sign"), tr("Name and office.")),
            "seal_number": (tr("Number of the seal"), tr("Empty where the coffin has none.")),
            **super().words(),
        }


class WhyForm(Labelled):
    """A reason."""

    why = _long()

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"why": (tr("Reason"), tr("It stays with the act for good."))}
