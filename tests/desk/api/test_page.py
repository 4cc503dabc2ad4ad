"""The examples of docs/api.md, asked one after the other as they stand there."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from nomina.desk.api.actions import MakeToken
from nomina.desk.policy.roles import Role
from tests.desk.api.asking import Program
from tests.desk.files.people import Team
from tests.desk.people.cast import BOOK, NOW, by, role

PAGE = Path(__file__).parents[3] / "docs" / "api.md"
BLOCK = re.compile(r"```http\n(GET|POST) /api/v1/(\S+)\n(.*?)^(\d{3}) (.*?)```", re.M | re.S)


def learn(wanted: Any, got: Any, known: dict[str, str]) -> None:
    """Hold an answer against what the page says of it; names in braces are learnt from it."""
    if isinstance(wanted, dict):
        for key, value in wanted.items():
            learn(value, got[key], known)
    elif isinstance(wanted, list):
        assert len(wanted) == len(got)
        for one, other in zip(wanted, got, strict=True):
            learn(one, other, known)
    elif isinstance(wanted, str) and wanted.startswith("{"):
        assert known.setdefault(wanted, got) == got
    else:
        assert wanted == got


def filled(text: str, known: dict[str, str]) -> str:
    """Put in what was learnt."""
    for name, value in known.items():
        text = text.replace(name, value)
    return text


def test_the_examples_work_in_order(team: Team, program: Program) -> None:
    alice, one = team.cast.alice, team.cast.one
    role(alice, Role.ANTE_MORTEM, one, team.cast.ada)
    token = (
        MakeToken(
            user=alice,
            operation=one,
            roles=(Role.MORTUARY, Role.ANTE_MORTEM),
            name="import",
            until=NOW + timedelta(days=9),
        )
        .do(by(alice), BOOK)
        .token
    )
    known = {"{operation}": str(one.pk), "{site}": str(team.cast.site_one.pk)}
    blocks = BLOCK.findall(PAGE.read_text("utf-8"))
    assert len(blocks) == PAGE.read_text("utf-8").count("```http") >= 8
    for method, path, body, status, wanted in blocks:
        where = filled(path, known)
        if method == "GET":
            address, _, query = where.partition("?")
            asked = dict(pair.split("=") for pair in query.split("&") if pair)
            answer = program.get(address, token, **asked)
        else:
            answer = program.post(where, json.loads(filled(body, known)), token)
        assert answer.status_code == int(status), (path, answer.content)
        learn(json.loads(wanted), answer.json(), known)
