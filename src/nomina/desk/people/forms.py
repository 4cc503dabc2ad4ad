"""What people fill in. Labels are set when a form is made, in the language of the request."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from nomina.desk.look.language import NAMES
from nomina.desk.look.themes import THEMES
from nomina.desk.people.models import Operation, User
from nomina.desk.people.models.operations import KINDS
from nomina.desk.people.numbering import KINDS as FILES
from nomina.desk.people.numbering import USUAL
from nomina.desk.people.text import LOGIN, NAME, NOTE
from nomina.desk.policy.roles import DESK_ROLES, OPERATION_ROLES, Role, name
from nomina.words import tr


def kind_name(kind: str) -> str:
    """Give the name of a kind of operation."""
    return {
        "international": tr("a war between states"),
        "internal": tr("a war inside one state"),
        "disaster": tr("a disaster"),
    }[kind]


def begins(day: date | None) -> datetime | None:
    """Give the first moment of a day; None for today and before, which means now."""
    if day is None or day <= timezone.localdate():
        return None
    return timezone.make_aware(datetime.combine(day, time.min))


def ends(day: date | None) -> datetime | None:
    """Give the first moment after a day."""
    after = day + timedelta(days=1) if day and day < date.max else day
    return timezone.make_aware(datetime.combine(after, time.min)) if after else None


class Chosen(forms.ModelChoiceField):  # type: ignore[type-arg]  # of Django no generic
    """A row that is chosen by its id; what was sent instead of one is not said again."""

    def to_python(self, value: Any) -> Any:
        """Give the row."""
        try:
            return super().to_python(value)
        except forms.ValidationError:
            raise forms.ValidationError(
                tr("there is no such choice"), code="invalid_choice"
            ) from None


class Labelled(forms.Form):
    """A form whose labels and helps are given by `words`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, (label, help_) in self.words().items():
            self.fields[field].label = label
            self.fields[field].help_text = help_

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {}


def _day() -> forms.DateField:
    return forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))


class AccountForm(Labelled):
    """A new account."""

    login = forms.CharField(max_length=LOGIN)
    name = forms.CharField(max_length=NAME)
    language = forms.ChoiceField(choices=tuple(NAMES.items()))

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "login": (
                tr("Sign-in name"),
                tr("3 to 40 letters a to z, digits, dots, dashes or underscores."),
            ),
            "name": (tr("Name"), tr("As colleagues read it beside what this person writes.")),
            "language": (tr("Language"), ""),
        }


class ReasonForm(Labelled):
    """A reason, kept with the act."""

    why = forms.CharField(max_length=NOTE, widget=forms.Textarea(attrs={"rows": 3}))

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"why": (tr("Reason"), tr("It stays with the act for good."))}


class TermForm(Labelled):
    """From when until when."""

    since = _day()
    until = _day()

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "since": (tr("From"), tr("Empty: from now on.")),
            "until": (tr("To the end of"), tr("Empty: open.")),
        }


class GrantForm(TermForm):
    """A role in one operation."""

    field_order = ("user", "role", "since", "until")
    user = Chosen(queryset=User.objects.none(), empty_label="")
    role = forms.ChoiceField()

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user, role = self.fields["user"], self.fields["role"]
        assert isinstance(user, forms.ModelChoiceField)
        assert isinstance(role, forms.ChoiceField)
        user.queryset = User.objects.visible_to(by).filter(is_active=True).exclude(pk=by.pk)
        user.label_from_instance = lambda obj: f"{obj.name} ({obj.login})"  # type: ignore[method-assign]
        role.choices = [(r.value, name(r)) for r in Role if r in OPERATION_ROLES]

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"user": (tr("Person"), ""), "role": (tr("Role"), ""), **super().words()}


class DeskRoleForm(TermForm):
    """A role for the whole desk."""

    field_order = ("role", "since", "until")
    role = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = [(r.value, name(r)) for r in Role if r in DESK_ROLES]

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        alone = tr("Whoever holds one of these sees no case.")
        return {"role": (tr("Role"), alone), **super().words()}


