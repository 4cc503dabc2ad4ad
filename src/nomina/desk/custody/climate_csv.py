"""The table of a temperature logger, as its program writes it: many forms, one reading.

A line of headings is looked for below whatever the program writes above it; then each line is read
by itself, so that one broken line takes no other with it. A moment without a zone is in the zone
that the person names who brings the file, never in a guessed one.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from nomina.desk.custody.climate import Measured, Wrong, sensor_of, tenths_of
from nomina.errors import InputError, TableError
from nomina.words import tr

LARGEST = 16 * 2**20
"""Bytes of a file."""
MOST = 250_000
"""Lines of a file: half a year of readings every minute."""
LONGEST = 2000
"""Characters of a line."""
ABOVE = 60
"""Lines among which the headings are looked for."""
DELIMITERS = (";", "\t", ",")

_MOMENT = frozenset(
    (
        "time", "timestamp", "datetime", "date time", "date/time", "date-time", "date & time",
        "date and time", "recorded at", "measured at", "zeit", "zeitstempel", "zeitpunkt",
        "messzeit", "messzeitpunkt", "datum/zeit", "datum/uhrzeit", "datum zeit", "datum uhrzeit",
        "datum und uhrzeit", "время", "дата/время", "дата время", "дата и время", "дата-время",
        "время измерения", "час", "дата/час", "дата час", "дата і час", "дата та час",
        "час вимірювання",
    )
)  # fmt: skip
_DAY = frozenset(("date", "day", "datum", "tag", "дата", "день"))
_CLOCK = frozenset(("time", "uhrzeit", "zeit", "время", "час"))
_SENSOR = frozenset(
    (
        "sensor", "sensor id", "sensor name", "logger", "logger id", "channel", "probe", "device",
        "serial", "serial number", "fühler", "kanal", "messstelle", "gerät", "seriennummer",
        "датчик", "канал", "прибор", "логгер", "давач", "прилад", "логер",
    )
)  # fmt: skip
_UNIT = frozenset(("unit", "units", "einheit", "единица", "единицы", "ед.", "одиниця", "од."))
_DEGREES = frozenset(("t", "c", "value", "wert", "messwert", "reading", "значение", "значення"))
_OTHER = re.compile(
    r"humid|feucht|влаж|волог|dew|taupunkt|росы|роси|alarm|limit|grenz|pressure|druck|давлен|тиск"
    r"|batter|status|статус|min\b|max\b|avg\b|mean\b|%"
)
_FAHRENHEIT = re.compile(r"°\s*f\b|℉|\(f\)|\[f\]|fahrenheit")
_CELSIUS = re.compile(r"°\s*[cс]\b|℃|\([cс]\)|\[[cс]\]|celsius|цельси")
_MARKS = re.compile(r"[(\[{].*?[)\]}]|°\s*[cсf]\b|℃|℉|celsius|fahrenheit", re.IGNORECASE)
_ZONE = re.compile(r"(?:utc|gmt)\s*(?:([+\-\u2212])\s*(\d{1,2})(?::?(\d{2}))?)?\b", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_EUROPE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})")
_SLASHED = re.compile(r"\d{1,2}[/-]\d{1,2}[/-]\d{2,4}")
_TIME = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s*(Z|UTC|[+\-]\d{2}:?\d{2})?", re.IGNORECASE
)
_BREAK = re.compile(r"\r\n|\r|\n")
_MIXED = re.compile(r"[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")
"""Two alphabets in one word: a text decoded by the wrong code."""
_VALUE = re.compile(r"(.*?)\s*(?:°?\s*([CFСcfс])|℃|℉)?")


@dataclass(frozen=True)
class Read:
    """What was read from a file: readings, and each line that is none with the reason."""

    rows: tuple[Measured, ...]
    wrong: tuple[Wrong, ...]


@dataclass(frozen=True)
class _Else:
    """What counts where a line does not say."""

    zone: tzinfo
    unit: str
    sensor: str


@dataclass(frozen=True)
class _Columns:
    """Where what stands."""

    delimiter: str
    moment: int
    clock: int | None
    sensor: int | None
    unit: int | None
    degrees: tuple[tuple[int, str, str], ...]  # column, name, unit; the unit may be empty
    zone: tzinfo | None


def zone_of(text: str) -> tzinfo:
    """Give a time zone by its IANA name, or by its distance from UTC.

    Raises:
        InputError: there is no such zone.
    """
    name = text.strip()
    if (fixed := _fixed(name)) is not None:
        return fixed
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        raise InputError(
            tr("there is no such time zone"),
            todo=tr("Write it as Europe/Kyiv, UTC or UTC+2"),
        ) from None


def _fixed(text: str) -> tzinfo | None:
    found = _ZONE.fullmatch(text)
    if found is None:
        return None
    sign, hours, minutes = found.groups()
    if hours is None:
        return UTC
    off = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if off > timedelta(hours=15):
        return None
    return timezone(off if sign == "+" else -off)


def read(data: bytes, zone: tzinfo, *, unit: str = "C", sensor: str = "") -> Read:
    """Read the table of a logger.

    Args:
        data: the file.
        zone: of moments that say none.
        unit: ``C`` or ``F``, of temperatures that say none.
        sensor: its name where the file names none.

    Raises:
        TableError: it is no text, has no headings that are known, or is too large.
    """
    lines = _lines(data)
    number, columns = _headings(lines)
    unsaid = _Else(columns.zone or zone, unit, sensor)
    rows: list[Measured] = []
    wrong: list[Wrong] = []
    for row, line in enumerate(lines[number:], number + 1):
        if not line.strip("\ufeff \t;,"):
            continue
        try:
            rows += _measured(row, line, columns, unsaid)
        except _WrongRows as found:
            rows += found.good
            wrong += [Wrong(row, why) for why in found.why]
        except InputError as error:
            wrong.append(Wrong(row, str(error).removesuffix(".")))
    return Read(tuple(rows), tuple(wrong))


class _WrongRows(Exception):
    """A line of several sensors in which some have no value."""

    def __init__(self, good: list[Measured], why: list[str]) -> None:
        super().__init__()
        self.good, self.why = good, why


def _lines(data: bytes) -> list[str]:
    if len(data) > LARGEST:
        raise TableError(
            tr("this is larger than {n} MB").format(n=LARGEST // 2**20),
            todo=tr("Export fewer days at a time"),
        )
    lines = _BREAK.split(_text(data))
    if len(lines) > MOST:
        raise TableError(
            tr("this has more than {n} lines").format(n=MOST),
            todo=tr("Export fewer days at a time"),
        )
    return lines


def _text(data: bytes) -> str:
    """Decode a file: UTF-8 or, by its first bytes, UTF-16; else as Windows writes it.

    Those older codes agree on digits and on the sign of a degree; which of them it is shows in the
    headings.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise _no_text() from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    for code in ("cp1251", "cp1252"):
        try:
            text = data.decode(code)
            lines = _BREAK.split(text)[:ABOVE]
            number, _ = _headings(lines)
        except (UnicodeDecodeError, TableError):
            continue
        if not _MIXED.search(lines[number - 1]):
            return text
    raise _no_text()


