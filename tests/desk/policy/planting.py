"""Hostile text in every place of the database that can hold text of people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.signals import pre_save

from nomina.desk.files.fields import BY_KEY, Form
from tests.desk import facts

# Long enough that no random token of a page holds one by chance.
BEGIN, END = "zqbeginqz", "zqendqz"
HOSTILE = (
    '<img src=x onerror=alert(1)>=HYPERLINK("http://x.invalid")\u202e{{7*7}}${7*7}{% x %}\'&amp;'
)
MARK = f"{BEGIN}{HOSTILE}{END}"
LONG = MARK + "ж" * (10_000 - len(MARK))

FREE: dict[str, tuple[str, ...]] = {
    "people.User": ("name",),
    "people.Operation": ("name", "policies"),
    "people.Site": ("name",),
    "people.Agreement": ("purpose", "signed_by"),
    "people.AgreementEnd": ("why",),
    "people.Recovery": ("why",),
    "people.Support": ("text",),
    "people.MembershipEnd": ("why",),
    "files.Card": ("title", "place"),
    "files.Consent": ("recipient", "given_by", "how"),
    "files.ConsentEnd": ("why",),
    "files.Entry": ("value",),
    "files.Link": ("why",),
    "files.LinkEnd": ("why",),
    "files.PhotoEnd": ("why",),
    "files.Content": ("claims",),
    "files.Occurrence": ("name",),
    "files.Hold": ("why",),
    "files.HoldEnd": ("why",),
    "api.Token": ("name",),
    "leads.Job": ("says",),
    "examine.Described": ("features",),
    "examine.Concluded": ("reasons",),
    "examine.Revised": ("reasons", "why"),
    "examine.Mark": ("words",),
    "examine.Step": ("why", "exceptional"),
    "examine.Evidence": ("reason", "place", "signatory"),
    "examine.Struck": ("why",),
    "examine.Dossier": ("document",),
    "examine.Signature": ("why",),
    "examine.IdentificationEnd": ("why",),
    "examine.Certificate": ("document",),
    "examine.CertificateSignature": ("name", "place"),
    "captures.Asking": ("purpose", "assessment", "address"),
    "captures.Capture": ("purpose", "assessment", "name", "address"),
    "captures.Errand": ("says",),
    "captures.Item": ("name", "address", "facts"),
    "captures.Observation": ("value", "around"),
    "captures.Stamp": ("service", "signer"),
}
FREE |= facts.FREE
"""Text that people type, or that comes from outside."""

CODED: dict[str, tuple[str, ...]] = {
    "people.User": ("password", "login", "language", "theme"),
    "people.Operation": ("kind", "languages", "numbering"),
    "people.Site": ("code",),
    "people.Recovery": ("digest",),
    "people.SignInCode": ("digest",),
    "people.Membership": ("role",),
    "people.Care": ("without", "pace"),
    "books.Book": ("key",),
    "books.Master": ("id",),
    "books.Store": ("store",),
    "books.Object": ("tag", "name", "kept_at"),
    "books.Beat": ("name",),
    "books.Restored": ("seal", "backup", "root", "manifest"),
    "files.File": ("kind", "number"),
    "files.Card": ("kind", "number", "sex", "moment", "words"),
    "files.Word": ("kind", "number", "word", "words"),
    "files.Tally": ("kind", "scope"),
    "files.Consent": ("purpose",),
    "files.Entry": ("field",),
    "files.Imported": ("kind", "key"),
    "files.Link": ("kind",),
    "files.PhotoEnd": ("reason",),
    "files.Tombstone": ("mark", "anywhere"),
    "files.Content": ("digest", "media", "notes", "unreadable", "mark"),
    "files.Occurrence": ("source", "alive"),
    "files.Rendition": ("kind", "digest", "media"),
    "files.Face": ("facts",),
    "api.Count": ("key",),
    "api.Kept": ("key", "value"),
    "api.Token": ("roles", "digest"),
    "leads.Job": ("kind", "state", "based_on", "worker"),
    "leads.Run": ("inputs", "engine", "code", "gallery", "record"),
    "leads.Answer": ("steps",),
    "leads.Lead": ("word", "face", "findings", "lacking"),
    "leads.FaceTemplate": ("engine", "box", "found"),
    "examine.ClaimEnd": ("how",),
    "examine.Examination": ("ground",),
    "examine.Concluded": ("outcome",),
    "examine.Revised": ("outcome",),
    "examine.Mark": ("shape", "points"),
    "examine.Settled": ("ending", "ground"),
    "examine.Report": ("kind",),
    "examine.Step": ("move", "target"),
    "examine.Evidence": ("discipline", "view"),
    "examine.Dossier": ("digest",),
    "examine.Signature": ("role", "keys"),
    "examine.Certificate": ("number", "digest"),
    "examine.CertificateSignature": ("post", "keys"),
    "examine.Issued": ("language", "pdf", "json"),
    "captures.Capture": ("way", "tool", "bundle"),
    "captures.Errand": ("kind", "state", "worker"),
    "captures.FaceSeen": ("box", "word", "engine"),
    "captures.Stamp": ("serial",),
    "captures.Item": ("role", "digest", "kept", "media", "parent", "operation", "mark"),
    "captures.Observation": ("field", "pattern"),
}
CODED |= facts.CODED
"""Text that is made of codes, digests, numbers by format, or words folded for searching."""


def columns() -> set[tuple[str, str]]:
    """Every column of the desk that holds text."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    return {
        (model._meta.label, field.name)
        for app in apps.get_app_configs()
        if app.name.startswith("nomina.desk")
        for model in app.get_models()
        for field in model._meta.fields
        if isinstance(field, kinds)
    }


