"""Packages for tests: one of each kind of item, full, and with nothing known; nobody exists."""

from __future__ import annotations

from typing import Any

from nomina import packages
from nomina.ledger.checkpoint import KeySigner, public_key
from nomina.packages import completeness, items
from nomina.packages.documents import HOLDS, Content
from nomina.packages.particulars import Particular, Sure, known, unasked, unknown

US, THEM = KeySigner("example.org/package", b"1" * 32), KeySigner("example.org/them", b"2" * 32)
KEY, THEIRS = public_key(US), public_key(THEM)
MADE = "2026-11-01T10:00:00Z"
NAMED = items.Named(number="AM-0001", decided="2026-10-01", certificate="C-00001")
OFFICER = items.Certified(
    number="D-00001", digest="d" * 64, office="Major, registration", name="Officer One", at=MADE
)
TAG, OTHER = "0123456789", "ABCDEFGHJK"
UNDER_IDENTIFICATION = ("dead", "death", "civilian", "grave", "packet", "disc")


def full(key: str) -> Particular:
    """A particular that is known, in words that show which it is."""
    return known(f"The {key} of one", "PM-0001 (a paper)", Sure.CERTAIN)


def blank(key: str) -> Particular:
    """One that is not known; every third was never asked."""
    return unasked() if sum(key.encode()) % 3 == 0 else unknown("nobody knew", "PM-0001")


def item(kind: str, *, of: Any = full, named: items.Named | None = NAMED, **more: Any) -> Any:
    """An item of a kind, every particular of it made by ``of``."""
    keys = [
        key for key, field in types()[kind].model_fields.items() if field.annotation is Particular
    ]
    given: dict[str, Any] = {key: of(key) for key in keys} | {"number": "PM-0001"}
    if "named" in types()[kind].model_fields:
        given["named"] = named
    none: dict[str, Any] = dict.fromkeys(("material", "marks", "currency", "amount", "document"))
    more_of: dict[str, dict[str, Any]] = {
        "death": {"certified": OFFICER},
        "prisoner": {"event": "capture"},
        "grave": {"before": ("Field 1, G3, 2026-08-01 – 2026-09-01",)},
        "packet": {
            "tag": TAG, "seal": "S-1", "listed_by": "A", "seen_by": "B", "listed_at": MADE,
            "articles": (
                items.Article(
                    what="notes", kind="money", count=2,
                    **(none | {"currency": "EUR", "amount": "15.00"}),
                ),
                items.Article(what="something of metal", kind="unknown", count=1, **none),
            ),
        },
        "disc": {"tag": TAG, "stays": OTHER},
        "missing": {
            "allowed": items.Allowed(
                purposes=("compare-records",), given_by="A relative", how="form 7", until=None
            )
        },
        "enquiry": {"words": "Where is he?"},
        "answer": {"to": "E-7", "words": "We do not know."},
        "reply": {"package": "a" * 64, "package_number": "T-1", "words": "Thank you.",
                  "said": None},
        "recall": {"package": "a" * 64, "package_number": "T-1", "decided": "2026-10-02",
                   "words": "Not so."},
    }  # fmt: skip
    given |= more_of.get(kind, {})
    if kind == "list":
        given = {"certified": OFFICER, "dead": (item("death", of=of, named=named),)}
    return types()[kind](**(given | more))


def types() -> dict[str, Any]:
    """The type of each kind of item."""
    return {one.model_fields["kind"].default: one for one in items.AnyItem.__args__}


def article_of(kind: str) -> str:
    """An article that holds a kind of item."""
    return next((one for one, kinds in HOLDS.items() if kind in kinds), "gc1-16")


def content(*things: Any, **more: Any) -> Content:
    """A package of some items."""
    given: dict[str, Any] = {
        "id": "0" * 32, "number": "T-00001", "article": article_of(things[0].kind),
        "sender": "Operation One", "recipient": "Their bureau", "channel": "power", "made": MADE,
        "copy_of": None, "copy_to": "The agency", "waiver": None, "enclosures": (),
        "corrects": "a" * 64 if things[0].kind == "recall" else None, "items": things,
    }  # fmt: skip
    return Content(**(given | more))


def file(*things: Any, **more: Any) -> bytes:
    """The bytes of a signed package."""
    from nomina.signed import spelt

    return spelt(packages.sign(content(*things, **more), US, {}))


ASKED = completeness.ASKED
