"""Answers that say nothing of any case: whoever asks may be given these before kinship holds.

Each is the same for everybody. None of them says whether somebody is on a list, is searched for,
was found or is alive; none says that one of the others will follow.
"""

from __future__ import annotations

from nomina.desk.families.models import Answer
from nomina.words import tr

RECEIVED, KINSHIP, SPEAK, MORE, AGENCY = "received", "kinship", "speak", "more", "agency"
FIXED = (RECEIVED, KINSHIP, SPEAK, MORE, AGENCY)


def fixed(code: str, language: str | None = None) -> str:
    """Give one of the fixed sentences; in the language of the reader where none is given.

    Raises:
        KeyError: there is none of this code.
    """
    return {
        RECEIVED: tr("We have what you sent, and a person has read it.", language),
        KINSHIP: tr(
            "Before we can speak about anybody, please show how you are related: a birth or"
            " marriage certificate, or another paper. Bring it, or send a copy by letter.",
            language,
        ),
        SPEAK: tr(
            "We would like to speak with you. Please come to the counter or call, and have your"
            " number at hand. We ask everybody to do this.",
            language,
        ),
        MORE: tr(
            "Anything else that you remember may help: marks, teeth, papers, clothing, photographs."
            " You can add it on this page.",
            language,
        ),
        AGENCY: tr(
            "You can also ask the neutral agency. It works for both sides and gives nothing to"
            " either without your consent.",
            language,
        ),
    }[code]


def fixed_name(code: str) -> str:
    """Give what a fixed sentence is called in a list of choices."""
    return {
        RECEIVED: tr("Received and read"),
        KINSHIP: tr("Please show how you are related"),
        SPEAK: tr("Please come or call"),
        MORE: tr("Please tell us more"),
        AGENCY: tr("The neutral agency"),
    }[code]


def text(answer: Answer, language: str | None = None) -> str:
    """Give the words of an answer."""
    return fixed(answer.fixed, language) if answer.fixed else answer.text
