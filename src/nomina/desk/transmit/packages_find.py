"""What a package is to tell of, by the numbers that somebody typed; every wrong one is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from nomina.desk.custody.actions.common import item_of
from nomina.desk.custody.actions.papers import demand_standing
from nomina.desk.custody.models import Death, Item
from nomina.desk.custody.models.deaths import LIST, ONE
from nomina.desk.examine.models import Identification
from nomina.desk.files.fields import AM, PM
from nomina.desk.files.models import File
from nomina.desk.look.isolate import isolated
from nomina.desk.people.models import Operation
from nomina.desk.transmit import packages_things as things
from nomina.desk.transmit.models import PackageItem
from nomina.desk.transmit.packages_build import NAMED_ALONE
from nomina.desk.transmit.packages_people import identified
from nomina.errors import InputError, Refused
from nomina.words import tr

MOST = 200
"""Items of a package that is made here."""


@dataclass(frozen=True)
class Asked:
    """For which article something is looked for, where, and by whom."""

    operation: Operation
    article: str
    user: object


Find = Callable[[Asked, str], PackageItem]


def _body(asked: Asked, number: str) -> PackageItem:
    rows = File.objects.visible_to(asked.user).filter(operation=asked.operation, kind=PM)
    file = rows.filter(number=number).first()
    if file is None:
        raise Refused(tr("no body of this operation has this number"), where=number)
    found = identified(file)
    if found is None and asked.article in NAMED_ALONE:
        raise Refused(
            tr("the board has not named this body, so nobody's death is told of"),
            where=number,
            todo=tr("Tell of it as it was found, by Article 16 of the First Convention"),
        )
    return PackageItem(file=file, identification=found)


def _about(asked: Asked, number: str) -> PackageItem:
    rows = File.objects.visible_to(asked.user).filter(operation=asked.operation)
    file = rows.filter(kind__in=(PM, AM), number=number).first()
    if file is None:
        raise Refused(tr("no file of this operation has this number"), where=number)
    return PackageItem(file=file, identification=identified(file) if file.kind == PM else None)


def _death(kind: str) -> Find:
    def find(asked: Asked, number: str) -> PackageItem:
        rows = Death.objects.visible_to(asked.user).filter(operation=asked.operation, kind=kind)
        row = rows.filter(number=number, sign__isnull=False).first()
        if row is None:
            raise Refused(tr("nothing that is certified has this number"), where=number)
        demand_standing(row)
        one = row.identification
        return PackageItem(
            file=None if one is None else one.report.one, identification=one, death=row
        )

    return find


def _custody(asked: Asked, tag: str) -> PackageItem:
    item: Item = item_of(tag, asked.operation, asked.user)
    file = things.body_of(item)
    return PackageItem(
        file=file, identification=None if file is None else identified(file), custody=item
    )


_FINDS: dict[str, Find] = {
    "certified-list": _death(LIST),
    "death-certificate": _death(ONE),
    "effects": _custody,
    "half-disc": _custody,
    "answer-to-enquiry": _about,
}


def found(asked: Asked, typed: Iterable[str]) -> list[PackageItem]:
    """Give the items that numbers and tags mean, each once; none of them is saved.

    Raises:
        Refused: some mean nothing; every one of them is named.
    """
    find = _FINDS.get(asked.article, _body)
    items: dict[tuple[object, ...], PackageItem] = {}
    wrong: list[str] = []
    for text in typed:
        try:
            one = find(asked, text)
        except InputError as error:
            wrong.append(isolated(str(error)))  # it names what was typed
        else:
            items[(one.file_id, one.death_id, one.custody_id)] = one
    if wrong:
        raise Refused(" ".join(wrong)[:4000])
    if asked.article == "answer-to-enquiry" and not items:
        items[()] = PackageItem()
    if not 1 <= len(items) <= MOST:
        raise Refused(tr("a package tells of 1 to {n} items").format(n=MOST))
    return [*items.values()]


def listed(death: Death) -> list[PackageItem]:
    """Give everybody on a certified list, each by themselves; none of them is saved."""
    ids = [one["identification"] for one in death.document["dead"]]
    rows = Identification.objects.filter(pk__in=ids).select_related("report__one")
    return [PackageItem(file=one.report.one, identification=one) for one in rows.order_by("pk")]
