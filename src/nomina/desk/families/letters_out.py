"""What of letters and messages leaves the desk, with examples of whatever a text can hold."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, time
from uuid import UUID

from nomina import letters
from nomina.desk import outgoing, signing
from nomina.desk.examine import resting
from nomina.desk.examine.models import Identification
from nomina.desk.examine.resting import HAPPENED, PENDING, Resting
from nomina.desk.families import letters_draft, letters_paper
from nomina.desk.families.actions.letters import content_of
from nomina.desk.families.letters_facts import GRAVE, UNKNOWN, LetterFacts, Where
from nomina.desk.families.letters_text import LEAVES, Office, draft
from nomina.desk.families.letters_texts import hours, texts
from nomina.desk.families.messages_gate import name_of
from nomina.desk.families.messages_text import subject_of, text_of
from nomina.desk.families.models import FamilyOffice, Letter
from nomina.desk.families.models.letters import BY_MAIL, BY_SMS, DAYS
from nomina.desk.families.models.telling import FURTHER, OCCASIONS
from nomina.desk.outgoing import Example, Form, Outgoing
from nomina.desk.policy import predicates
from nomina.letters import SECTIONS
from nomina.words import tr

_MADE = datetime(2026, 11, 1, 10, tzinfo=UTC)
_EVERY = ("dna", "friction ridge", "dental", "medical", "anthropology", "property", "tattoo",
          "description")  # fmt: skip


def _facts(occasion: str, name: str, *, full: bool) -> LetterFacts:
    if not full:
        none = dict.fromkeys(("died", "found", "place", "cause"))
        return LetterFacts(
            occasion, None, "PM-00017", (), "2026-10-02", "2026-10-20", **none, where=Where(UNKNOWN)
        )
    return LetterFacts(
        occasion, name, "PM-00017", _EVERY, "2026-10-02", "2026-10-20", died="2022-03",
        found="2022-10-12", place=name, cause=name, where=Where(GRAVE, name, name, "2022-10-20"),
    )  # fmt: skip


def _letters(language: str, name: str) -> Iterator[Example]:
    signer = signing.signer("letter")
    hour = hours("every", time(9), time(17), language)
    for occasion, full in itertools.product(OCCASIONS, (True, False)):
        out = () if full or occasion == FURTHER else LEAVES
        office = Office(name, "+380 44 000 00 00", hour, name, name, page=full)
        it = draft(_facts(occasion, name, full=full), office, language, out)
        letter = letters.sign(content_of(it, UUID(int=0), "1CWWG080GC", occasion, _MADE), signer)
        paper = letters_paper.paper_of(letter)
        text = "\n".join((paper.title, paper.number, paper.mark, letters.written(letter).decode()))
        yield Example(text, letters_paper.printed(letter, signer), "application/pdf")


def _titles(language: str) -> tuple[str, ...]:
    return tuple(texts(language)["titles"][name] for name in SECTIONS)


def _message(form: str, language: str) -> Iterator[Example]:
    for days in DAYS:
        office = FamilyOffice(
            name="", telephone="+380 44 000 00 00", opens=time(9), closes=time(17), days=days
        )
        subject = f"{subject_of(language)}\n" if form == BY_MAIL else ""
        yield Example(subject + text_of(form, language, office))


def _mails(language: str, name: str) -> Iterator[Example]:
    return _message(BY_MAIL, language)


def _sms(language: str, name: str) -> Iterator[Example]:
    return _message(BY_SMS, language)


def _resting(identification: Identification) -> Iterator[Resting]:
    rows = Letter.objects.filter(notice__identification=identification)
    for row in rows.select_related("recipient__family").prefetch_related("recipient__told"):
        told = any(not hasattr(one, "struck") for one in row.recipient.told.all())
        title = tr("Letter {number} to {family}").format(
            number=row.number, family=row.recipient.family.number
        )
        yield Resting("letter", title, HAPPENED if told else PENDING)


def join() -> None:
    """Register what leaves, show letters in dry runs, list them where a decision is recalled."""
    outgoing.add(Outgoing("families:letter", Form.LETTER, _letters, _titles, news=True))
    outgoing.add(Outgoing(name_of(BY_MAIL), Form.MAIL, _mails))
    outgoing.add(Outgoing(name_of(BY_SMS), Form.SMS, _sms))
    letters_draft.join()
    resting.register("letter", _resting, predicates.SEE_NOTICES)
