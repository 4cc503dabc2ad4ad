"""Getting bundles stamped: by the worker, whenever the service can be reached.

What has no stamp yet is the queue, so nothing is lost while the desk is offline. Several workers
may ask for one bundle; one stamp is kept.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError

from nomina.desk.acts import Action, Actor, Reference, Said
from nomina.desk.captures import bundle, stamps
from nomina.desk.captures.actions.bringing import document_of
from nomina.desk.captures.models import Capture, Stamp
from nomina.desk.captures.stamp_way import post
from nomina.desk.captures.stamps import Service, Stamped
from nomina.desk.policy import predicates
from nomina.errors import NominaError, StoreError
from nomina.words import tr

AT_ONCE = 10
"""Bundles that are stamped in one turn."""
REST = 600.0
"""Seconds after which a service is asked again that did not answer."""
_log = logging.getLogger(__name__)

Post = Callable[[str, bytes], bytes]


@dataclass(frozen=True, kw_only=True)
class KeepStamp(Action[Stamp]):
    """Keep a stamp that was checked, beside the bundle; the bundle does not change."""

    capture: Capture
    service: Service
    answer: bytes = field(repr=False)
    told: Stamped

    kind = "capture.stamp"
    permission = predicates.LOOK_AT_PHOTO

    def effect(self, by: Actor) -> Stamp:
        """Write the row.

        Raises:
            IntegrityError: another worker did so at this moment.
        """
        row = Stamp(
            capture=self.capture,
            answer=self.answer,
            roots=self.service.roots,
            service=self.service.address,
            at=self.told.at,
            serial=self.told.serial[:64],
            signer=self.told.by,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: Stamp) -> tuple[Reference, ...]:
        """Give the capture and the file."""
        return (Reference("capture", self.capture.pk), Reference("file", self.capture.file_id))

    def said(self, done: Stamp) -> Mapping[str, Said]:
        """Give the digest of the stamp, and which bundle it is over."""
        digest = hashlib.sha256(self.answer).hexdigest()
        return {"bundle": self.capture.bundle, "stamp": digest, "serial": done.serial}


def whole(capture: Capture) -> bytes:
    """Give the bundle of a capture as it was hashed when it was kept.

    Raises:
        StoreError: it is another one now.
    """
    document = document_of(capture)
    if bundle.digest(document) != capture.bundle:
        raise StoreError(tr("the bundle of a capture was changed"), where=capture.pk.hex)
    return document


def stamp(capture: Capture, service: Service, posting: Post = post) -> Stamp | None:
    """Have one bundle stamped, and keep the stamp; None where another worker did.

    Raises:
        StoreError: the service does not answer, or its stamp does not hold.
        InputError: the setting cannot be used.
    """
    document = whole(capture)
    query = stamps.request(document)
    answer = posting(service.address, query.as_bytes())
    roots = stamps.certificates(service.roots)
    said = stamps.checked(answer, document, roots, query.nonce)
    try:
        return KeepStamp(capture=capture, service=service, answer=answer, told=said).do(Actor())
    except IntegrityError:
        return None


def holds(one: Stamp) -> Stamped:
    """Check a stamp again, with nothing but what is kept.

    Raises:
        StoreError: it does not hold, or the bundle was changed.
    """
    roots = stamps.certificates(bytes(one.roots))
    return stamps.checked(bytes(one.answer), whole(one.capture), roots)


class Stamper:
    """Takes its turn in a worker; rests where the service fails, and comes back to what failed."""

    def __init__(self, posting: Post = post, clock: Callable[[], float] = time.monotonic) -> None:
        self._posting, self._clock = posting, clock
        self._failed: set[UUID] = set()
        self._rests_until = 0.0

    def turn(self) -> int:
        """Have what waits stamped, oldest first, and give how many were."""
        service = stamps.service()
        if service is None or self._clock() < self._rests_until:
            return 0
        waiting = Capture.objects.filter(stamp=None).order_by("made_at", "pk")
        rows = list(waiting.exclude(pk__in=self._failed)[:AT_ONCE])
        if not rows:
            self._failed.clear()
        done = 0
        for one in rows:
            try:
                done += stamp(one, service, self._posting) is not None
            except NominaError as error:
                _log.warning("a bundle was not stamped: %s", error)
                self._failed.add(one.pk)
                self._rests_until = self._clock() + REST
                break
        return done
