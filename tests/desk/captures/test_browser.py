"""Real Chromium on hostile sites of this machine: what is captured, and what is never reached.

Every public address here is made up; the connector of the test alone knows where it leads to.
Private ones are counted where they would arrive.
"""

from __future__ import annotations

import gzip
import io
import os
import shutil
import ssl
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from nomina.desk.captures.browser import ALLOWED, OWN, Captured, capture, checked, own_networks
from nomina.desk.captures.browser_process import CHROMIUM, Browser, find
from nomina.desk.captures.guard import Bounds
from nomina.errors import InputError, Refused
from tests.desk.captures.world import OTHER, SITE, Handler, Sink, Site, World
from tests.desk.look.pages import browser_path

pytestmark = pytest.mark.enable_socket
Captures = Callable[..., Captured]
HOST = "site.example.com"
HOME = f"http://{HOST}/"


def html(body: str, head: str = "") -> tuple[int, dict[str, str], bytes]:
    text = f"<!doctype html><meta charset=utf-8><title>A page</title>{head}<body>{body}"
    return 200, {"Content-Type": "text/html"}, text.encode()


def picture() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), (200, 30, 30)).save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def site() -> Iterator[Site]:
    with Site({"/a.png": (200, {"Content-Type": "image/png"}, picture())}) as made:
        yield made


@pytest.fixture
def world(site: Site) -> World:
    port = site.server_address[1]
    names: dict[str, Sequence[Sequence[str]]] = {
        HOST: [[SITE]],
        "other.example.com": [[OTHER]],
        "inside.example.com": [["10.0.0.7"]],
        "here.example.com": [["127.0.0.1"]],
        "re.example.com": [[OTHER], ["127.0.0.1"], ["169.254.169.254"]],
    }
    return World(names, {(SITE, 80): port, (OTHER, 80): port})


@pytest.fixture
def captures(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Captures]:
    """Captures an address in the world of this test; leaves neither process nor folder."""
    path = browser_path()
    if path is None:
        reason = "no Chromium: NOTHING was captured from an address (NOMINA_CHROMIUM)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    monkeypatch.setenv(CHROMIUM, path)
    monkeypatch.setenv(ALLOWED, "1")
    # A place of its own: another process of the tests captures at the same time.
    place = tempfile.mkdtemp(prefix="captures-")
    monkeypatch.setattr(tempfile, "tempdir", place)

    def captured(address: str = HOME, **more: Any) -> Captured:
        before = homes()
        try:
            root = os.geteuid() == 0
            given = {"resolver": world.resolve, "connector": world.connect, "sandbox": not root}
            return capture(address, **{**given, **more})
        finally:
            assert homes() == before
            assert not running()
            assert {address for address, _ in world.reached} <= {SITE, OTHER}

    yield captured
    shutil.rmtree(place)


def homes() -> set[str]:
    return {one.name for one in Path(tempfile.gettempdir()).glob("nomina-capture-*")}


def running() -> list[bytes]:
    """Processes whose command line names the folder of a capture."""
    found, here = [], f"{tempfile.gettempdir()}/nomina-capture-".encode()
    for one in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            line = one.read_bytes()
            if here in line and b"--user-data-dir" in line:
                found.append(line)
    return found


