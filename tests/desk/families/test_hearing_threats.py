"""Threats (REP-04): gone from the reply, seen by security alone, erased on time; and REP-05."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import nomina
from nomina.desk.books import vault
from nomina.desk.books.backup import taken as taken_back
from nomina.desk.boot import serving
from nomina.desk.families import hearing_text, hearing_watch, threats, threats_taken
from nomina.desk.families.actions.hearing import Enclosure
from nomina.desk.families.actions.hearing_read import SetLabels
from nomina.desk.families.actions.hearing_take import TakeEnclosure
from nomina.desk.families.actions.threats import (
    LONGEST,
    EraseThreat,
    KeepLonger,
    PassEnclosure,
    PassOn,
    ReadThreat,
    TakeThreat,
)
from nomina.desk.families.models import Threat, ThreatErased
from nomina.desk.policy.roles import Role
from nomina.errors import NotPermitted, Refused, SignInAgain, StoreError
from tests.desk.families.heard import (
    THREAT,
    TWICE,
    WANTS,
    labelled,
    passed,
    read,
    taken,
    waiting,
)
from tests.desk.files.people import Team, make_team
from tests.desk.people.cast import NOW, Book, by, make_cast, sign_in

CANARY = "Canary-Загроза-7f3a"


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)


def test_the_part_is_gone_for_everybody_and_the_request_stands(team: Team) -> None:
    reply = taken(team)
    read(team, reply)
    labelled(team, reply, "wants-body")
    before = reply.texts.get(turn=0).digest
    threat = passed(team, reply)
    opened = read(team, reply)
    assert opened.words.parts == (None, WANTS)
    assert waiting(reply) == {"collect"}, "what is threatened is passed on; the request waits"
    assert set(reply.labels.standing().values_list("label", flat=True)) == {"wants-body", "threat"}
    assert not vault().has([before]), "the words as they came are still there"
    security = ReadThreat(threat=threat).do(by(team.cast.sam), Book())
    assert security.parts == (THREAT, None)
    with pytest.raises(Refused, match="label stays"):
        SetLabels(reply=reply, labels=frozenset({"wants-body"})).do(
            by(team.one[Role.LIAISON]), Book()
        )


def test_only_security_reads_it(team: Team) -> None:
    threat = passed(team, taken(team))
    for user in (*team.one.values(), team.cast.ada, team.cast.charlie, team.cast.olga, None):
        with pytest.raises(NotPermitted):
            ReadThreat(threat=threat).do(by(user), Book())
        with pytest.raises(NotPermitted):
            KeepLonger(threat=threat, until=NOW + timedelta(days=100), why="w").do(by(user), Book())
        assert not Threat.objects.visible_to(user).exists()
    assert Threat.objects.visible_to(team.cast.sam).get() == threat
    with pytest.raises(NotPermitted):
        EraseThreat(threat=threat, why="no-longer-needed").do(by(team.one[Role.LIAISON]), Book())


def test_what_was_changed_meanwhile_or_not_read_is_not_passed_on(team: Team) -> None:
    reply, liaison = taken(team), team.one[Role.LIAISON]
    with pytest.raises(Refused, match="not read"):
        PassOn(reply=reply, turn=0, pieces=frozenset({0})).do(by(liaison), Book())
    read(team, reply)
    for turn, chosen in ((0, frozenset[int]()), (0, frozenset({2})), (1, frozenset({0}))):
        with pytest.raises(Refused):
            PassOn(reply=reply, turn=turn, pieces=chosen).do(by(liaison), Book())
    act = PassOn(reply=reply, turn=0, pieces=frozenset({0}))
    with pytest.raises(SignInAgain):
        act.do(by(liaison, fresh=False), Book())
    act.do(by(liaison), Book())
    with pytest.raises(Refused, match="since you read it"):
        act.do(by(liaison), Book())
    assert Threat.objects.count() == 1


def test_its_time_is_the_policys_and_security_alone_makes_it_longer(team: Team) -> None:
    threat = passed(team, taken(team))
    end = threats.until(threat)
    assert end - threat.made_at == timedelta(days=90)
    digest, sam = threat.digest, by(team.cast.sam)
    assert hearing_watch.erase(end - timedelta(seconds=1)) == 0
    with pytest.raises(Refused, match="not over"):
        EraseThreat(threat=threat, why="time").do(by(None, end - timedelta(seconds=1)), Book())
    for until, why in ((end, "w"), (NOW + LONGEST + timedelta(seconds=1), "w")):
        with pytest.raises(Refused):
            KeepLonger(threat=threat, until=until, why=why).do(sam, Book())
    KeepLonger(threat=threat, until=end + timedelta(days=9), why="a guard is there").do(sam, Book())
    assert hearing_watch.erase(end + timedelta(days=8)) == 0
    assert vault().has([digest])
    assert hearing_watch.erase(end + timedelta(days=9)) == 1
    assert hearing_watch.erase(end + timedelta(days=10)) == 0
    assert not vault().has([digest])
    with pytest.raises(StoreError):
        hearing_text.read(digest, hearing_text.THREATS)
    with pytest.raises(Refused, match="erased"):
        ReadThreat(threat=threat).do(sam, Book())
    row = ThreatErased.objects.get()
    assert (row.threat, row.why, row.by) == (threat, "time", None)


def test_what_was_erased_does_not_come_back_with_an_older_copy(team: Team) -> None:
    """The list of what was taken back stands beside the copies; a restore does it again."""
    gone, kept = (passed(team, taken(team)) for _ in range(2))
    EraseThreat(threat=gone, why="no-longer-needed").do(by(team.cast.sam), Book())
    found = taken_back.of_desk().others["threats"]
    assert [(one.id, one.by, one.reason) for one in found] == [
        (gone.pk, team.cast.sam.pk, "no-longer-needed")
    ]
    later = [found[0].model_copy(update={"id": kept.pk})]  # of a copy in which it still stood
    assert threats_taken.ROOM.held([kept.pk])
    again = taken_back.TakeAgain(
        taken=taken_back.Taken(photos=[], consents=[], others={"threats": [*found, *later]})
    )
    assert again.do(by(None), Book()).others == (kept.pk,)
    assert not vault().has([kept.digest])
    row = ThreatErased.objects.get(threat=kept)
    assert (row.by, row.why) == (team.cast.sam, "no-longer-needed")
    assert not threats_taken.ROOM.held([kept.pk, gone.pk])
    assert again.do(by(None), Book()).others == ()


def test_security_is_told_no_case_and_the_caseworker_no_threat(
    team: Team, client: Client, quiet: None
) -> None:
    reply = taken(team, f"{CANARY} will burn, give me back my son.", from_words="Mother Secret")
    threat = passed(team, reply, f"{CANARY} will burn, ")
    sign_in(client, team.one[Role.LIAISON])
    pages = [
        client.get(reverse(f"families:{name}", args=[row]))
        for name, row in (("reply", reply.pk), ("replies", team.cast.one.pk))
    ]
    pages.append(client.post(reverse("families:read_reply", args=[reply.pk])))
    told = "".join(page.content.decode() for page in pages)
    assert CANARY not in told
    assert "Security is handling a part of this reply." in told
    assert "give me back my son." in told
    sign_in(client, team.cast.sam)
    names = ("threat", "keep_threat")
    seen = [client.get(reverse(f"families:{name}", args=[threat.pk])) for name in names]
    seen += [client.get(reverse("families:threats")), client.get(reverse("home"))]
    seen.append(client.post(reverse("families:read_threat", args=[threat.pk])))
    told = "".join(page.content.decode() for page in seen)
    assert CANARY in told
    assert "no-store" in seen[-1]["Cache-Control"]
    for hidden in (reply.pk, reply.pk.hex, "Mother Secret", "give me back"):
        assert str(hidden) not in told
    for name in ("reply", "replies"):
        row = reply.pk if name == "reply" else team.cast.one.pk
        answer = client.get(reverse(f"families:{name}", args=[row]))
        assert answer.status_code in {403, 404}


def test_an_enclosure_that_threatens_goes_to_security_with_its_name(
    team: Team, client: Client, quiet: None
) -> None:
    bomb = Enclosure(f"{CANARY}.jpg", "image/jpeg", f"\xff {CANARY} a grave".encode())
    reply = taken(team, WANTS, enclosures=(bomb, Enclosure("her.jpg", "image/jpeg", b"photo")))
    first, second = reply.enclosures.all()
    act, liaison = PassEnclosure(enclosure=first), by(team.one[Role.LIAISON])
    with pytest.raises(Refused, match="not read"):
        act.do(liaison, Book())
    read(team, reply)
    labelled(team, reply, "wants-body", "threat")
    before = [first.digest, reply.texts.get().digest]
    sign_in(client, team.one[Role.LIAISON])
    address = reverse("families:pass_enclosure", args=[first.pk])
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 422, "passed on twice"
    threat = Threat.objects.get()
    assert not vault().has(before), "it is still where it was"
    assert waiting(reply) == {"collect"}, "it is passed on, and the request waits"
    told = client.post(reverse("families:read_reply", args=[reply.pk])).content.decode()
    assert CANARY not in told
    assert "her.jpg" in told
    assert "Security is handling a part of this reply." in told
    taking = reverse("families:take_enclosure", args=[second.pk])
    assert client.post(taking).content == b"photo"
    with pytest.raises(Refused, match="passed to security"):
        TakeEnclosure(enclosure=first).do(liaison, Book())
    with pytest.raises(NotPermitted):
        TakeThreat(threat=threat).do(liaison, Book())
    sign_in(client, team.cast.sam)
    assert reverse("families:take_threat", args=[threat.pk]) in _page(client, "threat", threat)
    words = client.post(reverse("families:read_threat", args=[threat.pk])).content.decode()
    assert CANARY in words, "the name is all that is read here"
    answer = client.post(reverse("families:take_threat", args=[threat.pk]))
    assert answer.content == bomb.data
    assert "no-store" in answer["Cache-Control"]
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "application/octet-stream",
        'attachment; filename="threat.bin"',
    )
    assert hearing_watch.erase(threats.until(threat)) == 1
    assert not vault().has([threat.digest])


def _page(client: Client, name: str, row: Threat) -> str:
    return client.get(reverse(f"families:{name}", args=[row.pk])).content.decode()


def test_a_name_that_threatens_goes_too(team: Team) -> None:
    reply = taken(team, WANTS, from_words=CANARY)
    read(team, reply)
    act = PassOn(reply=reply, turn=0, pieces=frozenset(), sender=True)
    threat = act.do(by(team.one[Role.LIAISON]), Book())
    opened = read(team, reply)
    assert (opened.words.of, opened.words.parts) == ("", (WANTS,))
    assert ReadThreat(threat=threat).do(by(team.cast.sam), Book()).parts == (CANARY, None)
    with pytest.raises(Refused, match="threat is words"):
        TakeThreat(threat=threat).do(by(team.cast.sam), Book())


def _cells() -> Iterator[tuple[str, bytes]]:
    """Every value of every table, also of those that no model is of, as bytes."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                for cell in row:
                    yield table, cell if isinstance(cell, bytes) else str(cell).encode()


