"""How the app joins the frame of every page: its places, and choices kept with the person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from nomina.desk.acts import Actor
from nomina.desk.look import person, places, signals
from nomina.desk.people import care
from nomina.desk.people.actions import ChooseSettings
from nomina.desk.people.models import User
from nomina.desk.people.standing import standing_for
from nomina.desk.policy import predicates
from nomina.words import tr


def _signed_in(request: HttpRequest) -> bool:
    return predicates.SIGNED_IN(standing_for(request))


def _keeps_accounts(request: HttpRequest) -> bool:
    return predicates.SEE_ACCOUNTS(standing_for(request))


PLACES = (
    places.Place("people:operations", lambda: tr("Operations"), _signed_in, order=800),
    places.Place("people:agreements", lambda: tr("Agreements"), _signed_in, order=810),
    places.Place("people:care", lambda: tr("For yourself"), _signed_in, order=900),
    places.Place("people:accounts", lambda: tr("Accounts"), _keeps_accounts, order=820),
)


def join() -> None:
    """Add the places, and listen."""
    for place in PLACES:
        places.add(place)
    person.gives(care.own)
    signals.chosen.connect(keep, dispatch_uid="people.keep")


def keep(sender: object, request: HttpRequest, choice: Mapping[str, str], **more: Any) -> None:
    """Keep a language or theme that was chosen in the header with the person, as an act."""
    user = request.user
    if not isinstance(user, User) or not choice.keys() & {"language", "theme"}:
        return
    ChooseSettings(
        user=user,
        language=choice.get("language", user.language),
        theme=choice.get("theme", user.theme),
    ).do(Actor(user, timezone.now()))
