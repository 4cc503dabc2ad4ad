"""A file as a typed document: nothing invented, nothing lost."""

from __future__ import annotations

from uuid import uuid4

import pytest

from nomina.cases import (
    Body,
    Kinship,
    Known,
    LivingUnknown,
    MissingPerson,
    NamePartKind,
    Relative,
    Sex,
    Source,
    SourceKind,
    State,
)
from nomina.desk.files import fields
from nomina.desk.files.actions import OpenFile, Say
from nomina.desk.files.documents import NUMBER, document_of
from nomina.desk.files.models import Content, File, Photo
from nomina.desk.files.record import record_of
from nomina.desk.policy.roles import Role
from tests.desk.people.cast import Cast, account, by, make_cast, role

HER = Source(kind=SourceKind.RELATIVE, reference="mother")


def known(text: str) -> Known[str]:
    return Known[str].of(text, HER)


@pytest.fixture
def cast(db: str) -> Cast:
    return make_cast()


def opened(cast: Cast, kind: str, missing: File | None = None, **said: Known[str]) -> File:
    """A file of operation One with these values, by someone who keeps such files."""
    holder = account(f"keeper-{uuid4().hex[:8]}")
    roles = {"pm": Role.MORTUARY, "family": Role.LIAISON}
    role(holder, roles.get(kind, Role.ANTE_MORTEM), cast.one, cast.ada)
    return OpenFile(
        operation=cast.one,
        file_kind=kind,
        site=cast.site_one,
        said_at_once={key.replace("_", " "): value for key, value in said.items()},
        missing=missing,
        complete=False,
    ).do(by(holder), cast.book)


def test_a_missing_person_is_written_as_it_was_said(cast: Cast) -> None:
    file = opened(
        cast,
        "am",
        family_name=known("Коваленко"),
        given_name=known("Олена"),
        other_names=known("Лена; Ковалёва"),
        sex=known("female"),
        born=known("1987-03"),
        last_known_alive=Known[str].unknown(HER),
        expires=Known[str].refused(HER),
        place=known("Київ"),
        latitude=known("50.45"),
        longitude=known("30,52"),
    )
    person = document_of(file)
    assert isinstance(person, MissingPerson)
    names = person.names.get()
    assert [str(name) for name in names] == ["Коваленко Олена", "Лена", "Ковалёва"]
    assert names[0].of(NamePartKind.GIVEN) == ("Олена",)
    assert person.names.source == HER
    assert person.sex.get() is Sex.FEMALE
    assert person.born.get().edtf == "1987-03"
    assert person.last_known_alive.state is State.UNKNOWN
    assert person.expires.state is State.REFUSED
    assert person.reported.state is State.NOT_ASKED
    place = person.last_seen_in.get()
    position = place.position.get()
    assert (place.written, position.latitude, position.longitude) == ("Київ", 50.45, 30.52)
    assert position.accuracy_m is None
    [number] = person.identifiers
    assert (number.kind, number.value) == (NUMBER, file.number)
    assert MissingPerson.model_validate_json(person.model_dump_json()) == person


def test_a_body_keeps_open_ends_and_photos(cast: Cast) -> None:
    file = opened(cast, "pm", age_from=known("30"), found=known("2022-03-12"), sex=known("male"))
    photo = Photo(file=file)
    photo.save()
    claims = {"taken": "2022:03:12"}
    Content.objects.create(photo=photo, file=file, digest="ab" * 32, size=3, claims=claims)
    body = document_of(file)
    assert isinstance(body, Body)
    assert (body.age.get().low, body.age.get().high) == (30, None)
    assert body.incident == cast.one.pk
    assert [(ref.sha256, ref.claims[0].written) for ref in body.photos] == [
        ("ab" * 32, "2022:03:12")
    ]
    assert body.died.state is State.NOT_ASKED


def test_two_values_are_not_known_until_one_is_chosen(cast: Cast) -> None:
    file = opened(cast, "pm", sex=known("male"))
    seen = {"sex": record_of(file)["sex"].seen}
    for value in ("female", "other"):
        Say(file=file, given={"sex": known(value)}, seen=seen).do(by(cast.alice), cast.book)
    torn = document_of(file)
    assert isinstance(torn, Body)
    assert torn.sex.state is State.UNKNOWN
    both = {"sex": record_of(file)["sex"].seen}
    Say(file=file, given={"sex": known("female")}, seen=both).do(by(cast.alice), cast.book)
    settled = document_of(file)
    assert isinstance(settled, Body)
    assert settled.sex.get() is Sex.FEMALE


def test_what_cannot_be_read_is_unknown_and_its_words_stay(cast: Cast) -> None:
    file = opened(cast, "pui", sex=known("male"), age_from=known("200"), age_to=known("20"))
    person = document_of(file)
    assert isinstance(person, LivingUnknown)
    assert person.age.state is State.UNKNOWN
    assert person.sex.get() is Sex.MALE


def test_a_relative_is_of_its_missing_person(cast: Cast) -> None:
    missing = opened(cast, "am", family_name=known("A"))
    file = opened(cast, "family", missing, kinship=known("full_sibling"), by_blood=known("no"))
    relative = document_of(file)
    assert isinstance(relative, Relative)
    assert relative.missing_person == missing.pk
    assert relative.kinship.get() is Kinship.FULL_SIBLING
    assert relative.by_blood.get() is False
    assert relative.names.state is State.NOT_ASKED


def test_every_choice_of_a_field_is_one_of_the_types() -> None:
    """What the desk offers can be written into a document, all of it."""
    assert {k.value for k in Kinship} == set(fields.BY_KEY["kinship"].choices)
    assert {s.value for s in Sex} == set(fields.BY_KEY["sex"].choices)
