"""The pages of leads: who opens them, what they say, and what they never say."""

from __future__ import annotations

import html
import random
import re
from uuid import UUID

import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nomina.desk import limits
from nomina.desk.files.models import File
from nomina.desk.leads.models import Answer, FaceTemplate, Job, Lead, Run, RunEnd, Scores
from nomina.desk.people.actions import EndAgreement, MakeAgreement
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from tests.desk.leads.town import DAY, Town, add, consent, missing, work
from tests.desk.people.cast import BOOK, EARLIER, NOW, Book, by, sign_in
from tests.leads.fakes import photo

# What is asked here is decided in Python; `deep` asks the second database too.
pytestmark = pytest.mark.parametrize(
    "kind", ["sqlcipher", pytest.param("postgres", marks=pytest.mark.deep)], indirect=True
)


def text(page: HttpResponseBase) -> str:
    content: bytes = getattr(page, "content", b"")
    return content.decode()


def body(town: Town, name: str = "B0") -> str:
    return reverse("leads:body", args=[town.files[name].pk])


def open_as(client: Client, user: User, address: str) -> str:
    sign_in(client, user)
    page = client.get(address)
    assert page.status_code == 200, page.status_code
    return text(page)


def test_an_examiner_reads_who_a_body_may_be_and_why(town: Town, client: Client) -> None:
    work()
    BOOK.entries.clear()
    page = open_as(client, town.team.cast.bob, body(town))
    for said in (
        "Who this may be",
        "Зразок0 Олександр",
        town.files["M0"].number,
        "Nobody on this list",
        "6 missing people compared",
        "candidate for other examination",
        "What speaks for and against",
        "What this was computed from",
        "They identify nobody",
    ):
        assert said in page, said
    run = Run.objects.shown(town.one.pk)
    assert run is not None
    assert run.inputs[:12] in page
    assert str(town.files["B0"].pk) not in visible(page)
    [entry] = [one for one in BOOK.entries if one.kind == "leads.opened"]
    assert [one.id for one in entry.on] == [town.files["B0"].pk, run.pk]
    assert entry.who == town.team.cast.bob.pk


def test_a_page_gives_no_score_no_percentage_and_no_picture(town: Town, client: Client) -> None:
    work()
    page = open_as(client, town.team.cast.bob, body(town))
    assert "<img" not in page
    assert "%" not in re.sub(r"<(style|script).*?</\1>", "", page, flags=re.DOTALL)
    run = Run.objects.shown(town.one.pk)
    for lead in Lead.objects.filter(run=run, body=town.files["B0"]):
        for number in (lead.posterior, lead.log10_lr, (lead.face or {}).get("log10_lr", 9.99)):
            if round(number, 1) != number:
                assert f"{number:.3f}"[:4] not in visible(page), number


def visible(page: str) -> str:
    return re.sub(r"<[^>]*>", " ", page)