def test_a_page_is_captured_with_all_its_parts(captures: Captures, site: Site) -> None:
    text = "<title>Сторінка</title><meta charset=windows-1251><body>Привіт <img src=/a.png>"
    text += "<svg onload=\"document.body.append('by svg')\"></svg><p style='height:3000px'>"
    text += "<script>document.body.append('by script')</script>"
    page = text.encode("cp1251")
    packed = {"Content-Type": "text/html", "Content-Encoding": "gzip", "X-Own": "kept"}
    site.pages["/"] = (200, packed, gzip.compress(page))
    site.pages["/moved"] = (302, {"Location": HOME, "Set-Cookie": "a=b"}, b"")
    before = datetime.now(UTC)
    got = captures(f"http://{HOST}/moved#part")
    assert (got.asked, got.final) == (f"http://{HOST}/moved", HOME)
    assert [(step.address, step.how, step.status) for step in got.steps] == [
        (f"http://{HOST}/moved", "asked", 302),
        (HOME, "redirect", 200),
    ]
    assert ("Set-Cookie", "a=b") in got.steps[0].headers
    assert ("X-Own", "kept") in got.steps[1].headers
    assert (got.source, got.media_type) == (page, "text/html")
    assert (got.title, got.missing) == ("Сторінка", ())
    for part in ("Привіт", "by svg", "by script"):
        assert part in got.text
    assert got.mhtml.startswith(b"From: <Saved by Blink>")
    assert b"Content-Location: http://site.example.com/a.png" in got.mhtml
    with Image.open(io.BytesIO(got.screenshot)) as shot:
        assert shot.size[0] == 1280
        assert shot.size[1] > 3000
        assert (200, 30, 30) in {colour for _, colour in shot.getcolors(1 << 24) or []}
        assert not shot.info
    assert [(one.address, one.data) for one in got.media] == [(f"{HOME}a.png", picture())]
    assert before <= got.began <= got.ended <= datetime.now(UTC)
    assert got.browser.startswith(("Chrome/", "HeadlessChrome/"))
    passed = [hop for hop in got.hops if hop.verdict == "passed"]
    assert {(hop.host, hop.address, hop.port) for hop in passed} == {(HOST, SITE, 80)}
    assert {hop.verdict for hop in got.hops} <= {"passed", "not-asked", "closed", "idle"}


TRIES = """
<img src="{0}img"><iframe src="{0}frame"></iframe><link rel=stylesheet href="{0}css">
<link rel=prefetch href="{0}pre"><link rel=preconnect href="{0}"><link rel=dns-prefetch href="{0}">
<object data="{0}object"></object><embed src="{0}embed"><video src="{0}film"></video>
<script src="{0}script"></script><svg><image href="{0}svg"/></svg>
<style>@import "{0}import"; body {{ background: url("{0}ground") }}</style>
<script>
try {{ fetch("{0}fetch", {{mode: "no-cors"}}).catch(() => 0) }} catch (e) {{}}
try {{ navigator.sendBeacon("{0}beacon", "x") }} catch (e) {{}}
try {{ new WebSocket("{0}socket".replace("http", "ws")) }} catch (e) {{}}
try {{ new EventSource("{0}events") }} catch (e) {{}}
try {{ window.open("{0}window") }} catch (e) {{}}
</script>
"""
PEERS = """
<script>
const stun = ["stun:127.0.0.1:{0}", "stun:localhost:{0}"];
const turn = ["turn:127.0.0.1:{0}?transport=udp", "turn:127.0.0.1:{0}?transport=tcp"];
const peer = new RTCPeerConnection({{iceServers: [
  {{urls: stun}}, {{urls: turn, username: "a", credential: "b"}}]}});
peer.createDataChannel("x");
peer.createOffer().then(offer => peer.setLocalDescription(offer));
const code = `fetch("http://127.0.0.1:{0}/worker", {{mode: "no-cors"}}).catch(() => 0);
try {{ importScripts("http://localhost:{0}/imported") }} catch (e) {{}}`;
new Worker(URL.createObjectURL(new Blob([code], {{type: "text/javascript"}})));
</script>
"""


