"""Families of the demonstration: who asks, who is told, what they answer, and who came home.

The page on which relatives ask is open; a mother's enquiry waits unread and another has an owner
and a day; somebody on the other side asked, which is sealed. Of the person whom the board named,
the mother was told in person, was left a letter and answered; the return is written down.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta

from django.db import transaction
from django.utils import timezone

from nomina.cases import SourceKind
from nomina.desk.acts import Actor
from nomina.desk.custody.models import Release
from nomina.desk.demo.cast import Users, by
from nomina.desk.demo.load import Loaded
from nomina.desk.examine.models import Identification
from nomina.desk.families import secrets, telling_dry
from nomina.desk.families.actions.asking import TakeEnquiry
from nomina.desk.families.actions.asking_answer import OwnEnquiry
from nomina.desk.families.actions.asking_contact import SayContact, SayKinship
from nomina.desk.families.actions.asking_pages import AskPage, OpenPage
from nomina.desk.families.actions.hearing import TakeReply
from nomina.desk.families.actions.home import AgreeStep, AskHome, EndStep
from nomina.desk.families.actions.home_returned import JoinRelease, SayReturned
from nomina.desk.families.actions.letters import (
    ChooseLetter,
    ConfirmOffice,
    IssueLetter,
    SayOffice,
)
from nomina.desk.families.actions.telling import BeginNotice
from nomina.desk.families.actions.telling_common import Goes
from nomina.desk.families.actions.telling_plan import MakePlan, SignPlan
from nomina.desk.families.actions.telling_recipients import ChooseRecipient
from nomina.desk.families.actions.telling_told import RecordTold
from nomina.desk.families.asked import Asked, AskedContact
from nomina.desk.families.models import (
    Collection,
    Enquiry,
    EnquiryPage,
    FamilyOffice,
    Notice,
    Recipient,
    Reply,
)
from nomina.desk.families.models.asking import BY_COUNTER, BY_PAGE, OTHER, OWN
from nomina.desk.files import fields
from nomina.desk.files.actions import OpenFile
from nomina.desk.files.models import File
from nomina.desk.files.record import record_of
from nomina.desk.people.models import Operation
from nomina.synthetic.truth import Truth
from nomina.words import current, tr

_NUMBER = "+380 44 000 00 00"


def families(loaded: Loaded, users: Users, truth: Truth) -> None:
    """Do all of it that is not done yet; each part is whole or not there."""
    one = loaded.operation
    parts: tuple[Callable[[Operation, Users], None], ...] = (_office, _page, _asked, _told, _home)
    for part in parts:
        with transaction.atomic():
            part(one, users)


def _office(one: Operation, users: Users) -> None:
    """How families reach this side; somebody else called the number before it is printed."""
    if FamilyOffice.objects.filter(operation=one).exists():
        return
    made = SayOffice(
        operation=one,
        name=tr("Office for the families of the missing"),
        telephone=_NUMBER,
        opens=time(9),
        closes=time(18),
        days="every",
        place=tr("1, Street of Nobody"),
    ).do(by(users["liaison"]))
    ConfirmOffice(office=made).do(by(users["board"]))


def _page(one: Operation, users: Users) -> None:
    """The page on which anybody may ask; one asks for it, another opens it."""
    if EnquiryPage.objects.filter(operation=one).exists():
        return
    page = AskPage(
        operation=one,
        name=tr("Office for the families of the missing"),
        languages=("uk", "ru", "en"),
        agency=tr("the neutral agency, by telephone or letter, in any country"),
    ).do(by(users["liaison"]))
    OpenPage(page=page).do(by(users["administrator"]))


def _asked(one: Operation, users: Users) -> None:
    """Three enquiries: unread, taken by somebody, and sealed from the other side."""
    if Enquiry.objects.filter(operation=one).exists():
        return
    mother = AskedContact(
        how=tr("do not leave word with the neighbours"),
        when=tr("after six in the evening"),
        language="uk",
        ways=("telephone",),
        phone=_NUMBER,
    )
    _take(one, Actor(at=timezone.now()), BY_PAGE, OWN, _words("Небувала", "Ірина", mother))
    taken = _take(one, by(users["liaison"]), BY_COUNTER, OWN, _words("Вигадана", "Ольга", mother))
    due = timezone.localdate() + timedelta(days=3)
    OwnEnquiry(enquiry=taken, owner=users["liaison"], due=due).do(by(users["liaison"]))
    sealed = _words("Прикладова", "Вера", AskedContact(language="ru"))
    _take(one, Actor(at=timezone.now()), BY_PAGE, OTHER, sealed)


def _words(family: str, given: str, contact: AskedContact) -> Asked:
    return Asked(
        number="",
        missing={"family name": family, "given name": "Тарас", "born": "1987", "sex": "male"},
        relative={"family name": family, "given name": given, "kinship": "parent"},
        contact=contact,
        consents=("compare-records", "compare-faces"),
        words=tr("He wrote last in the spring. He has a scar on his chin."),
    )


def _take(one: Operation, who: Actor, way: str, side: str, asked: Asked) -> Enquiry:
    number = secrets.new_number()
    return TakeEnquiry(
        operation=one,
        number=number,
        secret=secrets.digest_of(secrets.new_secret()),
        way=way,
        language=current(),
        side=side,
        asked=asked.model_copy(update={"number": number}),
    ).do(who)


def _decided(one: Operation) -> Identification | None:
    rows = Identification.objects.current().filter(report__one__operation=one)
    return rows.select_related("link__one", "link__other").order_by("made_at").first()


def _told(one: Operation, users: Users) -> None:
    """The mother of the person whom the board named is told by two people, and answers."""
    decided = _decided(one)
    if decided is None or Notice.objects.filter(identification=decided).exists():
        return
    liaison = users["liaison"]
    mother = _mother(decided.link.other, users)
    notice = BeginNotice(identification=decided).do(by(liaison))
    recipient = ChooseRecipient(
        notice=notice,
        family=mother,
        relation=tr("mother"),
        wishes=tr("her daughter is to be there"),
    ).do(by(liaison))
    ChooseLetter(recipient=recipient, language=current()).do(by(liaison))
    _visited(notice, recipient, users)
    TakeReply(
        operation=one,
        way="counter",
        words=tr("I want to bring my child home. When can I come?"),
        notice=notice,
        file=decided.link.other,
        from_words=tr("the mother"),
    ).do(by(liaison))


def _mother(missing: File, users: Users) -> File:
    own = fields.source(SourceKind.RELATIVE, tr("in person"))
    name = record_of(missing).get("family name")
    family = name.said.get() if name is not None and name.said.is_known else tr("Nobody")
    words = {"family name": family, "given name": "Марія", "kinship": "parent", "by blood": "yes"}
    said = {key: fields.known(value, own) for key, value in words.items()}
    liaison = users["liaison"]
    opened = OpenFile(
        operation=missing.operation, file_kind=fields.FAMILY, said_at_once=said, missing=missing
    ).do(by(liaison))
    contact = AskedContact(
        when=tr("in the mornings"), language=current(), ways=("visit", "letter"), phone=""
    )
    SayContact(contact=contact, family=opened).do(by(liaison))
    how = tr("her passport and the certificate of birth")
    SayKinship(holds=True, means="papers", how=how, family=opened).do(by(liaison))
    return opened


def _visited(notice: Notice, recipient: Recipient, users: Users) -> None:
    liaison = users["liaison"]
    goes = (
        Goes(office=tr("family liaison"), account=liaison),
        Goes(name=tr("Dr Who-Does-Not-Exist"), office=tr("physician")),
    )
    plan = MakePlan(
        notice=notice,
        recipients=(recipient,),
        goes=goes,
        place=tr("at her home"),
        at=timezone.now() + timedelta(minutes=1),
        language=current(),
        support=tr("a psychologist waits nearby"),
        not_to_hear=tr("how long it took"),
    ).do(by(liaison))
    SignPlan(plan=plan, digest=telling_dry.digest_of(plan)).do(by(users["board"]))
    IssueLetter(recipient=recipient, plan=plan).do(by(liaison))
    RecordTold(
        recipient=recipient,
        goes=goes,
        at=timezone.now(),
        where=tr("at her home, in the kitchen"),
        said_=tr("that her child is dead, how that is known, and where the body is"),
        asked=tr("whether there was pain; when the body can come home"),
        next_words=tr("we call in the morning"),
        next_contact=timezone.localdate() + timedelta(days=4),
    ).do(by(liaison))


def _home(one: Operation, users: Users) -> None:
    """The person comes home: what the mother asked for, step by step, to the end."""
    decided = _decided(one)
    reply = Reply.objects.filter(operation=one).order_by("made_at").first()
    if decided is None or reply is None or Collection.objects.filter(operation=one).exists():
        return
    release = Release.objects.filter(
        done__isnull=False, identification=decided
    ).order_by("made_at").first()  # fmt: skip
    liaison = users["liaison"]
    family = Recipient.objects.filter(notice__identification=decided).first()
    asked = AskHome(
        operation=one,
        file=decided.link.other,
        came="reply",
        family=family.family if family is not None else None,
        reply=reply,
    ).do(by(liaison))
    for step in ("appointment", "handing"):
        agreed = AgreeStep(
            collection=asked,
            step=step,
            who=tr("the mother and her daughter"),
            at=timezone.now(),
            place=tr("the morgue"),
        ).do(by(liaison))
        EndStep(step=agreed, happened=True, words=tr("as the mother asked")).do(by(liaison))
    if release is not None:
        JoinRelease(collection=asked, release=release).do(by(liaison))
        SayReturned(
            collection=asked, day=timezone.localdate(), buried=tr("in the village of Nowhere")
        ).do(by(liaison))