def _no_text() -> TableError:
    return TableError(
        tr("this is no table of text that can be read"),
        todo=tr("Export it as CSV in UTF-8"),
    )


def _headings(lines: Sequence[str]) -> tuple[int, _Columns]:
    """Find the line of headings; gives the number of lines to its end."""
    for number, line in enumerate(lines[:ABOVE], 1):
        for delimiter in DELIMITERS:
            if delimiter in line and len(line) <= LONGEST and "\0" not in line:
                found = _columns(_cells(line, delimiter), delimiter)
                if found is not None:
                    return number, found
    raise TableError(
        tr("there is no line of headings with a time and a temperature"),
        todo=tr("Export the table with its headings, as CSV"),
    )


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        # One line by itself: a quote that is never closed would take all lines after it.
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []


def _plain(heading: str) -> str:
    return " ".join(_MARKS.sub(" ", heading.casefold()).strip(" \ufeff,.:_").split())


def _columns(headings: Sequence[str], delimiter: str) -> _Columns | None:
    plain = [_plain(one) for one in headings]
    day = next((n for n, one in enumerate(plain) if one in _DAY), None)
    clock = next((n for n, one in enumerate(plain) if one in _CLOCK), None)
    moment = next((n for n, one in enumerate(plain) if one in _MOMENT), None)
    if day is not None and clock is not None:
        moment = day
    elif moment is None:
        moment, clock = day, None
    else:
        clock = None
    taken = {moment, clock}
    sensor = next((n for n, one in enumerate(plain) if one in _SENSOR and n not in taken), None)
    unit = next((n for n, one in enumerate(plain) if one in _UNIT and n not in taken), None)
    degrees = tuple(
        (n, headings[n], _unit_of(headings[n]))
        for n, one in enumerate(plain)
        if n not in taken | {sensor, unit} and _is_degrees(headings[n], one)
    )
    if moment is None or not degrees:
        return None
    found = _ZONE.search(headings[moment])
    zone = _fixed(found.group()) if found is not None else None
    return _Columns(delimiter, moment, clock, sensor, unit, degrees, zone)


