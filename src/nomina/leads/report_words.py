"""Every sentence of the report page, in one place, so that each can be translated and checked.

Words for a face result are the closed three: excluded, inconclusive, candidate for other
examination. A part in braces is filled by the page.
"""

from __future__ import annotations

from nomina.leads.documents import FaceValues
from nomina.words import ntr, tr


def result_words(language: str) -> dict[str, str]:
    """Give the three words that a face result can have, by their key in leads.json."""
    return {
        "inconclusive": tr("inconclusive", language),
        "candidate": tr("candidate for other examination", language),
        "excluded": tr("excluded", language),
    }


def caution_words(language: str | None = None) -> str:
    """Say the caution ``origin`` of a calibration."""
    return tr(
        "The calibration photos show few people of African or Asian origin, and to the model "
        "strangers among them look more alike: on 22 Black and East Asian people strengths said "
        "far too much. Take their leads as an order of looking only.",
        language,
    )


def script_words(language: str) -> dict[str, str]:
    """Give the words that the script of the page puts beside bars, faces and candidates."""
    return result_words(language) | {
        "nobody": tr("Nobody on this list", language),
        "nobody_note": tr("a real answer, weighed like the others", language),
        "nobody_says": tr(
            "If the stated share is right, {share} of the weight rests on nobody on this list.",
            language,
        ),
        "nobody_next": tr(
            "Where this weighs most, other lists and other evidence come before any name here.",
            language,
        ),
        "for": tr("for", language),
        "against": tr("against", language),
        "even": tr("even", language),
        "times_for": tr("about {n} times, for", language),
        "times_against": tr("about {n} times, against", language),
        "interval": tr("Interval: from {low} to {high}", language),
        "end_for": tr("{n} times for", language),
        "end_against": tr("{n} times against", language),
        "limits": tr("The data can support {low} to {high}", language),
        "not_known": tr("not known", language),
        "no_opinion": tr("no opinion", language),
        "says_none": tr(
            "No opinion: the strength of a face was never measured in this condition. The order "
            "is only an order of looking.",
            language,
        ),
        "others": tr("Everybody else on the list, together: {share}", language),
        "says_for": tr(
            "What is seen is about {n} times more probable if both show the same person than if "
            "they show two different people.",
            language,
        ),
        "says_against": tr(
            "What is seen is about {n} times more probable if they show two different people "
            "than if both show the same person.",
            language,
        ),
        "says_even": tr(
            "What is seen is about as probable if both show the same person as if they show two "
            "different people.",
            language,
        ),
        "degree_0": tr("No support either way.", language),
        "degree_for": tr("{degree} that it is the same person.", language),
        "degree_against": tr("{degree} that they are different people.", language),
        "degree_1": tr("Weak support", language),
        "degree_2": tr("Moderate support", language),
        "degree_3": tr("Moderately strong support", language),
        "degree_4": tr("Strong support", language),
        "degree_5": tr("Very strong support", language),
        "degree_6": tr("Extremely strong support", language),
        "at_upper": tr(
            "This is as much as the calibration data can support; nothing stronger is claimed.",
            language,
        ),
        "at_lower": tr(
            "This is as much against as the calibration data can support; nothing stronger is "
            "claimed.",
            language,
        ),
        "share_about": tr("about {k} in {n}", language),
        "share_under": tr("less than 1 in {n}", language),
        "share_most": tr("about 19 in 20", language),
        "share_all": tr("more than 99 in 100", language),
        "weight": tr("Weight", language),
        "weight_says": tr(
            "Weight: {share}, if {prior} of the bodies are of people on this list. It rests on "
            "that share as much as on the evidence.",
            language,
        ),
        "strength": tr("Strength", language),
        "person": tr("Missing person", language),
        "who": tr("Who this may be", language),
        "who_note": tr("{n} missing people compared; nothing here says who it is", language),
        "more": tr("Show {n} more", language),
        "more_not_printed": tr("{n} more are in leads.csv.", language),
        "not_compared": tr("Not compared; this says nothing about who it is.", language),
        "next_candidate": tr(
            "Next: another examination by a person, and evidence of another kind: teeth, "
            "fingerprints, DNA.",
            language,
        ),
        "next_inconclusive": tr(
            "The faces alone do not tell. Other evidence decides whether to look further.",
            language,
        ),
        "next_excluded": tr("Set aside by a person; the record says why.", language),
        "competing": tr("Also a candidate for other bodies:", language),
        "beside": tr("{body} beside {person}", language),
        "beside_label": tr("The body beside the chosen candidate", language),
        "body": tr("Body", language),
        "of_body": tr("The body", language),
        "of_person": tr("The missing person", language),
        "alt": tr("Face, {what}, photo {k} of {n}", language),
        "photo_of": tr("{k} of {n}", language),
        "photo_before": tr("Photo before", language),
        "photo_after": tr("Next photo", language),
        "hidden": tr("Hidden until asked for", language),
        "show": tr("Show faces", language),
        "hide": tr("Hide faces", language),
        "keep": tr("Keep shown", language),
        "grey": tr("Grey", language),
        "large": tr("Large", language),
        "now_shown": tr("Faces are shown", language),
        "now_hidden": tr("Faces are hidden", language),
        "no_photo": tr("No photo with a face", language),
        "left_out": tr("This face is not in this file", language),
        "no_images": tr("Left out of this report", language),
        "before": tr("Before", language),
        "after": tr("Next", language),
        "all_bodies": tr("All bodies", language),
        "choose": tr("Choose a body from the list.", language),
        "no_bodies": tr("No bodies were compared. The problems below say why.", language),
        "listed": tr("{k} of {n} bodies listed", language),
        "chosen": tr("{who}, {k} of {n}", language),
        "opened": tr("Body {body}, {k} of {n}", language),
    }


