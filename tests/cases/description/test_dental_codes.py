"""Dental notations: documented examples in, the same teeth out, and every refusal named."""

from __future__ import annotations

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from nomina.cases.dates import When
from nomina.cases.description.dental_codes import MATERIALS, Notation, read_chart, write_chart
from nomina.cases.description.dental_codes_numbers import from_universal, to_universal
from nomina.cases.description.teeth import DECIDUOUS, PERMANENT, Chart, Presence, Tooth
from nomina.errors import InputError


def tooth(
    fdi: int, presence: Presence, surfaces: str = "", *materials: str, root: bool | None = None
) -> Tooth:
    return Tooth(fdi, presence, frozenset(surfaces), frozenset(materials), root)


def test_a_cell_of_the_tables() -> None:
    chart = read_chart(
        "11 sound; 16 MO amalgam; 36 missing; 46 crown porcelain root-filled", When(edtf="2021")
    )
    assert chart.charted == When(edtf="2021")
    assert chart.teeth == (
        tooth(11, Presence.SOUND),
        tooth(16, Presence.RESTORED, "MO", "amalgam"),
        tooth(36, Presence.MISSING),
        tooth(46, Presence.CROWN, "", "porcelain", root=True),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("26 МОВ", tooth(26, Presence.RESTORED, "MOF")),  # typed on a Cyrillic keyboard
        ("26 op", tooth(26, Presence.RESTORED, "OL")),
        ("48 Unerupted", tooth(48, Presence.UNERUPTED)),
        ("21 lost after  death", tooth(21, Presence.LOST_AFTER_DEATH)),
        ("21 no information", tooth(21, Presence.NO_INFORMATION)),
        ("interpol: 21 non", tooth(21, Presence.NO_INFORMATION)),
        ("24 not root filled composite", tooth(24, Presence.RESTORED, "", "composite", root=False)),
        ("36 відсутній", tooth(36, Presence.MISSING)),
        ("46 коронка кераміка", tooth(46, Presence.CROWN, "", "porcelain")),
        ("universal: A sound", tooth(55, Presence.SOUND)),
        ("universal: #19 crown", tooth(36, Presence.CROWN)),
        ("winid: 3 MO-S", tooth(16, Presence.RESTORED, "MO", "amalgam")),
        ("winid: 14 V", tooth(26, Presence.SOUND)),
        ("winid: 19 X-P", tooth(36, Presence.REPLACED)),
        ("winid: 19 X-T", tooth(36, Presence.REPLACED)),
        ("winid: 30 MODFL-CGR", tooth(46, Presence.CROWN, "MODFL", "gold", root=True)),
        ("winid: 8 J", tooth(11, Presence.LOST_AFTER_DEATH)),
        ("winid: 8 /", tooth(11, Presence.NO_INFORMATION)),
        ("winid: 1 U-A", tooth(18, Presence.UNERUPTED)),
        ("winid: 4 MO-BS", tooth(55, Presence.RESTORED, "MO", "amalgam")),
        ("ncic: 03MOR", tooth(16, Presence.RESTORED, "MO", root=True)),
        ("ncic: 08MO", tooth(11, Presence.RESTORED, "MI")),
        ("ncic: 30MODFLC", tooth(46, Presence.CROWN, "MODFL")),
        ("ncic: 32X", tooth(48, Presence.MISSING)),
        ("ncic: 32/R", tooth(48, Presence.NO_INFORMATION, root=True)),
    ],
)
def test_one_tooth(text: str, expected: Tooth) -> None:
    assert read_chart(text).teeth == (expected,)


def test_ncic_all_is_32_sound_teeth_and_unk_none() -> None:
    chart = read_chart("ncic: ALL")
    assert len(chart.teeth) == 32
    assert {each.presence for each in chart.teeth} == {Presence.SOUND}
    assert read_chart("NCIC: UNK").teeth == ()
    assert write_chart(chart, "ncic") == "ncic: ALL"
    assert read_chart("ncic: 01X02V 03/, 04MO").teeth[3] == tooth(15, Presence.RESTORED, "MO")


