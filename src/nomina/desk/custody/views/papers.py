"""Papers of releases, death certificates and lists of the dead; and carrying them away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.books import vault
from nomina.desk.custody.actions.papers import (
    DraftDeath,
    DraftList,
    IssueDeath,
    IssuePaper,
    SignDeath,
    standing,
)
from nomina.desk.custody.actions.papers_taking import TakePaper
from nomina.desk.custody.forms_papers import DeathForm, LanguageForm, OfficeForm, PaperForm
from nomina.desk.custody.models import Death, DeathSign, IssuedPaper, Item, Release
from nomina.desk.custody.models.deaths import ONE
from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import number_of, page, written
from nomina.desk.custody.views.release import identification_of
from nomina.desk.custody.views.release_parts import papers
from nomina.desk.custody.words_release import paper_name
from nomina.desk.look.shapes import (
    Act,
    Cell,
    Column,
    Empty,
    Head,
    Kind,
    Notice,
    Row,
    Table,
    Way,
    Weight,
)
from nomina.desk.people.models import Operation, User
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import (
    ask_first,
    form_page,
    moment,
    paged,
    perform,
    said_and_back,
    sent,
    take,
    told,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.errors import Refused
from nomina.words import tr


@open_to(predicates.ISSUE_PAPERS, on=Release)
def release_paper(request: HttpRequest, one: Release) -> HttpResponse:
    """Make out a paper of a release."""
    form = PaperForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        made = perform(
            request,
            IssuePaper(
                release=one, paper=given["paper"], language=given["language"], typed=form.typed()
            ),
        )
        text = tr("Issued. The file is kept, and its digest stands in the log.")
        return said_and_back(request, text, "custody:issued_paper", made.pk)

    says = tr("What is not known is printed as not known. A laissez-passer needs a whole check.")
    head = Head(tr("Print a paper"), number=one.number, says=says)
    back = reverse("custody:release", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Issue"), back)


@open_to(predicates.ISSUE_PAPERS, on=IssuedPaper)
def paper(request: HttpRequest, one: IssuedPaper) -> HttpResponse:
    """Carry a paper away, as it was issued."""
    back = (
        reverse("custody:release", args=[one.release_id])
        if one.release_id is not None
        else reverse("custody:death", args=[one.death_id])
    )
    if request.method != "POST":
        says = tr("The file leaves this desk as it was issued. That it was done is written down.")
        head = Head(paper_name(one.kind), number=one.number, says=says)
        return form_page(request, head, forms.Form(), tr("Download the file"), back)
    try:
        perform(request, TakePaper(paper=one))
    except Refused as error:
        messages.error(request, told(error))
        return redirect(back)
    response = HttpResponse(vault().read(one.pdf), content_type="application/octet-stream")
    name = f"{one.number}.{one.kind}.{one.language}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox"
    return response


@open_to(predicates.SEE_CUSTODY, on=Operation)
@require_safe
def deaths(request: HttpRequest, one: Operation) -> HttpResponse:
    """List death certificates and lists of the dead, by number."""
    found = Death.objects.visible_to(request.user).filter(operation=one)
    rows, pager = paged(
        request, found.select_related("identification__report__one", "sign").order_by("-made_at")
    )
    may = predicates.ISSUE_PAPERS(standing_for(request), one.thing())
    acts = [Act(tr("Releases"), reverse("custody:releases", args=[one.pk]))]
    if may:
        href = reverse("custody:draft_list", args=[one.pk])
        acts.insert(0, Act(tr("Draw up a list of the dead"), href, key="n"))
    table = Table(
        tr("Death certificates"),
        (Column(tr("Number")), Column(tr("Of")), Column(tr("State")), Column(tr("Drawn up"))),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(row.number, Kind.CODE),
                    _of(row),
                    _state(row),
                    moment(row.made_at),
                ),
                reverse("custody:death", args=[row.pk]),
            )
            for row in rows
        ),
        empty=Empty(
            tr("No death certificate yet"),
            tr("One is drawn up from the page of a body that the board has named."),
        ),
        pager=pager,
    )
    says = tr("Unsigned, none of them is issued.")
    return page(request, Head(tr("Death certificates"), says=says, acts=tuple(acts)), table)


def _of(row: Death) -> Cell:
    if row.identification is None:
        return Cell(tr("a list of {n}").format(n=len(row.document["dead"])))
    return Cell(row.identification.report.one.number, Kind.CODE)


def _sign(row: Death) -> DeathSign | None:
    found: DeathSign | None = getattr(row, "sign", None)
    return found


def _state(row: Death) -> Cell:
    if not standing(row):
        return Cell(tr("recalled"), Kind.CHIP, way=Way.STOP)
    if _sign(row) is None:
        return Cell(tr("waits for the responsible officer"), Kind.CHIP, way=Way.UNSURE)
    return Cell(tr("certified"), Kind.CHIP, way=Way.FOR)


@open_to(predicates.ISSUE_PAPERS, on=Item)
def draft_death(request: HttpRequest, one: Item) -> HttpResponse:
    """Draw up the death certificate of an identified body."""
    decided = identification_of(one)
    if decided is None:
        messages.error(request, tr("The board has not named this body, so no death is certified."))
        return redirect("custody:item", one.pk)
    form = DeathForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        action = DraftDeath(identification=decided, operation=one.operation, typed=given)
        made = perform(request, action)
        text = tr("Drawn up. The responsible officer certifies it now.")
        return said_and_back(request, text, "custody:death", made.pk)

    says = tr(
        "Names, dates and the grave are taken from the files. Leave empty what is not known: it is"
        " printed so."
    )
    head = Head(tr("Draw up a death certificate"), number=number_of(one), says=says)
    back = reverse("custody:item", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Draw it up"), back)


@open_to(predicates.ISSUE_PAPERS, on=Operation)
def draft_list(request: HttpRequest, one: Operation) -> HttpResponse:
    """Draw up a list of all whose death is certified."""
    form = forms.Form(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        made = perform(request, DraftList(operation=one))
        text = tr("Drawn up. The responsible officer certifies it now.")
        return said_and_back(request, text, "custody:death", made.pk)

    says = tr("All whose death is certified and whose identification stands, each as certified.")
    head = Head(tr("Draw up a list of the dead"), says=says)
    back = reverse("custody:deaths", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Draw it up"), back)


@open_to(predicates.SEE_CUSTODY, on=Death)
@require_safe
def death(request: HttpRequest, one: Death) -> HttpResponse:
    """Show a death certificate or list: where it stands, and its papers; no name of the dead."""
    title = tr("Death certificate") if one.kind == ONE else tr("List of the dead")
    head = Head(title, number=one.number, acts=tuple(_acts(request, one)))
    sign = _sign(one)
    facts = [
        Fact(tr("State"), _state(one).text),
        Fact(tr("Of"), _of(one).text),
        Fact(tr("Drawn up"), f"{written(one.made_at)} · {one.by.name}"),
        Fact(
            tr("Certified"),
            "" if sign is None else f"{written(sign.made_at)} · {sign.by.name} · {sign.office}",
        ),
        Fact("SHA-256", one.digest),
    ]
    if one.kind == ONE:
        values = one.document["values"]
        known = sum(value is not None for value in values.values())
        text = tr("{n} of {m} fields are known").format(n=known, m=len(values))
        facts.append(Fact(tr("Complete"), text))
    notice = None
    if not standing(one):
        text = tr("The identification was recalled. Nothing of this is issued any more.")
        notice = Notice(text, Way.STOP)
    rows = one.papers.visible_to(request.user).select_related("by")
    return page(
        request, head, notice, Facts(tr("The certificate"), tuple(facts)), papers(request, rows)
    )


def _acts(request: HttpRequest, one: Death) -> Iterator[Act]:
    who, stands, sign = standing_for(request), standing(one), _sign(one)
    user = request.user
    assert isinstance(user, User)
    mine = one.by_id == user.pk
    if stands and sign is None and not mine and predicates.CERTIFY_DEATH(who, one.thing()):
        href = reverse("custody:sign_death", args=[one.pk])
        yield Act(tr("Certify it"), href, key="s", weight=Weight.PRIMARY)
    if stands and sign is not None and predicates.ISSUE_PAPERS(who, one.thing()):
        href = reverse("custody:issue_death", args=[one.pk])
        yield Act(tr("Issue it"), href, key="i", weight=Weight.PRIMARY)
    yield Act(tr("Death certificates"), reverse("custody:deaths", args=[one.operation_id]))


@open_to(predicates.CERTIFY_DEATH, on=Death)
def sign_death(request: HttpRequest, one: Death) -> HttpResponse:
    """Certify as the responsible officer."""
    ask_first(request, SignDeath)
    form = OfficeForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, SignDeath(death=one, office=given["office"]))
        return said_and_back(request, tr("You certified this."), "custody:death", one.pk)

    says = tr("You answer for what it says, by its hash {hash}.").format(hash=one.digest[:16])
    head = Head(tr("Certify"), number=one.number, says=says)
    back = reverse("custody:death", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Certify"), back)


@open_to(predicates.ISSUE_PAPERS, on=Death)
def issue_death(request: HttpRequest, one: Death) -> HttpResponse:
    """Make a certified death certificate or list out in a language."""
    form = LanguageForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        made = perform(request, IssueDeath(death=one, language=given["language"]))
        text = tr("Issued. The file is kept, and its digest stands in the log.")
        return said_and_back(request, text, "custody:issued_paper", made.pk)

    head = Head(
        tr("Issue it"), number=one.number, says=tr("What was certified is what is printed.")
    )
    back = reverse("custody:death", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Issue"), back)
