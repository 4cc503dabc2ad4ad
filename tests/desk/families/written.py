"""Letters and messages in tests: an office that was confirmed, and a plan that was released."""

from __future__ import annotations

from datetime import time
from typing import Any

from nomina.desk.families.actions.letters import ConfirmOffice, IssueLetter, SayOffice
from nomina.desk.families.models import FamilyOffice, Letter, Plan, Recipient
from tests.desk.families.visits import Visits

PHONE = "+380 44 123 4567"
"""As it is written internationally (E.123)."""
GIVEN: dict[str, Any] = {
    "name": "Відділ розшуку", "telephone": PHONE, "opens": time(9), "closes": time(17),
    "days": "every", "place": "вул. Вигадана, 1",
}  # fmt: skip


def office(visits: Visits, *, confirmed: bool = True, **more: Any) -> FamilyOffice:
    """How families reach operation One; the second of the liaison called the number."""
    act = SayOffice(operation=visits.yard.team.cast.one, **GIVEN | more)
    made: FamilyOffice = visits.do(act)
    if confirmed:
        visits.do(ConfirmOffice(office=made), visits.second)
    return made


def released(visits: Visits, **more: Any) -> tuple[Recipient, Plan]:
    """The mother, and a plan that somebody of the board let go."""
    recipient = visits.choose(visits.begin())
    plan = visits.plan(recipient, **more)
    visits.sign(plan)
    return recipient, plan


def letter(visits: Visits, recipient: Recipient, plan: Plan) -> Letter:
    made: Letter = visits.do(IssueLetter(recipient=recipient, plan=plan))
    return made
