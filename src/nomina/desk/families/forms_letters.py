"""What people fill in for letters and messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms

from nomina import tags
from nomina.desk.families.letters_text import LEAVES
from nomina.desk.families.letters_words import days_name, decision_name, form_name, leaf_name
from nomina.desk.families.messages_state import DECISIONS
from nomina.desk.families.models.letters import DAYS, FORMS, PHONE
from nomina.desk.look.language import NAMES
from nomina.desk.people.forms import Labelled
from nomina.desk.people.text import NAME, NOTE
from nomina.desk.people.views.common import told
from nomina.errors import InputError
from nomina.words import LANGUAGES, tr

_CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def _choose(field: forms.Field, names: Iterable[str], name_of: Callable[[str], str]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(one, name_of(one)) for one in names]


class OfficeForm(Labelled):
    """How families reach an operation."""

    name = forms.CharField(max_length=NAME)
    telephone = forms.CharField(max_length=PHONE)
    opens = forms.TimeField(widget=_CLOCK)
    closes = forms.TimeField(widget=_CLOCK)
    days = forms.ChoiceField()
    place = forms.CharField(required=False, max_length=NAME)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["days"], DAYS, days_name)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "name": (tr("Who writes"), tr("As a letter begins, such as the name of the office.")),
            "telephone": (
                tr("Telephone"),
                tr("With its country, such as +380 44 000 00 00. Families hear it from you alone."),
            ),
            "opens": (tr("Somebody answers from"), ""),
            "closes": (tr("Until"), ""),
            "days": (tr("Days"), ""),
            "place": (tr("Where one can come"), tr("Leave it empty where nowhere.")),
        }


class ChooseForm(Labelled):
    """In which language a relative is written to, and what they asked not to read."""

    language = forms.ChoiceField()
    leaves_out = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["language"], LANGUAGES, NAMES.__getitem__)
        _choose(self.fields["leaves_out"], LEAVES, leaf_name)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "language": (tr("Language"), ""),
            "leaves_out": (
                tr("What they asked not to read"),
                tr("The letter says that something is left out, and that they can always ask."),
            ),
        }


class FileForm(Labelled):
    """Which file of a letter is carried away."""

    file = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {"pdf": tr("To print (PDF)"), "json": tr("The signed text (JSON)")}
        _choose(self.fields["file"], names, names.__getitem__)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"file": (tr("File"), tr("Both can be verified without a desk and a network."))}


class CallForm(Labelled):
    """How a relative is asked to call."""

    form = forms.ChoiceField()
    language = forms.ChoiceField()

    def __init__(self, *args: Any, allowed: Iterable[str] = FORMS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["form"], allowed, form_name)
        _choose(self.fields["language"], LANGUAGES, NAMES.__getitem__)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "form": (tr("How"), tr("Only what they allowed.")),
            "language": (tr("Language"), ""),
        }


class SettleForm(Labelled):
    """What is done with a message that was refused or of which nobody knows."""

    decision = forms.ChoiceField(widget=forms.RadioSelect)
    why = forms.CharField(max_length=NOTE, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, allowed: Iterable[str] = DECISIONS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["decision"], allowed, decision_name)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "decision": (tr("What is done"), ""),
            "why": (tr("How you know"), tr("Whom you asked, and what they said.")),
        }


class NumberForm(Labelled):
    """The number of a letter, as somebody reads it out."""

    number = forms.CharField(max_length=40)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "number": (
                tr("Number of the letter"),
                tr("It stands under its title, such as 1CWW-G080-GC."),
            )
        }

    def clean_number(self) -> str:
        """Read it as it is written; a sign that was heard wrong is noticed."""
        try:
            return tags.read(self.cleaned_data["number"])
        except InputError as error:
            raise forms.ValidationError(told(error)) from error
