"""Whatever came, read and verified: what it is, who signed it, and its items. Nothing is written.

All of it is hostile until it was understood: sizes are looked at before anything is parsed, and an
error says what is wrong without repeating more of it than fits a line.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from nomina import packages, signed
from nomina.desk.people.models import Operation
from nomina.desk.transmit import incoming_tables, partners
from nomina.desk.transmit.incoming_kept import is_sealed, unsealed
from nomina.desk.transmit.models import Partner
from nomina.desk.transmit.models.incoming import (
    ENDED,
    HEARD,
    PACKAGE,
    PFIF,
    STRANGE,
    TABLE,
    UNHEARD,
    UNSIGNED,
)
from nomina.errors import InputError
from nomina.packages.incoming import Offered, of_package, of_pfif
from nomina.pfif_read import read as read_pfif
from nomina.signed import told
from nomina.words import tr

LARGEST = packages.LARGEST + 2**16
"""Bytes of a file that comes: a package, sealed."""
MOST_TOLD = 500
"""Problems that are kept of one file; with more there is more to mend in it than a person reads."""
_PAPERS = (b"%PDF-", b"\xff\xd8", b"\x89PNG", b"II*\x00", b"MM\x00*", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True)
class Came:
    """What came, understood.

    Attributes:
        form, signed, partner, key, sealed, their_name, their_number, addressed, their_digest,
            article, dated: as `Incoming` keeps them; ``partner`` is that of the key, of a package
            alone.
        items: in order.
        problems: what could not be read.
    """

    form: str
    signed: str = UNSIGNED
    partner: Partner | None = None
    key: str = ""
    sealed: bool = False
    their_name: str = ""
    their_number: str = ""
    addressed: str = ""
    their_digest: str = ""
    article: str = ""
    dated: date | None = None
    items: tuple[Offered, ...] = ()
    problems: tuple[InputError, ...] = ()


def read(operation: Operation, data: bytes, name: str, at: datetime) -> Came:
    """Read what came.

    Args:
        operation: to which it came.
        data: the file, sealed to our key or not.
        name: that it came under.
        at: now.

    Raises:
        InputError: nothing of it can be used, it was changed, or it is too large.
    """
    where = name[:80]
    if not data:
        raise InputError(tr("the file is empty"), where=where)
    if len(data) > LARGEST:
        raise InputError(
            tr("this file is larger than {n} megabytes").format(n=LARGEST // 10**6), where=where
        )
    sealed = is_sealed(data)
    plain = unsealed(data) if sealed else data
    if packages.is_acknowledgement(plain):
        raise InputError(
            tr("this acknowledges a package of ours"),
            where=where,
            todo=tr("Add it on the page of that package"),
        )
    if plain.lstrip()[:1] == b"{":
        return _package(operation, plain, where, sealed=sealed)
    if plain.startswith(_PAPERS):
        raise InputError(
            tr("this is a scan or a document, whose words are not read"),
            where=where,
            todo=tr("Bring it as a letter, and type what it says"),
        )
    if plain.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        found = read_pfif(plain, where)
        items = of_pfif(found.people, found.notes, at)
        return Came(form=PFIF, sealed=sealed, items=items, problems=found.problems)
    items, problems = incoming_tables.read(plain, name, at)
    return Came(form=TABLE, sealed=sealed, items=items, problems=tuple(problems))


def _package(operation: Operation, data: bytes, where: str, *, sealed: bool) -> Came:
    found = packages.parsed(data, where)
    partner = _whose(operation, found.key)
    if partner is not None:
        packages.check(data, partner.verify, where)
    content = found.package
    return Came(
        form=PACKAGE,
        signed=_standing(partner),
        partner=partner,
        key=told(found.key),
        sealed=sealed,
        their_name=told(content.sender)[:200],
        their_number=told(content.number)[:200],
        addressed=told(content.recipient)[:200],
        their_digest=found.digest,
        article=content.article,
        dated=date.fromisoformat(content.made[:10]),
        items=of_package(content),
    )


def _whose(operation: Operation, key: str) -> Partner | None:
    """Give the partner whose key has this name and number.

    Of several it is the confirmed one; of partners that ended, the last, where no other has it.
    """
    rows = Partner.objects.filter(operation=operation).exclude(verify="").select_related("end")
    found: list[Partner] = []
    for one in rows.order_by("-made_at"):
        public = signed.key_of(one.verify)
        if signed.key_id(public.name, public.public) == key:
            found.append(one)
    current = [one for one in found if not hasattr(one, "end")]
    sure = [one for one in current if partners.confirmed(one)]
    return next(iter((*sure, *current, *found)), None)


def _standing(partner: Partner | None) -> str:
    if partner is None:
        return STRANGE
    if hasattr(partner, "end"):
        return ENDED
    return HEARD if partners.confirmed(partner) else UNHEARD


def written(problems: Iterable[InputError]) -> list[dict[str, str]]:
    """Give what is wrong as a row keeps it, each cut to what a line holds."""
    return [
        {"what": told(one.what), "where": told(one.where), "todo": told(one.todo)}
        for one in list(problems)[:MOST_TOLD]
    ]
