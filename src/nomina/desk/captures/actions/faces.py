"""Looking for faces in a capture: every opening of a face is an act, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from nomina.desk.acts import Action, Actor, NotPermitted, Reference, Refused, Said
from nomina.desk.captures import errands
from nomina.desk.captures.closed import demand_open
from nomina.desk.captures.forget import rows
from nomina.desk.captures.ground import ground_of, pictures_of
from nomina.desk.captures.models import Capture, Errand, FaceSeen
from nomina.desk.captures.models.errands import FACES
from nomina.desk.captures.models.faces import CANDIDATE
from nomina.desk.people.standing import standing_of
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import ntr, tr

if TYPE_CHECKING:  # what finds faces is large, and who only looks at pages does without
    from nomina.desk.captures.faces import Compared


@dataclass(frozen=True, kw_only=True)
class FindFaces(Action[Errand]):
    """Have the faces of a capture found and held against the photos of its own file."""

    capture: Capture

    kind = "capture.faces"
    permission = predicates.COMPARE_CAPTURE

    def thing(self) -> Thing:
        """Give the file."""
        return self.capture.thing()

    def check(self, by: Actor) -> None:
        """Refuse where no face may be compared, or there is none to look at."""
        demand_open(by, self.thing())
        if not ground_of(self.capture.file):
            raise Refused(
                tr("this file has no photo that may be compared"),
                todo=tr("A photo and a consent to compare faces are needed, and an open case"),
            )
        if not pictures_of(self.capture):
            raise Refused(tr("there is no picture in this capture that may be compared"))

    def effect(self, by: Actor) -> Errand:
        """Ask the worker.

        Raises:
            Refused: it is at it already.
        """
        assert by.user is not None
        try:
            with transaction.atomic():
                errand = Errand.objects.create(
                    kind=FACES, file=self.capture.file, capture=self.capture, by=by.user
                )
        except IntegrityError:
            raise Refused(tr("this is being looked at already")) from None
        errands.enqueue(errand)
        return errand

    def on(self, done: Errand) -> tuple[Reference, ...]:
        """Give the capture and the file."""
        return (Reference("capture", self.capture.pk), Reference("file", self.capture.file_id))


@dataclass(frozen=True, kw_only=True)
class KeepFaces(Action[int]):
    """Keep the words of a comparison in place of earlier ones, and end the errand, or neither."""

    errand: Errand
    capture: Capture
    found: Compared

    kind = "capture.compared"
    permission = predicates.COMPARE_CAPTURE

    def thing(self) -> Thing:
        """Give the file."""
        return self.capture.thing()

    def effect(self, by: Actor) -> int:
        """Keep them; give how many faces there are.

        Raises:
            Refused: what it rested on changed meanwhile.
            Lost: another process does this errand now.
        """
        errands.mine(self.errand)
        allowed = {item.pk for item in pictures_of(self.capture)}
        same = ground_of(self.capture.file) == self.found.ground
        if not same or any(one.item.pk not in allowed for one in self.found.faces):
            raise Refused(
                tr("the photos of this file changed meanwhile"), todo=tr("Ask for it again")
            )
        rows().filter(capture=self.capture).delete()
        for one in self.found.faces:
            FaceSeen(
                capture=self.capture,
                item=one.item,
                number=one.number,
                box=list(one.box),
                word=one.word,
                photos=self.found.photos,
                engine=self.found.engine,
                by=by.user,
                made_at=by.at,
            ).save(force_insert=True)
        count = len(self.found.faces)
        says = ntr("{n} face was found.", "{n} faces were found.", count).format(n=count)
        errands.end(self.errand, by.at, self.capture, says)
        return count

    def on(self, done: int) -> tuple[Reference, ...]:
        """Give the capture and the file."""
        return (Reference("capture", self.capture.pk), Reference("file", self.capture.file_id))

    def said(self, done: int) -> Mapping[str, Said]:
        """Give how many faces, and how many of them are candidates."""
        candidates = sum(one.word == CANDIDATE for one in self.found.faces)
        return {"faces": done, "candidates": candidates, "photos": self.found.photos}


def look(errand: Errand) -> None:
    """Do an errand of kind `FACES`, in the worker.

    Raises:
        NotPermitted: who asked may no longer compare.
        PackError, StoreError: it cannot be computed.
        Refused: what it rested on changed meanwhile.
        Lost: another process does it now.
    """
    from nomina.desk.captures.faces import compared

    capture = errand.capture
    assert capture is not None
    by = Actor(errand.by)
    if not predicates.COMPARE_CAPTURE(standing_of(by.user, by.at), capture.thing()):
        raise NotPermitted(tr("who asked may no longer compare faces here"))
    KeepFaces(errand=errand, capture=capture, found=compared(capture)).do(Actor(errand.by))
