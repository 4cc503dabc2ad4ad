"""Imports photos in processes that die or meet a failing disk, and looks at what is left.

    LD_PRELOAD=faults.so python -m tests.desk.files.photos_faulty SCENARIO FOLDER [COUNT [SEED [N]]]

FOLDER/desk is an empty migrated desk, on SQLCipher or on the PostgreSQL of NOMINA_DATABASE. Prints
one JSON object: ``steps`` tried, and ``bad``, a list of what went wrong (empty when all is well).
Each trial is a fork, so that no child has to load Python again; the parent holds no connection.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from nomina.desk.boot.config import DATABASE, FOLDER
from nomina.desk.boot.opening import open_desk
from tests.vault.faulty import FULL, KILL, SYNC, armed, forked, say, seen, stopped

Import = Callable[[], None]
NEW = "new"
"""What an import says of a photo that is about to be kept."""


class Scene:
    """A desk with one recorder, and a folder of cases beside it."""

    def __init__(self, base: Path, photos: int, per_case: int) -> None:
        self.base, self.desk, self.folder = base, base / "desk", base / "in"
        self.photos: dict[str, bytes] = {}
        os.environ[FOLDER] = str(self.desk)
        open_desk(self.desk)
        # All of it is loaded before the first fork.
        from nomina.desk.files.imports import cases, run  # noqa: F401
        from nomina.desk.files.photos import background  # noqa: F401

        self._draw(photos, per_case)
        status, said = forked(self._people)
        assert status == 0, said
        self._whole = {p: p.read_bytes() for p in self.desk.rglob("*") if p.is_file()}
        self._server = Server(os.environ[DATABASE]) if os.environ.get(DATABASE) else None

    def warmed(self) -> Scene:
        """Do it once in this process, so that its children find everything loaded."""
        out, nothing = os.dup(1), os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        self.quick()
        assert self._wrong([], whole=True) == ""
        os.dup2(out, 1)
        self._let_go()
        self.restored()
        return self

    def _draw(self, photos: int, per_case: int) -> None:
        from tests.desk.files.shots import jpeg

        for n in range(photos):
            case = self.folder / f"B{n // per_case:04}"
            case.mkdir(parents=True, exist_ok=True)
            data = jpeg(n)
            (case / f"{n:05}.jpg").write_bytes(data)
            self.photos[hashlib.sha256(data).hexdigest()] = data

    def _people(self) -> None:
        from django.db import connection

        from nomina.desk.people.models import Site
        from nomina.desk.policy.roles import Role
        from tests.desk.people.cast import make_cast, role

        cast = make_cast()
        role(cast.olga, Role.MORTUARY, cast.one, cast.ada)
        assert Site.objects.exists()
        connection.close()  # what is in the write-ahead log goes into the file

    def restored(self) -> None:
        """Make everything of the desk what it was at first."""
        if self._server is not None:
            self._server.restored()
        for path in self.desk.rglob("*"):
            if path.is_file() and path not in self._whole:
                path.unlink()
        for path, data in self._whole.items():
            if path.parent == self.desk or not path.exists():
                path.write_bytes(data)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Put a copy of the desk as it is now in its place; a stopped process keeps the real one.

        Such a process holds files that are open, and looks for others only when it goes on: then
        the real desk is back.
        """
        copy, kept = self.base / "copy", self.base / "kept"
        copied(self.desk, copy)
        self.desk.rename(kept)
        copy.rename(self.desk)
        yield
        self.desk.rename(copy)
        kept.rename(self.desk)

    def importing(self, door: Any = None, folder: Path | None = None) -> None:
        """Import, and say each photo when it is kept."""
        from django.utils import timezone

        from nomina.desk.files.imports.cases import given
        from nomina.desk.files.imports.run import Importer
        from nomina.desk.files.photos.trouble import told
        from nomina.desk.people.models import Operation, Site, User

        with told():
            run = Importer(
                operation=Operation.objects.get(name="Operation One"),
                kind="pm",
                user=User.objects.get(login="olga"),
                site=Site.objects.get(code="N1"),
                clock=timezone.now,
                door=door,
                kept=lambda digest: say(f"d {digest}"),
            )
        done = run.run(given(folder or self.folder, "pm"))
        assert not done.problems, done.problems
        say("done")

    def quick(self) -> None:
        """Import without decoders, which write nothing."""
        self.importing(Stand())

    def wrong(self, said: list[str], *, whole: bool = False) -> str:
        """Say what is wrong with the desk, in a process of its own; empty where nothing is."""
        return self._asked(lambda: self._wrong(said, whole=whole))

    def wrong_or_unfinished(self, said: list[str]) -> str:
        """Say what is wrong now, or once it was imported to the end; in a process of its own.

        Between these it lets go of database and store like a process that ends, so that it is
        asked what others would see: nothing that was not committed.
        """

        def look() -> str:
            if found := self._wrong(said, whole=False):
                return found
            self._let_go()
            self.quick()
            self._let_go()
            return self._wrong(said, whole=True)

        return self._asked(look)

    @staticmethod
    def _asked(look: Callable[[], str]) -> str:
        status, found = forked(lambda: say(f"= {look()}"))
        if status or not found or not found[-1].startswith("= "):
            return f"looking ended with {status} {found}"
        return found[-1].removeprefix("= ")

    @staticmethod
    def _let_go() -> None:
        from django.db import connections

        from nomina.desk.books import store

        connections.close_all()
        store.forget()

    def _wrong(self, said: list[str], *, whole: bool) -> str:
        from nomina.desk.books import vault
        from nomina.desk.files.models import Content

        kept = vault()
        acknowledged = {x.removeprefix("d ") for x in said if x.startswith("d ")}
        digests = list(Content.objects.values_list("digest", flat=True))
        faults = [fault.kind for fault in kept.verify() if fault.kind != "orphan"]
        looks = {
            "acknowledged and gone": len(acknowledged - set(digests)),
            "there twice": len(digests) - len(set(digests)),
            "not what they were": sum(kept.read(d) != self.photos[d] for d in digests),
            "faults of the vault": faults,
            "missing at the end": len(self.photos) - len(digests) if whole else 0,
            "rows that do not go together": self._apart(len(digests)),
        }
        return str({what: found for what, found in looks.items() if found} or "")

    def _apart(self, contents: int) -> object:
        """Say which rows there are more or fewer of than of contents, and a damaged database."""
        from django.db import connection
        from django_tasks_db.models import DBTaskResult

        from nomina.desk.books.models import Entry
        from nomina.desk.files.models import Card, File, Imported, Occurrence, Photo

        files = File.objects.count()
        counts = {
            "photos": Photo.objects.count(),
            "occurrences": Occurrence.objects.count(),
            "jobs": DBTaskResult.objects.filter(task_path__endswith="look_at_photo").count(),
            "on cards": sum(Card.objects.values_list("photos", flat=True)),
            "entries": Entry.objects.count() - self.begun - files,
        }
        apart: dict[str, object] = {k: n for k, n in counts.items() if n != contents}
        if not files == Imported.objects.count() == Card.objects.count():
            apart["files"] = files
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA integrity_check")
                rows = cursor.fetchall()
            if rows != [("ok",)]:
                apart["database"] = rows
        return apart

    @property
    def begun(self) -> int:
        """Entries of the log before any import: that it was made."""
        return 1

    def finished(self, work: Import) -> str:
        """Run to the end; say what is wrong with the result."""
        status, said = forked(work)
        if status or said[-1:] != ["done"]:
            return f"the next run ended with {status} {said[-1:]}"
        return self.wrong(said, whole=True)


