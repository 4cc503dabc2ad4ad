"""What makes one invented person: shape, skin, eyes, hair, habits; drawn from a seed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from nomina.synthetic.canvas import Colour, linear

Sex = Literal["female", "male"]
HairStyle = Literal[
    "bald", "shaved", "receding", "short", "parted", "crop", "curls", "bob", "long", "tied", "scarf"
]
Beard = Literal["none", "stubble", "moustache", "goatee", "short", "full"]

_SKIN = (
    (248, 216, 198), (236, 195, 170), (219, 171, 138), (190, 138, 103),
    (150, 103, 74), (110, 73, 53), (84, 57, 45),
)  # fmt: skip
IRIS_COLOURS = {
    "dark": (52, 33, 24), "brown": (92, 58, 34), "hazel": (116, 92, 52), "green": (104, 122, 84),
    "grey": (128, 140, 144), "blue": (96, 134, 170),
}  # fmt: skip
HAIR_COLOURS = {
    "black": (24, 20, 20), "dark": (50, 36, 28), "brown": (84, 58, 40), "light": (128, 94, 62),
    "blond": (186, 150, 100), "red": (142, 72, 38),
}  # fmt: skip

SHAPE_NAMES = (
    "face_width", "face_length", "cheekbone", "jaw_width", "jaw_square", "chin_width",
    "chin_length", "forehead_width", "eye_distance", "eye_size", "eye_open", "eye_tilt",
    "eye_depth", "lid_fold", "brow_height", "brow_arch", "brow_weight", "brow_tilt", "brow_gap",
    "nose_length", "nose_width", "bridge_width", "bridge_height", "nose_tip", "nose_hump",
    "nose_lift", "mouth_width", "mouth_height", "upper_lip", "lower_lip", "lip_bow",
    "mouth_corner", "cheek_full", "muzzle", "brow_ridge", "ear_size", "ear_out", "asymmetry",
    "fold_depth", "eye_bag", "lip_colour", "nostril", "chin_cleft", "eye_round", "eye_lower",
    "brow_dark", "mouth_slope", "eye_level",
)  # fmt: skip

# Deviations of the measures. Those with the larger ones here move a template little: evened out,
# people differ in more ways, as they do on photos.
_SPREAD = {
    "nose_length": 1.3, "eye_distance": 1.3, "brow_arch": 1.4, "brow_tilt": 1.4,
    "mouth_height": 1.4, "brow_weight": 1.5, "brow_height": 1.4, "nose_width": 1.4,
    "eye_tilt": 1.4, "eye_size": 1.4, "bridge_width": 1.5, "lid_fold": 1.4, "face_width": 1.2,
    "face_length": 1.3, "jaw_width": 1.2, "chin_width": 1.2, "chin_length": 1.4,
    "fold_depth": 1.0, "eye_bag": 1.2, "lip_colour": 1.2, "nostril": 1.2, "chin_cleft": 1.0,
    "eye_round": 1.2, "eye_lower": 1.2, "brow_dark": 1.3, "mouth_slope": 1.0, "eye_level": 1.0,
    "brow_ridge": 1.3, "cheek_full": 1.3,
}  # fmt: skip
_SPREAD_ELSE = 1.6
_MOST = 3.8  # no measure goes past this: a face stays a face


@dataclass(frozen=True, slots=True)
class Traits:
    """One person.

    Args:
        sex: as drawn.
        age: years at the first photo, 16 to 80.
        tone: skin from very light (0) to very dark (1).
        warmth: undertone, from pink (-1) to olive (1).
        shape: deviates by name (`SHAPE_NAMES`), about -4 to 4; sex, build, origin and age included.
        skin, iris, hair: light 0..1.
        grey: share of grey hair, 0 to 1.
        style: how the hair is worn.
        hairline: deviate, positive is high.
        curl: 0 straight to 1 tight curls.
        volume: deviate of hair volume.
        side: where the hair is parted, -1 or 1.
        beard: how the beard is usually worn; growth: how dense it grows, 0 to 1.
        moles: (x, y, radius) in head units; freckles: density 0 to 1.
        glasses: 0 never, 1 always; frame: number of the frame.
        cap: 0 never, 1 often.
        make_up: 0 to 1.
        seed: for textures that stay with the person.
    """

    sex: Sex
    age: float
    tone: float
    warmth: float
    shape: dict[str, float]
    skin: Colour
    iris: Colour
    hair: Colour
    grey: float
    style: HairStyle
    hairline: float
    curl: float
    volume: float
    side: int
    beard: Beard
    growth: float
    moles: tuple[tuple[float, float, float], ...]
    freckles: float
    glasses: float
    frame: int
    cap: float
    make_up: float
    seed: int


def draw_traits(seed: int) -> Traits:
    """Draw the person of this seed."""
    rng = np.random.default_rng((0x4E6F70, seed))
    sex: Sex = "male" if rng.random() < 0.5 else "female"
    age = float(16 + 64 * rng.beta(1.1, 1.5))
    tone = float(np.clip(rng.beta(0.9, 1.3), 0, 1))
    warmth = float(np.clip(rng.normal(0, 0.5), -1, 1))
    shape = _shape(rng, sex, age, tone)
    light = tone < 0.38
    iris = _chosen(rng, IRIS_COLOURS, (10, 25, 15, 12, 12, 26) if light else (70, 28, 2, 0, 0, 0))
    hair = _chosen(rng, HAIR_COLOURS, (10, 25, 27, 18, 13, 7) if light else (62, 32, 6, 0, 0, 0))
    grey = float(np.clip(rng.normal((age - 47) / 26, 0.22), 0, 1))
    curl = float(np.clip(rng.normal(0.2 if tone < 0.6 else 0.8, 0.25), 0, 1))
    style = _style(rng, sex, age, curl)
    growth = float(np.clip(rng.normal(0.65, 0.25), 0, 1)) if sex == "male" else 0.0
    return Traits(
        sex=sex,
        age=age,
        tone=tone,
        warmth=warmth,
        shape=shape,
        skin=_skin(rng, tone, warmth),
        iris=linear(*iris),
        hair=linear(*hair),
        grey=grey,
        style=style,
        hairline=float(rng.normal(0.5 if sex == "male" and age > 40 else 0, 1)),
        curl=curl,
        volume=float(rng.normal(0, 1)),
        side=1 if rng.random() < 0.5 else -1,
        beard=_beard(rng, growth, age),
        growth=growth,
        moles=_moles(rng),
        freckles=float(max(0, rng.normal(-0.4, 0.7))) if light else 0.0,
        glasses=float(rng.random() < 0.10 + age / 400)
        * float(rng.choice((0.35, 0.95, 1.0, 1.0, 1.0))),
        frame=int(rng.integers(0, 6)),
        cap=float(rng.random() < 0.12) * 0.4,
        make_up=float(rng.beta(1.2, 2)) if sex == "female" else 0.0,
        seed=int(rng.integers(0, 2**31)),
    )


def _shape(rng: np.random.Generator, sex: Sex, age: float, tone: float) -> dict[str, float]:
    shape = {
        name: float(np.clip(rng.normal(), -2.4, 2.4)) * _SPREAD.get(name, _SPREAD_ELSE)
        for name in SHAPE_NAMES
    }
    build = float(np.clip(rng.normal(), -2, 2.4))  # from lean to heavy
    kin = float(rng.normal())  # features that go together in families and regions
    fold = float(rng.random() < 0.25)
    lean = 1.0 if sex == "male" else -1.0
    for name, step in {
        "face_width": 0.15, "face_length": 0.35, "jaw_width": 0.55, "jaw_square": 0.6,
        "chin_width": 0.5, "chin_length": 0.4, "brow_height": -0.5, "brow_weight": 0.7,
        "brow_arch": -0.5, "brow_ridge": 0.9, "eye_size": -0.4, "eye_open": -0.3,
        "nose_length": 0.4, "nose_width": 0.4, "bridge_width": 0.4, "nose_hump": 0.3,
        "nose_lift": -0.4, "upper_lip": -0.45, "lower_lip": -0.35, "mouth_width": 0.25,
        "cheek_full": -0.2, "ear_size": 0.4,
    }.items():  # fmt: skip
        shape[name] += step * lean
    for name, step in {
        "nose_width": 1.5, "bridge_height": -1.1, "upper_lip": 1.2, "lower_lip": 1.1, "muzzle": 0.9,
        "nose_length": -0.4,
    }.items():  # fmt: skip
        shape[name] += step * (tone - 0.3) * 1.4 + 0.25 * kin
    for name, step in {
        "face_width": 0.6, "cheek_full": 0.9, "jaw_width": 0.8, "chin_width": 0.4,
        "eye_open": -0.25, "fold_depth": 0.4, "cheekbone": -0.3,
    }.items():  # fmt: skip
        shape[name] += step * build
    if fold:
        for name, step in {
            "lid_fold": 2.2, "eye_tilt": 0.9, "bridge_height": -1.2, "eye_open": -0.7,
            "face_width": 0.6, "cheekbone": 0.7, "eye_depth": -1.2,
        }.items():  # fmt: skip
            shape[name] += step
    old = max(0.0, (age - 45) / 25)
    shape["ear_size"] += 0.6 * old
    shape["nose_length"] += 0.4 * old
    shape["upper_lip"] -= 0.7 * old
    shape["eye_open"] -= 0.4 * old
    shape["lid_fold"] += 0.6 * old
    return {name: _MOST * math.tanh(value / _MOST) for name, value in shape.items()}


def _chosen(
    rng: np.random.Generator, table: dict[str, tuple[int, int, int]], weights: tuple[int, ...]
) -> tuple[float, float, float]:
    share = np.asarray(weights, float) / sum(weights)
    red, green, blue = table[list(table)[int(rng.choice(len(weights), p=share))]]
    lift = float(rng.normal(1, 0.10))
    return red * lift, green * lift, blue * lift


def _skin(rng: np.random.Generator, tone: float, warmth: float) -> Colour:
    place = tone * (len(_SKIN) - 1)
    ramp = np.asarray(_SKIN, float)
    red, green, blue = (
        float(np.interp(place, np.arange(len(_SKIN)), ramp[:, part])) for part in range(3)
    )
    lift = float(rng.normal(1, 0.02))
    tinted = (red * (1 - 0.012 * warmth), green * (1 + 0.018 * warmth), blue * (1 - 0.03 * warmth))
    red, green, blue = (min(lift * part, 252) for part in tinted)  # no skin gives more than it gets
    return linear(red, green, blue)


def _style(rng: np.random.Generator, sex: Sex, age: float, curl: float) -> HairStyle:
    names: tuple[HairStyle, ...]
    if sex == "female":
        names, share = ("long", "bob", "tied", "curls", "short", "scarf"), [34, 20, 20, 8, 10, 8]
        if age > 55:
            share = [12, 26, 18, 10, 26, 8]
    else:
        names = ("short", "crop", "parted", "shaved", "receding", "bald", "curls", "long")
        share = [28, 22, 18, 12, 6, 2, 8, 4]
        if age > 45:
            share = [20, 10, 18, 8, 28, 14, 2, 0]
    if curl > 0.65:
        share[names.index("curls")] += 40
    weights = np.asarray(share, float)
    return names[int(rng.choice(len(names), p=weights / weights.sum()))]


def _beard(rng: np.random.Generator, growth: float, age: float) -> Beard:
    if growth < 0.15 or age < 18:
        return "none"
    names: tuple[Beard, ...] = ("none", "stubble", "moustache", "goatee", "short", "full")
    weights = np.asarray([40, 22, 10, 8, 12, 8], float)
    return names[int(rng.choice(6, p=weights / weights.sum()))]


def _moles(rng: np.random.Generator) -> tuple[tuple[float, float, float], ...]:
    count = int(rng.poisson(1.6))
    return tuple(
        (
            float(rng.uniform(-0.55, 0.55)),
            float(rng.uniform(-0.6, 1.0)),
            float(rng.uniform(0.010, 0.024)),
        )
        for _ in range(count)
    )
