"""Keys, codes and passwords that somebody adds or removes, as entries of the log: none, no change.

What was there before and what is there after are held against each other, in the transaction of
the change: the signals of allauth come after it, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from nomina.desk import acts
from nomina.desk.people.models import User

View = Callable[..., HttpResponseBase]
Held = dict[str, tuple[str, str]]


def written(view: View) -> View:
    """Give a view whose changes to the credentials of who asks are in the log, or not made.

    Raises:
        NominaError: the log did not take an entry; everything is as it was.
    """

    @wraps(view)
    def whole(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST" or not isinstance(request.user, User):
            return view(request, *args, **kwargs)
        user = request.user.pk
        with transaction.atomic():
            list(User.objects.select_for_update().filter(pk=user))
            before = _held(request.user)
            answer = view(request, *args, **kwargs)
            for kind, which in _changes(before, _held(request.user)):
                on = (acts.Reference("user", user),)
                said = acts.digest({"what": which[0], "name": which[1]})
                acts.ledger().append(acts.Entry(kind, timezone.now(), user, on, said))
        return answer

    return whole


def _held(user: User) -> Held:
    """Give kind and name of every credential; of a password, what is kept of it in their place."""
    rows = Authenticator.objects.filter(user=user)
    found = {f"key {row.pk}": (str(row.type), str(row.data.get("name", ""))) for row in rows}
    kept = User.objects.values_list("password", flat=True).get(pk=user.pk)
    if User(password=kept).has_usable_password():
        found["password"] = ("password", kept)
    return found


def _changes(before: Held, after: Held) -> Iterator[tuple[str, tuple[str, str]]]:
    for one in sorted(before.keys() | after.keys()):
        was, now = before.get(one), after.get(one)
        if was == now:
            continue
        kind = "add" if was is None else "remove" if now is None else "change"
        what, name = now or was or ("", "")
        yield f"credential.{kind}", (what, "" if what == "password" else name)
