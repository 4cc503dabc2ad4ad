"""The four files and their parts, through JSON and back."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from nomina import cases, documents
from nomina.cases import (
    AgeSpan,
    Body,
    BodyRegion,
    Claim,
    Completeness,
    Identifier,
    Kinship,
    Known,
    LivingUnknown,
    MissingPerson,
    Name,
    NamePart,
    NamePartKind,
    PhotoRef,
    Place,
    Position,
    RegionNote,
    RegionState,
    Relative,
    Sex,
    Source,
    SourceKind,
    Tissue,
    When,
)
from nomina.documents import Document, read_json, version_of, write_json

FINDER = Source(kind=SourceKind.WITNESS, reference="finder")
ONE, TWO = UUID(int=1), UUID(int=2)

words = st.text(min_size=1, max_size=12).filter(lambda t: t.strip() != "")
dates = st.sampled_from(["2022", "2022-03-XX", "1985~", "../2022-04", "[2021,2022]", "2022-03-05"])
whens = st.builds(When, edtf=dates, zone=st.sampled_from([None, "Europe/Kyiv"]), written=st.text())
sources = st.builds(Source, kind=st.sampled_from(SourceKind), when=st.none() | whens)


def states(kind: type, value: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    known: type[Known[object]] = Known[kind]  # type: ignore[valid-type]
    return st.one_of(
        st.builds(known.of, value, sources),
        st.builds(known.unknown, sources),
        st.builds(known.refused, sources),
        st.just(known.not_asked()),
    )


positions = st.builds(
    Position,
    latitude=st.floats(-90, 90),
    longitude=st.floats(-180, 180),
    accuracy_m=st.none() | st.floats(0.01, 1e5),
)
places = st.builds(Place, written=words, position=states(Position, positions))
names = st.builds(
    Name,
    parts=st.lists(
        st.builds(NamePart, kind=st.sampled_from(NamePartKind), text=words), min_size=1, max_size=4
    ).map(tuple),
    script=st.sampled_from([None, "Cyrl", "Latn", "Arab"]),
    language=st.sampled_from([None, "uk", "ru", "sr-Latn"]),
)
ages = st.builds(AgeSpan, low=st.integers(0, 40) | st.none(), high=st.integers(40, 99))
numbers = st.lists(
    st.builds(Identifier, issuer=words, kind=words, value=words),
    max_size=3,
    unique_by=lambda i: i.value,
).map(tuple)
photos = st.lists(
    st.builds(
        PhotoRef,
        sha256=st.binary(min_size=32, max_size=32).map(bytes.hex),
        claims=st.lists(st.builds(Claim, what=words, written=st.text()), max_size=2).map(tuple),
    ),
    max_size=2,
    unique_by=lambda p: p.sha256,
).map(tuple)
notes = st.lists(
    st.builds(
        RegionNote,
        region=st.sampled_from(BodyRegion),
        states=states(
            tuple[RegionState, ...],
            st.lists(st.sampled_from(RegionState), max_size=2).map(tuple),
        ),
    ),
    max_size=3,
    unique_by=lambda n: n.region,
).map(tuple)
common = {"id": st.uuids(), "identifiers": numbers, "photos": photos}
sexes, moments = states(Sex, st.sampled_from(Sex)), states(When, whens)
name_lists = states(tuple[Name, ...], st.lists(names, min_size=1, max_size=2).map(tuple))
found = {
    "incident": st.uuids(),
    "sex": sexes,
    "found_at": moments,
    "found_in": states(Place, places),
    "age": states(AgeSpan, ages),
}
bodies = st.builds(
    Body,
    **common,
    **found,
    died=moments,
    finder=states(str, words),
    lay_with=states(tuple[UUID, ...], st.lists(st.uuids(), max_size=2).map(tuple)),
    completeness=states(Completeness, st.sampled_from(Completeness)),
    tissue=states(Tissue, st.sampled_from(Tissue)),
    regions=notes,
)
missing = st.builds(
    MissingPerson,
    **common,
    names=name_lists,
    born=moments,
    sex=sexes,
    reported=moments,
    last_known_alive=moments,
    expires=moments,
    last_seen_in=states(Place, places),
)
living = st.builds(LivingUnknown, **common, **found)
relatives = st.builds(
    Relative,
    **common,
    missing_person=st.uuids(),
    kinship=states(Kinship, st.sampled_from(Kinship)),
    by_blood=states(bool, st.booleans()),
    names=name_lists,
    sex=sexes,
)

SCHEMAS: dict[type[Document], jsonschema.Draft202012Validator] = {
    kind: jsonschema.Draft202012Validator(kind.model_json_schema())
    for kind in (Body, MissingPerson, LivingUnknown, Relative)
}


@settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.one_of(bodies, missing, living, relatives))
def test_json_round_trip_and_schema(file: Document) -> None:
    text = file.model_dump_json()
    assert type(file).model_validate_json(text) == file
    content = json.loads(text)
    assert content["schema_version"] == version_of(type(file))
    SCHEMAS[type(file)].validate(content)


def body(**changes: object) -> Body:
    content: dict[str, object] = {
        "id": ONE,
        "incident": TWO,
        "sex": Known[Sex].unknown(FINDER),
        "found_at": Known[When].of(When(edtf="2022-04-02", zone="Europe/Kyiv"), FINDER),
        "found_in": Known[Place].of(Place(written="a field by the river"), FINDER),
        "died": Known[When].unknown(FINDER),
    }
    return Body.model_validate({**content, **changes})


def test_through_a_file(tmp_path: Path) -> None:
    write_json(tmp_path / "body.json", body())
    assert read_json(tmp_path / "body.json", Body) == body()


@pytest.mark.parametrize("field", ["sex", "found_at", "found_in", "died", "incident", "id"])
def test_the_minimum_record_is_never_silent(field: str) -> None:
    content = json.loads(body().model_dump_json())
    del content[field]
    with pytest.raises(ValidationError, match=field):
        Body.model_validate(content)
    with pytest.raises(ValidationError, match=field):
        Body.model_validate({**content, field: None})


def test_preserved_regions() -> None:
    def noted(region: BodyRegion, *states: RegionState) -> RegionNote:
        return RegionNote(region=region, states=Known[tuple[RegionState, ...]].of(states, FINDER))

    silent = RegionNote(
        region=BodyRegion.NECK, states=Known[tuple[RegionState, ...]].unknown(FINDER)
    )
    head = noted(BodyRegion.HEAD)
    burnt = noted(BodyRegion.LEFT_ARM, RegionState.BURNT)
    gone = noted(BodyRegion.LEFT_HAND, RegionState.MISSING)
    found = body(regions=(head, burnt, gone, silent))
    assert found.preserved() == {BodyRegion.HEAD, BodyRegion.LEFT_ARM}
    assert silent.preserved is None
    with pytest.raises(ValidationError, match="region is given twice"):
        body(regions=(head, head))


def test_nothing_is_named_twice() -> None:
    number = Identifier(issuer="Mortuary 3", kind="body number", value="0017 ")
    photo = PhotoRef(sha256="0" * 64)
    assert body(identifiers=(number,), photos=(photo,)).identifiers[0].value == "0017 "
    with pytest.raises(ValidationError, match="identifier is given twice"):
        body(identifiers=(number, number))
    with pytest.raises(ValidationError, match="photo is given twice"):
        body(photos=(photo, photo))


def test_loosely_typed_values_are_checked_where_they_land() -> None:
    assert body(sex=Known.of(Sex.MALE, FINDER)).sex == Known[Sex].of(Sex.MALE, FINDER)
    with pytest.raises(ValidationError, match="sex"):
        body(sex=Known.of("tall", FINDER))


@pytest.mark.parametrize(
    "changes",
    [
        {"latitude": 90.1},
        {"latitude": -91},
        {"longitude": 180.5},
        {"longitude": float("nan")},
        {"accuracy_m": 0},
        {"accuracy_m": -5},
        {"accuracy_m": float("inf")},
        {"datum": "SK-42"},
    ],
)
def test_positions_outside_the_earth(changes: dict[str, object]) -> None:
    good = {"latitude": 49.0, "longitude": 36.2, "accuracy_m": None}
    assert Position.model_validate(good).datum == "WGS84"
    with pytest.raises(ValidationError):
        Position.model_validate({**good, **changes})


def test_a_place_says_something() -> None:
    with pytest.raises(ValidationError, match="words or a position"):
        Place(written=" ")
    point = Position(latitude=49, longitude=36.2, accuracy_m=10)
    assert Place(position=Known[Position].of(point, FINDER)).position.get() == point


def test_names_keep_order_script_and_kinds() -> None:
    name = Name(
        parts=(
            NamePart(kind=NamePartKind.FAMILY, text="Шевченко"),
            NamePart(kind=NamePartKind.GIVEN, text="Тарас"),
            NamePart(kind=NamePartKind.PATRONYMIC, text="Григорович"),
            NamePart(kind=NamePartKind.CALLSIGN, text="Кобзар"),
        ),
        script="Cyrl",
        language="uk",
    )
    assert str(name) == "Шевченко Тарас Григорович Кобзар"
    assert name.of(NamePartKind.CALLSIGN) == ("Кобзар",)
    assert name.of(NamePartKind.MARRIED) == ()
    assert Name.model_validate_json(name.model_dump_json()) == name
    for wrong in ({"script": "cyrillic"}, {"language": "Ukrainian"}, {"parts": ()}):
        with pytest.raises(ValidationError):
            Name.model_validate({**name.model_dump(), **wrong})


def test_a_known_name_is_not_empty() -> None:
    unknown = Known[When].unknown(FINDER)
    with pytest.raises(ValidationError, match="at least one"):
        MissingPerson(
            id=ONE,
            names=Known[tuple[Name, ...]].of((), FINDER),
            born=unknown,
            sex=Known[Sex].unknown(FINDER),
            reported=unknown,
            last_known_alive=unknown,
            expires=unknown,
        )


def test_the_four_files_are_published() -> None:
    published = set(documents.schemas())
    assert {"body-1", "missing-person-1", "living-unknown-1", "relative-1"} <= published


def test_all_public_names_exist() -> None:
    assert sorted(cases.__all__) == cases.__all__
    assert all(hasattr(cases, name) for name in cases.__all__)
