"""The public page on which a relative asks: what it is, the way for the other side, the form."""

from __future__ import annotations

import hashlib
import json
import secrets as random

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from nomina import tags, words
from nomina.desk import limits
from nomina.desk.acts import Actor
from nomina.desk.families import secrets
from nomina.desk.families.actions.asking import TakeEnquiry
from nomina.desk.families.forms_public import AskForm, of_files
from nomina.desk.families.models import Enquiry, EnquiryPage
from nomina.desk.families.models.asking import BY_PAGE, OTHER, SIDES
from nomina.desk.families.views.public_page import answered, full, of_page, received, spend
from nomina.desk.people.views.common import told
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.errors import InputError, Refused
from nomina.words import tr

LIFE = 6 * 60 * 60
"""Seconds for which an empty form may lie open before it is sent."""
ASK, OTHERS, SEND = "ask", "others", "send"
"""What the buttons of the page ask for: the form, the way for the other side, to take the form."""


@csrf_exempt  # there is no session that another page could use (docs/families/public.md)
@open_to(predicates.ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
@of_page
def ask(request: HttpRequest, page: EnquiryPage) -> HttpResponse:
    """Say what this page is; lead to the form; take it."""
    if request.method != "POST":
        return answered("start", page, {})
    posted = received(request, page)
    step, side = posted.get("step", ""), posted.get("side", "")
    if step == OTHERS:
        return answered("others", page, {})
    if step == ASK and side in SIDES:
        return _form(page, AskForm(side), 200)
    if step == SEND and side in SIDES:
        return _sent(request, page, posted, side)
    return answered("start", page, {}, 422)


def _form(page: EnquiryPage, form: AskForm, status: int, wrong: str = "") -> HttpResponse:
    token = secrets.sealed("ask", random.token_hex(16))
    return answered("form", page, {"form": form, "token": token, "wrong": wrong}, status)


def _sent(request: HttpRequest, page: EnquiryPage, posted: QueryDict, side: str) -> HttpResponse:
    form = AskForm(side, posted, request.FILES)
    nonce = secrets.opened("ask", posted.get("token", ""), LIFE)
    if not form.is_valid():
        return _form(page, form, 422)
    if not isinstance(nonce, str):
        return _form(page, form, 422, tr("This form lay open for long. Look through it, and send."))
    number, secret = secrets.drawn_from(_seed(request, posted, nonce, page))
    action = TakeEnquiry(
        operation=page.operation,
        number=number,
        secret=secrets.digest_of(secret),
        way=BY_PAGE,
        language=words.current(),
        side=side,
        asked=form.asked(number),
        photos=form.photos(),
    )
    try:
        spend(request, page, photos=bool(action.photos))
        try:
            enquiry = action.do(Actor())
        except IntegrityError:  # the same form came twice at this moment
            enquiry = Enquiry.objects.get(operation=page.operation, number=number)
    except limits.TooOften:
        return _form(page, form, 429, full())
    except (InputError, Refused) as error:
        return _form(page, form, 422, told(error))
    written = tags.written(enquiry.number)
    shown = {"written": written, "secret": secret, "other": enquiry.side == OTHER}
    return answered("sent", page, shown)


def _seed(request: HttpRequest, posted: QueryDict, nonce: str, page: EnquiryPage) -> bytes:
    """Give what a number and a secret are drawn from: random bytes of the form, and all it says.

    Sent twice it gives the same pair, so a second click makes no second enquiry and shows the same.
    Whoever goes back and writes something else, at the same machine, gets another pair.
    """
    said = json.dumps([nonce, page.pk.hex, sorted(posted.lists())]).encode()
    told_apart = hashlib.sha256(said)
    for name, data in of_files(request.FILES):
        told_apart.update(hashlib.sha256(name.encode() + b"\0" + data).digest())
    return told_apart.digest()
