"""Where in the log a certificate was issued, for whoever is to be given a proof of it."""

from __future__ import annotations

from typing import Protocol

from nomina.desk.acts import digest
from nomina.desk.examine.certificate_check import KIND, told
from nomina.desk.examine.models import Issued
from nomina.errors import InputError
from nomina.ledger.entry import Sealed
from nomina.ledger.formats import parse_event
from nomina.words import tr


class Leaves(Protocol):
    """The entries of a log, to be read."""

    def size(self) -> int:
        """How many there are."""

    def opened(self, index: int) -> Sealed | None:
        """One with its act; None where that was erased."""


def index_of(leaves: Leaves, number: str, language: str = "") -> int:
    """Give the entry of the issuing of a certificate; it reads from the newest. O(size).

    Raises:
        InputError: no such certificate was issued, or its entry was erased.
    """
    rows = Issued.objects.filter(certificate__number=number).order_by("made_at", "pk")
    one = (rows.filter(language=language) if language else rows).first()
    if one is None:
        raise InputError(tr("no such certificate was issued"), where=number)
    change = f"sha256:{digest(told(number, one.json, one.language, one.pdf))}"
    for index in range(leaves.size() - 1, -1, -1):
        sealed = leaves.opened(index)
        if sealed is None or change.encode() not in sealed.event:
            continue
        act = parse_event(sealed.event)
        if act.get("kind") == KIND and act.get("change") == change:
            return index
    raise InputError(tr("the entry of this act is not in the log"), where=number)
