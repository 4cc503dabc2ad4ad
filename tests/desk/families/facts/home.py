"""Of bringing home: from a request to the return."""

from __future__ import annotations

from typing import Any

from nomina.desk.families.models import (
    Collection,
    CollectionEnd,
    CollectionRelease,
    CollectionStep,
    CollectionStepEnd,
    Returned,
    ReturnNews,
    ReturnNewsSeen,
)
from tests.desk.custody.facts.made import Made
from tests.desk.people.cast import NOW

FREE: dict[str, tuple[str, ...]] = {
    "families.CollectionStep": ("place", "who", "words"),
    "families.CollectionStepEnd": ("words",),
    "families.CollectionEnd": ("why",),
    "families.Returned": ("buried",),
}
CODED: dict[str, tuple[str, ...]] = {
    "families.Collection": ("came",),
    "families.CollectionStep": ("step",),
    "families.CollectionEnd": ("outcome",),
}
OBJECTS: dict[str, str] = {
    "families:homecomings": "operation",
    "families:collect": "operation",
    "families:homecoming": "collection",
    "families:agree_step": "collection",
    "families:join_release": "collection",
    "families:end_homecoming": "collection",
    "families:say_returned": "collection",
    "families:end_step": "collection_step",
    "families:put_away": "return_news",
}
NO_PAGES: dict[str, str] = {"families:put_away": "only posted to"}
FRAGMENTS: set[str] = set()


def rows(made: Made) -> dict[str, Any]:
    by, am = made.by, made.files["am"]
    request = Collection(
        operation=made.operation, file=am, family=made.files["family"], came="counter",
        other_side=False, made_by=by,
    )  # fmt: skip
    request.save(force_insert=True)
    over, step = (
        CollectionStep(collection=request, step=one, at=NOW, place="p", who="w", words="w", by=by)
        for one in ("appointment", "travel")
    )
    home = Collection(operation=made.operation, file=am, came="bureau", other_side=True, made_by=by)
    release = made.rows["release"]
    returned = Returned(collection=home, release=release, day=NOW.date(), buried="b", by=by)
    news = ReturnNews(returned=returned, account=by)
    read = ReturnNews(returned=returned, account=made.files["pm"].made_by)
    taken_back = Collection(
        operation=made.operation, file=am, came="counter", other_side=False, made_by=by
    )
    for row in (
        over,
        step,
        CollectionStepEnd(step=over, happened=True, at=NOW, words="w", by=by),
        home,
        CollectionRelease(collection=home, release=release, by=by),
        returned,
        news,
        read,
        ReturnNewsSeen(news=read),
        taken_back,
        CollectionEnd(collection=taken_back, outcome="withdrawn", why="w", by=by),
    ):
        row.save(force_insert=True)
    return {"collection": request, "collection_step": step, "return_news": news}
