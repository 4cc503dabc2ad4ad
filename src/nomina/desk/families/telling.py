"""What relatives were told, as far as other parts of the desk may go by it."""

from __future__ import annotations

from nomina.desk.examine.models import Identification
from nomina.desk.families.models import Notice, Recipient, Told
from nomina.desk.families.models.telling import PERSON, RECALL
from nomina.desk.files.models import File


def notice_of(identification: Identification) -> Notice | None:
    """Give the notice that tells an identification; None where nobody began one."""
    rows = Notice.objects.filter(identification=identification)
    return rows.exclude(occasion=RECALL).select_related("operation").first()


def told_in_person(missing: File, family: File | None = None) -> bool:
    """Say whether relatives know from a person who came to them that somebody is dead.

    It goes by what was recorded, and not by what the board decided: a withdrawn identification
    changes nothing here until the relative was told of that, too.

    Args:
        missing: the file of the missing person.
        family: the file of one relative; where None, everybody who is to be told must know.
    """
    if family is not None:
        return _knows(missing, family)
    wanted = Recipient.objects.standing().filter(notice__identification__link__other=missing)
    wanted = wanted.filter(notice__end=None).exclude(notice__occasion=RECALL)
    families = {one.family for one in wanted.select_related("family")}
    return bool(families) and all(_knows(missing, one) for one in families)


def _knows(missing: File, family: File) -> bool:
    rows = Told.objects.standing().filter(recipient__family=family)
    rows = rows.filter(notice__identification__link__other=missing)
    knows = False
    for occasion, means in rows.order_by("made_at", "pk").values_list("notice__occasion", "means"):
        knows = occasion != RECALL and (knows or means == PERSON)
    return knows
