"""Packages on pages: the register of an operation, one package, and what was sent of a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import page, written
from nomina.desk.examine import resting
from nomina.desk.files.models import File
from nomina.desk.look.isolate import isolated
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
from nomina.desk.people.views.common import form_page, moment, paged, sent, take
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.desk.transmit import packages, packages_build, packages_words
from nomina.desk.transmit.actions.packages_may import against
from nomina.desk.transmit.forms_packages import FindPackageForm
from nomina.desk.transmit.models import Package, PackageItem
from nomina.desk.transmit.packages import Stage, Standing
from nomina.desk.transmit.ways import Article, Channel
from nomina.desk.transmit.ways_words import article_name, channel_name
from nomina.errors import InputError, Refused
from nomina.packages import completeness
from nomina.words import tr

_WAYS = {
    Stage.ACKNOWLEDGED: Way.FOR,
    Stage.OVERDUE: Way.STOP,
    Stage.FROZEN: Way.STOP,
    Stage.ENDED: Way.PLAIN,
}
OPEN = (Stage.DRAFT, Stage.LAID, Stage.SIGNED)
"""Stages in which a package can still be written in."""


@open_to(predicates.SEE_BUREAU, on=Operation)
@require_safe
def register(request: HttpRequest, one: Operation) -> HttpResponse:
    """List all packages of an operation, the last first."""
    rows, pager = paged(request, _rows(request).filter(operation=one))
    who = standing_for(request)
    acts = [Act(tr("Find"), reverse("transmit:find_package", args=[one.pk]), key="f")]
    if predicates.RUN_BUREAU(who, one.thing()):
        href = reverse("transmit:new_package", args=[one.pk])
        acts.insert(0, Act(tr("New package"), href, key="n", weight=Weight.PRIMARY))
    acts.append(Act(tr("Bureau"), reverse("transmit:operation", args=[one.pk])))
    says = tr("What was told to whom, and whether they said that it arrived.")
    head = Head(tr("Packages"), says=says, acts=tuple(acts))
    return page(request, head, table(rows, tr("Packages"), pager))


@open_to(predicates.SEE_BUREAU, on=File)
@require_safe
def of_file(request: HttpRequest, one: File) -> HttpResponse:
    """List what was sent of a file."""
    mine = packages.packages_of(one).values("pk")
    rows, pager = paged(request, _rows(request).filter(pk__in=mine))
    act = Act(tr("The file"), reverse("files:file", args=[one.pk]))
    head = Head(tr("What was forwarded of this file"), number=one.number, acts=(act,))
    return page(request, head, table(rows, tr("Packages"), pager))


def _rows(request: HttpRequest) -> QuerySet[Package]:
    return Package.objects.visible_to(request.user).order_by("-made_at", "-number")


@open_to(predicates.SEE_BUREAU, on=Operation)
def find(request: HttpRequest, one: Operation) -> HttpResponse:
    """Find a package by its number, or all that tell of a file by the file's."""
    form = FindPackageForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        number = " ".join(given["number"].split())
        seen = Package.objects.visible_to(request.user).filter(operation=one)
        found = seen.filter(number__iexact=number).first()
        if found is not None:
            return redirect("transmit:package", found.pk)
        files = File.objects.visible_to(request.user).filter(operation=one)
        file = files.filter(number=number).first()
        if file is None:
            raise Refused(
                tr("no package and no file of this operation has this number"),
                where=isolated(number),
            )
        return redirect("transmit:packages_of_file", file.pk)

    head = Head(tr("Find a package"), says=tr("By its number, or by that of a body or a person."))
    back = reverse("transmit:packages", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Find"), back)


def table(
    rows: list[Package], title: str, pager: Pager | None = None, *, titled: bool = False
) -> Table:
    """Give packages as a list: numbers, never names of the dead.

    Args:
        rows: the packages.
        title: what they are.
        pager: where there are more pages.
        titled: whether the title is seen, as beside other lists of a page.
    """
    stands = packages.standings(rows, timezone.now())
    lines = []
    for row in rows:
        lines.append(
            Row(
                row.pk.hex,
                (
                    Cell(row.number, Kind.CODE, small=_what_else(row)),
                    Cell(article_name(Article(row.article))),
                    Cell(row.partner.name, Kind.NAME),
                    state(stands[row.pk]),
                    moment(row.made_at),
                ),
                reverse("transmit:package", args=[row.pk]),
            )
        )
    columns = (
        Column(tr("Number")),
        Column(tr("What")),
        Column(tr("To")),
        Column(tr("State")),
        Column(tr("Begun")),
    )
    none = Empty(tr("No package yet"), tr("One is begun under “New package”."))
    return Table(title, columns, tuple(lines), empty=none, pager=pager, titled=titled)


def _what_else(row: Package) -> str:
    if row.copy_of is not None:
        return tr("copy of {number}").format(number=row.copy_of.number)
    return tr("takes something back") if row.corrects_id is not None else ""


def state(stands: Standing) -> Cell:
    """Say how far a package has come."""
    if stands.owes:
        return Cell(tr("told what was recalled since"), Kind.CHIP, way=Way.STOP)
    way = _WAYS.get(stands.stage, Way.UNSURE)
    return Cell(packages_words.stage_name(stands.stage), Kind.CHIP, way=way)


@open_to(predicates.SEE_BUREAU, on=Package)
@require_safe
def package(request: HttpRequest, one: Package) -> HttpResponse:
    """Show a package: what it tells of, who signed it, and what became of it."""
    stands = packages.standing(one, timezone.now())
    head = Head(
        article_name(Article(one.article)),
        number=one.number,
        says=_says(stands),
        acts=tuple(_acts(request, one, stands)),
    )
    return page(request, head, _warning(one, stands), _facts(one, stands), _items(one), _signs(one))


def _says(stands: Standing) -> str:
    return {
        Stage.DRAFT: tr("Look at each item; then lay it before those who sign."),
        Stage.LAID: tr("A transmission officer and a member of the board sign it as it stands."),
        Stage.SIGNED: tr("Two people signed it. It can be made now, with the agency's copy."),
        Stage.MADE: tr("It is made, and nobody has taken it out yet."),
        Stage.OUT: tr("It was taken out. Write down when it was handed over, and to whom."),
        Stage.SENT: tr("It was handed over, and the partner has not said yet that it arrived."),
        Stage.OVERDUE: tr("The acknowledgement is overdue. Ask the partner."),
        Stage.ACKNOWLEDGED: tr("The partner said that it arrived."),
        Stage.FROZEN: tr("It goes no further."),
        Stage.ENDED: tr("It was given up and goes to nobody."),
    }[stands.stage]


def _warning(one: Package, stands: Standing) -> Notice | None:
    if stands.owes:
        text = tr("This told of an identification that was recalled since. Take it back now.")
        return Notice(text, Way.STOP)
    if stands.stage is Stage.FROZEN:
        text = tr("An identification on which this rests was recalled. Give it up.")
        if one.taken.exists():
            text = tr(
                "An identification on which this rests was recalled. Give it up; but if it was"
                " handed over all the same, write that down, so that it is taken back."
            )
        return Notice(text, Way.STOP)
    if stands.stage in (Stage.MADE, Stage.OUT) and (why := against(one, resting.demand)):
        return Notice(tr("It may not go there any more: {why}.").format(why=why), Way.STOP)
    return None


def _acts(request: HttpRequest, one: Package, stands: Standing) -> Iterator[Act]:
    who, thing = standing_for(request), one.thing()
    runs, signs = predicates.RUN_BUREAU(who, thing), predicates.SIGN_BUREAU(who, thing)

    def act(label: str, name: str, key: str, first: bool = False, of: Any = one.pk) -> Act:
        weight = Weight.PRIMARY if first else Weight.PLAIN
        return Act(label, reverse(f"transmit:{name}", args=[of]), key=key, weight=weight)

    stage = stands.stage
    if runs and stands.owes:
        yield act(tr("Take it back"), "recall_package", "r", first=True)
    if signs and stage is Stage.LAID and stands.draft is not None:
        yield act(tr("Look and sign"), "sign_package", "s", first=True, of=stands.draft.pk)
    if runs and stage in OPEN:
        first = stage is Stage.DRAFT
        yield act(tr("Lay it before those who sign"), "lay_package", "l", first=first)
    if runs and stage is Stage.SIGNED:
        yield act(tr("Make it"), "make_package", "m", first=True)
    if runs and stage in (Stage.MADE, Stage.OUT, Stage.SENT, Stage.OVERDUE) and not stands.owes:
        yield act(tr("Take it out"), "take_package", "t", first=stage is Stage.MADE)
    if runs and (stage is Stage.OUT or (stage is Stage.FROZEN and one.taken.exists())):
        yield act(tr("It was handed over"), "hand_package", "h", first=stage is Stage.OUT)
    if runs and stage in (Stage.SENT, Stage.OVERDUE):
        first = not stands.owes
        yield act(tr("Signed acknowledgement"), "acknowledge_package", "a", first=first)
        yield act(tr("Acknowledgement on paper"), "acknowledge_on_paper", "p")
    if hasattr(one, "acknowledged"):
        yield act(tr("Download the acknowledgement"), "acknowledgement_of_package", "d")
    if runs and stage in (*OPEN, Stage.MADE, Stage.OUT, Stage.FROZEN) and _may_end(one):
        yield act(tr("Give it up"), "end_package", "e")
    yield Act(tr("Packages"), reverse("transmit:packages", args=[one.operation_id]))


def _may_end(one: Package) -> bool:
    return one.copy_of is None or hasattr(one.copy_of, "end")


def _facts(one: Package, stands: Standing) -> Facts:
    made: Any = getattr(one, "made", None)
    facts = [
        Fact(tr("State"), state(stands).text),
        Fact(tr("To"), one.partner.name),
        Fact(tr("By which way"), channel_name(Channel(one.channel))),
    ]
    if one.subject:
        facts.append(Fact(tr("Number of the enquiry"), one.subject))
    for label, other in _others(one):
        facts.append(Fact(label, other.number, reverse("transmit:package", args=[other.pk])))
    if made is not None:
        if made.waiver:
            facts.append(Fact(tr("Why the agency gets no copy"), made.waiver))
        facts += [
            Fact(tr("Made"), f"{written(made.made_at)} · {made.by.name}"),
            Fact("SHA-256", made.digest),
        ]
    for row in one.taken.select_related("by"):
        facts.append(Fact(tr("Taken out"), f"{written(row.made_at)} · {row.by.name}"))
    facts += list(_handed(one, stands))
    if hasattr(one, "end"):
        facts.append(Fact(tr("Given up"), f"{one.end.why} · {written(one.end.made_at)}"))
    return Facts(tr("The package"), tuple(facts))


def _others(one: Package) -> Iterator[tuple[str, Package]]:
    if one.copy_of is not None:
        yield tr("Copy of"), one.copy_of
    copy: Package | None = getattr(one, "copy", None)
    if copy is not None:
        yield tr("Copy for the agency"), copy
    if one.corrects is not None:
        yield tr("Takes back"), one.corrects
    for later in one.corrections.order_by("made_at"):
        yield tr("Taken back by"), later


def _handed(one: Package, stands: Standing) -> Iterator[Fact]:
    row: Any = getattr(one, "sent", None)
    if row is None:
        return
    how = packages_words.means_name(row.means)
    parts = (row.to, how, written(row.at), row.by.name, row.note)
    yield Fact(tr("Handed over"), " · ".join(text for text in parts if text))
    back: Any = getattr(one, "acknowledged", None)
    if back is not None:
        proof = tr("signed with the partner's key") if back.key else tr("on paper")
        parts = (written(back.at), back.signer, proof, back.by.name, back.note)
        yield Fact(tr("Acknowledged"), " · ".join(text for text in parts if text))
    elif stands.due is not None:
        yield Fact(tr("Acknowledgement due"), written(stands.due))


def _items(one: Package) -> Table:
    columns = (
        Column(tr("Number")),
        Column(tr("Known"), number=True),
        Column(tr("Not known"), number=True),
        Column(tr("Never asked"), number=True),
        Column(tr("State")),
    )
    rows = packages_build.rows_of(one)
    return Table(
        tr("What it tells of"), columns, tuple(_item(one, row) for row in rows), titled=True
    )


def _item(one: Package, row: PackageItem) -> Row:
    href = reverse("transmit:package_item", args=[row.pk])
    name = Cell(number_of(row), Kind.CODE)
    try:
        count = completeness.count([packages_build.item_of(one, row)])
    except InputError as error:
        cells = (name, *(Cell("–", Kind.NUMBER),) * 3, Cell(str(error), way=Way.STOP))
        return Row(row.pk.hex, cells, href)
    numbers = (count.known, count.unknown, count.unasked)
    asked = Cell(tr("all was asked"), Kind.CHIP, way=Way.FOR)
    if not count.asked:
        asked = Cell(tr("not all was asked"), Kind.CHIP, way=Way.UNSURE)
    if not sum(numbers):
        asked = Cell(tr("in words"))
    return Row(row.pk.hex, (name, *(Cell(str(n), Kind.NUMBER) for n in numbers), asked), href)


def number_of(row: PackageItem) -> str:
    """Give what an item is called: a number or a tag, never a name."""
    if row.custody is not None:
        return str(row.custody)
    if row.death is not None:
        return row.death.number
    return row.file.number if row.file is not None else row.package.subject


def _signs(one: Package) -> Table | None:
    draft = packages.last_draft(one)
    if draft is None:
        return None
    columns = (Column(tr("Who")), Column(tr("As")), Column(tr("When")))
    rows = [
        Row(
            sign.pk.hex,
            (
                Cell(sign.by.name, Kind.NAME),
                Cell(packages_words.seat_name(sign.seat)),
                moment(sign.made_at),
            ),
        )
        for sign in draft.signs.select_related("by")
    ]
    none = Empty(tr("Nobody has signed it yet"))
    return Table(tr("Signatures"), columns, tuple(rows), empty=none, titled=True)
