"""What the log in a file promises, the log in the desk's database promises too: the same bodies."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nomina.desk.books.leaves import DeskLeaves
from tests.ledger.acts import MAKERS
from tests.ledger.test_file_leaves import (
    test_a_part_that_is_missing_is_said,
    test_many_places_are_read_at_once,
    test_nothing_of_an_act_is_in_what_is_published,
)
from tests.ledger.test_log import (
    test_a_changed_checkpoint_is_an_alarm,
    test_a_clock_that_jumps_stops_no_checkpoint,
    test_cover_makes_every_period_alike,
    test_erasure_opens_nothing_and_breaks_nothing,
    test_every_act_can_be_proven,
    test_the_order_is_that_of_entries_whatever_the_clock_says,
    test_what_a_witness_signed_is_taken_in,
)

__all__ = [
    "test_a_changed_checkpoint_is_an_alarm",
    "test_a_clock_that_jumps_stops_no_checkpoint",
    "test_a_part_that_is_missing_is_said",
    "test_cover_makes_every_period_alike",
    "test_erasure_opens_nothing_and_breaks_nothing",
    "test_every_act_can_be_proven",
    "test_many_places_are_read_at_once",
    "test_nothing_of_an_act_is_in_what_is_published",
    "test_the_order_is_that_of_entries_whatever_the_clock_says",
    "test_what_a_witness_signed_is_taken_in",
]


@pytest.fixture(autouse=True)
def in_the_desk(no_entries: None) -> Iterator[None]:
    MAKERS.append(lambda _: DeskLeaves())
    yield
    MAKERS.pop()
