"""What the other side signed: bringing its manifest, and our receipt for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina import manifests
from nomina.desk.custody import exchange_receipt, exchange_theirs
from nomina.desk.custody.actions.exchange_out import TakeExchangePaper
from nomina.desk.custody.actions.exchange_theirs import BringManifest, SignReceipt
from nomina.desk.custody.exchange_papers import download
from nomina.desk.custody.exchange_receipt_paper import our_receipt_paper
from nomina.desk.custody.exchange_words import cut
from nomina.desk.custody.forms_exchange_theirs import (
    OurReceiptForm,
    TakeOurReceiptForm,
    TheirManifestForm,
)
from nomina.desk.custody.models import Batch, OurReceipt, TheirManifest
from nomina.desk.custody.models.exchange import IN
from nomina.desk.custody.papers.page import pdf
from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import page, written
from nomina.desk.custody.views.exchange_lists import upload_page
from nomina.desk.custody.views.exchange_theirs_shapes import (
    counts,
    held,
    key_facts,
    our_receipts,
    said,
    signed_at,
    state,
)
from nomina.desk.look.shapes import Act, Head, Notice, Way, Weight
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import ask_first, form_page, perform, said_and_back, sent, take
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import current, tr


@open_to(predicates.RUN_CUSTODY, on=Batch)
def bring_manifest(request: HttpRequest, one: Batch) -> HttpResponse:
    """Bring a manifest that the other side signed, and take its lines."""
    posted = sent(request)
    files = request.FILES if posted is not None else None
    known = exchange_theirs.known_key(one)
    form = TheirManifestForm(posted, files, initial={"key": known})

    def done(given: dict[str, Any]) -> HttpResponse:
        file = given["file"]
        made = perform(
            request,
            BringManifest(
                batch=one,
                data=file.read(manifests.LARGEST + 1),
                name=file.name or "",
                key=given["key"],
            ),
        )
        text = tr("The signature holds. Lines taken: {n}. There already: {m}.").format(
            n=len(made.lines.added), m=made.lines.there
        )
        return said_and_back(request, text, "custody:their_manifest", made.row.pk)

    says = tr("Its signature is checked first. All of it becomes lines of their list, or nothing.")
    head = Head(tr("Bring their manifest"), number=one.number, says=says)
    back = reverse("custody:batch", args=[one.pk])
    above = [Facts(tr("Key of their last manifest"), key_facts(known))] if known else []
    return take(request, form, done) or upload_page(
        request, head, form, *above, button=tr("Bring it"), back=back
    )


@open_to(predicates.SEE_CUSTODY, on=TheirManifest)
@require_safe
def their_manifest(request: HttpRequest, one: TheirManifest) -> HttpResponse:
    """Show a manifest of the other side, held against what was found, and our receipts for it."""
    signed = exchange_theirs.signed(one)
    it = signed.manifest
    got = exchange_receipt.received(one, it)
    head = Head(
        tr("Manifest of the other side"),
        number=cut(one.number),
        says=state(one, got),
        acts=tuple(_acts(request, one)),
    )
    facts = Facts(
        tr("What they signed"),
        (
            Fact(tr("Batch"), one.batch.number, reverse("custody:batch", args=[one.batch_id])),
            Fact(tr("Their batch"), it.batch),
            Fact(tr("Number of the exchange"), "" if it.stage is None else str(it.stage)),
            Fact(tr("Gives"), it.giver),
            Fact(tr("Takes"), it.taker),
            Fact(tr("Carrier"), it.carrier or ""),
            Fact(tr("Place"), it.place),
            Fact(tr("Planned for"), it.planned or ""),
            Fact(tr("Signed"), signed_at(it.made)),
            Fact(tr("Brought"), written(one.made_at)),
            Fact(tr("SHA-256"), one.digest),
            *key_facts(one.key),
        ),
    )
    return page(
        request, head, *_warnings(one, it), counts(got), our_receipts(request, one, it),
        held(it, got), facts,
    )  # fmt: skip


def _warnings(one: TheirManifest, it: manifests.Content) -> Iterator[Notice]:
    before = exchange_theirs.key_before(one)
    if before and before != one.key:
        text = tr(
            "This key is not the one of the manifest before ({before})."
            " Ask the other side for the fingerprint by another way."
        )
        fingerprint = manifests.fingerprint(manifests.key_of(before))
        yield Notice(text.format(before=fingerprint), Way.UNSURE)
    if it.stage is not None and one.batch.stage is not None and it.stage != one.batch.stage:
        text = tr("They count this exchange as {theirs}, this side as {ours}.")
        yield Notice(text.format(theirs=it.stage, ours=one.batch.stage), Way.UNSURE)


def _acts(request: HttpRequest, one: TheirManifest) -> Iterator[Act]:
    who = standing_for(request)
    if one.batch.way == IN and predicates.RUN_CUSTODY(who, one.thing()):
        href = reverse("custody:sign_receipt", args=[one.pk])
        yield Act(tr("Sign our receipt"), href, key="n", weight=Weight.PRIMARY)
    yield Act(tr("Its file"), reverse("custody:batch_paper", args=[one.document_id]), key="f")
    yield Act(tr("The exchange"), reverse("custody:batch", args=[one.batch_id]))


@open_to(predicates.RUN_CUSTODY, on=TheirManifest)
def sign_receipt(request: HttpRequest, one: TheirManifest) -> HttpResponse:
    """Sign what was really received of a manifest of the other side."""
    ask_first(request, SignReceipt)
    it = exchange_theirs.signed(one).manifest
    got = exchange_receipt.received(one, it)
    start = {"words_": exchange_receipt.remarks(it, got), "seen": got.mark()}
    posted = sent(request)
    form = OurReceiptForm(posted, initial=start)

    def done(given: dict[str, Any]) -> HttpResponse:
        made = perform(
            request,
            SignReceipt(
                manifest=one, signer=given["signer"], seen=given["seen"], words=given["words_"]
            ),
        )
        return said_and_back(request, tr("The receipt is signed."), "custody:our_receipt", made.pk)

    says = tr("What is signed stands below. Signed, it is never changed; a later one replaces it.")
    head = Head(tr("Sign our receipt"), number=cut(one.number), says=says)
    answer = take(request, form, done)
    if answer is not None:
        return answer
    if posted is not None:  # what is drawn now is what may be signed next
        again = posted.copy()
        again["seen"] = got.mark()
        form.data = again
    context = {
        "head": head,
        "form": form,
        "button": tr("Sign it"),
        "back": reverse("custody:their_manifest", args=[one.pk]),
        "parts": [counts(got)],
        "below": [held(it, got)],
    }
    status = 422 if form.is_bound else 200
    return render(request, "custody/exchange_upload.html", context, status=status)


@open_to(predicates.SEE_CUSTODY, on=OurReceipt)
@require_safe
def our_receipt(request: HttpRequest, one: OurReceipt) -> HttpResponse:
    """Show what this side signed for a manifest of the other side."""
    receipt = exchange_receipt.document(one).receipt
    it = exchange_theirs.signed(one.manifest).manifest
    last = one.manifest.receipts.order_by("made_at", "pk").last()
    says = tr("It is the last one for this manifest.")
    if last != one:
        says = tr("A later receipt takes its place: {number}.").format(number=last)
    acts = []
    if predicates.KEEP_ITEMS(standing_for(request), one.thing()):
        href = reverse("custody:take_our_receipt", args=[one.pk])
        acts.append(Act(tr("Take it away"), href, key="t", weight=Weight.PRIMARY))
    back = reverse("custody:their_manifest", args=[one.manifest_id])
    acts.append(Act(tr("Their manifest"), back))
    facts = Facts(
        tr("What was signed"),
        (
            Fact(tr("Of the manifest"), receipt.number, back),
            Fact(tr("Signed by"), receipt.signer),
            Fact(tr("Place"), receipt.place or ""),
            Fact(tr("Signed"), written(one.made_at)),
            Fact(tr("Note"), receipt.note or ""),
            Fact(tr("SHA-256"), one.digest),
            *key_facts(one.key),
        ),
    )
    head = Head(tr("Our receipt"), number=one.number, says=says, acts=tuple(acts))
    return page(request, head, said(it, receipt), facts)


@open_to(predicates.KEEP_ITEMS, on=OurReceipt)
def take_our_receipt(request: HttpRequest, one: OurReceipt) -> HttpResponse:
    """Carry our receipt away: the signed file, or a paper of it in some language."""
    form = TakeOurReceiptForm(sent(request), initial={"form": "json", "language": current()})

    def done(given: dict[str, Any]) -> HttpResponse:
        form_, language = given["form"], given["language"] or current()
        signed = exchange_receipt.document(one)
        if form_ == "json":
            data, name = manifests.written(signed), f"{one.number}.receipt.json"
        else:
            it = exchange_theirs.signed(one.manifest).manifest
            data = pdf(our_receipt_paper(signed, it, one.number, one.key, language))
            name = f"{one.number}.receipt.{language}.pdf"
        perform(request, TakeExchangePaper(paper=one, form=form_, language=language))
        return download(data, name.replace("/", "-"))

    says = tr("Give the public key by another way than the file, such as on paper.")
    head = Head(tr("Take a receipt away"), number=one.number, says=says)
    back = reverse("custody:our_receipt", args=[one.pk])
    button = tr("Download the file")
    return take(request, form, done) or form_page(request, head, form, button, back)
