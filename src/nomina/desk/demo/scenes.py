"""What else befalls files: things that a first look at a desk should find."""

from __future__ import annotations

import io
from collections.abc import Mapping

from PIL import Image

from nomina.cases import SourceKind
from nomina.desk.demo.bureau import bureau
from nomina.desk.demo.cast import Users, by
from nomina.desk.demo.custody import custody
from nomina.desk.demo.families import families as asked
from nomina.desk.demo.load import Loaded, allow
from nomina.desk.demo.reports import reports
from nomina.desk.demo.returns import returns
from nomina.desk.files import fields
from nomina.desk.files.actions import (
    EndConsent,
    GiveConsent,
    HoldPhoto,
    LinkFiles,
    OpenFile,
    Say,
)
from nomina.desk.files.fields import Said
from nomina.desk.files.models import Consent, File, Hold, Link, Relation
from nomina.desk.files.models.consents import COMPARE_FACES
from nomina.desk.files.models.links import FRAGMENT, IDENTICAL
from nomina.desk.files.photos.receiving import receive
from nomina.desk.files.record import record_of
from nomina.synthetic import Person
from nomina.synthetic.truth import Truth
from nomina.words import tr

_PRISONER = 424242
"""Seed of the person in the photos that are held."""


def play(loaded: Loaded, users: Users, truth: Truth) -> None:
    """Do all of it that is not done yet."""
    for scene in (two_values, held, living, families, links, withdrawn, reports):
        scene(loaded, users, truth)
    for scene in (custody, returns, asked, bureau):
        scene(loaded, users, truth)


def _calm(truth: Truth) -> list[str]:
    """Give missing people of whom nothing else is told first: no body, no family, no trap."""
    told = {number for trap in truth.traps for number in trap.people}
    told |= {number for family in truth.families for number in family.people}
    told |= {number for number in truth.bodies.values() if number is not None}
    calm = [n for n in truth.persons if n not in told and n not in truth.duplicates]
    # A small operation may not have three of them.
    return calm if len(calm) > 2 else calm + [n for n in truth.persons if n not in calm]


def two_values(loaded: Loaded, users: Users, truth: Truth) -> None:
    """Two people write in one field at once; nobody has settled it yet."""
    file = loaded.files[_calm(truth)[0]]
    standing = record_of(file).get("hair")
    if standing is not None and standing.unsettled:
        return
    seen = {"hair": standing.seen} if standing is not None else {}
    for login, hair, teller in (
        ("ante-mortem", "brown", tr("the mother, by telephone")),
        ("ante-mortem-late", "black", tr("the wife, at the desk")),
    ):
        said = fields.known(hair, fields.source(SourceKind.RELATIVE, teller))
        Say(file=file, given={"hair": said}, seen=seen).do(by(users[login]))


def _picture(number: int) -> bytes:
    out = io.BytesIO()
    drawn = Person.from_seed(_PRISONER).ante_mortem(number)
    Image.fromarray(drawn).save(out, "JPEG", quality=92)
    return out.getvalue()


def held(loaded: Loaded, users: Users, truth: Truth) -> None:
    """A photo in the file of a missing person may show a prisoner who is alive."""
    file = loaded.files[_calm(truth)[1]]
    if Hold.objects.filter(file=file).exists():
        return
    photo = receive(by(users["ante-mortem"]), file, _picture(0), "from-a-channel.jpg").photo
    why = tr("from a video of prisoners; the person may be alive")
    HoldPhoto(file=file, photo=photo, why=why).do(by(users["examiner"]))


def living(loaded: Loaded, users: Users, truth: Truth) -> None:
    """Somebody in a hospital cannot say who they are; no face is compared."""
    mine = File.objects.filter(operation=loaded.operation, kind=fields.PUI)
    file = mine.first() or _open_living(loaded, users)
    if not file.photos.exists():
        receive(by(users["mortuary"]), file, _picture(1), "ward.jpg")
    if not Hold.objects.filter(file=file).exists():
        HoldPhoto(file=file, why=tr("alive, and in care")).do(by(users["board"]))


def _open_living(loaded: Loaded, users: Users) -> File:
    nurse = fields.source(SourceKind.WITNESS, tr("a nurse"))
    words = {"sex": "male", "found": "2025-03-02", "place": tr("district hospital")}
    said = {key: fields.known(value, nurse) for key, value in words.items()}
    return _open(loaded, users["mortuary"], fields.PUI, said)


def _open(loaded: Loaded, user: object, kind: str, said: Mapping[str, Said], **more: File) -> File:
    opening = OpenFile(operation=loaded.operation, file_kind=kind, said_at_once=said, **more)  # type: ignore[arg-type]
    return opening.do(by(user))  # type: ignore[arg-type]


def families(loaded: Loaded, users: Users, truth: Truth) -> None:
    """Relatives who gave a sample each, with what they allowed."""
    calm = _calm(truth)
    for number, given, kinship in ((calm[0], "Марія", "parent"), (calm[2], "Ганна", "spouse")):
        missing = loaded.files[number]
        if Relation.objects.filter(missing=missing).exists():
            continue
        own = fields.source(SourceKind.RELATIVE, tr("in person"))
        name = record_of(missing).get("family name")
        words = {
            "given name": given,
            "kinship": kinship,
            "by blood": "yes" if kinship == "parent" else "no",
            "sex": "female",
            "contact": tr("through the family desk only"),
        }
        said = {key: fields.known(value, own) for key, value in words.items()}
        if name is not None:
            said["family name"] = name.said
        file = _open(loaded, users["liaison"], fields.FAMILY, said, missing=missing)
        GiveConsent(
            file=file,
            purpose="dna",
            given_by=given,
            how=tr("signed form {number}").format(number=f"D-{file.number}"),
        ).do(by(users["liaison"]))


def links(loaded: Loaded, users: Users, truth: Truth) -> None:
    """Two files of one man, and a part and its body."""
    why = {
        IDENTICAL: tr("same birth date and numbers; the name is written in another language"),
        FRAGMENT: tr("the bones fit, and DNA of both is the same"),
    }
    for kind, pairs in ((IDENTICAL, truth.duplicates), (FRAGMENT, truth.parts)):
        for one, other in pairs.items():
            ends = loaded.files[one], loaded.files[other]
            # Two files of one person are kept in either order.
            if not Link.objects.filter(kind=kind, one__in=ends, other__in=ends).exists():
                LinkFiles(one=ends[0], other=ends[1], link=kind, why=why[kind]).do(
                    by(users["examiner"])
                )


def withdrawn(loaded: Loaded, users: Users, truth: Truth) -> None:
    """A family took its consent back: the photos are gone, and a tombstone says so."""
    file = loaded.files[_calm(truth)[-1]]
    if Consent.objects.filter(file=file, end__isnull=False).exists():
        return
    allow(file, users["ante-mortem"])
    consent = Consent.objects.filter(file=file, purpose=COMPARE_FACES).current().first()
    assert consent is not None
    EndConsent(consent=consent, why=tr("the family asked for it in writing")).do(
        by(users["liaison"])
    )
