"""Number and secret: drawn, shown once, printed on a slip; and another secret for a lost one."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import page
from nomina.desk.families import secrets, slip
from nomina.desk.families.actions.asking_secret import NewSecret
from nomina.desk.families.forms_asking import SecretForm
from nomina.desk.families.models import Enquiry
from nomina.desk.families.views.asking_shapes import number_of
from nomina.desk.look.shapes import Act, Head
from nomina.desk.people.views.common import ask_first, form_page, perform, sent, take
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import tr

SLIP, DRAW = "slip", "draw"


def draw() -> str:
    """Draw a number and a secret for a form, sealed."""
    return secrets.sealed(DRAW, [secrets.new_number(), secrets.new_secret()])


def drawn(token: str) -> tuple[str, str]:
    """Give what was drawn when the form was shown, so that a form sent twice is one enquiry."""
    said = secrets.opened(DRAW, token)
    if isinstance(said, list) and len(said) == 2:
        return str(said[0]), str(said[1])
    return secrets.new_number(), secrets.new_secret()


def shown_once(request: HttpRequest, row: Enquiry, secret: str) -> HttpResponse:
    """Show number and secret, this once; the slip is made of what this page sends back."""
    token = secrets.sealed(SLIP, [row.pk.hex, secret])
    href = reverse("families:slip", args=[row.pk])
    return page(
        request,
        Head(
            tr("Number and secret"),
            says=tr("Give both to whoever asked. The secret is shown this once and kept nowhere."),
            acts=(Act(tr("The enquiry"), reverse("families:enquiry", args=[row.pk])),),
        ),
        Facts(
            tr("For whoever asked"),
            (Fact(tr("Number"), number_of(row.number)), Fact(tr("Secret"), secret)),
        ),
        slip.Printing(href, token, tr("Print the slip")),
    )


@open_to(predicates.RUN_ENQUIRIES, on=Enquiry)
@require_POST
def print_slip(request: HttpRequest, one: Enquiry) -> HttpResponse:
    """Give the slip with number and secret as a paper, in the language of the enquiry."""
    said = secrets.opened(SLIP, request.POST.get("token", ""))
    if not isinstance(said, list) or len(said) != 2 or said[0] != one.pk.hex:
        raise Http404
    made = slip.printed(one, str(said[1]), timezone.now())
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="slip.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer


@open_to(predicates.RUN_ENQUIRIES, on=Enquiry)
def new_secret(request: HttpRequest, one: Enquiry) -> HttpResponse:
    """Give another secret to somebody who lost theirs, and who is there; the old one ends."""
    ask_first(request, NewSecret)
    form = SecretForm(sent(request), initial={"draw": draw()})

    def done(given: dict[str, Any]) -> HttpResponse:
        _, secret = drawn(given["draw"])
        act = NewSecret(enquiry=one, secret=secrets.digest_of(secret), how=given["how"])
        perform(request, act)
        return shown_once(request, one, secret)

    says = tr("Only to whoever asked, who is here and has shown who they are; never by telephone.")
    head = Head(tr("Another secret"), number=number_of(one.number), says=says)
    back = reverse("families:enquiry", args=[one.pk])
    return take(request, form, done) or form_page(
        request, head, form, tr("Give another secret"), back
    )
