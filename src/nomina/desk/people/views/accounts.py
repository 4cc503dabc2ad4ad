"""Accounts: who has one, one person, making and closing one, opening one anew."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from nomina.desk.look.isolate import isolated
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Row, Table, Way, Weight
from nomina.desk.people.actions import (
    AddUser,
    ApproveRecovery,
    AskRecovery,
    DeactivateUser,
    GrantRole,
    RenewCode,
)
from nomina.desk.people.forms import AccountForm, DeskRoleForm, ReasonForm, begins, ends
from nomina.desk.people.models import CodeUse, Membership, Recovery, User
from nomina.desk.people.views.common import (
    act,
    ask_first,
    form_page,
    moment,
    once,
    page,
    paged,
    perform,
    said_and_back,
    sent,
    take,
    told,
)
from nomina.desk.people.views.operations import administers, memberships_table
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.desk.policy.roles import Role, name
from nomina.errors import InputError
from nomina.words import tr


@open_to(predicates.SEE_ACCOUNTS)
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """List every account, and the requests for recovery that wait for a second administrator."""
    rows, pager = paged(request, User.objects.visible_to(request.user))
    add = act(tr("Add an account"), reverse("people:add_account"), "n")
    acts = add if administers(request) else ()
    table = Table(
        tr("Accounts"),
        (Column(tr("Name")), Column(tr("Sign-in name")), Column(tr("State"))),
        tuple(
            Row(
                one.pk.hex,
                (Cell(one.name, Kind.NAME), Cell(one.login, Kind.CODE), _state(one)),
                reverse("people:person", args=[one.pk]),
            )
            for one in rows
        ),
        pager=pager,
    )
    waiting = _waiting(request)
    parts = (waiting, table) if waiting.rows else (table,)
    return page(request, Head(tr("Accounts"), acts=acts), *parts)


def _state(one: User) -> Cell:
    if one.is_active:
        return Cell(tr("open"), Kind.CHIP)
    return Cell(tr("closed"), Kind.CHIP, way=Way.UNSURE)


def _waiting(request: HttpRequest) -> Table:
    now = timezone.now()
    asked = Recovery.objects.visible_to(request.user).filter(until__gt=now, code=None)
    may = administers(request)
    return Table(
        tr("Wait for a second administrator"),
        (Column(tr("Person")), Column(tr("Asked by")), Column(tr("Reason")), Column(tr("Until"))),
        tuple(
            Row(
                one.pk.hex,
                (
                    Cell(one.user.name, Kind.NAME),
                    Cell(one.asked_by.name, Kind.NAME),
                    Cell(one.why),
                    moment(one.until),
                ),
                reverse("people:approve_recovery", args=[one.pk]) if may else "",
            )
            for one in asked.select_related("user", "asked_by")
        ),
        titled=True,
    )


@open_to(predicates.SEE_PERSON, on=User)
@require_safe
def person(request: HttpRequest, one: User) -> HttpResponse:
    """Show one person and the roles that one may see."""
    rows = list(
        Membership.objects.visible_to(request.user)
        .filter(user=one)
        .select_related("operation", "end")
    )
    table = memberships_table(tr("Roles"), rows, of=False)
    shown = Table(table.caption, table.columns, table.rows, Empty(tr("No role")), titled=True)
    says = "" if one.is_active else tr("This account is closed.")
    head = Head(one.name, number=one.login, says=says, acts=_acts(request, one))
    return page(request, head, shown, *_ends(request, rows))


def _ends(request: HttpRequest, rows: list[Membership]) -> tuple[Act, ...]:
    if not administers(request):
        return ()
    now = timezone.now()
    return tuple(
        Act(
            f"{tr('End a role')}: {name(Role(row.role))}"
            + (f" · {isolated(row.operation.name)}" if row.operation else ""),
            reverse("people:end_membership", args=[row.pk]),
        )
        for row in rows
        if not hasattr(row, "end") and (row.until is None or row.until > now)
    )


def _acts(request: HttpRequest, one: User) -> tuple[Act, ...]:
    if not administers(request) or one.pk == request.user.pk or not one.is_active:
        return ()
    signed_in = CodeUse.objects.filter(code__user=one).exists()
    anew = (
        Act(tr("Open anew"), reverse("people:ask_recovery", args=[one.pk]))
        if signed_in
        else Act(tr("New code"), reverse("people:renew_code", args=[one.pk]), post=True)
    )
    return (
        Act(tr("Role for the whole desk"), reverse("people:grant_desk", args=[one.pk])),
        anew,
        Act(tr("Close"), reverse("people:close_account", args=[one.pk]), weight=Weight.STOP),
    )


@open_to(predicates.ADD_USER)
def add_account(request: HttpRequest) -> HttpResponse:
    """Make an account, and show its code once."""
    form = AccountForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        made = perform(request, AddUser(**given))
        head = Head(made.user.name, number=made.user.login)
        return once(request, head, made.code, _how_long())

    back = reverse("people:accounts")
    head = Head(tr("Add an account"))
    return take(request, form, done) or form_page(request, head, form, tr("Add"), back)


def _how_long() -> str:
    return tr("With this code and the sign-in name one signs in once, within three days.")


@open_to(predicates.RENEW_CODE, on=User)
@require_POST
def renew_code(request: HttpRequest, one: User) -> HttpResponse:
    """Make another code for one who has never signed in, and show it once."""
    try:
        code = perform(request, RenewCode(user=one))
    except InputError as error:
        return said_and_back(request, told(error), "people:person", one.pk)
    return once(request, Head(one.name, number=one.login), code, _how_long())


@open_to(predicates.DEACTIVATE_USER, on=User)
def close_account(request: HttpRequest, one: User) -> HttpResponse:
    """Close an account for good."""
    ask_first(request, DeactivateUser)
    form = ReasonForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, DeactivateUser(user=one, why=given["why"]))
        return said_and_back(request, tr("The account is closed."), "people:person", one.pk)

    head = Head(tr("Close an account for good"), says=one.name)
    back = reverse("people:person", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Close"), back)


@open_to(predicates.GRANT_ROLE, on=User)
def grant_desk(request: HttpRequest, one: User) -> HttpResponse:
    """Grant a role for the whole desk."""
    ask_first(request, GrantRole)
    form = DeskRoleForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        wanted = GrantRole(
            user=one,
            role=Role(given["role"]),
            since=begins(given["since"]),
            until=ends(given["until"]),
        )
        perform(request, wanted)
        return said_and_back(request, tr("The role was granted."), "people:person", one.pk)

    head = Head(tr("Grant a role for the whole desk"), says=one.name)
    back = reverse("people:person", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Grant"), back)


@open_to(predicates.ASK_RECOVERY, on=User)
def ask_recovery(request: HttpRequest, one: User) -> HttpResponse:
    """Ask that an account be opened anew, and show the first half of its code once."""
    ask_first(request, AskRecovery)
    form = ReasonForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        half = perform(request, AskRecovery(user=one, why=given["why"]))
        says = tr("This is the first half. A second administrator has to agree within a day.")
        return once(request, Head(one.name, number=one.login), half.code, says)

    head = Head(tr("Open an account anew"), says=one.name)
    back = reverse("people:person", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Ask"), back)


@open_to(predicates.APPROVE_RECOVERY, on=Recovery)
def approve_recovery(request: HttpRequest, one: Recovery) -> HttpResponse:
    """Agree that an account be opened anew, and show the second half of its code once."""
    ask_first(request, ApproveRecovery)
    head = Head(one.user.name, number=one.user.login, says=one.why)
    if request.method == "POST":
        try:
            half = perform(request, ApproveRecovery(recovery=one))
        except InputError as error:
            return said_and_back(request, told(error), "people:accounts")
        says = tr("This is the second half. When it is used, every older key of the account ends.")
        return once(request, head, half.code, says)
    agree = Act(tr("Agree"), request.path, post=True, weight=Weight.PRIMARY)
    asked = tr("Agree only if you know, not by mail or message, that this person asks.")
    return page(
        request,
        Head(tr("Open an account anew"), says=one.user.name, acts=(agree,)),
        Empty(asked, tr("Reason: {why}").format(why=isolated(one.why))),
    )
