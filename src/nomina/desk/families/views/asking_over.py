"""Taking over: the steps of one enquiry, each on its own page, to be left and gone on with."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import page
from nomina.desk.families import asking, envelopes
from nomina.desk.families.actions.asking_over import (
    CONTACT,
    JoinFile,
    TakeConsents,
    TakeContact,
    TakeValues,
    done_of,
    part_of,
    said_since,
    source_of,
)
from nomina.desk.families.asked import Asked, AskedContact
from nomina.desk.families.asking_words import contact_way
from nomina.desk.families.forms_asking import ContactForm, contact_initial
from nomina.desk.families.models import Enquiry, EnquiryFile, Submission, SubmissionRead
from nomina.desk.families.models.asking import OTHER
from nomina.desk.families.views.asking_shapes import number_of
from nomina.desk.files import fields, finding
from nomina.desk.files.actions.consents import purpose_name
from nomina.desk.files.actions.searching import LONGEST as QUERY
from nomina.desk.files.actions.searching import SearchFiles
from nomina.desk.files.fields import AM, FAMILY
from nomina.desk.files.forms import FindForm, SaidForm, made
from nomina.desk.files.groups import slug
from nomina.desk.files.models import Card, File
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Row, Table, Weight
from nomina.desk.people.forms import Labelled
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import form_page, perform, said_and_back, sent, take, told
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.errors import InputError
from nomina.words import tr

FOUND = 12
"""Files that a search shows here; whoever sees more looks for another word."""


def mine(request: HttpRequest, one: Submission) -> Asked:
    """Give what was sent, to whoever has read it and so may look at it again.

    Raises:
        Http404: it is of the other side, was not read by them, or is gone.
    """
    read = SubmissionRead.objects.filter(submission=one, by=request.user.pk)
    if one.enquiry.side == OTHER or not read.exists():
        raise Http404
    try:
        return envelopes.written(one)
    except InputError:
        raise Http404 from None


def back(one: Enquiry) -> str:
    """Give the address of the steps."""
    return reverse("families:enquiry_files", args=[one.pk])


@open_to(predicates.TAKE_OVER, on=Enquiry)
@require_safe
def enquiry_files(request: HttpRequest, one: Enquiry) -> HttpResponse:
    """Show what was taken over, and what is next."""
    files = asking.files_of(one)
    read = SubmissionRead.objects.filter(submission__enquiry=one, by=request.user.pk)
    rows = list(Submission.objects.filter(enquiry=one, pk__in=read.values("submission")))
    gone = asking.withdrawn(one)
    runs = predicates.RUN_ENQUIRIES(standing_for(request), one.thing())
    steps = [] if gone or one.side == OTHER else [_steps(row, files, runs=runs) for row in rows]
    flat = [step for group in steps for step in group]
    next_ = next((step for step in flat if not step[2]), None)
    acts = [Act(tr("Find their file"), reverse("families:find_missing", args=[one.pk]), key="f")]
    if next_ is not None:
        acts.insert(0, Act(next_[0], next_[1], key="n", weight=Weight.PRIMARY))
    acts.append(Act(tr("The enquiry"), reverse("families:enquiry", args=[one.pk])))
    says = tr("Each value is looked at before it is written. It can be left and gone on with.")
    head = Head(tr("Files"), number=number_of(one.number), says=says, acts=tuple(acts))
    if gone:
        head = Head(tr("Files"), number=number_of(one.number), says=_gone(), acts=(acts[-1],))
    return page(request, head, _about(files), _table(one, flat, bool(rows)))


def _gone() -> str:
    return tr("Who asked took everything back; what was sent is gone.")


Step = tuple[str, str, bool, str]
"""What is done, where, whether it was, and what of it was."""


def _steps(row: Submission, files: EnquiryFile | None, *, runs: bool) -> list[Step]:
    asked, done = envelopes.written(row), done_of(row)

    def href(name: str) -> str:
        return reverse(f"families:{name}", args=[row.pk])

    found: list[Step] = []
    for kind, given, name in (
        (AM, asked.missing, "take_missing"),
        (FAMILY, asked.relative, "take_relative"),
    ):
        left = [key for key in given if part_of(kind, key) not in done]
        label = tr("Who is missing") if kind == AM else tr("Who asks")
        there = files is not None and (kind == AM or files.family is not None)
        says = tr("{n} of {all} looked at").format(n=len(given) - len(left), all=len(given))
        found.append((label, href(name), there and not left, says))
    open_ = [one for one in asked.consents if f"consent {one}" not in done]
    allowed = ", ".join(purpose_name(one) for one in asked.consents)
    found.append((tr("What they allow"), href("take_consents"), not open_, allowed))
    if runs and asked.contact != AskedContact():
        ways = ", ".join(contact_way(way) for way in asked.contact.ways)
        found.append((tr("How to reach them"), href("take_contact"), CONTACT in done, ways))
    for number in envelopes.left(row):
        if number != envelopes.WRITTEN:
            label = tr("Photo {n}").format(n=number)
            size = asked.photos[number - 1].size // 1024
            found.append((label, f"{href('take_photo')}?photo={number}", False, f"{size} kB"))
    return found


def _about(files: EnquiryFile | None) -> Facts | Empty:
    if files is None:
        return Empty(
            tr("Nobody has said yet whom they ask after"),
            tr("Find the file of the missing person, or open one with what was sent."),
        )
    facts = [
        Fact(
            tr("Asks after"),
            files.missing.number,
            reverse("files:file", args=[files.missing_id]),
        )
    ]
    if files.family is not None:
        href = reverse("files:file", args=[files.family_id])
        facts.append(Fact(tr("Family file"), files.family.number, href))
    return Facts(tr("Files"), tuple(facts))


def _table(one: Enquiry, steps: list[Step], read: bool) -> Table | None:
    if one.side == OTHER:
        return None
    empty = Empty(tr("Nothing to take over"), tr("Read what was sent first."))
    return Table(
        tr("What was sent"),
        (Column(tr("Part")), Column(tr("State")), Column(tr("What"))),
        tuple(
            Row(
                f"step-{n}",
                (
                    Cell(label, Kind.NAME),
                    Cell(tr("taken over") if done else tr("waits"), Kind.CHIP),
                    Cell(what),
                ),
                href,
            )
            for n, (label, href, done, what) in enumerate(steps)
        ),
        empty if not read else None,
        titled=True,
    )


@open_to(predicates.TAKE_OVER, on=Enquiry)
def find_missing(request: HttpRequest, one: Enquiry) -> HttpResponse:
    """Find whether the missing person has a file; the search is written down like every other."""
    form = FindForm(sent(request), initial={"q": _name_sent(request, one)})
    table: Table | None = None
    if request.method == "POST" and form.is_valid():
        query = str(form.cleaned_data["q"])
        try:
            act = SearchFiles(query=query, operations=(one.operation,), file_kind=AM)
            table = _found(one, _cards(request, one, perform(request, act), query))
        except InputError as error:
            form.add_error(None, told(error))
    says = tr("Staff alone see this. To who asked, nobody says what was found.")
    head = Head(tr("Whom they ask after"), number=number_of(one.number), says=says)
    status = 422 if form.is_bound and table is None else 200
    context = {
        "head": head,
        "form": form,
        "parts": [table] if table is not None else [],
        "button": tr("Find"),
        "back": back(one),
    }
    return render(request, "families/asking_find.html", context, status=status)


def _name_sent(request: HttpRequest, one: Enquiry) -> str:
    """Give the name that was sent, to whoever has read it; empty for all others."""
    read = SubmissionRead.objects.filter(submission__enquiry=one, by=request.user.pk)
    if one.side == OTHER or asking.withdrawn(one) or not read.exists():
        return ""
    row = Submission.objects.filter(enquiry=one, readings__by=request.user.pk).first()
    asked = envelopes.written(row) if row is not None else Asked(number="")
    return " ".join(filter(None, map(asked.missing.get, ("family name", "given name"))))[:QUERY]


def _cards(request: HttpRequest, one: Enquiry, words: tuple[str, ...], query: str) -> list[Card]:
    wanted = finding.Wanted(operation=one.operation_id, kind=AM, words=words)
    found = list(finding.part_of(request.user, wanted, size=FOUND).rows)
    formats = [(one.operation_id, AM, one.operation.numbering[AM])]
    numbered = finding.by_number(request.user, query, formats)
    return [*numbered, *(card for card in found if card not in numbered)][:FOUND]


def _found(one: Enquiry, cards: list[Card]) -> Table:
    join = reverse("families:join_missing", args=[one.pk])
    return Table(
        tr("Missing people with these words"),
        (Column(tr("Number")), Column(tr("Name")), Column(tr("Last known alive"))),
        tuple(
            Row(
                card.pk.hex,
                (
                    Cell(card.number, Kind.CODE),
                    Cell(card.title, Kind.NAME),
                    Cell(card.moment, small=card.place),
                ),
                f"{join}?file={card.pk.hex}",
            )
            for card in cards
        ),
        Empty(tr("No file has these words"), tr("Try fewer, or another spelling.")),
        titled=True,
    )


class NoForm(Labelled):
    """Nothing to fill in, only to be sure."""

    def words(self) -> dict[str, tuple[str, str]]:
        """Give nothing."""
        return {}


@open_to(predicates.TAKE_OVER, on=Enquiry)
def join_missing(request: HttpRequest, one: Enquiry) -> HttpResponse:
    """Say that they ask after somebody who has a file."""
    try:
        wanted = UUID(request.GET.get("file", ""))
    except ValueError:
        raise Http404 from None
    rows = File.objects.visible_to(request.user).filter(operation=one.operation_id, kind=AM)
    missing = rows.filter(pk=wanted).select_related("card").first()
    if missing is None:
        raise Http404
    form = NoForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        del given
        perform(request, JoinFile(enquiry=one, missing=missing))
        return said_and_back(request, tr("It was written down."), "families:enquiry_files", one.pk)

    says = tr("They ask after {who}.").format(who=f"{missing.number} · {missing.card.title}")
    head = Head(tr("Is it this person?"), number=number_of(one.number), says=says)
    return take(request, form, done) or form_page(
        request, head, form, tr("It is this person"), back(one)
    )


def _form(row: Submission, kind: str, given: dict[str, str], file: File | None) -> type[SaidForm]:
    done = done_of(row)
    sent_ = [key for key in given if part_of(kind, key) not in done]
    if file is not None:
        return made(kind, sent_)
    least = [field.key for field in fields.minimum(kind)]
    return made(kind, [*least, *(key for key in sent_ if key not in least)], needed=least)


def _initial(row: Submission, kind: str, asked: Asked) -> dict[str, str]:
    given = asked.missing if kind == AM else asked.relative
    source = source_of(row.enquiry)
    found = {slug(key): value for key, value in given.items()}
    found |= {"kind": source.kind.value, "said_note": source.note}
    names = (asked.relative.get(key, "") for key in ("family name", "given name", "patronymic"))
    who = " ".join(part for part in names if part)
    found["source"] = who[:200]
    if kind == AM:
        found |= {"informant": who, "reported": row.enquiry.made_at.date().isoformat()}
        found["expires_state"] = "unknown"
    return found


def _take(request: HttpRequest, row: Submission, kind: str) -> HttpResponse:
    asked = mine(request, row)
    given = asked.missing if kind == AM else asked.relative
    files = asking.files_of(row.enquiry)
    file = None if files is None else files.missing if kind == AM else files.family
    form = _form(row, kind, given, file)(sent(request), initial=_initial(row, kind, asked))
    if not form.keys:
        return redirect("families:enquiry_files", row.enquiry_id)

    def done(values: dict[str, Any]) -> HttpResponse:
        del values
        said = form.given()
        left = frozenset(key for key in given if key in form.keys and key not in said)
        took = perform(request, TakeValues(submission=row, file_kind=kind, given=said, left=left))
        what = tr("Written into {number}.").format(number=took.number)
        return said_and_back(request, what, "families:enquiry_files", row.enquiry_id)

    title = tr("Who is missing") if kind == AM else tr("Who asks")
    says = (
        tr("These values go beside what {number} holds. Empty what is to be left out.").format(
            number=file.number
        )
        if file is not None
        else tr("A new file is opened. Look at each value; empty what is to be left out.")
    )
    context = {
        "head": Head(title, number=number_of(row.enquiry.number), says=says),
        "form": form,
        "button": tr("Write it into the file") if file is not None else tr("Open the file"),
        "back": back(row.enquiry),
    }
    status = 422 if form.is_bound else 200
    return take(request, form, done) or render(request, "files/form.html", context, status=status)


@open_to(predicates.TAKE_OVER, on=Submission)
def take_missing(request: HttpRequest, one: Submission) -> HttpResponse:
    """Write who is missing into a file, or open it."""
    return _take(request, one, AM)


@open_to(predicates.TAKE_OVER, on=Submission)
def take_relative(request: HttpRequest, one: Submission) -> HttpResponse:
    """Write who asks into a relative's file, or open it."""
    if asking.files_of(one.enquiry) is None:
        mine(request, one)
        return said_and_back(
            request, tr("First say whom they ask after."), "families:enquiry_files", one.enquiry_id
        )
    return _take(request, one, FAMILY)


