"""How a photo shows a person: the living move and smile, the dead do neither."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from nomina.synthetic import Person, View

BODY = (
    "shut", "open", "pallor", "lividity", "bruises", "soil", "stains", "swelling", "wet", "years",
    "hair", "beard", "backdrop",
)  # fmt: skip


@pytest.fixture(scope="module")
def people() -> list[Person]:
    return [Person.from_seed(seed) for seed in range(200)]


def test_the_same_number_is_the_same_view(people: list[Person]) -> None:
    one, again = people[3].ante_mortem_view(2), Person.from_seed(3).ante_mortem_view(2)
    assert one == again
    assert one != people[3].ante_mortem_view(1)
    assert one != people[4].ante_mortem_view(2)


def test_the_living_look_out_and_show_no_death(people: list[Person]) -> None:
    for person in people:
        for number in (0, 1, 5):
            view = person.ante_mortem_view(number)
            assert not view.dead
            assert view.shut == 0
            assert view.turn == 0
            assert view.backdrop in ("plain", "blurred")
            dead = (view.pallor, view.lividity, view.bruises, view.soil, view.stains)
            assert dead == (0, 0, 0, 0, 0)


def test_the_dead_have_closed_eyes_and_wear_no_expression(people: list[Person]) -> None:
    views = [person.post_mortem_view(0) for person in people]
    assert all(view.dead for view in views)
    assert min(view.shut for view in views) >= 0.6
    assert np.mean([view.shut == 1 for view in views]) > 0.35
    for view in views:
        assert (view.smile, view.squint, view.brow, view.gaze) == (0, 0, 0, 0)
        assert not view.glasses
        assert not view.cap
        assert view.backdrop in ("sheet", "bag", "tray")
        assert view.years > 0  # a body is found after the last photo was taken


def test_one_body_looks_alike_on_all_its_photos_but_for_the_camera(people: list[Person]) -> None:
    for person in people[:40]:
        one, other = person.post_mortem_view(0), person.post_mortem_view(1)
        assert [getattr(one, name) for name in BODY] == [getattr(other, name) for name in BODY]
        assert (one.yaw, one.light) != (other.yaw, other.light)


def test_what_befalls_bodies_differs(people: list[Person]) -> None:
    views = [person.post_mortem_view(0) for person in people]
    for name in ("lividity", "bruises", "soil", "stains", "swelling", "wet"):
        share = np.mean([getattr(view, name) > 0.2 for view in views])
        assert 0.1 < share < 0.7, name


def test_the_first_photo_is_the_calmest(people: list[Person]) -> None:
    def spread(number: int) -> float:
        return float(np.std([person.ante_mortem_view(number).yaw for person in people]))

    assert spread(0) < 0.8 * spread(1)


def test_who_wears_glasses_always_has_them_on(people: list[Person]) -> None:
    never = [person for person in people if person.traits.glasses == 0]
    assert not any(person.ante_mortem_view(at).glasses for person in never for at in range(4))
    always = [person for person in people if person.traits.glasses == 1]
    assert len(always) > 5
    assert all(person.ante_mortem_view(at).glasses for person in always for at in range(4))


def test_women_wear_no_beard_and_a_beard_can_grow_before_death(people: list[Person]) -> None:
    for person in people:
        if person.traits.sex == "female":
            assert person.ante_mortem_view(1).beard == person.post_mortem_view(0).beard == "none"
    shaved = [person for person in people if person.traits.growth > 0.15]
    shaved = [person for person in shaved if person.traits.beard == "none"]
    grown = np.mean([person.post_mortem_view(0).beard != "none" for person in shaved])
    assert grown > np.mean([person.ante_mortem_view(1).beard != "none" for person in shaved]) + 0.15


def test_a_turn_is_the_only_thing_a_turn_changes(people: list[Person]) -> None:
    one, other = people[0].post_mortem_view(1), people[0].post_mortem_view(1, turn=90)
    changed = [f.name for f in fields(View) if getattr(one, f.name) != getattr(other, f.name)]
    assert changed == ["turn"]
