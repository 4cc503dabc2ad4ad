"""The words by which consent is asked, for each purpose; which words stood there is kept.

The text of a language is one string. Its digest is its version: a word that is changed, in the code
or in a translation, makes another one, and what was agreed to before keeps the words it was given.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from nomina.desk.families.models import ConsentText
from nomina.desk.files.models.consents import COMPARE_FACES, PURPOSES
from nomina.words import tr

VERSION = 12
"""Signs of the digest that stand on pages and papers as the version."""


def purpose(code: str, language: str | None = None) -> str:
    """Say in plain words what a purpose means for who allows it."""
    return {
        COMPARE_FACES: tr(
            "You may compare the photographs that I send with photographs of dead people whose"
            " names are not known. A computer only proposes whom people should examine; it decides"
            " nothing.",
            language,
        ),
        "compare-records": tr(
            "You may compare what I write here with what was found on dead people whose names are"
            " not known: marks, teeth, papers, clothing.",
            language,
        ),
        "dna": tr(
            "You may ask me for a sample of saliva, and compare its DNA with that of dead people"
            " whose names are not known. I will be asked again before.",
            language,
        ),
        "share-bureau": tr(
            "You may give what I write here to the bureau of the other side that looks for missing"
            " people.",
            language,
        ),
        "share-agency": tr(
            "You may give what I write here to the neutral agency, which works for both sides.",
            language,
        ),
    }[code]


def around(language: str | None = None) -> tuple[str, ...]:
    """Give what is said before anything is allowed."""
    return (
        tr("Each of these is your choice; you can leave any of them out.", language),
        tr("What you send is used for this and for nothing else.", language),
        tr("You can take everything back at any time, and need give no reason.", language),
    )


def words(language: str | None = None) -> str:
    """Give the whole text, as it is kept."""
    lines = [*around(language), *(f"{one}: {purpose(one, language)}" for one in PURPOSES)]
    return "\n".join(lines)


def row_of(language: str, at: datetime) -> ConsentText:
    """Give the row of the words as they stand now, within an act."""
    text = words(language)
    digest = hashlib.sha256(f"{language}\n{text}".encode()).hexdigest()
    found = ConsentText.objects.filter(digest=digest).first()
    if found is not None:
        return found
    row, _ = ConsentText.objects.get_or_create(
        digest=digest, defaults={"language": language, "words": text, "made_at": at}
    )
    return row


def version(row: ConsentText) -> str:
    """Give the version of a text, as it is written on pages and papers."""
    return row.digest[:VERSION]
