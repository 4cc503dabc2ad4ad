"""PFIF: the published example as ground truth, a round trip, and files that mean harm."""

from __future__ import annotations

import time
import xml.dom.minidom
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nomina import pfif
from nomina.errors import InputError, LineNotCrossed
from nomina.pfif import Note, Person
from nomina.pfif_read import LARGEST, LONGEST, RECORDS, read

# What the annotated example of the specification of 1.2 says happened, in its form.
EXAMPLE = """<?xml version="1.0" encoding="utf-8"?>
<pfif:pfif xmlns:pfif="http://zesty.ca/pfif/1.2">
<pfif:person>
  <pfif:person_record_id>salesforce.com/a0030000001TRYR</pfif:person_record_id>
  <pfif:entry_date>2005-09-03T09:21:12Z</pfif:entry_date>
  <pfif:author_name>Bill Mandil</pfif:author_name>
  <pfif:source_name>salesforce.com</pfif:source_name>
  <pfif:source_date>2005-09-03T09:21:12Z</pfif:source_date>
  <pfif:first_name>KATHERINE</pfif:first_name>
  <pfif:last_name>DOE</pfif:last_name>
  <pfif:full_name>KATHERINE DOE</pfif:full_name>
  <pfif:home_zip>94701</pfif:home_zip>
  <pfif:other>description: dark hair, in her late thirties.</pfif:other>
  <pfif:note>
    <pfif:note_record_id>example.com/3</pfif:note_record_id>
    <pfif:linked_person_record_id>icrc.org/27</pfif:linked_person_record_id>
    <pfif:author_name>Jane Peters</pfif:author_name>
    <pfif:source_date>2005-09-03T20:52:25Z</pfif:source_date>
    <pfif:found>true</pfif:found>
    <pfif:text>Spoke to her on the phone.</pfif:text>
  </pfif:note>
</pfif:person>
<pfif:person>
  <pfif:person_record_id>icrc.org/86431</pfif:person_record_id>
  <pfif:entry_date>2005-09-03T23:00:00Z</pfif:entry_date>
  <pfif:author_name>Mary Jacobs</pfif:author_name>
  <pfif:source_date>2005-09-03T22:07:59Z</pfif:source_date>
  <pfif:first_name>JOHN</pfif:first_name>
  <pfif:last_name>DOE</pfif:last_name>
  <pfif:full_name>JOHN DOE</pfif:full_name>
</pfif:person>
</pfif:pfif>
"""
HEAD = f'<?xml version="1.0"?><pfif:pfif xmlns:pfif="{pfif.NAMESPACE}">'
NOW = datetime(2026, 11, 27, tzinfo=UTC)
MADE = "2026-11-01T08:00:00Z"


def person(**more: Any) -> Person:
    """Somebody sought."""
    given = {"person_record_id": "b.example/1", "source_date": MADE, "full_name": "А Б"} | more
    return Person(**given)


def note(**more: Any) -> Note:
    """What somebody said."""
    given = {"note_record_id": "b.example/n1", "author_name": "x", "source_date": MADE, "text": "t"}
    return Note(**(given | more))


def file(*records: str) -> bytes:
    """A file of records as they are typed."""
    return (HEAD + "".join(records) + "</pfif:pfif>").encode()


def typed(number: int, **fields: str) -> str:
    """A record as it is typed."""
    given = {"person_record_id": f"b.example/{number}", "full_name": "x", "source_date": MADE}
    lines = "".join(f"<pfif:{k}>{v}</pfif:{k}>" for k, v in (given | fields).items())
    return f"<pfif:person>{lines}</pfif:person>"


def test_the_example_of_the_specification_is_read_by_its_old_names() -> None:
    found = read(EXAMPLE.encode(), "example.xml")
    assert not found.problems
    assert not found.notes
    assert not found.unknown
    first, second = found.people
    assert (first.given_name, first.family_name) == ("KATHERINE", "DOE")
    assert first.home_postal_code == "94701"
    assert first.description.startswith("description:")
    assert first.source_date == first.entry_date == "2005-09-03T09:21:12Z"
    (said,) = first.notes
    assert said.person_record_id == first.person_record_id
    assert said.author_made_contact == "true"
    assert said.linked_person_record_id == "icrc.org/27"
    assert second.full_name == "JOHN DOE"
    assert second.entry_date > second.source_date


def test_every_field_of_1_4_is_there_in_its_order() -> None:
    assert " ".join(pfif.PERSON) == (
        "person_record_id entry_date expiry_date author_name author_email author_phone source_name"
        " source_date source_url full_name given_name family_name alternate_names description sex"
        " date_of_birth age home_street home_neighborhood home_city home_state home_postal_code"
        " home_country photo_url profile_urls"
    )
    assert " ".join(pfif.NOTE) == (
        "note_record_id person_record_id linked_person_record_id entry_date author_name"
        " author_email author_phone source_date author_made_contact status email_of_found_person"
        " phone_of_found_person last_known_location text photo_url"
    )


_TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n\t"), max_size=40
).map(str.strip)
_TEXT = _TEXT.filter(lambda text: not pfif._UNWRITTEN.search(text))
_SOME = _TEXT.filter(bool)
_DATES = st.sampled_from((MADE, "2000-02-29T23:59:59Z", "2026-11-01T08:00:00.5Z"))
_FREE_PERSON = {
    name: _TEXT
    for name in pfif.PERSON
    if name
    not in {"person_record_id", "full_name", "sex", "date_of_birth", "age"} | pfif.PLACEHOLDER
}
_NOTES = st.builds(
    Note,
    note_record_id=st.integers(0, 9).map(lambda n: f"c.example/{n}"),
    author_name=_SOME,
    source_date=_DATES,
    text=_SOME,
    last_known_location=_TEXT,
    status=st.sampled_from(("", *(one for one in pfif.STATUSES if one != pfif.DEAD))),
    author_made_contact=st.sampled_from(("", "true", "false")),
)
_PEOPLE = st.builds(
    Person,
    person_record_id=st.uuids().map(lambda one: f"b.example/{one}"),
    full_name=_SOME,
    source_date=_DATES,
    expiry_date=st.just("") | _DATES,
    sex=st.sampled_from(("", *pfif.SEXES)),
    date_of_birth=st.sampled_from(("", "1987", "1987-05", "1987-05-02")),
    age=st.sampled_from(("", "7", "30-40")),
    notes=st.lists(_NOTES, max_size=2).map(tuple),
    **_FREE_PERSON,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_PEOPLE, max_size=3, unique_by=lambda one: one.person_record_id))
def test_what_is_written_is_read_again(people: list[Person]) -> None:
    data = pfif.written(people)
    xml.dom.minidom.parseString(data)  # another parser finds it well made too
    found = read(data, "x")
    named = [
        replace(
            one,
            notes=tuple(replace(n, person_record_id=one.person_record_id) for n in one.notes),
        )
        for one in people
    ]
    assert list(found.people) == named
    assert not found.problems


def test_a_death_is_never_written_and_is_read_as_what_it_is() -> None:
    dead = person(notes=(note(status=pfif.DEAD),))
    with pytest.raises(LineNotCrossed):
        pfif.written([dead])
    found = read(pfif.written([person(notes=(note(),))]), "x")
    assert found.people[0].notes[0].status == ""  # what is not known stays so, and is not alive


def test_what_has_ended_leaves_a_placeholder() -> None:
    one = person(expiry_date="2026-11-02T00:00:00Z", author_email="a@b.example", notes=(note(),))
    assert one.over(NOW)
    assert not replace(one, expiry_date="2027-01-01T00:00:00Z").over(NOW)
    left = one.placeholder(NOW)
    assert {name for name in pfif.PERSON if getattr(left, name)} == pfif.PLACEHOLDER
    data = pfif.written([left])
    assert b"a@b.example" not in data
    (again,) = read(data, "x").people
    assert again.is_placeholder
    assert not one.is_placeholder


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sex", "m"),
        ("date_of_birth", "1987-02-30"),
        ("date_of_birth", "02.05.1987"),
        ("age", "40-30"),
        ("expiry_date", "2026-13-01T00:00:00Z"),
        ("source_date", "2026-11-01 08:00"),
        ("person_record_id", "no domain"),
        ("full_name", " "),
        ("full_name", "x" * (LONGEST + 1)),
    ],
)
def test_a_wrong_record_is_told_and_the_others_stand(field: str, value: str) -> None:
    found = read(file(typed(1), "\n" + typed(2, **{field: value}), typed(3)), "f.xml")
    assert [one.person_record_id[-1] for one in found.people] == ["1", "3"]
    (problem,) = found.problems
    assert problem.where == "f.xml: 2"
    assert field in problem.what


def test_notes_stand_where_their_person_does_not() -> None:
    inner = (
        "<pfif:note><pfif:note_record_id>c.example/1</pfif:note_record_id><pfif:author_name>x"
        f"</pfif:author_name><pfif:source_date>{MADE}</pfif:source_date><pfif:text>t</pfif:text>"
        "</pfif:note>"
    )
    wrong = typed(1, sex="m").replace("</pfif:person>", inner + "</pfif:person>")
    nameless = wrong.replace("b.example/1", "nothing")
    twice = typed(4) + typed(4)
    found = read(file(wrong, nameless, twice, inner, "<pfif:person><new/></pfif:person>"), "f")
    assert [one.person_record_id for one in found.notes] == ["b.example/1"]
    assert len(found.problems) == 6
    assert found.unknown == ("new",)
    assert len(found.people) == 1


def declaring(declared: str, record: str) -> bytes:
    """A file that is right but for its document type."""
    return file(record).replace(b"?>", f"?><!DOCTYPE pfif {declared}>".encode(), 1)


_BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not xml",
        b"<a/>",
        HEAD.encode(),
        declaring(f'[<!ENTITY l0 "ha">{_BOMB}]', typed(1, full_name="&l9;")),
        declaring('[<!ENTITY x SYSTEM "file:///etc/passwd">]', typed(1, full_name="&x;")),
        declaring('SYSTEM "http://localhost:1/x.dtd"', typed(1)),
        declaring("", typed(1)),
        file("&undefined;"),
        file("<a>" * 100_000),
        file("<pfif:person>" * 30),
        EXAMPLE.encode("utf-16"),
        EXAMPLE.replace("utf-8", "windows-1251").encode(),
        EXAMPLE.encode().replace(b"JOHN", b"J\xffHN"),
        b"\x00" * 1000,
        b" " * (LARGEST + 1),
    ],
)
def test_a_hostile_file_is_refused_before_it_costs_anything(data: bytes) -> None:
    began = time.process_time()
    with pytest.raises(InputError):
        read(data, "hostile.xml")
    assert time.process_time() - began < 1


def test_too_many_records_are_refused_at_the_first_too_many() -> None:
    many = file("<pfif:note/>" * (RECORDS + 5))
    with pytest.raises(InputError, match="records"):
        read(many, "many.xml")
    with pytest.raises(InputError, match=f"more than {RECORDS}"):
        read(file(*(typed(n) for n in range(RECORDS + 5))), "many.xml")


def test_links_are_known_so_that_nothing_takes_them_over() -> None:
    links = {name for name in pfif.PERSON if "url" in name}
    assert links == pfif.LINKS
