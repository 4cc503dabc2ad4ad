"""The papers of a release: its form, the laissez-passer, the effects, the sheet that travels along.

What is not known is printed as not known. The laissez-passer has the fields of the model annexed to
the Agreement on the Transfer of Corpses (Strasbourg 1973, ETS 80); beside each label in another
language stands the English one, for it is made out in a language of the Council of Europe too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from nomina.desk.custody.models import Inventory, Item
from nomina.desk.custody.papers.known import (
    about,
    as_document,
    dated,
    number_of,
    speaking,
    when,
    whole_name,
)
from nomina.desk.custody.papers.page import Fact, Facts, Grid, Hand, Hands, Paper, Parts, Text
from nomina.desk.custody.papers.pass_papers import pass_parts
from nomina.desk.custody.release_check import missing
from nomina.desk.custody.release_ground import Ground
from nomina.desk.custody.release_state import State, stands_as
from nomina.desk.custody.words import item_kind, read_how
from nomina.desk.custody.words_release import (
    choice_name,
    paper_name,
    receiver_kind,
    seat_name,
    whose_name,
)
from nomina.words import tr


def paper_of(
    kind: str, ground: Ground, language: str, typed: Mapping[str, str], at: datetime
) -> Paper:
    """Make a paper of a release.

    Args:
        kind: ``release``, ``pass``, ``effects`` or ``transfer``.
        ground: the release as it is.
        language: one of `nomina.words.LANGUAGES`.
        typed: what was filled in for it.
        at: when it is issued.
    """
    made = {
        "release": _release,
        "pass": pass_parts,
        "effects": _effects,
        "transfer": _transfer,
    }[kind]
    with speaking(language):
        paper = Paper(
            title=paper_name(kind),
            number=ground.release.number,
            language=language,
            parts=made(ground, language, typed, at),
            at=at,
            code=ground.release.container.code,
            mark=f"SHA-256 {ground.digest}",
        )
        more = {"release": ground.document, "digest": ground.digest}
        return replace(paper, document=as_document(paper, kind, more))


def _dead(ground: Ground, *, place: bool = False) -> Facts:
    known = about(ground.release.identification)
    facts = [
        Fact(tr("Surname and first names"), whole_name(known)),
        Fact(tr("Date of birth"), dated(known["born"])),
        Fact(tr("Number of the body"), known["body"]),
        Fact(tr("Named by the board on"), known["decided"], tr("by decision of the board")),
        Fact(tr("Certificate of identification"), known["certificate"] or tr("none was issued")),
    ]
    if place:
        facts += [
            Fact(tr("Estimated time of death"), dated(known["died"])),
            Fact(tr("Where found"), known["found_place"]),
            Fact(tr("When found"), dated(known["found"])),
        ]
    return Facts(tr("The dead person"), tuple(facts))


def _receiver(ground: Ground) -> Facts:
    one, facts = ground.release, ground.facts
    shown, paper = facts.get("receiver"), facts.get("authority")
    return Facts(
        tr("Receiver and authority"),
        (
            Fact(tr("Receiver"), one.receiver, receiver_kind(one.kind)),
            Fact(tr("Relation or office"), one.relation),
            Fact(tr("Authority, firm or unit"), one.body or None),
            Fact(
                tr("Identity document seen"),
                None if shown is None else f"{shown.words} {shown.number}",
                "" if shown is None else f"{shown.by.name}, {when(shown.made_at)}",
            ),
            Fact(
                tr("Document of the authority"),
                None if paper is None else f"{paper.words}, {paper.number}, {paper.day}",
                "" if paper is None or not paper.digest else f"SHA-256 {paper.digest}",
            ),
        ),
    )


def _family(ground: Ground) -> Facts:
    wished, further = ground.wishes, ground.further
    return Facts(
        tr("Wishes of the family"),
        (
            Fact(
                tr("Rites and tradition"),
                None if wished is None else wished.rite,
            ),
            Fact(
                tr("How the body is to be handled"),
                None if wished is None else wished.handling or None,
            ),
            Fact(
                tr("If more is found later"),
                None if further is None else choice_name(further.choice),
            ),
        ),
    )


def _coffin(ground: Ground) -> Grid:
    inside = {content.tag: content for content in ground.case.contents}
    rows: list[tuple[str | None, ...]] = []
    for stay in ground.stays:
        content, scan = inside[str(stay.item)], ground.scans.get(stay.item_id)
        declared = ground.unresolved.get(stay.item_id)
        whose = whose_name(content.whose)
        if declared is not None:
            whose = tr("unresolved: {why}").format(why=declared.why)
        rows.append(
            (
                str(stay.item),
                item_kind(stay.item.kind),
                number_of(stay.item),
                whose,
                tr("not read now") if scan is None else f"{read_how(scan.read)}, {when(scan.at)}",
                "–" if scan is None else scan.by.name,
            )
        )
    return Grid(
        tr("What lies in the coffin, and how each tag was read"),
        (tr("Tag"), tr("What it is"), tr("Number"), tr("Whose"), tr("As it was read"), tr("By")),
        tuple(rows),
        (5, 4, 4, 5, 6, 4),
        tr("nothing"),
    )


def _says(ground: Ground) -> Text:
    lacks = missing(ground.case)
    if stands_as(ground.release) is State.DONE:
        lines: tuple[str, ...] = (tr("Nothing was missing when the coffin was given out."),)
    elif not lacks:
        lines = (tr("Nothing is missing."),)
    else:
        told = tuple(
            f"– {one.where}: {one.what}" if one.where else f"– {one.what}" for one in lacks
        )
        lines = (tr("This is no release yet. Missing:"), *told)
    return Text(tr("The check"), lines)


def _release(ground: Ground, language: str, typed: Mapping[str, str], at: datetime) -> Parts:
    return (
        _dead(ground),
        _receiver(ground),
        _family(ground),
        _says(ground),
        _coffin(ground),
        _listed(ground),
        Hands(tr("Signatures"), (*_signers(ground), *_takers(ground))),
    )


def _signers(ground: Ground) -> tuple[Hand, ...]:
    done = stands_as(ground.release) is State.DONE
    digest = ground.release.done.digest if done else ground.digest
    rows = ground.release.signs.filter(digest=digest).select_related("by").order_by("made_at")
    signed = {row.seat: row for row in rows}
    return tuple(
        Hand(
            seat_name(seat).capitalize(),
            signed[seat].by.name if seat in signed else "",
            tr("signed at the desk {when}").format(when=when(signed[seat].made_at))
            if seat in signed
            else "",
        )
        for seat in ("custody", "board")
    )


def _takers(ground: Ground) -> tuple[Hand, ...]:
    one = ground.release
    done = stands_as(one) is State.DONE
    witness = one.done.witness if done else ""
    given = tr("given out {when}").format(when=when(one.done.at)) if done else ""
    return (Hand(tr("Received by"), one.receiver, given), Hand(tr("Witness"), witness))


def _listed(ground: Ground) -> Grid:
    rows: list[tuple[str | None, ...]] = []
    for item in ground.effects:
        rows += _lines(item, ground)
    return Grid(
        tr("Effects of this person"),
        (tr("Tag"), tr("What it is"), tr("Contents"), tr("Seal"), tr("Where it is")),
        tuple(rows),
        (5, 4, 9, 4, 6),
        tr("none are listed"),
    )


def _lines(item: Item, ground: Ground) -> list[tuple[str | None, ...]]:
    inside = {stay.item_id for stay in ground.stays}
    where = tr("in the coffin") if item.pk in inside else tr("not in the coffin")
    listed = Inventory.objects.filter(item=item).order_by("number").last()
    if listed is None:
        return [(str(item), item_kind(item.kind), item.words or None, None, where)]
    words = [
        " ".join(
            str(x)
            for x in (f"{line.count} ×", line.what, line.material, line.amount or "", line.currency)
            if x
        )
        for line in listed.lines.all()
    ]
    contents = tr("nothing was found") if listed.none_found else "; ".join(words)
    return [(str(item), item_kind(item.kind), contents, listed.seal_number or None, where)]


def _effects(ground: Ground, language: str, typed: Mapping[str, str], at: datetime) -> Parts:
    row = ground.facts.get("effects")
    said = Fact(
        tr("What goes with the body, and what does not"),
        None if row is None else row.words,
        "" if row is None else f"{row.by.name}, {when(row.made_at)}",
    )
    return (
        _dead(ground),
        Facts(tr("Agreed"), (said,)),
        _listed(ground),
        Text(
            tr("To whoever receives"),
            (tr("Compare each seal and each line before you sign. Write down what differs."),),
        ),
        Hands(
            tr("Signatures"),
            (Hand(tr("Given by")), *_takers(ground)),
        ),
    )


def _transfer(ground: Ground, language: str, typed: Mapping[str, str], at: datetime) -> Parts:
    """Rites stand first: whoever handles the body reads them before anything else (LAW-22)."""
    return (
        _family(ground),
        _dead(ground, place=True),
        _receiver(ground),
        _coffin(ground),
        Hands(
            tr("Handed on"),
            (Hand(tr("Given by")), Hand(tr("Carried by")), *_takers(ground)),
        ),
    )
