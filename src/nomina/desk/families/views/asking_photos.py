"""Photos that were sent: each is taken over by a person, or left out; none is shown here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse

from nomina.desk.families import envelopes
from nomina.desk.families.actions.asking_photos import LeavePhoto, TakePhoto
from nomina.desk.families.models import Submission
from nomina.desk.families.views.asking_over import back, mine
from nomina.desk.families.views.asking_shapes import number_of
from nomina.desk.files.photos.intake import facts_of
from nomina.desk.files.photos.trouble import told
from nomina.desk.look.isolate import isolated
from nomina.desk.look.shapes import Head
from nomina.desk.people.forms import Labelled
from nomina.desk.people.views.common import form_page, perform, said_and_back, sent, take
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import tr

TAKE, LEAVE = "take", "leave"


class PhotoForm(Labelled):
    """Whether a photo is taken over."""

    what = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (TAKE, tr("Add it to the file of the missing person")),
            (LEAVE, tr("Leave it out; it is erased")),
        ]

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "what": (
                tr("This photo"),
                tr("In the file it is looked at like every other, and taken out if it is wrong."),
            )
        }


@open_to(predicates.TAKE_OVER, on=Submission)
def take_photo(request: HttpRequest, one: Submission) -> HttpResponse:
    """Take a photo over, or leave it out."""
    asked = mine(request, one)
    given = request.GET.get("photo", "")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 3 else 0
    if not 1 <= number <= len(asked.photos) or number not in envelopes.left(one):
        raise Http404
    form = PhotoForm(sent(request))

    def done(values: dict[str, Any]) -> HttpResponse:
        if values["what"] == LEAVE:
            perform(request, LeavePhoto(submission=one, number=number))
            what = tr("The photo was left out, and is gone.")
        else:
            data = envelopes.photo(one, number)
            facts = facts_of(data)  # in the fence, before any lock is taken
            with told():
                act = TakePhoto(submission=one, number=number, data=data, facts=facts)
                perform(request, act)
            what = tr("The photo was added to the file.")
        return said_and_back(request, what, "families:enquiry_files", one.enquiry_id)

    it = asked.photos[number - 1]
    says = f"{isolated(it.name)} · {it.size // 1024} kB"
    title = tr("Photo {n}").format(n=number)
    head = Head(title, number=number_of(one.enquiry.number), says=says)
    return take(request, form, done) or form_page(
        request, head, form, tr("Go on"), back(one.enquiry)
    )
