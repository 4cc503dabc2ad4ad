"""Fill a desk with leads and twenty examiners; run by `examining.py`, in a process alone.

    python bench/examining_plan.py FOLDER --bodies N

Each body of the first operation has ten leads, three photos with a face, and nobody has looked at
it. Who asks, with the sessions of people who signed in, is written to ``FOLDER/plan.json``.
"""

from __future__ import annotations

import argparse
import json
import sys
from base64 import b32encode
from pathlib import Path
from typing import Any
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
ASKERS = 20
SHARE = 0.9
"""Of the files, what `tests.desk.crowd` gives to the first operation."""


def pictures(operation: Any) -> None:
    """Give every photo of an operation a picture to show and a face in it, as rows alone."""
    from nomina.desk.files.models import Content, Face, Rendition
    from tests.desk.crowd import put
    from tests.desk.people.cast import NOW

    at = NOW.strftime("%Y-%m-%d %H:%M:%S.%f")
    photos = Content.objects.filter(file__operation=operation).values_list("pk", flat=True)
    ids = [one.hex for one in photos]
    put(
        Rendition,
        ("content", "kind", "digest", "media", "width", "height"),
        ((one, "page", one * 2, "image/jpeg", 1200, 1600) for one in ids),
    )
    put(
        Face,
        ("content", "left", "top", "right", "bottom", "turn", "facts", "of_file", "made_at"),
        ((one, 1000, 1200, 2000, 2600, 0.0, '{"chosen": true}', None, at) for one in ids),
    )


def examiners(crowd: Any) -> list[dict[str, str]]:
    """Make those who ask; what they sign in with differs, or they would be one person."""
    from allauth.mfa.totp.internal.auth import TOTP
    from django.test import Client

    from nomina.desk.policy.roles import Role
    from tests.desk.people.cast import account, role

    made = []
    for n in range(ASKERS):
        user, client = account(f"examiner-{n}"), Client()
        role(user, Role.EXAMINER, crowd.operations[0], crowd.askers[18])
        TOTP.activate(user, b32encode(uuid4().bytes + uuid4().bytes[:4]).decode())
        client.force_login(user)
        made.append({"session": client.cookies["nomina"].value})
    return made


def main() -> None:
    """Fill and plan."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--bodies", type=int, required=True)
    given = parser.parse_args()
    from nomina.desk.boot.opening import migrate, open_desk

    open_desk(given.folder)
    migrate()
    import desk_plan
    from django.db import connection
    from django.urls import reverse

    crowd = desk_plan.prepare(round(2 * given.bodies / SHARE))
    desk_plan.stop(crowd)
    operation = crowd.operations[0]
    pictures(operation)
    plan = {
        "askers": examiners(crowd),
        "queue": reverse("examine:queue", args=[operation.pk]),
        "mine": reverse("examine:mine"),
        "words": dict.fromkeys(_features(), "visible"),
    }
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (given.folder / "plan.json").write_text(json.dumps(plan, indent=1), "utf-8")


def _features() -> list[str]:
    from nomina.desk.examine.features import FEATURES

    return list(FEATURES)


if __name__ == "__main__":
    main()
