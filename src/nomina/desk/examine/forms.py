"""The forms of an examination."""

from __future__ import annotations

from functools import cache
from typing import Any

from django import forms
from django.utils.safestring import SafeString

from nomina.desk.examine.features import (
    FEATURES,
    SEEN,
    WORDS,
    feature_name,
    seen_name,
)
from nomina.desk.examine.models.examinations import (
    CANDIDATE,
    EXCLUDED,
    INCONCLUSIVE,
    LONG,
    OUTCOMES,
)
from nomina.desk.people.models import User
from nomina.desk.people.text import NOTE
from nomina.words import current, tr


def blank(form: type[forms.Form]) -> SafeString:
    """Draw a form in which nothing was filled in: in one language it is the same every time."""
    return _blank(form, current())


@cache
def _blank(form: type[forms.Form], language: str) -> SafeString:
    drawn: SafeString = form().render()
    return drawn


def outcome_name(outcome: str) -> str:
    """Give the words of an outcome in the language of the reader."""
    return {
        EXCLUDED: tr("excluded"),
        INCONCLUSIVE: tr("inconclusive"),
        CANDIDATE: tr("candidate for other examination"),
    }.get(outcome, tr("for the board"))


class DescribeForm(forms.Form):
    """What one picture shows: of each feature whether it is visible, and words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *((one, seen_name(one)) for one in SEEN)]
        for feature in FEATURES:
            name = feature_name(feature)
            self.fields[feature] = forms.ChoiceField(choices=choices, label=name)
            self.fields[f"{feature}_words"] = forms.CharField(
                max_length=WORDS,
                required=False,
                label=tr("{feature}: in words").format(feature=name),
            )

    def described(self) -> dict[str, dict[str, str]]:
        """Give what was filled in, as `features.read` takes it; the form must be valid."""
        given = self.cleaned_data
        return {one: {"seen": given[one], "words": given[f"{one}_words"]} for one in FEATURES}


class ConcludeForm(forms.Form):
    """What two pictures come to."""

    outcome = forms.ChoiceField()
    reasons = forms.CharField(max_length=LONG, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcome: Any = self.fields["outcome"]
        outcome.choices = [("", "—"), *((one, outcome_name(one)) for one in OUTCOMES)]
        outcome.label = tr("The two pictures together")
        self.fields["reasons"].label = tr("Reasons")
        self.fields["reasons"].help_text = tr(
            "Which features agree and which differ, and what could explain a difference."
        )


class ReviseForm(ConcludeForm):
    """What changed a view after the rest was seen."""

    why = forms.CharField(max_length=NOTE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].label = tr("What changed your view")


class HandForm(forms.Form):
    """Which colleague takes over."""

    to = forms.ModelChoiceField(queryset=User.objects.none())

    def __init__(self, *args: Any, among: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.queryset = User.objects.filter(pk__in=among).order_by("name")
        to.label = tr("Colleague")
        to.label_from_instance = lambda user: user.name
