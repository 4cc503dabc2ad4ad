"""The guard of every view: a rule stands on it, or it is not answered (SEC-40).

`open_to` puts a rule on a view of ours and finds its object among those that the person may see,
so that what is hidden and what does not exist give one answer. `Guard` refuses a view without a
rule; views of other packages have theirs in `nomina.desk.policy.foreign`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from nomina.desk.people.standing import standing_for
from nomina.desk.policy.finding import found
from nomina.desk.policy.foreign import FOREIGN
from nomina.desk.policy.predicates import Predicate
from nomina.desk.policy.standing import NOBODY, NOTHING, Thing

View = Callable[..., HttpResponseBase]
_log = logging.getLogger(__name__)


class Guarded(Protocol):
    """A view with its rule, and the table of its object."""

    permission: Predicate
    on: type[models.Model] | None

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer a request."""


def open_to(rule: Predicate, on: type[models.Model] | None = None) -> Callable[[View], Guarded]:
    """Put a rule on a view.

    The rule is asked within the view itself, not by a middleware: a request that was held up for
    a fresh sign-in goes on past all of them.

    Args:
        rule: who may; asked about the object where there is one.
        on: the table of the object; the view then gets the object instead of its ``id``.
    """

    def guard(view: View) -> Guarded:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            who = standing_for(request)
            if who.user is None and not rule(NOBODY):
                # Before any object is looked for: a stranger gets one answer to every address.
                return _sign_in(request)
            thing: Thing = NOTHING
            if on is not None:
                one = found(on, request.user, kwargs.pop("id"))
                thing, args = one.thing(), (one, *args)
            if not rule(who, thing):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        made: Any = guarded
        made.permission, made.on = rule, on
        return made  # type: ignore[no-any-return]

    return guard


def _sign_in(request: HttpRequest) -> HttpResponse:
    return redirect_to_login(request.get_full_path(), reverse("account_login"))


class Guard:
    """Middleware: refuses a view that declares no rule, and asks the rules of foreign views."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass a request on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: object, kwargs: object
    ) -> HttpResponse | None:
        """Let a view with a rule answer, and no other."""
        if hasattr(view, "permission"):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        rule = FOREIGN.get(name)
        if rule is None:
            _log.error("the view %s declares no permission, so it was refused", name or view)
            raise PermissionDenied
        if rule(standing_for(request)):
            return None
        if not request.user.is_authenticated:
            return _sign_in(request)
        raise PermissionDenied
