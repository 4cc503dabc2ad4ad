"""A desk full of records: files of people who do not exist, put in by bulk as acts leave them.

What an act would write row by row is written many thousand rows at a time, so that speed can be
measured at the size of a war. Everything follows from the seed but the salts of the log.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction

from nomina.cases.files import Sex
from nomina.desk.books import acts_log
from nomina.desk.books.models import Entry as LogEntry
from nomina.desk.books.models import Node
from nomina.desk.files import fields
from nomina.desk.files.models import (
    Card,
    Content,
    Entry,
    File,
    Occurrence,
    Photo,
    Replaced,
    Tally,
    Word,
)
from nomina.desk.files.models.cards import LINE, words_on_card
from nomina.desk.files.record import folded
from nomina.desk.leads.models import Answer, Lead, Run, RunEnd
from nomina.desk.people.actions import MakeOperation, MakeSite
from nomina.desk.people.models import Agreement, Operation, Site, User
from nomina.desk.people.numbering import number
from nomina.desk.policy.roles import Role
from nomina.ledger.entry import Event, Target, seal
from nomina.ledger.formats import commitment, leaf, node
from nomina.synthetic.lives.names import draw_name, parts
from tests.desk.people.cast import EARLIER, Book, account, by, role

BEGUN = datetime(2024, 2, 1, 8, tzinfo=UTC)
CODES = ("KH", "DN", "ZP", "OD")
SHARES = (0.9, 0.08, 0.02)
"""Of the files, by operation: most of a desk's work is one war."""
PHOTOS = 3
"""Photos of each file."""
AGREED = 60
NAMES = ("family name", "given name", "patronymic")
AT_ONCE = 2000
"""Files whose rows are put in together."""

ROLES = (
    [Role.EXAMINER] * 5
    + [Role.MORTUARY] * 4
    + [Role.ANTE_MORTEM] * 4
    + [Role.BOARD] * 2
    + [Role.LIAISON, Role.CUSTODY, Role.AUDITOR, Role.ADMINISTRATOR, Role.SECURITY]
)
"""Of the twenty who ask."""

Rows = dict[type[models.Model], list[tuple[object, ...]]]


@dataclass
class Crowd:
    """What was put in.

    Attributes:
        operations: the first has the most files.
        askers: those who ask, in the order of `ROLES`.
        names: the names of missing people of the first operation, in the order of their files.
    """

    operations: tuple[Operation, ...]
    askers: tuple[User, ...]
    names: list[str] = field(default_factory=list)


