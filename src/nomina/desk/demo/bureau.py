"""The bureau of the demonstration: partners with their keys, a signed policy, a package on its way.

The home bureau is reached through the Protecting Power, and the neutral agency gets a copy of
everything. Of one dead of the other side what the First Convention asks for went out and was
acknowledged; of another it waits. A list of the other side lies in quarantine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from nomina import packages, sealed, signed
from nomina.desk.demo.cast import Users, by
from nomina.desk.demo.load import Loaded
from nomina.desk.files.fields import PM
from nomina.desk.files.models import File
from nomina.desk.people.models import Operation
from nomina.desk.transmit import packages_kept
from nomina.desk.transmit import partners as partners_of
from nomina.desk.transmit.actions.detriment import SayAllegiance
from nomina.desk.transmit.actions.incoming import Receive
from nomina.desk.transmit.actions.packages import DraftPackage
from nomina.desk.transmit.actions.packages_back import TakeAcknowledgement
from nomina.desk.transmit.actions.packages_out import HandOver, MakePackage, TakePackage
from nomina.desk.transmit.actions.packages_signing import LayPackage, SignPackage
from nomina.desk.transmit.actions.partners import AddPartner, CheckPartner
from nomina.desk.transmit.actions.routes import DraftPolicy, SignPolicy
from nomina.desk.transmit.conditions import Condition
from nomina.desk.transmit.models import Allegiance, Incoming, Package, Partner, RoutePolicy
from nomina.desk.transmit.policy_paper import limited
from nomina.desk.transmit.ways import Article, Channel, Profile
from nomina.ledger.checkpoint import KeySigner, public_key
from nomina.synthetic.truth import Truth
from nomina.words import tr

_DAYS = 10
_HOME, _AGENCY = "home-bureau", "tracing-agency"


def bureau(loaded: Loaded, users: Users, truth: Truth) -> None:
    """Do all of it that is not done yet; each part is whole or not there."""
    one = loaded.operation
    parts: tuple[Callable[[Operation, Users], None], ...] = (_routes, _dead, _sent, _came)
    for part in parts:
        with transaction.atomic():
            part(one, users)


def _signer(role: str) -> KeySigner:
    """Give the key of a partner who does not exist."""
    return KeySigner(f"{role}.example.org/bureau", hashlib.sha256(role.encode()).digest())


def _routes(one: Operation, users: Users) -> None:
    """Two partners whose keys were read out to two people, and the policy that two signed."""
    if RoutePolicy.objects.filter(operation=one).exists():
        return
    pair = (users["transmission"], users["board"])
    chosen = []
    for role, name, channel in (
        (_HOME, tr("National Information Bureau of the other side"), Channel.POWER),
        (_AGENCY, tr("Central Tracing Agency"), Channel.DIRECT),
    ):
        raw = hashlib.sha256(f"age {role}".encode()).digest()
        made = AddPartner(
            operation=one,
            name=name,
            role=role,
            seal_to=sealed.public_of(sealed.secret_of(raw)),
            verify=public_key(_signer(role)),
            address=tr("1, Avenue of Nobody"),
            forms=("json", "pdf", "pfif", "csv"),
        ).do(by(pair[0]))
        for user in pair:
            CheckPartner(
                partner=made, heard=partners_of.fingerprint(made), how=tr("read out by telephone")
            ).do(by(user))
        chosen.append((made, channel))
    profile = Profile.INTERNATIONAL
    policy = DraftPolicy(
        operation=one,
        profile=profile,
        chosen=tuple(chosen),
        limits=dict.fromkeys(limited(profile), _DAYS),
    ).do(by(pair[0]))
    for user in pair:
        SignPolicy(policy=policy, digest=policy.digest).do(by(user))


def _dead(one: Operation, users: Users) -> None:
    """Three bodies are of the other side, by what they wore."""
    if Allegiance.objects.filter(file__operation=one).exists():
        return
    rows = File.objects.filter(operation=one, kind=PM, links_from=None, links_to=None)
    for body in rows.order_by("-number")[:3]:
        SayAllegiance(
            file=body,
            side="other",
            status="forces",
            basis=tr("uniform and badge"),
            power=tr("the other side"),
        ).do(by(users["transmission"]))


def _sent(one: Operation, users: Users) -> None:
    """One of them was reported, and the bureau acknowledged it; another waits for signatures."""
    home = Partner.objects.filter(operation=one, role=_HOME).first()
    if home is None or Package.objects.filter(operation=one).exists():
        return
    bodies = [row.file for row in Allegiance.objects.filter(file__operation=one)]
    officer, board = users["transmission"], users["board"]
    yes = {one.value: True for one in Condition}
    for n, body in enumerate(bodies[:2]):
        package = DraftPackage(
            operation=one, partner=home, article=Article.GC1_16.value, numbers=(body.number,)
        ).do(by(officer))
        draft = LayPackage(package=package, conditions=yes).do(by(officer))
        if n:
            continue
        for user in (officer, board):
            SignPackage(draft=draft).do(by(user))
        MakePackage(package=package).do(by(officer))
        _went(Package.objects.get(pk=package.pk), users)


def _went(package: Package, users: Users) -> None:
    officer = by(users["transmission"])
    TakePackage(package=package, form="file").do(officer)
    HandOver(
        package=package, means="file", to=tr("the duty officer"), at=timezone.now()
    ).do(by(users["transmission"]))  # fmt: skip
    content = packages.parsed(packages_kept.read(package.made.json), package.number).package
    said = packages.received(
        content, at=timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ"), signer=tr("Duty officer")
    )
    data = signed.spelt(packages.sign_received(said, _signer(_HOME)))
    TakeAcknowledgement(package=package, data=data, name="ack.json").do(by(users["transmission"]))


def _came(one: Operation, users: Users) -> None:
    """A table of the other side came, of people whom it misses; nobody has looked at it yet."""
    home = Partner.objects.filter(operation=one, role=_HOME).first()
    if home is None or Incoming.objects.filter(operation=one).exists():
        return
    text = "number,family name,given name,born,sex\nX-1,Прикладов,Пётр,1991,male\n"
    text += "X-2,Небывалов,Иван,1979-04-02,male\n"
    Receive(
        operation=one, data=text.encode("utf-8-sig"), name="missing.csv", partner=home
    ).do(by(users["transmission"]))  # fmt: skip
