"""What people fill in at an exchange."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from nomina.desk.custody.exchange_lists import FIELDS, Sheet
from nomina.desk.custody.exchange_words import (
    carrier_name,
    cut,
    field_name,
    ours_name,
    side_name,
    way_name,
    what_name,
)
from nomina.desk.custody.fields import tag_field, tags_field
from nomina.desk.custody.forms import WhenForm, choose, keeper_label, moment_field, seals
from nomina.desk.custody.models import Keeper, Listed, ManifestReceipt, Place
from nomina.desk.custody.models.exchange import CARRIERS, OURS, WAYS, WHAT
from nomina.desk.custody.models.manifests import KEY, SIGNERS
from nomina.desk.people.choices import offer
from nomina.desk.people.forms import Chosen, Labelled
from nomina.desk.people.models.operations import CODE
from nomina.desk.people.text import NAME, NOTE
from nomina.words import LANGUAGES, tr


def _lines(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class BatchForm(Labelled):
    """A new exchange."""

    number = forms.CharField(max_length=CODE)
    stage = forms.IntegerField(required=False, min_value=0, max_value=1_000_000)
    way = forms.ChoiceField()
    counterpart = forms.CharField(max_length=NAME)
    place = Chosen(queryset=Place.objects.none(), empty_label="")
    day = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    carried_by = forms.ChoiceField()
    carrier = Chosen(queryset=Keeper.objects.none(), required=False, empty_label="")

    def __init__(self, *args: Any, places: Any, keepers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "way", ((one, way_name(one)) for one in WAYS))
        offer(self, "carried_by", ((one, carrier_name(one)) for one in CARRIERS))
        choose(self.fields["place"], places)
        carrier = self.fields["carrier"]
        assert isinstance(carrier, forms.ModelChoiceField)
        carrier.queryset = keepers
        carrier.label_from_instance = keeper_label  # type: ignore[assignment]

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "number": (tr("Number"), tr("As you call this batch: capitals, digits, dashes.")),
            "stage": (
                tr("Number of the exchange"),
                tr("As both sides count them; empty where they do not."),
            ),
            "way": (tr("Which way"), ""),
            "counterpart": (tr("The other side"), tr("Its authority, as it signs.")),
            "place": (tr("Point of exchange"), ""),
            "day": (tr("Planned for"), tr("Empty where not known.")),
            "carried_by": (tr("Intermediary"), ""),
            "carrier": (
                tr("Carrier"),
                tr("Of the keepers; a batch that goes out needs one."),
            ),
        }


class UploadForm(Labelled):
    """A list or another paper."""

    file = forms.FileField(max_length=300)
    paper = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = (("list", tr("a list, CSV or XLSX")), ("paper", tr("a paper, PDF or picture")))
        offer(self, "paper", choices)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "file": (tr("File"), tr("It is kept as it came, byte for byte.")),
            "paper": (
                tr("What it is"),
                tr("The lines of a list are read in the next step; a paper is only kept."),
            ),
        }


class ColumnsForm(forms.Form):
    """What each column of a list is."""

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [("", tr("kept with the line, not used")), *((f, field_name(f)) for f in FIELDS)]
        for at, heading in enumerate(sheet.headings):
            self.fields[f"column_{at}"] = forms.ChoiceField(
                choices=names,
                required=False,
                initial=sheet.columns[at],
                label=heading[:80] or tr("column {n}").format(n=at + 1),
                help_text=_examples(sheet, at),
            )

    def columns(self) -> tuple[str, ...]:
        """Give what each column is."""
        return tuple(self.cleaned_data[name] for name in self.fields)


def _examples(sheet: Sheet, at: int) -> str:
    """Give what stands in a column, of its first lines that say anything, cut short."""
    said = (cells[at] for _, cells in sheet.lines[:40] if at < len(cells) and cells[at])
    few = [text[:30] for text, _ in zip(said, range(3), strict=False)]
    return " · ".join(few)


class WithdrawForm(Labelled):
    """Why a list counts no more."""

    why = forms.CharField(max_length=NOTE, widget=_lines())

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"why": (tr("Reason"), tr("It stays with the lines for good."))}


class FoundForm(Labelled):
    """What was really in a bag."""

    tag = tag_field()
    line = Chosen(queryset=Listed.objects.none(), required=False, empty_label="")
    what = forms.ChoiceField()
    persons = forms.IntegerField(required=False, min_value=0, max_value=1_000)
    ours = forms.ChoiceField()
    words_ = forms.CharField(required=False, max_length=NOTE, widget=_lines(2))

    def __init__(self, *args: Any, lines: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        line = self.fields["line"]
        assert isinstance(line, forms.ModelChoiceField)
        line.queryset = lines
        line.empty_label = tr("no line of the list")
        line.label_from_instance = line_label  # type: ignore[assignment]
        offer(self, "what", ((one, what_name(one)) for one in WHAT))
        offer(self, "ours", ((one, ours_name(one)) for one in ("unknown", "yes", "no")))
        assert set(OURS) == {"unknown", "yes", "no"}

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "tag": (tr("Tag"), tr("Of the bag or body; scan it, or type its ten characters.")),
            "line": (tr("Line of their list"), tr("By their number; not by a name.")),
            "what": (tr("What was really in it"), ""),
            "persons": (
                tr("How many people"),
                tr("As far as seen; empty where nobody can say."),
            ),
            "ours": (tr("Whose dead"), tr("What is not of this side is marked: it goes back.")),
            "words_": (tr("Note"), ""),
        }


def line_label(line: Listed) -> str:
    """Write a line as it is chosen: by number, never by a name."""
    number = line.number or line.military or tr("without a number")
    return tr("line {n} · {number}").format(n=line.line, number=cut(number))


class EndForm(Labelled):
    """What is said at the end of a batch."""

    words_ = forms.CharField(required=False, max_length=NOTE, widget=_lines())

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"words_": (tr("Note"), tr("It stays with the batch for good."))}


class ManifestForm(Labelled):
    """What goes over."""

    tags = tags_field(6)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        says = tr("One on each line. What lies in an item comes with it.")
        return {"tags": (tr("Tags of what goes over"), says)}


class TakeAwayForm(Labelled):
    """In what form, and language, a manifest leaves."""

    form = forms.ChoiceField()
    language = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = (
            ("json", tr("signed file, to be verified")),
            ("pdf", tr("PDF, to be signed by hand")),
            ("receipt", tr("PDF of a receipt, to be filled in")),
        )
        offer(self, "form", every)
        offer(self, "language", ((one, one) for one in LANGUAGES))

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"form": (tr("What is taken"), ""), "language": (tr("Language of a PDF"), "")}


class ReceiptForm(Labelled):
    """What somebody signed for a manifest."""

    file = forms.FileField(max_length=300)
    side = forms.ChoiceField()
    signer = forms.CharField(max_length=NAME)
    at = moment_field()
    key = forms.CharField(required=False, max_length=KEY)
    words_ = forms.CharField(required=False, max_length=NOTE, widget=_lines(2))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "side", ((one, side_name(one)) for one in SIGNERS))

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "file": (tr("File"), tr("A scan of the paper, or their signed file.")),
            "side": (tr("Who signed"), ""),
            "signer": (tr("Name and office"), tr("As it stands on the receipt.")),
            "at": (tr("When"), tr("As it stands on the receipt; empty: now.")),
            "key": (
                tr("Their public key"),
                tr("Of a signed file, had by another way; it is then checked."),
            ),
            "words_": (tr("Note"), ""),
        }


class HandForm(WhenForm):
    """Items of a manifest are handed to the carrier."""

    field_order = ("tags", "seal", "at", "read")
    tags = tags_field(6)
    seal = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "seal", seals())

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "tags": (
                tr("Tags as you read them now"),
                tr("All that stand on the manifest and lie in nothing; no other."),
            ),
            "seal": (tr("Seals"), tr("As they are on all of it.")),
            **super().words(),
        }


class DispatchForm(WhenForm):
    """Items of a manifest are given out for good."""

    field_order = ("receipt", "at", "read")
    receipt = Chosen(queryset=ManifestReceipt.objects.none(), empty_label=None)

    def __init__(self, *args: Any, receipts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["receipt"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = receipts
        field.label_from_instance = lambda obj: f"{side_name(obj.side)} · {obj.signer}"  # type: ignore[method-assign]

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"receipt": (tr("After which receipt"), ""), **super().words()}


def typed(tags: Sequence[str]) -> str:
    """Write tags into a field, one on each line."""
    return "\n".join(tags)
