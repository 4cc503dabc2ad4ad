"""Packets and discs of a package, and the words of answers and recalls."""

from __future__ import annotations

from typing import Any

from nomina.desk.custody import effects
from nomina.desk.custody.models import Disc, InventoryLine, Item
from nomina.desk.custody.models.effects_remains import FORWARDED
from nomina.desk.custody.models.items import DISC, PACKET
from nomina.desk.files.models import File
from nomina.desk.transmit import packages_people, packages_said
from nomina.desk.transmit.models import Package, PackageItem
from nomina.desk.transmit.packages_people import Somebody, second
from nomina.errors import Refused
from nomina.packages import items
from nomina.packages.particulars import unknown
from nomina.words import tr

OWNERLESS = packages_said.UNNAMED
WORDS = "words"
"""The field in which the words of an answer or a recall are typed."""


def body_of(item: Item) -> File | None:
    """Give the file of the body that a packet or disc was found with; None for nobody's."""
    parent = item.parent
    return None if parent is None else parent.file


def _whole(row: PackageItem) -> Item:
    assert row.custody is not None
    return row.custody


def _of(row: PackageItem, *keys: str) -> dict[str, Any]:
    """Give particulars of the owner; of nobody's articles each is not known."""
    if row.file is None:
        written = packages_said.typed(row)
        none = unknown(OWNERLESS, str(_whole(row)))
        naming = packages_people.NAMING
        return {k: none if k in naming else written.get(k, none) for k in keys}
    return packages_people.somebody(row).every(*keys)


def packet(row: PackageItem) -> items.Packet:
    """Give a sealed packet with all that lies in it.

    Raises:
        Refused: it is none, is not sealed, or no two people stand for what lies in it.
    """
    item = _whole(row)
    listed = effects.last(item)
    if item.kind != PACKET or listed is None or not effects.signed(listed):
        raise Refused(
            tr("no list of two people stands for what lies in this packet"),
            where=str(item),
            todo=tr("Have its effects written down, and signed by a second person"),
        )
    seal = effects.seal_of(item)
    if not seal:
        raise Refused(
            tr("this packet has no seal"), where=str(item), todo=tr("Seal it, and write its number")
        )
    lines = tuple(_article(line) for line in listed.lines.order_by("number"))
    if not lines:
        raise Refused(tr("nothing lies in this packet"), where=str(item))
    sign = listed.sign
    return items.Packet(
        tag=item.code,
        seal=seal,
        number=None if row.file is None else row.file.number,
        named=packages_people.named(row.identification),
        articles=lines,
        listed_by=listed.by.name,
        seen_by=sign.by.name if sign.by.name != listed.by.name else f"{sign.by.name} (2)",
        listed_at=second(listed.at),
        **_of(
            row, "surname", "first_names", "born", "service_number", "power", "found_on", "found_at"
        ),
    )


def demand_packets(rows: list[PackageItem], told: tuple[items.AnyItem, ...]) -> None:
    """Refuse where a packet does not lie there as it was told of (LAW-06).

    Args:
        rows: of a package, in order.
        told: what the package says of each.

    Raises:
        Refused: one was opened, sealed or listed anew since.
    """
    for row, one in zip(rows, told, strict=True):
        if not isinstance(one, items.Packet):
            continue
        now = packet(row)
        if (now.seal, now.articles) != (one.seal, one.articles):
            raise Refused(
                tr("this packet was opened, sealed or listed anew since"),
                where=str(_whole(row)),
                todo=tr("Give this package up, and draft it anew"),
            )


def _article(line: InventoryLine) -> items.Article:
    given: dict[str, Any] = {
        "what": line.what,
        "kind": line.kind,
        "count": line.count,
        "material": line.material or None,
        "marks": line.marks or None,
        "currency": line.currency or None,
        "amount": None if line.amount is None else f"{line.amount:.2f}",
        "document": line.document or None,
    }
    return items.Article(**given)


def disc(row: PackageItem) -> items.Disc:
    """Give the half of a double disc that is forwarded.

    Raises:
        Refused: it is a single disc or the half that stays: those go with the body alone.
    """
    item = _whole(row)
    found = Disc.objects.filter(item=item).select_related("half_of__item").first()
    if item.kind != DISC or found is None or found.form != FORWARDED or row.file is None:
        raise Refused(
            tr("only the half of a double disc that is sent on goes to others"),
            where=str(item),
            todo=tr("A single disc, and the half that stays, go with the body"),
        )
    one: Somebody = packages_people.somebody(row)
    assert found.half_of is not None
    return items.Disc(
        number=row.file.number,
        named=packages_people.named(row.identification),
        tag=item.code,
        stays=found.half_of.item.code,
        **one.every("surname", "first_names", "service_number"),
        inscription=packages_said.first((), one.written.get("inscription")),
    )


def _words(row: PackageItem) -> str:
    said = packages_said.typed(row).get(WORDS)
    if said is None or said.value is None:
        raise Refused(
            tr("nobody has written down what is to be said"),
            where=row.package.number,
            todo=tr("Write it in plain words"),
        )
    return said.value


def answer(row: PackageItem) -> items.Answer:
    """Give an answer in words.

    Raises:
        Refused: nobody wrote any.
    """
    package: Package = row.package
    return items.Answer(number=package.number, to=package.subject, words=_words(row))


def recall(row: PackageItem, of: Package) -> items.Recall:
    """Give what takes back what an earlier package told of somebody.

    Raises:
        Refused: nobody wrote what is to be said, or the identification stands.
    """
    one = row.identification
    assert row.file is not None
    end = None if one is None else getattr(one, "end", None)
    if end is None:
        raise Refused(tr("nothing was recalled, so nothing is taken back"), where=row.file.number)
    return items.Recall(
        package=of.made.digest,
        package_number=of.number,
        number=row.file.number,
        decided=end.made_at.date().isoformat(),
        words=_words(row),
    )
