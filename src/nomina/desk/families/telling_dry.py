"""The dry run: exactly what goes to whom, and the one digest over all of it that is signed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC

from nomina.desk.acts import Said, digest
from nomina.desk.custody.papers.known import speaking
from nomina.desk.families.contact import contact_of
from nomina.desk.families.models import Plan, Recipient
from nomina.words import LANGUAGES


@dataclass(frozen=True)
class Leaf:
    """Something that is left with a relative.

    Attributes:
        title: what it is called on a page.
        language: in which it is written.
        sections: heading and words of each part, as they will be printed.
        href: where it is seen as it will be printed; empty where nowhere.
    """

    title: str
    language: str
    sections: tuple[tuple[str, str], ...]
    href: str = ""


Giver = Callable[[Plan, Recipient], Iterable[Leaf]]
_GIVERS: list[Giver] = []


def add(giver: Giver) -> None:
    """Have what is left with each relative stand in the dry run, and be signed with it."""
    if giver not in _GIVERS:
        _GIVERS.append(giver)


def leaves(plan: Plan, recipient: Recipient) -> list[Leaf]:
    """Give what is left with a recipient, as it would be printed now."""
    return [leaf for giver in _GIVERS for leaf in giver(plan, recipient)]


_BESIDE = (
    *Recipient.beside,
    "notice__identification__dossier",
    "notice__identification__report__one",
    "notice__identification__report__other",
    "notice__identification__link__one",
)
"""What a letter is written from, so that each is read with its recipient."""


def covered(plan: Plan) -> list[Recipient]:
    """Give whom a plan covers, in one order; who was taken off is none of them."""
    rows = Recipient.objects.standing().filter(plans__plan=plan)
    return list(rows.select_related(*_BESIDE).order_by("made_at", "pk"))


def document(plan: Plan) -> dict[str, Said]:
    """Give all that goes, to whom and how, as plain values."""
    notice = plan.notice
    return {
        "notice": str(notice.pk),
        "occasion": notice.occasion,
        "recalls": str(notice.recalls_id or ""),
        "identification": str(notice.identification_id),
        "dossier": notice.identification.dossier.digest,
        "plan": {
            "id": str(plan.pk),
            "turn": plan.turn,
            "means": plan.means,
            "necessity": plan.necessity,
            "people": tuple(dict(one) for one in plan.people),
            "place": plan.place,
            "at": plan.at.astimezone(UTC).isoformat(),
            "language": plan.language,
            "interpreter": plan.interpreter,
            "support": plan.support,
            "not_to_hear": plan.not_to_hear,
            "notes": plan.notes,
            "against": plan.against,
            "by": str(plan.by_id),
        },
        "recipients": tuple(_one(plan, recipient) for recipient in covered(plan)),
    }


def _one(plan: Plan, recipient: Recipient) -> dict[str, Said]:
    contact = {name: str(value) for name, value in asdict(contact_of(recipient.family)).items()}
    return {
        "recipient": str(recipient.pk),
        "family": str(recipient.family_id),
        "number": recipient.family.number,
        "relation": recipient.relation,
        "wishes": recipient.wishes,
        "contact": contact,
        "leaves": tuple(
            {"title": leaf.title, "language": leaf.language, "sections": leaf.sections}
            for leaf in leaves(plan, recipient)
        ),
    }


def digest_of(plan: Plan) -> str:
    """Give the SHA-256 (hex) over the dry run as it is now; any change gives another.

    It is the same for whoever reads: what is said in the language of a reader is taken in one.
    """
    with speaking(LANGUAGES[0]):
        return digest(document(plan))
