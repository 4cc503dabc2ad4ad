"""Enquiries: the list, one of them, and taking one down at the counter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import files_of, page, written
from nomina.desk.families import answers, asking, consent_words, contact, envelopes, secrets
from nomina.desk.families.actions.asking import ReadSubmission, TakeEnquiry
from nomina.desk.families.asked import AskedContact
from nomina.desk.families.asking_words import outcome_name, side_name, way_name
from nomina.desk.families.contact import Contacting
from nomina.desk.families.forms_asking import TakeDownForm
from nomina.desk.families.models import Answer, Enquiry, Submission, SubmissionRead
from nomina.desk.families.models.asking import OTHER
from nomina.desk.families.views.asking_family import said_of
from nomina.desk.families.views.asking_secret import draw, drawn, shown_once
from nomina.desk.families.views.asking_shapes import (
    contact_facts,
    enquiries_table,
    number_of,
    sent_parts,
)
from nomina.desk.look.language import NAMES
from nomina.desk.look.shapes import (
    Act,
    Cell,
    Column,
    Empty,
    Head,
    Kind,
    Notice,
    Pager,
    Row,
    Table,
    Way,
    Weight,
)
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import moment, paged, perform, sent, take
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.errors import InputError, StoreError
from nomina.words import current, tr


@open_to(predicates.SEE_ENQUIRIES, on=Operation)
@require_safe
def enquiries(request: HttpRequest, one: Operation) -> HttpResponse:
    """List the enquiries of an operation: unread ones first."""
    rows = asking.standing(Enquiry.objects.visible_to(request.user).filter(operation=one))
    every = request.GET.get("of") == "all"
    found, pager = paged(request, rows if every else asking.open_(rows))
    other = Act(tr("Only those that are open"), "?") if every else Act(tr("All"), "?of=all")
    acts = [other, Act(tr("Public page"), reverse("families:ask_pages", args=[one.pk]))]
    if predicates.RUN_ENQUIRIES(standing_for(request), one.thing()):
        href = reverse("families:take_enquiry", args=[one.pk])
        acts.insert(0, Act(tr("Take down an enquiry"), href, key="n", weight=Weight.PRIMARY))
    else:
        acts = acts[:1]
    says = tr("Unread ones first. Each has somebody who answers for it, a day, and an outcome.")
    head = Head(tr("Enquiries"), says=f"{one.name} · {says}", acts=tuple(acts))
    table = enquiries_table(asking.lines_of(found), tr("Enquiries"), pager=_kept(pager, every))
    return page(request, head, table)


def _kept(pager: Pager | None, every: bool) -> Pager | None:
    if pager is None or not every:
        return pager
    before, after = (f"{one}&of=all" if one else "" for one in (pager.before, pager.after))
    return Pager(pager.first, pager.last, pager.total, before, after)


@open_to(predicates.RUN_ENQUIRIES, on=Operation)
def take_enquiry(request: HttpRequest, one: Operation) -> HttpResponse:
    """Take an enquiry down; number and secret are shown once, and printed without a name."""
    form = TakeDownForm(
        sent(request), files_of(request), initial={"language": current(), "draw": draw()}
    )

    def done(given: dict[str, Any]) -> HttpResponse:
        number, secret = drawn(given["draw"])
        act = TakeEnquiry(
            operation=one,
            number=number,
            secret=secrets.digest_of(secret),
            way=given["way"],
            language=given["language"],
            side=given["side"],
            asked=form.asked(),
            photos=form.photos(),
        )
        return shown_once(request, perform(request, act), secret)

    says = tr("The same that the public page asks for. Nothing here is needed but what they know.")
    head = Head(tr("Take down an enquiry"), says=says)
    back = reverse("families:enquiries", args=[one.pk])
    context = {"head": head, "form": form, "button": tr("Take it down"), "back": back}
    status = 422 if form.is_bound else 200
    return take(request, form, done) or render(
        request, "families/asking_form.html", context, status=status
    )


@open_to(predicates.SEE_ENQUIRIES, on=Enquiry)
@require_safe
def enquiry(request: HttpRequest, one: Enquiry) -> HttpResponse:
    """Show one enquiry: how it stands, what was sent, what was answered."""
    line = asking.line_of(one)
    sent_ = list(
        Submission.objects.visible_to(request.user)
        .filter(enquiry=one)
        .select_related("consent_text")
    )
    reads = list(
        SubmissionRead.objects.visible_to(request.user)
        .filter(submission__enquiry=one)
        .select_related("by")
    )
    mine = {row.submission_id for row in reads if row.by_id == request.user.pk}
    unread = [row for row in sent_ if row.pk not in mine]
    gone = asking.withdrawn(one)
    said = contact.said_in(one)
    head = Head(
        tr("An enquiry"),
        number=number_of(one.number),
        says=_says(one, said, gone),
        acts=tuple(_acts(request, one, line, unread, gone)),
    )
    parts: list[object] = [_state(one, line)]
    if said_of(said) != AskedContact() and not gone:
        # What counts stands above what was sent first.
        title = tr("What they say of contact now")
        parts.append(Facts(title, tuple(contact_facts(said_of(said)))))
    if not gone:
        for row in sent_:
            parts += _sent(one, row, row.pk in mine)
    return page(request, head, *parts, _answered(request, one), _opened(reads))


def _says(one: Enquiry, said: Contacting, gone: bool) -> str:
    if gone:
        return tr("Who asked took everything back; what was sent is gone.")
    if one.side == OTHER:
        return tr("From the other side: sealed, and nothing is ever sent there.")
    if said.no_contact:
        return tr("This family wants no contact.")
    return tr("Nothing of any case is said before kinship is verified.")


def _acts(
    request: HttpRequest, one: Enquiry, line: asking.Line, unread: list[Submission], gone: bool
) -> Iterator[Act]:
    who = standing_for(request)
    if gone:
        return
    runs = predicates.RUN_ENQUIRIES(who, one.thing())
    first = iter((Weight.PRIMARY,))

    def weight() -> Weight:
        return next(first, Weight.PLAIN)

    def href(name: str) -> str:
        return reverse(f"families:{name}", args=[one.pk])

    if one.side != OTHER and unread:
        there = reverse("families:read_submission", args=[unread[0].pk])
        yield Act(tr("Read what was sent"), there, post=True, key="r", weight=weight())
    if one.side == OTHER and runs:
        there = reverse("families:open_sealed", args=[(unread or _all(one))[0].pk])
        yield Act(tr("Open what was sealed"), there, key="r", weight=weight())
    if runs and line.owner is None:
        yield Act(tr("Take it on"), href("own_enquiry"), key="o", weight=weight())
    if predicates.TAKE_OVER(who, one.thing()):
        label = tr("Files") if asking.files_of(one) else tr("Whom they ask after")
        yield Act(label, href("enquiry_files"), key="f", weight=weight())
    if not runs:
        return
    yield Act(tr("Kinship"), href("enquiry_kinship"), key="k")
    yield Act(tr("Answer"), href("answer_enquiry"), key="a")
    if one.side == OTHER:
        yield Act(tr("What each way means"), href("enquiry_ways"))
    else:
        yield Act(tr("Contact"), href("enquiry_contact"), key="c")
    if line.owner is not None:
        yield Act(tr("Another owner or day"), href("own_enquiry"))
    if not line.outcome:
        yield Act(tr("Outcome"), href("end_enquiry"))
    kin = asking.kinship_of(one)
    if kin is not None and kin.holds:
        yield Act(tr("Another secret"), href("new_secret"))
    yield Act(tr("They take it back"), href("withdraw_enquiry"), weight=Weight.QUIET)


def _all(one: Enquiry) -> list[Submission]:
    return list(Submission.objects.filter(enquiry=one))


def _state(one: Enquiry, line: asking.Line) -> Facts:
    files = asking.files_of(one)
    kin = asking.kinship_of(one)
    held = {None: tr("not verified"), True: tr("holds"), False: tr("does not hold")}
    facts = [
        Fact(tr("Came"), f"{written(one.made_at)} · {way_name(one.way)}"),
        Fact(tr("Side"), side_name(one.side)),
        Fact(tr("Language"), NAMES.get(one.language, one.language)),
        Fact(tr("Answers for it"), line.owner.name if line.owner else tr("nobody")),
        Fact(tr("Due"), line.due.isoformat()),
        Fact(tr("Kinship"), held[kin.holds if kin is not None else None]),
    ]
    if files is not None:
        href = reverse("files:file", args=[files.missing_id])
        facts.append(Fact(tr("Asks after"), files.missing.number, href))
        if files.family is not None:
            href = reverse("files:file", args=[files.family_id])
            facts.append(Fact(tr("Family file"), files.family.number, href))
    if line.outcome:
        end = asking.end_of(one)
        why = f" · {end.why}" if end is not None else ""
        facts.append(Fact(tr("Outcome"), f"{outcome_name(line.outcome)}{why}"))
    return Facts(tr("How it stands"), tuple(facts))


def _sent(one: Enquiry, row: Submission, mine: bool) -> Iterator[object]:
    if one.side == OTHER:
        yield Empty(tr("What was sent is sealed"), tr("Opening it asks for a reason."))
        return
    if not mine:
        yield Empty(tr("You have not read what was sent"), tr("Reading it is written down."))
        return
    try:
        asked = envelopes.written(row)
    except (InputError, StoreError) as error:
        yield Notice(str(error), Way.STOP)
        return
    version = ""
    if row.consent_text is not None:
        language = NAMES.get(row.consent_text.language, row.consent_text.language)
        version = f"{consent_words.version(row.consent_text)} · {language}"
    yield from sent_parts(asked, version)


def _answered(request: HttpRequest, one: Enquiry) -> Table:
    rows = Answer.objects.visible_to(request.user).filter(enquiry=one).select_related("by")
    return Table(
        tr("Answers that wait on their page"),
        (Column(tr("Answer")), Column(tr("Written by")), Column(tr("When"))),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(answers.text(row, one.language)),
                    Cell(row.by.name, Kind.NAME),
                    moment(row.made_at),
                ),
            )
            for row in rows
        ),
        Empty(tr("Nothing was answered yet")),
        titled=True,
    )


def _opened(reads: list[SubmissionRead]) -> Table | None:
    if not reads:
        return None
    return Table(
        tr("Who read it"),
        (Column(tr("Who")), Column(tr("When")), Column(tr("Reason"))),
        tuple(
            Row(row.pk.hex, (Cell(row.by.name, Kind.NAME), moment(row.made_at), Cell(row.why)))
            for row in reads
        ),
        titled=True,
    )


@open_to(predicates.SEE_ENQUIRIES, on=Submission)
@require_POST
def read_submission(request: HttpRequest, one: Submission) -> HttpResponse:
    """Read what was sent; the act is written down, then the page shows it."""
    perform(request, ReadSubmission(submission=one))
    return redirect("families:enquiry", one.enquiry_id)
