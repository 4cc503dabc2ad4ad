"""Fields that can say "not known" and who said it, as `nomina.cases.states` has it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from nomina.cases.states import Known, Source, SourceKind, State
from nomina.desk.look.forms import source_kinds, states
from nomina.desk.look.guide.forms import Minimum

GIVEN: dict[str, Any] = {
    "number": "PM-1",
    "kind": "examination",
    "source": "Dr 3",
    "found": "2026-10-12",
    "found_state": "known",
    "sex": "female",
    "sex_state": "known",
}


def filled(**changes: Any) -> Minimum:
    form = Minimum({**GIVEN, **changes})
    form.is_valid()
    return form


def test_every_state_and_kind_of_source_can_be_chosen() -> None:
    assert {value for value, _ in states()} == set(State)
    assert {value for value, _ in source_kinds()} == set(SourceKind)


def test_a_value_has_the_source_of_the_form_or_its_own() -> None:
    form = filled(stature="0181", stature_kind="document", stature_source="Passport 4")
    assert form.errors == {}
    whole = Source(kind=SourceKind.EXAMINATION, reference="Dr 3")
    assert form.known("sex") == Known[Any].of("female", whole)
    own = Source(kind=SourceKind.DOCUMENT, reference="Passport 4")
    assert form.known("stature") == Known[Any].of(181, own)


def test_half_a_source_is_never_mixed_with_another() -> None:
    """A document must not get the examiner's code as its number."""
    assert filled(stature="170", stature_kind="document").known("stature").source == Source(
        kind=SourceKind.DOCUMENT
    )
    # The other half is no contradiction: another examiner of the same kind.
    assert filled(stature="170", stature_source="Dr 5").known("stature").source == Source(
        kind=SourceKind.EXAMINATION, reference="Dr 5"
    )


@pytest.mark.parametrize("state", [State.UNKNOWN, State.REFUSED])
def test_not_knowing_is_an_answer_with_a_source(state: State) -> None:
    form = filled(sex="", sex_state=state.value)
    assert form.errors == {}
    known = form.known("sex")
    assert (known.state, known.value) == (state, None)
    assert known.source == Source(kind=SourceKind.EXAMINATION, reference="Dr 3")


def test_nobody_asked_needs_no_source() -> None:
    assert filled(sex="", sex_state="not_asked").known("sex") == Known[Any].not_asked()
    assert filled().known("stature") == Known[Any].not_asked()  # left empty, and not needed


def test_what_is_needed_says_at_least_that_it_is_not_known() -> None:
    assert set(filled(sex="").errors) == {"sex"}
    assert set(filled(sex="", sex_state="unknown").errors) == set()
    assert set(filled(found="", sex="").errors) == {"found", "sex"}


@pytest.mark.parametrize("state", ["unknown", "not_asked", "refused"])
def test_a_value_and_no_value_at_once_is_refused_and_both_are_kept(state: str) -> None:
    form = filled(sex_state=state)
    assert set(form.errors) == {"sex"}
    page = str(form)
    assert '<option value="female" selected>' in page
    assert f'<option value="{state}" selected>' in page


def test_a_value_that_cannot_be_read_is_said_once() -> None:
    assert filled(found="the day before").errors["found"].as_data()[0].code == "invalid"
    assert len(filled(found="the day before").errors["found"]) == 1


def test_every_value_has_its_label_and_every_fault_its_link() -> None:
    page = str(filled(sex="", number=""))
    ids = set(re.findall(r'\bid="([^"]+)"', page))
    assert set(re.findall(r'<label[^>]* for="([^"]+)"', page)) <= ids
    inputs = re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', page)
    assert set(inputs) <= set(re.findall(r' for="([^"]+)"', page))
    assert set(re.findall(r'<a href="#([^"]+)"', page)) == {"id_sex", "id_number"}
    for described in re.findall(r'aria-describedby="([^"]+)"', page):
        assert set(described.split()) <= ids
    assert len(ids) == len(re.findall(r'\bid="', page))


def test_hostile_values_come_back_harmless() -> None:
    page = str(filled(number='"><script>alert(1)</script>', sex="", remarks="</textarea><b>"))
    assert "<script>" not in page
    assert "</textarea><b>" not in page
