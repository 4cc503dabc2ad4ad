"""Capturing one public address with Chromium, behind the guard (SEC-20 to 22, OSI-01).

Off unless whoever runs the desk allows it. A person gives one address; nothing follows a link. The
page is shown from the very bytes that are kept as its source. What a page does, refuses to end or
tries to reach costs at most the bounds, and a part that could not be had is named as missing.
"""

from __future__ import annotations

import base64
import binascii
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from nomina.desk.captures.browser_parts import Media, Step
from nomina.desk.captures.browser_pipe import Answer, CallFailed, Gone, Pipe, TooSlow
from nomina.desk.captures.browser_process import Browser
from nomina.desk.captures.browser_watch import Watch
from nomina.desk.captures.browser_why import QUIET, why_not
from nomina.desk.captures.guard import Bounds, Connector, Guard, Hop, Resolver, connect, resolve
from nomina.desk.captures.guard_rules import PORTS, Network, name_refused, networks
from nomina.errors import ImageRefused, InputError, Refused, StoreError
from nomina.images import Door, rendition
from nomina.words import tr

ALLOWED = "NOMINA_DESK_CAPTURE"
"""Environment variable: ``1`` where people of the desk may capture addresses."""
OWN = "NOMINA_DESK_CAPTURE_NEVER"
"""Environment variable: networks with public addresses that are one's own, with commas."""

_SETTLE = 20.0
_QUIET = 0.8
_TALLEST = 12_000
_TEXT = "(document.body || document.documentElement || {innerText: ''}).innerText || ''"
_SCROLL = "window.scrollTo(0, Math.min(%d, document.documentElement.scrollHeight)); 0"


@dataclass(frozen=True)
class Captured:
    """What one address gave.

    Attributes:
        asked: the address as given.
        final: the address of what is kept.
        steps: every answer to the page itself, in order: redirects, and pages that led on.
        source: bytes of the last one as received, without the encoding of the transfer.
        media_type: of the source, as the server said.
        title, text: of the page as it stood in the end; empty for a file.
        mhtml: the page with its parts; empty where missing.
        screenshot: PNG made of pixels alone; empty where missing.
        media: pictures, sounds and films that were loaded.
        hops: everything that was tried to reach, and what came of it.
        began, ended: UTC.
        browser: name and version.
        missing: ``source``, ``text``, ``screenshot``, ``mhtml``, ``media``, ``end`` where a part
            is not there or not whole; ``scripts`` where the page would have led away and was
            shown without them; and the bound that was reached.
    """

    asked: str
    final: str
    steps: tuple[Step, ...]
    source: bytes
    media_type: str
    title: str
    text: str
    mhtml: bytes
    screenshot: bytes
    media: tuple[Media, ...]
    hops: tuple[Hop, ...]
    began: datetime
    ended: datetime
    browser: str
    missing: tuple[str, ...]


def allowed() -> bool:
    """Whether whoever runs this desk lets its people capture addresses."""
    return os.environ.get(ALLOWED) == "1"


def demand_allowed() -> None:
    """Do nothing where addresses may be captured.

    Raises:
        Refused: they may not.
    """
    if not allowed():
        raise Refused(
            tr("addresses are not captured at this desk"),
            todo=tr("Save the page in a browser and add the file"),
        )


def own_networks() -> tuple[Network, ...]:
    """Give the networks that are never reached although their addresses are public.

    Raises:
        InputError: the setting names what is no network.
    """
    try:
        return networks(os.environ.get(OWN, ""))
    except ValueError as error:
        raise InputError(
            tr("this names no network: {why}").format(why=error),
            where=OWN,
            todo=tr("Write networks such as 198.51.100.0/24, with commas"),
        ) from None