class OperationForm(Labelled):
    """A new operation."""

    name = forms.CharField(max_length=NAME)
    kind = forms.ChoiceField()
    languages = forms.CharField(max_length=60)
    am = forms.CharField(max_length=40, initial=USUAL["am"])
    pm = forms.CharField(max_length=40, initial=USUAL["pm"])
    pui = forms.CharField(max_length=40, initial=USUAL["pui"])
    family = forms.CharField(max_length=40, initial=USUAL["family"])
    legal_basis = forms.CharField(
        max_length=NOTE, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    face_comparison = forms.BooleanField(required=False)
    review_months = forms.IntegerField(min_value=1, max_value=120, initial=12)
    threat_days = forms.IntegerField(min_value=1, max_value=365, initial=90, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [(one, kind_name(one)) for one in KINDS]

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        fields = tr("Fields: {fields}. It cannot be changed later.").format(
            fields="{n}, {n:5}, {year}, {site}"
        )
        return {
            "name": (tr("Name"), ""),
            "kind": (tr("What happened"), tr("Other law holds in each.")),
            "languages": (tr("Languages spoken there"), tr("Two letters each: uk, ru, en.")),
            "am": (tr("Numbers of missing people"), fields),
            "pm": (tr("Numbers of bodies and body parts"), fields),
            "pui": (tr("Numbers of the living who cannot say who they are"), fields),
            "family": (tr("Numbers of families"), fields),
            "legal_basis": (tr("Legal basis"), tr("The law or mandate for keeping this data.")),
            "face_comparison": (tr("Photographs of faces may be compared"), ""),
            "review_months": (tr("Months until what is kept is looked through"), ""),
            "threat_days": (
                tr("Days for which a threat is kept"),
                tr("Only security sees it; then it is erased. Empty: 90."),
            ),
        }

    def numbering(self) -> dict[str, str]:
        """Give the number formats of a valid form."""
        return {kind: self.cleaned_data[kind] for kind in FILES}

    def spoken(self) -> tuple[str, ...]:
        """Give the languages of a valid form."""
        return tuple(str(self.cleaned_data["languages"]).replace(",", " ").split())


class SiteForm(Labelled):
    """A new site."""

    name = forms.CharField(max_length=NAME)
    code = forms.CharField(max_length=12)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "name": (tr("Name"), ""),
            "code": (tr("Short name"), tr("Capitals and digits; it may stand in file numbers.")),
        }


class AgreementForm(TermForm):
    """A new agreement."""

    field_order = ("first", "second", "since", "until", "purpose", "signed_by")
    first = Chosen(queryset=Operation.objects.none(), empty_label="")
    second = Chosen(queryset=Operation.objects.none(), empty_label="")
    purpose = forms.CharField(max_length=NOTE, widget=forms.Textarea(attrs={"rows": 3}))
    signed_by = forms.CharField(max_length=NAME)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for side in ("first", "second"):
            field = self.fields[side]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = Operation.objects.visible_to(by)
            field.label_from_instance = lambda obj: str(obj.name)  # type: ignore[method-assign]

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "first": (tr("Operation"), ""),
            "second": (tr("Compared with"), ""),
            **super().words(),
            "purpose": (tr("Purpose"), tr("As it stands in what was signed.")),
            "signed_by": (tr("Signed by"), tr("As it stands in what was signed.")),
        }


class SettingsForm(Labelled):
    """One's own language and theme."""

    language = forms.ChoiceField(choices=tuple(NAMES.items()))
    theme = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theme = self.fields["theme"]
        assert isinstance(theme, forms.ChoiceField)
        said = {"auto": tr("As the device"), "light": tr("Bright"), "dark": tr("Dark")}
        theme.choices = [(one, said[one]) for one in THEMES]

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"language": (tr("Language"), ""), "theme": (tr("Light"), "")}
