"""What staff fill in at the enquiry desk. Labels are set in the language of the request."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from nomina.desk.families import answers, consent_words
from nomina.desk.families.actions.asking_answer import ENDS
from nomina.desk.families.asked import LONGEST, MISSING, RELATIVE, Asked, AskedContact
from nomina.desk.families.asking import USUAL
from nomina.desk.families.asking_words import (
    contact_way,
    means_name,
    outcome_name,
    side_name,
    way_name,
)
from nomina.desk.families.forms_public import Photos
from nomina.desk.families.models.asking import (
    BY_BUREAU,
    BY_COUNTER,
    BY_LETTER,
    BY_PHONE,
    OTHER,
    SIDES,
)
from nomina.desk.families.models.asking_case import CONTACT_WAYS, MEANS
from nomina.desk.files import fields
from nomina.desk.files.fields import BY_KEY, Form
from nomina.desk.files.groups import slug
from nomina.desk.files.models.consents import PURPOSES
from nomina.desk.look.language import NAMES
from nomina.desk.people.choices import offer
from nomina.desk.people.forms import Chosen, Labelled
from nomina.desk.people.models import User
from nomina.desk.people.text import NAME, NOTE
from nomina.words import LANGUAGES, tr

DOWN = (BY_COUNTER, BY_PHONE, BY_LETTER, BY_BUREAU)
"""Ways by which staff take an enquiry down."""
_AREA = forms.Textarea(attrs={"rows": 3})
_HOURS = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def languages() -> list[tuple[str, str]]:
    """Give the languages that can be chosen."""
    return [(one, NAMES[one]) for one in LANGUAGES]


class ContactForm(Labelled):
    """How and when a family is reached safely."""

    no_contact = forms.BooleanField(required=False)
    ways = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    phone = forms.CharField(required=False, max_length=40)
    mail = forms.CharField(required=False, max_length=254)
    how = forms.CharField(required=False, max_length=NOTE, widget=_AREA)
    when = forms.CharField(required=False, max_length=NAME)
    not_before = forms.TimeField(required=False, widget=_HOURS)
    not_after = forms.TimeField(required=False, widget=_HOURS)
    contact_language = forms.ChoiceField(required=False)
    not_tell = forms.CharField(required=False, max_length=NOTE, widget=_AREA)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "ways", [(one, contact_way(one)) for one in CONTACT_WAYS])
        offer(self, "contact_language", [("", ""), *languages()])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "no_contact": (
                tr("They want no contact"),
                tr("Then nobody calls, writes or comes; only a wrong notice is put right."),
            ),
            "ways": (tr("Ways they allow"), tr("What is not allowed is not done.")),
            "phone": (tr("Telephone"), ""),
            "mail": (tr("E-mail"), ""),
            "how": (tr("How they are reached safely"), tr("Who may answer, what not to say.")),
            "when": (tr("When"), tr("Days and hours, in their words.")),
            "not_before": (tr("Not before"), ""),
            "not_after": (tr("Not after"), ""),
            "contact_language": (tr("Language to speak with them in"), ""),
            "not_tell": (tr("Whom not to tell"), tr("Somebody who must not learn of it.")),
        }

    def contact(self) -> AskedContact:
        """Give what was filled in."""
        given = self.cleaned_data
        return AskedContact(
            how=given["how"],
            when=given["when"],
            language=given["contact_language"],
            not_tell=given["not_tell"],
            no_contact=given["no_contact"],
            ways=tuple(given["ways"]),
            phone=given["phone"].strip(),
            mail=given["mail"].strip(),
            not_before=_hour(given["not_before"]),
            not_after=_hour(given["not_after"]),
        )


def _hour(value: Any) -> str:
    return value.strftime("%H:%M") if value is not None else ""


def contact_initial(it: AskedContact) -> dict[str, Any]:
    """Give what a contact form begins with."""
    return {
        "how": it.how,
        "when": it.when,
        "contact_language": it.language,
        "not_tell": it.not_tell,
        "no_contact": it.no_contact,
        "ways": list(it.ways),
        "phone": it.phone,
        "mail": it.mail,
        "not_before": it.not_before,
        "not_after": it.not_after,
    }


def _plain(key: str) -> forms.Field:
    """Make a field in which a relative's words are written as they say them."""
    field = BY_KEY[key]
    if field.form is Form.CHOICE:
        chosen = [("", ""), *((one, fields.choice(key, one)) for one in field.choices)]
        return forms.ChoiceField(label=fields.label(key), choices=chosen, required=False)
    widget = _AREA if field.form is Form.LONG else None
    return forms.CharField(
        label=fields.label(key), max_length=LONGEST, required=False, widget=widget
    )


_REACHED = ("ways", "phone", "mail", "how", "when", "not_before", "not_after", "not_tell")


