"""The words of effects, discs, remains and families, in the language of the reader or a paper."""

from __future__ import annotations

from nomina.words import tr


def article_kind(kind: str, language: str | None = None) -> str:
    """Give the name of a kind of article."""
    return {
        "article": tr("article", language),
        "money": tr("money", language),
        "document": tr("document", language),
        "unknown": tr("article of unknown use", language),
    }[kind]


def disc_form(form: str) -> str:
    """Say which disc it is."""
    return {
        "single": tr("single disc; it stays with the body"),
        "stays": tr("half that stays with the body"),
        "forwarded": tr("half that is forwarded"),
        "double": tr("double disc, in two halves"),
    }[form]


def region_name(region: str) -> str:
    """Give the name of a region of the body; right and left are the body's own."""
    return {
        "head": tr("head"),
        "neck": tr("neck"),
        "chest": tr("chest"),
        "abdomen": tr("abdomen"),
        "pelvis": tr("pelvis"),
        "upper-arm-right": tr("right upper arm"),
        "upper-arm-left": tr("left upper arm"),
        "forearm-right": tr("right forearm"),
        "forearm-left": tr("left forearm"),
        "hand-right": tr("right hand"),
        "hand-left": tr("left hand"),
        "thigh-right": tr("right thigh"),
        "thigh-left": tr("left thigh"),
        "leg-right": tr("right lower leg"),
        "leg-left": tr("left lower leg"),
        "foot-right": tr("right foot"),
        "foot-left": tr("left foot"),
    }[region]


def region_state(state: str) -> str:
    """Say whether a region is there."""
    return {
        "present": tr("present"),
        "partly": tr("partly present"),
        "absent": tr("absent"),
        "unknown": tr("not known"),
        "twice": tr("more than one person has"),
    }[state]


def further_choice(choice: str) -> str:
    """Say what a family wants where more is found later."""
    return {
        "tell-again": tr("tell us each time"),
        "do-not-tell": tr("do not tell us again"),
        "wait-until-complete": tr("wait until all that can be found was found"),
    }[choice]


def asker_name(asker: str) -> str:
    """Say who asks for return."""
    return {"kin": tr("next of kin"), "home-country": tr("the home country")}[asker]


def asked_name(asked: str) -> str:
    """Say what is asked."""
    return {"return": tr("asks for return"), "objection": tr("objects to return")}[asked]
