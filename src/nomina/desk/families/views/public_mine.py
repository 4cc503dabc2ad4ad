"""The page of one's own case: with number and secret, and with nothing in the address."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from nomina import tags
from nomina.desk import limits
from nomina.desk.acts import Actor
from nomina.desk.families import asking, hearing, secrets
from nomina.desk.families.actions.asking import SendMore
from nomina.desk.families.actions.asking_contact import SayContact
from nomina.desk.families.actions.asking_withdraw import WithdrawEnquiry
from nomina.desk.families.asked import Asked
from nomina.desk.families.forms_public import ContactFields, MineForm, MoreForm
from nomina.desk.families.models import Enquiry, EnquiryPage
from nomina.desk.families.models.asking import BY_PAGE, OWN
from nomina.desk.families.public_state import case_of
from nomina.desk.families.views.public_page import (
    answered,
    bucket,
    full,
    of_page,
    received,
    spend,
)
from nomina.desk.people.views.common import told
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.errors import InputError, Refused
from nomina.words import tr

EACH_NUMBER = limits.Limit("enquiry number", 60, 60 * 60)
"""Tries of one number, right or wrong, by everybody: a secret of 100 bits is not found by trying,
and whoever forgot theirs has time enough."""


@csrf_exempt  # there is no session that another page could use (docs/families/public.md)
@open_to(predicates.ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
@of_page
def mine(request: HttpRequest, page: EnquiryPage) -> HttpResponse:
    """Ask for number and secret; then show the case, and take what is said."""
    if request.method != "POST":
        return answered("mine", page, {"form": MineForm()})
    posted = received(request, page)
    try:
        enquiry, nonce = _found(posted, page)
    except limits.TooOften as error:
        shown = {"form": MineForm(), "wrong": told(error)}
        return answered("mine", page, shown, 429)
    if enquiry is None:
        # One answer, whatever was wrong: nobody learns from it which numbers there are.
        says = tr("Number and secret do not belong together, or this enquiry is over.")
        return answered("mine", page, {"form": MineForm(), "wrong": says}, 422)
    step = STEPS.get(posted.get("step", ""))
    if step is None:
        return show(page, enquiry)
    return step(request, page, enquiry, nonce)


def _found(posted: QueryDict, page: EnquiryPage) -> tuple[Enquiry | None, str]:
    """Give whose page is asked for: by what a form of it carries, else by number and secret."""
    brought = secrets.brought(posted.get("pass", ""), page)
    if brought is not None:
        return brought
    number, secret = posted.get("number", ""), posted.get("secret", "")
    limits.spend(EACH_NUMBER, bucket("number", secrets.plain(number)))
    return secrets.find(number, secret, page), ""


def show(
    page: EnquiryPage, enquiry: Enquiry, *, said: str = "", wrong: str = "", status: int = 200,
    more: MoreForm | None = None, contact: ContactFields | None = None,
) -> HttpResponse:  # fmt: skip
    """Show a case, and the forms by which something is said in it."""
    token = secrets.carried(enquiry)
    case, adding = case_of(enquiry), more or MoreForm()
    values = {
        "written": tags.written(enquiry.number),
        "day": _day(case.since),
        "case": case,
        "answers": [{"day": _day(one.at), "text": one.text} for one in case.answers],
        "token": token,
        "said": said,
        "wrong": wrong,
        "more": adding,
        "more_fields": (adding["words"], *adding.photo_fields()),
        "contact": (contact or ContactFields()) if enquiry.side == OWN else None,
    }
    return answered("case", page, values, status)


def _day(at: datetime) -> str:
    return timezone.localtime(at).date().isoformat()


def _more(request: HttpRequest, page: EnquiryPage, enquiry: Enquiry, nonce: str) -> HttpResponse:
    form = MoreForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(page, enquiry, more=form, status=422)
    words, photos = form.cleaned_data["words"], form.photos()
    try:
        spend(request, page, photos=bool(photos))
        with transaction.atomic():  # both or neither, and nothing once all was taken back
            asking.hold(enquiry)
            if words:
                once = hashlib.sha256(f"{nonce}\0{words}".encode()).hexdigest()
                hearing.hear(
                    Actor(), operation=page.operation, way=BY_PAGE, words=words, enquiry=enquiry,
                    once=once,
                )  # fmt: skip
            if photos:
                asked = Asked(number=enquiry.number)
                SendMore(enquiry=enquiry, asked=asked, photos=photos).do(Actor())
    except limits.TooOften:
        return show(page, enquiry, more=form, wrong=full(), status=429)
    except (InputError, Refused) as error:
        return show(page, enquiry, more=form, wrong=told(error), status=422)
    return show(page, enquiry, said=tr("What you wrote has arrived. A person will read it."))


def _contact(request: HttpRequest, page: EnquiryPage, enquiry: Enquiry, nonce: str) -> HttpResponse:
    form = ContactFields(request.POST)
    if enquiry.side != OWN:
        return show(page, enquiry, status=422)
    if not form.is_valid():
        return show(page, enquiry, contact=form, status=422)
    try:
        spend(request, page, photos=False)
        SayContact(enquiry=enquiry, contact=form.contact()).do(Actor())
    except limits.TooOften:
        return show(page, enquiry, contact=form, wrong=full(), status=429)
    except (InputError, Refused) as error:
        return show(page, enquiry, contact=form, wrong=told(error), status=422)
    return show(page, enquiry, said=tr("From now on we go by what you wrote here."))


def _ask_back(
    request: HttpRequest, page: EnquiryPage, enquiry: Enquiry, nonce: str
) -> HttpResponse:
    return answered("back", page, {"token": secrets.carried(enquiry)})


def _back(request: HttpRequest, page: EnquiryPage, enquiry: Enquiry, nonce: str) -> HttpResponse:
    try:
        WithdrawEnquiry(enquiry=enquiry).do(Actor())
    except (InputError, Refused) as error:
        return show(page, enquiry, wrong=told(error), status=422)
    return answered("gone", page, {})


_Step = Callable[[HttpRequest, EnquiryPage, Enquiry, str], HttpResponse]
STEPS: dict[str, _Step] = {
    "more": _more,
    "contact": _contact,
    "ask-back": _ask_back,
    "back": _back,
}
