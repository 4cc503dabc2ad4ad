"""A stranger checks a certificate with the file, a proof and a key: any change is caught."""

from __future__ import annotations

import hashlib
import random
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nomina.cli import main
from nomina.desk.acts import digest
from nomina.desk.examine import certificate_page
from nomina.desk.examine.certificate import digest_of, issued, written
from nomina.desk.examine.certificate_check import KIND, attached, is_entry, read
from nomina.desk.examine.certificate_page import pdf
from nomina.errors import InputError
from nomina.ledger.alone import hand_over
from nomina.ledger.checkpoint import KeySigner, public_key
from nomina.ledger.entry import Event, Target
from nomina.ledger.file_leaves import FileLeaves
from nomina.ledger.formats import canonical
from nomina.ledger.log import Log
from tests.desk.examine.certified import certified, sample

AT = datetime(2026, 11, 22, tzinfo=UTC)


def event(language: str = "uk", **more: str) -> Event:
    """The act of issuing `sample`, as the desk enters it."""
    one = sample()
    said = {
        "certificate": one.certified.number,
        "language": language,
        "json": hashlib.sha256(written(one)).hexdigest(),
        "pdf": hashlib.sha256(pdf(one, language)).hexdigest(),
        **more,
    }
    on = Target(type="certificate", id=one.certified.id, version=1)
    return Event.of(KIND, "1" * 32, AT, on=on, change=f"sha256:{digest(said)}")


def proven(folder: Path, *events: Event) -> str:
    """Prove each act into a folder of its own, and give the public key."""
    signer = KeySigner.make("example.org/log", folder / "key")
    leaves = FileLeaves(folder / "log.db", make=True)
    try:
        log = Log(leaves, signer, lambda: AT)
        with leaves.transaction():
            for one in events:
                log.append(one)
            log.checkpoint()
        for index in range(len(events)):
            hand_over(folder / f"proof{index}", log.prove(index))
    finally:
        leaves.close()
    return public_key(signer)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["certificate", "verify", *map(str, arguments)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "C.uk.pdf"
    path.write_bytes(pdf(sample(), "uk"))
    return path


def test_with_proof_and_key_the_very_file_is_known(file: Path, tmp_path: Path) -> None:
    other = Event.of("login", "1" * 32, AT)
    key = proven(tmp_path, event(), event("en"), event(pdf="0" * 64), other)
    done = run(file, "--proof", tmp_path / "proof0", "--key", key)
    assert (done.exit_code, "This very file was issued" in done.output) == (0, True)
    for name in ("Шевченко", "PM-00017", "no dentist was sent here", digest_of(sample())):
        assert name in done.output
    assert "register of the issuing office" in done.output
    for number in (1, 2, 3):  # in another language, of another PDF, another act
        done = run(file, "--proof", tmp_path / f"proof{number}", "--key", key)
        assert done.exit_code == 1
        assert "another act" in done.output
    json = tmp_path / "C.json"
    json.write_bytes(written(sample()))
    done = run(json, "--proof", tmp_path / "proof0", "--key", key)
    assert (done.exit_code, "Give the PDF" in done.output) == (1, True)
    wrong = KeySigner.make("example.org/log", tmp_path / "key2")
    assert run(file, "--proof", tmp_path / "proof0", "--key", public_key(wrong)).exit_code == 1


def test_without_a_proof_file_and_paper_are_held_together(file: Path, tmp_path: Path) -> None:
    printed = digest_of(sample())
    done = run(file, "--digest", f" {printed[:32].upper()} {printed[32:]}")
    assert done.exit_code == 0
    assert "its pages say what its JSON says" in done.output
    done = run(file, "--digest", "0" * 64)
    assert (done.exit_code, "not that of this certificate" in done.output) == (1, True)
    assert run(file, "--proof", tmp_path).exit_code == 2
    json = tmp_path / "C.json"
    json.write_bytes(written(sample()))
    assert run(json).exit_code == 0
    json.write_bytes(written(sample()).replace(b"PM-00017", b"PM-00018"))
    assert run(json).exit_code == 1
    assert run(tmp_path / "none.pdf").exit_code == 1


def test_pages_that_say_something_else_than_the_json_are_not_believed(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A forger sets another name on the page and attaches the true JSON."""
    true, false = sample(), sample(certified(family_name="Мельник"))
    with monkeypatch.context() as forger:
        forger.setattr(certificate_page, "written", lambda _: written(true))
        file.write_bytes(pdf(false, "uk"))
    assert attached(file.read_bytes(), "it") == written(true)
    done = run(file)
    assert (done.exit_code, "pages of this PDF" in done.output) == (1, True)
    assert read(pdf(false, "uk"), "it").digest != digest_of(true)


def test_any_changed_byte_of_a_pdf_is_caught() -> None:
    data, dice = pdf(sample(), "en"), random.Random(3)
    for at in dice.sample(range(len(data)), 3):
        changed = bytearray(data)
        changed[at] ^= 1 << dice.randrange(8)
        try:
            found = read(bytes(changed), "it")
        except InputError:
            continue
        assert found.language == ""
        assert not is_entry(canonical(event("en").model_dump(mode="json")), found)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n",
        b"%PDF-1.7\n1 0 obj\n<</Type/EmbeddedFile/Length 5>>\nstream\n{}{}{\nendstream",
        b"%PDF-1.7\n<</Type/EmbeddedFile/Filter/FlateDecode/Length 5>>\nstream\nabcde\nendstream",
        b"%PDF-1.7\n" + b"<</Type/EmbeddedFile/Length 2>>stream\n{}" * 2,
        b"",
        b"\xff\xfe",
    ],
)
def test_what_is_no_certificate_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        read(data, "it")


def test_an_attachment_that_swells_is_cut_off() -> None:
    bomb = zlib.compress(b"0" * 50_000_000)
    head = f"%PDF-1.7\n<</Type/EmbeddedFile/Filter/FlateDecode/Length {len(bomb)}>>stream\n"
    assert len(attached(head.encode() + bomb, "it")) <= 500_001
    with pytest.raises(InputError, match="larger"):
        read(head.encode() + bomb, "it")


def test_an_entry_is_of_one_certificate_alone() -> None:
    data = canonical(event().model_dump(mode="json"))
    found = read(pdf(sample(), "uk"), "it")
    assert is_entry(data, found)
    one = sample()
    again = issued(one.certified, one.signatures, "another.example/log+00000000")
    assert not is_entry(data, read(pdf(again, "uk"), "it"))
    assert not is_entry(data, read(written(one), "it"))
