"""The words of graves, in the language of the reader or of a paper."""

from __future__ import annotations

from nomina.words import tr


def grave_kind(kind: str, language: str | None = None) -> str:
    """Give the name of a kind of grave."""
    return {
        "individual": tr("individual grave", language),
        "collective": tr("collective grave", language),
    }[kind]


def source(source: str, language: str | None = None) -> str:
    """Say where coordinates come from."""
    return {
        "gps": tr("satellite receiver", language),
        "survey": tr("survey", language),
        "map": tr("read from a map", language),
        "picture": tr("read from a picture from above", language),
        "told": tr("as told by whoever was there", language),
    }[source]


def shows(shows: str, language: str | None = None) -> str:
    """Say what a picture of a marking shows."""
    return {
        "marker": tr("the marker", language),
        "grave": tr("the whole grave", language),
        "around": tr("the grave among others", language),
    }[shows]


def form(form: str, language: str | None = None) -> str:
    """Give the name of a form of burial."""
    return {
        "burial": tr("burial in the earth", language),
        "ashes": tr("burial of the ashes", language),
        "sea": tr("burial at sea", language),
    }[form]


def reason(reason: str, language: str | None = None) -> str:
    """Say why somebody was cremated."""
    return {
        "hygiene": tr("imperative reasons of hygiene", language),
        "religion": tr("religion of the deceased", language),
        "wish": tr("express wish of the prisoner of war", language),
    }[reason]


def why(why: str, language: str | None = None) -> str:
    """Say why a grave was opened."""
    return {
        "investigation": tr("investigation", language),
        "medical": tr("medical necessity", language),
        "necessity": tr("overriding public necessity", language),
        "return": tr("return to family or home country", language),
        "agreement": tr("agreement of the parties", language),
        "arrangement": tr("arrangement after five years and due notice", language),
    }[why]
