"""The words of the page for evidence of every kind, next steps and how all bodies fit."""

from __future__ import annotations

from nomina.words import tr


def kind_words(language: str) -> dict[str, str]:
    """Give each kind of evidence in words, in the order of `nomina.evidence.KINDS`."""
    return {
        "face": tr("Faces", language),
        "biology": tr("Sex, age, height, build", language),
        "names": tr("Names on things", language),
        "documents": tr("Papers and numbers", language),
        "marks": tr("Marks of the skin and bones", language),
        "dental": tr("Teeth", language),
        "fingerprints": tr("Fingerprints", language),
        "effects": tr("Clothes and things", language),
        "whereabouts": tr("Places and times", language),
        "dna": tr("DNA", language),
        "exclusion": tr("Exclusion by an examiner", language),
    }


def step_words(language: str) -> dict[str, str]:
    """Give examinations as something to do, by kind."""
    return {
        "dental": tr("Chart the teeth of the body", language),
        "marks": tr("Describe the marks of the body", language),
        "documents": tr("Look for papers and numbers with the body", language),
        "effects": tr("Describe the clothes and things of the body", language),
        "fingerprints": tr("Take and compare fingerprints", language),
        "dna": tr("Take a sample for DNA and compare it", language),
    }


def evidence_words(language: str) -> dict[str, str]:
    """Give the words that the script puts beside findings, next steps and the map."""
    return {
        "why": tr("What speaks for and against", language),
        "start": tr("Start: even", language),
        "total": tr("All evidence together", language),
        "speaks_for": tr("speaks for", language),
        "speaks_against": tr("speaks against", language),
        "speaks_even": tr("says nothing either way", language),
        "excludes": tr("excludes: they cannot be the same person", language),
        "at_bound": tr("at its limit: the data support no stronger claim", language),
        "in_file": tr("In the file", language),
        "on_body": tr("On the body", language),
        "no_findings": tr("The single findings on this lead are not in this page.", language),
        "lacking": tr("Nothing to compare on one side or both: {kinds}.", language),
        "glr_for": tr(
            "The best explanation of everything without this pair weighs {n} times less.", language
        ),
        "glr_against": tr(
            "The best explanation of everything without this pair weighs {n} times more.", language
        ),
        "glr_even": tr(
            "The best explanation of everything without this pair weighs as much.", language
        ),
        "faces_none": tr("No faces were compared for this pair.", language),
        "excluded_short": tr("excluded by a finding", language),
        "excluded_next": tr(
            "A finding says that they cannot be the same person. The finding is shown above; ask "
            "its examiner if you doubt it.",
            language,
        ),
        "not_among": tr("That this person is none of these bodies: {share}.", language),
        "next_steps": tr("What to do next", language),
        "next_people": tr("It could compare:", language),
        "next_none": tr("No examination on record would tell the leads apart.", language),
        "next_order": tr("The most telling first.", language),
        "map": tr("Who competes with whom", language),
        "map_note": tr(
            "Bodies at the left, missing people at the right; a thicker line weighs more.", language
        ),
        "map_alone": tr("No other body competes for these people.", language),
        "map_line": tr("{body}: {people}", language),
        "map_pair": tr("{person} ({share})", language),
        "map_here": tr("this body", language),
        "map_more": tr("{n} more bodies compete further away and are not drawn.", language),
    }


def together_words(language: str) -> dict[str, str]:
    """Give the words about how all bodies fit together."""
    return {
        "point": "." if language == "en" else ",",
        "none": tr("No pair is in the best explanation of everything.", language),
        "best": tr(
            "The best single explanation of everything puts a person to {n} bodies. It is one of "
            "many; the weight at each lead counts them all.",
            language,
        ),
        "pairs": tr("Show its pairs", language),
        "next": tr("Next best", language),
        "less": tr("Weighs {n} times less", language),
        "as_much": tr("Weighs as much", language),
        "nobody": tr("nobody on this list", language),
        "instead": tr("{body}: {person} instead of {before}", language),
        "and_more": tr("and {n} more changes", language),
        "set": tr("These bodies are these people; who is who stays open:", language),
    }
