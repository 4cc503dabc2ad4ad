"""A relative on the other side: no column to send to, no key that opens, and no trace of what was
typed in anything that the desk writes."""

from __future__ import annotations

import ast
import base64
import json
import logging
import tempfile
import typing
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.urls import reverse

import nomina
from nomina import sealed
from nomina.desk import signing
from nomina.desk.acts import NotPermitted, Refused
from nomina.desk.files.models import File
from nomina.desk.policy.roles import Role
from nomina.desk.transmit.actions.detriment import SayDetriment
from nomina.desk.transmit.actions.kin import EndKin, KeepKin, TakeKin
from nomina.desk.transmit.kin import BLOCK, SealedTo, Typed, seal
from nomina.desk.transmit.models import OtherSideKin, OtherSideKinEnd, OtherSideKinTaken, Partner
from nomina.desk.transmit.ways import Channel
from nomina.errors import InputError
from tests.desk import traces
from tests.desk.files.people import Team, opened
from tests.desk.people.cast import BOOK, Book, Torn, by, sign_in
from tests.desk.traces import Written
from tests.desk.transmit.routed import Bureau, make_bureau, secret

SOURCE = Path(nomina.__file__).parent
CANARY = "Zq7 Вулиця Sentinel 41"
TYPED = {
    "relation": "parent", "name_": f"Name {CANARY}", "address": f"{CANARY}\n№ 5",
    "language": f"lang {CANARY}", "note": f"note {CANARY}",
}  # fmt: skip
WORDS = Typed(person="AM-1", relation="parent", name="N", address="A", language="L", note="n")


KNOW = (
    "actions/kin.py", "forms_routes.py", "models/__init__.py", "models/kin.py", "routes_words.py",
    "views/kin.py", "views/person.py",
)  # fmt: skip
"""Every module that knows of the table: its acts, its pages with their form and words."""


@pytest.fixture
def bureau(team: Team) -> Bureau:
    return make_bureau(team)


@pytest.fixture
def agency(bureau: Bureau) -> Partner:
    """The agency, by a policy that is in force."""
    made = bureau.partner("tracing-agency")
    bureau.policy((made, Channel.DIRECT))
    return made


@pytest.fixture
def file(bureau: Bureau) -> File:
    return opened("am", bureau.team.keeper("am"), bureau.one)


@dataclass
class Scene:
    """A browser, and all that the desk may write while it is used."""

    client: Client
    caplog: pytest.LogCaptureFixture
    folder: Path

    def everything(self) -> Iterator[tuple[str, bytes]]:
        """All that the desk wrote: rows, files, cache, session, log, ledger, mail."""
        yield from traces.rows()
        yield from traces.files(self.folder)
        yield "cache", repr(vars(cache)).encode() + repr(getattr(cache, "_cache", "")).encode()
        yield "session", repr(dict(self.client.session)).encode()
        yield "cookies", self.client.cookies.output().encode()
        yield "log", self.caplog.text.encode()
        yield "ledger", repr(BOOK.entries).encode()
        yield "mail", repr(getattr(mail, "outbox", [])).encode()


