"""Fill a desk with records and say what is to be asked of it; run by `desk.py`, in a process alone.

    python bench/desk_plan.py FOLDER --files N [--work]

Every list is found by walking the table of routes as each kind of person who works at the desk
(`tests.desk.lists`). What is to be asked, with sessions of people who signed in, is written to
``FOLDER/plan.json``.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

ACTS = 4
"""Acts in the log for each file: it was opened, and three photos came."""
REPEATS = 9


def hidden(crowd: Any, user: Any) -> list[dict[str, str]]:
    """Give addresses of what one person may not see, each beside one that nothing has."""
    from django.urls import reverse

    from nomina.desk.files.models import Content, File
    from nomina.desk.people.models import Operation
    from tests.desk.lists import routes

    there = File.objects.filter(operation=crowd.operations[2]).first()
    assert there is not None
    known = {
        File: there.pk,
        Operation: crowd.operations[2].pk,
    }
    photo = Content.objects.filter(file=there).first()
    pairs = []
    for route, arguments, on in routes():
        id = known.get(on)
        if on is not None and on.__name__ == "Photo" and photo is not None:
            id = photo.pk
        if id is not None and arguments == ("id",):
            pairs.append(
                {
                    "route": route,
                    "hidden": reverse(route, args=[id]),
                    "absent": reverse(route, args=[uuid4()]),
                }
            )
    return pairs


def cpu(client: Any, path: str) -> float:
    """Give the CPU milliseconds of this process for one answer: the median of `REPEATS`."""
    took = []
    for _ in range(REPEATS):
        begun = time.process_time()
        client.get(path, headers={"host": "localhost"})
        took.append(time.process_time() - begun)
    return round(sorted(took)[REPEATS // 2] * 1000, 2)


def prepare(files: int) -> Any:
    """Fill the open desk as fast as its database lets one."""
    from django.db import connection

    from tests.desk import crowd

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        else:
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("PRAGMA cache_size = -600000")
    made = crowd.fill(files)
    crowd.lead(made)
    crowd.enter(ACTS * files)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # which its own autovacuum would do in a minute
            cursor.execute("VACUUM ANALYZE")
    connection.close()
    return made


def stop(crowd: Any) -> None:
    """Stop the work in the background, as a person would on the page of jobs."""
    from nomina.desk.leads.models import Job
    from nomina.desk.leads.models.jobs import KINDS, STOPPED

    for operation in crowd.operations:
        for kind in KINDS:
            Job.objects.create(operation=operation, kind=kind, state=STOPPED)


def main() -> None:
    """Fill and plan."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, required=True)
    parser.add_argument("--work", action="store_true", help="leave the work in the background on")
    given = parser.parse_args()
    from nomina.desk.boot.opening import migrate, open_desk

    open_desk(given.folder)
    migrate()
    crowd = prepare(given.files)
    if not given.work:
        stop(crowd)
    from allauth.mfa.totp.internal.auth import TOTP
    from django.db import connection
    from django.test import Client

    from tests.desk.lists import Walker, queries
    from tests.desk.people.cast import SECRET

    askers: list[dict[str, Any]] = []
    by_list: dict[str, float] = {}
    seen: dict[Any, dict[str, str]] = {}
    for user in crowd.askers:
        TOTP.activate(user, SECRET)
        walker, writer = Walker(user, crowd), Client()
        writer.force_login(user)
        # Who holds the same roles sees the same; only searches belong to a session.
        held = frozenset(user.memberships.values_list("role", "operation"))
        asks = walker.walk(seen.get(held))
        for name, path in asks.items():
            if name not in by_list:
                by_list[name] = cpu(walker.client, path)
        seen.setdefault(held, {n: p for n, p in asks.items() if not n.startswith("found")})
        askers.append(
            {
                "session": walker.client.cookies["nomina"].value,
                "writer": writer.cookies["nomina"].value,
                "asks": [[name, path] for name, path in asks.items()],
                "searches": [query for _, query in queries(crowd)] if asks else [],
            }
        )
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    plan = {"askers": askers, "cpu_ms": by_list, "hidden": hidden(crowd, crowd.askers[0])}
    (given.folder / "plan.json").write_text(json.dumps(plan, indent=1), "utf-8")


if __name__ == "__main__":
    main()
