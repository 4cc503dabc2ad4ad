"""What was really received of a manifest of the other side, and our receipt for it.

An item of a manifest was received where a find stands for its line. What was found of no line of a
signed manifest lies beside the list. Nothing is guessed: a find that stands for a line of another
list that says the same number is asked about before anything is signed.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from nomina import manifests, tags
from nomina.desk.custody import exchange
from nomina.desk.custody.exchange_lists import folded
from nomina.desk.custody.exchange_theirs import number_of, tag_of
from nomina.desk.custody.exchange_words import difference_name
from nomina.desk.custody.models import Found, Listed, OurReceipt, TheirManifest
from nomina.desk.people.text import NOTE
from nomina.errors import Refused
from nomina.ledger.formats import canonical
from nomina.words import tr

_HOLDS_PEOPLE = ("body", "part", "bag", "coffin")
_MOST_TOLD = 20


@dataclass(frozen=True)
class Received:
    """A manifest held against finds.

    Attributes:
        found: what was found of each item of the manifest, by tag; empty where nothing was.
        beside: what was found of no line of a signed manifest of the batch.
        withdrawn: tags of the manifest whose lines count no more.
        doubtful: lines of other lists that have finds and name what nothing was found of here.
    """

    found: Mapping[str, tuple[Found, ...]]
    beside: tuple[Found, ...]
    withdrawn: tuple[str, ...] = ()
    doubtful: tuple[Listed, ...] = ()

    @property
    def taken(self) -> tuple[str, ...]:
        """Tags of the manifest of which something was found, in order."""
        return tuple(sorted(tag for tag, finds in self.found.items() if finds))

    @property
    def missing(self) -> tuple[str, ...]:
        """Tags of the manifest of which nothing was found, in order."""
        return tuple(sorted(tag for tag, finds in self.found.items() if not finds))

    @property
    def extra(self) -> tuple[str, ...]:
        """Our tags of what lies beside the list, in order."""
        return tuple(sorted({find.item.code for find in self.beside} - set(self.found)))

    def mark(self) -> str:
        """Give a digest of what would be signed, by which a change meanwhile is seen."""
        said = [list(self.taken), list(self.missing), list(self.extra)]
        return hashlib.sha256(canonical(said)).hexdigest()


def received(one: TheirManifest, it: manifests.Content) -> Received:
    """Hold a manifest against what was found in its batch. Three queries."""
    batch = one.batch
    brought = TheirManifest.objects.filter(batch=batch)
    documents = set(brought.values_list("document", flat=True))
    lines = exchange.lines_of(batch)
    signed = [line for line in lines if line.document_id in documents]
    others = [line for line in lines if line.document_id not in documents]
    return held(it, signed, others, exchange.finds_of(batch))


def held(
    it: manifests.Content,
    signed: Iterable[Listed],
    others: Iterable[Listed],
    finds: Sequence[Found],
) -> Received:
    """Hold a manifest against finds.

    Args:
        it: the manifest.
        signed: lines that count of all signed manifests of the batch.
        others: those of its other lists.
        finds: the last of each bag.
    """
    by_line: dict[UUID | None, list[Found]] = defaultdict(list)
    for find in finds:
        by_line[find.listed_id].append(find)
    by_tag: dict[str, list[UUID]] = defaultdict(list)
    for line in signed:
        by_tag[tag_of(line)].append(line.pk)
    found = {
        item.tag: tuple(find for line in by_tag[item.tag] for find in by_line[line])
        for item in it.items
    }
    named = {line for lines in by_tag.values() for line in lines}
    missing = {folded(number_of(item)) for item in it.items if not found[item.tag]}
    return Received(
        found=found,
        beside=tuple(find for find in finds if find.listed_id not in named),
        withdrawn=tuple(item.tag for item in it.items if not by_tag[item.tag]),
        doubtful=tuple(
            line for line in others if by_line[line.pk] and folded(line.number) in missing
        ),
    )


def demand_sure(one: TheirManifest, it: Received) -> None:
    """Refuse what would sign that something is not there although nobody can say so yet.

    Raises:
        Refused: lines of the manifest were withdrawn, nothing was looked into yet, or finds stand
            for lines of another list that name the same.
    """
    if it.withdrawn:
        raise Refused(
            tr("lines of this manifest were withdrawn: {n}").format(n=len(it.withdrawn)),
            where=one.number[:80],
            todo=tr("Bring the manifest again, or sign for the one that replaced it"),
        )
    if it.doubtful:
        said = ", ".join(f"{line.line} ({line.number[:40]})" for line in it.doubtful[:_MOST_TOLD])
        raise Refused(
            tr("finds stand for lines of another list that name the same: {lines}").format(
                lines=said
            ),
            where=one.number[:80],
            todo=tr("Enter these finds again for the lines of the manifest"),
        )
    if not it.taken and not it.beside and getattr(one.batch, "end", None) is None:
        raise Refused(
            tr("nothing of this batch was looked into yet"),
            where=one.batch.number,
            todo=tr("Enter what was found first; if nothing came, close the batch"),
        )


def remarks(it: manifests.Content, got: Received) -> str:
    """Give a draft of what a receipt says besides: what was in the bags, where that differs."""
    said = "\n".join(_remarks(it.items, got))
    return said if len(said) <= NOTE else f"{said[: NOTE - 1]}…"


def _remarks(items: Iterable[manifests.Item], got: Received) -> Iterator[str]:
    for item in items:
        finds, tag = got.found[item.tag], tags.written(item.tag)
        if len(finds) > 1:
            yield tr("{tag}: came in {n} bags").format(tag=tag, n=len(finds))
        if any(find.what == "nothing" for find in finds) and item.kind in _HOLDS_PEOPLE:
            yield f"{tag}: {difference_name('nothing-human')}"
            continue
        known = [find.persons for find in finds if find.persons is not None]
        people = sum(known)
        if item.count is not None and len(known) == len(finds) > 0 and people != item.count:
            yield tr("{tag}: people found: {n}; on the manifest: {m}").format(
                tag=tag, n=people, m=item.count
            )


def document(one: OurReceipt) -> manifests.Receipt:
    """Give a receipt as it was signed.

    Raises:
        InputError: what is kept of it was changed.
    """
    name, number, _ = one.key.split("+", 2)
    made = manifests.Receipt(
        receipt=manifests.Taken.model_validate(one.document),
        digest=one.digest,
        key=f"{name}+{number}",
        signature=one.signature,
    )
    manifests.check(manifests.written(made), one.key, one.number)
    return made
