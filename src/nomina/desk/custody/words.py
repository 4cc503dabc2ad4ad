"""The words of custody, in the language of the reader."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from nomina.desk.custody.exchange_words import difference_name
from nomina.words import tr


def place_kind(kind: str) -> str:
    """Give the name of a kind of place."""
    return {
        "recovery": tr("place of recovery"),
        "morgue": tr("morgue"),
        "wagon": tr("refrigerated wagon"),
        "container": tr("refrigerated container"),
        "laboratory": tr("laboratory"),
        "cemetery": tr("cemetery"),
        "exchange": tr("exchange point"),
    }[kind]


def item_kind(kind: str) -> str:
    """Give the name of a kind of item."""
    return {
        "body": tr("body"),
        "part": tr("body part"),
        "sample": tr("sample"),
        "packet": tr("packet of effects"),
        "document": tr("document"),
        "disc": tr("identity disc"),
        "coffin": tr("coffin"),
        "bag": tr("body bag"),
    }[kind]


def move_kind(kind: str) -> str:
    """Say what a movement was."""
    return {
        "receive": tr("taken in"),
        "move": tr("moved"),
        "hand": tr("handed over"),
        "pack": tr("put into"),
        "unpack": tr("taken out"),
        "carry": tr("carried along"),
        "out": tr("given out for good"),
    }[kind]


def read_how(read: str) -> str:
    """Say how a tag was read."""
    return {
        "scanned": tr("tag scanned"),
        "typed": tr("tag typed"),
        "paper": tr("from a paper form"),
        "listed": tr("tag not read"),
    }[read]


def seal_state(seal: str) -> str:
    """Say how a seal was; empty where nobody looked."""
    return {
        "": "",
        "whole": tr("seal whole"),
        "broken": tr("seal broken"),
        "none": tr("no seal"),
    }[seal]


def clock_name(clock: str) -> str:
    """Say whose clock it was."""
    return {
        "device": tr("clock of the desk or device"),
        "operator": tr("as said by whoever was there"),
        "gps": tr("satellite time"),
    }[clock]


def incident_kind(kind: str) -> str:
    """Give the name of a kind of incident."""
    return {
        "missing": tr("not found"),
        "extra": tr("too many"),
        "unknown-tag": tr("a tag that nobody printed here"),
        "foreign-tag": tr("a tag of another operation"),
        "wrong-tag": tr("a tag read wrong"),
        "late": tr("written down out of order"),
        "clock": tr("a clock that cannot be right"),
        "conflict": tr("two who say two things"),
        "seal": tr("another seal, or a broken one"),
        "gap": tr("handed out, and nobody took it"),
        "overfull": tr("more than a place holds"),
        "cold": tr("too cold"),
        "warm": tr("too warm"),
        "silent": tr("no temperature comes"),
        "inventory": tr("effects that differ"),
        "list": tr("a list that differs"),
        "other": tr("something else"),
    }[kind]


_HIDDEN = frozenset({"batch", "key", "id", "command"})
"""What an incident keeps for the desk itself."""


def told(said: Mapping[str, object]) -> list[tuple[str, str]]:
    """Give what an incident keeps, each with its name; a list in one line, a moment as a day."""
    names = {
        "handover": tr("Handover"),
        "given": tr("As it was given"),
        "taken": tr("As it was taken"),
        "sealed": tr("Sealed with"),
        "read": tr("As it was read"),
        "before": tr("Listed before"),
        "after": tr("Listed after"),
        "missing": tr("No longer there"),
        "more": tr("There besides"),
        "text": tr("What was read"),
        "since": tr("Since"),
        "degrees": tr("Temperature"),
        "sensor": tr("Sensor"),
        "at": tr("When, as it was said"),
        "clock": tr("By whose clock"),
        "tags": tr("Tags"),
        "place": tr("To which place"),
        "start": tr("From which place"),
        "position": tr("Position"),
        "number": tr("Batch"),
        "what": tr("What differs"),
        "line": tr("Line number"),
        "their number": tr("Their number"),
        "kind": tr("What was asked for"),
        "claimed": tr("What was claimed"),
    }
    return [
        (names.get(key, key), difference_name(str(value)) if key == "what" else _line(value))
        for key, value in said.items()
        if key not in _HIDDEN and value not in ("", None, [], {})
    ]


def _line(value: object) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {text}" for name, text in told(value))
    if isinstance(value, list | tuple):
        return ", ".join(_line(one) for one in value)
    text = str(value)
    try:
        moment = datetime.fromisoformat(text) if "T" in text else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        return text
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
