"""The pages of certificates: the register, drafting, signing, issuing, and carrying one away."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.books import vault
from nomina.desk.examine import certificate_sheet as sheet
from nomina.desk.examine import resting
from nomina.desk.examine.actions.certify import Draft
from nomina.desk.examine.actions.issue import Issue, SignCertificate, TakeCertificate
from nomina.desk.examine.certificate_forms import DraftForm, IssueForm, SignForm
from nomina.desk.examine.certificate_state import Standing, certified, stands_as, unsigned
from nomina.desk.examine.frame import in_reports
from nomina.desk.examine.models import Certificate, Identification, Issued, Report, Step
from nomina.desk.examine.views.reports import drawn, read
from nomina.desk.files.models import File
from nomina.desk.files.record import record_of
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Row, Table, Weight
from nomina.desk.people.models import Membership, Operation, User
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import (
    ask_first,
    form_page,
    moment,
    page,
    paged,
    perform,
    said_and_back,
    sent,
    take,
    told,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.desk.policy.roles import SEES_LEADS
from nomina.errors import Refused
from nomina.words import LANGUAGES, tr


@open_to(predicates.REPORT, on=Operation)
@require_safe
def register(request: HttpRequest, one: Operation) -> HttpResponse:
    """List the certificates of an operation by number; whom they name stands on their pages."""
    in_reports(request)
    found = Certificate.objects.visible_to(request.user).filter(
        identification__report__one__operation=one
    )
    rows, pager = paged(
        request,
        found.select_related("identification__report__one").order_by("-made_at", "pk"),
    )
    seen = set(
        File.objects.visible_to(request.user)
        .filter(pk__in=[row.identification.report.one_id for row in rows])
        .values_list("pk", flat=True)
    )
    table = Table(
        tr("Register of certificates"),
        (Column(tr("Number")), Column(tr("Body")), Column(tr("State")), Column(tr("Drafted"))),
        tuple(_line(row, seen) for row in rows),
        empty=Empty(
            tr("No certificate yet"), tr("One is drafted from an identification that stands.")
        ),
        pager=pager,
    )
    says = tr("Who asks about a number is told what stands here now.")
    return page(request, Head(tr("Register of certificates"), says=says), table)


def _line(one: Certificate, seen: set[Any]) -> Row:
    standing, body = stands_as(one), one.identification.report.one
    return Row(
        one.pk.hex,
        (
            Cell(one.number, Kind.CODE),
            Cell(body.number if body.pk in seen else "", Kind.CODE),
            Cell(sheet.standing_name(standing), Kind.CHIP, way=sheet.standing_way(standing)),
            moment(one.made_at),
        ),
        reverse("examine:certificate", args=[one.pk]),
    )


@open_to(predicates.CERTIFY, on=Identification)
def draft(request: HttpRequest, one: Identification) -> HttpResponse:
    """Draft a certificate of an identification that stands."""
    if not resting.stands(one):
        messages.error(request, tr("This was recalled already."))
        return redirect("examine:report", one.report_id)
    return read(request, one.report, partial(_drafting, one=one))


def _drafting(
    request: HttpRequest, report: Report, steps: list[Step], one: Identification
) -> HttpResponse:
    form = DraftForm(sent(request), among=_may_sign(report), initial=_known(report))

    def done(given: dict[str, Any]) -> HttpResponse:
        made = perform(request, Draft(identification=one, typed=form.typed(), posts=form.posts()))
        text = tr("The draft is written. Those who are named sign it now.")
        return said_and_back(request, text, "examine:certificate", made.pk)

    says = tr(
        "Names, date of birth and what the identification rests on are taken from the files and"
        " the dossier. Leave empty what is not recorded: it is printed so."
    )
    head = Head(tr("Draft a certificate"), number=report.one.number, says=says)
    back = reverse("examine:report", args=[report.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Write the draft"), back)


def _may_sign(report: Report) -> list[User]:
    rows = Membership.objects.current().filter(
        role__in=SEES_LEADS, operation__in=report.thing().operations, user__is_active=True
    )
    return list(User.objects.filter(pk__in=rows.values("user")))


def _known(report: Report) -> dict[str, str]:
    """Give what is filled in at first: who reported the person missing, where the body lies."""
    standing = record_of(report.other).get("informant")
    known = {"place": report.one.site.name if report.one.site is not None else ""}
    if standing is not None and not standing.unsettled and standing.said.is_known:
        known["reported_by"] = standing.said.get()[:200]
    return known


@open_to(predicates.REPORT, on=Certificate)
@require_safe
def certificate(request: HttpRequest, one: Certificate) -> HttpResponse:
    """Show a certificate: where it stands, what is certified, who signed, what was issued."""
    return read(request, one.identification.report, partial(_certificate, one=one))


def _certificate(
    request: HttpRequest, report: Report, steps: list[Step], one: Certificate
) -> HttpResponse:
    standing, it = stands_as(one), certified(one)
    may = predicates.TAKE_CERTIFICATE(standing_for(request), one.thing())
    head = Head(
        tr("Certificate of identification"),
        number=one.number,
        acts=tuple(_acts(request, one, standing)),
    )
    parts = (
        sheet.notice(standing),
        sheet.signatures(one, it),
        sheet.issued(one, take=may and standing is Standing.ISSUED),
        *sheet.fields(it),
    )
    return drawn(request, head, *parts)


def _acts(request: HttpRequest, one: Certificate, standing: Standing) -> list[Act]:
    acts = []
    if _post(request, one) in unsigned(one) and standing is Standing.WAITS:
        href = reverse("examine:certificate_sign", args=[one.pk])
        acts.append(Act(tr("Sign it"), href, key="s", weight=Weight.PRIMARY))
    issues = standing is Standing.SIGNED or (standing is Standing.ISSUED and bool(_left(one)))
    if issues and predicates.CERTIFY(standing_for(request), one.thing()):
        href = reverse("examine:certificate_issue", args=[one.pk])
        weight = Weight.PRIMARY if standing is Standing.SIGNED else Weight.PLAIN
        acts.append(Act(tr("Issue it"), href, key="i", weight=weight))
    report = one.identification.report
    acts.append(Act(tr("The report"), reverse("examine:report", args=[report.pk]), key="r"))
    href = reverse("examine:certificates", args=[report.one.operation_id])
    acts.append(Act(tr("Register"), href))
    return acts


def _post(request: HttpRequest, one: Certificate) -> str:
    """Give the post that who asks holds; empty for none."""
    user = request.user
    assert isinstance(user, User)
    mine = [x.post for x in certified(one).posts if x.account == user.pk.hex]
    return mine[0] if mine else ""


def _left(one: Certificate) -> list[str]:
    done = set(one.issued.values_list("language", flat=True))
    return [language for language in LANGUAGES if language not in done]


def _back(one: Certificate) -> HttpResponse:
    return redirect("examine:certificate", one.pk)


@open_to(predicates.SIGN_CERTIFICATE, on=Certificate)
def sign(request: HttpRequest, one: Certificate) -> HttpResponse:
    """Sign for the post that one holds."""
    if stands_as(one) is not Standing.WAITS or _post(request, one) not in unsigned(one):
        messages.error(request, tr("There is nothing here for you to sign."))
        return _back(one)
    ask_first(request, SignCertificate)
    return read(request, one.identification.report, partial(_signing, one=one))


def _signing(
    request: HttpRequest, report: Report, steps: list[Step], one: Certificate
) -> HttpResponse:
    form = SignForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, SignCertificate(certificate=one, **given))
        return said_and_back(
            request, tr("You signed this certificate."), "examine:certificate", one.pk
        )

    says = tr("You sign exactly what its page shows, by its hash {hash}, and nothing else.")
    text = says.format(hash=sheet.grouped(one.digest)[:17])
    head = Head(tr("Sign the certificate"), number=one.number, says=text)
    back = reverse("examine:certificate", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Sign"), back)


@open_to(predicates.CERTIFY, on=Certificate)
def issue(request: HttpRequest, one: Certificate) -> HttpResponse:
    """Make a certificate out in a language."""
    if stands_as(one) not in (Standing.SIGNED, Standing.ISSUED) or not _left(one):
        messages.error(request, tr("This cannot be issued now."))
        return _back(one)
    ask_first(request, Issue)
    return read(request, one.identification.report, partial(_issuing, one=one))


def _issuing(
    request: HttpRequest, report: Report, steps: list[Step], one: Certificate
) -> HttpResponse:
    form = IssueForm(sent(request), left=_left(one))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, Issue(certificate=one, **given))
        text = tr("Issued. Both files are kept, and their digests stand in the log.")
        return said_and_back(request, text, "examine:certificate", one.pk)

    head = Head(tr("Issue the certificate"), number=one.number)
    back = reverse("examine:certificate", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Issue"), back)


@open_to(predicates.TAKE_CERTIFICATE, on=Issued)
def pdf(request: HttpRequest, one: Issued) -> HttpResponse:
    """Give the PDF, as it was issued."""
    return _take(request, one, "pdf")


@open_to(predicates.TAKE_CERTIFICATE, on=Issued)
def json(request: HttpRequest, one: Issued) -> HttpResponse:
    """Give the JSON, as it was issued."""
    return _take(request, one, "json")


def _take(request: HttpRequest, one: Issued, form: str) -> HttpResponse:
    ask_first(request, TakeCertificate)
    return read(
        request, one.certificate.identification.report, partial(_taking, one=one, form=form)
    )


def _taking(
    request: HttpRequest, report: Report, steps: list[Step], one: Issued, form: str
) -> HttpResponse:
    back = reverse("examine:certificate", args=[one.certificate_id])
    number = one.certificate.number
    if request.method != "POST":
        says = tr("The file leaves this desk as it was issued. That it was done is written down.")
        head = Head(tr("Carry a certificate away"), number=number, says=says)
        return form_page(request, head, forms.Form(), tr("Download the file"), back)
    try:
        perform(request, TakeCertificate(issued=one, form=form))
    except Refused as error:
        messages.error(request, told(error))
        return redirect(back)
    data = vault().read(one.pdf if form == "pdf" else one.json)
    response = HttpResponse(data, content_type="application/octet-stream")  # never to be shown
    name = f"{number}.{one.language}.pdf" if form == "pdf" else f"{number}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox"
    return response
