"""A decision of the board, and people for the five posts of its certificate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nomina.desk.examine.actions.certify import Draft
from nomina.desk.examine.actions.issue import Issue, SignCertificate
from nomina.desk.examine.actions.recall import Recall
from nomina.desk.examine.certificate import POSTS
from nomina.desk.examine.models import (
    Certificate,
    CertificateSignature,
    Identification,
    Issued,
)
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from tests.desk.examine.bench import key
from tests.desk.examine.sitting import make_sitting
from tests.desk.people.cast import account, role

TYPED = {
    "place": "Mortuary 3", "unit": "Police unit 1", "unit_address": "1 Mill Road",
    "unit_phone": "", "date": "2025-01-02", "street": "5 Garden Street", "town": "Harbour Town",
    "country": "", "nationality": "", "reported_by": "A sister", "found_place": "Harbour Town",
}  # fmt: skip


class Desk:
    """A decision, and people for the five posts."""

    def __init__(self) -> None:
        self.sitting = make_sitting()
        self.sitting.bring()
        self.sitting.bring(discipline="face", view="probable")
        self.sitting.bring(discipline="property", view="possible")
        self.sitting.to_board()
        dossier = self.sitting.lay()
        for who in self.sitting.board[:2]:
            self.sitting.sign(who, dossier)
        self.identification: Identification = self.sitting.decide()
        cast = self.sitting.team.cast
        self.people: list[User] = []
        for n, post in enumerate(POSTS):
            user = account(f"post-{post}")
            role(user, Role.BOARD if n else Role.EXAMINER, cast.one, cast.ada)
            key(user, f"post {n}")
            self.people.append(user)
        self.clerk = self.sitting.board[0]

    def posts(self, **more: User | str) -> Mapping[str, User | str]:
        return {**dict(zip(POSTS, self.people, strict=True)), **more}

    def draft(self, **more: Any) -> Certificate:
        given: dict[str, Any] = {"typed": TYPED, "posts": self.posts(), **more}
        act = Draft(identification=self.identification, **given)
        return act.do(self.sitting.as_(self.clerk), self.sitting.book)

    def sign(self, one: Certificate, who: User) -> CertificateSignature:
        act = SignCertificate(certificate=one, place="Harbour Town")
        return act.do(self.sitting.as_(who), self.sitting.book)

    def signed(self) -> Certificate:
        one = self.draft()
        for who in self.people:
            self.sign(one, who)
        return one

    def issue(self, one: Certificate, language: str = "uk") -> Issued:
        act = Issue(certificate=one, language=language)
        return act.do(self.sitting.as_(self.clerk), self.sitting.book)

    def recall(self) -> None:
        act = Recall(identification=self.identification, why="another tooth")
        act.do(self.sitting.as_(self.clerk), self.sitting.book)
