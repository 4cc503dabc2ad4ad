"""The papers of a release and of a death: complete in each language, "not known" where it is."""

from __future__ import annotations

import json
import zlib
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nomina.desk.acts import NotPermitted
from nomina.desk.books import vault
from nomina.desk.custody import holds
from nomina.desk.custody.actions.papers import (
    DraftDeath,
    DraftList,
    IssueDeath,
    IssuePaper,
    SignDeath,
)
from nomina.desk.custody.actions.papers_taking import TakePaper
from nomina.desk.custody.models import Death, IssuedPaper
from nomina.desk.custody.papers import death_papers
from nomina.desk.custody.papers.known import dated, speaking
from nomina.desk.custody.papers.pass_papers import age
from nomina.desk.policy.roles import Role
from nomina.errors import InputError, Refused
from nomina.words import LANGUAGES, current
from tests.desk.custody.releasing import Case, identified, make_case, person, recalled
from tests.desk.custody.yard import Yard
from tests.desk.examine.pdf_reader import bare, opened, text_of

GC_III_120 = (
    "Power on which the person depended", "Army, regimental, personal or serial number", "Rank",
    "Surname", "First names", "Date of birth", "Place of birth", "Date of death", "Place of death",
    "Cause of death", "Date of burial", "Place of burial", "Grave", "Date and place of capture",
    "Other particulars on identity card or disc", "Address of the next of kin",
    "Examination before burial",
)  # fmt: skip
"""GC III 17(3), 120(2) and Annex IV D, GC I 16 (a) to (h): what the certificate must name."""


@pytest.fixture
def kind() -> str:
    """What is printed is the same from both databases; acts are tried in both elsewhere."""
    return "sqlcipher"


@pytest.fixture(autouse=True)
def no_other_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holds, "_reasons", [])


@pytest.fixture
def case(yard: Yard) -> Case:
    return make_case(yard)


def read(row: IssuedPaper) -> str:
    return bare(text_of(opened(vault().read(row.pdf))))


def attached(row: IssuedPaper) -> Any:
    pdf = opened(vault().read(row.pdf))
    [inner] = [pdf.objects[n][1] for n in pdf.having(b"/EmbeddedFile") if pdf.objects[n][1]]
    return json.loads(inner)


def certified(case: Case, **typed: str) -> Death:
    action = DraftDeath(
        identification=case.identification, operation=case.yard.team.cast.one, typed=typed
    )
    row = case.do(action)
    case.do(SignDeath(death=row, office="Colonel, chief"), case.yard.team.one[Role.BOARD])
    made: Death = row
    return made


def test_every_paper_of_a_release_in_every_language(case: Case) -> None:
    packet = case.yard.thing("packet", parent=case.body, words="grey envelope")
    case.signed()
    for kind in ("release", "effects", "transfer", "pass"):
        for language in LANGUAGES:
            row = case.do(IssuePaper(release=case.release, paper=kind, language=language))
            text = read(row)
            assert bare(case.release.number) in text
            assert bare("Зразок Олександр") in text
            assert attached(row)["language"] == row.language == language
            assert attached(row)["digest"] == case.ground().digest
        english = IssuedPaper.objects.filter(kind=kind, language="en").get()
        assert bare("not known") in read(english)
        if kind in ("release", "transfer"):  # LAW-22
            assert bare("an open prayer") in read(english)
            assert bare("washed by men") in read(english)
        if kind in ("release", "effects"):
            assert bare(str(packet)) in read(english)
    assert current() == "en"


def test_the_form_says_who_signed_and_what_was_missing(case: Case) -> None:
    early = read(case.do(IssuePaper(release=case.release, paper="release", language="en")))
    assert bare("This is no release yet. Missing:") in early
    assert bare("nobody of the board has signed") in early
    case.signed()
    case.give()
    case.wish("another rite, said a year later")
    row = case.do(IssuePaper(release=case.release, paper="release", language="en"))
    late = read(row)
    assert bare("Nothing was missing when the coffin was given out") in late
    assert bare("Witness One, passport AB 12") in late
    assert attached(row)["digest"] == case.release.done.digest
    for user in (case.yard.officer, case.yard.team.one[Role.BOARD]):
        assert bare(user.name) in late


def test_a_laissez_passer_has_the_fields_of_1973_and_needs_the_check(case: Case) -> None:
    typed = {"authority": "Ministry", "means": "hearse", "start": "Dnipro", "destination": "Lviv"}
    act = IssuePaper(release=case.release, paper="pass", language="en", typed=typed)
    with pytest.raises(Refused, match="nobody of custody has signed"):
        case.do(act)
    case.signed()
    text = read(case.do(act))
    for words in (
        "Name and first name", "Died on", "Died at", "Cause of death, if possible", "Aged",
        "Date and place of birth, if possible", "Means of transport", "hearse",
        "Place of departure", "Dnipro", "Route", "Destination", "Lviv", "Ministry",
        "Signature and official stamp", "Articles 3 and 5",
    ):  # fmt: skip
        assert bare(words) in text, words
    with pytest.raises(Refused, match="no such paper"):
        case.do(IssuePaper(release=case.release, paper="visa", language="en"))
    with pytest.raises(Refused, match="no such language"):
        case.do(IssuePaper(release=case.release, paper="release", language="de"))
    recalled(case.identification)
    with pytest.raises(Refused, match="recalled"):
        case.do(act)
    with pytest.raises(Refused, match="recalled"):
        case.do(TakePaper(paper=IssuedPaper.objects.get()))


