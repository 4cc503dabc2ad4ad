"""Of partners, the ways to them, and relatives on the other side."""

from __future__ import annotations

from typing import Any

from nomina import sealed, signed
from nomina.desk.transmit.models import (
    Allegiance,
    Detriment,
    DetrimentSign,
    OtherSideKin,
    OtherSideKinEnd,
    OtherSideKinTaken,
    Partner,
    PartnerCheck,
    PartnerEnd,
    RoutePolicy,
    RouteSign,
)
from nomina.desk.transmit.partners import fingerprint
from nomina.desk.transmit.policy_paper import ChosenPartner, Limit, RoutePaper, limited
from nomina.desk.transmit.ways import Channel, Profile, Recipient
from nomina.ledger.checkpoint import KeySigner, public_key
from tests.desk.custody.facts.made import Made

FREE: dict[str, tuple[str, ...]] = {
    "transmit.Partner": ("name", "address"),
    "transmit.PartnerCheck": ("how",),
    "transmit.PartnerEnd": ("why",),
    "transmit.Allegiance": ("power", "basis"),
    "transmit.Detriment": ("reason",),
}
CODED: dict[str, tuple[str, ...]] = {
    "transmit.Partner": ("role", "seal_to", "verify", "forms"),
    "transmit.PartnerCheck": ("digest", "keys"),
    "transmit.RoutePolicy": ("profile", "document", "digest"),
    "transmit.RouteSign": ("seat", "digest", "keys"),
    "transmit.Allegiance": ("side", "status"),
    "transmit.DetrimentSign": ("seat", "digest", "keys"),
    "transmit.OtherSideKin": ("relation", "recipient"),
    "transmit.OtherSideKinEnd": ("why",),
}
OBJECTS: dict[str, str] = {
    "transmit:operation": "operation",
    "transmit:waiting": "operation",
    "transmit:waiting_table": "operation",
    "transmit:partners": "operation",
    "transmit:add_partner": "operation",
    "transmit:partner": "partner",
    "transmit:check_partner": "partner",
    "transmit:end_partner": "partner",
    "transmit:policies": "operation",
    "transmit:draft_policy": "operation",
    "transmit:policy": "route-policy",
    "transmit:sign_policy": "route-policy",
    "transmit:person": "file pm",
    "transmit:say_allegiance": "file pm",
    "transmit:say_detriment": "file pm",
    "transmit:lift_detriment": "file pm",
    "transmit:sign_detriment": "detriment",
    "transmit:add_kin": "file pm",
    "transmit:kin": "other-side-kin",
    "transmit:take_kin": "other-side-kin",
    "transmit:end_kin": "other-side-kin",
}
NO_PAGES: dict[str, str] = {}
FRAGMENTS = {"transmit:waiting_table"}
SECRET = sealed.secret_of(b"5" * 32)
"""The key of the partner of the rows, which a partner has and we have not."""
THEM = KeySigner("example.org/bureau", b"6" * 32)


def rows(made: Made) -> dict[str, Any]:
    by, file = made.by, made.files["pm"]
    partner = Partner(
        operation=made.operation, name="Agency", role="tracing-agency", address="Street 1",
        seal_to=sealed.public_of(SECRET), verify=public_key(THEM), forms=["json"], made_by=by,
    )  # fmt: skip
    partner.save(force_insert=True)
    PartnerCheck(partner=partner, digest=fingerprint(partner), how="met", keys=["1"], by=by).save(
        force_insert=True
    )
    policy = _policy(made, partner)
    Allegiance(
        file=file, turn=1, side="other", status="forces", power="P", basis="disc", by=by
    ).save(force_insert=True)
    flag = Detriment(file=file, turn=1, holds=True, reason="r", by=by)
    flag.save(force_insert=True)
    kin = OtherSideKin(
        file=file, relation="parent", partner=partner, sealed=sealed.seal(b"x", partner.seal_to),
        recipient=partner.seal_to, by=by,
    )  # fmt: skip
    kin.save(force_insert=True)
    _over(made, kin)
    DetrimentSign(detriment=flag, seat="board", digest="0" * 64, keys=["1"], by=by).save(
        force_insert=True
    )
    return {"partner": partner, "route-policy": policy, "detriment": flag, "other-side-kin": kin}


def _over(made: Made, kin: OtherSideKin) -> None:
    """A partner to whom nothing goes any more, and a relative who was theirs to reach."""
    by = made.by
    gone = Partner(
        operation=made.operation, name="Bureau", role="other-bureau", address="Street 2",
        seal_to=sealed.public_of(sealed.secret_of(b"8" * 32)), forms=["json"], made_by=by,
    )  # fmt: skip
    theirs = OtherSideKin(
        file=kin.file, relation="parent", partner=gone, recipient=gone.seal_to,
        sealed=sealed.seal(b"x", gone.seal_to), by=by,
    )  # fmt: skip
    for row in (
        gone,
        theirs,
        OtherSideKinTaken(kin=theirs, by=by),
        OtherSideKinEnd(kin=theirs, why="wrong", by=by),
        PartnerEnd(partner=gone, why="w", by=by),
    ):
        row.save(force_insert=True)


def _policy(made: Made, partner: Partner) -> RoutePolicy:
    paper = RoutePaper(
        operation=made.operation.pk.hex,
        turn=1,
        profile=Profile.INTERNATIONAL,
        partners=(
            ChosenPartner(
                id=partner.pk.hex, name="Agency", fingerprint=fingerprint(partner),
                role=Recipient.TRACING_AGENCY, channel=Channel.DIRECT,
            ),
        ),
        limits=tuple(Limit(article=one, days=9) for one in limited(Profile.INTERNATIONAL)),
    )  # fmt: skip
    digest = signed.digest_of(paper)
    policy = RoutePolicy(
        operation=made.operation, turn=1, profile="international", digest=digest,
        document=paper.model_dump(mode="json"), made_by=made.by,
    )  # fmt: skip
    policy.save(force_insert=True)
    RouteSign(policy=policy, seat="board", digest=digest, keys=["1"], by=made.by).save(
        force_insert=True
    )
    return policy
