"""Each article is built from what custody and the board hold, and says nothing that they do not."""

from __future__ import annotations

from typing import Any

import pytest

from nomina import packages
from nomina.desk.acts import Refused
from nomina.desk.custody.actions.papers import DraftDeath, DraftList, IssueDeath, SignDeath
from nomina.desk.custody.models import Death, Item
from nomina.desk.custody.papers.known import speaking
from nomina.desk.examine import resting
from nomina.desk.transmit import packages as told_of
from nomina.desk.transmit import packages_build, packages_kept, packages_words
from nomina.desk.transmit import packages_people as people
from nomina.desk.transmit.actions.packages import DraftRecall
from nomina.desk.transmit.actions.packages_signing import SayParticular
from nomina.desk.transmit.models import Package
from nomina.desk.transmit.ways import Channel, Profile
from nomina.packages.items import Answer, Listed
from nomina.packages.items import Death as Told
from nomina.packages.particulars import Stands, known
from tests.desk.custody.ground import make_ground
from tests.desk.custody.releasing import recalled
from tests.desk.custody.test_effects_remains import disc as taken_disc
from tests.desk.custody.yard import Yard
from tests.desk.examine.bench import key
from tests.desk.transmit.sending import Sending, again, content_of, copied, make_sending

TYPED = {"rank": "private", "service_number": "A-1", "mother": "One", "cause": "a wound"}


@pytest.fixture
def kind() -> str:
    """What is read is read the same from both databases; what acts keep is tried in both."""
    return "postgres"


@pytest.fixture
def sending(yard: Yard) -> Sending:
    made = make_sending(yard)
    key(yard.officer, "custody officer")
    return made


def number(body: Item) -> str:
    assert body.file is not None
    return body.file.number


def certified(sending: Sending, body: Item) -> Death:
    """A death that an officer certified, made out in two languages."""
    found, _ = sending.named(body)
    one = sending.bureau.one
    row = sending.do(DraftDeath(identification=found, operation=one, typed=TYPED))
    sending.do(SignDeath(death=row, office="major"), sending.yard.officer)
    for language in ("en", "uk"):
        sending.do(IssueDeath(death=row, language=language))
    return row


def test_a_certificate_and_a_list_go_as_they_were_certified(sending: Sending) -> None:
    body = sending.body()
    row = certified(sending, body)
    package = sending.draft(row.number, article="death-certificate")
    item = package.items.get()
    with pytest.raises(Refused, match="does not ask"):
        sending.do(SayParticular(item=item, field="rank", state="known", value="x", source="s"))
    content = content_of(sending.make(package))
    one = content.items[0]
    assert isinstance(one, Told)
    assert one.certified is not None
    assert (one.certified.number, one.certified.digest) == (row.number, row.digest)
    assert {one.rank.value, one.service_number.value, one.cause.value} == {
        "private", "A-1", "a wound",
    }  # fmt: skip
    assert one.power.why == "not known when the death was certified"
    assert one.rank.source == row.number
    # The papers that custody made out go along, byte for byte.
    papers = {paper.language: paper.pdf for paper in row.papers.all()}
    assert {paper.language: paper.digest for paper in content.enclosures} == papers
    data = packages_kept.read(Package.objects.get(pk=package.pk).made.json)
    whole = packages.parsed(data, "it")
    assert whole.paper(papers["uk"])[:5] == b"%PDF-"

    listed = sending.do(DraftList(operation=sending.bureau.one))
    with pytest.raises(Refused, match="certified has this number"):
        sending.draft(listed.number, article="certified-list")
    sending.do(SignDeath(death=listed, office="major"), sending.yard.officer)
    package = sending.draft(listed.number, article="certified-list")
    with pytest.raises(Refused, match="no paper of it was made out"):
        sending.lay(package)
    sending.do(IssueDeath(death=listed, language="ru"))
    found = content_of(sending.make(package)).items[0]
    assert isinstance(found, Listed)
    assert found.certified.number == listed.number
    assert [dead.number for dead in found.dead] == [number(body)]
    assert found.dead[0].rank.value == "private"
    # Whoever stands on a list is told of by it: found by their files, and taken back by name.
    decided = row.identification
    assert decided is not None
    for file in (decided.report.one, decided.report.other):
        assert package in told_of.packages_of(file)
    sending.hand(package)
    sending.hand(copied(package))
    recalled(decided)
    assert told_of.owing(sending.bureau.one) == [again(package), again(copied(package))]
    assert "package" in {rest.kind for rest in resting.of(decided) if rest.state == "happened"}
    back = sending.do(DraftRecall(package=package))
    assert [(item.file, item.identification) for item in back.items.all()] == [(body.file, decided)]


@pytest.mark.deep
def test_a_death_a_prisoner_and_a_civilian_are_told_of_by_their_articles(
    sending: Sending,
) -> None:
    body = sending.body()
    certified(sending, body)
    kinds = {"gc3-120": "death", "gc3-122": "prisoner", "gc4-136": "civilian"}
    for article, kind in kinds.items():
        package = sending.draft(number(body), article=article)
        sending.do(
            SayParticular(
                item=package.items.get(), field="mother", state="known", value="Other", source="s"
            )
        )
        one: Any = content_of(sending.make(package)).items[0]
        assert one.kind == kind
        # What is certified is not typed over.
        assert one.mother.value == "One"
        assert one.surname.state is Stands.KNOWN