def test_universal_numbers_run_around_the_mouth() -> None:
    known = {"1": 18, "8": 11, "9": 21, "16": 28, "17": 38, "24": 31, "25": 41, "32": 48}
    known |= {"A": 55, "E": 51, "F": 61, "J": 65, "K": 75, "O": 71, "P": 81, "T": 85}
    assert {name: from_universal(name) for name in known} == known
    for fdi in (*PERMANENT, *DECIDUOUS):
        assert from_universal(to_universal(fdi)) == fdi


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ["no tooth"]),
        ("winid:", ["no tooth"]),
        ("19 sound", ["19", "FDI"]),
        ("86 sound", ["86"]),
        ("11", ["11"]),
        ("16 XQ", ["16", "XQ"]),
        ("11 V", ["11", "V"]),  # virgin or vestibular: not guessed
        ("16 sound missing", ["16", "sound missing"]),
        ("16 sound MO", ["16", "surfaces"]),
        ("16 sound root-filled", ["16", "root filling"]),
        ("16 sound; 16 missing", ["16", "twice"]),
        ("interpol: 16 abc", ["16", "abc", "official list"]),
        ("universal: 33 sound", ["33"]),
        ("winid: 3 Q", ["3", "Q"]),
        ("winid: 3 MM", ["3", "MM"]),
        ("winid: 3 MO-P", ["3", "MO-P", "only with X"]),
        ("winid: 3 V-C", ["3", "V-C"]),
        ("winid: 3 MO-", ["3", "MO-"]),
        ("winid: 3 MO-ACEGHN", ["3", "MO-ACEGHN"]),
        ("winid: 1 V-B", ["1", "V-B", "milk"]),
        ("winid: 3", ["3"]),
        ("ncic: 33V", ["33"]),
        ("ncic: 03C", ["03", "C"]),
        ("ncic: 03VX", ["03", "VX"]),
        ("ncic: 3V", ["3V"]),
        ("ncic: 03V ALL", ["ALL"]),
        ("ncic: 03MM", ["03", "MM"]),
    ],
)
def test_a_refusal_names_tooth_and_code(text: str, parts: list[str]) -> None:
    with pytest.raises(InputError) as refusal:
        read_chart(text)
    assert all(part in str(refusal.value) for part in parts), str(refusal.value)


PLAIN = sorted(set(MATERIALS.values()))


@st.composite
def teeth(draw: st.DrawFn, fdi: int) -> Tooth:
    presence = draw(st.sampled_from(Presence))
    filled = presence in {Presence.RESTORED, Presence.CROWN}
    return Tooth(
        fdi,
        presence,
        draw(st.frozensets(st.sampled_from("MODFLI"))) if filled else frozenset(),
        draw(st.frozensets(st.sampled_from(PLAIN), max_size=3)),
        draw(st.sampled_from((None, False, True) if filled else (None, False))),
    )


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    numbers = st.lists(st.sampled_from((*PERMANENT, *DECIDUOUS)), min_size=1, unique=True)
    return Chart(tuple(draw(teeth(fdi)) for fdi in draw(numbers)))


@settings(max_examples=60)
@given(charts(), st.sampled_from(("fdi", "universal")))
def test_what_is_written_is_read_the_same(chart: Chart, notation: Notation) -> None:
    assert read_chart(write_chart(chart, notation)).teeth == chart.teeth


@pytest.mark.parametrize(
    "text",
    [
        "winid: 3 MO-S; 14 V; 19 X-P; 30 MODFL-CRG; 8 J; 9 /; 1 U; 13 OD-B",
        "ncic: 01X 02V 03MODR 04MODFLC 05/ 08MO",
    ],
)
def test_codes_are_written_as_they_were(text: str) -> None:
    notation: Notation = "winid" if text.startswith("winid") else "ncic"
    assert write_chart(read_chart(text), notation) == text


@settings(max_examples=60)
@given(charts(), st.sampled_from(("winid", "ncic")))
def test_other_codes_lose_only_what_they_cannot_say(chart: Chart, notation: Notation) -> None:
    try:
        again = read_chart(write_chart(chart, notation)).teeth
    except InputError:
        event("refused")
        return
    assert [each.fdi for each in again] == [each.fdi for each in chart.teeth]
    # Written a second time nothing more is lost.
    assert read_chart(write_chart(Chart(again), notation)).teeth == again


def test_what_a_notation_has_no_code_for_is_refused() -> None:
    for notation in ("winid", "ncic"):
        with pytest.raises(InputError, match="implant"):
            write_chart(read_chart("36 implant"), notation)
    with pytest.raises(InputError, match="unobtainium"):
        write_chart(Chart((tooth(16, Presence.RESTORED, "M", "unobtainium"),)))