def test_the_leads_of_a_body_rest_when_they_were_opened_too_often(
    town: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page counts with the interface: whoever tries photos one by one is stopped by either."""
    monkeypatch.setattr(limits, "LEADS_EACH_DAY", limits.Limit("leads", 3, 10**9))
    work()
    open_as(client, town.team.cast.bob, body(town))
    told = client.get(f"/api/v1/files/{town.files['B0'].pk}/leads")
    assert (told.status_code, client.get(body(town)).status_code) == (200, 200)
    BOOK.entries.clear()
    page = client.get(body(town))
    assert page.status_code == 429
    assert 0 < int(page["Retry-After"]) <= 10**9
    assert "rest for today" in text(page)
    assert "3 times within a day" in visible(text(page))
    assert "Зразок0" not in text(page)
    assert client.get(f"/api/v1/files/{town.files['B0'].pk}/leads").status_code == 429
    assert BOOK.kinds() == [], "what was not opened is not written down as opened"
    assert client.get(body(town, "B1")).status_code == 200
    open_as(client, town.team.one[Role.BOARD], body(town))


def test_the_unlisted_body_is_led_by_nobody(town: Town, client: Client) -> None:
    work()
    page = visible(open_as(client, town.team.cast.bob, body(town, "B3")))
    assert page.index("Nobody on this list") < page.index(town.files["M0"].number)
    assert "more than 99 in 100" in page or "about 19 in 20" in page


def test_only_examiners_and_the_board_open_leads(town: Town, client: Client) -> None:
    for held, user in town.team.one.items():
        sign_in(client, user)
        allowed = 200 if held in (Role.EXAMINER, Role.BOARD) else 403
        page = client.get(body(town))
        assert page.status_code == (404 if held is Role.AUDITOR else allowed), held
        assert client.get(reverse("leads:jobs", args=[town.one.pk])).status_code == allowed, held
        assert client.get(reverse("leads:bodies", args=[town.one.pk])).status_code == allowed, held


def test_who_has_no_role_there_finds_nothing(town: Town, client: Client) -> None:
    work()
    cast = town.team.cast
    for user in (cast.charlie, cast.eve, cast.olga, cast.ada, cast.sam):
        sign_in(client, user)
        assert client.get(body(town)).status_code == 404
        job = reverse("leads:job", args=[Job.objects.first().pk])  # type: ignore[union-attr]
        assert client.get(job).status_code == 404
        for table in (Job, Run, Answer, Lead):
            assert not table.objects.visible_to(user, NOW).exists()
    for user in (cast.bob, town.team.one[Role.BOARD]):
        for table in (Job, Run, Answer, Lead):
            assert table.objects.visible_to(user, NOW).exists()
        for sealed in (FaceTemplate, Scores):
            assert not sealed.objects.visible_to(user, NOW).exists()
    assert "leads.opened" not in BOOK.kinds()


def test_a_missing_person_of_another_operation_stays_closed(town: Town, client: Client) -> None:
    """A lead under an agreement says that there is one, not who; without it, there is none."""
    cast = town.team.cast
    stranger = missing(town.team, 7, cast.two)
    consent(town.team, stranger)
    add(town.team, stranger, photo(1003, 0))
    agreed = MakeAgreement(
        operations=(cast.one, cast.two), since=EARLIER, purpose="p", signed_by="s"
    ).do(by(cast.ada), Book())
    work()
    page = open_as(client, cast.bob, body(town, "B3"))
    assert "A missing person of another operation" in page
    assert cast.two.name in page
    assert "Зразок7" not in page
    assert str(stranger.pk) not in page.replace(stranger.pk.hex, "")
    EndAgreement(agreement=agreed, why="over").do(by(cast.ada, NOW - DAY), Book())
    page = open_as(client, cast.bob, body(town, "B3"))
    assert "A missing person of another operation" not in page
    assert cast.two.name not in page


def test_leads_of_anything_but_a_body_do_not_exist(town: Town, client: Client) -> None:
    sign_in(client, town.team.cast.bob)
    address = reverse("leads:body", args=[town.files["M0"].pk])
    assert client.get(address).status_code == 404


def test_it_is_said_that_newer_leads_are_on_their_way(town: Town, client: Client) -> None:
    page = open_as(client, town.team.cast.bob, body(town))
    assert "No leads of this body yet" in page
    work()
    page = open_as(client, town.team.cast.bob, body(town))
    assert "Newer leads are being computed" not in page
    Job.objects.create(kind="leads", operation=town.one)
    assert "Newer leads are being computed" in text(client.get(body(town)))
    Job.objects.filter(state="waiting").update(state="stopped")
    assert "was stopped by a person" in text(client.get(body(town)))


def test_work_is_seen_stopped_and_let_go_on(town: Town, client: Client) -> None:
    job = Job.objects.get()
    address = reverse("leads:jobs", args=[town.one.pk])
    page = open_as(client, town.team.cast.bob, address)
    assert "Faces of the photos" in page
    part = reverse("leads:job", args=[job.pk])
    assert f'hx-get="{part}"' in page
    stop = reverse("leads:stop", args=[job.pk])
    stopped = text(client.post(stop, headers={"HX-Request": "true"}))
    assert "stopped" in stopped
    assert "<html" not in stopped
    assert "hx-get" not in stopped
    job.refresh_from_db()
    assert job.state == "stopped"
    page = text(client.get(address))
    assert reverse("leads:go_on", args=[job.pk]) in page
    client.post(reverse("leads:go_on", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == "waiting"
    work()
    client.post(reverse("leads:ask", args=[town.one.pk]))
    assert Job.objects.get(state="waiting").asked_by == town.team.cast.bob
    kinds = BOOK.kinds()
    assert [kind for kind in ("leads.stop", "leads.go-on", "leads.ask") if kind in kinds] == [
        "leads.stop",
        "leads.go-on",
        "leads.ask",
    ]


def test_hostile_names_are_harmless(town: Town, client: Client) -> None:
    from nomina.desk.files.actions import Say
    from nomina.desk.files.record import record_of
    from tests.desk.files.people import said

    hostile = "<img src=x onerror=alert(1)>\u202e\"'=HYPERLINK()"
    file = town.files["M0"]
    seen = {"family name": record_of(file)["family name"].seen}
    Say(file=file, given={"family name": said(hostile)}, seen=seen).do(
        by(town.team.keeper("am")), Book()
    )
    work()
    page = open_as(client, town.team.cast.bob, body(town))
    assert "<img" not in page
    assert "&lt;img src=x" in page


def test_the_list_of_bodies_begins_with_those_to_look_at(town: Town, client: Client) -> None:
    work()
    address = reverse("leads:bodies", args=[town.one.pk])
    page = open_as(client, town.team.cast.bob, address)
    places = [page.index(town.files[f"B{n}"].number) for n in range(4)]
    assert places[3] == max(places)  # nobody on the list fits it
    assert body(town) in page
    assert "<img" not in page
    assert "Зразок" not in page


@pytest.fixture
def long(town: Town) -> list[str]:
    """The numbers of 130 bodies as a plain reading puts them in order; some were taken away."""
    bodies = [
        File(operation=town.one, kind="pm", number=f"ZZ-{n:04d}", made_by=town.team.keeper("pm"))
        for n in random.Random(3).sample(range(1000), 130)
    ]
    File.objects.bulk_create(bodies)
    run = Run.objects.create(
        operation=town.one, inputs="0" * 64, engine="1" * 64, code="2" * 64, on_list=0.5,
        bodies=130, missing=6, photos=0, epoch=0, record={},
    )  # fmt: skip
    RunEnd.objects.create(run=run, problems=0)
    places = enumerate(random.Random(4).sample(bodies, 130), 1)
    kept = [(n, body) for n, body in places if n % 13]
    Answer.objects.bulk_create(
        Answer(run=run, body=body, place=n, nobody=n / 200, others=0.0) for n, body in kept
    )
    return [body.number for _, body in kept]


def test_the_list_of_bodies_goes_on_behind_a_body_and_comes_back(
    town: Town, client: Client, long: list[str]
) -> None:
    address = reverse("leads:bodies", args=[town.one.pk])
    there, said, back = [], [], []
    page = open_as(client, town.team.cast.bob, address)
    while True:
        there.append(re.findall(r"ZZ-\d{4}", page))
        said += re.findall(r"<span>(\d+ to \d+ of \d+)</span>", page)
        onward = re.search(r'rel="next" href="([^"]+)"', page)
        if onward is None:
            break
        page = client.get(html.unescape(onward[1])).content.decode()
    assert [number for page in there for number in page] == long
    assert said == ["1 to 50 of 130", "51 to 100 of 130", "101 to 120 of 130"]
    while (before := re.search(r'rel="prev" href="([^"]+)"', page)) is not None:
        page = client.get(html.unescape(before[1])).content.decode()
        back.append(re.findall(r"ZZ-\d{4}", page))
    assert back == there[-2::-1]


@pytest.mark.parametrize("query", ["?after=x", f"?before={UUID(int=1).hex}", "?at=-9", "?page=3"])
def test_a_strange_place_in_the_list_of_bodies_is_its_beginning(
    town: Town, client: Client, long: list[str], query: str
) -> None:
    address = reverse("leads:bodies", args=[town.one.pk])
    page = open_as(client, town.team.cast.bob, address + query)
    assert re.findall(r"ZZ-\d{4}", page) == long[:50]


def test_the_list_of_bodies_neither_sorts_nor_counts_nor_skips(
    town: Town, client: Client, long: list[str]
) -> None:
    body = File.objects.get(number=long[60])
    address = reverse("leads:bodies", args=[town.one.pk])
    for query in ("", f"?after={body.pk.hex}", f"?before={body.pk.hex}"):
        with CaptureQueriesContext(connection) as asked:
            open_as(client, town.team.cast.bob, address + query)
        mine = [q["sql"] for q in asked if 'FROM "leads_answer"' in q["sql"]]
        assert 1 <= len(mine) <= 2
        assert not any("OFFSET" in sql or "COUNT(" in sql for sql in mine)
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN QUERY PLAN " + mine[-1])
                plan = "\n".join(str(row[3]) for row in cursor.fetchall())
            assert "TEMP B-TREE" not in plan, plan
            assert "SCAN" not in plan, plan
