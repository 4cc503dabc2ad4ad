"""Until a family is told in person, their page does not know that somebody was identified.

The page of one's own case is asked at every stage of a case, from the report to the record of the
visit: up to that record its bytes, its headers and the form of every question to the database are
the same. The stages are made by the acts of the desk, as people do them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from nomina.desk.custody.models import Item
from nomina.desk.examine.models import Identification
from nomina.desk.families.models import Enquiry, EnquiryFile, Kinship, Notice, Recipient
from nomina.desk.policy.roles import Role
from tests.desk.custody.releasing import boards, identified, person, recalled
from tests.desk.custody.yard import Yard
from tests.desk.examine.bench import key
from tests.desk.families.asked import Asker, forms_of_sql, opened_page, text_of
from tests.desk.families.visits import Visits, relative
from tests.desk.people.cast import NOW, account, role

_TOKEN = re.compile(r'name="pass" value="[0-9a-f]+"')


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    moment = NOW + timedelta(days=40)
    monkeypatch.setattr(timezone, "now", lambda: moment)


def looked(asker: Asker) -> tuple[str, list[str]]:
    """All that an answer tells, and every question that it asked of the database."""
    with forms_of_sql() as forms:
        answer = asker.open()
    assert answer.status_code == 200
    heads = "\n".join(f"{name}: {value}" for name, value in sorted(answer.items()))
    body = _TOKEN.sub("", answer.content.decode())
    return f"{heads}\n{body}", forms


def stages(yard: Yard, body: Any, missing: Any, family: Any) -> Iterator[tuple[str, Visits | None]]:
    """The stages of a case up to the visit, each with what was done by then."""
    cast = yard.team.cast
    yield "asked", None
    board = boards(yard)
    decided: Identification = identified(yard, body, missing, board)
    yield "identified", None
    liaison, second = yard.team.one[Role.LIAISON], account("liaison2")
    role(second, Role.LIAISON, cast.one, cast.ada)
    for n, user in enumerate((liaison, second, board[0])):
        key(user, f"visit {n}")
    visits = Visits(yard, body, missing, family, family, decided, liaison, second, board[0])
    notice = visits.begin()
    yield "notice begun", visits
    recipient = visits.choose(notice, family)
    yield "recipient chosen", visits
    plan = visits.plan(recipient)
    yield "planned", visits
    visits.sign(plan)
    yield "released", visits
    visits.tell(recipient)
    yield "told", visits


def case(yard: Yard) -> tuple[Asker, Any, Any, Any]:
    """Somebody who asked, whose kinship holds, and whose enquiry stands in files."""
    one, body, missing = yard.team.cast.one, yard.file(), person(yard)
    asker = Asker(opened_page(one, yard.team.cast.ada))
    asker.ask()
    family = relative(yard, missing)
    enquiry, by = Enquiry.objects.get(), yard.team.one[Role.LIAISON]
    Kinship(enquiry=enquiry, holds=True, means="papers", how="h", by=by).save()
    EnquiryFile(enquiry=enquiry, missing=missing, family=family, by=by).save()
    return asker, body, missing, family


def test_the_page_is_the_same_until_the_visit_is_written_down(yard: Yard, quiet: None) -> None:
    asker, body, missing, family = case(yard)
    seen: dict[str, tuple[str, list[str]]] = {}
    for stage, _ in stages(yard, body, missing, family):
        seen[stage] = looked(asker)
    first = seen["asked"]
    assert len(seen) == 7
    for stage, found in seen.items():
        assert found[1] == first[1], f"{stage}: asks otherwise"
        if stage != "told":
            assert found[0] == first[0], f"{stage}: shows otherwise"
    told = " ".join(seen["told"][0].split())
    assert "spoken with you in person" in told
    assert "spoken with you" not in first[0]
    # No number of a body, no name, and no word of what was said, even then.
    assert not Item.objects.filter(code__in=re.findall(r"\b[0-9A-Z]{10}\b", told)).exists()
    for word in ("dead", "identified", missing.number, body.number, family.number):
        assert word not in re.sub(r"<[^>]+>", " ", seen["told"][0]), word


def test_what_one_of_a_family_was_told_does_not_show_on_the_page_of_another(
    yard: Yard, quiet: None
) -> None:
    """Each relative for themselves: the brother asked, and the mother was told."""
    asker, body, missing, _ = case(yard)
    before = looked(asker)
    mother = relative(yard, missing)
    for _stage in stages(yard, body, missing, mother):
        pass
    assert looked(asker) == before


def test_a_recall_is_no_news_on_the_page_either(yard: Yard, quiet: None) -> None:
    """Withdrawn by the board it changes nothing there; told in person, the page is as it was."""
    asker, body, missing, family = case(yard)
    before = looked(asker)
    last: Visits | None = None
    for _, visits in stages(yard, body, missing, family):
        last = visits
    assert last is not None
    told = looked(asker)
    recalled(last.identification)
    assert looked(asker) == told
    recall = last.recall(Notice.objects.get())
    assert looked(asker) == told
    recipient = Recipient.objects.get(notice=recall)
    last.sign(last.plan(recipient))
    assert looked(asker) == told
    last.tell(recipient)
    assert looked(asker) == before


def test_other_pages_ask_nothing_of_any_file(yard: Yard, quiet: None) -> None:
    asker, body, missing, family = case(yard)
    pages: dict[str, Callable[[], Any]] = {
        "start": lambda: asker.post(asker.address),
        "wrong": lambda: asker.open(secret="w"),
        "form": asker.form,
    }

    def all_of_them() -> dict[str, tuple[str, list[str]]]:
        found = {}
        for name, ask in pages.items():
            with forms_of_sql() as forms:
                text = text_of(ask())
            found[name] = (text, forms)
            assert not [one for one in forms if "identif" in one.lower() or "files_" in one.lower()]
        return found

    before = all_of_them()
    for _stage in stages(yard, body, missing, family):
        pass
    assert all_of_them() == before
