"""The pages of leads: who opens them, what they say, and what they never say."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from nomina.desk import limits
from nomina.desk.leads.models import Answer, FaceTemplate, Job, Lead, Run, Scores
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
    assert [kind for kind in ("leads.stop", "leads.go_on", "leads.ask") if kind in kinds] == [
        "leads.stop",
        "leads.go_on",
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
