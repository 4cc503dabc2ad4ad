"""Every way through burial: all states of a body (LAW-08), and any order of acts of several."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from nomina.desk.custody import graves
from nomina.desk.custody.checker import faults
from nomina.desk.custody.models import Burial, Grave, Item
from nomina.errors import Refused
from tests.desk.custody.ground import Ground, make_ground
from tests.desk.custody.yard import Yard


@pytest.fixture
def ground(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> Ground:
    return make_ground(yard, monkeypatch)


class _Back(Exception):
    """Ends a try, so that the database is as it was."""


@contextmanager
def tried() -> Iterator[None]:
    """Whatever is done within is undone."""
    try:
        with transaction.atomic():
            yield
            raise _Back
    except _Back:
        pass


@dataclass(frozen=True)
class State:
    """What is so of one body, and matters to what may be done with it.

    Attributes:
        where: ``hall`` for anywhere above the ground, G1, G2, or ``sea``.
    """

    examined: bool = False
    where: str = "hall"
    burnt: bool = False


ACTS = ("examine", "bury G1", "bury G2", "sea", "cremate", "exhume", "move")


def law(act: str, state: State) -> State | None:
    """What the law and the register make of an act; None where they refuse it."""
    above, dug = state.where == "hall", state.where in ("G1", "G2")
    after = {
        "examine": (True, State(True, state.where, state.burnt)),
        "exhume": (dug, State(state.examined, "hall", state.burnt)),
        "move": (above, state),
        "cremate": (above and state.examined and not state.burnt, State(True, "hall", True)),
    }
    laid = State(True, act.removeprefix("bury "), state.burnt)
    fine, then = after.get(act, (above and state.examined, laid))
    return then if fine else None


def test_law_08_every_path_to_the_grave_passes_an_examination(ground: Ground) -> None:
    """All states that can be reached, and every act in each of them, against the law above."""
    body, plots = ground.yard.body(), {"G1": ground.grave(), "G2": ground.grave()}

    def exhume() -> object:
        burial = graves.standing(body)
        if burial is None or burial.spot is None:
            raise Refused("nobody lies there")
        return ground.exhume(burial.spot.grave, burial)

    do: dict[str, Callable[[], object]] = {
        "examine": lambda: ground.seen.add(body.pk),
        "bury G1": lambda: ground.bury(body, plots["G1"]),
        "bury G2": lambda: ground.bury(body, plots["G2"]),
        "sea": lambda: ground.sea(body),
        "cremate": lambda: ground.cremate(body),
        "exhume": exhume,
        "move": lambda: ground.yard.move(body, ground.yard.other),
    }

    def now() -> State:
        lain = graves.standing(body)
        where = "hall" if lain is None else str(lain.spot.grave) if lain.spot else "sea"
        return State(body.pk in ground.seen, where, graves.cremation_of(body) is not None)

    found: set[State] = set()

    def walk(state: State) -> None:
        found.add(state)
        for act in ACTS:
            after = law(act, state)
            if after is None:
                with pytest.raises(Refused), tried():
                    do[act]()
                continue
            seen = set(ground.seen)
            with tried():
                do[act]()
                assert now() == after, (state, act)
                assert not (after.where != "hall" or after.burnt) or after.examined
                if after not in found:
                    walk(after)
            ground.seen.clear()
            ground.seen.update(seen)

    walk(State())
    assert found == {State()} | {
        State(True, where, burnt)
        for where in ("hall", "G1", "G2", "sea")
        for burnt in (False, True)
    }


@dataclass
class Told:
    """What the model knows: where each body lay, and since when."""

    ways: dict[UUID, list[tuple[str, int, bool]]] = field(default_factory=dict)
    spots: dict[tuple[str, int], UUID] = field(default_factory=dict)


def machine(ground: Ground, bodies: list[Item], plots: list[Grave]) -> type[RuleBasedStateMachine]:
    """A machine that buries, exhumes and buries again, beside what it says must be so."""
    which, where, spot = st.integers(0, len(bodies) - 1), st.sampled_from(plots), st.integers(1, 2)

    class Burials(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.told, self.seen = Told(), set(ground.seen)
            self.around = transaction.atomic()
            self.around.__enter__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.around.__exit__(None, None, None)
            ground.seen.clear()
            ground.seen.update(self.seen)

        def lies(self, body: Item) -> tuple[str, int] | None:
            for key, pk in self.told.spots.items():
                if pk == body.pk:
                    return key
            return None

        @rule(n=which)
        def examine(self, n: int) -> None:
            ground.seen.add(bodies[n].pk)

        @rule(n=which, grave=where, number=spot)
        def bury(self, n: int, grave: Grave, number: int) -> None:
            body, key = bodies[n], (str(grave), number)
            if number > grave.spots.count():
                return
            fine = body.pk in ground.seen and self.lies(body) is None and key not in self.told.spots
            if not fine:
                with pytest.raises(Refused), transaction.atomic():
                    ground.bury(body, grave, number)
                return
            ground.bury(body, grave, number)
            self.told.spots[key] = body.pk
            self.told.ways.setdefault(body.pk, []).append((*key, False))

        @rule(n=which)
        def exhume(self, n: int) -> None:
            body = bodies[n]
            key, lain = self.lies(body), graves.standing(body)
            assert (key is None) == (lain is None)
            if key is None or lain is None or lain.spot is None:
                return
            ground.exhume(lain.spot.grave, lain)
            del self.told.spots[key]
            way = self.told.ways[body.pk]
            way[-1] = (*key, True)

        @rule(n=which)
        def move(self, n: int) -> None:
            body = bodies[n]
            if self.lies(body) is None:
                ground.yard.move(body, ground.yard.wagon)
            else:
                with pytest.raises(Refused), transaction.atomic():
                    ground.yard.move(body, ground.yard.wagon)

        @invariant()
        def the_graves_are_as_told(self) -> None:
            rows: Any = Burial.objects.standing().select_related("spot__grave", "item")
            lying = {(str(row.spot.grave), row.spot.number): row.item_id for row in rows}
            assert lying == self.told.spots
            for row in rows:
                assert ground.yard.at(row.item).position == row.spot.position

        @invariant()
        def nothing_of_a_way_is_lost(self) -> None:
            for body in bodies:
                way: list[Any] = graves.way_of(body)
                said = [
                    (str(x.burial.spot.grave), x.burial.spot.number, x.over) for x in way
                ]  # fmt: skip
                assert said == self.told.ways.get(body.pk, [])

        @invariant()
        def the_register_adds_up(self) -> None:
            assert list(faults(ground.cemetery.operation)) == []

    return Burials


def _run(ground: Ground, examples: int, steps: int) -> None:
    bodies = [ground.yard.body() for _ in range(3)]
    plots = [ground.grave(), ground.grave("collective", spots=2)]
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine(ground, bodies, plots), settings=chosen)


def test_in_any_order_of_acts_graves_and_register_agree(ground: Ground) -> None:
    _run(ground, 6, 16)


@pytest.mark.deep
def test_in_very_many_orders_of_acts_too(ground: Ground) -> None:
    _run(ground, 25, 30)
