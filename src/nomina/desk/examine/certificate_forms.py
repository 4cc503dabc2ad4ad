"""The forms of a certificate. Its fields are called as they are printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from nomina.desk.examine.actions.certify import TYPED
from nomina.desk.examine.certificate import POSTS
from nomina.desk.examine.certificate_words import said
from nomina.desk.look.language import NAMES
from nomina.desk.people.forms import Chosen, Labelled
from nomina.desk.people.models import User
from nomina.desk.people.text import NAME, NOTE
from nomina.words import current, tr

_BODY = ("place", "unit", "unit_address", "unit_phone", "date")
_PLACE = 120


def label_of(key: str) -> str:
    """Give the name of something that is filled in, as it is printed."""
    if key == "found_place":
        whole, part = said("finding", current()), said("finding.place", current())
        return f"{whole}: {part.lower()}"
    return said(f"{'body' if key in _BODY else 'person'}.{key}", current())


class DraftForm(Labelled):
    """What the desk has nowhere, and who holds each post.

    Args:
        among: the accounts that may be named.
    """

    def __init__(self, *args: Any, among: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key in TYPED:
            self.fields[key] = forms.CharField(max_length=NAME, required=False)
            self.fields[key].label = label_of(key)
        day = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
        day.label, self.fields["date"] = self.fields["date"].label, day
        users = User.objects.filter(pk__in=[one.pk for one in among]).order_by("name")
        for post in POSTS:
            name = said(post, current())
            who: Any = Chosen(queryset=users, required=False, label=name)
            who.label_from_instance = lambda user: user.name
            self.fields[post] = who
            self.fields[f"{post}_vacant"] = forms.CharField(
                max_length=NOTE,
                required=False,
                label=tr("{post}: why nobody holds this post").format(post=name),
            )

    def clean(self) -> dict[str, Any]:
        """Ask of each post for a person or a reason, and for one of them."""
        given: dict[str, Any] = super().clean() or {}
        for post in POSTS:
            if bool(given.get(post)) == bool(given.get(f"{post}_vacant", "").strip()):
                self.add_error(post, tr("Choose a person, or say why nobody holds this post"))
        return given

    def typed(self) -> Mapping[str, str]:
        """Give what was filled in, as `actions.certify.Draft` takes it."""
        given = self.cleaned_data
        day = given["date"].isoformat() if given["date"] else ""
        return {**{key: given[key] for key in TYPED if key != "date"}, "date": day}

    def posts(self) -> Mapping[str, User | str]:
        """Give who holds each post, or why nobody does."""
        given = self.cleaned_data
        return {post: given[post] or given[f"{post}_vacant"] for post in POSTS}


class SignForm(Labelled):
    """Where a certificate is signed."""

    place = forms.CharField(max_length=_PLACE, required=False)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"place": (tr("Where you sign"), tr("It is printed beside your name."))}


class IssueForm(Labelled):
    """In which language a certificate is made out.

    Args:
        left: the languages in which it is not yet.
    """

    language = forms.ChoiceField()

    def __init__(self, *args: Any, left: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language: Any = self.fields["language"]
        language.choices = [(one, NAMES[one]) for one in left]

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"language": (tr("Language"), "")}
