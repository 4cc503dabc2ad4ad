"""Time stamps of bundles: asked for when it can be, checked when they come and ever after."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from nomina.desk.captures import bundle, stamps
from nomina.desk.captures.actions.bringing import document_of
from nomina.desk.captures.models import Capture, Stamp
from nomina.desk.captures.stamp_way import post
from nomina.desk.captures.stamping import REST, Stamper, holds, stamp
from nomina.desk.captures.stamps import STAMPS, Service, service
from nomina.desk.files.models import File
from nomina.desk.policy.roles import Role
from nomina.errors import InputError, NeverChanged, StoreError
from tests.desk.captures.authority import SIGNER, Authority
from tests.desk.captures.test_captures import brought, ended, person, team
from tests.desk.captures.test_captures_pages import at, browser
from tests.desk.captures.world import Handler, Site
from tests.desk.files.people import Team
from tests.desk.people.cast import BOOK

__all__ = ["ended", "person", "team"]  # fixtures of the other tests of captures

ADDRESS = "https://time.example/tsr"
DOCUMENT = b'{"a": "bundle"}'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("authorities")


@pytest.fixture(scope="module")
def trusted(folder: Path) -> Authority:
    return Authority(folder / "trusted")


@pytest.fixture
def named(trusted: Authority, monkeypatch: pytest.MonkeyPatch) -> Service:
    monkeypatch.setenv(STAMPS, f"{ADDRESS} {trusted.roots}")
    found = service()
    assert found is not None
    return found


def test_a_stamp_is_asked_for_with_a_digest_alone_and_checked(trusted: Authority) -> None:
    query = stamps.request(DOCUMENT)
    roots = stamps.certificates(trusted.roots.read_bytes())
    before = datetime.now(UTC) - timedelta(seconds=1)
    answer = trusted.answer(query.as_bytes())
    assert DOCUMENT not in query.as_bytes()
    assert query.nonce
    assert trusted.agrees(answer, DOCUMENT)
    said = stamps.checked(answer, DOCUMENT, roots, query.nonce)
    assert before <= said.at <= datetime.now(UTC) + timedelta(seconds=1)
    assert said.by == SIGNER
    assert stamps.checked(answer, DOCUMENT, roots) == said  # later, without the request


def test_what_is_not_as_it_should_be_is_refused(folder: Path, trusted: Authority) -> None:
    query = stamps.request(DOCUMENT)
    roots = stamps.certificates(trusted.roots.read_bytes())
    answer = trusted.answer(query.as_bytes())
    other = trusted.answer(stamps.request(DOCUMENT).as_bytes())
    with pytest.raises(StoreError, match="Nonce"):  # the answer to another request
        stamps.checked(other, DOCUMENT, roots, query.nonce)
    with pytest.raises(StoreError, match="does not hold"):
        stamps.checked(answer, DOCUMENT + b" ", roots, query.nonce)
    assert not trusted.agrees(answer, DOCUMENT + b" ")
    stranger = Authority(folder / "stranger")
    with pytest.raises(StoreError, match="does not hold"):
        stamps.checked(stranger.answer(query.as_bytes()), DOCUMENT, roots, query.nonce)
    for broken in (b"", b"<html>", answer[:-200], answer + b"x"):
        with pytest.raises(StoreError):
            stamps.checked(broken, DOCUMENT, roots, query.nonce)
    for place in range(40, len(answer), 97):  # a byte anywhere of what is signed, or signs
        changed = bytearray(answer)
        changed[place] ^= 1
        if not trusted.agrees(bytes(changed), DOCUMENT):
            with pytest.raises(StoreError):
                stamps.checked(bytes(changed), DOCUMENT, roots, query.nonce)


def test_a_stamp_lies_beside_the_bundle_and_is_checked_without_the_service(
    team: Team, person: File, trusted: Authority, named: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    capture = brought(team, person)
    client = browser(team)
    assert "asked for when its service" in client.get(at("capture", capture)).content.decode()
    made = stamp(capture, named, trusted.post)
    assert made is not None
    assert (made.service, made.signer) == (ADDRESS, SIGNER)
    entry = BOOK.entries[-1]
    assert (entry.kind, [one.kind for one in entry.on]) == ("capture.stamp", ["capture", "file"])
    assert Capture.objects.get().bundle == bundle.digest(document_of(capture))
    monkeypatch.delenv(STAMPS)  # nothing is set any more
    assert holds(Stamp.objects.get()).by == SIGNER
    shown = client.get(at("capture", capture)).content.decode()
    assert SIGNER in shown
    assert "it holds, over this bundle" in shown
    taken = client.post(at("bundle", capture)).content
    assert bundle.faults(taken, capture.bundle) == ()
    with zipfile.ZipFile(io.BytesIO(taken)) as found:
        assert found.read("bundle.pem") == trusted.roots.read_bytes()
        assert trusted.agrees(found.read("bundle.tsr"), found.read("bundle.json"))
        sums = found.read("SHA256SUMS").decode()
    assert "  bundle.tsr\n" in sums
    with pytest.raises(NeverChanged):
        made.save()


def test_a_stamp_that_does_not_hold_is_told(
    team: Team, person: File, trusted: Authority, named: Service
) -> None:
    capture = brought(team, person)
    other = trusted.answer(stamps.request(DOCUMENT).as_bytes())
    Stamp(
        capture=capture, answer=other, roots=named.roots, service=ADDRESS, at=capture.at, serial="1"
    ).save(force_insert=True)
    shown = browser(team).get(at("capture", capture)).content.decode()
    assert "The time stamp does not hold" in shown
    assert "it holds, over this bundle" not in shown


def test_bundles_wait_while_the_desk_is_offline(
    team: Team, person: File, trusted: Authority, named: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    captures = [brought(team, person) for _ in range(3)]
    online, now = [False], [0.0]

    def way(address: str, query: bytes) -> bytes:
        if not online[0]:
            raise StoreError("the service of time stamps does not answer")
        return trusted.post(address, query)

    stamper = Stamper(way, lambda: now[0])
    assert stamper.turn() == 0
    online[0] = True
    assert stamper.turn() == 0  # it rests
    now[0] += REST
    assert stamper.turn() == 2  # what failed is asked for last
    stamper.turn()
    assert stamper.turn() == 1
    assert set(Stamp.objects.values_list("capture", flat=True)) == {one.pk for one in captures}
    assert stamper.turn() == 0
    assert len(trusted.asked) >= 3
    monkeypatch.delenv(STAMPS)
    brought(team, person)
    now[0] += REST
    assert Stamper(way, lambda: now[0]).turn() == 0  # no service is set: nothing is asked


def test_one_bundle_gets_one_stamp(
    team: Team, person: File, trusted: Authority, named: Service
) -> None:
    capture = brought(team, person)

    def late(address: str, query: bytes) -> bytes:
        stamp(capture, named, trusted.post)  # another worker, at the same moment
        return trusted.post(address, query)

    assert stamp(capture, named, late) is None
    assert Stamp.objects.count() == 1


def test_who_sees_a_stamp(team: Team, person: File, trusted: Authority, named: Service) -> None:
    stamp(brought(team, person), named, trusted.post)
    assert Stamp.objects.visible_to(team.one[Role.EXAMINER]).exists()
    assert not Stamp.objects.visible_to(team.one[Role.CUSTODY]).exists()


def test_the_setting_is_read_or_refused(
    trusted: Authority, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_bytes(b"")
    monkeypatch.delenv(STAMPS, raising=False)
    assert service() is None
    for wrong in (ADDRESS, "ftp://a.example x", f"{ADDRESS} /nowhere", f"{ADDRESS} {empty}"):
        monkeypatch.setenv(STAMPS, wrong)
        with pytest.raises(InputError):
            service()


@pytest.mark.enable_socket
def test_the_way_to_a_service_and_what_may_come_back(trusted: Authority) -> None:
    def answers(handler: Handler) -> None:
        body = trusted.answer(handler.server.bodies[-1])
        handler.send_response(200)
        handler.send_header("Content-Type", "application/timestamp-reply")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    pages = {
        "/tsr": answers,
        "/moved": (302, {"Location": "/tsr"}, b""),
        "/large": (200, {}, b"x" * 70_000),
        "/error": (500, {}, b""),
    }
    query = stamps.request(DOCUMENT)
    with Site(pages) as site:  # type: ignore[arg-type]
        here = f"http://127.0.0.1:{site.server_address[1]}"
        roots = stamps.certificates(trusted.roots.read_bytes())
        answer = post(f"{here}/tsr?a=b", query.as_bytes())
        assert stamps.checked(answer, DOCUMENT, roots, query.nonce).by == SIGNER
        assert site.asked[-1][0] == "POST"
        assert "application/timestamp-query" in site.heads[-1]
        for path in ("moved", "large", "error"):
            with pytest.raises(StoreError, match="something else"):
                post(f"{here}/{path}", query.as_bytes())
    with pytest.raises(StoreError, match="does not answer"):
        post(f"{here}/tsr", query.as_bytes())
