"""How families reach an operation; what a letter leaves out; letters are made and carried away."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from uuid import UUID

import phonenumbers
from django.db import IntegrityError, transaction

from nomina import letters, signed, tags
from nomina.desk import signing
from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.books import vault
from nomina.desk.examine.keys import keys_of
from nomina.desk.families import letters_paper, telling_signs
from nomina.desk.families.actions.telling_common import held
from nomina.desk.families.letters_code import code_of
from nomina.desk.families.letters_draft import draft_of
from nomina.desk.families.letters_text import LEAVES, Draft
from nomina.desk.families.models import (
    FamilyOffice,
    FamilyOfficeConfirmed,
    Letter,
    LetterChoice,
    Plan,
    Recipient,
)
from nomina.desk.families.models.letters import DAYS
from nomina.desk.families.models.telling import DEATH, FURTHER, RECALL
from nomina.desk.people.models import Operation
from nomina.desk.people.text import NAME, clean_name
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.errors import StoreError
from nomina.ledger.formats import parse_key
from nomina.letters import About, Content
from nomina.words import LANGUAGES, tr

_ABOUT: dict[str, About] = {DEATH: "death", FURTHER: "further", RECALL: "recall"}
_RACES = 20
PRINT = 4
"""Groups of eight signs that a letter gives of the fingerprint of the key."""
_LINK = re.compile(r"https?:|www\.|://|@", re.IGNORECASE)


def telephone_of(typed: str) -> str:
    """Give a telephone number in international form.

    Raises:
        Refused: it is none, or has no country.
    """
    try:
        number = phonenumbers.parse(typed, None)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise Refused(
            tr("this is no telephone number"),
            where=typed[:40],
            todo=tr("Write it with its country, such as +380 44 000 00 00"),
        )
    found: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return found


@dataclass(frozen=True, kw_only=True)
class SayOffice(Action[FamilyOffice]):
    """Write down how families reach an operation; it holds once somebody else confirms it.

    Attributes:
        name: who writes, as a letter says it.
        telephone: in international form.
        opens, closes, days: when somebody answers.
        place: where one can come; empty where nowhere.
    """

    operation: Operation
    name: str
    telephone: str
    opens: time
    closes: time
    days: str
    place: str = ""

    kind = "families.office"
    permission = predicates.WRITE_LETTERS
    irreversible = True

    def thing(self) -> Thing:
        """Give the operation."""
        return self.operation.thing()

    def check(self, by: Actor) -> None:
        """Refuse hours that are none, and a link, which nobody can check on paper."""
        if self.days not in DAYS or self.opens >= self.closes:
            raise Refused(tr("somebody answers from an hour to a later one"))
        if any(_LINK.search(text) for text in (self.name, self.place)):
            raise Refused(
                tr("no address of the network stands in a letter"),
                todo=tr("Whoever is tricked is sent to a page. Give a telephone and a place"),
            )

    def effect(self, by: Actor) -> FamilyOffice:
        """Add the row."""
        list(Operation.objects.select_for_update(no_key=True).filter(pk=self.operation.pk))
        row = FamilyOffice(
            operation=self.operation,
            turn=FamilyOffice.objects.filter(operation=self.operation).count() + 1,
            name=clean_name(self.name, NAME),
            telephone=telephone_of(self.telephone),
            opens=self.opens,
            closes=self.closes,
            days=self.days,
            place=clean_name(self.place, NAME) if self.place.strip() else "",
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: FamilyOffice) -> tuple[Reference, ...]:
        """Give what was written down, and the operation."""
        return (Reference("office", done.pk), Reference("operation", self.operation.pk))

    def said(self, done: FamilyOffice) -> Mapping[str, Said]:
        """Give all of it."""
        return {
            "name": done.name,
            "telephone": done.telephone,
            "opens": done.opens.isoformat(),
            "closes": done.closes.isoformat(),
            "days": done.days,
            "place": done.place,
        }


@dataclass(frozen=True, kw_only=True)
class ConfirmOffice(Action[FamilyOfficeConfirmed]):
    """Confirm how families reach an operation, after calling the number."""

    office: FamilyOffice

    kind = "families.office-confirm"
    permission = predicates.CONFIRM_OFFICE
    irreversible = True

    def thing(self) -> Thing:
        """Give what is confirmed."""
        return self.office.thing()

    def effect(self, by: Actor) -> FamilyOfficeConfirmed:
        """Add the row.

        Raises:
            Refused: it is confirmed already, a newer one was written, or it is the writer's own
                key.
        """
        operation = self.office.operation
        list(Operation.objects.select_for_update(no_key=True).filter(pk=operation.pk))
        if FamilyOfficeConfirmed.objects.filter(office=self.office).exists():
            raise Refused(tr("this is checked already"))
        if FamilyOffice.objects.filter(operation=operation, turn__gt=self.office.turn).exists():
            raise Refused(tr("something newer was written down"), todo=tr("Confirm that"))
        assert by.user is not None
        keys = keys_of([by.user.pk, self.office.by_id])
        mine, theirs = keys[by.user.pk], keys[self.office.by_id]
        if by.id == self.office.by_id or not mine or not mine.isdisjoint(theirs):
            raise Refused(
                tr("whoever wrote this down does not confirm it"),
                todo=tr("Have somebody else call the number, and sign in with a key of their own"),
            )
        row = FamilyOfficeConfirmed(
            office=self.office, keys=sorted(mine), by=by.user, made_at=by.at
        )
        row.save(force_insert=True)
        return row

    def on(self, done: FamilyOfficeConfirmed) -> tuple[Reference, ...]:
        """Give what was confirmed."""
        return (Reference("office", done.office_id),)

    def said(self, done: FamilyOfficeConfirmed) -> Mapping[str, Said]:
        """Give the number that was called."""
        return {"telephone": self.office.telephone, "keys": tuple(done.keys)}


@dataclass(frozen=True, kw_only=True)
class ChooseLetter(Action[LetterChoice]):
    """Write down in which language a relative is written to, and what they asked not to read.

    Attributes:
        leaves_out: of `LEAVES`.
    """

    recipient: Recipient
    language: str
    leaves_out: tuple[str, ...] = ()

    kind = "families.letter-choice"
    permission = predicates.WRITE_LETTERS

    def thing(self) -> Thing:
        """Give the recipient."""
        return self.recipient.thing()

    def check(self, by: Actor) -> None:
        """Refuse a language in which nothing is written, and what no letter has."""
        if self.language not in LANGUAGES or not set(self.leaves_out) <= set(LEAVES):
            raise Refused(tr("a letter has no such language or part"))

    def effect(self, by: Actor) -> LetterChoice:
        """Add the row."""
        held(self.recipient.notice)
        row = LetterChoice(
            recipient=self.recipient,
            language=self.language,
            leaves_out=[one for one in LEAVES if one in self.leaves_out],
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: LetterChoice) -> tuple[Reference, ...]:
        """Give the recipient."""
        return (Reference("recipient", done.recipient_id),)

    def said(self, done: LetterChoice) -> Mapping[str, Said]:
        """Give what was chosen."""
        return {"language": done.language, "leaves_out": tuple(done.leaves_out)}


@dataclass(frozen=True, kw_only=True)
class IssueLetter(Action[Letter]):
    """Sign and print the letter for a recipient, of a plan that was released.

    A letter that was made for this plan and relative, and says the same, is given again.
    """

    recipient: Recipient
    plan: Plan

    kind = "families.letter"
    permission = predicates.WRITE_LETTERS
    irreversible = True

    def thing(self) -> Thing:
        """Give the recipient."""
        return self.recipient.thing()

    def check(self, by: Actor) -> None:
        """Refuse a plan of another notice, and a relative whom it does not cover."""
        covered = self.plan.covers.filter(recipient=self.recipient).exists()
        if not covered or hasattr(self.recipient, "end"):
            raise Refused(tr("this plan does not cover this relative"))

    def effect(self, by: Actor) -> Letter:
        """Keep the bytes and add the row.

        Raises:
            Refused: the identification was recalled; the plan was not released, or what was
                released is not what the letter would say now.
        """
        notice = held(self.recipient.notice)
        if not telling_signs.released(self.plan):
            raise Refused(
                tr("what this letter says was not released"),
                todo=tr("Have the dry run signed as it is now"),
            )
        it = draft_of(self.recipient, self.plan)
        if it is None:
            raise Refused(
                tr("no letter can be made: nobody checked how families reach you"),
                todo=tr("Write it down, and have somebody else confirm it"),
            )
        rows = Letter.objects.filter(plan=self.plan, recipient=self.recipient, draft=it.digest)
        there = rows.first()
        if there is not None:
            return there
        return _made(self, notice.occasion, it, by)

    def on(self, done: Letter) -> tuple[Reference, ...]:
        """Give the letter, the recipient and the plan."""
        return (
            Reference("letter", done.pk),
            Reference("recipient", done.recipient_id),
            Reference("plan", done.plan_id),
        )

    def said(self, done: Letter) -> Mapping[str, Said]:
        """Give the number of the letter, and the digests of text and print."""
        return {
            "number": done.number,
            "language": done.language,
            "digest": done.digest,
            "pdf": done.pdf,
        }


def _made(asked: IssueLetter, occasion: str, it: Draft, by: Actor) -> Letter:
    signer = signing.signer("letter")
    for _ in range(_RACES):
        row = Letter(
            notice=asked.recipient.notice,
            recipient=asked.recipient,
            plan=asked.plan,
            number=tags.draw(),
            language=it.language,
            draft=it.digest,
            by=by.user,
            made_at=by.at,
        )
        content = content_of(it, row.pk, row.number, occasion, by.at)
        letter = letters.sign(content, signer)
        data, kept = letters_paper.printed(letter, signer), vault()
        kept.hold([hashlib.sha256(data).hexdigest()])
        row.document, row.digest = letter.model_dump(mode="json"), letter.digest
        row.pdf = kept.keep(data).digest
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:  # the number was drawn before
            continue
        return row
    raise StoreError(tr("no number could be drawn for this letter"))


def content_of(it: Draft, id: UUID, number: str, occasion: str, at: datetime) -> Content:
    """Give what is signed of a draft, with its number, its code, and the print of the key."""
    key = parse_key(signing.public("letter"))
    short = " ".join(signed.fingerprint(key).split()[:PRINT])
    return Content(
        id=id.hex,
        number=number,
        about=_ABOUT[occasion],
        language=it.language,
        made=at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        office=office_name(it),
        title=it.title,
        opening=it.opening,
        sections=it.numbered(tags.written(number), short, code_of(number)),
    )


def office_name(it: Draft) -> str:
    """Give who writes: the first line of whom to call."""
    call = next(one for one in it.sections if one.name == "call")
    return call.lines[0]
