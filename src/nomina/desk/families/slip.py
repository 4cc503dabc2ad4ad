"""The slip that whoever asked takes home: number and secret, and no name of anybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from django.conf import settings

from nomina import tags
from nomina.desk import outgoing
from nomina.desk.custody.papers.page import Fact, Facts, Paper, Text, pdf
from nomina.desk.families.letters_facts import office_of
from nomina.desk.families.letters_texts import hours
from nomina.desk.families.models import Enquiry, EnquiryPage
from nomina.desk.outgoing import Example, Form, Outgoing
from nomina.words import LANGUAGES, tr

NAME = "families:slip"
_ANY = "-".join(["XXXX"] * 5)
_CALL = "+380 44 000 00 00"
_MADE = datetime(2026, 11, 1, 10, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Printing:
    """A button that sends a sealed token back, so that no secret stands in an address."""

    template: ClassVar[str] = "families/asking_slip.html"
    href: str
    token: str
    label: str


def paper(enquiry: Enquiry, secret: str, at: datetime) -> Paper:
    """Give what is printed, in the language of the enquiry."""
    language = enquiry.language if enquiry.language in LANGUAGES else LANGUAGES[0]
    page = EnquiryPage.objects.open(at).filter(operation=enquiry.operation_id).first()
    there = f"{settings.CONFIG.asked_at}/ask/{page.code}/mine/" if page is not None else ""
    office = office_of(enquiry.operation)
    call = ""
    if office is not None:
        call = f"{office.telephone}, {hours(office.days, office.opens, office.closes, language)}"
    return drawn(enquiry.number, secret, language, there, at, call=call)


def drawn(
    number: str, secret: str, language: str, address: str, at: datetime, *, call: str = ""
) -> Paper:
    """Give the slip of a number and a secret.

    Args:
        number: as it is kept.
        secret: as it is read.
        language: of the enquiry.
        address: of the public page; empty where none is open.
        at: when it is printed.
        call: telephone and hours of the office, as two people checked them; empty where nobody
            has. A letter that comes later has people take the number from this slip.
    """
    where = (
        tr("On the page {address}", language).format(address=address)
        if address
        else tr("At the counter, or by telephone", language)
    )
    return Paper(
        title=tr("Number and secret of your enquiry", language),
        number=tags.written(number),
        language=language,
        parts=(
            Facts(
                tr("Keep this slip; nobody can look the secret up for you", language),
                (
                    Fact(tr("Number", language), tags.written(number)),
                    Fact(tr("Secret", language), secret),
                    Fact(tr("Where you come back with them", language), where),
                    *((Fact(tr("Telephone", language), call),) if call else ()),
                ),
            ),
            Text(
                tr("What to know", language),
                (
                    tr(
                        "With both you can read what was answered, add to it, say how you can be"
                        " reached safely, and take everything back.",
                        language,
                    ),
                    tr(
                        "Whoever has both can do the same. Keep them apart, and show them to"
                        " nobody.",
                        language,
                    ),
                    tr(
                        "This service is free. Nobody asks you for money, or for the secret by"
                        " telephone.",
                        language,
                    ),
                ),
            ),
        ),
        at=at,
        large=True,
    )


def printed(enquiry: Enquiry, secret: str, at: datetime) -> bytes:
    """Give the slip as a PDF."""
    return pdf(paper(enquiry, secret, at))


def _examples(language: str, name: str) -> Iterator[Example]:
    """Give the slip with and without a page; no name can stand on it."""
    for address in ("", f"localhost/ask/{'0' * tags.LENGTH}/mine/"):
        it = drawn("0" * tags.LENGTH, _ANY, language, address, _MADE, call=address and _CALL)
        yield Example(str(it), pdf(it), "application/pdf")


def join() -> None:
    """Register it among what leaves the desk."""
    outgoing.add(Outgoing(NAME, Form.LETTER, _examples))
