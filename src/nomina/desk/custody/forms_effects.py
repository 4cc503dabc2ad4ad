"""What people fill in about effects, discs, remains and families."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from nomina.desk.custody.actions.effects_lines import kept
from nomina.desk.custody.actions.effects_remains import KINDS
from nomina.desk.custody.effects import Article
from nomina.desk.custody.effects_words import (
    article_kind,
    asked_name,
    asker_name,
    disc_form,
    further_choice,
    region_name,
    region_state,
)
from nomina.desk.custody.fields import tag_field
from nomina.desk.custody.forms import WhenForm, moment_field
from nomina.desk.custody.models.effects import ARTICLES
from nomina.desk.custody.models.effects_family import ASKED, ASKERS, CHOICES
from nomina.desk.custody.models.effects_remains import NOT_KNOWN, REGIONS, STATES
from nomina.desk.custody.models.movements import SEAL_NUMBER
from nomina.desk.look.language import NAMES
from nomina.desk.people.choices import offer
from nomina.desk.people.forms import Labelled
from nomina.desk.people.models import User
from nomina.desk.people.text import NAME, NOTE
from nomina.desk.people.views.common import told
from nomina.errors import InputError
from nomina.words import LANGUAGES, tr

ROWS, MORE = 6, 6
"""Lines that stand on an empty form, and that are added at once."""
FULL = 500


class ArticleForm(Labelled):
    """One line of an inventory; a line of which nothing is said is left out."""

    kind = forms.ChoiceField(required=False)
    what = forms.CharField(required=False, max_length=NAME)
    count = forms.IntegerField(required=False, min_value=1, max_value=100_000)
    material = forms.CharField(required=False, max_length=NAME)
    marks = forms.CharField(required=False, max_length=NOTE)
    amount = forms.DecimalField(
        required=False, min_value=Decimal(0), max_digits=14, decimal_places=2
    )
    currency = forms.CharField(required=False, max_length=3)
    document = forms.CharField(required=False, max_length=NAME)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [(one, article_kind(one)) for one in ARTICLES])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "kind": (tr("Kind"), ""),
            "what": (tr("What it is"), ""),
            "count": (tr("How many"), ""),
            "material": (tr("Material"), ""),
            "marks": (tr("Marks, and where it was"), ""),
            "amount": (tr("Amount"), ""),
            "currency": (tr("Currency"), ""),
            "document": (tr("Kind and number of document"), ""),
        }

    def article(self) -> Article | None:
        """Give the line; None where nothing is said in it."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "kind"}
        count = given.pop("count")
        if count is None and all(value in ("", None) for value in given.values()):
            return None
        return Article(kind=self.cleaned_data["kind"] or ARTICLES[0], count=count or 1, **given)


class Lines:
    """The lines of an inventory on a page, as many as are asked for."""

    def __init__(self, sent: QueryDict | None) -> None:
        typed = str(sent.get("rows", "")) if sent is not None else ""
        wanted = min(int(typed[:6]), FULL) if typed.isascii() and typed.isdigit() else ROWS
        self.more = sent is not None and "more" in sent
        self.rows = min(wanted + MORE, FULL) if self.more else wanted
        self.forms = [ArticleForm(sent, prefix=f"line{n}") for n in range(1, self.rows + 1)]

    def is_valid(self) -> bool:
        """Say whether every line can be kept; each is looked at, and says itself what is wrong."""
        wrong = [one for one in self.forms if not _kept(one)]
        return not wrong

    def articles(self) -> tuple[Article, ...]:
        """Give the lines in which something is said."""
        return tuple(made for one in self.forms if (made := one.article()) is not None)


def _kept(one: ArticleForm) -> bool:
    if not one.is_valid():
        return False
    article = one.article()
    if article is not None:
        try:
            kept(article)
        except InputError as error:
            one.add_error("what", told(error))
            return False
    return True


class InventoryForm(Labelled):
    """An inventory, but for its lines."""

    none_found = forms.BooleanField(required=False)
    seal_number = forms.CharField(required=False, max_length=SEAL_NUMBER)
    at = moment_field()

    def __init__(self, *args: Any, sealed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not sealed:
            del self.fields["seal_number"]

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        every = {
            "none_found": (tr("Nothing was found"), tr("Tick this, or write a line for each.")),
            "seal_number": (tr("Number of the seal"), tr("Of the seal that is put on it now.")),
            "at": (tr("When"), tr("Empty: now. From a paper form: as it says.")),
        }
        return {name: said for name, said in every.items() if name in self.fields}


class OpeningForm(Labelled):
    """A packet is opened, but for what lay in it."""

    why = forms.CharField(max_length=NOTE)
    second = forms.ChoiceField()
    seal_before = forms.CharField(required=False, max_length=SEAL_NUMBER)
    seal_after = forms.CharField(max_length=SEAL_NUMBER)
    none_found = forms.BooleanField(required=False)
    at = moment_field()

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {row.pk.hex: row for row in people}
        named = [(pk, row.name) for pk, row in self.people.items()]
        offer(self, "second", [("", ""), *named])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "why": (tr("Opened for"), ""),
            "second": (
                tr("Who is there with you"),
                tr("They sign what lies in it, from their own account."),
            ),
            "seal_before": (
                tr("Number of the seal before"),
                tr("As you read it. Empty: there was none."),
            ),
            "seal_after": (tr("Number of the new seal"), ""),
            "none_found": (tr("Nothing lay in it"), ""),
            "at": (tr("When"), tr("Empty: now. From a paper form: as it says.")),
        }


