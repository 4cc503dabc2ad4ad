"""A release for which all is there but one thing, put in as rows: nothing was asked of any rule."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from nomina.desk.custody import release_ground
from nomina.desk.custody.models import (
    FurtherRemains,
    Item,
    Release,
    ReleaseFact,
    ReleaseScan,
    ReleaseSign,
    Wishes,
)
from nomina.desk.custody.models.release import FACTS
from nomina.desk.examine.models import Signature
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from tests.desk.custody.beginnings import choose, decide, file_of, wish
from tests.desk.custody.world import Begun
from tests.desk.custody.yard import Yard

LACKING = (
    *FACTS,
    "wishes",
    "further",
    "tag",
    "custody",
    "board",
    "one person",
    "decision",
    "whose",
)
"""What may lack: a fact; the family's word; a tag that was not read; a signature, or one of two
people; the second of the board behind the decision; or that the body is one person's alone."""


def almost(yard: Yard, begun: Begun, board: tuple[User, User], lack: str, at: datetime) -> None:
    """Put all but one thing in; ``begun`` is a coffin with a body, and a release that was begun."""
    (coffin, body), release, decided = begun.items, begun.release, begun.identification
    assert release is not None
    assert decided is not None
    person = decided.report.other
    if lack == "whose":
        assert body.file is not None
        other = file_of(yard, "am", "AM-9")
        decide(yard, (body.file, other), board, "01", at)
    if lack == "decision":
        Signature(
            dossier=decided.dossier, by=board[0], role=Role.BOARD, agrees=False, why="w", made_at=at
        ).save(force_insert=True)  # fmt: skip
    facts = {key: _fact(release, key, yard.officer, at) for key in FACTS if key != lack}
    for key, put in (("wishes", wish), ("further", choose)):
        if key != lack:
            put(yard, person, at)
    read = [coffin] if lack == "tag" else [coffin, body]
    ReleaseScan.objects.bulk_create(
        ReleaseScan(
            release=release, item=item, read="scanned", at=at, by=yard.officer, made_at=at
        )
        for item in read
    )  # fmt: skip
    digest = _digest(release, (coffin, body), facts, at)
    ReleaseSign.objects.bulk_create(
        ReleaseSign(
            release=release, seat=seat, digest=digest, by=user, made_at=at,
            keys=["one key" if lack == "one person" else seat],
        )
        for seat, user in (("custody", yard.officer), ("board", board[1]))
        if seat != lack
    )  # fmt: skip


def _fact(release: Release, key: str, by: User, at: datetime) -> ReleaseFact:
    row = ReleaseFact(
        release=release, key=key, words="w", number="No 7", day=at.date(), by=by, made_at=at
    )
    row.save(force_insert=True)
    return row


def _digest(
    release: Release, items: Iterable[Item], facts: dict[str, ReleaseFact], at: datetime
) -> str:
    stays: Any = [SimpleNamespace(item_id=item.pk) for item in items]
    person = release.identification.report.other
    rows: dict[str, Any] = {"further": FurtherRemains, "wishes": Wishes}
    last = {
        key: model.objects.filter(file=person).order_by("-made_at", "-pk").first()
        for key, model in rows.items()
    }
    family = {"family": {key: str(row.pk) for key, row in last.items() if row is not None}}
    document = release_ground._document(release, stays, facts, {})
    return release_ground.digest_of(document | family)
