"""What a message says: please call. No news, nobody's name, no number of a case, no link.

Whoever else reads the telephone of a relative learns that an enquiry desk asks for a call, as that
relative allowed; they do not learn why, whether somebody was found, or after whom was asked.
"""

from __future__ import annotations

from nomina.desk.families.letters_texts import hours, texts
from nomina.desk.families.models import FamilyOffice
from nomina.desk.families.models.letters import BY_MAIL

SMS_MOST = 201
"""Signs of a short message in Cyrillic that goes in three pieces."""


def text_of(form: str, language: str, office: FamilyOffice) -> str:
    """Give all that a message says.

    Args:
        form: ``mail`` or ``sms``.
        language: one of `nomina.words.LANGUAGES`.
        office: whom to call; of it, the telephone and its hours.
    """
    known = texts(language)["message"]
    more = {
        "phone": office.telephone,
        "hours": hours(office.days, office.opens, office.closes, language),
    }
    if form == BY_MAIL:
        return "\n\n".join(line.format(**more) for line in known["mail"])
    text: str = known["sms"]
    return text.format(**more)


def subject_of(language: str) -> str:
    """Give the subject of a mail."""
    said: str = texts(language)["message"]["subject"]
    return said
