"""What people fill in for papers and death certificates."""

from __future__ import annotations

from typing import Any

from django import forms

from nomina.desk.custody.actions.papers import OF_RELEASE
from nomina.desk.custody.papers.death_papers import TYPED
from nomina.desk.custody.papers.pass_papers import PASS
from nomina.desk.custody.words_release import paper_name
from nomina.desk.look.language import NAMES
from nomina.desk.people.choices import offer
from nomina.desk.people.forms import Labelled
from nomina.desk.people.text import NAME, NOTE
from nomina.words import current, tr


class LanguageForm(Labelled):
    """A paper is made out in a language."""

    language = forms.ChoiceField(choices=tuple(NAMES.items()))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = current()

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"language": (tr("Language"), "")}


class PaperForm(LanguageForm):
    """A paper of a release."""

    field_order = ("paper", "language", *PASS)
    paper = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "paper", [(one, paper_name(one)) for one in OF_RELEASE])

    def typed(self) -> dict[str, str]:
        """Give what was typed for a laissez-passer; of other papers nothing."""
        given = self.cleaned_data
        return {key: given[key] for key in PASS if given["paper"] == "pass" and given[key]}

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        only = tr("Of a laissez-passer alone.")
        return {
            "paper": (tr("Paper"), ""),
            **super().words(),
            "authority": (tr("Competent authority"), only),
            "done_at": (tr("Done at"), only),
            "means": (
                tr("Means of transport"),
                tr("Such as a hearse, a train, an aircraft; its number."),
            ),
            "start": (tr("Place of departure"), only),
            "via": (tr("Route"), only),
            "destination": (tr("Destination"), only),
            "cause": (
                tr("Cause of death"),
                tr("In English or French, or by its ICD code; empty where it goes in an envelope."),
            ),
            "nature": (
                tr("Natural causes and no contagious disease; else what it was"),
                tr("Empty where the cause goes in an envelope."),
            ),
            "born_place": (tr("Place of birth"), only),
            "death_place": (tr("Place of death"), only),
        }


for _key in PASS:
    PaperForm.base_fields[_key] = forms.CharField(required=False, max_length=NAME)


class DeathForm(Labelled):
    """What no file holds of a death."""

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "power": (tr("Power on which the person depended"), ""),
            "rank": (tr("Rank"), ""),
            "service_number": (tr("Army, regimental, personal or serial number"), ""),
            "mother": (tr("Maiden name of the mother"), ""),
            "born_place": (tr("Place of birth"), ""),
            "disc": (tr("Other particulars on identity card or disc"), ""),
            "taken": (tr("Date and place of capture"), ""),
            "death_place": (tr("Place of death"), ""),
            "cause": (tr("Cause of death; wounds or illness"), ""),
            "circumstances": (tr("Circumstances of death"), ""),
            "examined": (tr("Examination before burial, by whom and when"), ""),
            "effects": (tr("Personal effects: kept, or forwarded and through whom"), ""),
            "kin": (tr("Address of the next of kin"), ""),
            "account": (tr("Account of the death and burial by who was there"), ""),
        }


for _key in TYPED:
    _widget = forms.Textarea(attrs={"rows": 2}) if _key in ("circumstances", "account") else None
    DeathForm.base_fields[_key] = forms.CharField(required=False, max_length=NOTE, widget=_widget)


class OfficeForm(Labelled):
    """The responsible officer certifies."""

    office = forms.CharField(max_length=NAME)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"office": (tr("Rank and function"), tr("As it is printed under your name."))}
