"""Check one act against the log it was entered in: this file and Python 3.9 or newer are enough.

    python verify.py --event event.json --salt salt.txt --proof act.tlog-proof --key KEY

``--key`` is the public key of the log and ``--witness-key`` (may be given again) that of somebody
who watches it, as text or as the name of a file that holds it. Take keys from elsewhere, such as
paper, not from whoever handed over the proof. Leaves with 0 where everything holds, 1 where
anything was changed, 2 where the call is wrong. No network, no other file, nothing is written.

Formulas: leaf and path as in RFC 6962 section 2.1 and RFC 9162 section 2.1.3.2, Ed25519 as in
RFC 8032 section 5.1.7, canonical JSON as in RFC 8785; files as in c2sp.org/signed-note,
tlog-checkpoint, tlog-cosignature and tlog-proof. Every key that is given must have signed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
from pathlib import Path
from typing import NamedTuple

from nomina.ledger.formats import (
    COSIGNATURE,
    Checkpoint,
    Refused,
    commitment,
    includes,
    leaf,
    open_checkpoint,
    parse_checkpoint,
    parse_event,
    parse_key,
    parse_note,
    parse_proof,
    parse_salt,
    signed_by,
    stamp_key,
)

REASONS = {
    "key": (
        "this is not a public key of the right kind",
        "це не відкритий ключ потрібного виду",
        "это не открытый ключ нужного вида",
    ),
    "note": (
        "the checkpoint is not in the right form",
        "контрольна точка має неправильну форму",
        "контрольная точка имеет неправильную форму",
    ),
    "unsigned": (
        "the checkpoint has no valid signature of this key",
        "контрольна точка не має дійсного підпису цього ключа",
        "у контрольной точки нет действительной подписи этого ключа",
    ),
    "origin": (
        "the checkpoint is of another log than the key",
        "контрольна точка належить іншому журналу, ніж ключ",
        "контрольная точка принадлежит другому журналу, чем ключ",
    ),
    "proof": (
        "the proof is not in the right form",
        "доказ має неправильну форму",
        "доказательство имеет неправильную форму",
    ),
    "path": (
        "the act is not in the log at this place, or was changed",
        "дії немає в журналі на цьому місці, або її змінено",
        "действия нет в журнале на этом месте, или оно изменено",
    ),
    "event": (
        "the act is not in the form in which it was entered",
        "дія не в тій формі, в якій її записано",
        "действие не в той форме, в которой оно записано",
    ),
    "salt": (
        "the salt is not 64 digits and small letters a to f",
        "сіль не є 64 цифрами й малими літерами від a до f",
        "соль не состоит из 64 цифр и строчных букв от a до f",
    ),
    "file": (
        "the file cannot be read",
        "файл неможливо прочитати",
        "файл невозможно прочитать",
    ),
}
"""Why something is refused, in English, Ukrainian and Russian."""

SAID = {
    "holds": (
        "The proof holds.",
        "Доказ дійсний.",
        "Доказательство действительно.",
    ),
    "refused": ("Refused: {why}", "Відхилено: {why}", "Отклонено: {why}"),
    "where": (
        "This act is entry {index} of the log {origin}, under a checkpoint over {size} entries.",
        "Ця дія є записом {index} журналу {origin} під контрольною точкою на {size} записів.",
        "Это действие — запись {index} журнала {origin} под контрольной точкой на {size} записей.",
    ),
    "log": (
        "The log signed it at {time}, by its own clock.",
        "Журнал підписав це {time} за власним годинником.",
        "Журнал подписал это {time} по собственным часам.",
    ),
    "witness": (
        "{name} witnessed it at {time}.",
        "{name} засвідчив це {time}.",
        "{name} засвидетельствовал это {time}.",
    ),
    "alone": (
        "No key of a witness was given: the log could show others another history.",
        "Ключа свідка не подано: журнал міг би показати іншим іншу історію.",
        "Ключ свидетеля не дан: журнал мог бы показать другим другую историю.",
    ),
    "unchecked": (
        "Signatures of keys that were not given, and not checked: {n}",
        "Підписів ключів, яких не подано, і які не перевірено: {n}",
        "Подписей ключей, которые не даны и не проверены: {n}",
    ),
    "limit": (
        "It says that this was entered and not changed since, not that it is true.",
        "Це означає, що так записано і відтоді не змінено, а не що це правда.",
        "Это значит, что так записано и с тех пор не изменено, а не что это правда.",
    ),
}
"""What a check says, in English, Ukrainian and Russian."""

_LANGUAGES = ("en", "uk", "ru")


class Checked(NamedTuple):
    """What was checked: checkpoint, place, and by whom at which second since 1970."""

    checkpoint: Checkpoint
    place: int
    stamp: int
    witnesses: list[tuple[str, int]]
    unchecked: int


def check(event: bytes, salt: bytes, proof: bytes, key: str, witnesses: list[str]) -> Checked:
    """Check an act against a proof, from what is in the files.

    Args:
        event: the act in canonical JSON.
        salt: 64 hex digits.
        proof: of c2sp.org/tlog-proof.
        key: the public key of the log.
        witnesses: the public keys of witnesses; each must have signed.

    Raises:
        Refused: anything was changed, or is not in its only allowed form.
    """
    parse_event(event)
    given = parse_proof(proof)
    entry = leaf(commitment(parse_salt(salt), event))
    claimed = parse_checkpoint(parse_note(given.checkpoint).text)  # what costs little comes first
    if not includes(claimed.root, claimed.size, given.place, entry, given.path):
        raise Refused("path")
    log = parse_key(key)
    watching = [parse_key(one, COSIGNATURE) for one in witnesses]
    checkpoint, stamp, note = open_checkpoint(given.checkpoint, log)
    seen = [(one.name, signed_by(note, one)) for one in watching]
    known = {(one.name, one.number) for one in (log, stamp_key(log), *watching)}
    others = sum((name, number) not in known for name, number, _ in note.lines)
    return Checked(checkpoint, given.place, stamp, seen, others)


def reason(refusal: Refused, language: str = "en") -> str:
    """Give why something is refused, in a language, without a full stop."""
    why = REASONS[refusal.code][_LANGUAGES.index(language)]
    return why + (f" ({shown(refusal.detail)})" if refusal.detail else "")


def shown(text: str) -> str:
    """Give text with everything escaped that could change what a screen shows around it."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def spelt(stamp: int) -> str:
    """Give a time in seconds since 1970 as people write it, in UTC; a far one as a number."""
    if stamp > 253402300799:  # the last second of the year 9999
        return str(stamp)
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(stamp))


