"""One hostile site from the form's words to the archive that is checked elsewhere (issue, OSI-01).

The site has all at once: scripts, SVG, redirects, a page that refreshes, streams without an end,
addresses of inner networks in every notation, and a name that changes its address. Chromium is
real; `test_browser` has each of these alone.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from nomina.desk.captures import bundle, errands
from nomina.desk.captures.actions.bringing import document_of
from nomina.desk.captures.browsed_act import AskAddress, fetch
from nomina.desk.captures.guard import Bounds
from nomina.desk.captures.keeping import everything, read
from nomina.desk.captures.models import Asking, Capture
from nomina.desk.files.models import File
from nomina.desk.policy.roles import Role
from tests.desk.captures.test_browsed_act import HERE
from tests.desk.captures.test_browser import (
    HOST,
    PEERS,
    TRIES,
    Captures,
    addresses,
    captures,
    endless,
    html,
    picture,
    site,
    world,
)
from tests.desk.captures.test_captures import ended, person, team
from tests.desk.captures.world import OTHER, SITE, Sink, Site, World
from tests.desk.files.people import Team
from tests.desk.people.cast import BOOK, by

__all__ = ["captures", "ended", "person", "site", "team", "world"]  # fixtures

pytestmark = [pytest.mark.enable_socket, pytest.mark.deep]


@pytest.fixture
def asked(team: Team, person: File, captures: Captures) -> Asking:
    """Somebody asked for the address of the site."""
    act = AskAddress(file=person, asked=replace(HERE, address=f"http://{HOST}/start"))
    return act.do(by(team.one[Role.ANTE_MORTEM]))


def hostile(site: Site, port: int) -> None:
    """Put the site together."""
    site.pages["/start"] = (302, {"Location": f"http://{HOST}/second"}, b"")
    site.pages["/second"] = (301, {"Location": "/first"}, b"")
    site.pages["/first"] = html(
        "first", '<meta http-equiv=refresh content="0;url=/page"><script>1</script>'
    )
    tries = "".join(TRIES.format(address) for address in addresses(port))
    again = "".join(f'<img src="http://re.example.com/a.png?{n}">' for n in range(4))
    svg = "<svg onload='document.title=1'><script>document.body.append('by svg')</script></svg>"
    svg += "<svg><image href=/a.svg /></svg>"
    script = "<script>document.body.append('by script')</script>"
    body = f"<p>the words</p><img src=/a.png>{svg}{script}{again}{tries}{PEERS.format(port)}"
    body += "<img src=/big>"
    site.pages["/page"] = html(body)
    drawn = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    site.pages["/a.svg"] = (200, {"Content-Type": "image/svg+xml"}, drawn)
    site.pages["/big"] = endless("image/png", picture()[:60], b"x" * 10_000)


def test_a_hostile_site_is_kept_whole_and_checked_without_the_desk(
    asked: Asking, captures: Captures, site: Site, world: World, tmp_path: Path
) -> None:
    bounds = Bounds(connections=5000, size=8_000_000)
    with Sink() as sink:
        hostile(site, sink.port)
        errands.execute(
            asked.errand.pk,
            lambda one: fetch(one, capturing=lambda address: captures(address, bounds=bounds)),
        )
        assert sink.came == 0
    assert {address for address, _ in world.reached} == {SITE, OTHER}
    asked.errand.refresh_from_db()
    assert asked.errand.says == ""
    assert BOOK.kinds()[-2:] == ["capture.ask", "capture.bring"]
    capture = Capture.objects.get()
    items = {role: [i for i in capture.items.all() if i.role == role] for role in _ROLES}
    assert all(items.values()), {role: len(found) for role, found in items.items()}
    assert read(items["original"][0]) == site.pages["/page"][2]  # type: ignore[index]
    for words in ("the words", "by svg", "by script"):
        assert words in read(items["text"][0]).decode()
    assert b"first" in b"".join(read(one) for one in items["page"])
    said = json.loads(read(items["headers"][0]))
    assert [one["how"] for one in said["answers"]] == ["asked", "redirect", "redirect", "page"]
    assert "bytes" in said["missing"]
    assert {"number", "name", "port", "not-public", "passed"} <= {
        one["verdict"] for one in said["tries"]
    }
    rebound = {one["address"] for one in said["tries"] if one["host"] == "re.example.com"}
    assert rebound == {OTHER, "127.0.0.1", "169.254.169.254"}
    _checked_elsewhere(capture, tmp_path)


_ROLES = ("original", "headers", "page", "text", "screenshot", "media", "view")


def _checked_elsewhere(capture: Capture, folder: Path) -> None:
    """With nothing but the archive and the tools of any machine."""
    made = bundle.archive(document_of(capture), everything(capture))
    assert bundle.faults(made, capture.bundle) == ()
    with zipfile.ZipFile(io.BytesIO(made)) as found:
        found.extractall(folder)
    document = (folder / "bundle.json").read_bytes()
    assert hashlib.sha256(document).hexdigest() == capture.bundle
    told = json.loads(document)
    assert told["way"] == "address"
    for item in told["items"]:
        data = (folder / "items" / item["sha256"]).read_bytes()
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (item["sha256"], item["size"])
    if shutil.which("sha256sum"):
        subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=folder, check=True)
