"""The dental LR: mean 1 under "different people", and the process behind it written once more."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

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
from nomina.errors import InputError
from nomina.evidence.dental import Dental
from nomina.evidence.dental import states as st
from nomina.evidence.dental.ages import GROUPS
from nomina.evidence.dental.model import CLASSES, Model
from nomina.evidence.dental.population import learn
from nomina.evidence.line import Floats
from nomina.evidence.parameters import Parameters
from tests.evidence.dental.unbounded import free

FREE = free()
"""The shipped numbers without bounds."""
FILE: dict[str, Any] = json.loads(
    (resources.files("nomina.evidence") / "data" / "dental.json").read_text(encoding="utf-8")
)["values"]
SUBSETS = [
    frozenset(side for bit, side in enumerate("MODFL") if n >> bit & 1) for n in range(1, 32)
]


def described(
    chart: Sequence[Tooth] | str, age: tuple[float, float] | None = None, years: int | None = None
) -> Described:
    teeth = read_chart(chart).teeth if isinstance(chart, str) else tuple(chart)
    charted = None if years is None else When(edtf=f"{2022 - years}-03-05")
    return Described(
        "x",
        physical=Physical(age=AgeRange(*age) if age else None),
        teeth=Chart(teeth, charted),
        whereabouts=Whereabouts(when=When(edtf="2022-03-05")),
    )


def outcomes(fdi: int, *, surfaces: bool, roots: bool) -> list[tuple[Tooth, int, float]]:
    """Give every state of a tooth, its place in the shares, and P(root as charted | it)."""
    plain = ("unerupted", "sound", "root", "replaced", "implant", "missing")
    out = [
        (Tooth(fdi, Presence(name)), index, 1.0)
        for name, index in zip(plain, (0, 1, 34, 35, 36, 37), strict=True)
    ]
    restored = list(enumerate(SUBSETS, start=2)) if surfaces else [(-1, frozenset())]
    filled = FILE["root_filled"]["value"]
    for index, sides in restored:
        for root in (False, True) if roots else (None,):
            q = 1.0 if root is None else filled["restored"] if root else 1 - filled["restored"]
            out.append((Tooth(fdi, Presence.RESTORED, sides, root_filled=root), index, q))
    for root in (False, True) if roots else (None,):
        q = 1.0 if root is None else filled["crown"] if root else 1 - filled["crown"]
        out.append((Tooth(fdi, Presence.CROWN, root_filled=root), 33, q))
    return out


def age_weights(age: tuple[float, float] | None) -> Floats:
    shares = np.array([FILE["age_shares"]["value"][group] for group in GROUPS])
    if age is not None:
        inside = np.array(
            [max(0.0, min(age[1], high) - max(age[0], low)) for low, high in GROUPS.values()]
        )
        shares = 0.9 * inside / inside.sum() + 0.1 * shares
    classes = FILE["class_weights"]["value"]
    return np.asarray(shares @ np.array([[classes[g][c] for c in CLASSES] for g in GROUPS]))


def kind_of(fdi: int) -> int:
    names = {1: "incisor", 2: "incisor", 3: "canine", 4: "premolar", 5: "premolar"}
    names |= {6: "first molar", 7: "second molar", 8: "third molar"}
    name = names[fdi % 10]
    if name == "incisor":
        name = ("upper " if fdi < 30 else "lower ") + name
    return st.TYPES.index(name)


@dataclass(frozen=True)
class Case:
    chart: str
    compared: tuple[int, ...]
    years: int | None = None
    age: tuple[float, float] | None = None
    body_age: tuple[float, float] | None = None
    surfaces: bool = True
    roots: bool = False


CASES = [
    Case("16 MO; 11 sound", (16, 11), 2, (30.0, 30.5), (25.0, 35.0), roots=True),
    Case(
        "16 MO root-filled; 11 crown not-root-filled; 36 missing; 46 missing", (16, 11), roots=True
    ),
    Case("16 restored; 48 unerupted; 27 replaced", (16, 48), 20, (19.0, 20.0)),
    Case(
        "36 sound; 46 sound; 47 MO; 15 missing; 21 crown",
        *((36, 47, 15, 21), 5, (61.0, 62.0), (40.0, 80.0)),
        surfaces=False,
    ),
    Case(
        "55 MO; 11 sound; 26 O",
        *((15, 11, 26), 2, (8.0, 8.5), (6.0, 10.0)),
        surfaces=False,
        roots=True,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.chart)
def test_the_mean_ratio_is_1_under_different_people(case: Case) -> None:
    shares = Model(FREE).shares
    assert np.abs(shares.sum(axis=-1) - 1).max() < 1e-12
    weights = age_weights(case.body_age)
    parts = [outcomes(fdi, surfaces=case.surfaces, roots=case.roots) for fdi in case.compared]
    bodies, chance = [], []
    for mouth in itertools.product(*parts):
        of_class = weights.copy()
        for tooth, index, q in mouth:
            of_tooth = shares[:, kind_of(tooth.fdi)]
            of_class *= q * (of_tooth[:, 2:33].sum(axis=1) if index < 0 else of_tooth[:, index])
        bodies.append(described([tooth for tooth, _, _ in mouth], case.body_age))
        chance.append(of_class.sum())
    line = Dental(bodies, [described(case.chart, case.age, case.years)], FREE)
    every = np.arange(len(bodies))
    ratio = 10.0 ** line.log10_lr(every, np.zeros_like(every))
    assert abs(np.sum(chance) - 1) < 1e-9
    assert abs(np.dot(chance, ratio) - 1) < 1e-9
    # Bounded, the mean may only be what the bounds allow: at most 0.001 above, or anything below.
    assert np.dot(chance, np.clip(ratio, 1e-3, 10**4.75)) <= 1.001 + 1e-9


TEETH = [fdi for fdi in range(11, 49) if fdi % 10 in range(1, 8)]


class Mouths:
    """The generative process, drawn step by step from the numbers of the file."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.value = {name: each["value"] for name, each in FILE.items()}

    def state(self, which: str, fdi: int) -> tuple[str, frozenset[str]]:
        row = self.value[f"states of {which}"][st.TYPES[kind_of(fdi)]]
        name = str(self.rng.choice(list(row), p=np.array(list(row.values()))))
        return name, self.surfaces(fdi) if name == "restored" else frozenset()

    def surfaces(self, fdi: int) -> frozenset[str]:
        chance = self.value["surfaces"][st.TYPES[kind_of(fdi)]]
        while True:
            found = frozenset(side for side, p in chance.items() if self.rng.random() < p)
            if found:
                return found

    def comes(self, rate: float, pace: float, years: float) -> bool:
        return bool(self.rng.random() > np.exp(-rate * pace * years))

    def later(
        self, which: str, fdi: int, years: float, known: str, held: frozenset[str]
    ) -> tuple[str, frozenset[str]]:
        """Give what became of a tooth, and how it was charted."""
        value, kind = self.value, st.TYPES[kind_of(fdi)]
        pace = value["progress"][which]
        draw = self.rng.random()
        if draw < value["charting_error"]:
            return self.state(which, fdi)
        slipped = draw < value["charting_error"] + value["surface_slip"]
        state = known
        if state == "unerupted" and self.comes(value["erupts"][kind], 1.0, years):
            state = "sound"
        if state in {"sound", "restored"} and self.comes(
            value["restored_a_year"][kind], pace, years
        ):
            state, held = "restored", held | self.surfaces(fdi)
        for step, end in (
            ("crown_a_year", "crown"),
            ("root_a_year", "root"),
            ("lost_a_year", "missing"),
        ):
            if state in value[step] and self.comes(value[step][state], pace, years):
                state = end
        new = value["replaced_a_year"]
        if state == "missing" and self.comes(sum(new.values()), pace, years):
            implant = self.rng.random() < new["implant"] / sum(new.values())
            state = "implant" if implant else "replaced"
        elif state == "replaced" and self.comes(new["implant"], pace, years):
            state = "implant"
        if state == "replaced" and self.rng.random() < value["prosthesis_not_found"]:
            state = "missing"
        held = held if state == "restored" else frozenset()
        if slipped and state == "restored":
            held = held ^ {str(self.rng.choice(list("MODFL")))}
            state = "restored" if held else "sound"
        return state, held

    def posterior(self, prior: Floats, chart: Chart) -> Floats:
        out = prior.copy()
        sides = self.value["surfaces"]
        for tooth in chart.teeth:
            kind = st.TYPES[kind_of(tooth.fdi)]
            for c, which in enumerate(CLASSES):
                out[c] *= self.value[f"states of {which}"][kind][tooth.presence.value]
            assert set(sides[kind]) == set("MODFL")
        return np.asarray(out / out.sum())


