"""The roles of the desk, and which of them exclude each other."""

from __future__ import annotations

from enum import StrEnum

from nomina.words import tr


class Role(StrEnum):
    """What someone does at the desk; the value is what is stored and never shown."""

    MORTUARY = "mortuary-recorder"
    ANTE_MORTEM = "ante-mortem-recorder"
    EXAMINER = "examiner"
    BOARD = "board-member"
    CUSTODY = "custody-officer"
    LIAISON = "family-liaison"
    TRANSMISSION = "transmission-officer"
    AUDITOR = "auditor"
    SECURITY = "security"
    ADMINISTRATOR = "administrator"


DESK_ROLES = frozenset({Role.ADMINISTRATOR, Role.SECURITY})
"""Held for the whole desk. Whoever holds one holds no other role, so that no one who makes
accounts, or watches them, ever sees a case."""

CASE_ROLES = frozenset(Role) - DESK_ROLES - {Role.AUDITOR}
"""Held in one operation, and the only roles with which its case files can be opened."""

SEES_FILE: dict[str, frozenset[Role]] = {
    "am": CASE_ROLES,
    "pm": CASE_ROLES,
    "pui": CASE_ROLES - {Role.CUSTODY, Role.TRANSMISSION},
    "family": frozenset({Role.ANTE_MORTEM, Role.LIAISON, Role.BOARD, Role.TRANSMISSION}),
}
"""Who sees which kind of file in an operation: the living and the families are kept closer."""

KEEPS_FILE: dict[str, frozenset[Role]] = {
    "am": frozenset({Role.ANTE_MORTEM}),
    "pm": frozenset({Role.MORTUARY}),
    "pui": frozenset({Role.MORTUARY, Role.ANTE_MORTEM}),
    "family": frozenset({Role.ANTE_MORTEM, Role.LIAISON}),
}
"""Who opens which kind of file and writes in it."""

SEES_PHOTO: dict[str, frozenset[Role]] = {
    "am": frozenset({Role.ANTE_MORTEM, Role.EXAMINER, Role.BOARD, Role.LIAISON}),
    "pm": frozenset({Role.MORTUARY, Role.EXAMINER, Role.BOARD}),
    "pui": frozenset({Role.MORTUARY, Role.ANTE_MORTEM, Role.EXAMINER, Role.BOARD}),
    "family": frozenset(),
}
"""Who may open a photo of which kind of file; a family's file has none."""

SEES_LEADS = frozenset({Role.EXAMINER, Role.BOARD})
"""Who may know in an operation whom a body may be: those who examine it and those who decide."""

SEES_CAPTURES: dict[str, frozenset[Role]] = {
    "am": frozenset({Role.ANTE_MORTEM, Role.EXAMINER, Role.BOARD}),
    "pm": frozenset({Role.MORTUARY, Role.ANTE_MORTEM, Role.EXAMINER, Role.BOARD}),
    "pui": frozenset({Role.MORTUARY, Role.ANTE_MORTEM, Role.EXAMINER, Role.BOARD}),
    "family": frozenset(),
}
"""Who sees what was openly published about the person of which kind of file; of a family, nobody
collects it. Whoever keeps a kind of file is among them, or nobody could take over what it says."""

SEES_CUSTODY = frozenset({Role.MORTUARY, Role.CUSTODY, Role.BOARD, Role.LIAISON, Role.TRANSMISSION})
"""Who knows in an operation where the dead and what is theirs lie. Examiners do not: what lies
beside a body would tell them what others believe of it (FOR-05)."""

KEEPS_CUSTODY = frozenset({Role.CUSTODY, Role.MORTUARY})
"""Who takes items in, moves them, gives and takes them; the first also makes places and settles
what does not fit."""

SEES_NOTICES = frozenset({Role.LIAISON, Role.BOARD})
"""Who knows in an operation which family is to be told what, and how it went."""

SEES_BUREAU = frozenset({Role.TRANSMISSION, Role.BOARD, Role.LIAISON})
"""Who knows in an operation what goes to other institutions, and what comes from them."""

SEES_INCOMING = frozenset({Role.TRANSMISSION, Role.ANTE_MORTEM})
"""Who reads in an operation what came from other institutions before it is part of any file: those
who receive it, and those who write down missing people. Nobody else, until it was taken over."""

SEES_ENQUIRIES = frozenset({Role.LIAISON, Role.ANTE_MORTEM})
"""Who reads in an operation what relatives ask: those who speak with them, and those who write
down whom they miss."""

SEES_PAGES = frozenset({Role.LIAISON})
"""Who sees of an operation which public pages it has, asks for them and closes them; those who keep
accounts do so of all, and open them."""

SEES_REPLIES = frozenset({Role.LIAISON, Role.ANTE_MORTEM})
"""Who knows in an operation that a family replied, and what is to be done about it. What was
written is opened by the first alone."""

SEES_RETURNS = frozenset({Role.LIAISON, Role.CUSTODY, Role.TRANSMISSION, Role.BOARD})
"""Who knows in an operation how somebody comes home, step by step."""

SEES_FAMILIES = frozenset(
    {Role.LIAISON, Role.ANTE_MORTEM, Role.BOARD, Role.TRANSMISSION, Role.CUSTODY}
)
"""Who has the page of an operation's work with families; what stands on it, each part says."""

OPERATION_ROLES = frozenset(Role) - DESK_ROLES
"""Held in one operation."""


def clash(wanted: Role, held: frozenset[Role], here: frozenset[Role]) -> bool:
    """Say whether ``wanted`` must not be added to what someone holds.

    Args:
        wanted: the role to be granted.
        held: every role held anywhere, now or from a later day.
        here: those of them held in the operation in question.
    """
    if wanted in DESK_ROLES:
        return bool(held)
    if held & DESK_ROLES:
        return True
    # An auditor reads what the others did; he cannot be one of those he reads about.
    return bool(here) if wanted is Role.AUDITOR else Role.AUDITOR in here


def name(role: Role) -> str:
    """Give the name of a role in the language of the reader."""
    return {
        Role.MORTUARY: tr("mortuary recorder"),
        Role.ANTE_MORTEM: tr("ante-mortem recorder"),
        Role.EXAMINER: tr("examiner"),
        Role.BOARD: tr("board member"),
        Role.CUSTODY: tr("custody officer"),
        Role.LIAISON: tr("family liaison"),
        Role.TRANSMISSION: tr("transmission officer"),
        Role.AUDITOR: tr("auditor"),
        Role.SECURITY: tr("security officer"),
        Role.ADMINISTRATOR: tr("administrator"),
    }[role]


def duty(role: Role) -> str:
    """Say in one line what a role is for."""
    return {
        Role.MORTUARY: tr("records bodies and body parts"),
        Role.ANTE_MORTEM: tr("records missing people and who reported them"),
        Role.EXAMINER: tr("compares files and writes down what is found"),
        Role.BOARD: tr("decides on what examiners propose"),
        Role.CUSTODY: tr("answers for where each body is"),
        Role.LIAISON: tr("speaks with families"),
        Role.TRANSMISSION: tr("sends and receives what the law asks for"),
        Role.AUDITOR: tr("reads who did what; changes nothing"),
        Role.SECURITY: tr("watches accounts and alarms; sees no case"),
        Role.ADMINISTRATOR: tr("makes accounts and operations; sees no case"),
    }[role]
