"""Whether everything that is out had what it needs, read from what is written alone.

The acts of a release ask `release_check`; this shares no line with it. It walks every release that
happened, takes all that was written until then, and names each condition that did not hold. Two
acts that wait for each other bear the moments at which they were asked for, so what came within the
minute before is taken as it favours the desk.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from nomina.desk.custody.checker_told import Told, told
from nomina.desk.custody.checker_whose import Judged, judged
from nomina.desk.custody.fault import Fault, Ways
from nomina.desk.custody.models import Burial, ManifestItem, ReleaseDone
from nomina.desk.custody.models.graves import SEA
from nomina.desk.custody.models.items import BAG, BODY, COFFIN, DISC, DOCUMENT, PACKET, REMAINS
from nomina.desk.custody.models.movements import OUT, SCANNED, TYPED
from nomina.desk.people.models import Operation

TWO = 2
LASTS = timedelta(hours=12)
"""How long a tag that was read counts (docs/custody/release.md)."""
AT_ONCE = timedelta(minutes=1)


def releases(operation: Operation, ways: Ways) -> Iterator[Fault]:
    """Give every release of an operation that lacked something, and whatever is out by nothing."""
    roots = [row for way in ways.values() for row in way if row.kind == OUT and not row.carrier_id]
    if not roots:
        return
    dones = list(
        ReleaseDone.objects.filter(release__operation=operation)
        .select_related("release__identification__report")
        .order_by("made_at", "pk")
    )
    keepers = {done.keeper_id: done for done in dones}
    at_sea = set(
        Burial.objects.filter(form=SEA, item__operation=operation).values_list(
            "movement", flat=True
        )
    )
    sent = set(
        ManifestItem.objects.filter(
            manifest__batch__operation=operation, manifest__dispatched__isnull=False
        ).values_list("item", flat=True)
    )
    for row in roots:
        done = keepers.get(row.keeper_id)
        if done is not None:
            if row.item_id != done.release.container_id:
                yield Fault("out by nothing", row.item_id, f"it is not what {done.release} is of")
        elif row.pk not in at_sea and row.item_id not in sent:
            yield Fault("out by nothing", row.item_id, "no release, burial at sea or manifest")
    who = judged(operation) if dones else None
    for done in dones:
        assert who is not None
        case = told(done, ways)
        early = set(_lacks(case, who, done.made_at - AT_ONCE))
        yield from (fault for fault in _lacks(case, who, done.made_at) if fault in early)


def _lacks(case: Told, who: Judged, at: datetime) -> Iterator[Fault]:
    """Give all that a release lacked by what was written until a moment."""
    yield from _decided(case, who, at)
    yield from _read(case, at)
    yield from _owned(case, who, at)
    yield from _ready(case, who, at)
    yield from _asked(case, who, at)
    yield from _signed(case, at)


def _fault(case: Told, rule: str, says: str, item: UUID | None = None) -> Fault:
    pk = case.container if item is None else item
    return Fault(rule, pk, f"{case.number}: {says}")


def _decided(case: Told, who: Judged, at: datetime) -> Iterator[Fault]:
    if case.identification in who.recalled(at):
        yield _fault(case, "recalled", "its identification was recalled")
    if case.board_people(at) < TWO:
        yield _fault(case, "board", "two people of the board did not sign its identification")
    if case.ended is not None and case.ended <= at:
        yield _fault(case, "withdrawn", "it was withdrawn before")


def _read(case: Told, at: datetime) -> Iterator[Fault]:
    rows = [one for one in case.scans if at - LASTS < one.at <= at]
    begun = max((one.at for one in rows if one.anew), default=at - LASTS)
    last = {one.item: one for one in rows if one.at >= begun}  # in order of time
    for item, moved in case.went.items():
        scan = last.get(item)
        if scan is None or scan.read not in (SCANNED, TYPED):
            yield _fault(case, "unread", "its tag was not read before it went", item)
        elif scan.at < moved.made_at:
            yield _fault(case, "unread", "it was moved after its tag was read", item)
    for item in last.keys() - case.went.keys():
        yield _fault(case, "strange", "its tag was read, and it did not go", item)
    for item in case.left:
        yield _fault(case, "left behind", "it lay in the coffin and did not go", item)


def _owned(case: Told, who: Judged, at: datetime) -> Iterator[Fault]:
    names = who.names(at)
    person = names.individual(case.person)
    mine = []
    for item in case.went:
        one = who.items[item]
        if one.kind in (COFFIN, BAG):
            continue
        found = names.of(who.file_of(item))
        if found == {person}:
            mine.append(one.kind)
        elif person in found:
            yield _fault(case, "both", "it is two people's", item)
        elif found or one.kind == BODY:
            yield _fault(case, "other", "it is somebody else's", item)
        elif case.unresolved_people(item, at) < TWO:
            yield _fault(case, "unresolved", "nobody knows whose it is, and no two signed", item)
    if not set(mine) & set(REMAINS):
        yield _fault(case, "empty", "nothing of the person lay in it")
    if mine.count(BODY) > 1:
        yield _fault(case, "bodies", "two whole bodies went as one person's")


def _ready(case: Told, who: Judged, at: datetime) -> Iterator[Fault]:
    for item in case.went:
        kind = who.items[item].kind
        if kind in REMAINS and not who.was_examined(item, at):
            yield _fault(case, "examined", "nobody examined it, nor signed why not", item)
        if not who.was_listed(item, at, needed=kind in (BODY, PACKET)):
            yield _fault(case, "inventory", "two people did not sign what was found on it", item)
        if who.differs(item, at):
            yield _fault(case, "difference", "what did not fit was not settled", item)
    for disc in who.staying_discs(at):
        if who.items[disc].parent in case.went and disc not in case.went:
            yield _fault(case, "disc", "a disc that stays with the body did not go with it", disc)


def _asked(case: Told, who: Judged, at: datetime) -> Iterator[Fault]:
    facts = case.facts_at(at)
    paper, receiver, effects = (facts.get(key) for key in ("authority", "receiver", "effects"))
    if paper is None or not (paper.words and paper.number and paper.day):
        yield _fault(case, "authority", "no document of an authority with its number and date")
    if receiver is None or not (receiver.words and receiver.number):
        yield _fault(case, "receiver", "the identity of the receiver was not checked")
    if case.last_wish(at) is None:
        yield _fault(case, "wishes", "the family's wishes were not asked for")
    if case.last_choice(at) is None:
        yield _fault(case, "further", "the family was not asked about further remains")
    if effects is None:
        yield _fault(case, "effects", "there was no list of effects")
        return
    names = who.names(at)
    person = names.individual(case.person)
    theirs = {
        str(pk)
        for pk, one in who.items.items()
        if one.kind in (PACKET, DOCUMENT, DISC)
        and one.made_at <= at
        and person in names.of(who.file_of(pk))
    }
    if set(effects.listed) != theirs:
        yield _fault(case, "effects", "the list of effects was not of all there were")


def _signed(case: Told, at: datetime) -> Iterator[Fault]:
    if case.sealed() != case.digest:
        yield _fault(case, "signed", "what was signed has another hash")
    if case.document(at) != case.written:
        yield _fault(case, "signed", "what was signed is not what was so when it went")
    seats: dict[str, list[tuple[object, frozenset[str]]]] = {"custody": [], "board": []}
    changed = case.last_change(at)
    for sign in case.signs:
        fits = sign.digest == case.digest and changed <= sign.at <= at
        if fits and sign.seat in sign.roles and sign.seat in seats:
            seats[sign.seat].append((sign.who, sign.keys))
    if not any(
        one != other and keys.isdisjoint(theirs)
        for one, keys in seats["custody"]
        for other, theirs in seats["board"]
    ):
        yield _fault(case, "seats", "two people, of custody and of the board, did not sign it")
