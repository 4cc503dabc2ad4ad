"""A certificate as a document for archives: PDF/A-3 with its JSON attached, and a code.

The same certificate in the same language gives the same bytes, so that a page can be checked by
making it again. No font, no file and no network of the machine is used.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from importlib import resources
from typing import Any

import typst

from nomina.desk import codes
from nomina.desk.examine import certificate_text as texts
from nomina.desk.examine.certificate import (
    Certificate,
    Certified,
    Holder,
    Method,
    Signed,
    digest_of,
    written,
)
from nomina.desk.examine.certificate_words import said
from nomina.documents import Part
from nomina.errors import StoreError
from nomina.words import tr

STANDARD: tuple[typst.PDFStandard, ...] = ("a-3a",)
ATTACHED = "certificate.json"
_SECTIONS = ("body", "person", "finding")
_STAMPED = ("section", "chief")


def pdf(certificate: Certificate, language: str) -> bytes:
    """Make the document in a language of `nomina.words.LANGUAGES`.

    Raises:
        StoreError: it cannot be made.
    """
    made: bytes = _made(certificate, language, "pdf")
    return made


def pictures(certificate: Certificate, language: str) -> list[bytes]:
    """Give the pages as PNG, one each, as they look on paper."""
    made = _made(certificate, language, "png")
    return made if isinstance(made, list) else [made]


def code(certificate: Certificate) -> str:
    """Give what the code on the page says: what to compare, and with what."""
    lines = (
        "NOMINA CERTIFICATE 1",
        f"number: {certificate.certified.number}",
        f"sha256: {digest_of(certificate)}",
        f"of: {ATTACHED}, attached to the PDF",
        f"check: sha256sum {ATTACHED}",
        f"log: {certificate.log or '-'}",
    )
    return "\n".join(lines)


def _made(certificate: Certificate, language: str, form: typst.OutputFormat) -> Any:
    """Try the text as it is, then without what fonts lack, at last with plain letters only."""
    it = sheet(certificate, language)
    whole = texts.every(it, texts.spelt)
    try:
        return _compiled(certificate, whole, form)
    except typst.TypstError:
        rare = texts.rare(texts.texts(whole))
    for gone in (texts.unshown(rare, _shows), frozenset(rare)):
        plain = texts.every(it, partial(texts.spelt, unshown=gone))
        try:
            return _compiled(certificate, plain, form)
        except typst.TypstError as error:
            last = error
    raise StoreError(tr("the certificate cannot be set ({why})").format(why=last.message)) from last


def drawn(certificate: Certificate) -> str:
    """Draw the code as SVG; a seventh of it may be lost (level M of ISO/IEC 18004)."""
    return codes.drawn(code(certificate))


def _compiled(certificate: Certificate, it: Any, form: typst.OutputFormat) -> Any:
    decided = datetime.fromisoformat(certificate.certified.finding.decided)
    return typst.compile(
        (resources.files("nomina.desk.examine") / "certificate.typ").read_bytes(),
        ignore_system_fonts=True,
        format=form,
        pdf_standards=list(STANDARD) if form == "pdf" else [],
        timestamp=int(decided.timestamp()),
        sys_inputs={
            "it": json.dumps(it, ensure_ascii=False),
            "json": written(certificate).decode(),
            "qr": drawn(certificate),
        },
    )


def _shows(text: str) -> bool:
    """Say whether the fonts have all characters of a text."""
    source = b'#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"))\n#sys.inputs.it'
    try:
        typst.compile(
            source,
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["a-3b"],
            timestamp=0,
            sys_inputs={"it": text},
        )
    except typst.TypstError:
        return False
    return True


def sheet(certificate: Certificate, language: str) -> dict[str, Any]:
    """Give what is printed, in order: labels in a language beside what somebody typed."""

    def say(key: str) -> str:
        return said(key, language)

    it = certificate.certified
    signed = {one.post: one for one in certificate.signatures}
    marks = [("check.digest", digest_of(certificate)), ("check.dossier", it.dossier)]
    if certificate.log is not None:
        marks.append(("check.log_name", certificate.log))
    return {
        "language": language,
        "title": say("title"),
        "number_label": say("number"),
        "number": it.number,
        "page": say("page"),
        "of": say("of"),
        "sections": sections(it, language),
        "posts_title": say("posts"),
        "posts": [_post(one, signed.get(one.post), language) for one in it.posts],
        "check_title": say("check"),
        "check": [say(f"check.{key}") for key in ("file", "log", "register")],
        "code_label": say("check.code"),
        "marks": [{"label": say(key), "value": value} for key, value in marks],
    }


def sections(it: Certified, language: str) -> list[dict[str, Any]]:
    """Give the body, the person and the identification: titles, and rows of label and lines."""
    return [
        {"title": said(key, language), "rows": list(_rows(key, getattr(it, key), language))}
        for key in _SECTIONS
    ]


def _rows(section: str, part: Part, language: str) -> Iterator[dict[str, Any]]:
    for field in type(part).model_fields:
        value = getattr(part, field)
        if field == "methods":
            yield from (_method(one, language) for one in value)
        elif value is not None or field != "exceptional":
            text = _day(value) if field == "decided" else value
            yield _row(said(f"{section}.{field}", language), text, language)


def _row(label: str, value: str | None, language: str) -> dict[str, Any]:
    lines = [said("unknown", language)] if value is None else _lines(value)
    return {"label": label, "lines": lines, "small": [], "unknown": value is None}


def _method(one: Method, language: str) -> dict[str, Any]:
    name, view = said(one.discipline, language), said(one.view, language)
    by = said("signed by", language).format(name=one.signatory)
    return {
        "label": said("finding.method", language),
        "lines": [f"{name}: {view}", *_lines(one.how)],
        "small": [*_lines(by), *_lines(one.place), one.date],
        "unknown": False,
    }


def _post(holder: Holder, signed: Signed | None, language: str) -> dict[str, Any]:
    hand = said("hand", language)
    if holder.post in _STAMPED:
        hand = f"{hand}; {said('stamp', language).lower()}"
    lines, small = [said("vacant", language)], _lines(holder.vacant or "")
    if signed is not None:
        lines = _lines(signed.name)
        small = [f"{said('signed', language)} {signed.at.replace('T', ' ').replace('Z', ' UTC')}"]
        small = [*_lines(signed.place or ""), *small]
    return {
        "label": said(holder.post, language),
        "lines": lines,
        "small": small,
        "vacant": signed is None,
        "hand": hand,
    }


def _lines(text: str) -> list[str]:
    return [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]


def _day(moment: str) -> str:
    return moment[:10]
