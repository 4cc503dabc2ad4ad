"""A measure moves what it is named after."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nomina.synthetic import Person
from nomina.synthetic.canvas import sheet
from nomina.synthetic.relief import Plan, Study, dome, plan, relief

PERSON = Person.from_seed(4)
VIEW = replace(PERSON.ante_mortem_view(0), smile=0.0, open=0.0, squint=0.0, brow=0.0)


def planned(**shape: float) -> Plan:
    return plan(replace(PERSON.traits, shape={**PERSON.traits.shape, **shape}), VIEW)


@pytest.mark.parametrize(
    ("measure", "place"),
    [
        ("eye_distance", "eye_x"), ("eye_size", "eye_wide"), ("eye_open", "eye_up"),
        ("eye_lower", "eye_down"), ("eye_tilt", "eye_tilt"), ("brow_weight", "brow_thick"),
        ("nose_length", "nose_y"), ("nose_width", "nose_wide"), ("mouth_width", "mouth_wide"),
        ("upper_lip", "upper"), ("lower_lip", "lower"), ("mouth_height", "mouth_y"),
    ],
)  # fmt: skip
def test_more_of_a_measure_is_more_of_its_place(measure: str, place: str) -> None:
    low, middle, high = (getattr(planned(**{measure: at}), place) for at in (-1.0, 0.0, 1.0))
    assert low < middle < high


def test_places_stay_in_order_on_every_face() -> None:
    for seed in range(120):
        where = Person.from_seed(seed).traits
        got = plan(where, Person.from_seed(seed).ante_mortem_view(1))
        assert got.brow_y < got.eye_y - got.eye_up < got.eye_y < got.nose_y < got.mouth_y
        assert got.eye_x - got.eye_wide > 0.05  # two eyes
        chin = got.outline[len(got.outline) // 2]
        assert got.mouth_y + got.gap + got.lower < chin
        assert got.eye_x + got.eye_wide < got.outline.max()


def test_a_smile_lifts_and_widens_the_mouth_and_an_open_one_lowers_the_chin() -> None:
    rest, smile = plan(PERSON.traits, VIEW), plan(PERSON.traits, replace(VIEW, smile=1.0))
    assert smile.mouth_wide > rest.mouth_wide
    assert smile.corner < rest.corner
    agape = plan(PERSON.traits, replace(VIEW, open=1.0))
    middle = len(rest.outline) // 2
    assert agape.gap > rest.gap
    assert agape.outline[middle] > rest.outline[middle]


def test_a_face_without_asymmetry_is_its_own_mirror_image() -> None:
    outline = planned(asymmetry=0.0).outline
    assert np.allclose(outline, outline[::-1], atol=2e-3)
    uneven = planned(asymmetry=3.0).outline
    assert np.abs(uneven - uneven[::-1]).max() > 0.02


def test_the_tip_of_the_nose_is_nearest_to_the_camera() -> None:
    board = sheet(24.0)
    where = plan(PERSON.traits, VIEW)
    z = relief(Study(board, where, PERSON.traits, VIEW), dome(board, where.outline)[1])
    row, column = np.unravel_index(int(z.argmax()), z.shape)
    assert abs(board.x[column]) < 0.06
    assert where.eye_y < board.y[row] < where.nose_y
