"""Dates on the time line."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from nomina.cases import AgeSpan, Order, Span, When, age_at, order
from nomina.errors import InputError


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_day_in_kyiv() -> None:
    """Kyiv is at UTC+2 in winter and UTC+3 in summer."""
    winter = When(edtf="2022-02-24", zone="Europe/Kyiv").span()
    assert winter.earliest == utc("2022-02-23T22:00")
    assert winter.latest == utc("2022-02-24T21:59:59.999999")
    assert When(edtf="2022-07-01", zone="Europe/Kyiv").span().earliest == utc("2022-06-30T21:00")
    assert When(edtf="2022-07-01", zone="+02:00").span().earliest == utc("2022-06-30T22:00")


def test_an_unknown_zone_widens_the_span() -> None:
    span = When(edtf="2022-02-24").span()
    assert span.earliest == utc("2022-02-23T10:00")  # Kiribati, UTC+14
    assert span.latest == utc("2022-02-25T11:59:59.999999")  # Baker Island, UTC-12


def test_a_written_offset_goes_first() -> None:
    when = When(edtf="2022-02-24T05:00:00+01:00", zone="Europe/Kyiv")
    assert when.span().earliest == utc("2022-02-24T04:00")


def test_an_hour_that_happens_twice() -> None:
    """Clocks in Kyiv went back from 04:00 to 03:00 on 30 October 2022: 03:30 was twice."""
    span = When(edtf="2022-10-30T03:30:00", zone="Europe/Kyiv").span()
    assert span.earliest == utc("2022-10-30T00:30:00")
    assert span.latest == utc("2022-10-30T01:30:00.999999")


@pytest.mark.parametrize(
    "zone", ["Europe/Nowhere", "", "../../etc/passwd", "Europe", "/etc/localtime", "+25:00", "x\0"]
)
def test_zones_that_do_not_exist(zone: str) -> None:
    with pytest.raises(ValidationError, match=r"no such time zone|no offset"):
        When(edtf="2022", zone=zone)


def test_no_such_date() -> None:
    with pytest.raises(ValidationError, match="no such date"):
        When(edtf="2023-02-29")


def test_the_first_and_last_year_do_not_overflow() -> None:
    span = When(edtf="XXXX").span()
    assert span.earliest is not None
    assert span.latest is not None
    assert (span.earliest.year, span.latest.year) == (1, 9999)
    assert span.widened(timedelta(days=9)) == Span(
        datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2022-03-05", "2022-03-08", Order.BEFORE),
        ("2022-03-08", "2022-03-05", Order.AFTER),
        ("2022-03", "2022-03-05", Order.POSSIBLY_TOGETHER),
        ("2022-03-05", "2022-03-06", Order.POSSIBLY_TOGETHER),  # zones unknown
        ("2022/..", "2023", Order.POSSIBLY_TOGETHER),
        ("2022/..", "2020", Order.AFTER),
        ("../2022", "2024", Order.BEFORE),
        ("2022/", "2020", Order.AFTER),
        ("1950~", "2022", Order.POSSIBLY_TOGETHER),
        ("2022", "1950?", Order.POSSIBLY_TOGETHER),
    ],
)
def test_order(one: str, other: str, expected: Order) -> None:
    assert order(When(edtf=one), When(edtf=other)) is expected


@pytest.mark.parametrize(
    ("edtf", "starts", "ends"),
    [("[1984,1990..]", True, False), ("[..1984,1990]", False, True), ("{1984,1990}", True, True)],
)
def test_one_open_end_opens_the_whole_set(edtf: str, starts: bool, ends: bool) -> None:
    when = When(edtf=edtf)
    assert (when.span().earliest is not None, when.span().latest is not None) == (starts, ends)
    assert tuple(end is not None for end in when.local()) == (starts, ends)


def test_order_with_zones() -> None:
    day, next_day = (When(edtf=f"2022-03-0{d}", zone="Europe/Kyiv") for d in (5, 6))
    assert order(day, next_day) is Order.BEFORE
    assert order(next_day, day) is Order.AFTER
    assert order(day, day) is Order.POSSIBLY_TOGETHER


def test_slack_makes_a_marked_date_usable() -> None:
    ten_years = timedelta(days=3653)
    assert order(When(edtf="1950~"), When(edtf="2022"), slack=ten_years) is Order.BEFORE
    near = order(When(edtf="1950~"), When(edtf="1955"), slack=ten_years)
    assert near is Order.POSSIBLY_TOGETHER
    # slack is for marked dates only
    assert order(When(edtf="1950"), When(edtf="1955"), slack=ten_years) is Order.BEFORE


zones = st.sampled_from([None, "Europe/Kyiv", "America/Bogota", "Asia/Kathmandu", "+14:00", "-12"])
texts = st.builds(
    lambda day, form: form.format(y=f"{day.year:04}", m=f"{day.month:02}", d=f"{day.day:02}"),
    st.dates(date(1890, 1, 1), date(2060, 1, 1)),
    st.sampled_from(["{y}", "{y}-{m}", "{y}-{m}-{d}", "{y}-XX-{d}", "{y}-{m}/..", "../{y}-{m}"]),
)
whens = st.builds(When, edtf=texts, zone=zones)


@given(whens, whens)
def test_order_turns_round_and_agrees_with_the_spans(one: When, other: When) -> None:
    found = order(one, other)
    turned = {Order.BEFORE: Order.AFTER, Order.AFTER: Order.BEFORE}
    assert order(other, one) is turned.get(found, found)
    first, second = one.span(), other.span()
    for instant in (first.earliest, first.latest, second.earliest, second.latest):
        if instant is not None and first.holds(instant) and second.holds(instant):
            assert found is Order.POSSIBLY_TOGETHER


@given(st.datetimes(datetime(1900, 1, 1), datetime(2050, 1, 1)), st.integers(-12, 14), st.data())
def test_the_true_instant_lies_in_the_span(
    local: datetime, hours: int, data: st.DataObject
) -> None:
    """However little of it is written down, and whether or not the zone is."""
    zone = timezone(timedelta(hours=hours))
    instant = local.replace(tzinfo=zone)
    form = data.draw(
        st.sampled_from(["%Y", "%Y-%m", "%Y-%m-%d", "%Y-%m-%dT%H", "%Y-%m-%dT%H:%M:%S"])
    )
    for name in (None, f"{hours:+03}:00"):
        assert When(edtf=local.strftime(form), zone=name).span().holds(instant)


@given(st.datetimes(datetime(1970, 1, 1), datetime(2037, 1, 1)))
def test_iana_zones_hold_the_true_instant(naive: datetime) -> None:
    instant = naive.replace(tzinfo=UTC)
    local = instant.astimezone(ZoneInfo("Europe/Kyiv"))
    when = When(edtf=local.strftime("%Y-%m-%dT%H:%M:%S"), zone="Europe/Kyiv")
    assert when.span().holds(instant)


@given(whens)
def test_json_round_trip(when: When) -> None:
    assert When.model_validate_json(when.model_dump_json()) == when


@pytest.mark.parametrize(
    ("born", "at", "low", "high"),
    [
        ("1990-05-10", "2022-05-09", 31, 31),
        ("1990-05-10", "2022-05-10", 32, 32),
        ("1990", "2022", 31, 32),
        ("1990-05", "2022-05", 31, 32),
        ("2000-02-29", "2022-02-28", 21, 21),
        ("2000-02-29", "2022-03-01", 22, 22),
        ("1990/..", "2022-12-31", 0, 32),
        ("../1990", "2022-12-31", 32, None),
        ("2022", "2022", 0, 0),
        ("XXXX-05-10", "2022-05-10", 0, 150),
    ],
)
def test_ages(born: str, at: str, low: int | None, high: int | None) -> None:
    if born.endswith("/.."):
        low = None  # nothing says how late the birth was
    assert age_at(When(edtf=born), When(edtf=at)) == AgeSpan(low=low, high=high)


def test_age_from_marked_dates_is_approximate() -> None:
    assert age_at(When(edtf="1990~"), When(edtf="2022")).approximate


def test_no_age_before_birth() -> None:
    with pytest.raises(InputError, match="after"):
        age_at(When(edtf="2022-05"), When(edtf="2022-04"))


@given(st.dates(date(1900, 1, 1), date(2000, 1, 1)), st.integers(0, 40_000))
def test_the_true_age_lies_in_every_span(born: date, lived: int) -> None:
    at = born + timedelta(days=lived)
    completed = at.year - born.year - ((at.month, at.day) < (born.month, born.day))
    for form in ("%Y-%m-%d", "%Y-%m", "%Y"):
        for other in ("%Y-%m-%d", "%Y"):
            age = age_at(When(edtf=born.strftime(form)), When(edtf=at.strftime(other)))
            assert age.low is not None
            assert age.high is not None
            assert age.low <= completed <= age.high


def test_age_spans() -> None:
    with pytest.raises(ValidationError, match="above"):
        AgeSpan(low=30, high=20)
    assert AgeSpan(low=20, high=30).overlaps(AgeSpan(low=30, high=None))
    assert not AgeSpan(low=20, high=30).overlaps(AgeSpan(low=31, high=40))
    assert not AgeSpan(low=31, high=40).overlaps(AgeSpan(low=None, high=30))
