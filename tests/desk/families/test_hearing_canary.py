"""REP-05 end to end: whatever is asked of the desk, in whatever form, holds no word of a family."""

from __future__ import annotations

from itertools import product
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings

from nomina.desk.families.actions.hearing import Enclosure
from nomina.desk.families.actions.threats import PassEnclosure
from nomina.desk.families.models import Reply, ReplyTask
from nomina.desk.policy.roles import Role
from tests.desk.families.heard import labelled, passed, read, taken
from tests.desk.files.people import Team
from tests.desk.people.cast import Book, account, by, role
from tests.desk.policy.records import found_team
from tests.desk.policy.test_hostile import signed_in
from tests.desk.policy.walking import addresses, ask, once

pytestmark = pytest.mark.deep
NEEDLE = "Canary-8c1e"
FORMS: tuple[dict[str, Any], ...] = (
    {"form": "csv", "language": "en"},
    {"form": "pdf", "language": "en"},
)
"""What exports are asked with; each takes of it what it knows."""
READ = {"families:read_reply reply", "families:take_enclosure enclosure"}
"""Where words of replies stand for a liaison, while they are open, and what came with them."""
READ_BY_SECURITY = {"families:read_threat threat", "families:take_threat threat_file"}


def _of_one(team: Team) -> tuple[Reply, Any]:
    """A reply with a threat in it and everything done to it that can be done."""
    photo, bomb = (
        Enclosure(f"{NEEDLE} {name}", "image/jpeg", f"{NEEDLE} {name}".encode())
        for name in ("hers", "bomb")
    )
    words = f"{NEEDLE} will burn, give back {NEEDLE}."
    reply = taken(team, words, from_words=NEEDLE, enclosures=(photo, bomb))
    threat = passed(team, reply, f"{NEEDLE} will burn, ")
    act = PassEnclosure(enclosure=reply.enclosures.get(turn=2))
    act.do(by(team.one[Role.LIAISON]), Book())
    read(team, reply)
    labelled(team, reply, "threat", "wants-body", "offers", "distress")
    return reply, threat


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
@pytest.mark.parametrize("viewer", ["every role", "security"])
def test_no_page_and_no_export_holds_a_word(
    db: str, viewer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    world, client = signed_in(viewer)
    team = found_team(world.cast)
    team.one[Role.LIAISON] = account("lia")
    role(team.one[Role.LIAISON], Role.LIAISON, world.cast.one, world.cast.ada)
    reply, threat = _of_one(team)
    world.objects["reply"] = {"team": reply.pk}
    world.objects["threat"] = {"team": threat.pk}
    world.objects["threat_file"] = {"team": reply.threats.exclude(enclosure=None).get().pk}
    world.objects["enclosure"] = {"team": reply.enclosures.get(turn=1).pk}
    world.objects["reply_task"] = {"team": ReplyTask.objects.filter(reply=reply)[0].pk}
    shown, asked = set(), 0
    for (name, address), sent in product(once(addresses(world.objects, "team")), (None, *FORMS)):
        method = "GET" if sent is None else "POST"
        answer: Any = ask(client, method, address, urlencode(sent or {}))
        asked += 1
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if NEEDLE.encode() in body or NEEDLE in str(answer.headers):
            shown.add(name)
    assert asked > 1000
    allowed = {"every role": READ, "security": READ_BY_SECURITY}.get(viewer, set())
    assert shown == allowed, "a word of a family came out where it must not"
