"""What letter a recipient would be left, as things are now; the dry run shows and signs it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from nomina.desk.families import telling_dry
from nomina.desk.families.contact import contact_of
from nomina.desk.families.letters_facts import facts_of, office_of, page_of
from nomina.desk.families.letters_text import LEAVES, Draft, Office, draft
from nomina.desk.families.letters_texts import hours
from nomina.desk.families.models import FamilyOffice, Plan, Recipient
from nomina.desk.families.telling_dry import Leaf
from nomina.words import LANGUAGES, tr


@dataclass(frozen=True)
class Chosen:
    """How a recipient is written to.

    Attributes:
        language: chosen; else that of the plan or of the family, where letters are written in it.
        leaves_out: of `LEAVES`.
    """

    language: str
    leaves_out: tuple[str, ...]


def chosen(recipient: Recipient, plan: Plan | None) -> Chosen:
    """Give in which language a recipient is written to, and what is left out."""
    last = recipient.letter_choices.order_by("made_at", "pk").last()
    if last is not None:
        return Chosen(last.language, tuple(one for one in LEAVES if one in last.leaves_out))
    wanted = "" if plan is None else plan.language
    if wanted not in LANGUAGES:
        wanted = contact_of(recipient.family).language
    return Chosen(wanted if wanted in LANGUAGES else LANGUAGES[0], ())


def office_in(office: FamilyOffice, language: str) -> Office:
    """Give whom a letter says to call, in a language."""
    page = page_of(office.operation)
    return Office(
        name=office.name,
        telephone=office.telephone,
        hours=hours(office.days, office.opens, office.closes, language),
        place=office.place,
        agency="" if page is None else page.agency,
        page=page is not None,
    )


def draft_of(recipient: Recipient, plan: Plan | None) -> Draft | None:
    """Give the letter to a recipient; None while nobody can be called."""
    notice = recipient.notice
    office = office_of(notice.operation)
    if office is None:
        return None
    how = chosen(recipient, plan)
    return draft(facts_of(notice), office_in(office, how.language), how.language, how.leaves_out)


def leaves(plan: Plan, recipient: Recipient) -> Iterator[Leaf]:
    """Give the letter as it stands in the dry run; where there is none, that there is none."""
    it, href = draft_of(recipient, plan), reverse("families:recipient_letter", args=[recipient.pk])
    if it is None:
        missing = tr("No letter can be left: how families reach you is not checked yet.")
        yield Leaf(tr("Letter"), chosen(recipient, plan).language, (("", missing),), href)
        return
    said = tuple((one.title, "\n".join(one.lines)) for one in it.numbered("…", "…", "…"))
    yield Leaf(it.title, it.language, (("", "\n".join(it.opening)), *said), href)


def join() -> None:
    """Have the letter stand in every dry run."""
    telling_dry.add(leaves)
