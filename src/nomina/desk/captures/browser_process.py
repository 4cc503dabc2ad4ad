"""The process of the browser: found, started with nothing of ours, ended with all it started.

It gets a fresh folder as its profile, home and place for temporary files, which is removed, and
an almost empty environment. Its only way out is the guard. It keeps its own sandbox.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from nomina.desk.captures.browser_pipe import Pipe
from nomina.errors import InputError
from nomina.words import tr

CHROMIUM = "NOMINA_CHROMIUM"
"""Environment variable that names the browser; else the usual names are looked for."""
NAMES = ("chromium", "chromium-browser", "google-chrome")
_MESSAGE = 160_000_000
_FILE = 400_000_000

# Takes the pipes as the two descriptors that the protocol asks for, bounds what files and
# dumps may become, and turns into the browser.
_BOOT = """
import os, resource, sys
os.dup2(int(sys.argv[1]), 60), os.dup2(int(sys.argv[2]), 61)  # neither may be 3 or 4 before
os.dup2(60, 3), os.dup2(61, 4)
os.closerange(5, 256)
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)
os.execv(sys.argv[4], sys.argv[4:])
"""

_OFF = (
    *("AcceptCHFrame", "AutofillServerCommunication", "AsyncDns", "DnsOverHttps"),
    *("CertificateTransparencyComponentUpdater", "DialMediaRouteProvider", "MediaRouter"),
    *("GlobalMediaControls", "HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable"),
    *("InterestFeedContentSuggestions", "LensOverlay", "NetworkTimeServiceQuerying"),
    *("OptimizationHints", "OptimizationGuideModelDownloading", "Prerender2", "PrefetchProxy"),
    *("PaintHolding", "PrivacySandboxSettings4", "RendererSideContentDecoding", "Translate"),
    *("SafeBrowsingDelayedWarnings", "SharedDictionary", "WebOTP", "BackForwardCache"),
)

FLAGS = (
    *("--headless", "--no-startup-window", "--remote-debugging-pipe", "--no-first-run"),
    *("--no-default-browser-check", "--disable-extensions", "--disable-default-apps"),
    *("--disable-component-extensions-with-background-pages", "--disable-component-update"),
    *("--disable-sync", "--disable-background-networking", "--disable-domain-reliability"),
    *("--disable-client-side-phishing-detection", "--disable-breakpad", "--no-pings"),
    *("--disable-crash-reporter", "--disable-quic", "--disable-print-preview", "--mute-audio"),
    *("--disable-gpu", "--disable-3d-apis", "--disable-dev-shm-usage", "--disable-notifications"),
    *("--disable-speech-api", "--disable-translate", "--dns-prefetch-disable"),
    *("--disable-search-engine-choice-screen", "--metrics-recording-only", "--hide-scrollbars"),
    *("--password-store=basic", "--use-mock-keychain", "--no-service-autorun"),
    *("--deny-permission-prompts", "--window-size=1280,1024", "--force-device-scale-factor=1"),
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--js-flags=--max-old-space-size=512",
    f"--disable-features={','.join(_OFF)}",
)

_PREFERENCES = {
    "webrtc": {
        "ip_handling_policy": "disable_non_proxied_udp",
        "multiple_routes_enabled": False,
        "nonproxied_udp_enabled": False,
    },
    "credentials_enable_service": False,
    "safebrowsing": {"enabled": False},
    "net": {"network_prediction_options": 2},
    "search": {"suggest_enabled": False},
    "dns_prefetching": {"enabled": False},
    "signin": {"allowed": False},
}


def find() -> str:
    """Give the path of the browser.

    Raises:
        InputError: there is none here, or this system lacks what a capture needs.
    """
    named = os.environ.get(CHROMIUM)
    found = named or next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None or not Path(found).is_file():
        raise InputError(
            tr("there is no Chromium on this machine"),
            where=named or "",
            todo=tr("Install Chromium, or save the page in a browser and add the file"),
        )
    if os.name != "posix":
        raise InputError(
            tr("addresses cannot be captured on this system"),
            todo=tr("Save the page in a browser and add the file"),
        )
    return found


class Browser:
    """One browser for one capture; use it as a context manager.

    Args:
        guard: port of the guard on this machine.
        seconds: after which it is killed, whatever it does.
        sandbox: whether it keeps its own sandbox; only tests that run as root go without.
        more: further flags, for tests.

    Attributes:
        pipe: the talk with it.
    """

    def __init__(
        self, guard: int, seconds: float, *, sandbox: bool = True, more: Sequence[str] = ()
    ) -> None:
        self._path = find()
        if sandbox and os.geteuid() == 0:
            raise InputError(
                tr("the browser of a capture is never run as root"),
                todo=tr("Run the desk as a user without rights"),
            )
        self._flags = [*FLAGS, *more] + ([] if sandbox else ["--no-sandbox"])
        self._guard, self._seconds = guard, seconds

    def __enter__(self) -> Self:
        self._home = Path(tempfile.mkdtemp(prefix="nomina-capture-"))
        try:
            self._begin()
        except BaseException:
            shutil.rmtree(self._home, ignore_errors=True)
            raise
        return self

    def _begin(self) -> None:
        profile = self._home / "profile"
        (profile / "Default").mkdir(parents=True)
        (profile / "Default" / "Preferences").write_text(json.dumps(_PREFERENCES))
        flags = [
            *self._flags,
            f"--user-data-dir={profile}",
            f"--proxy-server=http://127.0.0.1:{self._guard}",
            "--proxy-bypass-list=<-loopback>",
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
        ]
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        try:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-I", "-c", _BOOT),
                    *(str(theirs_in), str(theirs_out), str(_FILE), self._path, *flags),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=self._environment(),
                cwd=self._home,
                pass_fds=(theirs_in, theirs_out),
                start_new_session=True,
            )
        except BaseException:
            os.close(ours_in)
            os.close(ours_out)
            raise
        finally:
            os.close(theirs_in)
            os.close(theirs_out)
        ends = time.monotonic() + self._seconds
        self.pipe = Pipe(ours_in, ours_out, ends=ends, most=_MESSAGE)
        self._timer = threading.Timer(self._seconds, self._kill)
        self._timer.daemon = True
        self._timer.start()

    def _environment(self) -> dict[str, str]:
        home = str(self._home)
        places = ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")
        path = os.environ.get("PATH", os.defpath)
        return {"PATH": path, "LANG": "C.UTF-8", "TZ": "UTC", **dict.fromkeys(places, home)}

    def _kill(self) -> None:
        # The group has the number of its leader, which is not given out again before `wait`.
        if self._process.returncode is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """End the browser and all that it started, and remove what it wrote."""
        self._timer.cancel()
        self._timer.join()
        self._kill()
        self.pipe.close()
        self._process.wait()
        for _ in range(50):  # one that is just being killed may still write
            shutil.rmtree(self._home, ignore_errors=True)
            if not self._home.exists():
                return
            time.sleep(0.05)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