@pytest.fixture
def scene(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> Scene:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for logger in (None, "django", "django.request", "nomina"):
        caplog.set_level(logging.DEBUG, logger)
    BOOK.entries.clear()
    return Scene(client, caplog, tmp_path)


def kept(bureau: Bureau, file: File, partner: Partner, **more: Any) -> OtherSideKin:
    given: dict[str, Any] = {"sealed": seal(partner.seal_to, WORDS), "relation": "parent"}
    given |= more
    return bureau.do(KeepKin(file=file, partner=partner, **given), bureau.liaison)[0]


# No field, type or import by which anything could be sent


def test_the_table_has_no_column_that_anything_could_be_sent_to() -> None:
    columns = {one.name: one for one in OtherSideKin._meta.concrete_fields}
    assert set(columns) == {
        "id", "made_at", "file", "relation", "partner", "sealed", "recipient", "by",
    }  # fmt: skip
    text = {
        name
        for name, one in columns.items()
        if isinstance(one, models.CharField | models.JSONField)
    }
    assert text == {"relation", "recipient"}  # a choice, and a public key: both held by checks
    checks = {one.name for one in OtherSideKin._meta.constraints}
    assert {"kin_is_known", "kin_sealed_to_a_key"} <= checks
    beside = {"id", "made_at", "kin", "by"}
    assert {one.name for one in OtherSideKinTaken._meta.concrete_fields} == beside
    assert {one.name for one in OtherSideKinEnd._meta.concrete_fields} == beside | {"why"}


def test_the_database_refuses_words_where_a_choice_stands(
    bureau: Bureau, agency: Partner, file: File
) -> None:
    good = {"relation": "parent", "recipient": agency.seal_to}
    for wrong in ({"relation": "Street 5"}, {"recipient": "Street 5"}):
        row = OtherSideKin(
            file=file, partner=agency, sealed=b"x", by=bureau.liaison, **good | wrong
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


def test_no_act_takes_anything_but_sealed_bytes() -> None:
    hints = typing.get_type_hints(KeepKin)
    own = {name: hints[name] for name in KeepKin.__dataclass_fields__}
    assert own == {
        "file": File, "relation": str, "partner": Partner, "sealed": SealedTo,
        "copy": SealedTo | None,
    }  # fmt: skip
    assert {one.name for one in fields(EndKin)} == {"kin", "why"}
    assert {one.name for one in fields(TakeKin)} == {"kin"}
    assert {name for name in vars(SealedTo) if not name.startswith("_")} == {"recipient", "data"}


def imports_of(module: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            found |= {f"{node.module}.{one.name}" for one in node.names}
    return found


def test_what_handles_a_relative_imports_nothing_that_sends_or_opens() -> None:
    """The import contract says so of rooms; this says so of the names in these four modules."""
    home = SOURCE / "desk" / "transmit"
    for module in ("kin.py", "models/kin.py", "actions/kin.py", "views/kin.py"):
        for name in imports_of(home / module):
            for banned in ("mail", "smtp", "http.client", "urllib", "socket", "unseal", "secret"):
                assert banned not in name, (module, name)
            assert "signing" not in name, (module, name)


def test_nothing_that_opens_seals_knows_the_table() -> None:
    """The modules that open anything sealed, and those that know relatives, have none in common."""
    opens, knows = set(), set()
    for module in SOURCE.rglob("*.py"):
        text = module.read_text(encoding="utf-8")
        if not any(word in text for word in ("unseal", "OtherSideKin", "other_side_kin", ".kin ")):
            continue
        names = {
            node.attr if isinstance(node, ast.Attribute) else node.id
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Attribute | ast.Name)
        }
        if "unseal" in names and module.name != "sealed.py":
            opens.add(module.relative_to(SOURCE).as_posix())
        if names & {"OtherSideKin", "other_side_kin"} or ".kin import" in text:
            knows.add(module.relative_to(SOURCE).as_posix())
    assert opens, "the search finds what it looks for"
    assert opens & knows == set()
    assert knows == {f"desk/transmit/{name}" for name in KNOW}


def test_what_sends_has_no_way_to_the_table_but_through_these_modules() -> None:
    """Nothing that knows it is imported by what sends, writes letters or exports; so a new way
    from there would be a new module here."""
    for module in SOURCE.rglob("*.py"):
        path = module.relative_to(SOURCE).as_posix()
        if path in {f"desk/transmit/{name}" for name in (*KNOW, "frame.py", "urls/routes.py")}:
            continue
        text = module.read_text(encoding="utf-8")
        if "transmit" not in text:
            continue
        names = imports_of(module)
        for known in ("kin", "actions.kin", "views.kin", "models.kin", "views.person"):
            assert not any(
                f"{name}.".startswith(f"nomina.desk.transmit.{known}.") for name in names
            ), (path, known)


# What is kept, and who may


def test_the_institution_opens_it_and_the_desk_cannot(
    bureau: Bureau, agency: Partner, file: File
) -> None:
    row = kept(bureau, file, agency)
    data = bytes(OtherSideKin.objects.get(pk=row.pk).sealed)
    plain = sealed.unseal(data, secret("tracing-agency"))
    assert json.loads(plain) == asdict(WORDS)
    for use in ("letter", "package", "enquiries"):
        with pytest.raises(InputError):
            sealed.unseal(data, signing.secret(use))
    told = Typed(person="1", relation="r", name=CANARY, address=CANARY)
    assert CANARY not in repr(told)
    assert CANARY not in repr(seal(agency.seal_to, told))


def test_the_length_tells_nothing(agency: Partner) -> None:
    """What is sealed of a short address is as long as of a long one; age adds a random tail."""
    opened_sizes = {
        len(sealed.unseal(seal(agency.seal_to, more).data, secret("tracing-agency")))
        for more in (replace(WORDS, address="x" * n) for n in range(0, 2000, 97))
    }
    assert opened_sizes == {BLOCK}
    longest = seal(agency.seal_to, replace(WORDS, address="ж" * 2000, note="ж" * 2000))
    assert len(sealed.unseal(longest.data, secret("tracing-agency"))) == 2 * BLOCK


def test_who_may_and_what_is_refused(bureau: Bureau, agency: Partner, file: File) -> None:
    with pytest.raises(Refused, match="no such choice"):
        kept(bureau, file, agency, relation="neighbour of CANARY")
    with pytest.raises(Refused, match="not sealed to the key"):
        kept(bureau, file, agency, sealed=seal(sealed.public_of(secret("else")), WORDS))
    family = opened("family", bureau.team.keeper("family"), bureau.one, missing=file)
    with pytest.raises(Refused, match="stands in the file of"):
        kept(bureau, family, agency)
    act = KeepKin(file=file, relation="parent", partner=agency, sealed=seal(agency.seal_to, WORDS))
    for who in (bureau.board, bureau.team.one[Role.CUSTODY], bureau.team.tia):
        with pytest.raises(NotPermitted):
            act.do(by(who), Book())
    with pytest.raises(OSError, match="gone"):
        act.do(by(bureau.liaison), Torn())
    assert not OtherSideKin.objects.exists()
    row = kept(bureau, file, agency)
    bureau.do(EndKin(kin=row, why="withdrawn"))
    with pytest.raises(Refused, match="no more already"):
        bureau.do(EndKin(kin=row, why="wrong"))
    assert not OtherSideKin.objects.current().exists()


def test_the_agencys_copy_is_sealed_in_the_same_act(bureau: Bureau, file: File) -> None:
    """AP I 33(3): nobody here could make it later."""
    agency, home = bureau.partner("tracing-agency"), bureau.partner("home-bureau")
    bureau.policy((agency, Channel.DIRECT), (home, Channel.EXCHANGE))
    ours, theirs = seal(home.seal_to, WORDS), seal(agency.seal_to, WORDS)
    for wrong in (None, ours, seal(sealed.public_of(secret("else")), WORDS)):
        with pytest.raises(Refused, match="copy for the Central Tracing Agency"):
            kept(bureau, file, home, copy=wrong)
    with pytest.raises(Refused, match="copy for the Central Tracing Agency"):
        kept(bureau, file, agency, copy=theirs)
    assert not OtherSideKin.objects.exists()
    kept(bureau, file, home, copy=theirs)
    rows = {row.partner: bytes(row.sealed) for row in OtherSideKin.objects.all()}
    assert set(rows) == {home, agency}
    assert rows[agency] == theirs.data
    assert json.loads(sealed.unseal(rows[agency], secret("tracing-agency"))) == asdict(WORDS)


def test_of_somebody_flagged_the_agency_alone_gets_an_address(bureau: Bureau, file: File) -> None:
    agency, home = bureau.partner("tracing-agency"), bureau.partner("home-bureau")
    with pytest.raises(Refused, match="no policy"):
        kept(bureau, file, agency)
    bureau.policy((agency, Channel.DIRECT), (home, Channel.AGENCY))
    before, own = kept(bureau, file, home), kept(bureau, file, agency)
    bureau.do(SayDetriment(file=file, holds=True, reason="r"), bureau.liaison)
    with pytest.raises(Refused, match="could harm"):
        kept(bureau, file, home)
    with pytest.raises(Refused, match="could harm"):
        bureau.do(TakeKin(kin=before))  # it was sealed before anybody said so
    kept(bureau, file, agency)
    bureau.do(TakeKin(kin=own))
    assert [row.kin for row in OtherSideKinTaken.objects.all()] == [own]


def test_what_counts_no_more_is_not_taken_out(bureau: Bureau, agency: Partner, file: File) -> None:
    row = kept(bureau, file, agency)
    for who in (bureau.liaison, bureau.board):
        with pytest.raises(NotPermitted):
            TakeKin(kin=row).do(by(who), Book())
    bureau.do(EndKin(kin=row, why="wrong"), bureau.liaison)
    with pytest.raises(Refused, match="no more already"):
        bureau.do(TakeKin(kin=row))


# Nothing of what was typed is anywhere


def where(written: Written) -> set[str]:
    """Where any trace of what was typed lies."""
    return traces.where(written, CANARY, "Sentinel 41")


def test_what_was_typed_is_nowhere(
    bureau: Bureau, agency: Partner, file: File, scene: Scene
) -> None:
    client = scene.client
    address = reverse("transmit:add_kin", args=[file.pk])
    sent = TYPED | {"partner": agency.pk.hex}
    pages = [client.post(address, sent)]  # nobody is signed in: the page leads to the door
    sign_in(client, bureau.liaison)
    pages += [
        client.post(address, sent | wrong)
        for wrong in (
            {"relation": "x"}, {"partner": "x"}, {"name_": ""}, {"address": CANARY * 200},
        )
    ]  # fmt: skip
    assert {page.status_code for page in pages} == {302, 422}
    assert not OtherSideKin.objects.exists()
    pages.append(client.post(address, sent, follow=True))
    row = OtherSideKin.objects.get()
    plain = json.loads(sealed.unseal(bytes(row.sealed), secret("tracing-agency")))
    assert plain == {
        "person": file.number, "relation": "parent", "name": TYPED["name_"],
        "address": TYPED["address"], "language": TYPED["language"],
        "note": TYPED["note"],
    }  # fmt: skip
    pages.append(client.get(reverse("transmit:kin", args=[row.pk])))
    for name in ("transmit:person", "files:file", "files:history", "transmit:add_kin"):
        pages.append(client.get(reverse(name, args=[file.pk])))
    pages.append(client.get(reverse("transmit:operation", args=[bureau.one.pk]), follow=True))
    assert where((str(n), page.content) for n, page in enumerate(pages)) == set()
    assert where((str(n), str(page.headers).encode()) for n, page in enumerate(pages)) == set()
    assert where(scene.everything()) == set()


def test_the_search_would_find_it(bureau: Bureau, file: File, scene: Scene) -> None:
    """The same words as a reason of a flag are found in the database; a file is, too."""
    bureau.do(SayDetriment(file=file, holds=True, reason=TYPED["address"]), bureau.liaison)
    (scene.folder / "left").write_text(json.dumps({"a": TYPED["note"]}), encoding="utf-8")
    logging.getLogger("django").debug("said %s", TYPED["note"])
    assert where(scene.everything()) == {"transmit_detriment", "file left", "log"}
    for trace in (CANARY, json.dumps(CANARY), base64.b64encode(f"a{CANARY}b".encode()).decode()):
        assert where(iter([("here", trace.encode())])) == {"here"}


def test_a_fault_while_it_is_kept_tells_nothing(
    bureau: Bureau, agency: Partner, file: File, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log of a server error has the way of the fault, and no value of it."""
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.Torn")
    sign_in(scene.client, bureau.liaison)
    scene.client.raise_request_exception = False
    sent = TYPED | {"partner": agency.pk.hex}
    answer = scene.client.post(reverse("transmit:add_kin", args=[file.pk]), sent)
    assert answer.status_code == 500
    assert "the ledger is gone" in scene.caplog.text
    assert where(iter([("page", answer.content)])) == set()
    assert where(scene.everything()) == set()
    assert not OtherSideKin.objects.exists()
