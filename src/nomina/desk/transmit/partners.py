"""Whether a partner's keys are its own: two people heard the fingerprint, each for themselves."""

from __future__ import annotations

import hashlib

from nomina.desk.transmit import signs
from nomina.desk.transmit.models import Partner

LENGTH = 32
"""Digits of a fingerprint, in groups of four: 128 bits, which nobody finds other keys for."""


def fingerprint(partner: Partner) -> str:
    """Give the fingerprint of a partner's keys; of a partner on paper, of its address.

    The first 32 digits of the SHA-256 of both keys, a line each, as any system can compute it:
    ``printf '%s\\n%s\\n' KEY_TO_SEAL_TO KEY_TO_CHECK_WITH | sha256sum``.
    """
    lines = (partner.seal_to, partner.verify) if partner.seal_to else (partner.address,)
    said = "".join(f"{line}\n" for line in lines)
    return hashlib.sha256(said.encode()).hexdigest()[:LENGTH]


def grouped(digits: str) -> str:
    """Write a fingerprint in groups, to be read out."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def heard(typed: str) -> str:
    """Give a fingerprint as it was typed by ear: small letters, without spaces and dashes."""
    return "".join(typed.split()).replace("-", "").lower()


def confirmed(partner: Partner) -> bool:
    """Say whether two people confirmed the keys of a partner."""
    return signs.two_hands(partner.checks.all(), fingerprint(partner))


def usable(partner: Partner) -> bool:
    """Say whether things may go to a partner: confirmed, and not ended."""
    return not hasattr(partner, "end") and confirmed(partner)
