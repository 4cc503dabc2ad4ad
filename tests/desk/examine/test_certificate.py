"""A certificate as a document: one spelling, nothing of a face in it, every signature its own."""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import sys
from typing import Any, get_args

import pytest

from nomina.desk.examine.actions.reports import DISCIPLINES
from nomina.desk.examine.certificate import (
    POSTS,
    Certificate,
    Discipline,
    Finding,
    Holder,
    View,
    digest_of,
    issued,
    parsed,
    written,
)
from nomina.desk.examine.models.board import POSTS as KEPT
from nomina.desk.examine.states import ESTABLISHED, FACE, PROBABLE
from nomina.errors import InputError
from tests.desk.examine.certified import certified, holders, sample


def test_it_holds_the_posts_and_disciplines_of_the_desk_without_the_face() -> None:
    assert POSTS == KEPT
    assert {*get_args(Discipline), FACE} == set(DISCIPLINES)
    assert set(get_args(View)) == {ESTABLISHED, PROBABLE}
    given = certified().finding.model_dump()
    given["methods"][0]["discipline"] = FACE
    with pytest.raises(ValueError, match="discipline"):
        Finding.model_validate(given)


def test_its_bytes_are_canonical_json_and_their_hash_is_its_digest() -> None:
    one = sample()
    data = written(one)
    again = json.dumps(json.loads(data), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert data == again.encode()
    assert digest_of(one) == hashlib.sha256(data).hexdigest()
    assert parsed(data, "it") == one


def test_no_byte_of_it_can_be_another() -> None:
    """Each changed byte is refused, or is another certificate with another digest."""
    data, dice = written(sample()), random.Random(5)
    refused = 0
    for at in dice.sample(range(len(data)), 300):
        changed = bytearray(data)
        changed[at] ^= 1 << dice.randrange(8)
        try:
            found = parsed(bytes(changed), "it")
        except InputError:
            refused += 1
        else:
            assert digest_of(found) != digest_of(sample())
    assert refused > 250  # all but the log and the places of signatures is under a second digest
    for odd in (data + b"\n", b" " + data, b"\xef\xbb\xbf" + data, b"{}", b"", data[:-1]):
        with pytest.raises(InputError):
            parsed(odd, "it")


@pytest.mark.parametrize("at", range(4))
def test_a_post_that_somebody_holds_must_sign_and_nobody_else_may(at: int) -> None:
    one = sample()
    rest = [sign for number, sign in enumerate(one.signatures) if number != at]
    with pytest.raises(ValueError, match="signs once"):
        issued(one.certified, rest, one.log)
    other = one.signatures[at].model_copy(update={"account": "9" * 32})
    with pytest.raises(ValueError, match="somebody else"):
        issued(one.certified, [*rest, other], one.log)
    assert issued(one.certified, reversed(one.signatures), one.log) == one


def test_a_signature_is_of_what_was_certified() -> None:
    one = sample()
    given: dict[str, Any] = one.model_dump()
    given["certified"]["person"]["family_name"] = "Інший"
    with pytest.raises(ValueError, match="digest is not that"):
        Certificate.model_validate(given)


def test_posts_are_five_people_or_a_reason() -> None:
    for odd in (
        {"name": "A", "account": None, "vacant": None},
        {"name": None, "account": None, "vacant": None},
        {"name": "A", "account": "1" * 32, "vacant": "gone"},
    ):
        with pytest.raises(ValueError, match="a post has"):
            Holder(post="chief", **odd)
    it, five = certified().model_dump(), holders()
    twice = five[1].model_copy(update={"account": five[0].account})
    for posts in (five[:4], (five[1], five[0], *five[2:]), (five[0], twice, *five[2:])):
        it["posts"] = [one.model_dump() for one in posts]
        with pytest.raises(ValueError, match="posts"):
            type(certified()).model_validate(it)


def test_it_is_read_without_the_desk() -> None:
    says = "import sys, nomina.desk.examine.certificate_check; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", says], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
