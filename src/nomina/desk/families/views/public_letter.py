"""The page that says whether a letter is ours: yes or no, to anybody, and nothing else (NOT-10).

It needs number and code of the letter. It says the same of a letter whether what it tells holds or
was taken back; what became of it is told in person.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from nomina import words
from nomina.desk import limits, outgoing
from nomina.desk.custody.papers.known import speaking
from nomina.desk.families import public_out, secrets
from nomina.desk.families.forms_public import LetterForm
from nomina.desk.families.letters_code import is_ours
from nomina.desk.families.letters_facts import office_of
from nomina.desk.families.letters_texts import hours
from nomina.desk.families.models import EnquiryPage
from nomina.desk.families.views.public_page import answered, bucket, drawn, of_page, received
from nomina.desk.outgoing import Example, Form, Outgoing
from nomina.desk.people.views.common import told
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import tr

NAME = "families:public-letter"
EACH_LETTER = limits.Limit("letter number", 60, 60 * 60)
"""Tries of one number, right or wrong, by everybody."""


@csrf_exempt  # there is no session that another page could use (docs/families/public.md)
@open_to(predicates.ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
@of_page
def check(request: HttpRequest, page: EnquiryPage) -> HttpResponse:
    """Ask for number and code of a letter, and say whether it is ours."""
    if request.method != "POST":
        return answered("letter", page, {"form": LetterForm()})
    posted = received(request, page)
    number, code = (posted.get(one, "").strip() for one in ("number", "code"))
    if not number or not code:
        wrong = tr("Write both, as they stand at the end of the letter.")
        return answered("letter", page, {"form": LetterForm(), "wrong": wrong}, 422)
    try:
        limits.spend(EACH_LETTER, bucket("letter", secrets.plain(number)))
    except limits.TooOften as error:
        return answered("letter", page, {"form": LetterForm(), "wrong": told(error)}, 429)
    ours = is_ours(number, code, page.operation_id)
    values = {"form": LetterForm(), "asked": True, "ours": ours, **_telephone(page)}
    return answered("letter", page, values)


def _telephone(page: EnquiryPage) -> dict[str, str]:
    """Give whom to call, as two people checked it; nothing where nobody has."""
    office = office_of(page.operation)
    if office is None:
        return {}
    when = hours(office.days, office.opens, office.closes, words.current())
    return {"phone": office.telephone, "hours": when}


def _pages(language: str, name: str) -> Iterator[Example]:
    """Give the page in each of its states; no name stands on any of them."""
    states: tuple[dict[str, object], ...] = (
        {},
        {"wrong": "-"},
        {"asked": True, "ours": True, "phone": "+380 44 000 00 00", "hours": "9:00"},
        {"asked": True, "ours": False},
    )
    with speaking(language):
        for more in states:
            values = {"form": LetterForm(), **more}
            yield Example(drawn("letter", public_out.example_page(), values))


def join() -> None:
    """Register the page among what leaves the desk."""
    outgoing.add(Outgoing(NAME, Form.PAGE, _pages))
