"""Letters to families: signed as text and as print, and refused with one byte changed."""

from __future__ import annotations

import json
import random
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from click.testing import CliRunner
from pydantic import ValidationError

from nomina import letters, packages
from nomina.cli import main
from nomina.desk.custody.papers.page import Paper, Text, pdf
from nomina.documents import schemas
from nomina.errors import InputError
from nomina.ledger import ed25519
from nomina.ledger.checkpoint import KeySigner, public_key
from nomina.ledger.formats import parse_key
from nomina.letters import SECTIONS, Content, FamilyLetter, Section, check, sign, written
from tests.packages.drawn import US as US_OF_PACKAGES
from tests.packages.drawn import content as content_of_package
from tests.packages.drawn import item as item_of_package

US, THEM = KeySigner("example.org/letter", b"1" * 32), KeySigner("example.org/other", b"2" * 32)
KEY = public_key(US)
_DRAWN = random.Random(9)


def content(**more: Any) -> Content:
    sections = tuple(Section(name=one, title=f"Про {one}", lines=("Слово.",)) for one in SECTIONS)
    given: dict[str, Any] = {
        "id": "0" * 32, "number": "L-1", "about": "death", "language": "uk",
        "made": "2026-11-01T10:00:00Z", "office": "Відділ", "title": "Лист",
        "opening": ("Вітаємо.",), "sections": sections,
    }  # fmt: skip
    return Content(**(given | more))


ONE = sign(content(), US)
FILE = written(ONE)


@cache
def bare_print(attached: str = "") -> bytes:
    """A print that nobody signed, as the desk makes it; or one that carries something else."""
    it = ONE.letter
    paper = Paper(
        title=it.title, number=it.number, language="uk", at=datetime(2026, 11, 1, tzinfo=UTC),
        parts=tuple(Text(one.title, one.lines) for one in it.sections), code=it.number,
        document=attached or written(ONE).decode(),
    )  # fmt: skip
    return pdf(paper)


@cache
def printed(attached: str = "") -> bytes:
    return letters.sealed_print(bare_print(attached), ONE, US)


def unpacked() -> bytes:
    """The same print as another program would write it: what is attached is not deflated."""
    head = re.search(rb"<</Length \d+/Type/EmbeddedFile/Filter/FlateDecode([^\n]*\n)", bare_print())
    assert head is not None
    end = bare_print().index(b"\nendstream", head.end())
    plain = b"<</Length %d/Type/EmbeddedFile%sstream\n%s" % (len(FILE), head[1], FILE)
    return letters.sealed_print(bare_print()[: head.start()] + plain + bare_print()[end:], ONE, US)


def test_a_letter_and_its_print_hold_with_their_key_and_no_other() -> None:
    for data, is_print in ((FILE, False), (printed(), True), (unpacked(), True)):
        found = check(data, KEY, "it")
        assert (found.document, found.printed) == (ONE, is_print)
        with pytest.raises(InputError, match="another key"):
            check(data, public_key(THEM), "it")