def addresses(port: int) -> list[str]:
    """Every notation of this machine and of inner networks, at a port that counts and at 80."""
    hosts = (
        *("127.0.0.1", "127.1", "0x7f000001", "2130706433", "0177.0.0.1", "017700000001", "0"),
        *("[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "127.0.0.1."),
        *("localhost", "a.localhost", "localhost.", "127.0.0.2", "here.example.com"),
    )
    far = ("169.254.169.254", "10.0.0.1", "100.64.0.1", "192.168.1.1", "[fe80::1]", "printer.local")
    near = [f"http://{host}:{port}/" for host in hosts]
    return [*near, *(f"http://{host}/" for host in (*hosts, *far, "inside.example.com"))]


@pytest.mark.deep
def test_a_hostile_page_reaches_nothing_that_it_should_not(
    captures: Captures, site: Site, world: World
) -> None:
    with Sink() as sink:
        tries = "".join(TRIES.format(address) for address in addresses(sink.port))
        body = f"<p>the words</p><img src=/a.png>{tries}{PEERS.format(sink.port)}"
        # A rebinding name: public at first, then this machine, then the cloud's own address.
        body += "".join(f'<img src="http://re.example.com/a.png?{n}">' for n in range(4))
        site.pages["/"] = html(body)
        got = captures(bounds=Bounds(connections=5000))
        assert sink.came == 0
    assert "the words" in got.text
    assert got.source == site.pages["/"][2]  # type: ignore[index]
    assert got.screenshot
    assert got.mhtml
    assert f"{HOME}a.png" in {one.address for one in got.media}
    assert set(world.reached) == {(SITE, 80), (OTHER, 80)}
    verdicts = {hop.verdict for hop in got.hops}
    assert {"number", "name", "port", "not-public", "passed"} <= verdicts
    rebound = {hop.address for hop in got.hops if hop.host == "re.example.com"}
    assert rebound == {OTHER, "127.0.0.1", "169.254.169.254"}
    for hop in got.hops:
        assert (hop.verdict == "passed") == (hop.address in {SITE, OTHER} and hop.received > 0)


@pytest.mark.deep
def test_a_service_worker_does_not_begin(captures: Captures, site: Site) -> None:
    code = b"self.addEventListener('install', e => fetch('/began'))"
    site.pages["/worker.js"] = (200, {"Content-Type": "text/javascript"}, code)
    there = "<script>if (navigator.serviceWorker) { document.body.append(' able');"
    there += "navigator.serviceWorker.register('/worker.js') }"
    site.pages["/"] = html(f"the words{there}</script>")
    # Only a secure page may register one: this one counts as such.
    got = captures(more=[f"--unsafely-treat-insecure-origin-as-secure=http://{HOST}"])
    assert got.text == "the words able"
    assert "/began" not in [path for _, _, path in site.asked]


@pytest.mark.deep
@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:{0}/", "http://[::1]/", "http://here.example.com/", "http://2130706433/",
     "http://localhost:{0}/", "file:///etc/passwd", "ftp://site.example.com/"],
)  # fmt: skip
def test_a_redirect_to_what_is_refused_is_an_error(
    captures: Captures, site: Site, world: World, target: str
) -> None:
    with Sink() as sink:
        site.pages["/"] = (302, {"Location": target.format(sink.port)}, b"")
        with pytest.raises(InputError, match="could not be reached"):
            captures()
        assert sink.came == 0
    assert set(world.reached) == {(SITE, 80)}


@pytest.mark.deep
@pytest.mark.parametrize(
    "head",
    ['<meta http-equiv=refresh content="0;url={0}">', '<script>location.href = "{0}"</script>',
     '<script>setTimeout(() => location.replace("{0}"), 300)</script>'],
)  # fmt: skip
@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:{0}/", "http://inside.example.com/", "file:///etc/passwd"]
)
def test_a_page_that_leads_on_to_what_is_refused_stays(
    captures: Captures, site: Site, head: str, target: str
) -> None:
    with Sink() as sink:
        site.pages["/"] = html("the words", head.format(target.format(sink.port)))
        got = captures()
        assert sink.came == 0
    assert (got.final, got.text.strip()) == (HOME, "the words")
    assert got.screenshot
    assert b"the words" in got.mhtml


@pytest.mark.deep
def test_a_page_that_leads_on_is_followed_and_both_are_kept(captures: Captures, site: Site) -> None:
    site.pages["/"] = html("the first", '<meta http-equiv=refresh content="0;url=/next">')
    site.pages["/next"] = html("the second")
    got = captures()
    assert [(step.how, b"the first" in step.body) for step in got.steps] == [
        ("asked", True),
        ("page", False),
    ]
    assert (got.final, got.text.strip()) == (f"{HOME}next", "the second")