class TakeDownForm(Photos, ContactForm):
    """An enquiry that staff take down: the same that the page asks for."""

    draw = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1000)
    way = forms.ChoiceField()
    side = forms.ChoiceField()
    language = forms.ChoiceField()
    consents = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    words_ = forms.CharField(required=False, max_length=LONGEST, widget=_AREA)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key in MISSING:
            self.fields[f"m_{slug(key)}"] = _plain(key)
        for key in RELATIVE:
            self.fields[f"r_{slug(key)}"] = _plain(key)
            label = self.fields[f"r_{slug(key)}"].label
            if key != "kinship":
                self.fields[f"r_{slug(key)}"].label = tr("Who asks: {field}").format(field=label)
        offer(self, "way", [(one, way_name(one)) for one in DOWN])
        offer(self, "side", [(one, side_name(one)) for one in SIDES])
        offer(self, "language", languages())
        offer(self, "consents", [(one, consent_words.purpose(one)) for one in PURPOSES])
        missing = [f"m_{slug(key)}" for key in MISSING]
        relative = [f"r_{slug(key)}" for key in RELATIVE]
        contact = list(ContactForm.base_fields)
        shown = [*missing, *relative, *contact, "consents", "words_"]
        self.order_fields(["way", "side", "language", *shown])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            **super().words(),
            "way": (tr("How they came"), ""),
            "side": (
                tr("Which side they are on"),
                tr("To the other side nothing is sent; what they say is sealed."),
            ),
            "language": (tr("Language"), ""),
            "consents": (
                tr("What they allow"),
                tr("Read each one out in their language, and write down what they say."),
            ),
            "words_": (tr("What else they say"), ""),
        }

    def clean(self) -> dict[str, Any]:
        """Refuse how somebody on the other side is reached: nothing is ever sent there."""
        given = super().clean() or {}
        reached = [name for name in _REACHED if given.get(name)]
        if given.get("side") == OTHER and reached:
            self.add_error(reached[0], tr("no address of the other side is ever written here"))
        return given

    def asked(self) -> Asked:
        """Give what was taken down; the number is written in when it is drawn."""
        given = self.cleaned_data
        return Asked(
            number="",
            missing={key: given.get(f"m_{slug(key)}") or "" for key in MISSING},
            relative={key: given.get(f"r_{slug(key)}") or "" for key in RELATIVE},
            contact=self.contact(),
            consents=tuple(given["consents"]),
            words=given["words_"],
        )


class SecretForm(Labelled):
    """How it was seen that this is who asked."""

    how = forms.CharField(max_length=NOTE, widget=_AREA)
    draw = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1000)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "how": (
                tr("How you saw who they are"),
                tr("Which paper; that it is the person whose kinship was verified."),
            ),
            "draw": ("", ""),
        }


class OwnForm(Labelled):
    """Who answers for an enquiry, and by which day."""

    owner = Chosen(queryset=User.objects.none())
    due = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = User.objects.filter(pk__in=[one.pk for one in people]).order_by("name")
        field.empty_label = None
        self.fields["due"].initial = timezone.localdate() + USUAL

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "owner": (tr("Who answers for it"), tr("Somebody who speaks with families here.")),
            "due": (tr("By which day"), ""),
        }


class KinshipForm(Labelled):
    """Whether kinship holds."""

    holds = forms.ChoiceField()
    means = forms.ChoiceField()
    how = forms.CharField(max_length=NOTE, widget=_AREA)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "holds", [("", ""), ("yes", tr("it holds")), ("no", tr("it does not"))])
        offer(self, "means", [("", ""), *((one, means_name(one)) for one in MEANS)])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "holds": (tr("Kinship"), tr("The last word counts.")),
            "means": (tr("Verified by"), ""),
            "how": (tr("What was looked at"), tr("Which papers, which register, and when.")),
        }


class AnswerForm(Labelled):
    """An answer: one of the sentences that say nothing of any case, or words."""

    fixed = forms.ChoiceField(required=False)
    text = forms.CharField(required=False, max_length=NOTE, widget=forms.Textarea({"rows": 6}))

    def __init__(self, *args: Any, language: str, worded: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one, answers.fixed(one, language)) for one in answers.FIXED]
        offer(self, "fixed", [("", tr("in words, below") if worded else ""), *named])
        self.fields["fixed"].required = not worded
        if not worded:
            del self.fields["text"]

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        found = {
            "fixed": (
                tr("A sentence"),
                tr("The same for everybody; none says anything of any case."),
            ),
            "text": (
                tr("An answer in words"),
                tr("It waits on the page with their number and secret; nothing is sent."),
            ),
        }
        return {name: found[name] for name in found if name in self.fields}


class EndForm(Labelled):
    """What came of an enquiry."""

    outcome = forms.ChoiceField()
    why = forms.CharField(max_length=NOTE, widget=_AREA)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "outcome", [("", ""), *((one, outcome_name(one)) for one in ENDS)])

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "outcome": (tr("What came of it"), ""),
            "why": (
                tr("In words"),
                tr("Where it was passed to the agency: what they agreed to, and when."),
            ),
        }


class DisputeForm(Labelled):
    """Where relatives do not agree."""

    words_ = forms.CharField(max_length=NOTE, widget=_AREA)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "words_": (
                tr("Who says what"),
                tr("As each of them says it. The desk settles nothing between them."),
            )
        }


class PageForm(Labelled):
    """What a public page says."""

    name = forms.CharField(max_length=NAME)
    languages = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    agency = forms.CharField(max_length=NOTE, widget=_AREA)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "languages", languages())

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "name": (
                tr("What the public reads there"),
                tr("The desk that answers, as families know it; not the name of a case."),
            ),
            "languages": (tr("Languages"), ""),
            "agency": (
                tr("How the neutral agency is reached"),
                tr("Name, telephone, address. It stands there as another way."),
            ),
        }
