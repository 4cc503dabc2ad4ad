"""Bodies, missing people and one complete run, put in as a worker would have left them.

Nobody of them exists; pictures are noise.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from allauth.mfa.models import Authenticator

from nomina.desk.books import vault
from nomina.desk.examine.actions.examining import Conclude, Describe
from nomina.desk.examine.actions.queue import TakeBody
from nomina.desk.examine.features import FEATURES
from nomina.desk.examine.models import Examination
from nomina.desk.files.models import Card, Content, Face, File, Photo, Rendition
from nomina.desk.leads.bands import band
from nomina.desk.leads.models import Answer, Lead, Run, RunEnd
from nomina.desk.people.models import Operation, User
from nomina.desk.policy.roles import Role
from nomina.evidence.finding import in_all
from nomina.images import rendition
from tests.desk.files.people import Team
from tests.desk.people.cast import NOW, Book, account, by, role

SEEN = {one: {"seen": "visible", "words": ""} for one in FEATURES}
"""A description that says nothing in words."""


@dataclass
class Bench:
    """Files of one operation, its examiners, and the run over them."""

    team: Team
    examiners: list[User]
    run: Run
    bodies: list[File] = field(default_factory=list)
    people: list[File] = field(default_factory=list)
    minutes: int = 0

    def later(self) -> datetime:
        """A moment after all that was asked for before."""
        self.minutes += 1
        return NOW + timedelta(minutes=self.minutes)

    def take(self, user: User, n: int = 0) -> Examination:
        return TakeBody(body=self.bodies[n]).do(by(user, self.later()), Book())

    def conclude(self, one: Examination, outcome: str = "candidate", why: str = "seen") -> None:
        """Describe and conclude, as its examiner."""
        who = by(one.examiner, self.later())
        Describe(examination=one, features=SEEN).do(who, Book())
        done = Conclude(examination=one, outcome=outcome, reasons=why)
        done.do(by(one.examiner, self.later()), Book())


def key(user: User, id: str) -> Authenticator:
    """A passkey of an account."""
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"credential": {"rawId": id}}
    )


def make_bench(
    team: Team, bodies: int = 2, people: int = 3, examiners: int = 4, seed: int = 0
) -> Bench:
    """An operation whose run gives each body every person, in an order of its own."""
    names = [f"examiner{n}" for n in range(1, examiners)]
    users = [team.one[Role.EXAMINER], *(account(name) for name in names)]
    for user in users[1:]:
        role(user, Role.EXAMINER, team.cast.one, team.cast.ada)
    for n, user in enumerate(users):
        key(user, f"key {n}")
    run = Run(
        operation=team.cast.one, inputs="0" * 64, engine="1" * 64, code="2" * 64, bodies=bodies,
        missing=people, photos=0, on_list=0.5, epoch=0, record={},
    )  # fmt: skip
    run.save()
    RunEnd(run=run).save()
    bench = Bench(team, users, run)
    dice = random.Random(seed)
    bench.people = [file(team, "am", f"AM-{seed}-{n:06d}", dice) for n in range(people)]
    for n in range(bodies):
        add_body(bench, f"PM-{seed}-{n:06d}", dice)
    return bench


def file(
    team: Team,
    kind: str,
    number: str,
    dice: random.Random,
    photos: int = 1,
    *,
    operation: Operation | None = None,
) -> File:
    """A file with a card and pictures of noise; in operation One where none is given."""
    there = operation or team.cast.one
    made = File(operation=there, kind=kind, number=number, made_by=team.cast.ada)
    made.made_at = NOW - timedelta(days=3)
    made.save(force_insert=True)
    title = f"Зразок{dice.randrange(10**6):06d} Олександр" if kind == "am" else ""
    Card.objects.create(
        file=made, operation=there, kind=kind, number=number, title=title,
        place=f"Village{dice.randrange(10**6):06d}", moment="2022-03-12", changed_at=NOW,
        photos=photos, lacks=0, unsettled=0,
    )  # fmt: skip
    for _ in range(photos):
        picture(made, dice)
    return made


def picture(
    of: File, dice: random.Random, at: datetime | None = None, *, face: bool = True
) -> Photo:
    """A photo with a rendition and, where ``face``, a face in its middle."""
    photo = Photo(file=of, made_by=of.made_by, made_at=at or NOW - timedelta(days=3))
    photo.save(force_insert=True)
    digest = f"{dice.getrandbits(256):064x}"
    content = Content.objects.create(
        photo=photo, file=of, digest=digest, size=9, media="image/jpeg", width=120, height=160,
        looked_at=NOW,
    )  # fmt: skip
    pixels = np.random.default_rng(dice.getrandbits(32)).integers(0, 255, (80, 60, 3), np.uint8)
    kept = vault().keep(rendition(pixels.astype(np.uint8)))
    Rendition.objects.create(
        content=content, kind="page", digest=kept.digest, media="image/jpeg", width=60, height=80
    )
    if face:
        Face.objects.create(
            content=content, left=50, top=60, right=70, bottom=90, of_file=True, made_at=NOW
        )
    return photo


def add_body(bench: Bench, number: str, dice: random.Random) -> File:
    """One more body, with every person as a lead of it."""
    body = file(bench.team, "pm", number, dice)
    place = len(bench.bodies) + 1
    bench.bodies.append(body)
    nobody = round(dice.uniform(0.2, 0.4), 9)
    Answer.objects.create(
        run=bench.run, body=body, place=place, nobody=nobody, others=0.1, steps=[]
    )
    for rank, person in enumerate(dice.sample(bench.people, len(bench.people)), 1):
        strength = round(dice.uniform(0.5, 5.5), 9)
        Lead.objects.create(
            run=bench.run, body=body, person=person, rank=rank, band=band(strength),
            posterior=round(dice.random() / 2**rank, 9), log10_lr=strength,
            word="candidate", findings=[finding(dice, strength)],
        )  # fmt: skip
    return body


def finding(dice: random.Random, strength: float, said: str = "") -> dict[str, Any]:
    """A finding as a run keeps it, with words that occur nowhere else."""
    words = said or f"scar {dice.randrange(10**9):09d}"
    return {
        "kind": "marks", "log10_lr": strength, "lower_bound": -6.0, "upper_bound": 6.0,
        "excludes": False, "body": f"body {words}", "person": f"person {words}",
        "sentence": in_all(lambda _: f"Sentence on {words}."), "method": "m", "version": "1",
        "source": "s", "computed_from": [],
    }  # fmt: skip
