"""What people fill in for packages. Labels are set in the language of the request."""

from __future__ import annotations

from typing import Any

from django import forms

from nomina.desk.custody.forms import moment_field
from nomina.desk.look.language import NAMES
from nomina.desk.people.choices import offer, offer_rows
from nomina.desk.people.forms import Chosen, Labelled
from nomina.desk.people.models import Operation
from nomina.desk.people.text import NAME, NOTE
from nomina.desk.transmit import packages_words as words
from nomina.desk.transmit import partners
from nomina.desk.transmit.conditions import Condition, told
from nomina.desk.transmit.models import Package, PackageItem, Partner
from nomina.desk.transmit.models.packages import ARTICLES, CONFIDENCES, NUMBER, STATES
from nomina.desk.transmit.models.packages_made import MEANS, PRINTED, SEALED
from nomina.desk.transmit.packages_build import sayable
from nomina.desk.transmit.ways import Article, Recipient
from nomina.desk.transmit.ways_words import article_name, role_name
from nomina.packages.particulars import Stands
from nomina.words import current, tr


def _long(rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(max_length=NOTE, widget=forms.Textarea(attrs={"rows": rows}), **more)


class NewPackageForm(Labelled):
    """A package is begun: under which duty, for whom, of what."""

    article = forms.ChoiceField()
    partner = Chosen(Partner.objects.none())
    numbers = forms.CharField(
        required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    subject = forms.CharField(required=False, max_length=NAME)

    def __init__(self, operation: Operation, user: object, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        article: Any = self.fields["article"]
        article.choices = [(one, article_name(Article(one))) for one in ARTICLES]
        partner: Any = self.fields["partner"]
        partner.queryset = (
            Partner.objects.visible_to(user).filter(operation=operation).current().order_by("name")
        )
        partner.label_from_instance = _partner_name

    def typed(self) -> tuple[str, ...]:
        """Give the numbers and tags, one a line or with commas between."""
        text: str = self.cleaned_data["numbers"].replace(",", "\n").replace(";", "\n")
        return tuple(" ".join(line.split()) for line in text.split("\n") if line.strip())

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "article": (tr("What is sent"), ""),
            "partner": (
                tr("To whom"),
                tr("The policy of routes says by which way, and whether it may."),
            ),
            "numbers": (
                tr("Numbers"),
                tr("Of bodies, certificates or lists, or tags of packets and discs; one a line."),
            ),
            "subject": (tr("Number of the enquiry"), tr("Of an answer alone.")),
        }


def _partner_name(one: Any) -> str:
    return f"{one.name} · {role_name(Recipient(one.role))}"


class ParticularForm(Labelled):
    """A particular that no file holds."""

    field = forms.ChoiceField()
    state = forms.ChoiceField()
    value = _long(2, required=False)
    why = forms.CharField(required=False, max_length=NAME)
    source = forms.CharField(max_length=NAME)
    confidence = forms.ChoiceField(required=False)

    def __init__(self, item: PackageItem, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "field", [(one, words.field_name(one)) for one in sayable(item)])
        offer(self, "state", [(one, words.state_name(Stands(one))) for one in STATES])
        sure = [(one, words.confidence_name(one) if one else "–") for one in CONFIDENCES]
        offer(self, "confidence", sure)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "field": (tr("Particular"), ""),
            "state": (tr("How it stands"), ""),
            "value": (tr("What it is"), tr("Of what is known.")),
            "why": (tr("Why it is not known"), tr("Such as: asked, and nobody knew.")),
            "source": (
                tr("Who or what says so"),
                tr("A paper, a register, an office. No name of a relative or witness."),
            ),
            "confidence": (tr("How sure that is"), tr("Empty where the source did not say.")),
        }


class WordsForm(Labelled):
    """The words of an answer or a recall."""

    value = _long(8)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "value": (
                tr("What is said"),
                tr("In plain words: what is so, what is not known, what they should do."),
            )
        }


class ConditionsForm(Labelled):
    """Each condition of sharing is a field of its own, and all of them must be true (DP-05)."""

    def said(self) -> dict[str, bool]:
        """Give what was said of each condition."""
        return {one.value: bool(self.cleaned_data[one.value]) for one in Condition}

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {one.value: (told(one), "") for one in Condition}


for _one in Condition:
    ConditionsForm.base_fields[_one.value] = forms.BooleanField(required=False)


class TakeForm(Labelled):
    """In what form, and language, a package is taken out."""

    form = forms.ChoiceField()
    language = forms.ChoiceField(required=False)

    def __init__(self, sealed: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        form: Any = self.fields["form"]
        form.choices = [
            *([(SEALED, tr("the file, sealed to the key of the partner"))] if sealed else []),
            (PRINTED, tr("a print, to be carried")),
        ]
        language: Any = self.fields["language"]
        language.choices = tuple(NAMES.items())
        language.initial = current()

    def language_of(self) -> str:
        """Give the language of a print; empty of the file."""
        given = self.cleaned_data
        return given["language"] if given["form"] == PRINTED else ""

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "form": (tr("Form"), ""),
            "language": (tr("Language"), tr("Of a print alone.")),
        }


class HandForm(Labelled):
    """Who was handed a package, how and when."""

    means = forms.ChoiceField()
    to = forms.CharField(max_length=NAME)
    at = moment_field()
    note = _long(2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        means: Any = self.fields["means"]
        means.choices = [(one, words.means_name(one)) for one in MEANS]

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "means": (tr("How"), ""),
            "to": (tr("To whom"), tr("Office and name, as on the receipt.")),
            "at": (tr("When"), tr("Empty: now.")),
            "note": (tr("Note"), tr("Such as the number of a consignment.")),
        }


class AcknowledgementForm(Labelled):
    """A signed acknowledgement, as it came."""

    file = forms.FileField(max_length=300)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"file": (tr("File"), tr("As the partner signed it; it is kept byte for byte."))}


class PaperAcknowledgementForm(Labelled):
    """An acknowledgement on paper, with its scan."""

    file = forms.FileField(max_length=300)
    signer = forms.CharField(max_length=NAME)
    at = moment_field()
    note = _long(2)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "file": (tr("Scan"), tr("Of the whole paper; it is kept byte for byte.")),
            "signer": (tr("Who signed it"), tr("Office and name, as on the paper.")),
            "at": (tr("When it was received"), tr("As the paper says; empty: now.")),
            "note": (tr("Note"), tr("How the paper came, and what else stands on it.")),
        }


class RecallForm(Labelled):
    """To whom a recall goes: asked only where the partner that was told was ended."""

    partner = Chosen(Partner.objects.none())

    def __init__(self, earlier: Package, user: object, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if partners.usable(earlier.partner):
            del self.fields["partner"]
            return
        same = Partner.objects.visible_to(user).current()
        same = same.filter(operation=earlier.operation_id, role=earlier.partner.role)
        offer_rows(self, "partner", same.order_by("name"))
        partner: Any = self.fields["partner"]
        partner.label_from_instance = _partner_name

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        help_ = tr("The partner that was told was ended. Choose who came in its place.")
        return {"partner": (tr("To whom"), help_)}


class EndForm(Labelled):
    """Why a package is given up."""

    why = _long(3)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"why": (tr("Why"), "")}


class FindPackageForm(Labelled):
    """The number of a package, or of a file of which something was sent."""

    number = forms.CharField(max_length=NUMBER)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "number": (tr("Number"), tr("Of a package, or of a body or a person.")),
        }
