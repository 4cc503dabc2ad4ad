"""One batch of an exchange: its list held against its finds, its papers and its manifests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.custody import exchange
from nomina.desk.custody.exchange import Account
from nomina.desk.custody.exchange_words import (
    carrier_name,
    cut,
    difference_name,
    ours_name,
    way_name,
    what_name,
)
from nomina.desk.custody.models import Batch, BatchDocument, Found, Manifest
from nomina.desk.custody.models.exchange import IN, LIST
from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import page
from nomina.desk.custody.views.exchange_theirs_shapes import their_manifests
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
from nomina.desk.people.views.common import (
    PAGE,
    moment,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import ntr, tr


def is_closed(one: Batch) -> bool:
    """Say whether a batch is closed."""
    return getattr(one, "end", None) is not None


def _may(request: HttpRequest, rule: predicates.Predicate, one: Operation | Batch) -> bool:
    return rule(standing_for(request), one.thing())


@open_to(predicates.SEE_CUSTODY, on=Batch)
@require_safe
def batch(request: HttpRequest, one: Batch) -> HttpResponse:
    """Show a batch: its list held against its finds, its papers and manifests."""
    found = exchange.of(one)
    differing = [account for account in found if account.differs]
    closed = is_closed(one)
    n = len(differing)
    says = ntr("{n} account differs.", "{n} accounts differ.", n).format(n=n)
    if not found:
        says = tr("Neither a list nor a find yet.")
    elif not n:
        says = tr("List and finds agree.")
    head = Head(
        tr("Exchange"), number=one.number, says=says, acts=tuple(_acts(request, one, n, closed))
    )
    notice = (
        Notice(tr("This batch is closed; list and finds stay as they are.")) if closed else None
    )
    return page(
        request,
        head,
        notice,
        _facts(one, found),
        _differences(one, found),
        _accounts(request, one, found),
        _papers(request, one),
        their_manifests(request, one),
        _manifests(request, one),
    )


def _acts(request: HttpRequest, one: Batch, differs: int, closed: bool) -> Iterator[Act]:
    there = [one.pk]
    keeps, runs = (
        _may(request, rule, one) for rule in (predicates.KEEP_ITEMS, predicates.RUN_CUSTODY)
    )
    if keeps and not closed:
        href = reverse("custody:find_in_batch", args=there)
        yield Act(tr("Enter a find"), href, key="n", weight=Weight.PRIMARY)
        yield Act(tr("Bring a list or paper"), reverse("custody:bring_paper", args=there), key="l")
        if differs:
            href = reverse("custody:tell_differences", args=there)
            yield Act(tr("Have differences looked at"), href, post=True)
    if runs and one.way == IN and not closed:
        href = reverse("custody:bring_manifest", args=there)
        yield Act(tr("Bring their manifest"), href, key="b")
    if runs:
        yield Act(tr("Sign a manifest"), reverse("custody:make_manifest", args=there), key="m")
        if not closed:
            yield Act(tr("Close the batch"), reverse("custody:end_batch", args=there))
    yield Act(tr("Exchanges"), reverse("custody:batches", args=[one.operation_id]))


def _facts(one: Batch, found: Sequence[Account]) -> Facts:
    carrier = carrier_name(one.carried_by)
    if one.carrier is not None:
        carrier = f"{one.carrier.name} · {one.carrier.body or carrier}"
    lines = sum(account.line is not None for account in found)
    finds = sum(len(account.finds) for account in found)
    facts = [
        Fact(tr("Which way"), way_name(one.way)),
        Fact(tr("Number of the exchange"), "" if one.stage is None else str(one.stage)),
        Fact(tr("The other side"), one.counterpart),
        Fact(tr("Carrier"), carrier),
        Fact(
            tr("Point of exchange"),
            f"{one.place.code} · {one.place.name}",
            reverse("custody:place", args=[one.place_id]),
        ),
        Fact(tr("Planned for"), one.day.isoformat() if one.day is not None else ""),
        Fact(tr("List and finds"), tr("{n} lines, {m} bags looked into").format(n=lines, m=finds)),
    ]
    end = getattr(one, "end", None)
    if end is not None and end.words:
        facts.append(Fact(tr("Said at the end"), end.words))
    return Facts(tr("The exchange"), tuple(facts))


def _differences(one: Batch, found: Sequence[Account]) -> Table | None:
    often = Counter(code for account in found for code in account.differs)
    if not often:
        return None
    here = reverse("custody:batch", args=[one.pk])
    return Table(
        tr("How list and finds differ"),
        (Column(tr("Difference")), Column(tr("How many"), number=True)),
        tuple(
            Row(
                f"only-{code}",
                (
                    Cell(difference_name(code)),
                    Cell(str(often[code]), Kind.NUMBER),
                ),
                f"{here}?only={code}#accounts",
            )
            for code in exchange.DIFFERENCES
            if often[code]
        ),
        titled=True,
    )


def _accounts(request: HttpRequest, one: Batch, found: Sequence[Account]) -> Table:
    only = request.GET.get("only", "")
    caption = tr("List held against finds")
    if only in exchange.DIFFERENCES:
        found = [account for account in found if only in account.differs]
        caption = tr("List held against finds: {what}").format(what=difference_name(only))
    asked = Paginator(found, PAGE).get_page(request.GET.get("page"))
    pager = None
    if asked.paginator.num_pages > 1:
        more = f"&only={only}" if only in exchange.DIFFERENCES else ""
        pager = Pager(
            first=asked.start_index(),
            last=asked.end_index(),
            total=asked.paginator.count,
            before=f"?page={asked.previous_page_number()}{more}" if asked.has_previous() else "",
            after=f"?page={asked.next_page_number()}{more}" if asked.has_next() else "",
        )
    return Table(
        caption,
        (
            Column(tr("Line number"), number=True),
            Column(tr("Their number")),
            Column(tr("Tag")),
            Column(tr("What was in it")),
            Column(tr("Differs")),
        ),
        tuple(_account_row(account) for account in asked),
        empty=Empty(
            tr("Nothing to hold against each other yet"),
            tr("Bring the list of the other side, and enter what was found in each bag."),
        ),
        pager=pager,
        titled=True,
    )


def _account_row(account: Account) -> Row:
    line, finds = account.line, account.finds
    what = [_was_in_it(find) for find in finds]
    if line is not None:
        id, href = f"line-{line.pk.hex}", reverse("custody:listed", args=[line.pk])
    else:
        id = f"find-{finds[0].pk.hex}"
        href = reverse("custody:item", args=[finds[0].item_id])
    differs = " · ".join(difference_name(code) for code in account.differs)
    return Row(
        id,
        (
            Cell(str(line.line) if line is not None else tr("no line"), Kind.NUMBER),
            Cell(cut(line.number or line.military) if line is not None else "", Kind.CODE),
            Cell(", ".join(str(find.item) for find in finds), Kind.CODE),
            Cell("; ".join(what)),
            Cell(differs, Kind.CHIP, way=Way.STOP)
            if differs
            else Cell(tr("nothing differs"), Kind.CHIP, way=Way.FOR),
        ),
        href,
    )


def _was_in_it(find: Found) -> str:
    said = what_name(find.what)
    if find.what == "nothing":
        return said
    if find.what == "several":
        n = str(find.persons) if find.persons is not None else tr("number not known")
        said = f"{said} ({n})"
    return f"{said}, {ours_name(find.ours)}"


def _papers(request: HttpRequest, one: Batch) -> Table | None:
    rows = list(
        BatchDocument.objects.visible_to(request.user).filter(batch=one).select_related("signed")
    )
    if not rows:
        return None
    return Table(
        tr("Papers that came"),
        (Column(tr("File")), Column(tr("What it is")), Column(tr("Size"), number=True),
         Column(tr("Brought"))),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(cut(row.name)),
                    Cell(paper_name(row)),
                    Cell(f"{-(-row.size // 1024)} kB", Kind.NUMBER),
                    moment(row.made_at),
                ),
                reverse("custody:batch_paper", args=[row.pk]),
            )
            for row in rows
        ),
        titled=True,
    )  # fmt: skip


def paper_name(row: BatchDocument) -> str:
    """Say what a paper of a batch is."""
    if row.kind == LIST:
        return tr("a list")
    return tr("a signed manifest") if hasattr(row, "signed") else tr("a paper")


def _manifests(request: HttpRequest, one: Batch) -> Table | None:
    rows = list(
        Manifest.objects.visible_to(request.user).filter(batch=one).select_related("dispatched")
    )
    if not rows:
        return None
    return Table(
        tr("Manifests"),
        (Column(tr("Number")), Column(tr("Signed")), Column(tr("Tags"), number=True),
         Column(tr("State"))),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(row.number, Kind.CODE),
                    moment(row.made_at),
                    Cell(str(len(row.document["items"])), Kind.NUMBER),
                    manifest_state(row),
                ),
                reverse("custody:manifest", args=[row.pk]),
            )
            for row in rows
        ),
        titled=True,
    )  # fmt: skip


def manifest_state(row: Manifest) -> Cell:
    """Say how a manifest stands."""
    if getattr(row, "dispatched", None) is not None:
        return Cell(tr("given out"), Kind.CHIP, way=Way.FOR)
    if row.receipts.exists():
        return Cell(tr("receipt is there"), Kind.CHIP, way=Way.FOR)
    return Cell(tr("no receipt yet"), Kind.CHIP, way=Way.UNSURE)
