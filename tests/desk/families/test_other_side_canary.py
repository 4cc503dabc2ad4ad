"""NOT-08 end to end: a relative on the other side is told of by every door, and leaves by none.

Who they are and how they are reached is written with a word that stands nowhere else: on the public
page, at the counter, in a letter and by telephone taken down, at the bureau, in a package, letter
and register of other institutions, and in replies by each way. Then everything that sends is run
against real servers of mail and short messages, beside a relative of our own side who is written
to, so that it is seen to send. What went out is opened as its recipient would, every download is
taken, and every row and file of the desk is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from nomina import sealed
from nomina.desk.acts import Refused
from nomina.desk.books import vault
from nomina.desk.boot.sending import Mail, Sms
from nomina.desk.families import envelopes, postman
from nomina.desk.families.actions.asking import OpenSealed
from nomina.desk.families.actions.asking_answer import AnswerEnquiry
from nomina.desk.families.actions.asking_contact import SayContact, SayKinship
from nomina.desk.families.actions.asking_over import JoinFile, TakeValues
from nomina.desk.families.actions.letters_taking import TakeLetter
from nomina.desk.families.actions.messages import AskToCall
from nomina.desk.families.asked import Asked, AskedContact
from nomina.desk.families.models import Contact, Enquiry, Message, Reply, Submission, Threat
from nomina.desk.families.models.letters import FORMS
from nomina.desk.families.wire import Gateway, MailServer, SmsGateway
from nomina.desk.files.fields import AM, FAMILY
from nomina.desk.files.models import Consent, File
from nomina.desk.policy.roles import OPERATION_ROLES, Role
from nomina.desk.transmit.actions.incoming_items import TakeItem
from nomina.desk.transmit.actions.incoming_letters import ReceiveLetter, TypeItem
from nomina.desk.transmit.actions.incoming_lists import LayList, SignList, TakeList
from nomina.desk.transmit.actions.incoming_passing import PassItem
from nomina.desk.transmit.actions.kin import TakeKin
from nomina.desk.transmit.actions.packages_signing import SayParticular
from nomina.desk.transmit.incoming_fields import lines
from nomina.desk.transmit.incoming_state import TAKES_FILE
from nomina.desk.transmit.models import (
    Incoming,
    IncomingItem,
    MissingList,
    OtherSideKin,
    Package,
    PackagePrint,
)
from nomina.desk.transmit.ways import Channel
from nomina.errors import LineNotCrossed
from nomina.packages.incoming import Offered
from nomina.pfif import Note
from nomina.pfif import written as register_of
from tests.desk import traces
from tests.desk.custody.yard import make_yard
from tests.desk.families import enquiries, smtp
from tests.desk.families.asked import FIRST, JPEG, Asker, opened_page
from tests.desk.families.heard import labelled, passed, read, taken
from tests.desk.families.visits import Visits, make_visits
from tests.desk.families.written import letter, office
from tests.desk.files.people import make_team
from tests.desk.people.cast import BOOK, account, make_cast, role, sign_in
from tests.desk.policy.walking import addresses, ask, once
from tests.desk.transmit.incoming_post import Desk, bureau, enquiry, package, prisoner, reply
from tests.desk.transmit.incoming_post import missing as sought
from tests.desk.transmit.routed import secret
from tests.desk.transmit.sending import YES, Sending, copied, make_sending
from tests.desk.transmit.test_incoming import person

pytestmark = [
    pytest.mark.deep,
    pytest.mark.enable_socket,
    pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True),
]
TOLD = "Zq-Вулиця-71"
"""What somebody told this desk of a relative on the other side."""
CARRIED = "Wd-Брід-93"
"""What another institution wrote of one, of its own accord."""
OWN = {"mail": "mother@example.org", "phone": "+380501234567"}
"""How the relative of our own side is reached."""
DOWNLOADS = ({"form": "csv", "language": "en"}, {"form": "pdf", "language": "en"})
APPS = {"families", "transmit", "files", "custody"}
"""Those that know of relatives, and those whose pages show what these say of a file."""
READ = {"families:read_reply"}
"""The one page on which words of a family stand: while a liaison reads that reply."""
AS_IT_CAME = {"transmit:take_came"}
"""The one act that gives back what an institution sent, to who receives for the bureau."""


@dataclass
class Scene:
    """All who work in operation One, and every door of it."""

    visits: Visits
    sending: Sending
    desk: enquiries.Desk
    post: Desk
    asker: Asker

    @property
    def one(self) -> Any:
        return self.visits.yard.team.cast.one


@pytest.fixture
def scene(db: str, monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    BOOK.entries.clear()
    yard = make_yard(make_team(make_cast()))
    visits = make_visits(yard, ways=["mail", "sms"], **OWN)
    office(visits)
    sending = make_sending(yard)
    post = Desk(yard.team)
    bureau(post.one, post.officer)
    page = opened_page(yard.team.cast.one, yard.team.cast.ada)
    return Scene(visits, sending, enquiries.make_desk(yard.team), post, Asker(page))


def asked(n: int) -> Asked:
    """What a relative on the other side says to whoever writes it down, address and all."""
    contact = AskedContact(
        how=f"{TOLD} how", when=f"{TOLD} when", not_tell=f"{TOLD} not", ways=("telephone", "mail"),
        phone=f"+9999999{n:04}", mail=f"zq{n}@other.example",
    )  # fmt: skip
    names, text, it = ("family name", "given name"), f"{TOLD} {n}", enquiries.SAID
    return Asked(
        number="",
        missing=it.missing | dict.fromkeys(names, text),
        relative=it.relative | dict.fromkeys(names, text),
        contact=contact,
        words=text,
    )


def told_at_this_desk(scene: Scene) -> None:
    """Every door by which somebody tells this desk of a relative on the other side."""
    names = [key for key in FIRST if "name" in key]
    sent = dict.fromkeys([*names, "words", "not_tell", "how", "when"], TOLD)
    page = scene.asker.ask("other", photo=JPEG + TOLD.encode(), mail="zq9@other.example", **sent)
    assert page.status_code == 200
    assert scene.asker.step("more", words=f"{TOLD} will burn, give {TOLD}.").status_code == 200
    for n, way in enumerate(("counter", "letter", "phone")):
        photo = (("a.jpg", JPEG + TOLD.encode()),)
        scene.desk.other_side(asked=asked(n), way=way, photos=photo)
    client, missing = Client(), scene.visits.missing
    sign_in(client, scene.visits.liaison)
    kin = {"relation": "parent", "partner": scene.sending.home.pk.hex}
    texts = dict.fromkeys(("name_", "address", "language", "note"), TOLD)
    answer = client.post(reverse("transmit:add_kin", args=[missing.pk]), kin | texts)
    assert answer.status_code == 302
    assert OtherSideKin.objects.count() == 2, "the partner's, and the agency's copy"
    for way in ("counter", "letter", "mail"):
        taken(scene.visits.yard.team, f"{TOLD} by {way}", way=way, from_words=f"{TOLD} who")


def carried_by_others(scene: Scene) -> None:
    """Every door by which another institution writes of one; all of it is taken as far as it goes.

    What a person would type into a file by hand, against what the page says, is not tried.
    """
    post = scene.post
    note = Note(
        note_record_id="b.example/n", author_name=CARRIED, source_date="2026-11-02T08:00:00Z",
        text="seen", author_email=f"{CARRIED}@x.example", author_phone=CARRIED,
        phone_of_found_person=CARRIED, email_of_found_person=CARRIED,
    )  # fmt: skip
    register = person(
        author_name=CARRIED, author_email=CARRIED, author_phone=CARRIED, home_street=CARRIED,
        home_neighborhood=CARRIED, notes=(note,),
    )  # fmt: skip
    came = [
        post.receive(package(enquiry(f"{CARRIED} asks"))),
        post.receive(package(reply(f"{CARRIED} says"))),
        post.receive(package(prisoner(person_informed=CARRIED, address=CARRIED))),
        post.receive(package(sought("M-7", mother=CARRIED))),
        post.receive(register_of([register]), "r.xml", their_name="A register"),
        post.do(
            ReceiveLetter(operation=post.one, data=CARRIED.encode(), name="s.pdf", their_name="B")
        ).row,
    ]
    typed = Offered(about="enquiry", key="L-1", words=f"{CARRIED} writes")
    post.do(TypeItem(incoming=came[-1], offered=typed))
    done = set()
    for item in IncomingItem.objects.filter(incoming__in=came):
        if item.about in ("reply", "enquiry"):
            post.do(PassItem(item=item))
        else:
            offered = {line.key: line.written for line in lines(item) if line.said is not None}
            named = {key for key, text in offered.items() if CARRIED in text}
            assert not named or item.about == "missing", "a parent's name alone is of the person"
            into = None if item.about in TAKES_FILE else scene.visits.missing
            post.do(TakeItem(item=item, fields=set(offered) - named, file=into), post.recorder)
        done.add(item.about)
    assert {"reply", "enquiry", "missing"} <= done


def worked_on(scene: Scene) -> None:
    """Staff do all that they may with what came in; what would write it down is refused."""
    desk, team = scene.desk, scene.visits.yard.team
    missing = scene.visits.missing
    for submission in Submission.objects.filter(enquiry__side="other"):
        one = submission.enquiry
        if submission.turn == 1:
            desk.do(SayKinship(enquiry=one, holds=True, means="papers", how="shown"))
            desk.do(JoinFile(enquiry=one, missing=missing), desk.recorder)
            desk.do(AnswerEnquiry(enquiry=one, fixed="kinship"))
        said = desk.do(OpenSealed(submission=submission, why="answers"))
        assert said == envelopes.written(submission)
        for kind in (AM, FAMILY):
            with pytest.raises(Refused, match="written into no file"):
                desk.do(TakeValues(submission=submission, file_kind=kind, given={}), desk.recorder)
        with pytest.raises(Refused, match="no address of the other side"):
            desk.do(SayContact(enquiry=one, contact=said.contact))
    assert not Contact.objects.exclude(family__in=[scene.visits.mother, scene.visits.brother])
    replies = list(Reply.objects.all())
    assert len(replies) == 5
    passed(team, Reply.objects.get(way="page"), f"{TOLD} will burn, ")
    for reply_ in replies:
        read(team, reply_)
        threat = {"threat"} if reply_.way == "page" else set()
        labelled(team, reply_, "wants-body", "offers", *threat)


def messages(scene: Scene, patch: pytest.MonkeyPatch) -> Iterator[tuple[str, bytes]]:
    """What goes out by mail and short message, by real servers; of everybody it is tried."""
    with smtp.mail_server() as (taking, port), smtp.web_server(200) as (heard, web):
        mail = Mail(sender="desk@office.example", host="127.0.0.1", port=port, tls="none")
        sms = Sms(address=f"http://127.0.0.1:{web}/send")
        patch.setattr(settings, "FAMILY_MAIL", mail)
        patch.setattr(settings, "FAMILY_SMS", sms)
        ways: dict[str, Gateway] = {"mail": MailServer(mail, ""), "sms": SmsGateway(sms, "")}
        for family, form in ((f, form) for f in File.objects.all() for form in FORMS):
            act = AskToCall(family=family, form=form, language="uk")
            if family == scene.visits.mother and not Message.objects.filter(form=form):
                scene.visits.minutes += 21 * 60
                scene.visits.do(act)
                postman.round_of(ways, scene.visits.later, scene.visits.book)
            else:
                with pytest.raises((Refused, LineNotCrossed)):
                    scene.visits.do(act)
    assert taking.rcpt == [OWN["mail"]], "it sends, and to nobody else"
    assert [json.loads(body)["to"] for _, body in heard] == [OWN["phone"]]
    yield from (("mail", bytes(one)) for one in taking.taken)
    yield from (("sms", str(head).encode() + body) for head, body in heard)


def papers(scene: Scene) -> Iterator[tuple[str, bytes]]:
    """The letter of a notice, packages and lists, as those who get them can read them."""
    visits, sending = scene.visits, scene.sending
    recipient = visits.choose(visits.begin())
    plan = visits.plan(recipient)
    visits.sign(plan)
    made = letter(visits, recipient, plan)
    visits.do(TakeLetter(letter=made))
    yield "letter", vault().read(made.pdf)
    yield "letter", json.dumps(made.document, ensure_ascii=False).encode()
    number = visits.body.number
    for article, subject in (("gc1-16", ""), ("answer-to-enquiry", "Q-1")):
        draft = sending.draft(number, article=article, subject=subject)
        if subject:
            act = SayParticular(
                item=draft.items.get(), field="words", state="known", value="Here.", source="we"
            )
            sending.do(act)
        whole = sending.make(draft)
        for one, key in ((whole, "home"), (copied(whole), "agency")):
            sending.hand(one)
            yield "package", sealed.unseal(vault().read(one.made.sealed), secret(key))
            yield "package", vault().read(one.made.json)
            prints = PackagePrint.objects.filter(package=one)
            yield from (("package", vault().read(row.pdf)) for row in prints)
    yield from lists(scene)
    for kin in OtherSideKin.objects.all():
        sending.do(TakeKin(kin=kin))
        yield "kin", bytes(kin.sealed)


def lists(scene: Scene) -> Iterator[tuple[str, bytes]]:
    """Every list of the missing, in each form, as the agency opens it."""
    bureau_, cast = scene.sending.bureau, scene.visits.yard.team.cast
    ours = list(File.objects.filter(kind=AM, operation=cast.one))
    for one in ours:
        Consent.objects.create(
            file=one, purpose="share-agency", given_by="m", how="form", made_by=cast.ada
        )
    agency = bureau_.partner("tracing-agency", "lists", forms=("csv", "pfif"))
    home, first = scene.sending.home, scene.sending.agency
    bureau_.policy((home, Channel.POWER), (first, Channel.DIRECT), (agency, Channel.DIRECT))
    for form in ("csv", "pfif"):
        act = LayList(
            partner=agency, form=form, files=tuple(one.pk.hex for one in ours), conditions=YES
        )
        sheet = bureau_.do(act)
        for user in (bureau_.officer, bureau_.board):
            bureau_.do(SignList(sheet=sheet, digest=sheet.digest), user)
        data = bureau_.do(TakeList(sheet=sheet)).data
        yield f"list {form}", sealed.unseal(data, secret("lists"))


def pages(scene: Scene) -> Iterator[tuple[str, bytes]]:
    """Every page and download of these rows, for somebody who has every role."""
    cast, client = scene.visits.yard.team.cast, Client()
    everybody = account("everybody")
    for held in sorted(OPERATION_ROLES - {Role.MORTUARY, Role.AUDITOR}):
        role(everybody, held, cast.one, cast.ada)
    sign_in(client, everybody)
    rows: dict[str, Any] = {
        "operation": scene.one, "file am": scene.visits.missing, "file pm": scene.visits.body,
        "file family": scene.visits.mother, "threat": Threat.objects.first(),
        "enquiry": Enquiry.objects.filter(side="other").first(),
        "sealed": Submission.objects.filter(enquiry__side="other").first(),
        "submission": Submission.objects.filter(enquiry__side="other").first(),
        "reply": Reply.objects.filter(way="counter").first(),
        "incoming": Incoming.objects.get(number="I-00001"),
        "incoming-item": IncomingItem.objects.first(), "package": Package.objects.first(),
        "other-side-kin": OtherSideKin.objects.first(), "partner": scene.sending.home,
        "missing-list": MissingList.objects.first(), "family message": Message.objects.first(),
    }  # fmt: skip
    known = {about: {"team": row.pk} for about, row in rows.items() if row is not None}
    assert len(known) == len(rows)
    walk = (one for one in once(addresses(known, "team")) if one[0].split(":")[0] in APPS)
    for name, address in walk:
        for method, sent in (("GET", None), *(("POST", one) for one in DOWNLOADS)):
            if method == "POST" and not name.startswith(("families:", "transmit:")):
                continue
            answer: Any = ask(client, method, address, urlencode(sent or {}))
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            yield name.split()[0], body + str(answer.headers).encode()


def readable(written: Iterator[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """The same, each as somebody who has it can read it."""
    return [(name, text) for name, data in written for text in traces.opened(data)]


def test_a_relative_on_the_other_side_leaves_by_no_door(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told_at_this_desk(scene)
    carried_by_others(scene)
    worked_on(scene)
    plain = [*traces.rows(), *traces.files(tmp_path), ("ledger", repr(BOOK.entries).encode())]
    assert traces.where(plain, TOLD, CARRIED, "other.example", "9999999") == set()
    out = readable(iter([*papers(scene), *messages(scene, monkeypatch)]))
    assert {name for name, _ in out} == {
        "mail", "sms", "letter", "package", "list csv", "list pfif", "kin",
    }  # fmt: skip
    assert traces.where(out, TOLD, CARRIED, "other.example", "9999999") == set()
    seen = readable(pages(scene))
    assert len(seen) > 200
    assert traces.where(seen, TOLD, "other.example", "9999999") == READ
    assert traces.where(seen, CARRIED) == AS_IT_CAME
    plain = [*traces.rows(), *traces.files(tmp_path), ("ledger", repr(BOOK.entries).encode())]
    assert traces.where(plain, TOLD, CARRIED, "other.example", "9999999") == set()