def frame_words(language: str) -> dict[str, str]:
    """Give the words of the frame of the page: headings, filters, dialogs."""
    return {
        "title": tr("Leads", language),
        "together_title": tr("How it fits together", language),
        "skip": tr("Skip to the chosen body", language),
        "line_strong": tr("A face never identifies anyone.", language),
        "line": tr(
            "This page puts people in an order worth a human look. Every lead needs another "
            "examination, and people decide.",
            language,
        ),
        "facts_title": tr("About this run", language),
        "reading_title": tr("How to read this page", language),
        "bodies": tr("Bodies", language),
        "search": tr("Body or person", language),
        "filters": tr("Filters", language),
        "only_candidate": tr("Only with a candidate for other examination", language),
        "only_nobody": tr("Only where nobody on this list weighs most", language),
        "at_least": tr("Strongest, at least", language),
        "at_most": tr("Strongest, at most", language),
        "flags_title": tr("With a photo that is", language),
        "order": tr("Order", language),
        "order_given": tr("as in the folder", language),
        "order_strength": tr("strongest lead first", language),
        "order_nobody": tr("nobody on this list first", language),
        "clear": tr("Clear filters", language),
        "empty": tr("No body passes these filters. Esc clears the search.", language),
        "rest": tr("Show more bodies", language),
        "noscript": tr(
            "The candidates of each body need scripts in this browser. The file leads.csv holds "
            "them all.",
            language,
        ),
        "problems_title": tr("Problems", language),
        "record_title": tr("Record of the run", language),
        "record_summary": tr("Everything needed to run this again and compare", language),
        "keys": tr("Keys", language),
        "keys_on": tr("Single-letter keys work", language),
        "close": tr("Close", language),
        "print": tr("Print", language),
        "print_what": tr("What to print", language),
        "print_one": tr("The chosen body", language),
        "print_listed": tr("Every listed body, each on its own page", language),
        "print_note": tr(
            "Faces stay hidden on paper unless you have shown them. Not for relatives, not for "
            "publication.",
            language,
        ),
    }


def key_words(language: str) -> list[tuple[tuple[str, ...], str]]:
    """Give the keys of the page and what each does."""
    return [
        (("j", "k"), tr("next body, body before", language)),
        (("↓", "↑"), tr("next candidate, candidate before", language)),
        (("i",), tr("show or hide the faces of this body", language)),
        (("/",), tr("search bodies and people, in any script", language)),
        (("f",), tr("filters", language)),
        (("?",), tr("this help", language)),
        (("Esc",), tr("close, clear the search, or hide the faces", language)),
    ]


