"""One of each that waits with families: what a query that counts them must find."""

from __future__ import annotations

from nomina.desk.examine.models import Identification, IdentificationEnd, Signature
from nomina.desk.families.models import (
    Notice,
    Plan,
    PlanFor,
    PlanSign,
    Recipient,
    Reply,
    ReplyRead,
    Told,
)
from nomina.desk.files.models import Link
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from tests.desk.custody.facts.made import Made
from tests.desk.families.facts import SUBJECTS as FAMILIES
from tests.desk.families.facts.telling import GOES
from tests.desk.files.people import Team, opened_all
from tests.desk.people.cast import NOW, Cast
from tests.desk.policy.records import reported
from tests.desk.transmit.facts import SUBJECTS as TRANSMIT


def waits_with_families(cast: Cast, made: Made) -> None:
    """Put them beside the rows of custody that were made."""
    for subject in (*TRANSMIT, *FAMILIES):
        made.rows |= subject.rows(made)
    by = made.by
    unread, unsaid = (
        Reply(operation=made.operation, way="counter", at=NOW, made_by=by) for _ in range(2)
    )
    for row in (unread, unsaid, ReplyRead(reply=unsaid, by=by)):
        row.save(force_insert=True)
    wrong = _decided(cast, by)
    _told(wrong, by, made)
    IdentificationEnd(identification=wrong, why="mixed up", by=by).save(force_insert=True)
    _decided(cast, by)  # of which nobody began to tell


def _decided(cast: Cast, by: User) -> Identification:
    roles = {Role.MORTUARY: cast.alice, Role.ANTE_MORTEM: by}
    files = opened_all(Team(cast, roles, by, by))
    link = Link(kind="identified", one=files["pm"], other=files["am"], why="w", made_by=by)
    link.save(force_insert=True)
    found: Identification = reported(files["pm"], files["am"], link, by)["identification"]
    return found


def _told(decided: Identification, by: User, made: Made) -> None:
    other = User.objects.exclude(pk=by.pk).order_by("login").first()
    assert other is not None
    for user in (by, other):
        Signature(dossier=decided.dossier, by=user, role=Role.BOARD, agrees=True).save()
    notice = Notice(operation=made.operation, identification=decided, occasion="death", by=by)
    recipient = Recipient(notice=notice, relation="r", family=made.files["family"], by=by)
    plan = Plan(
        notice=notice, turn=1, means="person", people=GOES, place="p", at=NOW, language="uk", by=by
    )
    for row in (
        *(notice, recipient, plan),
        PlanFor(plan=plan, recipient=recipient),
        PlanSign(plan=plan, digest="0" * 64, seat="board", keys=["k"], by=other),
        Told(
            notice=notice, recipient=recipient, plan=plan, turn=1, people=GOES, at=NOW, where="w",
            means="person", said="s", next_words="n", by=by,
        ),
    ):  # fmt: skip
        row.save(force_insert=True)