@open_to(predicates.TAKE_OVER, on=Submission)
def take_consents(request: HttpRequest, one: Submission) -> HttpResponse:
    """Write down what they allow, exactly as given."""
    asked = mine(request, one)
    form = NoForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        del given
        perform(request, TakeConsents(submission=one))
        return said_and_back(
            request, tr("It was written down."), "families:enquiry_files", one.enquiry_id
        )

    allowed = "; ".join(purpose_name(one) for one in asked.consents) or tr("nothing")
    says = tr("They allow: {what}. No more is written down, and no less.").format(what=allowed)
    head = Head(tr("What they allow"), number=number_of(one.enquiry.number), says=says)
    return take(request, form, done) or form_page(
        request, head, form, tr("Write it down"), back(one.enquiry)
    )


@open_to(predicates.RUN_ENQUIRIES, on=Submission)
def take_contact(request: HttpRequest, one: Submission) -> HttpResponse:
    """Write down how they are reached, as a person read it."""
    asked = mine(request, one)
    form = ContactForm(sent(request), initial=contact_initial(asked.contact))

    def done(given: dict[str, Any]) -> HttpResponse:
        del given
        what = tr("It was left out.") if said_since(one) else tr("It was written down.")
        perform(request, TakeContact(submission=one, contact=form.contact()))
        return said_and_back(request, what, "families:enquiry_files", one.enquiry_id)

    says = tr("As they wrote it; put right what cannot be dialled or read.")
    if said_since(one):
        says = tr("They have said since how they are reached. That stands, and this is left out.")
    head = Head(tr("How to reach them safely"), number=number_of(one.enquiry.number), says=says)
    return take(request, form, done) or form_page(
        request, head, form, tr("Write it down"), back(one.enquiry)
    )
