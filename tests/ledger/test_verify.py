"""Every bit that a stranger checks counts, and the verifier runs alone in an empty folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from nomina.ledger.alone import hand_over
from nomina.ledger.checkpoint import KeySigner, public_key
from nomina.ledger.formats import COSIGNATURE, Refused, canonical, commitment, leaf
from nomina.ledger.log import Proven
from nomina.ledger.verify import Checked, check, main, reason, report, spelt
from nomina.ledger.witness import Witness
from tests.ledger.acts import (
    BEGAN,
    KEY,
    ORIGIN,
    SIGNER,
    WATCHING,
    WITNESS_KEY,
    Clock,
    act,
    file_of,
    new_log,
    salt,
)

STAMP = int(BEGAN.timestamp())
INDEX = 5


@pytest.fixture(scope="module")
def proven(tmp_path_factory: pytest.TempPathFactory) -> Proven:
    """An act of a log of 11, signed by the log and a witness."""
    folder, clock = tmp_path_factory.mktemp("log"), Clock()
    log = new_log(folder / "log.db", clock, entries=11)
    with file_of(log).transaction():
        log.checkpoint()
    clock.on(60)
    note = Witness(folder / "witness", WATCHING, clock).cosign(log.request(0), KEY)
    with file_of(log).transaction():
        log.witnessed(note, [WITNESS_KEY])
    return log.prove(INDEX, witnessed=True)


def checked(*parts: bytes) -> Checked:
    event, salted, proof, key, witness = parts
    texts = [part.decode("utf-8", "surrogateescape") for part in (key, witness)]
    return check(event, salted, proof, texts[0], [texts[1]])


def under(parts: list[bytes], key: str, witnesses: list[str]) -> Checked:
    event, salted, proof = parts[:3]
    return check(event, salted, proof, key, witnesses)


def parts_of(proven: Proven) -> list[bytes]:
    hexed = proven.salt.hex().encode() + b"\n"
    return [proven.event, hexed, proven.proof, KEY.encode(), WITNESS_KEY.encode()]


def test_what_is_true_holds(proven: Proven) -> None:
    found = checked(*parts_of(proven))
    assert (found.checkpoint.origin, found.checkpoint.size, found.place) == (ORIGIN, 11, INDEX)
    assert (found.stamp, found.witnesses) == (STAMP, [(WATCHING.name, STAMP + 60)])
    assert found.unchecked == 0
    alone = under(parts_of(proven), KEY, [])
    assert (alone.witnesses, alone.unchecked) == ([], 1)


def test_the_leaf_is_what_the_page_says(proven: Proven) -> None:
    """LOG-01, word for word."""
    from hashlib import sha256

    event = canonical(act(INDEX).model_dump(mode="json"))
    assert (proven.event, proven.salt) == (event, salt(INDEX))
    inner = sha256(salt(INDEX) + event).digest()
    assert commitment(salt(INDEX), event) == inner
    assert leaf(inner) == sha256(b"\x00" + b"v1" + inner).digest()


def flipped(parts: list[bytes], every: int) -> int:
    """Change single bits of each part, of signatures one in ``every``; give how many."""
    count = 0
    for at, part in enumerate(parts):
        signatures = part.rfind(b"\n\n") if at == 2 else len(part)
        for bit in range(8 * len(part)):
            if bit // 8 > signatures and bit % every:
                continue
            if at == 1 and bit // 8 == 64:
                continue  # the line end, below
            changed = bytearray(part)
            changed[bit // 8] ^= 1 << bit % 8
            with pytest.raises(Refused):
                checked(*parts[:at], bytes(changed), *parts[at + 1 :])
            count += 1
    return count


def test_every_changed_bit_is_caught(proven: Proven) -> None:
    parts = parts_of(proven)
    for bit in range(8):
        salted = parts[1][:64] + bytes([10 ^ 1 << bit])
        with pytest.raises(Refused):
            checked(parts[0], salted, *parts[2:])
    parts[1] = parts[1][:64]
    assert flipped(parts, every=11) > 6000


@pytest.mark.deep
def test_every_changed_bit_of_every_signature_is_caught(proven: Proven) -> None:
    parts = parts_of(proven)
    assert flipped(parts, every=1) == 8 * (sum(map(len, parts)) - 1)


def test_anything_cut_or_added_is_caught(proven: Proven) -> None:
    parts = parts_of(proven)
    for at, part in enumerate(parts):
        for changed in (part[:-2], part[1:], part + b"x", b" " + part, part + b"\n\n", b""):
            with pytest.raises(Refused):
                checked(*parts[:at], changed, *parts[at + 1 :])
    lines = parts[2].splitlines(keepends=True)
    for line in range(len(lines)):
        with pytest.raises(Refused):
            checked(*parts[:2], b"".join(lines[:line] + lines[line + 1 :]), *parts[3:])


def test_a_proof_proves_no_other_act(proven: Proven, tmp_path: Path) -> None:
    parts = parts_of(proven)
    log = new_log(tmp_path / "log.db", entries=11)
    with file_of(log).transaction():
        log.checkpoint()
    for index in range(11):
        other = log.prove(index)
        if index != INDEX:
            hexed = other.salt.hex().encode()
            for event, salted in ((other.event, hexed), (proven.event, hexed)):
                with pytest.raises(Refused, match="path"):
                    checked(event, salted, *parts[2:])
        assert check(other.event, other.salt.hex().encode(), other.proof, KEY, []).place == index


def test_keys_of_others_are_refused(proven: Proven) -> None:
    parts = parts_of(proven)
    for name in (ORIGIN, "example.org/other"):
        stranger = public_key(KeySigner(name, bytes(32)))
        with pytest.raises(Refused, match="unsigned"):
            under(parts, stranger, [])
    other = public_key(KeySigner("w2.example", bytes(32)), COSIGNATURE)
    with pytest.raises(Refused, match="unsigned"):
        under(parts, KEY, [WITNESS_KEY, other])
    with pytest.raises(Refused, match="key"):
        under(parts, KEY, [public_key(WATCHING)])
    with pytest.raises(Refused, match="key"):
        under(parts, public_key(SIGNER, COSIGNATURE), [])


@pytest.fixture
def handed(proven: Proven, tmp_path: Path) -> Path:
    folder = tmp_path / "handed"
    hand_over(folder, proven)
    return folder


def alone(folder: Path, *more: str, key: str = KEY) -> subprocess.CompletedProcess[str]:
    """Run the verifier without site packages, variables and anything of ours."""
    command = [sys.executable, "-I", "-S", "verify.py", "--event", "event.json", "--salt"]
    command += ["salt.txt", "--proof", "act.tlog-proof", "--key", key, *more]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=60, env={}
    )


def test_it_runs_alone(handed: Path, proven: Proven) -> None:
    done = alone(handed, "--witness-key", WITNESS_KEY)
    assert (done.returncode, done.stderr) == (0, "")
    assert "The proof holds." in done.stdout
    assert f"entry {INDEX} of the log {ORIGIN}, under a checkpoint over 11 entries" in done.stdout
    assert "2026-03-01 12:00:00 UTC" in done.stdout
    assert "witness.example/w1 witnessed it at 2026-03-01 12:01:00 UTC" in done.stdout
    assert '"kind": "face.opened"' in done.stdout
    done = alone(handed)
    assert "No key of a witness was given" in done.stdout
    assert "not checked: 1" in done.stdout
    (handed / "log.vkey").write_text(KEY + "\n")
    assert alone(handed, key="log.vkey").returncode == 0


@pytest.mark.parametrize("name", ["event.json", "salt.txt", "act.tlog-proof"])
def test_alone_it_refuses_what_was_changed(handed: Path, name: str) -> None:
    data = bytearray((handed / name).read_bytes())
    data[len(data) // 2] ^= 1
    (handed / name).write_bytes(data)
    done = alone(handed)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Refused: ")
    (handed / name).unlink()
    assert "cannot be read" in alone(handed).stderr


def test_alone_it_refuses_wrong_keys_and_calls(handed: Path) -> None:
    assert alone(handed, key=KEY[:-1]).returncode == 1
    assert alone(handed, "--language", "xx").returncode == 2
    assert alone(handed, "--language", "uk", key="x").stderr.startswith("Відхилено: це не")


def test_the_same_in_the_package(handed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [
        f"--{what}={handed / name}"
        for what, name in (("event", "event.json"), ("salt", "salt.txt"))
    ]
    files += [f"--proof={handed / 'act.tlog-proof'}", f"--key={KEY}"]
    assert main([*files, "--language=ru"]) == 0
    assert "Доказательство действительно." in capsys.readouterr().out
    assert main([*files[:-1], "--key=none", "--language=en"]) == 1
    assert capsys.readouterr().err == "Refused: this is not a public key of the right kind (none)\n"


def test_every_refusal_and_line_is_said_in_three_languages(proven: Proven) -> None:
    from nomina.ledger import verify

    for code in verify.REASONS:
        said = {reason(Refused(code, "x\x1b[2J"), language) for language in ("en", "uk", "ru")}
        assert len(said) == 3
        assert all("\x1b" not in one for one in said)
    found = checked(*parts_of(proven))
    lines = [report(found, language) for language in ("en", "uk", "ru")]
    assert len({len(one) for one in lines}) == 1
    assert len({line for one in lines for line in one}) == 3 * len(lines[0])


def test_times_far_ahead_are_numbers() -> None:
    assert spelt(0) == "1970-01-01 00:00:00 UTC"
    assert spelt(253402300799) == "9999-12-31 23:59:59 UTC"
    assert spelt(2**62) == str(2**62)