def report(checked: Checked, language: str = "en") -> list[str]:
    """Give the lines that say what was checked, in a language."""
    at = _LANGUAGES.index(language)
    about = checked.checkpoint
    place = {"index": checked.place, "origin": shown(about.origin), "size": about.size}
    lines = [SAID["holds"][at], SAID["where"][at].format(**place)]
    lines.append(SAID["log"][at].format(time=spelt(checked.stamp)))
    for name, stamp in checked.witnesses:
        lines.append(SAID["witness"][at].format(name=shown(name), time=spelt(stamp)))
    if not checked.witnesses:
        lines.append(SAID["alone"][at])
    if checked.unchecked:
        lines.append(SAID["unchecked"][at].format(n=checked.unchecked))
    return [*lines, SAID["limit"][at]]


def read(name: str) -> bytes:
    """Read a file of at most a megabyte."""
    try:
        with Path(name).open("rb") as file:
            data = file.read(1_000_001)
    except OSError as error:
        raise Refused("file", name) from error
    if len(data) > 1_000_000:
        raise Refused("file", name)
    return data


def key_text(given: str) -> str:
    """Give a key from the command line: what is in the file of this name, or else the text."""
    if not Path(given).is_file():
        return given
    try:
        return re.sub(r"\r?\n\Z", "", read(given).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise Refused("key", given) from error


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    for name in ("event", "salt", "proof", "key"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--witness-key", action="append", default=[])
    default = os.environ.get("NOMINA_LANG", os.environ.get("LANG", ""))[:2]
    parser.add_argument(
        "--language", choices=_LANGUAGES, default=default if default in _LANGUAGES else "en"
    )
    given = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)  # an old screen has no Cyrillic
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    try:
        event = read(given.event)
        witnesses = [key_text(one) for one in given.witness_key]
        salt, proof = read(given.salt), read(given.proof)
        checked = check(event, salt, proof, key_text(given.key), witnesses)
    except Refused as refusal:
        said = SAID["refused"][_LANGUAGES.index(given.language)]
        print(said.format(why=reason(refusal, given.language)), file=sys.stderr)
        return 1
    lines = json.dumps(parse_event(event), ensure_ascii=False, indent=2).split("\n")
    print(*(shown(line) for line in lines), "", *report(checked, given.language), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
