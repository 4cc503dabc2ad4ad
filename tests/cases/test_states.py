"""Unknown is not absent."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from nomina.cases import Known, Sex, Source, SourceKind, State, When
from nomina.errors import InputError

MOTHER = Source(kind=SourceKind.RELATIVE, reference="mother", when=When(edtf="2022-05-01"))


def test_the_four_states_differ() -> None:
    states = [
        Known[Sex].of(Sex.MALE, MOTHER),
        Known[Sex].unknown(MOTHER),
        Known[Sex].not_asked(),
        Known[Sex].refused(MOTHER),
    ]
    assert [s.state for s in states] == list(State)
    assert [s.is_known for s in states] == [True, False, False, False]
    assert len({s.model_dump_json() for s in states}) == 4
    for value in states:
        assert Known[Sex].model_validate_json(value.model_dump_json()) == value


def test_a_known_none_is_a_value() -> None:
    alone = Known[tuple[str, ...]].of((), MOTHER)
    assert alone.is_known
    assert alone.get() == ()
    assert alone != Known[tuple[str, ...]].unknown(MOTHER)
    assert Known[bool].of(False, MOTHER).get() is False
    assert Known[bool].of(False, MOTHER).get_or(True) is False


def test_no_truth_value() -> None:
    for value in (Known[bool].of(True, MOTHER), Known[bool].not_asked()):
        with pytest.raises(TypeError, match="unknown"):
            bool(value)


def test_a_value_that_is_not_known_is_not_given() -> None:
    with pytest.raises(InputError, match="not known but not asked"):
        Known[Sex].not_asked().get()
    assert Known[Sex].unknown(MOTHER).get_or(Sex.OTHER) is Sex.OTHER


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"state": "known", "source": MOTHER}, "exactly where"),
        ({"state": "unknown", "value": "male", "source": MOTHER}, "exactly where"),
        ({"state": "not_asked", "value": "male"}, "exactly where"),
        ({"state": "known", "value": "male"}, "needs its source"),
        ({"state": "unknown"}, "needs its source"),
        ({"state": "refused"}, "needs its source"),
        ({"state": "maybe"}, "state"),
        ({}, "state"),
        ({"state": "known", "value": "tall", "source": MOTHER}, "value"),
    ],
)
def test_contradictions_are_refused(content: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Known[Sex].model_validate(content)
