"""A release is signed by two, and the coffin goes out.

Two seats sign, a custody officer's and one of the board: the first saw the tags read and answers
for what lies in the coffin, the second knows what the identification rests on and did not pack.
One person in both seats, or behind two accounts, is one signature (FOR-12).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nomina.desk.acts import Action, Actor, NotPermitted, Reference, Refused, Said
from nomina.desk.custody import register
from nomina.desk.custody.actions.common import demand_keeper, references, second
from nomina.desk.custody.actions.release import demand_open
from nomina.desk.custody.models import Keeper, Release, ReleaseDone, ReleaseSign, Stay
from nomina.desk.custody.models.movements import OUT
from nomina.desk.custody.register import How, Reading, To, When
from nomina.desk.custody.release_check import Missing, missing, unsigned
from nomina.desk.custody.release_ground import Ground, ground_of, person_of
from nomina.desk.examine import resting
from nomina.desk.examine.keys import keys_of
from nomina.desk.people.standing import standing_of
from nomina.desk.people.text import clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.roles import Role
from nomina.desk.policy.standing import Thing
from nomina.words import tr


def sentence(one: Missing) -> str:
    """Write one thing that is missing, with what would settle it."""
    return str(Refused(one.what, where=one.where, todo=one.todo))


def refuse(found: Iterable[Missing]) -> None:
    """Refuse with all that is missing at once.

    Raises:
        Refused: something is.
    """
    told = [sentence(one) for one in found]
    if told:
        raise Refused(tr("this cannot be released") + ". " + " ".join(told).rstrip("."))


def held(release: Release, by: Actor) -> Ground:
    """Read a release while nobody recalls what it rests on, and nobody moves what is in it.

    Raises:
        Refused: it is over, or something it rests on was recalled or changed at this moment.
    """
    demand_open(release)
    rests = person_of(release.identification).identifications
    every = {row.pk: row for row in (release.identification, *rests)}
    # In one order for everyone; a recall waits, or has happened and is seen here. That the
    # identification itself was recalled is told with all else that is missing.
    for pk in sorted(every):
        if pk != release.identification_id:
            resting.hold(every[pk])
        else:
            _lock(release)
    register.hold([release.container])
    ground = ground_of(release, by.at)
    if {row.pk for row in ground.person.identifications} - set(every):
        raise Refused(tr("the board named somebody at this moment"), todo=tr("Look at it again"))
    return ground


def _lock(release: Release) -> None:
    try:
        resting.hold(release.identification)
    except Refused:
        return  # the report is locked all the same


@dataclass(frozen=True, kw_only=True)
class SignRelease(Action[ReleaseSign]):
    """Sign a release as it is now.

    Attributes:
        seat: ``custody`` or ``board``.
    """

    release: Release
    seat: str

    kind = "custody.release-sign"
    permission = predicates.SIGN_RELEASE
    irreversible = True

    def thing(self) -> Thing:
        """Give the release."""
        return self.release.thing()

    def effect(self, by: Actor) -> ReleaseSign:
        """Add the row.

        Raises:
            NotPermitted: they do not sit in that seat.
            Refused: something is missing, or the same person signed it in the other seat.
        """
        assert by.user is not None
        role = {"custody": Role.CUSTODY, "board": Role.BOARD}.get(self.seat)
        roles = standing_of(by.user, by.at).roles(self.thing().operations)
        if role is None or role not in roles:
            raise NotPermitted(tr("your role does not allow this"))
        ground = held(self.release, by)
        refuse(unsigned(ground.case))
        keys = keys_of([by.user.pk])[by.user.pk]
        for other in self.release.signs.filter(digest=ground.digest):
            if other.by_id == by.user.pk:
                raise Refused(tr("you signed this already"))
            if not keys.isdisjoint(other.keys):
                raise Refused(
                    tr("another account signed this with the same key"),
                    todo=tr("Each signs with a key of their own"),
                )
        row = ReleaseSign(
            release=self.release,
            seat=self.seat,
            digest=ground.digest,
            keys=sorted(keys),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: ReleaseSign) -> tuple[Reference, ...]:
        """Give the release and the identification."""
        return (
            Reference("release", done.release_id),
            Reference("identification", self.release.identification_id),
        )

    def said(self, done: ReleaseSign) -> Mapping[str, Said]:
        """Give the hash that was signed, in which seat and with which keys."""
        return {"digest": done.digest, "seat": done.seat, "keys": tuple(done.keys)}


@dataclass(frozen=True, kw_only=True)
class GiveOut(Action[ReleaseDone]):
    """Give the coffin to its receiver; it is out of custody from then on.

    Attributes:
        witness: who saw the receiver sign, and how he showed who he is.
    """

    release: Release
    when: When
    reading: Reading
    witness: str

    kind = "custody.release-done"
    permission = predicates.RUN_CUSTODY
    irreversible = True
    watched = True

    def thing(self) -> Thing:
        """Give the release."""
        return self.release.thing()

    def check(self, by: Actor) -> None:
        """Refuse a moment that nobody can have seen, and a receiver whom nobody saw sign."""
        register.check_when(self.when, by.at)
        register.check_reading(self.reading)
        clean_note(self.witness)

    def effect(self, by: Actor) -> ReleaseDone:
        """Write the movements of the coffin and all in it, and the row.

        Raises:
            Refused: something is missing, all of which is said; or it is in other hands.
        """
        release = self.release
        ground = held(release, by)
        refuse(missing(ground.case))
        stays: dict[object, Stay] = {stay.item_id: stay for stay in ground.stays}
        here = stays[release.container_id]
        demand_keeper(by, Keeper.objects.get(pk=here.keeper_id), release.container)
        keeper = Keeper(
            operation=release.operation,
            name=release.receiver,
            body=release.body,
            made_by=by.user,
            made_at=by.at,
        )
        keeper.save(force_insert=True)
        register.step(
            release.container,
            OUT,
            To(keeper=keeper, place=None),
            How(when=self.when, reading=self.reading, by=by, why=release.number),
        )
        row = ReleaseDone(
            release=release,
            keeper=keeper,
            at=self.when.at,
            clock=self.when.clock,
            witness=clean_note(self.witness),
            document=ground.document,
            digest=ground.digest,
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: ReleaseDone) -> tuple[Reference, ...]:
        """Give the release, the identification and all that went."""
        moved = done.keeper.stays.select_related("item").order_by("item")
        return (
            Reference("release", done.release_id),
            Reference("identification", self.release.identification_id),
            *references(stay.item for stay in moved),
        )

    def said(self, done: ReleaseDone) -> Mapping[str, Said]:
        """Give the hash that both signed, and when it went."""
        return {
            "digest": done.digest,
            "keeper": str(done.keeper_id),
            "at": second(done.at),
            "clock": done.clock,
            "witness": done.witness,
        }