CHARTS = {
    "sound": "; ".join(f"{fdi} sound" for fdi in TEETH),
    "treated": "16 MO; 26 O; 36 missing; 46 MOD; 11 crown; "
    + "; ".join(f"{fdi} sound" for fdi in TEETH if fdi not in {16, 26, 36, 46, 11}),
}


@pytest.mark.parametrize("which", CHARTS)
def test_28_teeth_follow_the_process(which: str) -> None:
    """Importance sampling: half the mouths as of the same person, half of different people.

    With q = (P(same) + P(diff)) / 2 the mean of P(same) / q, and so that of LR under "different
    people", is 1; a constant factor of 1.4 on the LR would be seen.
    """
    mouths, years = Mouths(len(which)), 10
    half = 600 if which == "sound" else 200
    person = described(CHARTS[which], (35.0, 36.0), years)
    assert person.teeth is not None
    posterior = mouths.posterior(age_weights((35.0, 36.0)), person.teeth)
    bodies = []
    for same in (True, False):
        weights = posterior if same else age_weights(None)
        for c in mouths.rng.choice(len(CLASSES), half, p=weights):
            mouth = [
                (tooth.fdi, *(
                    mouths.later(CLASSES[c], tooth.fdi, years, tooth.presence.value, tooth.surfaces)
                    if same else mouths.state(CLASSES[c], tooth.fdi)
                ))
                for tooth in person.teeth.teeth
            ]  # fmt: skip
            bodies.append(
                described([Tooth(fdi, Presence(name), held) for fdi, name, held in mouth])
            )
    line = Dental(bodies, [person], FREE)
    every = np.arange(len(bodies))
    log10_lr = line.log10_lr(every, np.zeros_like(every))

    def off(factor: float) -> float:
        values = 1 / (0.5 + 0.5 / (factor * 10.0**log10_lr))
        parts = values.reshape(2, half)
        error = np.sqrt(parts.var(axis=1).sum() / half) / 2
        return float((values.mean() - 1) / error)

    assert abs(off(1.0)) < 4
    if which == "sound":
        assert abs(off(1.4)) > 4
    # The same person comes out above different people, on the whole.
    assert np.median(log10_lr[:half]) > 0.5
    assert np.median(log10_lr[half:]) < 0


