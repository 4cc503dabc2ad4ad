"""Fill a desk with items and their ways; run by `custody.py`, in a process alone.

    python bench/custody_plan.py FOLDER --items N --movements M

Who asks, with the sessions of people who signed in, is written to ``FOLDER/plan.json``.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from base64 import b32encode
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
ASKERS = 20
ASKS = 60
"""Questions of each person, asked in turn."""


def askers(operation: Any, by: Any, filled: Any) -> list[dict[str, Any]]:
    """Make those who ask, and what each asks for."""
    from allauth.mfa.totp.internal.auth import TOTP
    from django.test import Client

    from nomina.desk.policy.roles import Role
    from tests.desk.people.cast import account, role

    made = []
    for n in range(ASKERS):
        user, client = account(f"keeper-{n}"), Client()
        role(user, Role.CUSTODY, operation, by)
        TOTP.activate(user, b32encode(uuid4().bytes + uuid4().bytes[:4]).decode())
        client.force_login(user)
        session = client.cookies["nomina"].value
        made.append({"session": session, "asks": asks(operation, filled, n)})
    return made


def asks(operation: Any, filled: Any, number: int) -> list[tuple[str, str]]:
    """Give what one person asks for: any item, the longest ways, places now and on past days."""
    from django.urls import reverse

    from tests.desk.custody.crowd import BEGUN, DAYS

    draw = random.Random(f"asker {number}")
    whole = reverse("custody:operation", args=[operation.pk])
    found: list[tuple[str, str]] = [("all places", whole)]
    busiest = filled.places[:3]
    for n in range(ASKS // 4):
        item, long = draw.choice(filled.items), filled.items[n % 20]
        place = draw.choice(filled.places)
        moment = BEGUN + timedelta(minutes=draw.randrange(DAYS * 24 * 60))
        day = f"?at={moment:%Y-%m-%dT%H:%M}"
        found += [
            ("an item and its way", reverse("custody:item", args=[item])),
            ("an item with a long way", reverse("custody:item", args=[long])),
            ("what was there that day", reverse("custody:day", args=[place.pk]) + day),
            (
                "what was there that day, busiest places",
                reverse("custody:day", args=[draw.choice(busiest).pk]) + day,
            ),
            ("what lies there now", reverse("custody:place", args=[filled.places[-1 - n].pk])),
        ]
    return found


def main() -> None:
    """Fill and plan."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--items", type=int, required=True)
    parser.add_argument("--movements", type=int, required=True)
    given = parser.parse_args()
    from nomina.desk.boot.opening import migrate, open_desk

    open_desk(given.folder)
    migrate()
    import desk_plan
    from django.db import connection

    from tests.desk.custody.crowd import fill

    crowd = desk_plan.prepare(100)
    desk_plan.stop(crowd)
    operation, by = crowd.operations[0], crowd.askers[18]
    filled = fill(operation, by, given.items, given.movements)
    plan = {"askers": askers(operation, by, filled)}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("ANALYZE")
    (given.folder / "plan.json").write_text(json.dumps(plan, indent=1), "utf-8")


if __name__ == "__main__":
    main()
