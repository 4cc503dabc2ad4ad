"""What stages, steps and kinds of lateness are called, in a language."""

from __future__ import annotations

from nomina.desk.families.hearing_words import label_name
from nomina.desk.families.looking import FORWARDED, HOME, IDENTIFIED, RECOVERED, TOLD, Shown
from nomina.desk.families.models.hearing import LABELS
from nomina.words import tr

LATE = ("replies", "enquiries", "notices", "forwarding", "steps")
"""What can be late, in order."""


def stage_name(stage: str) -> str:
    """Say what happened to somebody."""
    return {
        RECOVERED: tr("Taken in: bodies and parts"),
        IDENTIFIED: tr("Named by the board"),
        TOLD: tr("A family was told"),
        FORWARDED: tr("Forwarded to a bureau or the agency"),
        HOME: tr("Came home"),
    }[stage]


def step_name(step: str) -> str:
    """Say between what time is taken."""
    return {
        "to-named": tr("From recovery to named"),
        "to-told": tr("From named to told"),
        "to-forwarded": tr("From recovery to forwarded"),
        "to-home": tr("From named to home"),
        "in-all": tr("From recovery to home"),
    }[step]


def late_name(late: str) -> str:
    """Say what is late."""
    return {
        "replies": tr("Replies that nobody read on their day"),
        "enquiries": tr("Enquiries past their day"),
        "notices": tr("Notices that should have been told"),
        "forwarding": tr("What should have gone to a bureau"),
        "steps": tr("Steps on the way home"),
    }[late]


def label_rows() -> list[tuple[str, str]]:
    """Give the rows of labels, each with its name."""
    return [(f"label-{one}", label_name(one)) for one in LABELS]


def few() -> str:
    """Say that nothing may be said."""
    return tr("under ten, or none")


def count_text(shown: Shown) -> str:
    """Write a number."""
    return few() if shown.count is None else tr("{n} or more").format(n=shown.count)


def median_text(shown: Shown) -> str:
    """Write a median with the size of its group."""
    if shown.median is None or shown.count is None:
        return few()
    return tr("{days} days (n = {n})").format(days=shown.median, n=shown.count)