def test_a_register_teaches_how_common_states_are() -> None:
    # A people with many more crowns than the file says.
    rng = np.random.default_rng(7)
    states = rng.choice(np.array([st.SOUND, st.CROWN], np.uint8), (4000, 32))
    model = Model(FREE)
    before = model.ages @ model.classes @ model.shares[:, :, st.CROWN]
    groups = np.tile(model.ages, (4000, 1))
    assert learn(model, states, groups, 50.0) == 4000
    assert np.abs(model.shares.sum(axis=-1) - 1).max() < 1e-12
    assert np.abs(model.classes.sum(axis=-1) - 1).max() < 1e-12
    assert (model.shares > 0).all()
    after = model.ages @ model.classes @ model.shares[:, :, st.CROWN]
    assert (np.abs(after - 0.5) < 0.1).all()
    assert (before < 0.1).all()


def test_a_crown_says_less_where_everybody_has_one() -> None:
    people = [described("11 crown; 12 sound; 21 crown; 22 sound")] * 200
    body = [described("11 crown")]
    few = Dental(body, people[:199], FREE).log10_lr(np.zeros(1, int), np.zeros(1, int))
    many = Dental(body, people, FREE).log10_lr(np.zeros(1, int), np.zeros(1, int))
    assert many[0] < few[0] - 0.3
    assert "200 charts" in str(Dental(body, people, FREE).finding(0, 0))


def changed(name: str, value: object) -> Parameters:
    values = dict(FREE.values)
    values[name] = values[name].model_copy(update={"value": value})
    return FREE.model_copy(update={"values": values})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("charting_error", 0.0),
        ("charting_error", 0.97),
        ("surface_slip", 1.5),
        ("years_unknown", -1.0),
        ("age_shares", {"0-11": 1.0}),
        ("states of lost", {"canine": {"sound": 1.0}}),
        ("surfaces", {"canine": {"M": 0.5}}),
        ("progress", {"sound": 1.0}),
        ("root_filled", {"restored": 1.0, "crown": 0.5}),
        ("lost_a_year", {"sound": 0.1}),
    ],
)
def test_a_number_that_cannot_be_is_named(name: str, value: object) -> None:
    with pytest.raises(InputError, match=name):
        Model(changed(name, value))


def test_shares_must_add_up() -> None:
    weights = {g: dict(row) for g, row in FILE["class_weights"]["value"].items()}
    weights["18-29"]["sound"] += 0.1
    with pytest.raises(InputError, match=r"class_weights, 18-29.*1\.1"):
        Model(changed("class_weights", weights))
