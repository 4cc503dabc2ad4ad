"""A manifest that the other side signed: read, checked, and told as lines of a list.

It is taken whole or not at all: its signature holds for all of it, so no line of it is left out.
What stands in it is hostile text all the same, and is shown as text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from nomina import manifests, tags
from nomina.desk.custody.exchange_lists import FIELDS, Line
from nomina.desk.custody.exchange_papers import unwrapped
from nomina.desk.custody.models import Batch, Listed, TheirManifest
from nomina.desk.people.text import clean_name
from nomina.errors import InputError
from nomina.ledger.formats import canonical
from nomina.words import tr

HEADINGS = ("number", "tag", "kind", "seal", "our_number", "their_number", "count", "inside")
"""What the cells of a line are; ours and theirs as the side that signed says it."""
_TAG = HEADINGS.index("tag")
_MARKS = b"nomina manifest line 1\n"
"""Stands before the cells whose digest is the mark, so that no line of a table has it too."""
_MOST_TOLD = 20


def checked(data: bytes, key: str, where: str) -> manifests.Manifest:
    """Give the manifest in a file whose signature holds, all of which can be written.

    Args:
        data: the file.
        key: the public key as text, had by another way than the file.
        where: what the file is called, for errors.

    Raises:
        InputError: it is no manifest, was changed, is signed with another key, or holds signs that
            no text has; every place of those is named.
    """
    found = manifests.check(data, key, where).document
    if not isinstance(found, manifests.Manifest):
        raise InputError(
            tr("this is a receipt, not a manifest"),
            where=where,
            todo=tr("A receipt is added to our manifest that it is for"),
        )
    wrong = list(_unwritten(found.manifest))
    if wrong:
        raise InputError(
            tr("this manifest holds signs that no text has: {where}").format(
                where=", ".join(wrong[:_MOST_TOLD])
            ),
            where=where,
            todo=tr("Keep it as a paper, and ask the other side to sign it again without them"),
        )
    return found


def _unwritten(it: manifests.Content) -> Iterator[str]:
    """Name each field with signs that would not be shown, or would turn a line round."""
    for name in ("number", "batch", "giver", "taker", "carrier", "place"):
        if not _can_be_written(getattr(it, name)):
            yield name
    for at, item in enumerate(it.items, start=1):
        for name in ("seal", "our_number", "their_number"):
            if not _can_be_written(getattr(item, name)):
                yield f"items.{at}.{name}"


def _can_be_written(text: str | None) -> bool:
    if text is None:
        return True
    try:
        clean_name(text)
    except InputError:
        return False
    return True


def signed(one: TheirManifest) -> manifests.Manifest:
    """Give a manifest as it was brought, its signature checked again.

    Raises:
        StoreError: the file was changed or is not there.
        InputError: the signature does not hold under the key that is kept with it.
    """
    return checked(unwrapped(one.document), one.key, one.number)


def lines(it: manifests.Content) -> list[Line]:
    """Give the items of a manifest as lines of a list, by the number that its side uses."""
    return [_line(at, item) for at, item in enumerate(it.items, start=1)]


def _line(at: int, item: manifests.Item) -> Line:
    number = number_of(item)
    cells = (
        number,
        item.tag,
        item.kind,
        item.seal or "",
        item.our_number or "",
        item.their_number or "",
        "" if item.count is None else str(item.count),
        item.inside or "",
    )
    mark = hashlib.sha256(_MARKS + canonical(list(cells))).hexdigest()
    return Line(at, dict.fromkeys(FIELDS, "") | {"number": number}, "", cells, mark)


def number_of(item: manifests.Item) -> str:
    """Give what the side that signed calls an item: its number, else its tag."""
    return clean_name(item.our_number) if item.our_number else tags.written(item.tag)


def tag_of(line: Listed) -> str:
    """Give the tag that the other side put on what a line of its manifest names."""
    return str(line.cells[_TAG])


def cells_of(line: Listed) -> Mapping[str, str]:
    """Give the cells of a line of a manifest, by `HEADINGS`."""
    return dict(zip(HEADINGS, map(str, line.cells), strict=False))


def known_key(batch: Batch) -> str:
    """Give the key under which the last manifest of the other side held; empty for none yet."""
    last = (
        TheirManifest.objects.filter(
            operation=batch.operation_id, batch__counterpart=batch.counterpart
        )
        .order_by("-made_at", "-pk")
        .first()
    )
    return last.key if last is not None else ""


def key_before(one: TheirManifest) -> str:
    """Give the key of the manifest that the other side signed before; empty for none."""
    last = (
        TheirManifest.objects.filter(
            operation=one.operation_id,
            batch__counterpart=one.batch.counterpart,
            made_at__lt=one.made_at,
        )
        .order_by("-made_at", "-pk")
        .first()
    )
    return last.key if last is not None else ""