def reading_words(language: str) -> list[str]:
    """Give the paragraphs on how to read the page."""
    return [
        tr(
            "Two statements are weighed against each other: the body is this missing person, or "
            "they are two different people. The bar runs from against, through even, to for; "
            "each step is ten times more. Hatching stands where the data cannot support a "
            "claim, or where a finding stands at its limit. In the list of findings "
            "each bar begins where the one above it ended.",
            language,
        ),
        tr(
            "Weight shares out one whole among everybody on the list and nobody on this list, by "
            "all evidence on all bodies at once: each body one person, each person one body. It "
            "holds only if the stated share of bodies on the list is right, and takes every "
            "person on the list as equally likely before the evidence is seen (prior: joint).",
            language,
        ),
        tr(
            "Words for a face are: excluded, inconclusive, candidate for other examination. A "
            "face that was not found, or not compared, excludes nobody.",
            language,
        ),
        tr(
            "Hiding faces gives you control over what you see and when; it does not promise to "
            "protect. Faces carry a mark in their pixels: not for relatives, not for "
            "publication.",
            language,
        ),
    ]


def head_words(language: str) -> dict[str, str]:
    """Give the words about the run as a whole, and those of bodies in the list."""
    return {
        "any": tr("any", language),
        "no_problems": tr("None.", language),
        "problem_where": tr("Where", language),
        "problem_what": tr("What happened", language),
        "problem_todo": tr("What to do", language),
        "not_stated": tr("not stated", language),
        "purpose": tr("Purpose", language),
        "authority": tr("Authority", language),
        "on_list": tr("Thought to be on the list", language),
        "share": tr("{share} of the bodies", language),
        "on_list_note": tr("stated, not measured; prior: {prior}", language),
        "compared": tr("Compared", language),
        "counts": tr("{bodies} bodies, {missing} missing people", language),
        "without": tr(
            "without a usable face: {bodies} bodies, {missing} people; that excludes nobody",
            language,
        ),
        "calibrated": tr("Calibrated on", language),
        "calibrated_note": tr("{people} people, {mated} mated pairs; {population}", language),
        "pack": tr("Model pack", language),
        "condition": tr("Condition", language),
        "simulated": tr("simulated.", language),
        "caution": tr("Known limit", language),
        "caution_origin": tr("says too much of people of African or Asian origin", language),
        "caution_origin_note": caution_words(language),
        "simulated_note": tr(
            "The strengths were never measured on photos of the dead. They come from photos of "
            "living people changed by computer to look as after death; real bodies may differ, "
            "and more so the longer after death.",
            language,
        ),
        "simulated_short": tr(
            "Calibrated on simulated conditions only; real bodies may differ.", language
        ),
        "faces": tr("Faces", language),
        "left_out": tr("{n} photos not in this file", language),
        "left_out_note": tr("to keep it small enough to open", language),
        "stated": tr("stated condition: {stated}", language),
        "no_face": tr("no usable face, so not compared", language),
    }


def photos_words(n: int, compared: int, language: str) -> str:
    """Say how many photos a case has and how many of them were compared."""
    text = ntr("{n} photo", "{n} photos", n, language).format(n=n)
    if compared == n:
        return text
    return tr("{photos}, {n} compared", language).format(photos=text, n=compared)


def condition_words(values: FaceValues, faces_found: int, language: str) -> str:
    """Say in words what weakens or helps the comparison of one photo."""
    parts = [
        tr("{n} px between the eyes", language).format(n=round(values.eye_distance)),
        tr("turned {n}°", language).format(n=abs(round(values.yaw))),
        *(flag_words(flag, language) for flag in values.flags),
    ]
    if faces_found > 1:
        parts.append(
            tr("{n} faces in the photo, the largest compared", language).format(n=faces_found)
        )
    return ", ".join(parts)


def flag_words(code: str, language: str) -> str:
    """Give a condition code in words; a code that is not known is shown as it is written."""
    known = {
        "small": tr("small", language),
        "blurred": tr("blurred", language),
        "dark": tr("dark", language),
        "bright": tr("too bright", language),
        "clipped": tr("black or white through", language),
        "turned": tr("turned away", language),
        "unsure": tr("not surely a face", language),
        "edge": tr("partly out of the photo", language),
        "fresh": tr("fresh", language),
        "early_change": tr("early change", language),
        "advanced_change": tr("advanced change", language),
        "injured": tr("injured", language),
        "unknown": tr("unknown", language),
        "living": tr("living", language),
    }
    return known.get(code, code.replace("_", " ").replace("-", " "))
