"""An operation with bodies and missing people for the tests of leads; nothing about it is real.

Photos are lines of JSON that a fake engine reads (`tests.leads.fakes`): M0 shows person 0, and so
does B0 where it is among those listed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django_tasks_db.models import DBTaskResult

from nomina.desk.files.actions import GiveConsent
from nomina.desk.files.actions.photos import AddPhoto
from nomina.desk.files.models import Content, File, Photo
from nomina.desk.files.models.consents import COMPARE_FACES
from nomina.desk.files.photos.intake import Facts
from nomina.desk.leads import jobs, tasks
from nomina.desk.leads.models import Job
from nomina.desk.people.actions import MakeOperation, MakeSite
from nomina.desk.people.models import MembershipEnd, Operation
from nomina.desk.people.policies import Policies
from nomina.desk.policy.roles import Role
from tests.desk.files.people import EXAMINED, ROW, Team, opened, said
from tests.desk.people.cast import BOOK, EARLIER, NOW, Book, Cast, by, role
from tests.leads.fakes import photo

DAY = timedelta(days=1)
FACTS = Facts("image/jpeg", 200, 160)


@dataclass
class Town:
    """Files by name (``M0`` and so on, ``B0`` and so on) and their photos."""

    team: Team
    files: dict[str, File]
    photos: dict[str, Photo]

    @property
    def one(self) -> Operation:
        return self.team.cast.one


def with_faces(cast: Cast) -> Cast:
    """The cast in two operations whose policy allows comparing faces, without an agreement."""
    made = [
        MakeOperation(
            name=name,
            operation_kind="international",
            languages=("uk",),
            policies=Policies(face_comparison=True, legal_basis="GC I 16"),
        ).do(by(cast.ada, EARLIER), cast.book)
        for name in ("Faces One", "Faces Two")
    ]
    sites = [
        MakeSite(operation=operation, name="Mortuary", code="N1").do(by(cast.ada, EARLIER), Book())
        for operation in made
    ]
    one, two = made
    eve = role(cast.eve, Role.EXAMINER, one, cast.ada)
    MembershipEnd(membership=eve, ended_by=cast.ada, why="left", made_at=NOW - DAY).save()
    for user, held, where in (
        (cast.alice, Role.MORTUARY, one),
        (cast.bob, Role.EXAMINER, one),
        (cast.charlie, Role.BOARD, two),
        (cast.carl, Role.CUSTODY, one),
    ):
        role(user, held, where, cast.ada)
    return replace(cast, one=one, two=two, site_one=sites[0], site_two=sites[1])


def missing(team: Team, n: int, operation: Operation | None = None) -> File:
    foreign = operation is not None and operation.pk == team.cast.two.pk
    values = {
        **ROW["am"],
        "family name": said(f"Зразок{n}"),
        "sex": said("male" if n % 2 else "female"),
    }
    keeper = team.keeper("am", foreign=foreign)
    return opened("am", keeper, operation or team.cast.one, values=values)


def body(team: Team, n: int) -> File:
    values = {**ROW["pm"], "sex": said("male" if n % 2 else "female", EXAMINED)}
    return opened("pm", team.keeper("pm"), team.cast.one, team.cast.site_one, values=values)


def add(team: Team, file: File, data: bytes) -> Photo:
    foreign = file.operation_id == team.cast.two.pk
    alive = "dead" if file.kind == "pm" else ""
    added = AddPhoto(file=file, data=data, facts=FACTS, alive=alive).do(
        by(team.keeper(file.kind, foreign=foreign)), Book()
    )
    return added.photo


def consent(team: Team, file: File, purpose: str = COMPARE_FACES) -> Any:
    foreign = file.operation_id == team.cast.two.pk
    return GiveConsent(file=file, purpose=purpose, given_by="mother", how="form 1").do(
        by(team.keeper("am", foreign=foreign)), Book()
    )


def make_town(team: Team, people: int = 6, bodies: int = 4, listed: int = 3) -> Town:
    files: dict[str, File] = {}
    photos: dict[str, Photo] = {}
    for n in range(people):
        files[f"M{n}"] = missing(team, n)
        consent(team, files[f"M{n}"])
        photos[f"M{n}"] = add(team, files[f"M{n}"], photo(n, 0))
    for n in range(bodies):
        files[f"B{n}"] = body(team, n)
        person = n if n < listed else 1000 + n
        photos[f"B{n}"] = add(team, files[f"B{n}"], photo(person, 9))
    return Town(team, files, photos)


def work(*, most: int = 20) -> None:
    """Do all jobs that wait, in order, as a worker would; time does not matter."""
    for _ in range(most):
        job = Job.objects.filter(state="waiting").order_by("made_at").first()
        if job is None:
            return
        Job.objects.filter(pk=job.pk).update(due_at=job.made_at)
        tasks.work.call(str(job.pk))
    raise AssertionError("jobs beget jobs without end")


def asked() -> int:
    """How many tasks of this app the worker of the desk would find."""
    return DBTaskResult.objects.filter(task_path="nomina.desk.leads.tasks.work").count()


def content(of: Photo) -> Content:
    return Content.objects.get(photo=of)


__all__ = ["BOOK", "Role", "Town", "jobs"]
