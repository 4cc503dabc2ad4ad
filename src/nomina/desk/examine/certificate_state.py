"""Where a certificate stands, as a function of its rows and of those of its identification."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.urls import reverse

from nomina.desk.examine import resting
from nomina.desk.examine.certificate import Certified, Post
from nomina.desk.examine.models import Certificate, Identification
from nomina.ledger.formats import canonical
from nomina.words import tr

KIND = "certificate"


class Standing(StrEnum):
    """Where a certificate stands."""

    WAITS = "waits for signatures"
    SIGNED = "signed"
    ISSUED = "issued"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


def certified(one: Certificate) -> Certified:
    """Give what is certified."""
    return Certified.model_validate_json(canonical(one.document))


def unsigned(one: Certificate) -> tuple[Post, ...]:
    """Give the posts that somebody holds and that have not signed."""
    signed = set(one.signatures.values_list("post", flat=True))
    return tuple(post for post in certified(one).signing() if post not in signed)


def stands_as(one: Certificate) -> Standing:
    """Say where a certificate stands.

    A recall withdraws every certificate of the identification. Of an identification only the
    newest goes on; what was issued before is replaced once a newer one is issued.
    """
    if not resting.stands(one.identification):
        return Standing.WITHDRAWN
    newer = Certificate.objects.filter(
        identification=one.identification_id, made_at__gt=one.made_at
    )
    if one.issued.exists():
        replaced = newer.filter(issued__isnull=False).exists()
        return Standing.REPLACED if replaced else Standing.ISSUED
    if newer.exists():
        return Standing.REPLACED
    return Standing.WAITS if unsigned(one) else Standing.SIGNED


def rests(identification: Identification) -> Iterable[resting.Resting]:
    """Give the certificates that rest on an identification: what was issued has happened."""
    for one in identification.certificates.order_by("made_at", "pk"):
        issued = one.issued.exists()
        yield resting.Resting(
            KIND,
            tr("Certificate {number}").format(number=one.number),
            resting.HAPPENED if issued else resting.PENDING,
            reverse("examine:certificate", args=[one.pk]),
            tr("issued") if issued else tr("not issued yet"),
        )


def join() -> None:
    """Have recalls list certificates."""
    resting.register(KIND, rests)
