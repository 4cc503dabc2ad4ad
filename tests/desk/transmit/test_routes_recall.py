"""A recall under a flag: the agency is always told, a Power not before two people lift the flag."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from nomina.desk.acts import Refused
from nomina.desk.files.models import File, LinkEnd
from nomina.desk.transmit import packages, packages_paper
from nomina.desk.transmit.actions.detriment import SayDetriment, SignDetriment
from nomina.desk.transmit.actions.packages import DraftRecall
from nomina.desk.transmit.actions.packages_out import MakePackage, TakePackage
from nomina.desk.transmit.actions.packages_signing import SayParticular
from nomina.desk.transmit.models import Package
from nomina.packages.documents import Content, Harm
from nomina.words import LANGUAGES
from tests.desk.custody.releasing import recalled
from tests.desk.custody.yard import Yard
from tests.desk.transmit.sending import Sending, again, content_of, copied, make_sending

ONE = pytest.mark.parametrize(
    "kind", ["sqlcipher", pytest.param("postgres", marks=pytest.mark.deep)], indirect=True
)


def took_back(sending: Sending, package: Package) -> Package:
    """Draft what takes a package back, and make it."""
    back = sending.do(DraftRecall(package=package))
    for item in back.items.all():
        act = SayParticular(item=item, field="words", state="known", value="Not so.", source="we")
        sending.do(act)
    return sending.make(back)


def lifted(sending: Sending, file: File) -> None:
    act = SayDetriment(file=file, holds=False, reason="gone from there")
    lift = sending.do(act, sending.bureau.liaison)
    for user in (sending.bureau.officer, sending.bureau.board):
        sending.do(SignDetriment(detriment=lift), user)


@ONE
def test_a_recall_reaches_the_agency_though_a_flag_keeps_it_from_the_power(yard: Yard) -> None:
    """Who is said not to be dead may be alive: a Power learns that from a recall as well."""
    sending = make_sending(yard)
    body = sending.body()
    assert body.file is not None
    found, person = sending.named(body)
    told = sending.make(sending.draft(body.file.number))
    for one in (told, copied(told)):
        sending.hand(one)
    recalled(found)
    LinkEnd(link=found.link, ended_by=found.by, why="mixed up").save(force_insert=True)
    # Of the person alone, to whom no link of the body leads any more.
    flag = SayDetriment(file=person, holds=True, reason="hides from them")
    sending.do(flag, sending.bureau.liaison)
    with pytest.raises(Refused, match="could harm") as refused:
        sending.do(DraftRecall(package=told))
    assert "Send it to the agency" in str(refused.value.todo)
    back = took_back(sending, copied(told))
    assert (back.partner, back.made.copied, back.made.to_agency) == (sending.agency, None, True)
    why = Harm(number=person.number, reason="hides from them")
    assert content_of(back).harm == (why,)
    sending.hand(back)
    # What the Power was told stays in sight until it is taken back there.
    assert packages.owing(sending.bureau.one) == [again(told)]
    lifted(sending, person)
    last = took_back(sending, told)
    sending.do(flag, sending.bureau.liaison)
    with pytest.raises(Refused, match="could harm"):
        sending.do(TakePackage(package=last, form="file"))
    lifted(sending, person)
    sending.hand(last)
    assert packages.owing(sending.bureau.one) == []


@ONE
def test_the_agency_is_told_of_the_circumstances_and_nobody_else(yard: Yard) -> None:
    """GC IV 137(2): upon being notified of them it takes precautions; a change is signed anew."""
    sending = make_sending(yard)
    body, other = sending.body(), sending.body()
    assert body.file is not None
    assert other.file is not None
    whole = sending.make(sending.draft(other.file.number))
    assert content_of(whole).harm == content_of(copied(whole)).harm == ()
    flag = SayDetriment(file=body.file, holds=True, reason="a brother lives there")
    sending.do(flag, sending.bureau.liaison)
    waits = sending.draft(body.file.number, to=sending.agency)
    sending.sign(sending.lay(waits))
    alone = sending.make(sending.draft(body.file.number, other.file.number, to=sending.agency))
    told = content_of(alone)
    assert told.harm == (Harm(number=body.file.number, reason="a brother lives there"),)
    for language in LANGUAGES:
        assert "a brother lives there" in str(packages_paper.parts_of(told, language))
    with pytest.raises(ValidationError, match="to the agency alone"):
        Content.model_validate(told.model_dump() | {"copy_to": "the Power"})
    lifted(sending, body.file)
    with pytest.raises(Refused, match="changed"):
        sending.do(MakePackage(package=waits))