def copied(one: Path, other: Path) -> None:
    """Make a folder what another is. Its subfolders stay: a store has 256 of them."""
    if not other.exists():
        shutil.copytree(one, other)
    wanted = {path.relative_to(one) for path in below(one)}
    for path in below(other):
        if path.relative_to(other) not in wanted:
            path.unlink()
    for name in wanted:
        (other / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(one / name, other / name)


def below(folder: Path) -> Iterator[Path]:
    """Give the files of a folder and of all below it."""
    for place, _, names in os.walk(folder):
        yield from (Path(place, name) for name in names)


class Server:
    """The desk's database on a PostgreSQL server, and a copy of what it was at first."""

    def __init__(self, address: str) -> None:
        self._name = urlsplit(address).path.strip("/")
        self._address = address.replace(f"/{self._name}?", "/postgres?")
        self._first = f"{self._name}_first"
        self._copy(self._name, self._first)

    def restored(self) -> None:
        """Put the copy in its place; whoever was killed may not have been missed yet."""
        self._copy(self._first, self._name)

    def _copy(self, one: str, other: str) -> None:
        import psycopg

        left = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        with psycopg.connect(self._address, autocommit=True) as talk:
            talk.execute(left, [one])
            talk.execute(f"DROP DATABASE IF EXISTS {other} WITH (FORCE)".encode())
            talk.execute(f"CREATE DATABASE {other} TEMPLATE {one}".encode())


class Stand:
    """Says of each photo what the decoder would, without one."""

    def open(self, data: bytes, *, max_side: int | None = None) -> Any:
        import numpy as np

        from nomina.images.photo import Claims, Photo

        pixels = np.zeros((4, 4, 3), np.uint8)
        return Photo(pixels, "", len(data), "jpeg", 40, 40, 0.1, Claims())


def small(base: Path) -> Scene:
    """Two cases with three photos."""
    return Scene(base, 3, 2).warmed()


def trials(scene: Scene, every: int) -> Iterator[int]:
    """Give 1, 1 + every, ..., each time with the desk as it was at first."""
    number = 1
    while True:
        scene.restored()
        yield number
        number += every


def every_step(base: Path, every: int) -> tuple[int, list[object]]:
    """Kill at each step that changes the disk."""
    bad: list[object] = []
    scene = small(base)
    for step in trials(scene, every):
        status, said = forked(armed(scene.quick, step, KILL))
        if status == 0:
            return step - every, bad
        found = f"ended with {status} {said[-1:]}" if status != -9 else ""
        if found := found or scene.wrong_or_unfinished(said):
            bad.append([step, found])
    raise AssertionError


def every_state(base: Path, every: int) -> tuple[int, list[object]]:
    """Look at what a kill at each step would leave: a copy of the desk, made while it stood there.

    One import is enough for all of them. What a killed process did not write is in no file, and
    what it locked is free, so it leaves what a copy holds; `every_step` kills for each.
    """
    bad: list[object] = []
    scene = small(base)
    step = 1 - every
    for status, said in stopped(scene.quick, every):
        if status is None:
            step += every
            with scene.aside():
                found = scene.wrong_or_unfinished(said)
        else:
            found = f"ended with {status} {said[-1:]}" if status or said[-1:] != ["done"] else ""
            found = found or scene.wrong(said, whole=True)
        if found:
            bad.append([step, found])
    return step, bad


def full_disk(base: Path, every: int) -> tuple[int, list[object]]:
    """Let no write succeed from the nth on: it is said, and a later run ends."""
    bad: list[object] = []
    scene = small(base)
    for nth in trials(scene, every):
        status, said = forked(armed(scene.quick, nth, FULL))
        if status == 0:
            return nth - every, bad
        found = "" if said[-1].startswith(("SpaceError ", "StoreError ")) else f"said {said[-1:]}"
        if found := found or scene.wrong_or_unfinished(said):
            bad.append([nth, found])
    raise AssertionError


def failing_sync(base: Path, every: int) -> tuple[int, list[object]]:
    """Let the nth sync fail: what was not acknowledged is not there or whole, and it is said."""
    bad: list[object] = []
    scene = small(base)
    syncs = counted(scene, SYNC)
    for nth in trials(scene, every):
        status, said = forked(armed(scene.quick, nth, SYNC))
        if status == 0 and nth > syncs:
            return nth - every, bad
        # A failed sync while the write-ahead log is put back into the file loses nothing.
        found = "" if status == 0 or said[-1].startswith("StoreError ") else f"said {said[-1:]}"
        if found := found or scene.wrong_or_unfinished(said):
            bad.append([nth, found])
    raise AssertionError


def counted(scene: Scene, how: int) -> int:
    """Count the steps of an import that nothing happens to."""

    def count() -> None:
        armed(scene.quick, 10**9, how)()
        say(f"seen {seen()}")

    scene.restored()
    _, said = forked(count)
    return int(said[-1].removeprefix("seen "))


def no_vault(base: Path) -> tuple[int, list[object]]:
    """Take the vault away before and during an import: that is an error, and nothing is lost."""
    bad: list[object] = []
    scene = small(base)
    vault, away = scene.desk / "vault", scene.base / "away"
    for kept in range(4):
        scene.restored()
        count = [0]

        def gone(count: list[int] = count, kept: int = kept) -> None:
            from nomina.desk.files.imports import run

            take = vars(run)["take"]

            def until(*args: Any, **more: Any) -> Any:
                if count[0] == kept:
                    vault.rename(away)
                count[0] += 1
                return take(*args, **more)

            vars(run)["take"] = until
            scene.quick()

        status, said = forked(gone)
        if kept < 3 and (status == 0 or not said[-1].startswith("StoreError ")):
            bad.append([kept, f"ended with {status} {said[-1:]}"])
        if away.exists():
            status, refused = forked(scene.quick)
            if status == 0 or not refused[-1].startswith("StoreError "):
                bad.append([kept, f"began with {status} {refused[-1:]}"])
            away.rename(vault)
        if found := scene.wrong_or_unfinished(said):
            bad.append([kept, found])
    return 4, bad


class Telling:
    """A door that says when it has opened a photo: it is asked for new ones only."""

    def __init__(self, door: Any) -> None:
        self._door = door

    def open(self, data: bytes, *, max_side: int | None = None) -> Any:
        photo = self._door.open(data, max_side=max_side)
        say(NEW)
        return photo


def random_kills(
    base: Path, count: int, seed: int, photos: int, first: int = 0
) -> tuple[int, list[object]]:
    """Kill an import at random moments, again and again, until it is done; then begin anew.

    Moments are counted in turn from its beginning, where it opens files and passes over what is
    there, and from its first new photo: a slow machine would never be killed there otherwise.
    Every other two have decoders, which take longer to start than several photos, and so has the
    last. With ``first`` moments lie within about so many photos, and it is not brought to its end.
    """
    from nomina.desk.files.photos.intake import door

    bad: list[object] = []
    rng = random.Random(seed)
    began = time.monotonic()
    scene = Scene(base, photos, 50)
    ready = time.monotonic()
    kills = runs = 0
    acknowledged: list[str] = []
    longest = (first or photos) * 0.04 / count
    while kills < count:
        by = Telling(Stand() if kills % 4 > 1 else door())
        since, most = (NEW, longest) if kills % 2 else ("", 0.25)
        status, said = forked(partial(scene.importing, by), rng.uniform(0.01, most), since)
        acknowledged += said
        if status == 0:  # it was faster: everything is there, and it is begun anew
            runs += 1
            if found := scene.wrong(acknowledged, whole=True):
                bad.append(["whole", found])
            scene.restored()
            acknowledged = []
            continue
        kills += 1
        if status != -9:
            bad.append([kills, f"ended with {status} {said[-1:]}"])
        if kills % 10 == 0 and (found := scene.wrong(acknowledged)):
            bad.append([kills, found])
    kept = sum(word.startswith("d ") for word in acknowledged)
    if not (runs or kept):
        bad.append("no photo was kept before a kill")
    if found := scene.wrong(acknowledged) or ("" if first else scene.finished(scene.importing)):
        bad.append(["end", found])
    took = {"prepare": round(ready - began, 1), "all": round(time.monotonic() - began, 1)}
    print(json.dumps({"runs": runs + 1, "said": kept, "seconds": took}), file=sys.stderr)
    return kills, bad


def main() -> None:
    scenario, base, *numbers = sys.argv[1:]
    steps, bad = globals()[scenario](Path(base), *map(int, numbers))
    print(json.dumps({"steps": steps, "bad": bad[:20]}))


if __name__ == "__main__":
    main()
