"""Manifests: signing one, carrying it away, handing to the carrier, receipts, giving out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nomina import manifests, tags
from nomina.desk.custody.actions.exchange_out import (
    AddReceipt,
    Dispatch,
    MakeManifest,
    TakeExchangePaper,
)
from nomina.desk.custody.actions.handing import Given, Offer
from nomina.desk.custody.exchange_manifest import document, offered
from nomina.desk.custody.exchange_paper import manifest_paper, receipt_paper
from nomina.desk.custody.exchange_papers import download, unwrapped
from nomina.desk.custody.exchange_words import cut, side_name, way_name
from nomina.desk.custody.forms import tags_in
from nomina.desk.custody.forms_exchange import (
    DispatchForm,
    HandForm,
    ManifestForm,
    ReceiptForm,
    TakeAwayForm,
    typed,
)
from nomina.desk.custody.models import Batch, Item, Manifest, ManifestReceipt
from nomina.desk.custody.models.exchange import OUT_WAY
from nomina.desk.custody.papers.page import pdf
from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import items_of, page, reading_of, tags_page, when_of, written
from nomina.desk.custody.views.exchange_batch import manifest_state
from nomina.desk.custody.views.exchange_lists import upload_page
from nomina.desk.custody.views.exchange_theirs_shapes import key_facts
from nomina.desk.custody.words import item_kind
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Row, Table, Weight
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import (
    ask_first,
    form_page,
    moment,
    perform,
    said_and_back,
    sent,
    take,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.errors import InputError
from nomina.words import current, tr


@open_to(predicates.RUN_CUSTODY, on=Batch)
def make_manifest(request: HttpRequest, one: Batch) -> HttpResponse:
    """Sign a manifest of a batch."""
    ask_first(request, MakeManifest)
    start = {"tags": typed([str(item) for item in offered(one)])}
    form = ManifestForm(sent(request), initial=start)

    def done(given: dict[str, Any]) -> HttpResponse:
        items = items_of(tags_in(given["tags"]), one.operation, request.user)
        made = perform(request, MakeManifest(batch=one, items=tuple(items)))
        return said_and_back(request, tr("The manifest is signed."), "custody:manifest", made.pk)

    says = tr("It holds tags, seals and numbers, and no name. Signed, it is never changed.")
    head = Head(tr("Sign a manifest"), number=one.number, says=says)
    back = reverse("custody:batch", args=[one.pk])
    button = tr("Sign it")
    return take(request, form, done) or tags_page(
        request, one.operation, head, form, button=button, back=back
    )


@open_to(predicates.SEE_CUSTODY, on=Manifest)
@require_safe
def manifest(request: HttpRequest, one: Manifest) -> HttpResponse:
    """Show a manifest: what goes over, its signature, and the receipts for it."""
    it = manifests.Content.model_validate(one.document)
    head = Head(
        tr("Manifest"),
        number=one.number,
        says=manifest_state(one).text.capitalize() + ".",
        acts=tuple(_acts(request, one)),
    )
    facts = Facts(
        tr("What was signed"),
        (
            Fact(tr("Batch"), it.batch, reverse("custody:batch", args=[one.batch_id])),
            Fact(tr("Which way"), way_name(it.way)),
            Fact(tr("Gives"), it.giver),
            Fact(tr("Takes"), it.taker),
            Fact(tr("Carrier"), it.carrier or ""),
            Fact(tr("Signed"), written(one.made_at)),
            Fact(tr("SHA-256"), one.digest),
            *key_facts(one.key),
        ),
    )
    return page(request, head, _receipts(request, one), _items(one, it), facts)


def _acts(request: HttpRequest, one: Manifest) -> Iterator[Act]:
    who, there = standing_for(request), [one.pk]
    keeps, runs = (
        rule(who, one.thing()) for rule in (predicates.KEEP_ITEMS, predicates.RUN_CUSTODY)
    )
    out = one.way == OUT_WAY and getattr(one, "dispatched", None) is None
    received = one.receipts.exclude(side="us").exists()
    if runs and out and received:
        href = reverse("custody:dispatch", args=there)
        yield Act(tr("Give out for good"), href, weight=Weight.PRIMARY)
    if keeps and out:
        href = reverse("custody:hand_manifest", args=there)
        weight = Weight.PLAIN if runs and received else Weight.PRIMARY
        yield Act(tr("Hand to the carrier"), href, key="h", weight=weight)
    if keeps:
        yield Act(tr("Take it away"), reverse("custody:take_manifest", args=there), key="t")
    if runs:
        yield Act(tr("Add a receipt"), reverse("custody:add_receipt", args=there), key="n")
    yield Act(tr("The exchange"), reverse("custody:batch", args=[one.batch_id]))


def _items(one: Manifest, it: manifests.Content) -> Table:
    rows = one.items.values_list("item__code", "item")
    ids = dict(rows)
    return Table(
        tr("What goes over"),
        (
            Column(tr("Tag")),
            Column(tr("What it is")),
            Column(tr("Seal")),
            Column(tr("Our number")),
            Column(tr("Their number")),
            Column(tr("People"), number=True),
        ),
        tuple(
            Row(
                f"item-{line.tag}",
                (
                    Cell(
                        tags.written(line.tag),
                        Kind.CODE,
                        small=tr("in {tag}").format(tag=tags.written(line.inside))
                        if line.inside
                        else "",
                    ),
                    Cell(item_kind(line.kind)),
                    _known(line.seal),
                    _known(line.our_number),
                    _known(cut(line.their_number) if line.their_number else None),
                    _known(None if line.count is None else str(line.count), Kind.NUMBER),
                ),
                reverse("custody:item", args=[ids[line.tag]]),
            )
            for line in it.items
        ),
        titled=True,
    )


def _known(value: str | None, kind: Kind = Kind.CODE) -> Cell:
    return Cell(value, kind) if value is not None else Cell("", Kind.UNKNOWN)


def _receipts(request: HttpRequest, one: Manifest) -> Table:
    rows = ManifestReceipt.objects.visible_to(request.user).filter(manifest=one)
    return Table(
        tr("Receipts"),
        (
            Column(tr("Who signed")),
            Column(tr("Name and office")),
            Column(tr("When")),
            Column(tr("File")),
            Column(tr("Signature")),
        ),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(side_name(row.side)),
                    Cell(row.signer, Kind.NAME),
                    moment(row.at),
                    Cell(cut(row.name), small=row.note),
                    Cell(tr("holds, with their key"), small=_said_in(one, row))
                    if row.key
                    else Cell(tr("by hand")),
                ),
                reverse("custody:take_receipt", args=[row.pk]),
            )
            for row in rows
        ),
        empty=Empty(
            tr("No receipt yet"),
            tr("What the carrier or the other side signs is kept here, on paper or as a file."),
        ),
        titled=True,
    )


def _said_in(one: Manifest, row: ManifestReceipt) -> str:
    """Count what a signed receipt says of a manifest."""
    taken = manifests.parsed_receipt(unwrapped(row), row.name).receipt
    apart = manifests.differences(manifests.Content.model_validate(one.document), taken)
    text = tr("received: {n}; not there: {m}; beside the list: {k}")
    extra = len(set(apart["extra"]) & set(taken.taken))
    there = len(one.document["items"]) - len(apart["missing"])
    return text.format(n=there, m=len(apart["missing"]), k=extra)


@open_to(predicates.KEEP_ITEMS, on=Manifest)
def take_manifest(request: HttpRequest, one: Manifest) -> HttpResponse:
    """Carry a manifest away: the signed file, or a paper of it in some language."""
    form = TakeAwayForm(sent(request), initial={"form": "json", "language": current()})

    def done(given: dict[str, Any]) -> HttpResponse:
        form_, language = given["form"], given["language"] or current()
        signed = document(one)
        if form_ == "json":
            data, name = manifests.written(signed), f"{one.number}.manifest.json"
        elif form_ == "pdf":
            paper = manifest_paper(signed, one.key, language)
            data, name = pdf(paper), f"{one.number}.{language}.pdf"
        else:
            data = pdf(receipt_paper(signed, language))
            name = f"{one.number}.receipt.{language}.pdf"
        perform(request, TakeExchangePaper(paper=one, form=form_, language=language))
        return download(data, name.replace("/", "-"))

    says = tr("Give the public key by another way than the file, such as on paper.")
    head = Head(tr("Take a manifest away"), number=one.number, says=says)
    back = reverse("custody:manifest", args=[one.pk])
    button = tr("Download the file")
    return take(request, form, done) or form_page(request, head, form, button, back)


@open_to(predicates.KEEP_ITEMS, on=Manifest)
def hand_manifest(request: HttpRequest, one: Manifest) -> HttpResponse:
    """Hand all that stands on a manifest to its carrier, reading every tag again."""
    batch = one.batch
    form = HandForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        if batch.carrier is None:
            raise InputError(tr("this batch has no carrier"), where=batch.number)
        items = items_of(tags_in(given["tags"]), batch.operation, request.user)
        _demand_same(one, items)
        reading = reading_of(given)
        made = perform(
            request,
            Offer(
                operation=batch.operation,
                items=tuple(Given(item=item, reading=reading) for item in items),
                taker=batch.carrier,
                place=batch.place,
                when=when_of(given),
                because=one.number,
            ),
        )
        text = tr("Handed out. It is yours until the carrier has taken it.")
        return said_and_back(request, text, "custody:handover", made.pk)

    says = tr("Read every tag; what is missing and what is too many is said before anything goes.")
    head = Head(tr("Hand to the carrier"), number=one.number, says=says)
    back = reverse("custody:manifest", args=[one.pk])
    button = tr("Hand out")
    return take(request, form, done) or tags_page(
        request, one.batch.operation, head, form, button=button, back=back
    )


def _demand_same(one: Manifest, items: list[Item]) -> None:
    """Refuse tags that are not those of the manifest that lie in nothing."""
    it = manifests.Content.model_validate(one.document)
    whole = {line.tag for line in it.items}
    wanted = {line.tag for line in it.items if line.inside not in whole}
    read = {item.code for item in items}
    missing = ", ".join(tags.written(tag) for tag in sorted(wanted - read))
    extra = ", ".join(tags.written(tag) for tag in sorted(read - wanted))
    if missing or extra:
        raise InputError(
            tr("what was read is not what stands on the manifest"),
            where=tr("missing: {missing}; too many: {extra}").format(
                missing=missing or "0", extra=extra or "0"
            ),
            todo=tr("Look for what is missing, and set aside what is too many"),
        )


@open_to(predicates.RUN_CUSTODY, on=Manifest)
def add_receipt(request: HttpRequest, one: Manifest) -> HttpResponse:
    """Keep what was signed for a manifest."""
    posted = sent(request)
    form = ReceiptForm(posted, request.FILES if posted is not None else None)

    def done(given: dict[str, Any]) -> HttpResponse:
        file = given["file"]
        perform(
            request,
            AddReceipt(
                manifest=one,
                data=file.read(),
                name=file.name or "",
                media=file.content_type or "",
                side=given["side"],
                signer=given["signer"],
                at=given["at"] or timezone.now(),
                key=given["key"],
                words=given["words_"],
            ),
        )
        return said_and_back(request, tr("The receipt is kept."), "custody:manifest", one.pk)

    says = tr("A scan of what was signed by hand, or a file that is signed with a key.")
    head = Head(tr("Add a receipt"), number=one.number, says=says)
    back = reverse("custody:manifest", args=[one.pk])
    button = tr("Keep it")
    return take(request, form, done) or upload_page(request, head, form, button=button, back=back)


@open_to(predicates.KEEP_ITEMS, on=ManifestReceipt)
def take_receipt(request: HttpRequest, one: ManifestReceipt) -> HttpResponse:
    """Carry a receipt away as it came."""
    form = forms.Form(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, TakeExchangePaper(paper=one))
        return download(unwrapped(one), f"{one.digest[:16]}.bin")

    says = tr("The file leaves this desk as it came. That it was taken is written down.")
    head = Head(tr("Take a receipt away"), number=one.manifest.number, says=says)
    back = reverse("custody:manifest", args=[one.manifest_id])
    button = tr("Download the file")
    return take(request, form, done) or form_page(request, head, form, button, back)


@open_to(predicates.RUN_CUSTODY, on=Manifest)
def dispatch(request: HttpRequest, one: Manifest) -> HttpResponse:
    """Give out for good all that stands on a manifest."""
    ask_first(request, Dispatch)
    receipts = ManifestReceipt.objects.visible_to(request.user).filter(manifest=one)
    form = DispatchForm(sent(request), receipts=receipts.exclude(side="us"))

    def done(given: dict[str, Any]) -> HttpResponse:
        made = perform(
            request,
            Dispatch(
                manifest=one,
                receipt=given["receipt"],
                when=when_of(given),
                reading=reading_of(given),
            ),
        )
        text = tr("Given out for good: {n}.").format(n=len(made.movements))
        return said_and_back(request, text, "custody:manifest", one.pk)

    says = tr("It leaves this register for good, in the carrier's hands. Nothing brings it back.")
    head = Head(tr("Give out for good"), number=one.number, says=says)
    back = reverse("custody:manifest", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Give it out"), back)