def checked(address: str) -> str:
    """Give an address without its fragment, if it may be asked for at all.

    Raises:
        InputError: it is not http or https, has a user, another port, or no public name.
    """
    try:
        parts = urlsplit(address.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _refused(tr("this is not an address of a page")) from None
    if parts.scheme not in PORTS:
        raise _refused(tr("only addresses with http or https are captured"))
    if parts.username is not None or parts.password is not None:
        raise _refused(tr("an address with a name or password in it is not captured"))
    if port not in (None, PORTS[parts.scheme]):
        raise _refused(tr("only the usual ports are reached"))
    try:
        spelt = host.encode("idna").decode("ascii").lower() if host else ""
    except UnicodeError:
        raise _refused(tr("this is not an address of a page")) from None
    if name_refused(spelt):
        raise _refused(tr("this is no public name"))
    if any(ord(sign) <= 32 or ord(sign) == 127 for sign in address.strip()):
        raise _refused(tr("this is not an address of a page"))
    return parts._replace(netloc=spelt, fragment="").geturl()


def _refused(what: str) -> InputError:
    return InputError(what, todo=tr("Give the public address of one page, as a browser shows it"))


def capture(
    address: str,
    *,
    bounds: Bounds | None = None,
    never: Sequence[Network] | None = None,
    resolver: Resolver = resolve,
    connector: Connector = connect,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    sandbox: bool = True,
    more: Sequence[str] = (),
) -> Captured:
    """Capture one address; takes up to `bounds.seconds`, in this thread.

    Args:
        address: http or https.
        bounds: of the whole capture: 60 s and 50 MB where None.
        never: networks of one's own; from the setting where None.
        resolver, connector: of the guard.
        clock: UTC.
        sandbox, more: see `browser_process.Browser`; for tests.

    Raises:
        Refused: captures of addresses are off.
        InputError: the address is refused or cannot be reached, or there is no browser.
        StoreError: the browser, or what it writes for a moment, failed.
    """
    demand_allowed()
    asked = checked(address)
    limit = bounds or Bounds()
    keep_out = own_networks() if never is None else tuple(never)
    began = clock()
    ends = time.monotonic() + limit.seconds
    given = {"never": keep_out, "resolver": resolver, "connector": connector, "clock": clock}
    hosts: set[str] = set()
    try:
        with Guard(limit, wanted=hosts.__contains__, **given) as guard:  # type: ignore[arg-type]
            with Browser(guard.port, limit.seconds, sandbox=sandbox, more=more) as browser:
                taking = _Taking(browser.pipe, guard, asked, ends, limit.size)
                taking.watch.hosts = hosts
                taking.run()
            guard.close()
            hops = guard.hops
    except (CallFailed, TooSlow, Gone, OSError) as error:
        raise StoreError(
            tr("the browser of the capture failed ({why})").format(why=type(error).__name__),
            todo=tr("Try again, or save the page in a browser and add the file"),
        ) from error
    taking.reached(hops)
    shot = _remade(taking)
    last = taking.watch.last
    missing = [*dict.fromkeys([*taking.missing, *([guard.spent] if guard.spent else [])])]
    return Captured(
        asked=asked,
        final=last.address,
        steps=tuple(taking.watch.steps),
        source=last.body,
        media_type=last.media_type,
        title=taking.title,
        text=taking.text,
        mhtml=taking.mhtml,
        screenshot=shot,
        media=tuple(taking.watch.media),
        hops=hops,
        began=began,
        ended=clock(),
        browser=taking.version,
        missing=tuple(missing),
    )


def _remade(taking: _Taking) -> bytes:
    """Make the picture anew from its pixels, in the fenced decoder."""
    if not taking.shot:
        return b""
    try:
        with Door() as door:
            return rendition(door.open(taking.shot).pixels, format="PNG")
    except ImageRefused:
        taking.missing.append("screenshot")
        return b""


class _Taking:
    """One capture while it goes on: first wait, then stop the page, then take its parts."""

    def __init__(self, pipe: Pipe, guard: Guard, address: str, ends: float, size: int) -> None:
        self._pipe, self._guard, self._address = pipe, guard, address
        self._ends = ends
        self.watch = Watch(pipe, size)
        self.version = self.title = self.text = ""
        self.mhtml = self.shot = b""
        self.missing: list[str] = []

    def run(self) -> None:
        """Do all of it; what fails on the way is missing, not an error."""
        try:
            self._look()
            if self.watch.shown:
                self._stop()
                self._take("text", self._take_text)
                self._take("screenshot", self._take_screenshot)
                self._take("mhtml", self._take_mhtml)
        except (TooSlow, Gone):
            self.missing.append("end")
        if self.watch.steps and not self.watch.steps[-1].whole:
            self.missing.append("source")
        if self.watch.left_out:
            self.missing.append("media")
        if self.watch.shown:
            parts = {"text": self.text, "screenshot": self.shot, "mhtml": self.mhtml}
            self.missing += [name for name, part in parts.items() if not part and name != "text"]

    def _look(self) -> None:
        """Open the address and wait until little happens any more."""
        said = self._pipe.call("Browser.getVersion")
        self.version = str(said.get("product", ""))[:100]
        self._pipe.call("Browser.setDownloadBehavior", {"behavior": "deny"})
        self.watch.begin()
        if not self._pipe.wait(lambda: self.watch.ready, 15.0):
            raise TooSlow("the browser")
        given: Answer = {"url": self._address}
        self._pipe.send("Page.navigate", given, self.watch.session, self.watch.went)
        left = self._ends - time.monotonic()
        # What is left after waiting is for taking the parts.
        if self._quiet(min(_SETTLE, 0.5 * left)) and self.watch.shown and self._scrolled():
            self._quiet(min(5.0, 0.2 * left))

    def _scrolled(self) -> bool:
        """Go down the page and back, for what is loaded when it is seen; a page may not let us."""
        try:
            for part in range(1, 7):
                self._ask(_SCROLL % (part * _TALLEST // 6), 1.0)
                self._pipe.wait(lambda: False, 0.05)
            self._ask(_SCROLL % 0, 1.0)
        except (CallFailed, TooSlow):
            return False  # so busy that it does not answer: it is stopped next, and its parts taken
        return True

    def _quiet(self, seconds: float) -> bool:
        """Wait until nothing loads for a while, it failed, or a bound was reached."""
        watch = self.watch

        def still() -> bool:
            watch.tick()
            rests = time.monotonic() - watch.changed > _QUIET
            return bool(self._guard.spent) or (rests and watch.settled)

        return self._pipe.wait(still, seconds)

    def _stop(self) -> None:
        """Stop loading and scripts, so that an endless one does not hold the rest."""
        session = self.watch.session
        self.watch.hold()
        self._pipe.send("Page.stopLoading", session=session)
        self._pipe.send("Runtime.terminateExecution", session=session)
        self._pipe.send("Emulation.setScriptExecutionDisabled", {"value": True}, session)
        if self.watch.failed and not self.watch.loaded:
            # Led away before it was read to its end: it is shown again from its bytes, and stays.
            self.missing.append("scripts")
            given: Answer = {"frameId": self.watch.frame, "html": _text(self.watch.last)}
            self._pipe.send("Page.setDocumentContent", given, session)
        self._pipe.wait(lambda: False, 0.2)

    def _take(self, name: str, part: Callable[[], None]) -> None:
        try:
            part()
        except (CallFailed, TooSlow, ValueError):
            if time.monotonic() >= self._ends:
                raise TooSlow(name) from None
            self.missing.append(name)

    def _ask(self, expression: str, seconds: float = 8.0) -> Any:
        """Evaluate in a world of our own, where nothing of the page's scripts stands in for a part.

        Raises:
            CallFailed, TooSlow: it could not be had.
        """
        session = self.watch.session
        given: Answer = {"frameId": self.watch.frame, "worldName": "capture"}
        world = self._pipe.call("Page.createIsolatedWorld", given, session, seconds=seconds)
        given = {
            "expression": expression,
            "contextId": world.get("executionContextId"),
            "returnByValue": True,
            "timeout": seconds * 1000,
        }
        said = self._pipe.call("Runtime.evaluate", given, session, seconds=seconds)
        if "exceptionDetails" in said:
            raise CallFailed(expression)
        return said.get("result", {}).get("value")

    def _take_text(self) -> None:
        self.title = str(self._ask("document.title") or "")[:1000]
        self.text = str(self._ask(_TEXT) or "")

    def _take_screenshot(self) -> None:
        session = self.watch.session
        size = self._pipe.call("Page.getLayoutMetrics", session=session).get("cssContentSize", {})
        width, height = (float(size.get(side) or 0) for side in ("width", "height"))
        if height > _TALLEST:
            self.missing.append("screenshot")
        wide, high = min(max(width, 320), 3000), min(max(height, 200), _TALLEST)
        clip = {"x": 0, "y": 0, "scale": 1, "width": wide, "height": high}
        given = {"format": "png", "captureBeyondViewport": True, "clip": clip}
        said = self._pipe.call("Page.captureScreenshot", given, session, seconds=15.0)
        self.shot = _bytes(said.get("data"))

    def _take_mhtml(self) -> None:
        said = self._pipe.call(
            "Page.captureSnapshot", {"format": "mhtml"}, self.watch.session, seconds=15.0
        )
        self.mhtml = str(said.get("data", "")).encode("utf-8", "replace")

    def reached(self, hops: Sequence[Hop]) -> None:
        """Do nothing where the page itself came.

        Raises:
            InputError: it did not; says why.
        """
        if self.watch.kept:
            return
        told = (hop.verdict for hop in reversed(hops) if hop.verdict not in QUIET)
        raise InputError(
            tr("the page could not be reached: {why}").format(
                why=why_not(next(told, ""), self.watch.failed)
            ),
            where=self._address[:200],
            todo=tr("Open it in a browser, save it and add the file"),
        )


def _text(step: Step) -> str:
    """Give a body as text, in the encoding that the server said where Python knows it."""
    try:
        return step.body.decode(step.charset or "utf-8", "replace")
    except (LookupError, ValueError):
        return step.body.decode("utf-8", "replace")


def _bytes(text: object) -> bytes:
    """Read base64.

    Raises:
        ValueError: it is none.
    """
    try:
        return base64.b64decode(str(text or ""), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
