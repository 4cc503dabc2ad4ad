"""What is filled in for a token."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from nomina.desk.look.isolate import isolated
from nomina.desk.people.forms import Labelled
from nomina.desk.people.models import Membership, User
from nomina.desk.people.text import NAME
from nomina.desk.policy.roles import Role, name
from nomina.words import tr

USUAL = timedelta(days=90)


class TokenForm(Labelled):
    """A new token: one operation and some of one's roles there, chosen together."""

    name = forms.CharField(max_length=NAME)
    roles = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    until = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._held = {
            f"{row.operation_id} {row.role}": row
            for row in Membership.objects.current().of(by).select_related("operation")
            if row.operation_id is not None
        }
        roles = self.fields["roles"]
        assert isinstance(roles, forms.MultipleChoiceField)
        roles.choices = [
            (key, f"{isolated(row.operation.name)}: {name(Role(row.role))}")
            for key, row in self._held.items()
            if row.operation is not None
        ]
        self.fields["until"].initial = (timezone.localdate() + USUAL).isoformat()

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "name": (tr("Name"), tr("What it is for, such as the program that uses it.")),
            "roles": (tr("Roles"), tr("Of one operation; no more than the program needs.")),
            "until": (tr("To the end of"), tr("At most a year.")),
        }

    def clean_roles(self) -> list[Membership]:
        """Give the memberships that were chosen, all of one operation."""
        chosen = [self._held[key] for key in self.cleaned_data["roles"]]
        if len({row.operation_id for row in chosen}) > 1:
            raise forms.ValidationError(tr("choose roles of one operation"))
        return chosen