def test_no_word_of_a_family_stands_in_a_table_or_in_the_vault_as_it_is(team: Team) -> None:
    """REP-05 at its root: whatever reads tables, searches or exports them finds no word."""
    book = Book()
    reply = taken(team, f"{CANARY} one, {CANARY} two.", from_words=f"{CANARY} three")
    bomb = taken(team, "See this.", enclosures=(Enclosure(CANARY, "x/y", CANARY.encode()),))
    read(team, bomb)
    seen = PassEnclosure(enclosure=bomb.enclosures.get())
    seen.do(by(team.one[Role.LIAISON]), book)
    labelled_by = passed(team, reply, f"{CANARY} one, ")
    ReadThreat(threat=labelled_by).do(by(team.cast.sam), book)
    read(team, reply)
    needle = "Canary-"
    assert needle not in str(book.entries), "a word of a family stands in the log"
    assert not {table for table, cell in _cells() if needle.encode() in cell}
    kept = [*reply.texts.values_list("digest", flat=True)[1:], labelled_by.digest]
    for digest in kept:
        assert needle.encode() not in vault().read(digest), "kept without a seal"
    stored = Path(str(settings.DESK_VAULT))
    assert not [p for p in stored.rglob("*") if p.is_file() and needle.encode() in p.read_bytes()]


