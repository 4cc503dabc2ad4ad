"""Of releases, death certificates and papers."""

from __future__ import annotations

from typing import Any

from nomina.desk.books import vault
from nomina.desk.custody.models import (
    Death,
    IssuedPaper,
    Item,
    Release,
    ReleaseFact,
    ReleaseScan,
    Stay,
    Unresolved,
)
from nomina.desk.custody.papers.death_papers import DRAWN, TYPED
from tests.desk.custody.facts.made import Made
from tests.desk.people.cast import NOW

FREE: dict[str, tuple[str, ...]] = {
    "custody.Release": ("receiver", "body", "relation"),
    "custody.ReleaseFact": ("words", "number"),
    "custody.Unresolved": ("why",),
    "custody.ReleaseDone": ("witness",),
    "custody.ReleaseEnd": ("why",),
    "custody.DeathSign": ("office",),
}
CODED: dict[str, tuple[str, ...]] = {
    "custody.Release": ("number", "kind"),
    "custody.ReleaseFact": ("key", "digest", "listed"),
    "custody.ReleaseScan": ("read",),
    "custody.UnresolvedSign": ("keys",),
    "custody.ReleaseSign": ("seat", "digest", "keys"),
    "custody.ReleaseDone": ("clock", "document", "digest"),
    "custody.Death": ("number", "kind", "document", "digest"),
    "custody.DeathSign": ("keys",),
    "custody.IssuedPaper": ("kind", "number", "language", "document", "pdf"),
}
OBJECTS: dict[str, str] = {
    "custody:releases": "operation",
    "custody:deaths": "operation",
    "custody:draft_list": "operation",
    "custody:begin_release": "thing",
    "custody:draft_death": "thing",
    "custody:release": "release",
    "custody:release_read": "release",
    "custody:release_fact": "release",
    "custody:release_unresolved": "release",
    "custody:sign_release": "release",
    "custody:give_release": "release",
    "custody:end_release": "release",
    "custody:release_paper": "release",
    "custody:sign_unresolved": "unresolved",
    "custody:issued_paper": "issued_paper",
    "custody:death": "death",
    "custody:sign_death": "death",
    "custody:issue_death": "death",
    "custody:returned": "file am",
}
NO_PAGES: dict[str, str] = {
    "custody:sign_release": "a form that opens once nothing is missing; test_release_pages",
}


def rows(made: Made) -> dict[str, Any]:
    one, by, item = made.operation, made.by, made.rows["thing"]
    coffin = coffin_beside(made, item)
    release = Release(
        operation=one, number="R-00001", identification=made.identification, container=coffin,
        receiver="r", body="b", relation="m", kind="family", made_by=by,
    )  # fmt: skip
    release.save(force_insert=True)
    for key in ("authority", "receiver"):
        ReleaseFact(release=release, key=key, words="w", number="n", by=by).save(force_insert=True)
    ReleaseScan(release=release, item=item, read="typed", at=NOW, by=by).save(force_insert=True)
    unresolved = Unresolved(release=release, item=item, why="w", by=by)
    death = Death(
        operation=one, number="D-00001", kind="one", identification=made.identification,
        document={"values": dict.fromkeys((*DRAWN, *TYPED)), "grave": {}}, digest="0" * 64, by=by,
    )  # fmt: skip
    paper = IssuedPaper(
        operation=one, kind="release", number="R-00001", release=release, language="en",
        document={}, pdf=vault().keep(b"%PDF- of nothing").digest, by=by,
    )  # fmt: skip
    for row in (unresolved, death, paper):
        row.save(force_insert=True)
    return {"release": release, "unresolved": unresolved, "death": death, "issued_paper": paper}


def coffin_beside(made: Made, inside: Item) -> Item:
    """A coffin beside the item; nothing lies in it."""
    import uuid

    from nomina import tags
    from nomina.desk.custody.models import Movement, Tag

    code = tags.draw()
    tag = Tag(operation=made.operation, code=code, sheet=uuid.uuid4(), made_by=made.by)
    tag.save(force_insert=True)
    coffin = Item(
        operation=made.operation, kind="coffin", tag=tag, code=code, words="w", made_by=made.by
    )
    coffin.save(force_insert=True)
    stay = Stay.objects.now().get(item=inside)
    movement = Movement(
        item=coffin, number=1, kind="receive", at=NOW, clock="device", keeper=stay.keeper,
        place=stay.place, read="typed", by=made.by,
    )  # fmt: skip
    movement.save(force_insert=True)
    Stay.objects.create(
        item=coffin, movement=movement, keeper=stay.keeper, place=stay.place, since=NOW
    )
    return coffin
