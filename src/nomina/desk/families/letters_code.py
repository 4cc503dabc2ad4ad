"""The code of a letter, with which whoever holds it asks the public page whether it is ours.

The number of a letter stands in lists of the desk and is read out on the telephone; the code stands
on the letter alone. It is the HMAC of the number under a key of this desk, so that nobody makes one
without it, and no table keeps any.
"""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

from nomina import tags
from nomina.desk.families import secrets
from nomina.desk.families.models import Letter

GROUPS, EACH = 3, 4
"""A code is written in so many groups of so many signs: 60 bits."""
_USE = "letter codes"


def code_of(number: str) -> str:
    """Give the code of the letter of a number, as it is printed.

    Args:
        number: as it is kept.
    """
    made = hmac.new(secrets.key(_USE), number.encode("utf-8", "replace"), hashlib.sha256).digest()
    text = "".join(tags.SIGNS[one % len(tags.SIGNS)] for one in made[: GROUPS * EACH])
    return "-".join(text[at : at + EACH] for at in range(0, len(text), EACH))


def is_ours(number: str, code: str, operation: UUID) -> bool:
    """Say whether a letter of an operation has this number and this code, as they are typed.

    The work is the same whatever was typed. Without the code no letter is asked for, so that
    neither the answer nor its time tells which numbers there are. A letter that was taken back
    since was made all the same: that is told to a family in person, and not here.
    """
    known = secrets.plain(number)
    right = hmac.compare_digest(
        secrets.plain(code_of(known)).encode(), secrets.plain(code).encode("utf-8", "replace")
    )
    rows = Letter.objects.filter(notice__operation=operation, number=known if right else "")
    return rows.exists() and right
