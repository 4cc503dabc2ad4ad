"""The line `dental` in its contract: rules of time, unknown, one pair as many, nothing lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from nomina.cases.dates import When
from nomina.cases.description import (
    AgeRange,
    Chart,
    Described,
    Physical,
    Presence,
    Tooth,
    Whereabouts,
)
from nomina.cases.description.dental_codes import read_chart
from nomina.cases.description.teeth import PERMANENT
from nomina.evidence.dental import Dental, Verdict
from nomina.evidence.dental.ages import years_since_chart
from nomina.evidence.line import Line
from nomina.words import LANGUAGES
from tests.evidence.dental.unbounded import free

FREE = free()


def described(chart: str | None, charted: str = "", alive: str = "") -> Described:
    return Described(
        "x",
        teeth=read_chart(chart, When(edtf=charted) if charted else None) if chart else None,
        whereabouts=Whereabouts(when=When(edtf=alive)) if alive else None,
    )


def ratio(found: str, known: str, years: int | None = 5) -> float:
    charted = f"{2022 - years}-03" if years is not None else ""
    line = Dental([described(found)], [described(known, charted, "2022-03")], FREE)
    return float(line.log10_lr(np.array([0]), np.array([0]))[0])


def verdict(found: str, known: str) -> Verdict:
    return Dental([described(found)], [described(known)], FREE).view(0, 0)[0].verdict


@pytest.mark.parametrize(
    ("known", "found", "expected"),
    [
        ("16 sound", "16 MO", Verdict.EXPLAINABLE),
        ("16 MO", "16 MOD", Verdict.EXPLAINABLE),
        ("16 MO", "16 crown", Verdict.EXPLAINABLE),
        ("16 crown", "16 missing", Verdict.EXPLAINABLE),
        ("16 missing", "16 implant", Verdict.EXPLAINABLE),
        ("16 replaced", "16 missing", Verdict.EXPLAINABLE),
        ("48 unerupted", "48 sound", Verdict.EXPLAINABLE),
        ("55 sound", "15 sound", Verdict.EXPLAINABLE),
        ("16 O", "16 O root-filled", Verdict.AGREE),
        ("16 O not-root-filled", "16 O root-filled", Verdict.EXPLAINABLE),
        ("11 MI", "11 MO", Verdict.AGREE),
        ("16 restored", "16 MO", Verdict.AGREE),
        ("16 sound", "16 sound", Verdict.AGREE),
        ("16 MO", "16 sound", Verdict.IMPOSSIBLE),
        ("16 MOD", "16 MO", Verdict.IMPOSSIBLE),
        ("16 MO", "16 DO", Verdict.IMPOSSIBLE),
        ("16 missing", "16 sound", Verdict.IMPOSSIBLE),
        ("16 missing", "16 unerupted", Verdict.IMPOSSIBLE),
        ("16 crown", "16 MO", Verdict.IMPOSSIBLE),
        ("16 sound", "16 unerupted", Verdict.IMPOSSIBLE),
        ("16 O root-filled", "16 O not-root-filled", Verdict.IMPOSSIBLE),
        ("16 restored", "16 sound", Verdict.IMPOSSIBLE),
        ("16 sound", "16 lost after death", Verdict.NO_INFORMATION),
        ("16 MO", "16 no information", Verdict.NO_INFORMATION),
    ],
)
def test_time_runs_one_way(known: str, found: str, expected: Verdict) -> None:
    assert verdict(found, known) is expected


def test_what_cannot_follow_is_only_a_charting_error() -> None:
    # The error of a tooth is 0.02, and that of one surface 0.04; nothing else leads there.
    assert ratio("16 sound", "16 missing") < -1
    assert ratio("16 sound", "16 MODF") < -1
    assert ratio("16 crown", "16 missing") < -1
    for found in ("16 MO", "16 crown", "16 missing"):
        assert ratio(found, "16 sound") > ratio("16 sound", "16 missing")
    assert ratio("16 MO", "16 MO") > 0.5
    assert ratio("16 MO root-filled", "16 MO root-filled") > ratio("16 MO", "16 MO") + 0.5
    assert ratio("16 MO not-root-filled", "16 MO root-filled") < ratio("16 MO", "16 MO") - 1


def test_years_make_room_for_treatment() -> None:
    filled = [ratio("36 MO", "36 sound", years) for years in (1, 2, 5, 10, 20)]
    assert filled == sorted(filled)
    assert filled[-1] > filled[0] + 0.5
    kept = [ratio("36 sound", "36 sound", years) for years in (1, 2, 5, 10, 20)]
    assert kept == sorted(kept, reverse=True)
    # An unknown age of the chart is weighed as the file says, 5 years.
    assert ratio("36 MO", "36 sound", None) == ratio("36 MO", "36 sound", 5)


def test_a_chart_without_date_is_not_older_than_the_child() -> None:
    # Nothing has erupted by 4, and no chart of such a child can be from 5 years before.
    chart = "; ".join(f"{fdi} unerupted" for fdi in PERMANENT)
    child = replace(described(chart, "", "2022-03"), physical=Physical(age=AgeRange(4.0, 5.0)))
    line = Dental([child], [child], FREE)
    assert line.log10_lr(np.array([0]), np.array([0]))[0] > 0
    dated = replace(described(chart, "2020-03", "2022-03"), physical=child.physical)
    # Half of 4 to 5 years is nearest to 2 of the years that are told apart.
    both = Dental([child], [child, dated], FREE).log10_lr(np.array([0, 0]), np.array([0, 1]))
    assert both[0] == both[1]


def test_years_between_chart_and_last_sign_of_life() -> None:
    assert years_since_chart(described("16 sound", "2012-03-05", "2022-03-05")) == pytest.approx(
        10, abs=0.01
    )
    assert years_since_chart(described("16 sound", "2022", "2022-03-05")) == 0
    assert years_since_chart(described("16 sound", "", "2022-03-05")) is None
    assert years_since_chart(described("16 sound", "2012")) is None
    later = described("16 sound", "2023-05-01", "2022-03-05")
    assert (years_since_chart(later) or 0) < 0
    finding = Dental([described("16 sound")], [later]).finding(0, 0)
    assert finding is not None
    assert "later than the person was last known alive" in finding.said("en")


def test_unknown_is_not_sound_and_says_nothing() -> None:
    teeth = "; ".join(f"{fdi} sound" for fdi in PERMANENT if fdi != 36)
    for silent in ("36 lost after death", "36 no information", "36 no information root-filled"):
        assert ratio(f"16 MO; {silent}", "16 MO; 36 sound") == pytest.approx(
            ratio("16 MO", "16 MO; 36 sound"), abs=1e-12
        )
        line = Dental([described(silent)], [described(teeth), described(None), described(silent)])
        assert not line.log10_lr(np.zeros(3, int), np.arange(3)).any()
        assert [line.finding(0, person) for person in range(3)] == [None] * 3
    # Teeth known in one chart only: exactly nothing.
    assert ratio("16 MO", "36 MO") == 0.0


def test_teeth_of_one_mouth_are_not_independent() -> None:
    lost = [f"{fdi} missing" for fdi in (16, 17, 26, 27, 36, 37, 46, 47)]
    together = ratio("; ".join(lost), "; ".join(lost))
    one_by_one = sum(ratio(each, each) for each in lost)
    assert 0 < together < one_by_one - 2


@pytest.mark.parametrize(
    ("found", "known"),
    [
        ("11-48 missing", "11-48 missing"),
        ("11-48 missing", "11-48 replaced"),
        ("11-48 replaced", "11-48 missing"),
        ("11-28 missing", "11-28 missing"),
        ("11-48 unerupted", "11-48 unerupted"),
        ("18 unerupted; 28 unerupted", "18 missing; 28 missing"),
    ],
)
def test_mouths_without_a_tooth_are_alike_and_say_little(found: str, known: str) -> None:
    places = {"11-48": PERMANENT, "11-28": [fdi for fdi in PERMANENT if fdi < 30]}

    def chart(text: str) -> str:
        where, _, state = text.partition(" ")
        return "; ".join(f"{fdi} {state}" for fdi in places[where]) if where in places else text

    bodies, people = [described(chart(found))], [described(chart(known), "2021-03", "2022-03")]
    line = Dental(bodies, people)
    value = float(line.log10_lr(np.array([0]), np.array([0]))[0])
    assert -0.5 <= value <= 1.0
    assert line.dense(np.array([0]))[0, 0] == pytest.approx(value, abs=0.01)


def test_one_natural_tooth_lifts_the_narrow_bounds() -> None:
    gone = "; ".join(f"{fdi} missing" for fdi in PERMANENT)
    sound = "; ".join(f"{fdi} sound" for fdi in PERMANENT)
    line = Dental([described(sound)], [described(gone, "2021-03", "2022-03")])
    assert line.log10_lr(np.array([0]), np.array([0]))[0] == -3.0


def test_bounds_and_no_exclusion() -> None:
    against = "; ".join(f"{fdi} sound" for fdi in PERMANENT[:12])
    gone = "; ".join(f"{fdi} missing" for fdi in PERMANENT[:12])
    rich = "16 MOD root-filled; 17 O; 26 DOL; 27 crown; 36 implant; 37 MODF; 46 root; 11 MI; 21 D"
    bodies = [described(against), described(rich)]
    line = Dental(bodies, [described(gone), described(rich)])
    pairs = np.divmod(np.arange(4), 2)
    log10_lr = line.log10_lr(*pairs)
    assert log10_lr[0] == line.parameters.lower_bound == -3.0
    assert log10_lr[3] == line.parameters.upper_bound == line.strongest == 4.75
    assert not line.excludes(*pairs).any()
    finding = line.finding(0, 0)
    assert finding is not None
    assert finding.at_bound
    assert not finding.excludes
    assert "12" in finding.said("en")


def random_people(rng: np.random.Generator, n: int) -> list[Described]:
    names = [each for each in Presence if each is not Presence.RESTORED]
    out = []
    for _ in range(n):
        teeth: list[Tooth] = []
        for fdi in rng.permutation(PERMANENT)[: rng.integers(0, 9)]:
            # Few places and states, so that charts share teeth.
            fdi = int(fdi) % 10 + 10  # noqa: PLW2901
            if any(tooth.fdi == fdi for tooth in teeth):
                continue
            if rng.random() < 0.4:
                root = (None, False, True)[rng.integers(3)]
                sides = frozenset(rng.choice(list("MODFLI"), rng.integers(0, 4)).tolist())
                teeth.append(Tooth(fdi, Presence.RESTORED, sides, root_filled=root))
            else:
                teeth.append(Tooth(fdi, names[rng.integers(len(names))]))
        charted = When(edtf=str(rng.integers(2000, 2022))) if rng.random() < 0.7 else None
        out.append(
            Described(
                "x",
                teeth=Chart(tuple(teeth), charted) if teeth else None,
                whereabouts=Whereabouts(when=When(edtf="2022-03")),
            )
        )
    return out


def all_pairs(bodies: Sequence[object], people: Sequence[object]) -> tuple[np.ndarray, np.ndarray]:
    return np.divmod(np.arange(len(bodies) * len(people)), len(people))


@pytest.mark.parametrize("several", [False, True])
def test_one_pair_many_pairs_and_all_at_once_agree(
    several: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if several:  # more than one block each way
        monkeypatch.setattr("nomina.evidence.dental.blocks._BODIES", 7)
        monkeypatch.setattr("nomina.evidence.dental.blocks._PEOPLE", 11)
        monkeypatch.setattr("nomina.evidence.dental.line._BLOCK", 13)
    rng = np.random.default_rng(3)
    bodies, people = random_people(rng, 40), random_people(rng, 60)
    line = Dental(bodies, people, FREE)
    pairs = all_pairs(bodies, people)
    log10_lr = line.log10_lr(*pairs)
    assert (np.abs(log10_lr) > 2).sum() > 50
    found = [line.finding(int(body), int(person)) for body, person in zip(*pairs, strict=True)]
    for finding, value in zip(found, log10_lr, strict=True):
        assert abs((finding.log10_lr if finding else 0.0) - value) < 1e-12
    some = np.array([5, 3, 5, 39, 0])
    dense = line.dense(some)
    assert dense.dtype == np.float32
    assert np.abs(dense - log10_lr.reshape(40, 60)[some]).max() < 1e-3
    for least in (0.01, 0.5, 1.5):
        kept = line.candidates(least)
        expected = {
            (int(b), int(p)) for b, p, value in zip(*pairs, log10_lr, strict=True) if value >= least
        }
        assert len(expected) > 5
        assert len(kept) == len(expected)
        assert set(zip(kept.bodies.tolist(), kept.people.tolist(), strict=True)) == expected
    assert len(line.candidates(400.0)) == 0


def test_the_contract_of_a_line() -> None:
    line: Line = Dental([], [])
    assert line.kind == "dental"
    assert line.strongest == 0.0
    assert len(line.candidates(0.5)) == 0
    assert len(line.log10_lr(np.zeros(0, int), np.zeros(0, int))) == 0


def test_a_finding_is_said_in_every_language() -> None:
    known = described(
        "universal: 3 MO amalgam; 14 missing; 19 sound; 30 O", "2012-03-05", "2022-03-05"
    )
    line = Dental([described("winid: 3 MOD-S; 14 V; 19 V")], [known])
    finding = line.finding(0, 0)
    assert finding is not None
    assert finding.body == "winid: 3 MOD-S; 14 V; 19 V"
    assert finding.person.startswith("universal: 3 MO amalgam")
    for language in LANGUAGES:
        said = finding.said(language)
        assert "26" in said
        assert "10.0" in said
    view = line.view(0, 0)
    assert [each.fdi for each in view] == [16, 26, 36, 46]
    assert view[0].body["en"] == "filled: MOD"
    assert view[0].person["en"] == "filled: MO"
    assert view[3].verdict is Verdict.NO_INFORMATION


def test_a_chart_made_without_text_is_written_out() -> None:
    tooth = Tooth(16, Presence.RESTORED, frozenset("O"), frozenset({"unobtainium"}))
    line = Dental([Described("b", teeth=Chart((tooth,)))], [described("16 O")])
    finding = line.finding(0, 0)
    assert finding is not None
    assert finding.body == "16 O"