def test_a_death_certificate_has_every_field_whatever_is_known(case: Case) -> None:
    row = certified(case)
    for language in LANGUAGES:
        issued = case.do(IssueDeath(death=row, language=language))
        assert attached(issued)["certified"] == row.document
    text = read(IssuedPaper.objects.get(language="en"))
    for words in GC_III_120:
        assert bare(words) in text, words
    for words in ("Зразок", "1987-05-02", "about 2022-03", "male", "Colonel, chief"):
        assert bare(words) in text, words
    values = row.document["values"]
    assert set(values) == {*death_papers.DRAWN, *death_papers.TYPED}
    shown = text.count(bare("not known"))
    unknown = sum(value is None for key, value in values.items() if key not in ("person", "alive"))
    grave = sum(value is None for _, value, _ in row.document["grave"]["en"])
    assert shown == unknown - (values["certificate"] is None) + grave


def test_what_is_typed_is_printed_and_what_was_signed_stays(case: Case) -> None:
    typed = {key: f"said of {key}" for key in death_papers.TYPED}
    row = certified(case, **typed)
    text = read(case.do(IssueDeath(death=row, language="en")))
    for said in typed.values():
        assert bare(said) in text
    assert case.do(IssueDeath(death=row, language="en")).pdf
    with pytest.raises(Refused, match="does not ask"):
        certified(case, nonsense="x")


def test_unsigned_it_is_not_issued_and_two_people_look_at_it(case: Case) -> None:
    one, board = case.yard.team.cast.one, case.yard.team.one[Role.BOARD]
    row = case.do(DraftDeath(identification=case.identification, operation=one, typed={}))
    with pytest.raises(Refused, match="no responsible officer"):
        case.do(IssueDeath(death=row, language="en"))
    with pytest.raises(Refused, match="another certifies"):
        case.do(SignDeath(death=row, office="Major"))
    for role in (Role.MORTUARY, Role.LIAISON, Role.TRANSMISSION, Role.EXAMINER):
        with pytest.raises(NotPermitted):
            case.do(SignDeath(death=row, office="Major"), case.yard.team.one[role])
    with pytest.raises(InputError):
        case.do(SignDeath(death=row, office=" "), board)
    case.do(SignDeath(death=row, office="Major"), board)
    with pytest.raises(Refused, match="certified already"):
        case.do(SignDeath(death=row, office="Major"), board)
    case.do(IssueDeath(death=row, language="uk"), case.yard.team.one[Role.TRANSMISSION])
    assert not IssuedPaper.objects.exclude(death__sign__isnull=False).exists()


def test_a_list_holds_the_certified_who_stand_each_once(case: Case) -> None:
    one, board = case.yard.team.cast.one, case.yard.team.one[Role.BOARD]
    with pytest.raises(Refused, match="no death is certified"):
        case.do(DraftList(operation=one))
    certified(case, cause="burns")
    last = certified(case, cause="blast")
    body = case.yard.body()
    other = identified(case.yard, body.file, person(case.yard))
    case.do(DraftDeath(identification=other, operation=one, typed={}))  # nobody certified it
    rows = case.do(DraftList(operation=one))
    assert [each["number"] for each in rows.document["dead"]] == [last.number]
    with pytest.raises(Refused, match="no responsible officer"):
        case.do(IssueDeath(death=rows, language="en"))
    case.do(SignDeath(death=rows, office="Major"), board)
    text = read(case.do(IssueDeath(death=rows, language="en")))
    assert bare("blast") in text
    assert bare("burns") not in text
    assert bare("Burial and grave of number 1") in text
    recalled(case.identification)
    with pytest.raises(Refused, match="recalled"):
        case.do(IssueDeath(death=rows, language="uk"))
    with pytest.raises(Refused, match="no death is certified"):
        case.do(DraftList(operation=one))


def test_one_byte_of_a_kept_paper_is_never_another(case: Case) -> None:
    case.signed()
    act = IssuePaper(release=case.release, paper="transfer", language="ru")
    row = case.do(act)
    data = vault().read(row.pdf)
    assert zlib.crc32(data) == zlib.crc32(vault().read(row.pdf))
    assert case.yard.book.kinds()[-1] == "custody.paper"
    assert case.do(TakePaper(paper=row)) == row


DAYS = st.dates(min_value=date(1920, 1, 1), max_value=date(2025, 12, 31))


@given(DAYS, DAYS)
def test_an_age_is_whole_years_by_the_calendar(one: date, two: date) -> None:
    born, died = min(one, two), max(one, two)
    n = 0  # an oracle that counts birthdays
    while (born.year + n + 1, born.month, born.day) <= (died.year, died.month, died.day):
        n += 1
    assert age(born.isoformat(), died.isoformat()) == str(n)
    low, _, high = (age(str(born.year), str(died.year)) or "").partition("–")
    assert int(low) <= n <= int(high)


def test_an_age_that_is_not_known_is_none() -> None:
    for born, died in ((None, "2022"), ("1987~", "2022"), ("1987", None), ("2022", "1987")):
        assert age(born, died) is None
    assert age("1987-05", "2022-03") == "34"


def test_dates_in_words() -> None:
    with speaking("en"):
        assert dated("2022-03~") == "about 2022-03"
        assert dated("2022?") == "perhaps 2022"
        assert dated("2022%") == "perhaps about 2022"
        assert dated("2022-03-01/2022-03-20~") == "2022-03-01 – about 2022-03-20"
        assert dated("2022-03-01") == "2022-03-01"
        assert dated(None) is None