def test_a_grave_is_told_of_exactly(sending: Sending, monkeypatch: pytest.MonkeyPatch) -> None:
    ground = make_ground(sending.yard, monkeypatch)
    body = ground.examined()
    bare: Any = content_of(sending.make(sending.draft(number(body), article="grave-list")))
    assert bare.items[0].cemetery.state is Stands.UNASKED
    grave = ground.grave(section="A", row="2", plot="7", words="Unknown\n17")
    ground.bury(body, grave)
    one: Any = content_of(sending.make(sending.draft(number(body), article="grave-list"))).items[0]
    assert ground.cemetery.code in one.cemetery.value
    assert (one.grave.value, one.section_row_plot.value) == (str(grave), "A · 2 · 7")
    assert one.marking.value == "Unknown / 17"
    assert one.coordinates.state in Stands
    assert one.surname.why == "the board has named nobody"
    death: Any = content_of(sending.make(sending.draft(number(body)))).items[0]
    assert death.number == number(body)


def told(sending: Sending, what: str, article: str) -> Any:
    """One item as a package would tell of it now."""
    package = sending.draft(what, article=article)
    return packages_build.item_of(package, package.items.get())


def test_who_was_cremated_moved_or_buried_at_sea_is_told_of_so(
    sending: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LAW-10 to 12: the reason, where the ashes are, every earlier grave, ship and position."""
    ground = make_ground(sending.yard, monkeypatch)
    burnt, drowned, moved = (ground.examined() for _ in range(3))
    ground.cremate(burnt)
    ground.sea(drowned)
    first, second = ground.grave(), ground.grave()
    lain = ground.bury(moved, first)
    ground.exhume(first, lain)
    ground.bury(moved, second)

    one = told(sending, number(burnt), "grave-list")
    assert (one.grave.value, one.buried_on.why) == (
        "urn 12, cemetery office",
        "cremated, and not buried",
    )
    assert one.cemetery.state is Stands.UNKNOWN
    found = people.somebody(sending.draft(number(burnt)).items.get()).every("cremated", "grave")
    assert found["cremated"].value == "imperative reasons of hygiene: cholera in the camp"
    assert found["cremated"].source == f"{number(burnt)} (Head of health, order 7)"
    assert found["grave"].value == "urn 12, cemetery office"
    with speaking("uk"):
        said = packages_words.value_of("cremated", found["cremated"])
        assert said is not None
        assert said.endswith(": cholera in the camp")
        assert "hygiene" not in said
        assert packages_words.value_of("cremated", known("not cremated", "s")) != "not cremated"

    at_sea = told(sending, number(drowned), "grave-list")
    where = "44.123457, 33.765432"
    assert (at_sea.cemetery.value, at_sea.coordinates.value) == (f"Rescue 3 (UA): {where}", where)
    again = told(sending, number(moved), "grave-list")
    assert again.grave.value == str(second)
    (before,) = again.before
    assert str(first) in before


def test_half_a_double_disc_goes_and_nothing_else(sending: Sending) -> None:
    """LAW-07: a single disc, and the half that stays, go with the body."""
    body, other = sending.body(), sending.body()
    stays, forwarded = taken_disc(sending.yard, body, "double", 2)
    (single,) = taken_disc(sending.yard, other, "single", 1)
    one = told(sending, str(forwarded.item), "half-disc")
    assert (one.tag, one.stays, one.number) == (
        forwarded.item.code,
        stays.item.code,
        number(body),
    )
    assert one.surname.why == "the board has named nobody"
    for wrong in (stays, single):
        package = sending.draft(str(wrong.item), article="half-disc")
        with pytest.raises(Refused, match="half of a double disc"):
            sending.lay(package)


@pytest.mark.deep
def test_an_answer_says_what_somebody_wrote(sending: Sending) -> None:
    with pytest.raises(Refused, match="names the number"):
        sending.draft(article="answer-to-enquiry")
    with pytest.raises(Refused, match="names the number"):
        sending.draft(number(sending.body()), subject="E-1")
    package = sending.draft(article="answer-to-enquiry", subject="E-1")
    with pytest.raises(Refused, match="what is to be said"):
        sending.lay(package)
    item = package.items.get()
    sending.do(SayParticular(item=item, field="words", state="known", value="We ask.", source="we"))
    one = content_of(sending.make(package)).items[0]
    assert isinstance(one, Answer)
    assert (one.to, one.words) == ("E-1", "We ask.")


def test_outside_a_war_between_states_a_waiver_stands_in_the_package(sending: Sending) -> None:
    bureau = sending.bureau
    other = bureau.partner("other-bureau", "other")
    bureau.one.kind = "internal"  # as it would have been made
    bureau.policy((other, Channel.DIRECT), profile=Profile.INTERNAL, waiver="No agency here.")
    body = sending.body()
    with pytest.raises(Refused, match="does not ask for such a paper"):
        sending.draft(number(body), to=other)
    package = sending.make(sending.draft(number(body), article="particulars", to=other))
    content = content_of(package)
    assert (content.waiver, content.copy_to) == ("No agency here.", None)
    assert (package.made.copied, package.made.waiver) == (None, "No agency here.")
