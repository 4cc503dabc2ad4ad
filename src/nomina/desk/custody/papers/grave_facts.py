"""What a certificate of death says of burial and grave (GC III 120); "not known" otherwise."""

from __future__ import annotations

from nomina.desk.custody import graves, graves_words
from nomina.desk.custody.graves_list import known
from nomina.desk.custody.models import Burial, Item
from nomina.desk.custody.papers.graves import moment, point_of
from nomina.desk.custody.papers.page import Fact
from nomina.desk.files.models import File
from nomina.words import tr


def facts_of(file: File, language: str) -> tuple[Fact, ...]:
    """Give date and place of burial, all by which the grave is found, and why there was a fire.

    Args:
        file: of a body or part.
        language: of the paper.
    """
    item: Item | None = getattr(file, "item", None)
    lain = None if item is None else graves.standing(item) or _before(item)
    return (
        *_burial(lain, language),
        *_grave(lain, language),
        *_lifted(lain, language),
        *_cremation(item, language),
    )


def _before(item: Item) -> Burial | None:
    """Give the last burial of somebody who was exhumed: where they lay is never lost (LAW-11)."""
    rows = Burial.objects.filter(dead__item=item).select_related(*Burial.beside)
    return rows.order_by("-at", "-made_at").first()


def _lifted(lain: Burial | None, language: str) -> tuple[Fact, ...]:
    if lain is None or not hasattr(lain, "lifted"):
        return ()
    opened = lain.lifted.exhumation
    why = graves_words.why(opened.why, language)
    return (Fact(tr("Exhumed since", language), moment(opened.at), why),)


def _burial(lain: Burial | None, language: str) -> tuple[Fact, ...]:
    if lain is None:
        return (
            Fact(tr("Date of burial", language), None),
            Fact(tr("Place of burial", language), None),
            Fact(tr("Rites observed", language), None),
        )
    rites = lain.rites or None
    if lain.spot is None:
        place = tr("at sea, from {ship}: {point}", language).format(
            ship=lain.sea.ship, point=f"{lain.sea.latitude:.6f}, {lain.sea.longitude:.6f}"
        )
    else:
        cemetery = lain.spot.grave.place
        place = f"{cemetery.name} ({cemetery.code})"
    return (
        Fact(tr("Date of burial", language), moment(lain.at)),
        Fact(tr("Place of burial", language), place, graves_words.form(lain.form, language)),
        Fact(tr("Rites observed", language), rites),
    )


def _grave(lain: Burial | None, language: str) -> tuple[Fact, ...]:
    if lain is None:
        return (
            Fact(tr("Grave", language), None),
            Fact(tr("Section, row, plot", language), None),
            *point_of(None, language),
            Fact(tr("Marking", language), None),
        )
    if lain.spot is None:
        return (Fact(tr("Grave", language), tr("none: buried at sea", language)),)
    one = known([lain.spot.grave])[0]
    grave = graves.named(one.grave)
    if one.grave.kind == "collective":
        spot = tr("spot {n} of a collective grave", language).format(n=lain.spot.number)
        grave = f"{grave}, {spot}"
    return (
        Fact(tr("Grave", language), grave, one.grave.reason),
        Fact(tr("Section, row, plot", language), one.where or None),
        *point_of(one.point, language),
        Fact(tr("Marking", language), one.words or None),
    )


def _cremation(item: Item | None, language: str) -> tuple[Fact, ...]:
    burnt = None if item is None else graves.cremation_of(item)
    if burnt is None:
        return ()
    return (
        Fact(
            tr("Cremated because of", language),
            f"{graves_words.reason(burnt.reason, language)}: {burnt.words}",
            burnt.authority,
        ),
        Fact(tr("The ashes are kept", language), burnt.ashes or None),
    )
