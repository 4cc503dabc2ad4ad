"""What people fill in where they hear families."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from nomina.desk.families.hearing_text import LONGEST, LONGEST_FROM
from nomina.desk.families.hearing_words import label_name, way_name
from nomina.desk.families.models import Enquiry, Notice
from nomina.desk.families.models.hearing import COUNTER, LABELS, LETTER
from nomina.desk.files.fields import AM
from nomina.desk.files.models import File
from nomina.desk.people.choices import offer, offer_rows
from nomina.desk.people.forms import Chosen, Labelled
from nomina.desk.people.models import Operation
from nomina.desk.people.text import NOTE
from nomina.words import tr

NUMBER = 60
"""Characters of a number as somebody types it."""


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class Numbered(Labelled):
    """A form that names an enquiry and a missing person by their numbers."""

    enquiry = forms.CharField(required=False, max_length=NUMBER)
    number = forms.CharField(required=False, max_length=NUMBER)

    def __init__(self, *args: Any, operation: Operation, user: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._operation, self._user = operation, user

    def clean_enquiry(self) -> Enquiry | None:
        """Find the enquiry."""
        typed = "".join(one for one in self.cleaned_data["enquiry"].upper() if one.isalnum())
        if not typed:
            return None
        rows = Enquiry.objects.visible_to(self._user).filter(operation=self._operation)
        if (found := rows.filter(number=typed).first()) is None:
            raise forms.ValidationError(tr("There is no enquiry of this number here."))
        return found

    def clean_number(self) -> File | None:
        """Find the file of the missing person."""
        typed = " ".join(self.cleaned_data["number"].split())
        if not typed:
            return None
        rows = File.objects.visible_to(self._user).filter(operation=self._operation, kind=AM)
        if (found := rows.filter(number=typed).first()) is None:
            raise forms.ValidationError(tr("There is no missing person of this number here."))
        return found


class ReplyForm(Numbered):
    """What was said at the counter, or stands in a letter."""

    way = forms.ChoiceField()
    words_ = forms.CharField(max_length=LONGEST, widget=_lines(8))
    from_words = forms.CharField(required=False, max_length=LONGEST_FROM)
    day = forms.DateTimeField(
        required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    field_order = ("way", "words_", "from_words", "day", "enquiry", "number")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one, way_name(one)) for one in (COUNTER, LETTER)]
        offer(self, "way", named)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "way": (tr("How it came"), ""),
            "words_": (
                tr("What was said or written"),
                tr("In their own words. It is kept sealed."),
            ),
            "from_words": (tr("Who it is from, as they say"), ""),
            "day": (tr("When it was said or written"), tr("Empty: now.")),
            **about_words(),
        }


class _NoticeField(Chosen):
    """A notice, by the number of the missing person and the day on which it was begun."""

    def label_from_instance(self, obj: Notice) -> str:
        """Name a notice."""
        return f"{obj.missing.number} · {timezone.localtime(obj.made_at):%Y-%m-%d}"


class AboutForm(Numbered):
    """Whose reply it is."""

    notice = _NoticeField(queryset=Notice.objects.none(), required=False)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {**about_words(), "notice": (tr("Notice that it answers"), "")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Notice.objects.visible_to(self._user).filter(operation=self._operation)
        offer_rows(self, "notice", rows.order_by("-made_at"))


def about_words() -> dict[str, tuple[str, str]]:
    """Give label and help of the numbers."""
    return {
        "enquiry": (tr("Number of the enquiry"), tr("As the relative has it on paper.")),
        "number": (tr("Number of the missing person's file"), ""),
    }


class LabelsForm(Labelled):
    """What a reply holds: several at once."""

    labels = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one, label_name(one)) for one in LABELS]
        offer(self, "labels", named)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "labels": (
                tr("What this reply holds"),
                tr("All that it holds; each stands for itself, and none ends another."),
            )
        }


class DoneForm(Labelled):
    """What was done."""

    what = forms.CharField(max_length=NOTE, widget=_lines(3))

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "what": (tr("What was done"), tr("In your words; do not copy those of the family."))
        }


class MailForm(Labelled):
    """Mail in a file."""

    mail = forms.FileField()

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "mail": (
                tr("File of mail"),
                tr("One mail (.eml) or a box of them (.mbox). It can be brought again safely."),
            )
        }


class LongerForm(Labelled):
    """For how much longer a threat is needed, and what for."""

    days = forms.IntegerField(min_value=1, max_value=365, initial=30)
    why = forms.CharField(max_length=NOTE, widget=_lines(3))

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "days": (tr("Days from today"), ""),
            "why": (
                tr("What it is still needed for"),
                tr("Protection alone. It stays with the act for good."),
            ),
        }