def said(kinds: dict[str, tuple[str, ...]]) -> set[tuple[str, str]]:
    """What a table above says, as pairs."""
    return {(label, name) for label, names in kinds.items() for name in names}


@contextmanager
def planted(text: str = MARK, long: str = LONG) -> Iterator[None]:
    """Put ``text`` into every row that is written meanwhile, wherever it can hold text."""

    def plant(sender: Any, instance: Any, **more: Any) -> None:
        for name in FREE.get(sender._meta.label, ()):
            before = getattr(instance, name)
            if not before and (sender._meta.label, name) in facts.EITHER:
                continue
            if name == "value" and isinstance(before, dict):
                setattr(instance, name, _entry(instance.field, before, text, long))
            elif name == "policies":
                setattr(instance, name, before | {"legal_basis": text})
            elif name == "document":
                pass  # made of rows that have it already
            elif name == "assessment":
                setattr(instance, name, {"relevance": text, "safety": long[:2000]})
            elif name == "facts":
                setattr(instance, name, before | {"date": text})
            elif name == "people":
                setattr(instance, name, [one | {"name": text, "office": text} for one in before])
            elif name == "claims":
                setattr(instance, name, {"device": text, "taken": text})
            else:
                setattr(instance, name, _held(sender._meta.get_field(name), text))

    pre_save.connect(plant, weak=False, dispatch_uid="planted")
    try:
        yield
    finally:
        pre_save.disconnect(dispatch_uid="planted")


def _held(field: Any, text: str) -> str:
    """What a column can hold: no act writes more, and PostgreSQL would refuse it.

    What is cut ends with a sign that says so, as on pages.
    """
    limit = getattr(field, "max_length", None)
    if not limit or len(text) <= limit:
        return text
    return f"{text[: limit - 1]}…"


def _entry(key: str, value: dict[str, Any], text: str, long: str) -> dict[str, Any]:
    form = BY_KEY[key].form
    source = value["source"] and value["source"] | {"reference": text, "note": text}
    if value["state"] != "known" or form not in (Form.TEXT, Form.LONG):
        return value | {"source": source}
    return value | {"source": source, "value": long if form is Form.LONG else text}