class LanguageForm(Labelled):
    """The language of a paper."""

    language = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "language", [(one, NAMES[one]) for one in LANGUAGES])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"language": (tr("Language of the paper"), "")}


class DiscForm(WhenForm):
    """A disc was found on a body."""

    field_order = ("disc", "first", "other", "words_", "at", "read")
    disc = forms.ChoiceField()
    first = tag_field()
    other = tag_field(required=False)
    words_ = forms.CharField(required=False, max_length=NAME)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "disc", [(one, disc_form(one)) for one in KINDS])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "disc": (tr("The disc"), ""),
            "first": (
                tr("Tag of what stays"),
                tr("Of the single disc, or of the half that stays."),
            ),
            "other": (
                tr("Tag of the other half"),
                tr("Of a double disc: the half that is forwarded."),
            ),
            "words_": (tr("What is written on it"), tr("As it can be read; no guess.")),
            **super().words(),
        }


class AnatomyForm(Labelled):
    """What is present of a body: a state for each region."""

    at = moment_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [(one, region_state(one)) for one in STATES]
        for region in REGIONS:
            field = forms.ChoiceField(choices=states, initial=NOT_KNOWN, widget=forms.RadioSelect)
            field.label = region_name(region)
            self.fields[region] = field

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"at": (tr("When"), tr("Empty: now. From a paper form: as it says."))}

    def lines(self) -> list[Any]:
        """Give the field of each region, in order."""
        return [self[region] for region in REGIONS]

    def regions(self) -> dict[str, str]:
        """Give what was chosen."""
        return {region: self.cleaned_data[region] for region in REGIONS}


class ExaminedForm(Labelled):
    """A doctor examined a body."""

    doctor = forms.CharField(max_length=NAME)
    at = moment_field()

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "doctor": (tr("Who examined it"), tr("As the doctor signs.")),
            "at": (tr("When"), tr("Empty: now. From a paper form: as it says.")),
        }


class WhyForm(Labelled):
    """A reason."""

    why = forms.CharField(max_length=NOTE, widget=forms.Textarea(attrs={"rows": 3}))

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"why": (tr("Reason"), tr("It stays with the act for good."))}


class FurtherForm(Labelled):
    """What a family wants where more is found later."""

    choice = forms.ChoiceField()
    said_by = forms.CharField(max_length=NAME)
    kinship = forms.CharField(max_length=NAME)
    how = forms.CharField(max_length=NOTE, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one, further_choice(one)) for one in CHOICES]
        offer(self, "choice", [("", ""), *named])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "choice": (tr("If more is found later"), ""),
            "said_by": (tr("Who said it"), ""),
            "kinship": (tr("What they are to the person"), tr("Such as mother, wife, brother.")),
            "how": (tr("How it was asked"), tr("Where, by whom, and who else was there.")),
        }


class WishesForm(Labelled):
    """Tradition, rite and handling."""

    rite = forms.CharField(max_length=NOTE, widget=forms.Textarea(attrs={"rows": 3}))
    handling = forms.CharField(
        required=False, max_length=NOTE, widget=forms.Textarea(attrs={"rows": 3})
    )
    said_by = forms.CharField(max_length=NAME)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "rite": (tr("Tradition and rite"), tr("In the family's own words.")),
            "handling": (
                tr("How the body is to be handled"),
                tr("Whoever handles it reads this; write no name here."),
            ),
            "said_by": (tr("Who said it"), ""),
        }


class ReturnForm(Labelled):
    """Somebody asks for return, or objects."""

    asker = forms.ChoiceField()
    asked = forms.ChoiceField()
    name = forms.CharField(max_length=NAME)
    words_ = forms.CharField(max_length=NOTE, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "asker", [(one, asker_name(one)) for one in ASKERS])
        offer(self, "asked", [(one, asked_name(one)) for one in ASKED])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "asker": (tr("Who"), ""),
            "asked": (tr("What"), ""),
            "name": (tr("Name of the person or authority"), ""),
            "words_": (tr("What was asked or said"), tr("With the date and number of a letter.")),
        }
