"""The door of every endpoint: who asks, how often, about which object, by which rule.

Only then is anything else of the request looked at, so that what is hidden, what does not exist
and what is forbidden are answered alike whatever was sent along.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce, wraps
from operator import or_
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.utils import check_csrf

from nomina.desk import limits
from nomina.desk.acts import Action, Actor
from nomina.desk.api import problems, tokens
from nomina.desk.people.models import User
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import actor_of
from nomina.desk.policy.finding import found
from nomina.desk.policy.predicates import Predicate
from nomina.desk.policy.standing import NOTHING, Thing
from nomina.words import current, tr, use

R = TypeVar("R")
Endpoint = Callable[..., Any]
SAFE = frozenset({"GET"})


Keys = Callable[[str, UUID | None], User | None]
"""Gives whom a key opens a door for, at the object with an id; None where it opens nothing."""


@dataclass(frozen=True)
class Door:
    """What stands before one method of one address.

    Attributes:
        keys: of a door that the key of a device opens too, and no other door does.
    """

    rule: Predicate
    on: type[models.Model] | None
    keys: Keys | None = None


api = NinjaAPI(
    title="Nomina",
    version="1",
    description="Case files, photos and leads of one desk. A face never identifies.",
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
)
problems.join(api)
_doors: dict[str, dict[str, Door]] = {}


def get(path: str, name: str, rule: Predicate, **more: Any) -> Callable[[Endpoint], Endpoint]:
    """Make a function the endpoint that reads at ``path``; see `_opened`."""
    return _opened("GET", path, name, rule, **more)


def post(path: str, name: str, rule: Predicate, **more: Any) -> Callable[[Endpoint], Endpoint]:
    """Make a function the endpoint that acts at ``path``; see `_opened`."""
    return _opened("POST", path, name, rule, **more)


def _opened(
    method: str,
    path: str,
    name: str,
    rule: Predicate,
    *,
    gives: Any = None,
    on: type[models.Model] | None = None,
    unsettled: Any = None,
    keys: Keys | None = None,
) -> Callable[[Endpoint], Endpoint]:
    """Put an endpoint behind its door.

    Args:
        method: the one it answers to.
        path: with ``{uuid:id}`` where there is an object.
        name: of the route; one for all methods of a path.
        rule: who may; asked about the object where there is one.
        gives: type of the answer; None where it is no JSON.
        on: table of the object, which the function gets instead of the id.
        unsettled: type of an answer with 409 that holds more than a problem.
        keys: whose keys open this door beside the tokens of people.
    """
    _doors.setdefault(name, {})[method] = Door(rule, on, keys)
    responses: dict[Any, Any] = {200: gives} if gives is not None else {}
    codes = [401, 403, 429, *([404] if on is not None else [])]
    codes += [409, 422] if method not in SAFE else [409] if gives is None else []
    responses |= dict.fromkeys(sorted(codes), problems.Problem)
    if unsettled is not None:
        responses[409] = unsettled | problems.Problem

    def keep(view: Endpoint) -> Endpoint:
        asked = inspect.signature(view, eval_str=True)
        kept = list(asked.parameters.values())
        if on is not None:
            kept[1] = kept[1].replace(name="id", annotation=UUID)

        @wraps(view)
        def inner(request: HttpRequest, **given: Any) -> Any:
            if on is None:
                return view(request, **given)
            given.pop("id")
            return view(request, vars(request)["found"], **given)

        vars(inner)["__signature__"] = asked.replace(parameters=kept)
        api.default_router.add_api_operation(
            path,
            [method],
            inner,
            response=responses,
            url_name=name,
            operation_id=view.__name__,
            summary=(view.__doc__ or "").split("\n")[0].rstrip("."),
            description=str(rule),
            tags=[view.__module__.rsplit(".", 1)[-1]],
        )
        return view

    return keep


def act(request: HttpRequest, action: Action[R]) -> R:
    """Do an act for whoever asks; what it raises is answered (`problems`)."""
    return action.do(actor(request))


def actor(request: HttpRequest) -> Actor:
    """Give who asks; one who asks through a token has proved nothing of being there."""
    user = request.user
    if isinstance(user, User) and user.narrowed is not None:
        return Actor(user, timezone.now(), None)
    return actor_of(request)


def routes() -> list[URLPattern]:
    """Give every address of the interface, each behind its door."""
    found = {one.name: one for one in api.urls[0] if isinstance(one, URLPattern)}
    return [
        URLPattern(found[name].pattern, _behind(found[name].callback, doors), {}, name)
        for name, doors in _doors.items()
    ]


def _behind(inner: Endpoint, doors: Mapping[str, Door]) -> Endpoint:
    @csrf_exempt  # asked for below: not of who brings a token
    def view(request: HttpRequest, **given: Any) -> HttpResponseBase:
        try:
            _enter(request, doors, given.get("id"))
        except Exception as error:  # noqa: BLE001 - what is not known there is raised again
            response: HttpResponseBase = api.on_exception(request, error)
        else:
            response = inner(request, **given)
        response.headers["Content-Language"] = current()
        return response

    rules = dict.fromkeys(door.rule for door in doors.values())
    vars(view)["permission"] = reduce(or_, rules)
    return view


def _enter(request: HttpRequest, doors: Mapping[str, Door], id_: str | None) -> None:
    door = doors.get(request.method or "")
    keys = None if door is None or door.keys is None else door.keys
    user = _who(request, keys, None if id_ is None else UUID(id_))
    limits.spend(limits.EACH_MINUTE, user.pk)
    if door is None:
        raise problems.NotAllowedHere(tuple(sorted(doors)))
    if request.method not in SAFE and user.narrowed is None and check_csrf(request) is not None:
        raise PermissionDenied
    # Before rows are looked for: who sees which of them rests on the same memberships.
    standing = standing_for(request)
    thing: Thing = NOTHING
    if door.on is not None:
        one = found(door.on, user, UUID(id_))
        thing = one.thing()
        vars(request)["found"] = one
    if not door.rule(standing, thing):
        raise PermissionDenied


def _who(request: HttpRequest, keys: Keys | None = None, id_: UUID | None = None) -> User:
    """Give who asks, by token or key where one is sent and else by session."""
    sent = request.headers.get("Authorization")
    user: object = request.user
    if sent is not None:
        kind, _, token = sent.partition(" ")
        token = token.strip()
        user = tokens.holder(token) if kind.lower() == "bearer" else None
        if user is None and keys is not None and kind.lower() == "bearer":
            user = keys(token, id_)
        request.user = user if isinstance(user, User) else AnonymousUser()
    if not isinstance(user, User) or not user.is_active:
        raise problems.NotSignedIn(
            tr("nobody has signed in"), todo=tr("Sign in, or send a token that is not over")
        )
    if sent is not None:
        use(user.language)
    return user
