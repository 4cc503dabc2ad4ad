"""The parts of a certificate's pages: what is certified, who signed, what was issued."""

from __future__ import annotations

from django.urls import reverse

from nomina.desk.examine.certificate import Certified
from nomina.desk.examine.certificate_page import sections
from nomina.desk.examine.certificate_state import Standing
from nomina.desk.examine.certificate_words import said
from nomina.desk.examine.models import Certificate
from nomina.desk.look.isolate import isolated
from nomina.desk.look.language import NAMES
from nomina.desk.look.shapes import Cell, Column, Empty, Kind, Notice, Row, Table, Way
from nomina.desk.people.views.common import moment
from nomina.words import current, tr

_GROUP = 8


def grouped(digest: str) -> str:
    """Write a digest in groups that people can read to each other."""
    return " ".join(digest[at : at + _GROUP] for at in range(0, len(digest), _GROUP))


def standing_name(standing: Standing) -> str:
    """Say where a certificate stands."""
    return {
        Standing.WAITS: tr("waits for signatures"),
        Standing.SIGNED: tr("signed, not issued"),
        Standing.ISSUED: tr("issued"),
        Standing.REPLACED: tr("replaced by a newer one"),
        Standing.WITHDRAWN: tr("withdrawn"),
    }[standing]


def standing_way(standing: Standing) -> Way:
    """Give the colour of that; its words say the same."""
    if standing is Standing.ISSUED:
        return Way.FOR
    if standing is Standing.WITHDRAWN:
        return Way.STOP
    return Way.UNSURE if standing is Standing.REPLACED else Way.PLAIN


def notice(standing: Standing) -> Notice:
    """Say above everything where a certificate stands, and what that means."""
    text = {
        Standing.WAITS: tr("This is a draft. Everybody who is named signs it, then it is issued."),
        Standing.SIGNED: tr("Everybody who is named has signed. It can be issued."),
        Standing.ISSUED: tr("This certificate was issued and is in force."),
        Standing.REPLACED: tr("A newer certificate takes the place of this. Do not hand it on."),
        Standing.WITHDRAWN: tr(
            "Withdrawn: the identification was recalled. Whoever holds this certificate is to be"
            " told; it is not handed out any more."
        ),
    }[standing]
    return Notice(text, standing_way(standing))


def fields(it: Certified) -> tuple[Table, ...]:
    """List what is certified, under the words under which it is printed."""
    return tuple(
        Table(
            section["title"],
            (Column(tr("Field")), Column(tr("What is certified"))),
            tuple(
                Row(
                    f"{number}-{n}",
                    (
                        Cell(row["label"]),
                        Cell(
                            isolated(row["lines"][0]),
                            small=" · ".join((*row["lines"][1:], *row["small"])),
                        ),
                    ),
                )
                for n, row in enumerate(section["rows"])
            ),
            titled=True,
        )
        for number, section in enumerate(sections(it, current()))
    )


def signatures(one: Certificate, it: Certified) -> Table:
    """List the posts: who holds each, and whether they signed."""
    signed = {row.post: row for row in one.signatures.all()}
    rows = []
    for holder in it.posts:
        row = signed.get(holder.post)
        state = Cell(tr("has not signed"), Kind.CHIP, way=Way.UNSURE)
        if row is not None:
            state = Cell(tr("signed"), Kind.CHIP, way=Way.FOR)
        if holder.vacant is not None:
            state = Cell(tr("nobody holds this post"), small=holder.vacant)
        cells = (
            Cell(said(holder.post, current())),
            Cell(holder.name, Kind.NAME) if holder.name else Cell("—"),
            state,
            Cell(row.place if row is not None else ""),
            moment(row.made_at) if row is not None else Cell(""),
        )
        rows.append(Row(holder.post, cells))
    columns = (tr("Post"), tr("Who"), tr("State"), tr("Place"), tr("When"))
    return Table(tr("Signatures"), tuple(map(Column, columns)), tuple(rows), titled=True)


def issued(one: Certificate, *, take: bool) -> Table:
    """List what was issued, with what a stranger compares; a row leads to its download."""
    rows = []
    for row in one.issued.order_by("made_at", "pk"):
        for form, digest in (("pdf", row.pdf), ("json", row.json)):
            href = reverse(f"examine:certificate_{form}", args=[row.pk]) if take else ""
            cells = (
                Cell(form.upper(), small=NAMES[row.language]),
                Cell(grouped(digest)),
                moment(row.made_at),
            )
            rows.append(Row(f"{form}-{row.pk.hex}", cells, href))
    return Table(
        tr("Issued"),
        (Column(tr("File")), Column(tr("SHA-256")), Column(tr("When"))),
        tuple(rows),
        empty=Empty(tr("Not issued yet")),
        titled=True,
    )
