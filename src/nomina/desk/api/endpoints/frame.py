"""Who asks, and in which operations."""

from __future__ import annotations

from django.http import HttpRequest

from nomina.desk.api import shapes
from nomina.desk.api.doors import get
from nomina.desk.people.models import Operation, Site, User
from nomina.desk.people.standing import standing_for
from nomina.desk.policy import predicates


@get("me", "me", predicates.SIGNED_IN, gives=shapes.Me)
def me(request: HttpRequest) -> shapes.Me:
    """Say who asks."""
    user = request.user
    assert isinstance(user, User)
    roles = sorted(role.value for role in standing_for(request).desk)
    return shapes.Me(
        id=user.pk,
        name=user.name,
        language=user.language,
        token=user.narrowed is not None,
        roles=roles,
    )


@get("operations", "operations", predicates.SIGNED_IN, gives=shapes.Operations)
def operations(request: HttpRequest) -> shapes.Operations:
    """List the operations that one may see, with their sites."""
    rows = list(Operation.objects.visible_to(request.user))
    return shapes.Operations(operations=_drawn(request, rows))


@get(
    "operations/{uuid:id}",
    "operation",
    predicates.SEE_OPERATION,
    on=Operation,
    gives=shapes.Operation,
)
def operation(request: HttpRequest, one: Operation) -> shapes.Operation:
    """Show one operation, with its sites."""
    return _drawn(request, [one])[0]


def _drawn(request: HttpRequest, rows: list[Operation]) -> list[shapes.Operation]:
    sites: dict[object, list[shapes.Site]] = {row.pk: [] for row in rows}
    for site in Site.objects.visible_to(request.user).filter(operation__in=rows):
        sites[site.operation_id].append(shapes.Site(id=site.pk, name=site.name, code=site.code))
    who = standing_for(request)
    return [
        shapes.Operation(
            id=row.pk,
            name=row.name,
            kind=row.kind,
            languages=row.languages,
            roles=sorted(role.value for role in who.roles(frozenset({row.pk}))),
            sites=sites[row.pk],
        )
        for row in rows
    ]
