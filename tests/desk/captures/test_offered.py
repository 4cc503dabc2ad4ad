"""What texts are taken to say: written by hand, in three languages, and what is left alone."""

from __future__ import annotations

import time

import pytest

from nomina.desk.captures.offered import AROUND, MOST, VALUE, offers
from tests.desk.captures.saved import TEXT

KNOWN = {"family name": "Зразок", "given name": "Олександр"}


def found(text: str, kind: str = "am", known: dict[str, str] | None = None) -> set[tuple[str, str]]:
    given = KNOWN if known is None else known
    return {(one.field, one.value) for one in offers(kind, [("d", text)], given)}


def test_a_notice() -> None:
    assert found(TEXT) == {
        ("born", "1987-05-02"),
        ("place", "Ізюма"),
        ("unit", "93 окремій механізованій бригаді"),
        ("marks", "tattoo | | На лівому передпліччі татуювання: хрест, рік 1987"),
    }


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("Date of birth: 1987-05-02.", "1987-05-02"),
        ("born on May 2, 1987 in Kharkiv", "1987-05-02"),
        ("born on 2nd May 1987", "1987-05-02"),
        ("Дата народження: 02.05.1987", "1987-05-02"),
        ("Родился 2 мая 1987", "1987-05-02"),
        ("д.р. 2/5/1987", "1987-05-02"),
        ("02.05.1987 р.н.", "1987-05-02"),
        ("1987 г.р., рост 180", "1987"),
        ("born in 1987", "1987"),
        ("born on 31.02.1987", None),
        ("He was seen on 02.05.1987", None),
        ("reborn 1987", None),
        ("born 19875", None),
    ],
)
def test_births(text: str, born: str | None) -> None:
    assert found(text, known={}) == ({("born", born)} if born else set())


def test_the_name_of_the_file_in_another_script_is_offered_as_spelt() -> None:
    assert found("On it Oleksandr Zrazok was seen; Zrazok Oleksandr too.") == {
        ("other names", "Oleksandr Zrazok"),
        ("other names", "Zrazok Oleksandr"),
    }
    assert found("Зразок Олександр зник") == set()  # as the file has it
    assert found("Oleksandr went out, and Zrazok too") == set()  # not side by side
    assert found("oleksandr zrazok") == set()  # no names, by their letters
    assert found("Petro Shevchenko") == set()


def test_words_before_names_places_and_units() -> None:
    assert found("Позивний «Сокіл».", known={}) == {("other names", "Сокіл")}
    assert found("also known as Sasha", known={}) == {("other names", "Sasha")}
    assert found("last seen near Izium on Monday", known={}) == {("place", "Izium")}
    assert found("в/ч А1234", known={}) == {("unit", "в/ч А1234")}
    unit = "93rd mechanized brigade"
    assert found(f"of the {unit}", known={}) == {("unit", unit)}


def test_what_the_file_says_already_or_cannot_hold_is_not_offered() -> None:
    assert ("born", "1987-05-02") not in found(TEXT, known={"born": "1987-05-02"})
    assert {field for field, _ in found(TEXT, "pm")} == {"place", "unit", "marks"}
    assert {field for field, _ in found(TEXT, "pui")} == {"place"}


def test_each_offer_has_its_words_around_it_and_bounds_hold() -> None:
    text = "x " * 500 + "born in 1987" + " y" * 500
    [one] = offers("am", [("d", text)], {})
    assert "born in 1987" in one.around
    assert len(one.around) <= 2 * AROUND + len("born in 1987") + 4
    many = " ".join(f"also known as Name{chr(97 + n % 26)}{chr(97 + n // 26)}." for n in range(200))
    every = offers("am", [("d", many)], {})
    assert len(every) == MOST
    assert max(len(one.value) for one in every) <= VALUE
    twice = offers("am", [("d", "born in 1987 born in 1987"), ("e", "born in 1987")], {})
    assert [one.digest for one in twice] == ["d", "e"]


@pytest.mark.parametrize(
    "piece",
    ["born ", "93 a a a a ", "село ", "a" * 400 + " ", "татуювання", "93-"],
)
def test_no_text_takes_long(piece: str) -> None:
    """The time grows with the number of characters alone."""
    text = piece * (30_000 // len(piece))
    took = []
    for size in (len(text) // 2, len(text)):
        before = time.process_time()
        offers("am", [("d", text[:size])], KNOWN)
        took.append(time.process_time() - before)
    assert took[1] < 3 * took[0] + 0.2