def _unit_of(text: str) -> str:
    small = text.casefold()
    return "F" if _FAHRENHEIT.search(small) else "C" if _CELSIUS.search(small) else ""


def _is_degrees(heading: str, plain: str) -> bool:
    if _OTHER.search(heading.casefold()):
        return False
    named = plain.startswith(("temp", "темп")) or "temperat" in plain or "температур" in plain
    return named or plain in _DEGREES or bool(_unit_of(heading))


def _measured(row: int, line: str, columns: _Columns, unsaid: _Else) -> list[Measured]:
    if len(line) > LONGEST:
        raise InputError(tr("this line is longer than {n} characters").format(n=LONGEST))
    if "\0" in line:
        raise InputError(tr("this line holds a character that no text has"))
    cells = _cells(line, columns.delimiter)
    if len(cells) <= max(columns.moment, columns.clock or 0, columns.degrees[0][0]):
        raise InputError(tr("this line has too few columns"))
    at = _moment(_when(cells, columns), unsaid.zone)
    good, why = [], []
    for column, heading, heading_unit in columns.degrees:
        try:
            own = _unit_of(f"({_cell(cells, columns.unit)})")
            tenths = _tenths(_cell(cells, column), own or heading_unit or unsaid.unit)
            name = _name(cells, columns, heading) or unsaid.sensor
            good.append(Measured(row, name, at, tenths))
        except InputError as error:
            why.append(str(error).removesuffix("."))
    if why:
        raise _WrongRows(good, why)
    return good


def _cell(cells: Sequence[str], column: int | None) -> str:
    return cells[column] if column is not None and column < len(cells) else ""


def _name(cells: Sequence[str], columns: _Columns, heading: str) -> str:
    if columns.sensor is not None:
        return sensor_of(_cell(cells, columns.sensor))
    if len(columns.degrees) > 1:
        return sensor_of(_MARKS.sub(" ", heading).strip(" ,.:"))
    return ""


def _tenths(said: str, unit: str) -> int:
    found = _VALUE.fullmatch(said)
    number, letter = found.groups() if found is not None else (said, None)
    if letter is not None:
        unit = "F" if letter in "Ff" else "C"
    elif "℉" in said:
        unit = "F"
    tenths = tenths_of(number, unit)
    if tenths is None:
        raise InputError(tr("no temperature stands here"))
    return tenths


def _when(cells: Sequence[str], columns: _Columns) -> str:
    if columns.clock is None:
        return cells[columns.moment]
    return f"{cells[columns.moment]} {cells[columns.clock]}"


def _moment(said: str, zone: tzinfo) -> datetime:
    """Give a moment, aware."""
    day = _ISO.match(said)
    if day is not None:
        year, month, date = (int(part) for part in day.groups())
    elif (day := _EUROPE.match(said)) is not None:
        date, month, year = (int(part) for part in day.groups())
        year += 2000 if len(day.group(3)) == 2 else 0
    elif _SLASHED.match(said):
        raise InputError(
            tr("it is not clear which number is the month; export days as 2022-10-12 or 12.10.2022")
        )
    else:
        raise InputError(tr("no moment stands here"))
    time = _TIME.fullmatch(said[day.end() :].lstrip("Tt ,"))
    if time is None:
        raise InputError(tr("no time of day stands here"))
    hour, minute, second, zoned = time.groups()
    try:
        naive = datetime(year, month, date, int(hour), int(minute), int(second or 0))
    except ValueError:
        raise InputError(tr("there is no such day or time")) from None
    return _aware(naive, _zoned(zoned, zone))


def _zoned(said: str | None, zone: tzinfo) -> tzinfo:
    if said is None:
        return zone
    if said.upper() in {"Z", "UTC"}:
        return UTC
    off = timedelta(hours=int(said[1:3]), minutes=int(said[-2:]))
    if off >= timedelta(hours=24):
        raise InputError(tr("there is no such time zone"))
    return timezone(off if said[0] == "+" else -off)


def _aware(naive: datetime, zone: tzinfo) -> datetime:
    """Give a moment of a zone, where it is one moment and not two or none."""
    first, second = (naive.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        # Where a clock was put back, two moments say the same; where it was put forward, none.
        there = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == naive
        raise InputError(
            tr("this time was twice, as clocks were put back; export the file in UTC")
            if there
            else tr("this time never was, as clocks were put forward; export the file in UTC")
        )
    return first.astimezone(UTC)