def test_the_signature_is_what_another_program_computes() -> None:
    """Our Ed25519 in whole numbers (RFC 8032) is another program than the one that checks."""
    one = json.loads(FILE)
    plain = json.dumps(
        one["letter"], sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()
    signature, public = bytes.fromhex(one["signature"]), parse_key(KEY).public
    assert ed25519.signed(public, b"nomina letter 1\n" + plain, signature)
    # A signature of one kind of paper is none of another, nor that of the print of the same letter.
    assert not ed25519.signed(public, b"nomina manifest 1\n" + plain, signature)
    assert not ed25519.signed(public, b"nomina letter print 1\n" + plain, signature)


def changed(data: bytes, at: int, bit: int) -> bytes:
    made = bytearray(data)
    made[at] ^= 1 << bit
    return bytes(made)


def test_a_flipped_byte_of_the_file_is_caught_everywhere() -> None:
    for at in range(len(FILE)):
        with pytest.raises(InputError):
            check(changed(FILE, at, _DRAWN.randrange(8)), KEY, "it")


def test_a_flipped_byte_of_the_print_is_caught_in_every_region() -> None:
    """The head, every kind of object, the seal and the end; the deep test flips all of them."""
    data = printed()
    seal = data.index(b"%nomina letter print")
    regions = {*range(24), *range(seal - 120, len(data)), *range(0, len(data), 101)}
    for at in sorted(regions):
        with pytest.raises(InputError):
            check(changed(data, at, _DRAWN.randrange(8)), KEY, "it")


@pytest.mark.deep
def test_every_byte_of_the_print_counts() -> None:
    data = printed()
    for at in range(len(data)):
        with pytest.raises(InputError):
            check(changed(data, at, _DRAWN.randrange(8)), KEY, "it")


def test_a_file_that_is_cut_or_grows_fails() -> None:
    data = printed()
    cut = (*(FILE[:n] for n in range(0, len(FILE), 61)), *(data[:n] for n in range(0, 9000, 501)))
    for other in (*cut, FILE + b"\n", b" " + FILE, b"", data + b"\n\n", data + data, b"%PDF-"):
        with pytest.raises(InputError):
            check(other, KEY, "it")
    with pytest.raises(InputError, match="larger"):
        check(b"%PDF-" + b"0" * letters.LARGEST, KEY, "it")


def test_a_print_without_its_letter_is_refused_though_signed() -> None:
    for other in ('{"letter":"x"}', written(sign(content(number="L-2"), US)).decode()):
        with pytest.raises(InputError, match="not attached"):
            check(printed(other), KEY, "it")
    # The letter is ours and the print was signed by somebody else.
    bare = printed().replace(printed()[printed().index(b"%nomina") :].partition(b"\n")[0], b"%")
    with pytest.raises(InputError, match="nobody signed"):
        check(bare, KEY, "it")


def test_a_seal_goes_on_a_print_once_and_on_nothing_else() -> None:
    for wrong in (printed(), b"%PDF-1.7\nstartxref", b"startxref\n1\n%%EOF", FILE):
        with pytest.raises(InputError, match="no print"):
            letters.sealed_print(wrong, ONE, US)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"sections": ONE.letter.sections[:6]}, "at least 7"),
        ({"sections": (*ONE.letter.sections[:6], ONE.letter.sections[0])}, "seven sections"),
        ({"sections": tuple(reversed(ONE.letter.sections))}, "seven sections"),
        ({"about": "lead"}, "death"),
        ({"language": "English"}, "pattern"),
        ({"opening": ()}, "at least 1"),
        ({"picture": "data:image/png;base64,"}, "permitted"),
    ],
)
def test_what_no_letter_can_be_is_refused(wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        content(**wrong)


def test_the_file_follows_the_published_schema() -> None:
    schema = schemas()["family-letter-1"]
    jsonschema.validate(json.loads(FILE), schema)
    other = json.loads(FILE)
    other["letter"]["image"] = "x"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(other, schema)


def test_the_command_says_what_holds_and_leaves_with_1_where_nothing_does(tmp_path: Path) -> None:
    run = CliRunner().invoke
    good, pdf_, bad = tmp_path / "a.json", tmp_path / "a.pdf", tmp_path / "b.pdf"
    good.write_bytes(FILE)
    pdf_.write_bytes(printed())
    bad.write_bytes(changed(printed(), 4000, 0))
    (tmp_path / "key").write_text(KEY)
    for file in (good, pdf_):
        done = run(main, ["verify-letter", str(file), "--key", str(tmp_path / "key")])
        assert (done.exit_code, ONE.digest in done.output) == (0, True), done.output
        assert ("Every byte of this print" in done.output) == (file is pdf_)
    for file in (bad, tmp_path / "none"):
        done = run(main, ["verify-letter", str(file), "--key", KEY])
        assert (done.exit_code, ONE.digest in done.output) == (1, False), done.output


def test_a_hostile_file_says_nothing_to_the_terminal(tmp_path: Path) -> None:
    it = FamilyLetter.model_validate_json(
        written(sign(content(number="L\x1b[2J\n1", office="a\x07b"), US))
    )
    (tmp_path / "a").write_bytes(written(it))
    done = CliRunner().invoke(main, ["verify-letter", str(tmp_path / "a"), "--key", KEY])
    assert done.exit_code == 0
    assert not {"\x1b", "\x07"} & set(done.output)


def test_the_command_checks_packages_and_acknowledgements_too(tmp_path: Path) -> None:
    run, made = CliRunner().invoke, content_of_package(item_of_package("dead"))
    package = written(packages.sign(made, US_OF_PACKAGES, {}))
    received = packages.received(made, at="2026-11-02T10:00:00Z", signer="Duty officer")
    for data, signer, said in (
        (package, US_OF_PACKAGES, "Package T-00001"),
        (written(packages.sign_received(received, THEM)), THEM, "Acknowledgement of package"),
    ):
        key = public_key(signer)
        (tmp_path / "file").write_bytes(data)
        done = run(main, ["verify-letter", str(tmp_path / "file"), "--key", key])
        assert (done.exit_code, said in done.output) == (0, True), done.output
        (tmp_path / "file").write_bytes(changed(data, len(data) // 2, 0))
        done = run(main, ["verify-letter", str(tmp_path / "file"), "--key", key])
        assert (done.exit_code, said in done.output) == (1, False), done.output
