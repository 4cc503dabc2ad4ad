"""The words of exchanges, in the language of the reader or of a paper."""

from __future__ import annotations

from nomina.words import tr


def way_name(way: str, language: str | None = None) -> str:
    """Say which way a batch goes."""
    return {
        "in": tr("comes to this side", language),
        "out": tr("goes to the other side", language),
    }[way]


def carrier_name(carried_by: str, language: str | None = None) -> str:
    """Give the name of a kind of carrier."""
    return {
        "icrc": tr("International Committee of the Red Cross", language),
        "society": tr("a National Red Cross or Red Crescent Society", language),
        "power": tr("a Protecting Power", language),
        "other": tr("another intermediary", language),
        "none": tr("no intermediary", language),
    }[carried_by]


def what_name(what: str) -> str:
    """Say what was in a bag."""
    return {
        "body": tr("one body"),
        "part": tr("parts of one person"),
        "several": tr("remains of several people"),
        "nothing": tr("nothing human"),
    }[what]


def ours_name(ours: str) -> str:
    """Say whose dead this is."""
    return {
        "yes": tr("of this side"),
        "no": tr("of the other side"),
        "unknown": tr("not known whose"),
    }[ours]


def difference_name(code: str) -> str:
    """Say how list and find differ."""
    return {
        "not-found": tr("not found"),
        "several-bags": tr("more than one bag"),
        "several-persons": tr("several people in one bag"),
        "twice": tr("listed twice"),
        "no-line": tr("on no line of the list"),
        "nothing-human": tr("nothing human in it"),
        "ours": tr("our own dead among them"),
        "not-ours": tr("not of this side, goes back"),
        "unread": tr("the line could not be read"),
    }[code]


def wrong_name(wrong: str) -> str:
    """Say what is wrong with a line; empty for nothing."""
    return {
        "": "",
        "blank": tr("it holds neither a number nor a name"),
        "long": tr("a cell is too long"),
        "signs": tr("a cell holds signs that no text has"),
    }[wrong]


def field_name(field: str) -> str:
    """Give the name of a column of a list."""
    return {
        "number": tr("Their number"),
        "said_name": tr("Name as they write it"),
        "rank": tr("Rank"),
        "military": tr("Military number"),
        "unit": tr("Unit"),
        "place": tr("Place"),
        "note": tr("Note"),
    }[field]


def side_name(side: str, language: str | None = None) -> str:
    """Say who signed a receipt."""
    return {
        "carrier": tr("the carrier", language),
        "counterpart": tr("the other side", language),
        "us": tr("this side", language),
    }[side]


def kind_name(kind: str, language: str) -> str:
    """Give the name of a kind of item in the language of a paper."""
    return {
        "body": tr("body", language),
        "part": tr("body part", language),
        "sample": tr("sample", language),
        "packet": tr("packet of effects", language),
        "document": tr("document", language),
        "disc": tr("identity disc", language),
        "coffin": tr("coffin", language),
        "bag": tr("body bag", language),
    }[kind]


def cut(text: str, most: int = 40) -> str:
    """Cut text of others short for a list; its own page has all of it."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
