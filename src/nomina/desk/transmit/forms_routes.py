"""What people fill in about partners, policies and people. Labels are set when a form is made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from nomina.desk.files import fields
from nomina.desk.people.choices import offer
from nomina.desk.people.forms import Labelled
from nomina.desk.people.text import NAME, NOTE
from nomina.desk.transmit.models import Partner
from nomina.desk.transmit.models.detriment import SIDES, STATUSES
from nomina.desk.transmit.models.kin import ENDS, RELATIONS
from nomina.desk.transmit.models.routes import AGE, FORMS, KEY
from nomina.desk.transmit.policy_paper import LIMITED, LONGEST, RoutePaper, limited
from nomina.desk.transmit.routes_words import end_name, form_name, side_name, status_name
from nomina.desk.transmit.ways import MAY_SIGN, PARTNERS, Article, Channel, Profile
from nomina.desk.transmit.ways_words import (
    article_name,
    channel_name,
    profile_name,
    role_name,
)
from nomina.words import tr

USUAL = {one: 14 if one in LIMITED[:4] else 30 for one in LIMITED}
"""Days that stand in an empty form; the law says "as soon as possible" and no number."""


def long_text(rows: int = 3, **more: Any) -> forms.CharField:
    """Give a field of several lines."""
    return forms.CharField(max_length=NOTE, widget=forms.Textarea(attrs={"rows": rows}), **more)


class PartnerForm(Labelled):
    """A partner."""

    role = forms.ChoiceField()
    name = forms.CharField(max_length=NAME)
    seal_to = forms.CharField(required=False, max_length=AGE)
    verify = forms.CharField(required=False, max_length=KEY)
    address = long_text(required=False)
    forms = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"forms": ["json", "pdf"]}, **kwargs)
        offer(self, "role", [(one.value, role_name(one)) for one in PARTNERS])
        offer(self, "forms", [(one, form_name(one)) for one in FORMS])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "role": (tr("What it is"), ""),
            "name": (tr("Name"), tr("As the institution calls itself.")),
            "seal_to": (
                tr("Key to seal to"),
                tr("Begins with age1. Empty where everything goes on paper."),
            ),
            "verify": (
                tr("Key to check its papers with"),
                tr("The whole line. Empty where it signs nothing that a machine checks."),
            ),
            "address": (tr("Address for paper"), tr("Of the institution, never of a family.")),
            "forms": (tr("Takes"), ""),
        }


class CheckForm(Labelled):
    """A fingerprint was read out."""

    heard = forms.CharField(max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    how = long_text()

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "heard": (
                tr("The fingerprint, as you heard it"),
                tr("32 digits and letters. Type what is read out to you, not what you see here."),
            ),
            "how": (
                tr("Whom you spoke with, and how you knew them"),
                tr("By another way than the keys came: a meeting, a number you had before."),
            ),
        }


class ReasonForm(Labelled):
    """A reason."""

    why = long_text()

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"why": (tr("Reason"), tr("It stays with the act for good."))}


class ReadForm(forms.Form):
    """What was read is signed, and nothing else."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)


