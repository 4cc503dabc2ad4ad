"""Lists of missing people for partners: whom the family allowed, signed by two, and sealed."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from nomina import pfif, sealed
from nomina.desk import outgoing
from nomina.desk.acts import NotPermitted, Refused, SignInAgain
from nomina.desk.files.actions import EndConsent, GiveConsent
from nomina.desk.files.fields import AM
from nomina.desk.files.models import Consent, File, Link
from nomina.desk.files.models.links import IDENTICAL
from nomina.desk.policy.roles import Role
from nomina.desk.transmit import detriment, incoming_lists, incoming_tables
from nomina.desk.transmit.actions.detriment import SayDetriment
from nomina.desk.transmit.actions.incoming_lists import LayList, SignList, TakeList
from nomina.desk.transmit.conditions import Condition
from nomina.desk.transmit.incoming_lists import DESCRIPTIONS, Told, bytes_of
from nomina.desk.transmit.models import MissingList, MissingListTaken, Partner
from nomina.desk.transmit.models.incoming_lists import LIST_FORMS
from nomina.desk.transmit.ways import Channel
from nomina.leads.tables import FORMULA
from nomina.pfif_read import read
from tests.desk.files.people import ROW, Team, opened, said
from tests.desk.people.cast import NOW, by
from tests.desk.transmit.routed import Bureau, make_bureau, secret

AT = datetime(2026, 11, 1, 10, tzinfo=UTC)
YES = dict.fromkeys(Condition, True)
KIN = "Марія Сусідська"


@dataclass
class Lists:
    """A bureau whose policy names the home bureau and the agency, and two missing people."""

    bureau: Bureau
    home: Partner
    agency: Partner
    files: list[File] = field(default_factory=list)

    def lay(self, partner: Partner | None = None, form: str = "pfif", **more: Any) -> MissingList:
        given: dict[str, Any] = {
            "partner": partner or self.home,
            "form": form,
            "files": tuple(one.pk.hex for one in self.files[:1]),
            "conditions": YES,
        }
        return self.bureau.do(LayList(**(given | more)))

    def sign(self, row: MissingList) -> None:
        for user in (self.bureau.officer, self.bureau.board):
            self.bureau.do(SignList(sheet=row, digest=row.digest), user)

    def allow(self, file: File, purpose: str, **more: Any) -> Consent:
        recorder = self.bureau.team.one[Role.ANTE_MORTEM]
        action = GiveConsent(file=file, purpose=purpose, given_by="mother", how="form", **more)
        return action.do(by(recorder), self.bureau.book)

    def out(self, partner: Partner, **more: Any) -> bytes:
        row = self.lay(partner, **more)
        self.sign(row)
        return self.bureau.do(TakeList(sheet=row)).data


@pytest.fixture
def lists(team: Team) -> Lists:
    bureau = make_bureau(team)
    forms = ("json", "csv", "pfif")
    home = bureau.partner("home-bureau", "home", address="Street 1", forms=forms)
    agency = bureau.partner("tracing-agency", "agency", forms=forms)
    bureau.policy((home, Channel.POWER), (agency, Channel.DIRECT))
    made = Lists(bureau, home, agency)
    recorder = team.one[Role.ANTE_MORTEM]
    values = ROW["am"] | {
        "hair": said("black"),
        "informant": said(KIN),
        "contact": said("+380000000"),
        "note": said("a secret of the family"),
    }
    made.files = [opened(AM, recorder, bureau.one, values=values) for _ in range(2)]
    return made


def test_only_whom_the_family_allowed_for_this_partner_can_stand_on_a_list(lists: Lists) -> None:
    mine, other = lists.files
    assert incoming_lists.allowed(lists.home, NOW) == []
    with pytest.raises(Refused, match="did not allow"):
        lists.lay()
    for purpose in ("compare-faces", "compare-records", "dna", "share-agency"):
        lists.allow(mine, purpose)
    assert incoming_lists.allowed(lists.home, NOW) == []
    given = lists.allow(mine, "share-bureau")
    lists.allow(other, "share-bureau", recipient="Another bureau")
    assert [one.file for one in incoming_lists.allowed(lists.home, NOW)] == [mine]
    later = NOW + timedelta(days=2)
    lists.allow(other, "share-bureau", recipient="HOME", until=later)
    assert [one.file for one in incoming_lists.allowed(lists.home, NOW)] == [mine, other]
    assert [one.file for one in incoming_lists.allowed(lists.home, later)] == [mine]
    recorder = lists.bureau.team.one[Role.ANTE_MORTEM]
    EndConsent(consent=given, why="taken back").do(by(recorder), lists.bureau.book)
    after = NOW + timedelta(seconds=1)
    assert [one.file for one in incoming_lists.allowed(lists.home, after)] == [other]


def test_a_flag_of_detriment_stops_every_power_and_never_the_agency(lists: Lists) -> None:
    mine = lists.files[0]
    for purpose in ("share-bureau", "share-agency"):
        lists.allow(mine, purpose)
    flag = SayDetriment(file=mine, holds=True, reason="relatives at home")
    lists.bureau.do(flag, lists.bureau.liaison)
    assert incoming_lists.allowed(lists.home, NOW) == []
    assert [one.file for one in incoming_lists.allowed(lists.agency, NOW)] == [mine]


def test_a_flag_on_another_file_of_the_same_person_stops_too(lists: Lists) -> None:
    mine, other = lists.files
    for one in (mine, other):
        lists.allow(one, "share-bureau")
    by_ = lists.bureau.team.one[Role.ANTE_MORTEM]
    Link.objects.create(kind=IDENTICAL, one=mine, other=other, why="w", made_by=by_)
    lists.bureau.do(SayDetriment(file=other, holds=True, reason="r"), lists.bureau.liaison)
    assert detriment.stops(mine)
    assert incoming_lists.allowed(lists.home, NOW) == []


def test_how_long_it_takes_to_choose_does_not_grow_with_those_who_may_be_told(
    lists: Lists,
) -> None:
    counted = []
    for one in lists.files:
        lists.allow(one, "share-bureau")
        with CaptureQueriesContext(connection) as asked:
            found = incoming_lists.to_choose(lists.home, NOW)
        counted.append(len(asked))
    assert len(found) == 2
    assert counted[0] == counted[1]


def test_everybodys_turn_comes_where_more_may_be_told_than_stand_on_a_list(
    lists: Lists, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming_lists, "MOST", 1)
    first, second = lists.files
    for one in lists.files:
        lists.allow(one, "share-agency")
    assert [one.file for one in incoming_lists.to_choose(lists.agency, NOW)] == [first]
    lists.out(lists.agency)
    assert [one.file for one in incoming_lists.to_choose(lists.agency, NOW)] == [second]


def test_a_condition_that_is_not_met_stops_all(lists: Lists) -> None:
    lists.allow(lists.files[0], "share-bureau")
    for wrong in (*Condition, "other"):
        with pytest.raises(Refused):
            lists.lay(conditions=YES | {wrong: wrong == "other"})
    assert not MissingList.objects.exists()
    lists.lay()


def test_it_leaves_signed_by_two_sealed_and_after_the_agency_was_told(lists: Lists) -> None:
    mine = lists.files[0]
    for purpose in ("share-bureau", "share-agency"):
        lists.allow(mine, purpose)
    row = lists.lay()
    with pytest.raises(Refused, match="two people"):
        lists.bureau.do(TakeList(sheet=row))
    lists.bureau.do(SignList(sheet=row, digest=row.digest))
    with pytest.raises(Refused, match="signed this already"):
        lists.bureau.do(SignList(sheet=row, digest=row.digest))
    with pytest.raises(Refused, match="your seat"):
        lists.bureau.do(SignList(sheet=row, digest=row.digest), lists.bureau.other)
    with pytest.raises(Refused, match="that you saw"):
        lists.bureau.do(SignList(sheet=row, digest="0" * 64), lists.bureau.board)
    with pytest.raises(NotPermitted):
        lists.bureau.do(SignList(sheet=row, digest=row.digest), lists.bureau.liaison)
    lists.bureau.do(SignList(sheet=row, digest=row.digest), lists.bureau.board)
    with pytest.raises(Refused, match="Central Tracing Agency"):
        lists.bureau.do(TakeList(sheet=row))
    with pytest.raises(SignInAgain):
        TakeList(sheet=row).do(by(lists.bureau.officer, fresh=False), lists.bureau.book)
    assert not MissingListTaken.objects.exists()
    lists.out(lists.agency)
    data = lists.bureau.do(TakeList(sheet=row)).data
    assert b"pfif" not in data
    (person,) = read(sealed.unseal(data, secret("home")), "x").people
    assert person.family_name == "Зразок"


def test_what_is_taken_back_meanwhile_does_not_leave(lists: Lists) -> None:
    mine = lists.files[0]
    given = lists.allow(mine, "share-agency")
    row = lists.lay(lists.agency)
    lists.sign(row)
    recorder = lists.bureau.team.one[Role.ANTE_MORTEM]
    EndConsent(consent=given, why="taken back").do(by(recorder), lists.bureau.book)
    with pytest.raises(Refused, match="did not allow"):
        TakeList(sheet=row).do(by(lists.bureau.officer, NOW + timedelta(seconds=1)))


def test_a_list_tells_nothing_of_who_reported_it_and_nothing_of_a_death(lists: Lists) -> None:
    mine = lists.files[0]
    lists.allow(mine, "share-agency")
    for form in LIST_FORMS:
        plain = sealed.unseal(lists.out(lists.agency, form=form), secret("agency"))
        text = plain.decode("utf-8-sig")
        for hidden in (KIN, "380000000", "secret of the family", mine.number, "believed_"):
            assert hidden not in text
        assert "Зразок" in text
        assert mine.pk.hex in text  # by which the partner asks again


_NAMES = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=30
).map(str.strip)
_NAMES = _NAMES.filter(lambda name: bool(name) and not pfif._UNWRITTEN.search(name))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(FORMULA), _NAMES), min_size=1, max_size=3))
def test_a_table_is_rfc_4180_and_no_cell_of_it_is_a_formula(names: list[tuple[str, str]]) -> None:
    told = [
        Told(f"desk.example/{n}", {}, {"family name": sign + name, "sex": "male"}, AT, None)
        for n, (sign, name) in enumerate(names)
    ]
    data = bytes_of("csv", "O", told, AT)
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\r\n")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    assert {len(row) for row in rows} == {len(DESCRIPTIONS) + 1}
    assert not any(cell.startswith(FORMULA) for row in rows for cell in row)


_WORDS = st.text(st.characters(categories=("Lu", "Ll")), min_size=2, max_size=12)


@settings(max_examples=25, deadline=None)
@given(_WORDS, _WORDS, st.sampled_from(("1987-05-02", "1987-05", "1987")), st.booleans())
def test_what_we_write_is_what_we_would_read(
    family: str, first: str, born: str, female: bool
) -> None:
    row = {
        "family name": family,
        "given name": first,
        "sex": "female" if female else "male",
        "born": born,
    }
    told = Told("desk.example/1", row, row, AT, None)
    for form, name in (("csv", "l.csv"), ("pfif-csv", "l.csv")):
        items, problems = incoming_tables.read(bytes_of(form, "O", [told], AT), name, AT)
        assert not problems
        found = {one.field: one.text for one in items[0].values}
        assert {key: found.get(key) for key in row} == row, form
        assert items[0].key == "desk.example/1"
    (person,) = read(bytes_of("pfif", "O", [told], AT), "l.xml").people
    assert (person.family_name, person.given_name) == (family, first)
    assert (person.sex, person.date_of_birth) == (row["sex"], born)
    assert [note.status for note in person.notes] == [pfif.SOUGHT]


def test_what_leaves_is_registered_with_those_who_look_at_all_of_it() -> None:
    kind = outgoing.known(incoming_lists.NAME)
    examples = list(kind.render("en", "<img src=x> &amp; Name"))
    assert len(examples) == len(LIST_FORMS)
    assert all("Name" in one.text for one in examples)
