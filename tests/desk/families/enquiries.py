"""An enquiry desk of operation One, and what relatives say there; nobody of them exists."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings

from nomina.desk.acts import Action
from nomina.desk.families import secrets
from nomina.desk.families.actions.asking import ReadSubmission, TakeEnquiry
from nomina.desk.families.actions.asking_over import TakeValues, source_of
from nomina.desk.families.asked import Asked, AskedContact
from nomina.desk.families.models import Enquiry, Submission
from nomina.desk.families.models.asking import BY_COUNTER, OTHER, OWN
from nomina.desk.files import fields
from nomina.desk.files.fields import AM, FAMILY
from nomina.desk.files.fields import Said as FieldSaid
from nomina.desk.files.models import File
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from tests.desk.files.people import Team
from tests.desk.people.cast import NOW, by

R = TypeVar("R")
CANARY = "zq-canary-зразок"
SAID = Asked(
    number="",
    missing={
        "family name": f"Шукана {CANARY}",
        "given name": "Олена",
        "born": "1990-02",
        "sex": "female",
        "marks": "шрам на лівій руці",
    },
    relative={"family name": "Шукана", "given name": "Віра", "kinship": "parent"},
    contact=AskedContact(
        how=f"only by telephone {CANARY}",
        when="after six",
        language="uk",
        not_tell="the neighbour",
        ways=("telephone",),
        phone="+380 44 000 00 00",
        not_before="18:00",
        not_after="21:30",
    ),
    consents=("compare-faces", "dna"),
    words=f"She wore a blue coat. {CANARY}",
)
"""What a mother says."""


@dataclass
class Desk:
    """Who works there, and a clock.

    Attributes:
        liaison: speaks with families; ``recorder`` writes down whom they miss.
        now: the moment of the next act; each takes a minute.
    """

    team: Team
    liaison: User
    recorder: User
    minutes: Iterator[int] = field(default_factory=itertools.count)
    start: datetime = NOW

    def at(self) -> datetime:
        """The next moment."""
        return self.start + timedelta(minutes=next(self.minutes))

    def do(self, action: Action[R], user: User | None = None, **more: Any) -> R:
        """Do an act, as the family liaison where nobody else is named."""
        return action.do(by(user or self.liaison, self.at(), **more))

    def nobody(self, action: Action[R]) -> R:
        """Do an act as the page does it: as nobody."""
        return action.do(by(None, self.at(), fresh=False))

    def take(
        self,
        side: str = OWN,
        asked: Asked = SAID,
        photos: tuple[tuple[str, bytes], ...] = (),
        **more: Any,
    ) -> Enquiry:
        """Take an enquiry down at the counter."""
        given: dict[str, Any] = {
            "operation": self.team.cast.one,
            "number": secrets.new_number(),
            "secret": secrets.digest_of("s"),
            "way": BY_COUNTER,
            "language": "uk",
            "side": side,
            "asked": asked,
            "photos": photos,
        }
        return self.do(TakeEnquiry(**{**given, **more}))

    def other_side(self, **more: Any) -> Enquiry:
        """Take one down from the other side."""
        return self.take(OTHER, **more)

    def sent(self, enquiry: Enquiry) -> Submission:
        """Give what was sent first."""
        return Submission.objects.select_related("enquiry__operation").get(enquiry=enquiry, turn=1)

    def read(self, enquiry: Enquiry, user: User | None = None) -> Submission:
        """Have it read."""
        sent = self.sent(enquiry)
        self.do(ReadSubmission(submission=sent), user)
        return sent

    def over(self, sent: Submission, kind: str, **more: str) -> File:
        """Take who is missing, or who asks, over; as the ante-mortem recorder."""
        return self.do(
            TakeValues(submission=sent, file_kind=kind, given=values(sent, kind, **more)),
            self.recorder,
        )

    def both(self, sent: Submission) -> tuple[File, File]:
        """Take over who is missing and who asks."""
        return self.over(sent, AM), self.over(sent, FAMILY)


def values(sent: Submission, kind: str, **more: str) -> dict[str, FieldSaid]:
    """What a person writes of `SAID` into a file, with the rest of its minimum record unknown."""
    source = source_of(sent.enquiry, "mother")
    given = SAID.missing if kind == AM else SAID.relative
    found = {key: FieldSaid.of(value, source) for key, value in {**given, **more}.items()}
    for one in fields.minimum(kind):
        found.setdefault(one.key, FieldSaid.unknown(source))
    return found


def objects() -> set[Path]:
    """What lies in the vault of the desk now."""
    return {one for one in Path(str(settings.DESK_VAULT)).rglob("*") if one.is_file()}


def make_desk(team: Team) -> Desk:
    """Open the desk of operation One."""
    return Desk(team, team.one[Role.LIAISON], team.one[Role.ANTE_MORTEM])