class PolicyForm(Labelled):
    """A policy of routes: law, the way to each partner, days, and why no copy goes."""

    profile = forms.ChoiceField()

    def __init__(
        self,
        *args: Any,
        partners: Sequence[Partner],
        made_for: Profile,
        last: RoutePaper | None = None,
        **kwargs: Any,
    ) -> None:
        self.partners = partners
        initial = _initial(last) if last is not None else {"profile": made_for.value}
        super().__init__(*args, initial=initial, **kwargs)
        known = [one for one in Profile if one in MAY_SIGN[made_for]]
        offer(self, "profile", [(one.value, profile_name(one)) for one in known])
        ways = [("", tr("nothing goes to it"))]
        ways += [(one.value, channel_name(one)) for one in Channel]
        for partner in partners:
            self.fields[_way(partner)] = forms.ChoiceField(required=False, choices=ways)
        for article in LIMITED:
            days = forms.IntegerField(min_value=1, max_value=LONGEST, initial=USUAL[article])
            self.fields[_days(article)] = days
        self.fields["waiver"] = long_text(required=False)
        for field, (label, help_) in self.words().items():
            self.fields[field].label = label
            self.fields[field].help_text = help_

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field, of those that there are."""
        said = {"profile": (tr("Law of the operation"), "")}
        for partner in self.partners:
            said[_way(partner)] = (partner.name, _role(partner))
        for article in LIMITED:
            said[_days(article)] = (article_name(article), _helps(article))
        said["waiver"] = (
            tr("Why no copy can go to the Central Tracing Agency"),
            tr("Empty where one goes. In a war between states one always goes."),
        )
        return {name: words for name, words in said.items() if name in self.fields}

    def chosen(self) -> tuple[tuple[Partner, Channel], ...]:
        """Give the partners that things go to, with the way to each."""
        ways = ((one, self.cleaned_data[_way(one)]) for one in self.partners)
        return tuple((one, Channel(way)) for one, way in ways if way)

    def limits(self) -> dict[Article, int]:
        """Give the days of each article that the law chosen asks for."""
        asked = limited(Profile(self.cleaned_data["profile"]))
        return {one: self.cleaned_data[_days(one)] for one in asked}


def _role(partner: Partner) -> str:
    return next(role_name(one) for one in PARTNERS if one == partner.role)


def _helps(article: Article) -> str:
    if article is LIMITED[0]:
        return tr("Days within which it has to go; counted where the law chosen asks for it.")
    return tr("Outside a war between states.") if article is Article.PARTICULARS else ""


def _way(partner: Partner) -> str:
    return f"way_{partner.pk.hex}"


def _days(article: Article) -> str:
    return f"days_{article.value}"


def _initial(paper: RoutePaper) -> dict[str, Any]:
    ways = {f"way_{one.id}": one.channel.value for one in paper.partners}
    days = {_days(one.article): one.days for one in paper.limits}
    return {"profile": paper.profile.value, "waiver": paper.waiver, **ways, **days}


class AllegianceForm(Labelled):
    """On which Power somebody depended."""

    side = forms.ChoiceField()
    status = forms.ChoiceField()
    power = forms.CharField(required=False, max_length=NAME)
    basis = long_text()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "side", [(one, side_name(one)) for one in SIDES])
        offer(self, "status", [(one, status_name(one)) for one in STATUSES])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "side": (tr("Side"), tr("It says which law asks for what, and nothing else.")),
            "status": (tr("What the person was"), ""),
            "power": (tr("Power"), tr("As it calls itself. Empty where nobody knows.")),
            "basis": (tr("What says so"), tr("A disc, a paper, a uniform, a statement.")),
        }


class DetrimentForm(Labelled):
    """Telling could harm somebody, or no longer can."""

    reason = long_text()

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        text = tr(
            "What could happen, and who says so. The agency is told this. No name or address of a "
            "relative."
        )
        return {"reason": (tr("Reason"), text)}


class Unseen(forms.Textarea):
    """A text that is never drawn again, not even where a form is refused."""

    def format_value(self, value: Any) -> None:
        """Give nothing."""


class UnseenLine(forms.TextInput):
    """The same in one line."""

    def format_value(self, value: Any) -> None:
        """Give nothing."""


_QUIET = {"autocomplete": "off", "spellcheck": "false"}


def _unseen(**more: Any) -> forms.CharField:
    return forms.CharField(max_length=NOTE, widget=Unseen(attrs={"rows": 3, **_QUIET}), **more)


def _unseen_line(**more: Any) -> forms.CharField:
    return forms.CharField(max_length=NAME, widget=UnseenLine(attrs=_QUIET), **more)


class KinForm(Labelled):
    """A relative on the other side: two choices that are kept, and texts that are sealed."""

    partner = forms.ChoiceField()
    relation = forms.ChoiceField()
    name_ = _unseen_line()
    address = _unseen()
    language = _unseen_line(required=False)
    note = _unseen(required=False)

    def __init__(self, *args: Any, partners: Sequence[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(one.pk.hex, f"{one.name} · {_role(one)}") for one in partners]
        offer(self, "partner", known)
        offer(self, "relation", [(one, fields.choice("kinship", one)) for one in RELATIONS])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "partner": (tr("Who may reach them"), tr("What you type is sealed to its key.")),
            "relation": (tr("What they are to the person"), ""),
            "name_": (tr("Name of the relative"), tr("Sealed; nobody here can read it again.")),
            "address": (tr("Where they can be reached"), tr("Sealed.")),
            "language": (tr("Language"), tr("Sealed.")),
            "note": (
                tr("What the institution must know"),
                tr("Sealed. What is safe and what is not, who must not be told."),
            ),
        }


class KinEndForm(Labelled):
    """Why a relative's row counts no more."""

    why = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "why", [(one, end_name(one)) for one in ENDS])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"why": (tr("Reason"), "")}
