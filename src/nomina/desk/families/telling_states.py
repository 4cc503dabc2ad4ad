"""Where a notice and each of its recipients stand, as a function of their rows.

What is read here comes from rows that were read together (`loaded`), so that a list asks the
database a few times however long it is. Only of what was let go and is not told yet, the dry run
is drawn anew, for it may have changed since.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from nomina.desk.examine.models import IdentificationEnd
from nomina.desk.families import telling_signs
from nomina.desk.families.models import Notice, Plan, PlanFor, Recipient, Told
from nomina.desk.families.models.telling import RECALL

TELL_WITHIN = timedelta(days=7)
"""From the decision of the board until a family is told; after it, it is overdue."""
RECALL_WITHIN = timedelta(days=1)
"""From a recall of the board until everybody who was told has been told that it was wrong."""
RECORD_WITHIN = timedelta(days=1)
"""From the hour of a visit until it is written down how it went."""


class State(StrEnum):
    """Where a notice or a recipient stands, in the order in which people look at them."""

    RECALL = "recall"
    PLAN = "plan"
    RELEASE = "release"
    TELL = "tell"
    TOLD = "told"
    RECALLED = "recalled"
    FROZEN = "frozen"
    CLOSED = "closed"


WAITS = (State.RECALL, State.PLAN, State.RELEASE, State.TELL)
"""Where somebody still has to do something."""


def loaded(rows: Any) -> Any:
    """Have a query of notices bring all that their states are read from."""
    told: Any = Told.objects.select_related("struck")
    covers: Any = PlanFor.objects.select_related(
        "plan__by", "plan__notice__identification__dossier"
    ).prefetch_related("plan__signs")
    people: Any = Recipient.objects.select_related("end", "gone", "family").prefetch_related(
        Prefetch("told", told), Prefetch("plans", covers)
    )
    return rows.select_related(*Notice.beside, "end", "identification__end").prefetch_related(
        Prefetch("recipients", people), Prefetch("recall__recipients", people)
    )


def again(notice: Notice) -> Notice:
    """Give a notice with all that its state is read from, as it is now."""
    found: Notice = loaded(Notice.objects.filter(pk=notice.pk)).get()
    return found


def standing(notice: Notice) -> list[Recipient]:
    """Give the recipients that were not taken off."""
    return [one for one in notice.recipients.all() if not hasattr(one, "end")]


def told_of(recipient: Recipient) -> Told | None:
    """Give the record that they were told; None where they were not."""
    rows = [row for row in recipient.told.all() if not hasattr(row, "struck")]
    return rows[-1] if rows else None


def plan_of(recipient: Recipient) -> Plan | None:
    """Give the last plan that covers a recipient."""
    return max((one.plan for one in recipient.plans.all()), key=lambda p: p.turn, default=None)


def went_by(recipient: Recipient) -> Plan | None:
    """Give the last plan for a recipient that was let go, by which somebody may be on the way.

    A newer plan, or a change that makes another dry run, calls nobody back.
    """
    plans = [one.plan for one in recipient.plans.all() if telling_signs.signed_at(one.plan)]
    return max(plans, key=lambda plan: plan.turn, default=None)


def unplanned(recipient: Recipient) -> bool:
    """Say whether somebody is still to plan how a recipient is told."""
    return told_of(recipient) is None and plan_of(recipient) is None


def where_each(notice: Notice) -> dict[UUID, State]:
    """Say where each recipient stands that was not taken off, whatever became of the notice.

    Returns:
        The states by the id of the recipient; the dry run of a plan for several is drawn once.
    """
    found: dict[UUID, State] = {}
    goes: dict[UUID, bool] = {}
    for one in standing(notice):
        plan = plan_of(one)
        if told_of(one) is not None:
            found[one.pk] = State.TOLD
        elif plan is None:
            found[one.pk] = State.PLAN
        else:
            if plan.pk not in goes:
                goes[plan.pk] = telling_signs.released(plan)
            found[one.pk] = State.TELL if goes[plan.pk] else State.RELEASE
    return found


def everybody(notice: Notice) -> list[Recipient]:
    """Give the recipients who were told, for whom a recall asks the same way back."""
    return [one for one in notice.recipients.all() if told_of(one) is not None]


def ended(notice: Notice) -> IdentificationEnd | None:
    """Give how what a notice tells was recalled; None where it stands."""
    found: IdentificationEnd | None = getattr(notice.identification, "end", None)
    return found


def recall_of(notice: Notice) -> Notice | None:
    """Give the notice that takes one back; None where nobody began it."""
    found: Notice | None = getattr(notice, "recall", None)
    return found


def gone(notice: Notice) -> set[UUID]:
    """Give the files of those whom, as two people say, nobody can tell that it was wrong."""
    recall = recall_of(notice)
    rows = [] if recall is None else recall.recipients.all()
    return {one.family_id for one in rows if hasattr(one, "end")}


def untold(notice: Notice) -> list[Recipient]:
    """Give those who were told and do not know yet that it was wrong."""
    recall = recall_of(notice)
    know = set() if recall is None else {one.family_id for one in everybody(recall)}
    over = know | gone(notice)
    return [one for one in everybody(notice) if one.family_id not in over]


def stands_as(notice: Notice) -> State:
    """Say where a notice stands."""
    if hasattr(notice, "end"):
        return State.CLOSED
    if notice.occasion != RECALL and ended(notice) is not None:
        if not everybody(notice):
            return State.FROZEN
        return State.RECALL if untold(notice) else State.RECALLED
    states = set(where_each(notice).values())
    if not states:
        return State.RECALLED if notice.occasion == RECALL else State.PLAN
    return next(one for one in (*WAITS, State.TOLD) if one in states)


def due(notice: Notice, state: State) -> datetime | None:
    """Give until when something has to happen; None where nothing has."""
    if state not in WAITS:
        return None
    end = ended(notice)
    if end is not None:
        return end.made_at + RECALL_WITHIN
    limit = notice.identification.made_at + TELL_WITHIN
    if state is not State.TELL:
        return limit
    plans = [plan_of(one) for one in standing(notice) if told_of(one) is None]  # all let go
    return min((plan.at + RECORD_WITHIN for plan in plans if plan is not None), default=limit)


def next_contact(told: Told) -> tuple[date | None, str]:
    """Give the day on which somebody speaks with them again, and what was agreed."""
    later = list(told.spoken.all())
    last = later[-1] if later else told
    return last.next_contact, last.next_words


@dataclass(frozen=True)
class NextContact:
    """Somebody who was told is to be spoken with again on a day."""

    told: Told
    day: date
    words: str

    def late(self, today: date) -> bool:
        """Say whether that day is over."""
        return self.day < today


def contacts(rows: Iterable[Told]) -> list[NextContact]:
    """Give the contacts that were agreed and have not been, the earliest first."""
    found = []
    for row in rows:
        day, words = next_contact(row)
        if day is not None:
            found.append(NextContact(row, day, words))
    return sorted(found, key=lambda one: (one.day, one.told.pk.hex))