def endless(kind: str, start: bytes, more: bytes) -> Callable[[Handler], None]:
    def answer(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", kind)
        handler.end_headers()
        with suppress(OSError):
            handler.wfile.write(start)
            while True:
                handler.wfile.write(more)
                time.sleep(0.002)

    return answer


@pytest.mark.deep
def test_an_endless_page_is_cut_and_kept(captures: Captures, site: Site) -> None:
    site.pages["/"] = endless("text/html", b"<title>t</title><p>the words</p>", b"<i>more</i>" * 9)
    began = time.monotonic()
    got = captures()
    assert time.monotonic() - began < 60
    assert "source" in got.missing
    assert got.source.startswith(b"<title>t</title><p>the words</p><i>more")
    assert got.text.startswith("the words")


@pytest.mark.deep
def test_endless_bytes_stop_at_the_bound(captures: Captures, site: Site) -> None:
    site.pages["/"] = html("the words<img src=/big><video src=/film autoplay></video>")
    site.pages["/big"] = endless("image/png", picture()[:60], b"x" * 500_000)
    site.pages["/film"] = endless("video/mp4", b"", b"x" * 500_000)
    got = captures(bounds=Bounds(size=5_000_000))
    assert "the words" in got.text
    assert "bytes" in got.missing
    assert got.media == ()  # what was cut is not kept as if it were whole
    assert sum(hop.sent + hop.received for hop in got.hops) < 7_000_000


@pytest.mark.deep
@pytest.mark.parametrize(
    "script",
    ["addEventListener('load', () => { while (true) {} })", "while (true) alert('stop')",
     "setInterval(() => fetch('/again'), 50)", "setInterval(() => location.reload(), 200)",
     "setInterval(() => history.pushState({}, '', '/' + Math.random()), 1)",
     "Object.defineProperty(document, 'title', {get: () => { while (true) {} }})",
     "document.documentElement.style.height = '1e7px'"],
)  # fmt: skip
def test_a_page_that_does_not_rest_is_captured(captures: Captures, site: Site, script: str) -> None:
    site.pages["/"] = html(f"<p>the words</p><script>{script}</script>")
    began = time.monotonic()
    got = captures(bounds=Bounds(seconds=24))
    assert time.monotonic() - began < 28
    assert b"the words" in got.source
    if not script.startswith(("while", "addEvent")):
        assert "the words" in got.text


def test_a_page_that_cannot_be_scrolled_keeps_its_parts(
    captures: Captures, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nomina.desk.captures.browser._SCROLL", "while (true) {} // %s")
    site.pages["/"] = html("<p>the words</p>")
    got = captures(bounds=Bounds(seconds=24))
    assert "the words" in got.text
    assert got.screenshot
    assert got.mhtml
    assert got.missing == ()


@pytest.mark.deep
def test_a_site_that_says_nothing_ends_in_time(captures: Captures, site: Site) -> None:
    held = threading.Event()
    site.pages["/"] = lambda handler: (held.wait(60), None)[1]
    began = time.monotonic()
    with pytest.raises(InputError, match="could not be reached"):
        captures(bounds=Bounds(seconds=10))
    held.set()
    assert time.monotonic() - began < 14


@pytest.mark.deep
def test_a_file_at_an_address_is_kept_as_it_came(captures: Captures, site: Site) -> None:
    data = b"%PDF-1.4\n" + bytes(range(256)) * 1000
    site.pages["/"] = (200, {"Content-Type": "application/pdf"}, data)
    site.pages["/b"] = (
        200,
        {"Content-Type": "text/html", "Content-Disposition": "attachment"},
        data,
    )
    for path, kind in (("", "application/pdf"), ("b", "text/html")):
        got = captures(HOME + path)
        assert (got.source, got.media_type, got.missing) == (data, kind, ())
        assert (got.text, got.mhtml, got.screenshot) == ("", b"", b"")


@pytest.mark.deep
def test_a_page_of_an_error_is_kept_with_its_status(captures: Captures, site: Site) -> None:
    site.pages["/"] = (404, {"Content-Type": "text/html"}, b"<p>gone since May")
    got = captures()
    assert (got.steps[-1].status, got.text.strip()) == (404, "gone since May")


def certificate(folder: Path) -> tuple[Path, str]:
    """Make a certificate for the site that nobody trusts; give it and the digest of its key."""
    import base64
    import hashlib
    from datetime import timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(now - timedelta(1))
        .not_valid_after(now + timedelta(9))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    both = key.private_bytes(serialization.Encoding.PEM, form, plain)
    path = folder / "site.pem"
    path.write_bytes(both + made.public_bytes(serialization.Encoding.PEM))
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return path, base64.b64encode(hashlib.sha256(public).digest()).decode()


@pytest.mark.deep
def test_a_page_over_tls_is_captured_and_an_untrusted_one_is_not(
    captures: Captures, tmp_path: Path
) -> None:
    path, digest = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    with Site({"/": html("the words")}) as safe:
        safe.socket = context.wrap_socket(safe.socket, server_side=True)
        world = World({HOST: [[SITE]]}, {(SITE, 443): safe.server_address[1]})
        ways = {"resolver": world.resolve, "connector": world.connect}
        trusting = [f"--ignore-certificate-errors-spki-list={digest}"]
        got = captures(f"https://{HOST}/", more=trusting, **ways)
        assert (got.final, got.text.strip()) == (f"https://{HOST}/", "the words")
        with pytest.raises(InputError, match="could not be reached"):
            captures(f"https://{HOST}/", **ways)


@pytest.mark.parametrize(
    "address",
    [
        *("file:///etc/passwd", "ftp://example.org/", "javascript:alert(1)", "data:text/html,x"),
        *("http://127.1/", "http://[::1]/", "http://0x7f000001/", "https://localhost/", "http:///"),
        *("https://example.org:8443/", "http://example.org:443/", "https://a:b@example.org/"),
        *("https://a@example.org/", "https://example.org./", "", "example.org", "http://a b.org/"),
        *("http://example.org/a\nb", "http://router/", "http://example.org:x/", "chrome://gpu"),
        *("view-source:http://example.org/", "http://\u2488.example/", "http://x.local/"),
    ],
)
def test_addresses_that_are_not_asked_for(address: str) -> None:
    with pytest.raises(InputError):
        checked(address)


def test_an_address_is_asked_for_as_it_was_given() -> None:
    assert checked(" https://Example.org/a?b=c#d ") == "https://example.org/a?b=c"
    assert checked("http://example.org:80") == "http://example.org"
    assert checked("https://\u043f\u0440\u0438\u043a\u043b\u0430\u0434.\u0443\u043a\u0440/") == (
        "https://xn--80aikifvh.xn--j1amh/"
    )


def test_captures_are_off_unless_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in (None, "", "0", "yes"):
        monkeypatch.delenv(ALLOWED, raising=False)
        if value is not None:
            monkeypatch.setenv(ALLOWED, value)
        with pytest.raises(Refused, match="not captured at this desk"):
            capture("https://example.org/")


def test_a_missing_browser_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CHROMIUM, "/nowhere/chromium")
    with pytest.raises(InputError, match="no Chromium"):
        find()
    monkeypatch.delenv(CHROMIUM)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(InputError, match="Install Chromium"):
        find()


def test_the_browser_is_not_run_as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CHROMIUM, "/bin/sh")
    monkeypatch.setattr("os.geteuid", lambda: 0)
    with pytest.raises(InputError, match="never run as root"):
        Browser(1, 1.0)


def test_ones_own_networks_come_from_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OWN, "198.51.100.0/24, 2a00:1450::/32")
    assert [str(one) for one in own_networks()] == ["198.51.100.0/24", "2a00:1450::/32"]
    monkeypatch.setenv(OWN, "198.51.100.1/24")
    with pytest.raises(InputError, match="names no network"):
        own_networks()
