"""`nomina reconcile` on published cases: factor tables in, their posteriors and log Z out."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from nomina.cli import main
from nomina.errors import InputError, TableError
from nomina.reconcile.run import reconcile_table

LN10 = math.log(10.0)

# Vigeland and Egeland 2021, "example2": natural-log likelihood of every assignment that can be.
TC1 = {
    ("M1", "M2", "M3"): -16.11810,
    ("M1", "M2", "*"): -17.72753,
    ("*", "M2", "M3"): -18.42068,
    ("M1", "*", "M3"): -20.03012,
    ("*", "M1", "M3"): -20.03012,
    ("*", "M2", "*"): -20.03012,
    ("*", "*", "M3"): -20.03012,
    ("*", "M1", "*"): -21.63956,
    ("M1", "*", "*"): -21.63956,
    ("*", "*", "*"): -21.63956,
}
NULL = math.log(0.01 * 0.02 * 0.02 * 0.01 * 0.01)  # from its allele frequencies of 0.1


def exactly(log: float) -> float:
    """Printed to five decimals, these are whole multiples of the weight of nobody placed."""
    return NULL + math.log(round(math.exp(log - NULL), 2))


def family(table: Mapping[tuple[str, str, str], float]) -> dict[str, Any]:
    return {
        "name": "all",
        "bodies": ["V1", "V2", "V3"],
        "missing": ["M1", "M2", "M3"],
        "placements": [
            {
                "placed": {f"V{at + 1}": m for at, m in enumerate(one) if m != "*"},
                "log10_likelihood": log / LN10,
            }
            for one, log in table.items()
        ],
    }


def run(
    tmp_path: Path, families: list[dict[str, Any]], rows: list[str], **prior: Any
) -> dict[str, Any]:
    findings, factors = tmp_path / "findings.csv", tmp_path / "factors.json"
    findings.write_text("\n".join(["pm,am,kind,log10_lr", *rows]), "utf-8")
    factors.write_text(json.dumps({"families": families}), "utf-8")
    for side, ids in (("bodies", "V"), ("missing", "M")):
        (tmp_path / side).write_text("".join(f"{ids}{at}\n" for at in (1, 2, 3)), "utf-8")
    lists: dict[str, Any] = {"bodies": tmp_path / "bodies", "missing": tmp_path / "missing"}
    reconcile_table(findings, tmp_path / "out", factors=factors, **lists, **prior)
    found: dict[str, Any] = json.loads((tmp_path / "out" / "posterior.json").read_text("utf-8"))
    return found


def shares(found: dict[str, Any], body: str) -> dict[str, float]:
    one = found["bodies"][body]
    return {"*": one["none"], **{am: p for am, p in one["am"].items() if p > 0}}


def test_two_families_and_one_marker(tmp_path: Path) -> None:
    table = {one: exactly(log) for one, log in TC1.items()}
    found = run(tmp_path, [family(table)], [], weight=1.0)
    assert shares(found, "V1") == pytest.approx({"M1": 0.87931034, "*": 0.12068966}, abs=1e-8)
    assert shares(found, "V2") == pytest.approx(
        {"M1": 0.01724138, "M2": 0.94827586, "*": 0.03448276}, abs=1e-8
    )
    assert shares(found, "V3") == pytest.approx({"M3": 0.83333333, "*": 0.16666667}, abs=1e-8)
    # Its 14 assignments by their weight over nobody placed; four of them cannot be.
    assert found["log_z"] == pytest.approx(NULL + math.log(250 + 50 + 25 + 4 * 5 + 3), abs=1e-9)
    glr = {(b, m): 10**v for b in found["bodies"] for m, v in found["bodies"][b]["glr"].items()}
    assert glr["V1", "M1"] == pytest.approx(10, abs=1e-6)
    assert glr["V2", "M2"] == pytest.approx(50, abs=1e-6)
    assert glr["V2", "M1"] == pytest.approx(0.02, abs=1e-8)
    assert glr["V3", "M3"] == pytest.approx(5, abs=1e-6)
    best = [one["pairs"] for one in found["assignments"][:2]]
    assert best == [{"V1": "M1", "V2": "M2", "V3": "M3"}, {"V1": "M1", "V2": "M2"}]


def test_the_same_as_two_families_each_with_its_own_table(tmp_path: Path) -> None:
    one = {
        "name": "F1", "bodies": ["V1", "V2", "V3"], "missing": ["M1", "M2"],
        "placements": [
            {"placed": {}, "log10_likelihood": 0.0},
            {"placed": {"V1": "M1"}, "log10_likelihood": 0.0},
            {"placed": {"V2": "M1"}, "log10_likelihood": 0.0},
            {"placed": {"V2": "M2"}, "log10_likelihood": math.log10(5)},
            {"placed": {"V1": "M1", "V2": "M2"}, "log10_likelihood": math.log10(50)},
        ],
    }  # fmt: skip
    # TC1 prints 10 for V1-M1 given V2 = M2: with V2 placed the family weighs 50.
    two = {
        "name": "F2", "bodies": ["V1", "V2", "V3"], "missing": ["M3"],
        "placements": [
            {"placed": {}, "log10_likelihood": 0.0},
            {"placed": {"V3": "M3"}, "log10_likelihood": math.log10(5)},
        ],
    }  # fmt: skip
    found = run(tmp_path, [one, two], [], weight=1.0)
    assert shares(found, "V1") == pytest.approx({"M1": 0.87931034, "*": 0.12068966}, abs=1e-8)
    assert found["log_z"] == pytest.approx(math.log(348), abs=1e-9)


def test_stepwise_fails_and_joint_succeeds(tmp_path: Path) -> None:
    # Vigeland and Egeland 2021, "example1": M1 x R1 (1/1) -> M2; M2 x unknown -> M3; all male.
    freq = {1: 0.05, 2: 0.05, 3: 0.9}
    bodies = {"V1": (1, 1), "V2": (2, 2), "V3": (1, 2)}

    def alone(g: tuple[int, int]) -> float:
        return freq[g[0]] * freq[g[1]] * (2 if g[0] != g[1] else 1)

    every = [(a, b) for a in freq for b in freq if a <= b]

    def child(g: tuple[int, int], father: tuple[int, int], mother: dict[int, float]) -> float:
        return sum(
            0.5 * mother.get(m, 0.0) for f in father for m in freq if tuple(sorted((f, m))) == g
        )

    def likelihood(placed: dict[str, str]) -> float:
        held = {m: bodies[b] for b, m in placed.items()}
        total = 0.0
        for m1 in [held["M1"]] if "M1" in held else every:
            for m2 in [held["M2"]] if "M2" in held else every:
                third = child(held["M3"], m2, freq) if "M3" in held else 1.0
                total += alone(m1) * child(m2, m1, {1: 1.0}) * third
        rest = math.prod(alone(g) for b, g in bodies.items() if b not in placed)
        return total * rest * alone((1, 1))

    placements = []
    options: list[str | None] = [None, "M1", "M2", "M3"]
    for one in [(a, b, c) for a in options for b in options for c in options]:
        placed = {f"V{at + 1}": m for at, m in enumerate(one) if m}
        if len(set(placed.values())) < len(placed):
            continue
        value = likelihood(placed)
        log = math.log10(value) if value else None
        placements.append({"placed": placed, "log10_likelihood": log})
    assert len(placements) == 34
    found = run(tmp_path, [{"name": "all", "placements": placements}], [], weight=1.0)
    assert shares(found, "V1") == pytest.approx(
        {"M1": 0.00379245, "M2": 0.14480262, "M3": 0.73625237, "*": 0.11515256}, abs=1e-8
    )
    assert shares(found, "V2") == pytest.approx(
        {"M1": 0.76573005, "M3": 0.03637304, "*": 0.19789691}, abs=1e-8
    )
    assert shares(found, "V3") == pytest.approx(
        {"M1": 0.07619376, "M2": 0.83089123, "M3": 0.07774522, "*": 0.01516980}, abs=1e-8
    )
    best = found["assignments"][0]["pairs"]
    assert best == {"V1": "M3", "V2": "M1", "V3": "M2"}
    ties = [one["behind"] for one in found["assignments"][1:4]]
    assert ties == pytest.approx([1.0, 1.0, 1.0], abs=1e-6)
    for body, person in best.items():
        assert 10 ** found["bodies"][body]["glr"][person] == pytest.approx(10, abs=1e-6)


MORE = ["V1,M1,marks,1.3010299956639813", "V1,M2,age,-0.3010299956639812",
        "V2,M1,age,-0.6989700043360187", "V2,M2,marks,0.47712125471966244",
        "V3,M3,stature,0.2787536009528289"]  # fmt: skip


@pytest.mark.parametrize(
    ("weight", "expected", "log_z"),
    [
        (1.0, ({"M1": 0.994664, "*": 0.005336}, {"M1": 0.000066, "M2": 0.993018, "*": 0.006917},
               {"M3": 0.904762, "*": 0.095238}), -11.269819299),
        (0.25, ({"M1": 0.975672, "*": 0.024328}, {"M1": 0.000253, "M2": 0.969336, "*": 0.030411},
                {"M3": 0.703704, "*": 0.296296}), -15.138435831),
    ],
)  # fmt: skip
def test_all_evidence_together(
    tmp_path: Path, weight: float, expected: tuple[dict[str, float], ...], log_z: float
) -> None:
    table = {one: exactly(log) for one, log in TC1.items()}
    found = run(tmp_path, [family(table)], MORE, weight=weight)
    for at, one in enumerate(expected, start=1):
        assert shares(found, f"V{at}") == pytest.approx(one, abs=6e-7)
    assert found["log_z"] == pytest.approx(log_z, abs=1e-8)


def findings(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "findings.csv"
    path.write_text("\n".join(["pm,am,kind,log10_lr", *rows]) + "\n", "utf-8")
    return path


def ids(tmp_path: Path, name: str, *known: str) -> Path:
    path = tmp_path / name
    path.write_text("\n".join(known), "utf-8")
    return path


def test_a_number_that_stands_twice_in_a_list_is_named(tmp_path: Path) -> None:
    out = tmp_path / "out"
    lists: dict[str, Any] = {
        "bodies": ids(tmp_path, "b.txt", "number", "B1", "B2", "B1"),
        "missing": ids(tmp_path, "m.txt", "M1", "M2"),
    }
    summary = reconcile_table(findings(tmp_path, "B1,M1,face,1"), out, weight=0.1, **lists)
    assert (summary.bodies, summary.missing, summary.problems) == (2, 2, 1)
    assert "number-twice,b.txt: 4" in (out / "problems.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("strength", [26.0, 99.0])
def test_strengths_of_many_bodies_together_are_more_than_a_number_can_hold(
    tmp_path: Path, strength: float
) -> None:
    """Sure pairs, each with a rival 26 orders weaker; all in one component by a chain of ones."""
    rows = [f"B{at},M{at},dna,{strength}" for at in range(14)]
    rows += [f"B{at},M{at + 1},face,{strength - 26.0}" for at in range(13)]
    for count in (8, 14):  # summed as a whole, and by components
        out = tmp_path / str(count)
        kept = [row for row in rows if int(row[1 : row.index(",")]) < count]
        reconcile_table(findings(tmp_path, *kept), out, weight=0.01)
        found = json.loads((out / "posterior.json").read_text())
        wanted = count * (strength * math.log(10.0) + math.log(0.01))
        assert found["log_z"] == pytest.approx(wanted, abs=1e-3)
        for at in range(count):
            assert found["bodies"][f"B{at}"]["am"][f"M{at}"] == pytest.approx(1.0, abs=1e-9)


def test_a_pair_beyond_numbers_and_a_family_without_people_are_refused(tmp_path: Path) -> None:
    table = findings(tmp_path, "B1,M1,dna,100", "B1,M1,dental,100", "B1,M1,marks,99")
    with pytest.raises(InputError, match="multiply to more") as error:
        reconcile_table(table, tmp_path / "out", weight=0.1)
    assert error.value.where == "B1, M1"
    factors = tmp_path / "f.json"
    nobody = {"placed": {}, "log10_likelihood": 0}
    factors.write_text(json.dumps({"families": [{"bodies": ["B1"], "placements": [nobody]}]}))
    with pytest.raises(InputError, match="names no missing person"):
        reconcile_table(
            findings(tmp_path, "B1,M1,face,1"), tmp_path / "out", weight=0.1, factors=factors
        )


def test_a_lone_body_without_findings_keeps_its_prior(tmp_path: Path) -> None:
    out = tmp_path / "out"
    bodies = ids(tmp_path, "bodies.txt", "B1")
    missing = ids(tmp_path, "missing.txt", *(f"M{at}" for at in range(5000)))
    reconcile_table(findings(tmp_path), out, on_list=0.7, bodies=bodies, missing=missing)
    body = json.loads((out / "posterior.json").read_text())["bodies"]["B1"]
    assert body["am"] == {}
    assert body["none"] == pytest.approx(0.3, abs=1e-4)
    assert body["other"] == pytest.approx(0.7, abs=1e-4)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("B1,M1,dental,strong", "finding-bad-value"),
        ("B1,M1,dental,", "finding-bad-value"),
        ("B1,M1,dental,inf", "finding-bad-value"),
        ("B1,M1,dental,nan", "finding-bad-value"),
        ("B1,M1,dental,4000", "finding-bad-value"),
        ("B1,,dental,1", "finding-incomplete"),
        ("B1,M1,,1", "finding-incomplete"),
        ("B9,M1,dental,1", "finding-unknown-number"),
        ("B1,M9,dental,1", "finding-unknown-number"),
        ("B1,M1,exclusion,-3", "exclusion-with-value"),
        ("B1,M2,names,2", "finding-twice"),
        ("B1,M2,names,2.1", "finding-kind-again"),
    ],
)
def test_a_bad_row_is_named_and_the_others_count(tmp_path: Path, row: str, code: str) -> None:
    lists: dict[str, Any] = {
        "bodies": ids(tmp_path, "b.txt", "B1", "B2"),
        "missing": ids(tmp_path, "m.txt", "M1", "M2"),
    }
    out = tmp_path / "out"
    table = findings(tmp_path, "B1,M2,names,2", row, "B2,M1,face,1")
    summary = reconcile_table(table, out, weight=0.1, **lists)
    assert summary.problems == 1
    assert f"{code},findings.csv: 3" in (out / "problems.csv").read_text("utf-8-sig")
    found = json.loads((out / "posterior.json").read_text())
    if code == "exclusion-with-value":
        assert found["bodies"]["B1"]["am"]["M1"] == 0.0
    assert found["bodies"]["B1"]["am"]["M2"] > 0.5
    good = findings(tmp_path, "B1,M2,names,2", "B2,M1,face,1")
    assert reconcile_table(good, out, weight=0.1, **lists).problems == 0
    assert not (out / "problems.csv").exists()


@pytest.mark.parametrize(
    ("on_list", "words"), [(1.0, "below 1"), (-0.1, "0 or more"), (float("nan"), "0 or more")]
)
def test_a_share_that_cannot_be_is_refused(tmp_path: Path, on_list: float, words: str) -> None:
    with pytest.raises(InputError, match=words):
        reconcile_table(findings(tmp_path, "B,M,face,1"), tmp_path / "out", on_list=on_list)
    assert not (tmp_path / "out").exists()


def test_more_bodies_on_the_list_than_people_is_refused(tmp_path: Path) -> None:
    table = findings(tmp_path, "B1,M1,face,1", "B2,M1,face,1", "B3,M1,face,1")
    with pytest.raises(InputError, match="at least all 1 people"):
        reconcile_table(table, tmp_path / "out", on_list=0.5)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"placements": []}, "placements"),
        ({"placements": [{"placed": {"V1": "M1"}, "log10_likelihood": 0}]}, "nobody is missing"),
        ({"placements": [{"placed": {}, "log10_likelihood": "high"}]}, "log10_likelihood"),
        ({"placements": [{"placed": {}, "log10_likelihood": 0}] * 2}, "given twice"),
        ({"placements": [{"placed": {}, "log10_likelihood": 0},
                         {"placed": {"V1": "M1", "V2": "M1"}, "log10_likelihood": 0}]},
         "two bodies"),
        ({"missing": ["M9"], "placements": [{"placed": {}, "log10_likelihood": 0}]}, "M9"),
    ],
)  # fmt: skip
def test_a_family_that_cannot_be_is_refused(
    tmp_path: Path, change: dict[str, Any], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        run(tmp_path, [{"name": "F", **change}], [], weight=1.0)


def test_a_table_without_its_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "findings.csv"
    path.write_text("pm,am,log10_lr\nB,M,1\n")
    with pytest.raises(TableError, match="kind"):
        reconcile_table(path, tmp_path / "out", weight=1.0)


def test_the_command_asks_for_one_prior_and_names_problems(tmp_path: Path) -> None:
    table = findings(tmp_path, "B1,M1,face,2", "B1,M1,dental,what")
    out = ["--out", str(tmp_path / "out")]
    runner = CliRunner()
    none = runner.invoke(main, ["reconcile", str(table), *out])
    both = runner.invoke(main, ["reconcile", str(table), *out, "--on-list", "0.5", "--weight", "1"])
    assert none.exit_code == both.exit_code == 1
    assert "only one" in none.output
    done = runner.invoke(main, ["reconcile", str(table), *out, "--on-list", "0.5"])
    assert done.exit_code == 0
    assert "Problems: 1" in done.output
    assert "identifies nobody" in done.output


@pytest.mark.deep
def test_the_share_of_the_missing_among_the_bodies_is_the_same_prior(tmp_path: Path) -> None:
    lists: dict[str, Any] = {
        "bodies": ids(tmp_path, "b.txt", *(f"B{at}" for at in range(10))),
        "missing": ids(tmp_path, "m.txt", *(f"M{at}" for at in range(40))),
    }
    table = findings(tmp_path, "B1,M1,face,2")
    reconcile_table(table, tmp_path / "one", on_list=0.6, **lists)
    reconcile_table(table, tmp_path / "two", among=0.15, **lists)  # 6 of 10 and 6 of 40
    one, two = (
        json.loads((tmp_path / name / "posterior.json").read_text()) for name in ("one", "two")
    )
    assert one["weight"] == pytest.approx(two["weight"], rel=1e-12)
    with pytest.raises(InputError, match="at least all 10 bodies"):
        reconcile_table(table, tmp_path / "three", among=0.3, **lists)


def test_a_site_may_have_a_share_of_its_own(tmp_path: Path) -> None:
    lists: dict[str, Any] = {
        "bodies": ids(tmp_path, "b.txt", "B1", "B2"),
        "missing": ids(tmp_path, "m.txt", *(f"M{at}" for at in range(4000))),
    }
    shares = tmp_path / "shares.csv"
    shares.write_text("pm,on_list\nB1,0.9\nB9,0.5\nB2,2\n")
    out = tmp_path / "out"
    summary = reconcile_table(findings(tmp_path), out, on_list=0.5, shares=shares, **lists)
    assert summary.problems == 2
    assert (out / "problems.csv").read_text("utf-8-sig").count("share-not-used") == 2
    bodies = json.loads((out / "posterior.json").read_text())["bodies"]
    assert bodies["B1"]["none"] == pytest.approx(0.1, abs=1e-3)
    assert bodies["B2"]["none"] == pytest.approx(0.5, abs=1e-3)
    with pytest.raises(InputError, match="share of the whole"):
        reconcile_table(findings(tmp_path), out, weight=0.1, shares=shares, **lists)
