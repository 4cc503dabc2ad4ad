"""Where a release stands, as a function of its rows; and that recalls list it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.urls import reverse

from nomina.desk.custody.models import Release, ReleaseDone, ReleaseEnd
from nomina.desk.examine import resting
from nomina.desk.examine.models import Identification
from nomina.words import tr

KIND = "release"


class State(StrEnum):
    """Where a release stands."""

    OPEN = "open"
    FROZEN = "frozen"
    DONE = "done"
    ENDED = "ended"


def stands_as(one: Release) -> State:
    """Say where a release stands; one whose identification was recalled is frozen."""
    if ReleaseDone.objects.filter(release=one).exists():
        return State.DONE
    if ReleaseEnd.objects.filter(release=one).exists():
        return State.ENDED
    return State.OPEN if resting.stands(one.identification) else State.FROZEN


def rests(identification: Identification) -> Iterable[resting.Resting]:
    """Give the releases that rest on an identification; what was withdrawn rests no more."""
    for one in identification.releases.filter(end=None).order_by("made_at", "pk"):
        done = ReleaseDone.objects.filter(release=one).exists()
        yield resting.Resting(
            KIND,
            tr("Release {number}").format(number=one.number),
            resting.HAPPENED if done else resting.PENDING,
            reverse("custody:release", args=[one.pk]),
            tr("given out") if done else tr("not given out yet"),
        )


def join() -> None:
    """Have recalls list releases."""
    resting.register(KIND, rests)
