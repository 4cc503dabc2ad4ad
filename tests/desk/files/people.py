"""The cast of the tests of files: one person a role in operation One, and two in operation Two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nomina.cases import Source, SourceKind
from nomina.desk.files import fields
from nomina.desk.files.actions import OpenFile
from nomina.desk.files.fields import Said
from nomina.desk.files.models import File
from nomina.desk.people.models import Operation, Site, User
from nomina.desk.policy.roles import DESK_ROLES, Role
from tests.desk.people.cast import Book, Cast, account, by, role

MOTHER = Source(kind=SourceKind.RELATIVE, reference="mother")
EXAMINED = Source(kind=SourceKind.EXAMINATION, reference="Dr 2")


def said(value: str, source: Source = MOTHER) -> Said:
    """A known value."""
    return Said.of(value, source)


UNKNOWN: Said = Said.unknown(MOTHER)

ROW: dict[str, dict[str, Said]] = {
    "am": {
        "family name": said("Зразок"),
        "given name": said("Олександр"),
        "sex": said("male"),
        "born": said("1987-05-02"),
        "last known alive": said("2022-03-12"),
        "reported": said("2022-04-01"),
        "expires": UNKNOWN,
        "informant": said("Зразок Марія"),
    },
    "pm": {
        "sex": said("male", EXAMINED),
        "found": said("2022-10-12", EXAMINED),
        "died": said("2022-03~", EXAMINED),
        "place": said("Site K-4", EXAMINED),
        "completeness": said("whole", EXAMINED),
    },
    "pui": {
        "sex": said("female", EXAMINED),
        "found": said("2022-05", EXAMINED),
        "place": said("Hospital 3", EXAMINED),
    },
    "family": {
        "family name": said("Зразок"),
        "given name": said("Марія"),
        "kinship": said("parent"),
    },
}
"""A minimum record of each kind."""


@dataclass
class Team:
    """Who works in operation One, by role, and who opens files in operation Two."""

    cast: Cast
    one: dict[Role, User]
    morten: User
    tia: User

    def keeper(self, kind: str, *, foreign: bool = False) -> User:
        """Someone who opens files of a kind."""
        if foreign:
            return self.morten if kind == "pm" else self.tia
        return self.one[Role.MORTUARY if kind == "pm" else Role.ANTE_MORTEM]


def make_team(cast: Cast) -> Team:
    """Give every role of operation One to somebody."""
    one = {Role.MORTUARY: cast.alice, Role.EXAMINER: cast.bob}
    for held in Role:
        if held not in DESK_ROLES and held not in one:
            one[held] = account(held.split("-", maxsplit=1)[0])
            role(one[held], held, cast.one, cast.ada)
    morten, tia = account("morten"), account("tia")
    role(morten, Role.MORTUARY, cast.two, cast.ada)
    role(tia, Role.ANTE_MORTEM, cast.two, cast.ada)
    return Team(cast, one, morten, tia)


def opened(
    kind: str,
    user: User,
    operation: Operation,
    site: Site | None = None,
    *,
    values: dict[str, Said] | None = None,
    missing: File | None = None,
    **more: Any,
) -> File:
    """A new file with its minimum record, or with other values."""
    given = ROW[kind] if values is None else values
    action = OpenFile(
        operation=operation,
        file_kind=kind,
        site=site,
        said_at_once=given,
        missing=missing,
        complete=values is None,
    )
    return action.do(by(user, **more), Book())


def opened_all(team: Team, *, foreign: bool = False) -> dict[str, File]:
    """One file of each kind in operation One, or in Two where ``foreign``."""
    cast = team.cast
    operation, site = (cast.two, cast.site_two) if foreign else (cast.one, cast.site_one)
    files: dict[str, File] = {}
    for kind in fields.KINDS:
        files[kind] = opened(
            kind,
            team.keeper(kind, foreign=foreign),
            operation,
            site if kind == "pm" else None,
            missing=files["am"] if kind == "family" else None,
        )
    return files
