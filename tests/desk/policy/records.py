"""Records for the table of routes: files of every kind, and what people decided on them."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from nomina.desk.api.models import Token
from nomina.desk.books import vault
from nomina.desk.captures.keeping import wrapped
from nomina.desk.captures.models import Asking, Capture, Errand, Item, Observation
from nomina.desk.examine.models import (
    Certificate,
    Dossier,
    Evidence,
    Identification,
    Issued,
    Report,
    Step,
)
from nomina.desk.files.models import Consent, Content, File, Hold, Link, Photo
from nomina.desk.files.models.photos import PHOTO_KINDS
from nomina.desk.people.models import User
from tests.desk import facts
from tests.desk.examine.certified import certified as sample
from tests.desk.files.people import Team, make_team, opened_all
from tests.desk.people.cast import NOW, Cast

LATER = NOW + timedelta(days=30)
USUAL = {"file": "pm", "hold": "pm", "photo": "pm", "consent": "am"} | dict.fromkeys(
    ("asking", "capture", "item", "observation"), "am"
)
"""The kind of file that a row is about which names none."""


def records(
    cast: Cast, me: User | None, places: tuple[str, ...] = ("team", "foreign")
) -> dict[str, dict[str, Any]]:
    """Put them into operation One (team), Two (foreign) or both; gives ids by kind and place.

    What is asked for by parts is of one team: the first call makes it.
    """
    digest = vault().keep(b"one").digest
    team = make_team(cast) if "team" in places else found_team(cast)
    found: dict[str, dict[str, Any]] = {"token": _tokens(cast, me)} if "team" in places else {}

    def put(about: str, place: str, row: Any) -> None:
        found.setdefault(about, {})[place] = row.pk

    for place in places:
        foreign = place == "foreign"
        keeper = team.keeper("am", foreign=foreign)
        files = opened_all(team, foreign=foreign)
        for kind, file in files.items():
            put(f"file {kind}", place, file)
            hold = Hold.objects.create(file=file, why="may live", made_by=keeper)
            put(f"hold {kind}", place, hold)
            if kind in PHOTO_KINDS:
                photo = Photo.objects.create(file=file, made_by=keeper)
                Content.objects.create(photo=photo, file=file, digest=digest, size=3)
                put(f"photo {kind}", place, photo)
        for kind in ("am", "family"):
            given = Consent.objects.create(
                file=files[kind], purpose="dna", given_by="m", how="form", made_by=keeper
            )
            put(f"consent {kind}", place, given)
        for kind in ("am", "pm", "pui"):
            for about, row in captured(files[kind], keeper).items():
                put(f"{about} {kind}", place, row)
        link = Link.objects.create(
            kind="identified", one=files["pm"], other=files["am"], why="w", made_by=keeper
        )
        put("link", place, link)
        decided = reported(files["pm"], files["am"], link, keeper)
        for about, row in decided.items():
            put(about, place, row)
        one = files["pm"].operation
        made = facts.Made(one, keeper, files, decided["identification"])
        for about, row in facts.rows(made).items():
            put(about, place, row)
    return found | {about: found[f"{about} {kind}"] for about, kind in USUAL.items()}


def captured(file: File, by: User) -> dict[str, Any]:
    """A capture of a text about the person of a file, and something that it says."""
    capture = Capture(
        file=file,
        purpose="p",
        assessment={"relevance": "r"},
        way="file",
        name="page.txt",
        address="https://example.org/",
        at=NOW,
        by=by,
        tool="nomina",
        bundle="0" * 64,
    )
    data = b"born 1980"
    digest = hashlib.sha256(data).hexdigest()
    item = Item(
        capture=capture,
        number=1,
        role="text",
        digest=digest,
        kept=vault().keep(wrapped(capture.pk, data)).digest,
        size=len(data),
        name="page.txt",
        address="https://example.org/",
    )
    observation = Observation(
        capture=capture, item=item, number=1, field="note", value="v", around="a", pattern="born"
    )
    for row in (capture, item, observation):
        row.save(force_insert=True)
    asking = Asking(
        file=file, purpose="p", assessment={"relevance": "r"}, address="https://a.example/", by=by
    )
    asking.save(force_insert=True)
    Errand.objects.create(
        kind="address", file=file, by=by, asking=asking, state="failed", says="it is gone"
    )
    return {"capture": capture, "item": item, "observation": observation, "asking": asking}


def reported(one: File, other: File, link: Link, by: User) -> dict[str, Any]:
    """A report that collects evidence, and what an earlier one of the same files came to."""
    report = Report(kind="identified", one=one, other=other, made_by=by)
    step = Step(
        report=report,
        number=1,
        move="open",
        target="awaits-first-signature",
        owner=one.operation,
        by=by,
        why="w",
    )
    evidence = Evidence(
        report=report,
        discipline="dna",
        view="possible",
        reason="r",
        place="p",
        date=NOW.date(),
        signatory="s",
        by=by,
    )
    dossier = Dossier(report=report, number=1, digest="0" * 64, document={}, by=by)
    identification = Identification(report=report, dossier=dossier, link=link, by=by)
    for row in (report, step, evidence, dossier, identification):
        row.save(force_insert=True)
    return {
        "report": report,
        "evidence": evidence,
        "dossier": dossier,
        "identification": identification,
        **certified(identification, by),
    }


def certified(identification: Identification, by: User) -> dict[str, Any]:
    """A certificate that nobody signed, and what was issued of it all the same."""
    made = sample().model_dump(mode="json")
    certificate = Certificate(
        identification=identification,
        number=f"C-{identification.pk.hex[:8]}",
        document=made,
        digest="0" * 64,
        by=by,
    )
    issued = Issued(
        certificate=certificate,
        language="en",
        pdf=vault().keep(b"%PDF- of nothing").digest,
        json=vault().keep(b"{}").digest,
        by=by,
    )
    for row in (certificate, issued):
        row.save(force_insert=True)
    return {"certificate": certificate, "issued": issued}


def found_team(cast: Cast) -> Team:
    """Give the team that was made before."""
    return Team(
        cast=cast,
        one={},
        morten=User.objects.get(login="morten"),
        tia=User.objects.get(login="tia"),
    )


def _tokens(cast: Cast, me: User | None) -> dict[str, Any]:
    owners = {
        "own": (me, cast.one),
        "team": (cast.bob, cast.one),
        "foreign": (cast.charlie, cast.two),
    }
    return {
        place: Token.objects.create(
            user=user, operation=there, roles=["examiner"], name="n", digest=place, until=LATER
        ).pk
        for place, (user, there) in owners.items()
        if user is not None
    }
