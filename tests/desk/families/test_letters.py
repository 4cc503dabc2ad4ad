"""The letter that is left: from what it is written, and who lets it go."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from nomina import letters as library
from nomina.desk import signing
from nomina.desk.books import vault
from nomina.desk.custody import graves
from nomina.desk.custody.actions.moving import Pack
from nomina.desk.custody.models import Death, DeathSign
from nomina.desk.examine import resting
from nomina.desk.families import letters_draft, letters_texts, telling_dry
from nomina.desk.families.actions.letters import (
    ChooseLetter,
    ConfirmOffice,
    IssueLetter,
    SayOffice,
)
from nomina.desk.families.actions.letters_taking import TakeLetter
from nomina.desk.families.letters_facts import GRAVE, PLACE, UNKNOWN, facts_of, where_of
from nomina.desk.families.models import FamilyOffice, Letter
from nomina.desk.policy.roles import Role
from nomina.errors import InputError, NotPermitted, Refused, SignInAgain
from tests.desk.custody.ground import make_ground
from tests.desk.custody.releasing import identified, recalled
from tests.desk.custody.yard import SCANNED, Yard
from tests.desk.examine.bench import key
from tests.desk.families.visits import QUICK, Visits, make_visits
from tests.desk.families.written import GIVEN, PHONE, letter, office, released
from tests.desk.files.people import opened
from tests.desk.people.cast import NOW, account, by, role


@pytest.fixture
def visits(yard: Yard) -> Visits:
    return make_visits(yard)


def text_of(one: Letter) -> str:
    return "\n".join(
        line for section in one.document["letter"]["sections"] for line in section["lines"]
    )


def test_a_letter_is_signed_kept_and_given_again_byte_for_byte(visits: Visits) -> None:
    office(visits)
    recipient, plan = released(visits)
    made = letter(visits, recipient, plan)
    data = vault().read(made.pdf)
    found = library.check(data, signing.public("letter"), "it")
    assert (found.printed, found.document.digest) == (True, made.digest)
    assert found.document.model_dump(mode="json") == made.document
    assert (found.document.letter.number, made.language) == (made.number, "uk")
    assert PHONE in text_of(made)
    assert letter(visits, recipient, plan) == made, "asked again, it is the same letter"
    assert Letter.objects.count() == 1
    visits.do(TakeLetter(letter=made))
    kinds = [entry.kind for entry in visits.book.entries]
    assert kinds[-2:] == ["families.letter", "families.letter-taken"]
    listed = resting.of(visits.identification)
    assert [(one.kind, one.state) for one in listed if one.kind == "letter"] == [
        ("letter", "pending")
    ]


def test_what_was_not_released_is_not_made(visits: Visits) -> None:
    office(visits)
    recipient = visits.choose(visits.begin())
    plan = visits.plan(recipient)
    with pytest.raises(Refused, match="not released"):
        letter(visits, recipient, plan)
    visits.sign(plan)
    # The text is part of what was signed: whatever changes it makes the signature void.
    visits.do(ChooseLetter(recipient=recipient, language="uk", leaves_out=("cause",)))
    with pytest.raises(Refused, match="not released"):
        letter(visits, recipient, plan)
    visits.sign(plan)
    made = letter(visits, recipient, plan)
    assert "просили" in text_of(made)
    visits.do(TakeLetter(letter=made))
    other = office(visits, telephone="+380 44 765 43 21")
    with pytest.raises(Refused, match="changed since"):
        visits.do(TakeLetter(letter=made))
    assert FamilyOffice.objects.count() == 2
    with pytest.raises(Refused, match="not released"):
        letter(visits, recipient, plan)
    assert other.turn == 2
    visits.sign(plan)
    with pytest.raises(Refused, match="changed since"):
        visits.do(TakeLetter(letter=made))
    second = letter(visits, recipient, plan)
    assert second != made
    assert other.telephone in text_of(second), "never the letter that was made before"
    visits.do(TakeLetter(letter=second))


@QUICK
def test_what_was_left_is_given_again_whatever_changed_since(visits: Visits) -> None:
    office(visits)
    recipient, plan = released(visits)
    made = letter(visits, recipient, plan)
    visits.tell(recipient)
    office(visits, telephone="+380 44 765 43 21")
    assert visits.do(TakeLetter(letter=made)) == made


@QUICK
def test_nothing_goes_on_after_a_recall(visits: Visits) -> None:
    office(visits)
    recipient, plan = released(visits)
    made = letter(visits, recipient, plan)
    recalled(visits.identification)
    for act in (IssueLetter(recipient=recipient, plan=plan), TakeLetter(letter=made)):
        with pytest.raises(Refused, match="recalled"):
            visits.do(act)
    assert [one.state for one in resting.of(visits.identification) if one.kind == "letter"] == [
        "frozen"
    ]


@QUICK
def test_a_recall_is_written_with_the_same_care(visits: Visits) -> None:
    office(visits)
    told = visits.told()
    recalled(visits.identification)
    recipient = visits.recall(told.notice).recipients.get()
    plan = visits.plan(recipient)
    visits.sign(plan)
    made = letter(visits, recipient, plan)
    assert made.document["letter"]["about"] == "recall"
    assert "Більше на це не покладайтеся" in text_of(made)
    assert "померла." not in text_of(made).replace("рідна людина померла і", "")
    visits.do(TakeLetter(letter=made))


@QUICK
def test_no_number_is_given_out_that_one_person_wrote(visits: Visits) -> None:
    mine = office(visits, confirmed=False)
    recipient, plan = released(visits)
    dry = telling_dry.leaves(plan, recipient)
    assert "not checked" in dry[0].sections[0][1]
    with pytest.raises(Refused, match="nobody checked"):
        letter(visits, recipient, plan)
    with pytest.raises(NotPermitted):
        visits.do(ConfirmOffice(office=mine))
    twin = account("twin")
    role(twin, Role.LIAISON, visits.yard.team.cast.one, visits.yard.team.cast.ada)
    key(twin, "visit 0")  # what the writer signs in with
    with pytest.raises(Refused, match="does not confirm"):
        visits.do(ConfirmOffice(office=mine), twin)
    visits.do(ConfirmOffice(office=mine), visits.second)
    with pytest.raises(Refused, match="checked already"):
        visits.do(ConfirmOffice(office=mine), visits.board)
    older = office(visits, confirmed=False)
    office(visits)
    with pytest.raises(Refused, match="newer"):
        visits.do(ConfirmOffice(office=older), visits.second)


NO_OFFICE: tuple[tuple[dict[str, Any], str], ...] = (
    ({"telephone": "044 123"}, "no telephone"),
    ({"telephone": "call us"}, "no telephone"),
    ({"opens": time(17), "closes": time(9)}, "hour"),
    ({"days": "never"}, "hour"),
    ({"name": "see https://example.org"}, "network"),
    ({"place": "office@example.org"}, "network"),
    ({"name": "x" * 201}, "longer"),
)


@QUICK
def test_an_office_that_is_none_is_refused(visits: Visits) -> None:
    for more, why in NO_OFFICE:
        with pytest.raises(InputError, match=why):
            office(visits, **more)


@QUICK
def test_who_may_write_and_confirm(visits: Visits) -> None:
    cast = visits.yard.team.cast
    act = SayOffice(operation=cast.one, **GIVEN)
    for user in (cast.ada, visits.board, visits.yard.officer, visits.yard.clerk):
        with pytest.raises(NotPermitted):
            visits.do(act, user)
    with pytest.raises(SignInAgain):
        act.do(by(visits.liaison, NOW, fresh=False), visits.book)


@QUICK
def test_it_is_written_from_the_decision_and_the_register(yard: Yard) -> None:
    """The face is in the dossier, and in no letter; struck evidence neither."""
    visits = make_visits(yard)
    notice = visits.begin()
    dossier = notice.identification.dossier
    rows = (("dna", "established", None), ("face", "probable", None), ("dental", "excluded", None),
            ("tattoo", "probable", {"by": "x"}), ("medical", "possible", None))  # fmt: skip
    dossier.document["evidence"] = [
        {"discipline": name, "view": view, "struck": struck} for name, view, struck in rows
    ]
    facts = facts_of(notice)
    assert facts.disciplines == ("dna",)
    assert (facts.cause, facts.where.state) == (None, UNKNOWN)
    assert facts.body == visits.body.number
    death = Death(
        operation=yard.team.cast.one, number="D-1", kind="one", digest="0" * 64,
        identification=visits.identification, document={"values": {"cause": "blast"}},
        by=visits.liaison,
    )  # fmt: skip
    death.save(force_insert=True)
    assert facts_of(notice).cause is None, "what nobody certified is told to nobody"
    DeathSign(death=death, office="o", by=visits.board).save(force_insert=True)
    assert facts_of(notice).cause == "blast"


@QUICK
def test_where_the_body_is_follows_the_register(yard: Yard, monkeypatch: Any) -> None:
    ground = make_ground(yard, monkeypatch)
    body = yard.body()
    assert body.file is not None
    assert where_of(body.file).state == PLACE
    assert where_of(body.file).where == yard.wagon.name
    assert where_of(yard.file()).state == UNKNOWN
    coffin = yard.thing("coffin")
    yard.do(
        Pack(operation=yard.team.cast.one, items=(body,), into=coffin, when=yard.when(),
             reading=SCANNED)
    )  # fmt: skip
    assert where_of(body.file).state == PLACE
    lone = yard.body()
    assert lone.file is not None
    ground.seen.add(lone.pk)
    identified(yard, lone.file, opened("am", yard.team.keeper("am"), yard.team.cast.one))
    buried = ground.bury(lone, ground.grave())
    found = where_of(lone.file)
    assert (found.state, found.day) == (GRAVE, buried.at.date().isoformat())
    assert found.grave == graves.named(buried.spot.grave)


@pytest.mark.parametrize(
    ("said_", "en", "uk"),
    [
        ("2022-10-12", "12 October 2022", "12 жовтня 2022 року"),
        ("2022-03", "March 2022", "березень 2022 року"),
        ("2022", "2022", "2022 рік"),
        ("2022-03~", "about March 2022", "приблизно березень 2022 року"),
        ("2022-03-04?", "perhaps 4 March 2022", "можливо, 4 березня 2022 року"),
        ("2022%", "perhaps about 2022", "можливо, приблизно 2022 рік"),
        ("2022-03/2022-05", "March 2022 – May 2022", "березень 2022 року – травень 2022 року"),
        ("2022-02-30", "2022-02-30", "2022-02-30"),
        ("../2022", "..", ".."),
        ("last spring", "last spring", "last spring"),
    ],
)
def test_dates_are_written_as_people_say_them(said_: str, en: str, uk: str) -> None:
    assert letters_texts.day(said_, "en").startswith(en)
    assert letters_texts.day(said_, "uk").startswith(uk)


@QUICK
def test_choices_are_checked(visits: Visits) -> None:
    recipient = visits.choose(visits.begin())
    for more in ({"language": "xx"}, {"language": "uk", "leaves_out": ("face",)}):
        with pytest.raises(Refused, match="no such"):
            visits.do(ChooseLetter(recipient=recipient, **more))
    assert letters_draft.chosen(recipient, None).language == "en"