SOURCE = Path(nomina.__file__).parent
OPENS_WORDS = {
    "desk/families/actions/hearing_read.py",
    "desk/families/actions/hearing_take.py",
    "desk/families/actions/threats.py",
}
"""The modules of acts that open words of replies; each opening is written down."""


def _calls(path: Path, module: str) -> Iterator[str]:
    """Give the names of a module that a file asks for, by attribute or import."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id == module:
                yield node.attr
        elif isinstance(node, ast.ImportFrom) and (node.module or "").endswith(f".{module}"):
            yield from (name.name for name in node.names)


def test_words_are_opened_by_three_acts_and_by_nothing_else() -> None:
    asks = (path for path in SOURCE.rglob("*.py") if b"hearing_text" in path.read_bytes())
    opens = {
        str(path.relative_to(SOURCE))
        for path in asks
        if {"read", "read_bytes"} & set(_calls(path, "hearing_text"))
    }
    assert opens == OPENS_WORDS


def test_nothing_that_hears_can_send_or_answer() -> None:
    """REP-02: there is no path from a reply to an answer, a letter or a message."""
    hears = [
        *SOURCE.glob("desk/families/**/hearing*.py"),
        *SOURCE.glob("desk/families/**/mail*.py"),
        *SOURCE.glob("desk/families/**/threats.py"),
    ]
    assert len(hears) > 15
    sends = {"Answer", "Letter", "Message", "MessageStep", "smtplib", "mail", "messages_out"}
    for path in hears:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                module = node.module or ""
                assert not module.startswith(("django.core.mail", "anymail", "smtplib")), path
                if module.startswith("nomina.desk.families"):
                    assert "letter" not in module, path
                    assert "message" not in module, path
                    assert not sends & {one.name for one in node.names} - {"mail"}, path


def test_there_is_nothing_to_guess_a_label_with() -> None:
    """Labels are made by one act, and that act takes them from a person."""
    makes = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if re.search(r"(?<!class )\bReplyLabel\(", path.read_text(encoding="utf-8"))
    }
    assert makes == {"desk/families/actions/hearing_read.py"}


@TWICE
def test_the_worker_erases_what_had_its_time(
    fresh_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process that every desk runs does it, and nobody has to ask for it."""
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    team = make_team(make_cast())
    threat = Threat(
        reply=taken(team), operation=team.cast.one, by=team.cast.ada, until=timezone.now(),
        digest=hearing_text.keep(hearing_text.Words((THREAT,)), hearing_text.THREATS),
    )  # fmt: skip
    threat.save(force_insert=True)
    works = serving.worker()
    works.running = False  # it looks once, and ends
    works.run()
    assert ThreatErased.objects.get().threat == threat
    assert not vault().has([threat.digest])
