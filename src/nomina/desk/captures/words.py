"""What is said of captures, in the language of the reader."""

from __future__ import annotations

from nomina.desk.captures.models import Item
from nomina.desk.captures.models.errands import DONE, FAILED, WAITING, WORKING
from nomina.desk.captures.opening.pieces import (
    ARCHIVE,
    HEADERS,
    MEDIA,
    ORIGINAL,
    PAGE,
    SCREENSHOT,
    TEXT,
    VIEW,
)
from nomina.desk.files.photos.words import why_unreadable
from nomina.words import tr


def role_name(role: str) -> str:
    """Give the name of what an item is."""
    return {
        ORIGINAL: tr("as it came"),
        PAGE: tr("page"),
        TEXT: tr("text"),
        SCREENSHOT: tr("picture of the screen"),
        HEADERS: tr("headers"),
        MEDIA: tr("picture or other content"),
        VIEW: tr("remade from pixels"),
        ARCHIVE: tr("web archive"),
    }[role]


def operation_name(operation: str) -> str:
    """Say how an item was made of another; an unknown code is given as it is."""
    return {
        "": "",
        "zip-entry": tr("taken out of an archive"),
        "mhtml-part": tr("taken out of a saved page"),
        "mhtml-headers": tr("the head of a saved page"),
        "warc-body": tr("taken out of a web archive"),
        "warc-headers": tr("the head of an answer in a web archive"),
        "html-data": tr("stood within the page"),
        "html-text": tr("words of the page"),
        "json-text": tr("words of the document"),
        "plain-text": tr("words of the file"),
        "browser-text": tr("words of the page, as the browser showed it"),
        "browser-mhtml": tr("the page with its parts, saved by the browser"),
        "browser-screenshot": tr("picture of the page, taken by the browser"),
        "remade-1280": tr("remade from pixels, at most 1280 on a side"),
    }.get(operation, operation)


def unopened(code: str) -> str:
    """Say why something was kept as it is, unopened."""
    known = {
        "broken": tr("it is broken"),
        "too-many": tr("it holds too many things"),
        "too-large": tr("it is too large unpacked"),
        "bomb": tr("it is packed beyond reason"),
        "doubles": tr("two things in it have one name"),
        "link": tr("a link lies in it"),
        "encrypted": tr("it is locked with a password"),
        "packing": tr("it is packed in a way that is not read here"),
        "overlap": tr("things in it lie over each other"),
        "nested": tr("it is an archive within another"),
        "not-tried": tr("enough pictures were opened before it"),
        "pdf": tr("documents in PDF are not read here"),
        "unknown": tr("its kind is not read here"),
    }
    return known.get(code) or why_unreadable(code)


def assessed_name(key: str) -> str:
    """Give the name of a part of the assessment."""
    return {
        "relevance": tr("Relevance"),
        "reliability": tr("Reliability"),
        "safety": tr("Safety"),
        "duplicate": tr("Duplicates"),
    }[key]


def pattern_name(pattern: str) -> str:
    """Say by what an observation was found."""
    return {
        "born": tr("words about a birth"),
        "known-name": tr("names of the file, spelt otherwise"),
        "name": tr("words before a name"),
        "unit": tr("words for a unit"),
        "place": tr("words before a place"),
        "mark": tr("words for a tattoo"),
    }.get(pattern, pattern)


def state_name(state: str) -> str:
    """Say how far an errand is."""
    return {
        WAITING: tr("waiting"),
        WORKING: tr("at work"),
        DONE: tr("done"),
        FAILED: tr("failed"),
    }[state]


def facts_of(item: Item) -> str:
    """Say in a line what is known of an item."""
    facts = item.facts
    if facts.get("unreadable"):
        return tr("not opened: {why}").format(why=unopened(facts["unreadable"]))
    said = []
    if facts.get("width"):
        said.append(f"{facts['width']} × {facts['height']}")
    if facts.get("date"):
        said.append(tr("says of itself: {date}").format(date=facts["date"]))
    return " · ".join(said)
