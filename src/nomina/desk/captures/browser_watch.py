"""What a browser loads while it shows one page: answers to the page itself, and its media.

The answer to the page is taken as a stream while the browser waits for it, and the browser is then
shown those bytes: what is kept and what was seen are one. A later answer that fails leaves the
page that is there. Workers and frames are heard too; other pages and service workers are closed.
"""

from __future__ import annotations

import base64
import binascii
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from nomina.desk.captures.browser_parts import Media, Step
from nomina.desk.captures.browser_pipe import Answer, Pipe

_SOURCE_SECONDS = 12.0
_MEDIA = frozenset({"Image", "Media"})
_MEDIA_MOST = 300
_EACH_MOST = 20_000_000
_READ = 65_536
# They are of the bytes on the way, not of those that the browser is shown; cookies it has already.
_ON_THE_WAY = frozenset({"content-length", "content-encoding", "transfer-encoding", "set-cookie"})
_HEARD = frozenset({"page", "iframe", "worker", "shared_worker"})


@dataclass
class _Stream:
    """The body of a page that is being taken."""

    request: str
    step: Step
    ends: float
    handle: str = ""
    data: bytearray = field(default_factory=bytearray)
    over: bool = False


class Watch:
    """Hears what the browser of one capture loads.

    Args:
        pipe: the talk with it.
        size: bytes that may be kept of bodies, in all.

    Attributes:
        session, frame: of the one page; empty before it is there.
        ready: whether nothing of the page can be missed any more.
        hosts: names that the page asked for.
        steps: answers to it, in order.
        media: in the order in which they came.
        changed: moment of `time.monotonic` at which something was last heard.
        loaded: whether the browser is done with the page that it shows.
        failed: why the page, or one that it led on to, did not come, as the browser says.
        left_out: whether a medium was too large, could not be had, or is still on its way.
    """

    def __init__(self, pipe: Pipe, size: int) -> None:
        self._pipe, self._left = pipe, size
        self.session = self.frame = self.failed = ""
        self.steps: list[Step] = []
        self.media: list[Media] = []
        self.hosts: set[str] = set()
        self.ready = self.left_out = False
        self.changed = time.monotonic()
        self.loaded = self._held = self._failed_to_begin = False
        self._awaited = 0
        self._on_way: dict[tuple[str, str], str] = {}
        self._pictures: dict[tuple[str, str], Media] = {}
        self._cookies: dict[str, list[str]] = {}
        self._stream: _Stream | None = None
        self._hear = {
            "Target.attachedToTarget": self._attached,
            "Fetch.requestPaused": self._paused,
            "Network.requestWillBeSent": self._sent,
            "Network.responseReceived": self._answered,
            "Network.responseReceivedExtraInfo": self._told,
            "Network.loadingFinished": self._finished,
            "Network.loadingFailed": self._ended,
            "Page.frameNavigated": self._turned,
            "Page.loadEventFired": self._load,
            "Page.javascriptDialogOpening": self._dialog,
        }

    def begin(self) -> None:
        """Hear everything that the browser opens, and have it open one empty page."""
        self._pipe.on_event = self._event
        self._follow("")
        self._pipe.send("Target.createTarget", {"url": "about:blank"})

    @property
    def kept(self) -> list[Step]:
        """The answers that have something to keep."""
        return [step for step in self.steps if not 300 <= step.status < 400]

    @property
    def last(self) -> Step:
        """What is kept as the page: what was shown last, else the file that came."""
        shown = [step for step in self.kept if step.shown]
        return (shown or self.kept)[-1]

    @property
    def shown(self) -> bool:
        """Whether the browser shows a page."""
        return any(step.shown for step in self.steps)

    @property
    def settled(self) -> bool:
        """Whether the page is there with all its parts, or will not come."""
        if self._stream is not None:
            return False
        if not self.shown:
            return bool(self.failed or self.kept)
        return bool(self.loaded or self.failed) and not self._on_way

    def went(self, answer: Answer | None) -> None:
        """Take the result of opening the address: some failures are told nowhere else."""
        if answer is None or answer.get("errorText"):
            self.failed = self.failed or str((answer or {}).get("errorText", "no answer"))[:60]

    def tick(self) -> None:
        """Give up a body that does not end; called while waiting."""
        stream = self._stream
        if stream is not None and time.monotonic() >= stream.ends:
            self._show(stream, whole=False)

    def hold(self) -> None:
        """Let no other page take the place of this one from now on."""
        self._held = True
        self.left_out |= bool(self._pictures) or not _MEDIA.isdisjoint(self._on_way.values())
        if self._stream is not None:
            self._show(self._stream, whole=False)

    def _event(self, name: str, session: str, said: Answer) -> None:
        hear = self._hear.get(name)
        if hear is not None:
            hear(session, said)

    def _follow(self, session: str) -> None:
        given = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}
        self._pipe.send("Target.setAutoAttach", given, session)

    def _attached(self, session: str, said: Answer) -> None:
        info, new = said.get("targetInfo", {}), str(said.get("sessionId", ""))
        kind = info.get("type")
        second = kind == "page" and bool(self.session)
        if second or kind == "service_worker":
            self._pipe.send("Target.closeTarget", {"targetId": info.get("targetId")})
            return
        if kind in _HEARD:
            self._follow(new)
        asked: dict[str, Answer] = {}
        if kind in _HEARD:
            sizes = {"maxTotalBufferSize": 60_000_000, "maxResourceBufferSize": _EACH_MOST}
            asked["Network.enable"] = sizes
        if kind == "page":
            self.session, self.frame = new, str(info.get("targetId", ""))
            pattern = {"urlPattern": "*", "resourceType": "Document", "requestStage": "Response"}
            asked |= {
                "Page.enable": {},
                "Network.setCacheDisabled": {"cacheDisabled": True},
                "Network.setBypassServiceWorker": {"bypass": True},
                "Fetch.enable": {"patterns": [pattern]},
            }
        asked["Runtime.runIfWaitingForDebugger"] = {}
        for method, given in asked.items():
            self._pipe.send(method, given, new, self._begun if kind == "page" else None)
            self._awaited += kind == "page"

    def _begun(self, answer: Answer | None) -> None:
        # Only what was answered is in force for the process that the page itself will run in.
        self._awaited -= 1
        self._failed_to_begin |= answer is None
        self.ready = not self._awaited and not self._failed_to_begin

    def _dialog(self, session: str, said: Answer) -> None:
        self._pipe.send("Page.handleJavaScriptDialog", {"accept": False}, session)

    def _turned(self, session: str, said: Answer) -> None:
        """Forget what the page before still waited for."""
        if session == self.session and said.get("frame", {}).get("id") == self.frame:
            rest = {key: kind for key, kind in self._on_way.items() if key[0] != session}
            self._on_way = rest

    def _load(self, session: str, said: Answer) -> None:
        if session == self.session and self.shown:
            self.loaded = True

    def _sent(self, session: str, said: Answer) -> None:
        address = str(said.get("request", {}).get("url", ""))
        if address.startswith(("http:", "https:")):
            with suppress(ValueError):
                self.hosts.add(urlsplit(address).hostname or "")
            if said.get("type") != "EventSource":  # it tries again for ever
                self.changed = time.monotonic()
                self._on_way[session, str(said.get("requestId"))] = str(said.get("type"))

    def _told(self, session: str, said: Answer) -> None:
        """Hear of the cookies that a server set, which other events leave out."""
        cookies = [
            part
            for name, value in said.get("headers", {}).items()
            if str(name).lower() == "set-cookie"
            for part in str(value).split("\n")
        ]
        if cookies:
            self._cookies[str(said.get("requestId"))] = cookies

    def _answered(self, session: str, said: Answer) -> None:
        answer = said.get("response", {})
        address = str(answer.get("url", ""))
        if said.get("type") in _MEDIA and address.startswith(("http:", "https:")):
            kind, status = str(answer.get("mimeType", ""))[:100], answer.get("status")
            found = Media(address[:4000], kind, status if isinstance(status, int) else 0, b"")
            self._pictures[session, str(said.get("requestId"))] = found

    def _ended(self, session: str, said: Answer) -> None:
        key = (session, str(said.get("requestId")))
        if key in self._on_way:
            del self._on_way[key]
            self.changed = time.monotonic()
        if self._pictures.pop(key, None) is not None:
            self.left_out = True

    def _finished(self, session: str, said: Answer) -> None:
        key = (session, str(said.get("requestId")))
        picture = self._pictures.pop(key, None)
        if picture is None:
            self._ended(session, said)
            return

        def then(answer: Answer | None) -> None:
            self._ended(session, said)
            self._keep(picture, answer)

        self._pipe.send("Network.getResponseBody", {"requestId": key[1]}, session, then)

    def _keep(self, picture: Media, answer: Answer | None) -> None:
        data = _body(answer)
        fits = data is not None and len(data) <= min(_EACH_MOST, self._left)
        if data is None or not fits or len(self.media) >= _MEDIA_MOST:
            self.left_out = True
            return
        self._left -= len(data)
        self.media.append(replace(picture, data=data))

    def _paused(self, session: str, said: Answer) -> None:
        """Take an answer before the browser sees it; those to frames inside just go on."""
        self.changed = time.monotonic()
        request = str(said.get("requestId"))
        ours = session == self.session and said.get("frameId") == self.frame
        address = str(said.get("request", {}).get("url", ""))
        if "responseErrorReason" in said or (ours and self._held):
            if ours:
                self.failed = str(said.get("responseErrorReason", "held"))[:60]
            self._fail(request)
            return
        if not ours or not address.startswith(("http:", "https:")):
            self._pipe.send("Fetch.continueRequest", {"requestId": request}, session)
            return
        step = self._step(address, said)
        if 300 <= step.status < 400 and step.header("location"):
            self.steps.append(step)
            self._pipe.send("Fetch.continueRequest", {"requestId": request}, session)
            return
        if self._stream is not None:  # a newer page takes the place of one that still came
            self._show(self._stream, whole=False)
        self._stream = stream = _Stream(request, step, time.monotonic() + _SOURCE_SECONDS)
        given = {"requestId": request}
        self._pipe.send(
            "Fetch.takeResponseBodyAsStream",
            given,
            session,
            lambda answer: self._opened(stream, answer),
        )

    def _step(self, address: str, said: Answer) -> Step:
        before = self.steps[-1] if self.steps else None
        how = "asked" if before is None else "page"
        if before is not None and 300 <= before.status < 400:
            how = "redirect"
        status = said.get("responseStatusCode")
        pairs = [
            (str(one.get("name", "")), str(one.get("value", "")))
            for one in said.get("responseHeaders") or []
        ]
        if not any(name.lower() == "set-cookie" for name, _ in pairs):
            set_ = self._cookies.pop(str(said.get("networkId")), [])
            pairs += [("Set-Cookie", value) for value in set_]
        headers = tuple((name[:200], value[:16_000]) for name, value in pairs[:200])
        return Step(address[:4000], how, status if isinstance(status, int) else 0, headers)

    def _opened(self, stream: _Stream, answer: Answer | None) -> None:
        if answer is None or "stream" not in answer:
            self._show(stream, whole=False)
            return
        stream.handle = str(answer["stream"])
        self._more(stream)

    def _more(self, stream: _Stream) -> None:
        given = {"handle": stream.handle, "size": _READ}
        self._pipe.send("IO.read", given, self.session, lambda said: self._came(stream, said))

    def _came(self, stream: _Stream, answer: Answer | None) -> None:
        if stream.over:
            return
        self.changed = time.monotonic()
        data = _body(answer, "data")
        if answer is None or data is None:
            self._show(stream, whole=False)
            return
        stream.data += data
        if answer.get("eof"):
            self._show(stream, whole=True)
        elif len(stream.data) > min(_EACH_MOST, self._left):
            self._show(stream, whole=False)
        else:
            self._more(stream)

    def _show(self, stream: _Stream, *, whole: bool) -> None:
        """Keep the body of a page, and let the browser have those very bytes."""
        if stream.over:
            return
        stream.over, self._stream = True, None
        self._left -= len(stream.data)
        shown = stream.step.is_page and not self._held
        step = replace(stream.step, body=bytes(stream.data), whole=whole, shown=shown)
        self.steps.append(step)
        self.changed = time.monotonic()
        if stream.handle:
            self._pipe.send("IO.close", {"handle": stream.handle}, self.session)
        if not shown:
            self._fail(stream.request)
            return
        self.loaded = False
        given = {
            "requestId": stream.request,
            "responseCode": step.status,
            "responseHeaders": [
                {"name": name, "value": value}
                for name, value in step.headers
                if name.lower() not in _ON_THE_WAY
            ],
            "body": base64.b64encode(step.body).decode(),
        }
        self._pipe.send("Fetch.fulfillRequest", given, self.session)

    def _fail(self, request: str) -> None:
        """Fail in the way after which the browser stays at the page that it shows."""
        given = {"requestId": request, "errorReason": "Aborted"}
        self._pipe.send("Fetch.failRequest", given, self.session)


def _body(answer: Answer | None, name: str = "body") -> bytes | None:
    """Give the bytes of an answer; None where there are none."""
    if answer is None or not isinstance(answer.get(name), str):
        return None
    text: str = answer[name]
    if not answer.get("base64Encoded"):
        return text.encode("utf-8", "replace")
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return None
