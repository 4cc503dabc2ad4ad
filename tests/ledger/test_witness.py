"""An honest witness cosigns growth, refuses a fork or a shorter log, and keeps the evidence."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from nomina.errors import InputError, LedgerError
from nomina.ledger.checkpoint import KeySigner, checkpoint_text, sign
from nomina.ledger.formats import COSIGNATURE, parse_key, parse_note, signed_by
from nomina.ledger.log import Log
from nomina.ledger.witness import Witness, parse_request
from tests.ledger.acts import (
    BEGAN,
    KEY,
    SIGNER,
    WATCHING,
    WITNESS_KEY,
    Clock,
    act,
    file_of,
    new_log,
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def witness(tmp_path: Path, clock: Clock) -> Witness:
    return Witness(tmp_path / "witness", WATCHING, clock)


def grow(log: Log, count: int, first: int) -> None:
    with file_of(log).transaction():
        for number in range(first, first + count):
            log.append(act(number))
        log.checkpoint()


def evidence(tmp_path: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted((tmp_path / "witness" / "evidence").glob("*"))]


def test_growth_is_cosigned_at_every_step(tmp_path: Path, clock: Clock, witness: Witness) -> None:
    log, size, rng = new_log(tmp_path / "log.db", clock), 0, random.Random(3)
    for step in range(30):
        count = rng.randrange(4)
        grow(log, count, size)
        note = parse_note(witness.cosign(log.request(size), KEY))
        size += count
        stamp = int(BEGAN.timestamp()) + 60 * step
        assert signed_by(note, parse_key(WITNESS_KEY, COSIGNATURE)) == stamp
        clock.on(60)
    assert not (tmp_path / "witness" / "evidence").exists()


def test_it_remembers_after_a_restart(tmp_path: Path, clock: Clock, witness: Witness) -> None:
    log = new_log(tmp_path / "log.db", clock)
    grow(log, 5, 0)
    witness.cosign(log.request(0), KEY)
    again = Witness(tmp_path / "witness", WATCHING, clock)
    with pytest.raises(InputError, match="last with 5 entries"):
        again.cosign(log.request(0), KEY)
    grow(log, 2, 5)
    again.cosign(log.request(5), KEY)
    assert not (tmp_path / "witness" / "evidence").exists(), "an old place is no offence"


def test_a_fork_is_refused_and_both_sides_are_kept(
    tmp_path: Path, clock: Clock, witness: Witness
) -> None:
    ours, other = (new_log(tmp_path / name, clock, entries=4) for name in ("a.db", "b.db"))
    grow(ours, 3, 4)
    grow(other, 3, 104)
    seen = witness.cosign(ours.request(0), KEY)
    requests = [other.request(0), other.request(7)]
    grow(other, 2, 200)
    requests += [other.request(7)]
    for number, request in enumerate(requests, 1):
        with pytest.raises(LedgerError, match="another history"):
            witness.cosign(request, KEY)
        kept = evidence(tmp_path)
        assert len(kept) == number
        assert seen in kept[-1]
        assert kept[-1].endswith(request)
    grow(ours, 1, 7)
    witness.cosign(ours.request(7), KEY)


def test_the_kept_evidence_convicts_without_the_witness(
    tmp_path: Path, clock: Clock, witness: Witness
) -> None:
    """Two checkpoints of one size, both signed by the log, with two roots."""
    ours, other = (new_log(tmp_path / name, clock) for name in ("a.db", "b.db"))
    grow(ours, 3, 0)
    grow(other, 3, 10)
    witness.cosign(ours.request(0), KEY)
    with pytest.raises(LedgerError):
        witness.cosign(other.request(3), KEY)
    [kept] = evidence(tmp_path)
    first, second = kept.split(b"--- cosigned before ---\n")[1].split(b"--- asked now ---\n")
    notes = [parse_note(first.removesuffix(b"\n")), parse_note(parse_request(second).checkpoint)]
    assert [signed_by(note, parse_key(KEY)) for note in notes] == [0, 0]
    texts = [note.text.splitlines() for note in notes]
    assert texts[0][:2] == texts[1][:2]
    assert texts[0][2] != texts[1][2]


def test_a_shorter_log_is_refused_and_kept(tmp_path: Path, clock: Clock, witness: Witness) -> None:
    log = new_log(tmp_path / "log.db", clock)
    grow(log, 4, 0)
    early = log.request(0)
    grow(log, 3, 4)
    witness.cosign(log.request(0), KEY)
    with pytest.raises(LedgerError, match="shorter than it was"):
        witness.cosign(early, KEY)
    assert len(evidence(tmp_path)) == 1


def test_the_first_time_there_is_nothing_to_prove(
    tmp_path: Path, clock: Clock, witness: Witness
) -> None:
    log = new_log(tmp_path / "log.db", clock)
    grow(log, 3, 0)
    grow(log, 3, 3)
    with pytest.raises(InputError, match="last with 0 entries"):
        witness.cosign(log.request(3), KEY)


def test_an_empty_log_may_be_watched(tmp_path: Path, clock: Clock, witness: Witness) -> None:
    log = new_log(tmp_path / "log.db", clock)
    grow(log, 0, 0)
    witness.cosign(log.request(0), KEY)
    witness.cosign(log.request(0), KEY)
    grow(log, 5, 0)
    witness.cosign(log.request(0), KEY)
    grow(log, 1, 5)
    witness.cosign(log.request(5), KEY)


def test_logs_that_are_not_watched_are_refused(
    tmp_path: Path, clock: Clock, witness: Witness
) -> None:
    log = new_log(tmp_path / "log.db", clock)
    grow(log, 3, 0)
    request = log.request(0)
    stranger = KeySigner(SIGNER.name, bytes(32))
    forged = b"old 0\n\n" + sign(checkpoint_text(SIGNER.name, 3, bytes(32)), stranger, 1)
    for wrong, key in ((forged, KEY), (request.replace(b"\n3\n", b"\n4\n"), KEY), (request, "x")):
        with pytest.raises(InputError, match="not signed by the log"):
            witness.cosign(wrong, key)
    assert not (tmp_path / "witness" / "evidence").exists()


def test_two_logs_are_two_memories(tmp_path: Path, clock: Clock, witness: Witness) -> None:
    from nomina.ledger.checkpoint import public_key
    from nomina.ledger.file_leaves import FileLeaves

    log = new_log(tmp_path / "log.db", clock)
    grow(log, 3, 0)
    second = KeySigner("example.org/second", bytes(32))
    other = Log(FileLeaves(tmp_path / "second.db", make=True), second, clock)
    grow(other, 2, 50)
    witness.cosign(log.request(0), KEY)
    witness.cosign(other.request(0), public_key(second))
    grow(log, 1, 3)
    witness.cosign(log.request(3), KEY)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"old 0\n",
        b"old 00\n\nx",
        b"old -1\n\nx",
        b"new 0\n\nx",
        b"old 0\nAAAA\n\nx",
        b"old 0\n\xff\n\nx",
        b"old 0" + b"\n" + (b"A" * 43 + b"=\n") * 64 + b"\nx",
    ],
)
def test_what_is_no_request_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="no request to a witness"):
        parse_request(data)


def test_the_example_of_the_specification_is_read() -> None:
    """c2sp.org/tlog-witness, the example of add-checkpoint without its checkpoint."""
    lines = [
        b"PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=",
        b"jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=",
        b"5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=",
        b"/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=",
    ]
    found = parse_request(b"\n".join([b"old 20852014", *lines, b"", b"rest\n"]))
    assert (found.old, len(found.proof), found.checkpoint) == (20852014, 4, b"rest\n")