def put(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Put rows in at once: ids as hex, moments by `_moment`, JSON as text, for both databases."""
    every = {one.name: one.column for one in model._meta.concrete_fields}
    columns = [connection.ops.quote_name(str(every[name])) for name in names]
    into = f"{connection.ops.quote_name(model._meta.db_table)} ({', '.join(columns)})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", list(rows))


COLUMNS: dict[type[models.Model], tuple[str, ...]] = {
    File: ("id", "made_at", "operation", "kind", "number", "site", "made_by"),
    Entry: ("id", "made_at", "file", "field", "value", "made_by"),
    Replaced: ("id", "made_at", "new", "old"),
    Photo: ("id", "made_at", "file", "made_by"),
    Content: (
        "photo", "file", "digest", "size", "media", "width", "height", "claims", "notes",
        "unreadable", "looked_at", "mark",
    ),
    Occurrence: ("content", "name", "source", "at", "by", "alive"),
    Card: (
        "file", "operation", "kind", "number", "title", "sex", "moment", "place", "lacks",
        "unsettled", "photos", "changed_at", "words",
    ),
    Word: ("file", "operation", "kind", "word", "number", "words"),
}  # fmt: skip


def _moment(when: datetime) -> str:
    return when.strftime("%Y-%m-%d %H:%M:%S.%f")


@lru_cache(maxsize=65_536)
def _words(text: str) -> frozenset[str]:
    return frozenset(folded(text))


def fill(files: int, *, seed: int = 1, people: int = 200) -> Crowd:
    """Put a team, its operations and ``files`` files into an empty, migrated database.

    Args:
        files: half of them of missing people, half of bodies; at least 50.
        seed: the same seed gives the same records.
        people: accounts.
    """
    with transaction.atomic():
        crowd, sites = _frame(people)
        writer = _Writer(random.Random(f"crowd {seed}"), crowd)
        for kind in (fields.AM, fields.PM):
            for operation, share in zip(crowd.operations, SHARES, strict=True):
                writer.write(operation, kind, sites[operation.pk], round(files / 2 * share))
    return crowd


def _frame(people: int) -> tuple[Crowd, dict[Any, list[Site]]]:
    book = Book()
    first = account("asker-18")
    role(first, Role.ADMINISTRATOR)
    operations = tuple(
        MakeOperation(name=f"Operation {n}", operation_kind="international", languages=("uk",)).do(
            by(first, EARLIER), book
        )
        for n in (1, 2, 3)
    )
    sites = {
        one.pk: [
            MakeSite(operation=one, name=f"Mortuary {code}", code=code).do(by(first, EARLIER), book)
            for code in CODES
        ]
        for one in operations
    }
    askers = []
    for n, held in enumerate(ROLES):
        one = first if held is Role.ADMINISTRATOR else account(f"asker-{n}")
        if one is not first:
            wide = held is Role.SECURITY
            role(one, held, None if wide else operations[0], first)
        if held in (Role.EXAMINER, Role.BOARD) and n % 2:
            role(one, held, operations[1], first)
        askers.append(one)
    held_by_others = [one for one in ROLES if one not in (Role.ADMINISTRATOR, Role.SECURITY)]
    for n in range(people - len(ROLES)):
        other = account(f"colleague-{n}")
        role(other, held_by_others[n % len(held_by_others)], operations[n % 3], first)
    low, high = sorted(operations[:2], key=lambda one: one.pk.hex)
    for n in range(AGREED):
        begins = BEGUN + timedelta(days=7 * n)
        Agreement(
            first=low, second=high, since=begins, until=begins + timedelta(days=7),
            purpose="search", signed_by="both", made_by=first,
        ).save()  # fmt: skip
    return Crowd(operations, tuple(askers)), sites


class _Writer:
    """Draws files and puts them in, `AT_ONCE` at a time."""

    def __init__(self, dice: random.Random, crowd: Crowd) -> None:
        self._dice, self._crowd = dice, crowd
        self._by = crowd.askers[0].pk.hex
        self._rows: Rows = {model: [] for model in COLUMNS}

    def write(self, operation: Operation, kind: str, sites: list[Site], count: int) -> None:
        """Put files of one kind into one operation, and its tallies."""
        format_ = operation.numbering[kind]
        given: dict[str, int] = {}
        for n in range(count):
            site = self._dice.choice(sites) if "{site}" in format_ else None
            scope = f"in {site.code}" if site else "in all"
            given[scope] = given.get(scope, 0) + 1
            when = BEGUN + timedelta(minutes=10 * n * (50_000 // max(count, 1)) + 1)
            called = number(format_, given[scope], when.year, site.code if site else "")
            self._file(operation, kind, site, called, when)
            if len(self._rows[File]) >= AT_ONCE:
                self._flush()
        self._flush()
        Tally.objects.bulk_create(
            Tally(operation=operation, kind=kind, scope=scope, n=n)
            for scope, n in {"": count, **given}.items()
        )

    def _flush(self) -> None:
        for model, rows in self._rows.items():
            put(model, COLUMNS[model], rows)
            rows.clear()

    def _id(self) -> str:
        return f"{self._dice.getrandbits(128):032x}"

    def _file(
        self, operation: Operation, kind: str, site: Site | None, called: str, when: datetime
    ) -> None:
        rows, file, at = self._rows, self._id(), _moment(when)
        where = site.pk.hex if site else None
        rows[File].append((file, at, operation.pk.hex, kind, called, where, self._by))
        said = self._said(kind, when)
        if kind == fields.AM and operation is self._crowd.operations[0]:
            self._crowd.names.append(" ".join(filter(None, (said.get(k) for k in NAMES))))
        unsettled, changed = 0, at
        for key, value in said.items():
            entry = self._id()
            self._entry(entry, file, key, value, at)
            if key == "place" and self._dice.random() < 0.06:
                second, changed = self._id(), _moment(when + timedelta(hours=1))
                self._entry(second, file, key, f"{value}, 2", changed)
                if self._dice.random() < 0.8:
                    rows[Replaced].append((self._id(), changed, second, entry))
                    said = said | {"place": f"{value}, 2"}
                else:
                    unsettled = 1
        for n in range(PHOTOS):
            self._photo(file, at, n, kind)
        title = " ".join(filter(None, (said.get(key) for key in NAMES)))
        moment = said.get("last known alive" if kind == fields.AM else "found") or ""
        lacks = sum(one.key not in said for one in fields.minimum(kind))
        words = _words(called).union(
            *(_words(value) for key, value in said.items() if value and fields.BY_KEY[key].named)
        )
        held = words_on_card(words)
        rows[Card].append(
            (file, operation.pk.hex, kind, called, title[:LINE], said.get("sex") or "", moment,
             said.get("place") or "", lacks, unsettled, PHOTOS, changed, held)
        )  # fmt: skip
        rows[Word].extend(
            (file, operation.pk.hex, kind, word, called, held) for word in sorted(words)
        )

    def _said(self, kind: str, when: datetime) -> dict[str, str | None]:
        """Give what is said of one file: values by key, None where they are not known."""
        dice = self._dice
        sex = Sex.MALE if dice.random() < 0.85 else Sex.FEMALE
        day = (when - timedelta(days=dice.randrange(1, 90))).date().isoformat()
        place = f"Village {dice.randrange(400)}"
        if kind == fields.PM:
            said: dict[str, str | None] = {
                "sex": sex.value if dice.random() < 0.9 else None,
                "found": day,
                "died": None,
                "place": place,
                "completeness": "whole" if dice.random() < 0.8 else "fragment",
                "stature": str(dice.randrange(150, 200)),
                "hair": dice.choice(("brown", "black", "grey", "fair")),
                "marks": "tattoo: left forearm",
            }
        else:
            spelling = dice.choices(("uk", "ru", "kmu"), (85, 10, 5))[0]
            family, given, father = parts(draw_name(dice, sex), spelling)
            said = {
                "family name": family,
                "given name": given,
                "patronymic": father,
                "sex": sex.value,
                "born": f"{dice.randrange(1945, 2006)}-0{dice.randrange(1, 10)}",
                "last known alive": day,
                "place": place,
                "reported": when.date().isoformat(),
                "expires": None,
                "informant": "the mother",
            }
        for one in fields.minimum(kind):
            if dice.random() < 0.01:
                said.pop(one.key)
        return said

    def _entry(self, id: str, file: str, key: str, value: str | None, at: str) -> None:
        self._rows[Entry].append((id, at, file, key, _value(value), self._by))

    def _photo(self, file: str, at: str, n: int, kind: str) -> None:
        photo, size = self._id(), self._dice.randrange(100_000, 6_000_000)
        digest = hashlib.sha256(photo.encode()).hexdigest()
        self._rows[Photo].append((photo, at, file, self._by))
        self._rows[Content].append(
            (photo, file, digest, size, "image/jpeg", 3000, 4000,
             '{"device": "camera"}', "[]", "", at, "")
        )  # fmt: skip
        alive = "dead" if kind == fields.PM else ""
        self._rows[Occurrence].append((photo, f"IMG_{n:04d}.jpg", "page", at, self._by, alive))


@lru_cache(maxsize=4096)
def _value(value: str | None) -> str:
    source = {"kind": "register", "reference": "", "when": None, "note": ""}
    state = "unknown" if value is None else "known"
    return json.dumps({"state": state, "value": value, "source": source}, ensure_ascii=False)


def enter(acts: int) -> None:
    """Enter acts into the log, as many as opening the files and adding the photos would have been.

    The tree is built level by level; a checkpoint over it is signed as after any act.
    """
    assert settings.DESK is not None
    with transaction.atomic():
        have = [bytes(one) for one in LogEntry.objects.order_by("place").values_list(
            "committed", flat=True)]  # fmt: skip
        start, events = len(have), _events()
        hashes = [leaf(one) for one in have]
        for first in range(start, start + acts, 20_000):
            rows = []
            for place in range(first, min(start + acts, first + 20_000)):
                event, salt = next(events), os.urandom(32)
                committed = commitment(salt, event)
                hashes.append(leaf(committed))
                rows.append((place, committed, event, salt))
            put(LogEntry, ("place", "committed", "event", "salt"), rows)
        level = 0
        while hashes:
            kept = range(start >> level, len(hashes))
            put(Node, ("level", "place", "hash"), [(level, at, hashes[at]) for at in kept])
            hashes = [node(hashes[at], hashes[at + 1]) for at in range(0, len(hashes) - 1, 2)]
            level += 1
        acts_log.opened(settings.DESK).checkpoint()


def _events() -> Iterator[bytes]:
    """Give acts as the log has them; only the ids differ."""
    on = Target(type="file", id="f" * 32, version=1)
    one = Event.of("file.open", "a" * 32, BEGUN, on=on, change="sha256:" + "ab" * 32)
    written = seal(one, bytes(32)).event
    dice, id = random.Random(1), str(one.id).encode()
    while True:
        drawn = f"{dice.getrandbits(128):032x}"
        dashed = "-".join((drawn[:8], drawn[8:12], drawn[12:16], drawn[16:20], drawn[20:]))
        yield written.replace(id, dashed.encode()).replace(b"f" * 32, drawn.encode())


def lead(crowd: Crowd, each: int = 10) -> None:
    """Put in one complete run of the first operation: ``each`` leads for every body."""
    dice, operation = random.Random("leads"), crowd.operations[0]
    with transaction.atomic():
        files = File.objects.filter(operation=operation)
        bodies, people = (
            [pk.hex for pk in files.filter(kind=kind).values_list("pk", flat=True)]
            for kind in (fields.PM, fields.AM)
        )
        run = Run(
            operation=operation, inputs="0" * 64, engine="1" * 64, code="2" * 64, on_list=0.5,
            bodies=len(bodies), missing=len(people), photos=PHOTOS * 2 * len(bodies), epoch=0,
            record={},
        )  # fmt: skip
        run.save()
        RunEnd(run=run).save()
        of_body = ("run", "body", "place", "nobody", "others", "candidates", "open_bits", "steps")
        shares = sorted(round(dice.random(), 2) for _ in bodies)
        answers = enumerate(zip(dice.sample(bodies, len(bodies)), shares, strict=True), 1)
        put(Answer, of_body, ((run.pk.hex, b, n, p, 0.1, 0, 3.0, "[]") for n, (b, p) in answers))
        names = (
            "run", "body", "person", "rank", "posterior", "log10_lr", "excluded", "band", "word",
            "findings", "lacking",
        )  # fmt: skip
        for first in range(0, len(bodies), AT_ONCE):
            rows = [
                (run.pk.hex, body, person, rank, 0.5 / 2**rank, 1.0, False, 1, "", "[]", "[]")
                for body in bodies[first : first + AT_ONCE]
                for rank, person in enumerate(dice.sample(people, each), 1)
            ]
            put(Lead, names, rows)
