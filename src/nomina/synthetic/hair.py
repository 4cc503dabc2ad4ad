"""Hair on the head and in the face: where it grows, how it lies, its colour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nomina.synthetic.canvas import (
    F32,
    Colour,
    blend,
    clouds,
    directions,
    grain,
    ink,
    linear,
    soft,
    speckle,
    spline,
)
from nomina.synthetic.relief import Study
from nomina.synthetic.skin import beard_zone
from nomina.synthetic.traits import HairStyle, Traits
from nomina.synthetic.views import View

_DEGREES = (0, 40, 60, 75, 84, 92, 105, 120, 132, 145, 160, 180)
_NONE = (2.0, 2.0, 2.0, 2.0, 0.70, 0.64, 0.655, 0.68, 0.72, 0.79, 0.79, 0.77)
_SIDES = (2.0, 0.90, 0.67, 0.61, 0.60, 0.60, 0.62, 0.66, 0.71, 0.78, 0.79, 0.77)
_OVAL = (1.055, 0.94, 0.74, 0.66, 0.635, 0.625, 0.635, 0.66, 0.68, 0.70, 0.69, 0.68)


@dataclass(frozen=True, slots=True, eq=False)
class Hair:
    """Hair (or what covers it): cover (h, w), colour (3, h, w), and its outline (ANGLES,).

    ``below`` is how far it falls behind the shoulders, in head units (0: not at all).
    """

    cover: F32
    colour: F32
    outline: F32
    below: float
    back: Colour
    wide: float


def hair_colour(traits: Traits, view: View) -> F32:
    """Give the colour (3, 1, 1) of the hair with its grey and wetness."""
    years = 0.012 * view.years
    grey = float(np.clip(traits.grey + years, 0, 1))
    plain = ink(traits.hair)
    mixed = plain + (ink(linear(188, 184, 178)) - plain) * (0.85 * grey)
    return np.asarray(mixed * (1 - 0.45 * view.wet), np.float32)


def hairline(traits: Traits, style: HairStyle) -> F32:
    """Give the radius (ANGLES,) beyond which hair grows."""
    beside = style in ("bob", "long") or (style == "curls" and traits.sex == "female")
    base = _OVAL if style == "scarf" else _SIDES if beside else _NONE
    line = np.asarray(base, np.float64)
    if style != "scarf":
        high = 0.045 * traits.hairline
        line = line + np.array((0, 0, 0, 0, 0, 0, 0, 0.2, 0.8, 1, 1, 1)) * high
        if style == "receding":
            line = line + np.array((0, 0, 0, 0, 0, 0.02, 0.03, 0.10, 0.20, 0.26, 0.20, 0.10))
        if style == "bald":
            line = line + np.array((0, 0, 0, 0, 0, 0.02, 0.04, 0.4, 2, 2, 2, 2))
    at = directions()
    table = spline(np.radians(_DEGREES), line, np.abs(at))
    x = np.sin(at)
    if style in ("parted", "long", "bob") and traits.curl < 0.6:
        sweep = np.exp(-(((np.abs(at) - 2.6) / 0.35) ** 2)) * (x * traits.side > 0)
        table = table - (0.10 + 0.05 * traits.volume) * sweep
    if _fringed(traits, style):
        near = soft(0.42 - np.abs(np.sin(at)) * 0.6, 0.15) * (np.cos(at) < 0)
        table = np.where(near > 0, table + (0.36 - table) * near, table)
    return table.astype(np.float32)


def _fringed(traits: Traits, style: HairStyle) -> bool:
    return style in ("bob", "long", "crop") and traits.hairline < -0.6


def hair(study: Study) -> Hair:
    """Draw the hair of the head, or the scarf that covers it."""
    board, traits, view = study.board, study.traits, study.view
    style = traits.style
    if style == "shaved" and view.hair < -0.3:
        style = "bald"
    outline = _outer(study, style)
    rng = np.random.default_rng((0x4A1, traits.seed))
    smooth = style in ("bald", "shaved", "scarf")
    rough = 0.006 if smooth else 0.009 + 0.030 * max(0.0, traits.curl - 0.25)
    edge = board.radius + rough * clouds(rng, board.shape, 34 if traits.curl > 0.5 else 70)
    inside = 0.5 * (board.radius + edge) if traits.curl < 0.5 else edge
    start = hairline(traits, style)
    if style == "scarf":  # a long chin shows whole
        chin = soft(0.75 - np.abs(directions()), 0.3)
        start = np.maximum(start, chin * 1.01 * study.where.outline)
    inner = soft(inside - board.polar(start), 0.05 if style == "scarf" else 0.11)
    cover = inner * soft(board.polar(outline) - edge, 0.035)
    if style == "scarf":
        return _scarf(study, cover, outline)
    if smooth:
        cover = cover * (0.40 if style == "bald" else 0.72)
    below, wide = 0.0, 0.0
    if style == "long":
        below, wide = 1.80 + 0.2 * view.hair, 0.74 + 0.05 * traits.volume
    elif style == "bob":
        below, wide = 1.00 + 0.1 * view.hair, 0.76 + 0.04 * traits.volume
    back = hair_colour(traits, view).ravel() * 0.4
    return Hair(cover, _strands(study, style), outline, below, (back[0], back[1], back[2]), wide)


def _outer(study: Study, style: HairStyle) -> F32:
    where, traits, view = study.where, study.traits, study.view
    at = np.abs(directions())
    volume = max(0.04, 0.10 + 0.028 * traits.volume + 0.02 * view.hair)
    volume = {
        "bald": 0.008, "shaved": 0.012, "receding": 0.045, "crop": 0.07, "tied": 0.06,
        "curls": 0.14 + 0.04 * max(-1.5, traits.volume) + 0.06 * (traits.sex == "female"),
    }.get(style, volume)  # fmt: skip
    volume *= 1 - 0.5 * view.wet
    if style in ("bob", "long"):
        grow = spline((0, 0.5, 0.9, 1.6, 2.4, np.pi), (0.0, 0.05, 1.3, 1.5, 1.1, 1.0), at)
    elif style == "scarf":
        grow, volume = spline((0, 0.6, 1.2, 1.7, np.pi), (0.5, 1.0, 1.5, 1.4, 1.0), at), 0.11
    elif style == "curls":
        low = (0, 0, 0.5, 1.0, 1.1, 1.0) if traits.sex == "male" else (0, 0.5, 1.5, 1.6, 1.2, 1.0)
        grow = spline((0, 0.8, 1.2, 1.8, 2.4, np.pi), low, at)
    else:
        side = 0.35 if style in ("crop", "tied", "receding", "bald", "shaved") else 0.55
        grow = spline((0, 1.35, 1.6, 2.0, 2.5, np.pi), (0, 0, side, 0.9 * side, 1.0, 1.0), at)
    lean = 1 + 0.25 * traits.side * np.sin(directions()) * (style in ("parted", "short"))
    return np.asarray(where.outline * (1 + np.float32(volume) * grow * lean), np.float32)


def _strands(study: Study, style: HairStyle) -> F32:
    board, where, traits, view = study.board, study.where, study.traits, study.view
    rng = np.random.default_rng((0x4A2, view.seed))
    shift = int(rng.integers(0, 1024))
    share = board.radius / board.polar(where.outline)
    if traits.curl > 0.5:
        fine = clouds(rng, board.shape, 34) + 0.5 * speckle(rng, board.shape)
    else:
        ring = (share * (110 if style in ("long", "bob", "parted") else 9)).astype(np.int32)
        fan = board.turn >> (6 if style in ("long", "bob", "parted") else 2)
        fine = grain()[(ring + shift) % 1024, fan % 1024]
        fine = 0.8 * fine + 0.5 * clouds(rng, board.shape, 26)
    shine = np.exp(-(((share - 1.0) / 0.07) ** 2)) * (board.y < -0.2)[:, None]
    light = 0.86 + 0.17 * fine + (0.45 + 0.8 * view.wet) * shine * (1 - 0.6 * traits.curl)
    root = 0.75 + 0.25 * soft(share - 0.85, 0.25)
    base = hair_colour(traits, view)
    return np.asarray(np.maximum(light * root, 0.15) * (base + np.float32(0.004)), np.float32)


def _scarf(study: Study, cover: F32, outline: F32) -> Hair:
    board, traits = study.board, study.traits
    rng = np.random.default_rng((0x5CA, traits.seed))
    cloth = rng.uniform(0.03, 0.45, 3)
    cloth = 0.55 * cloth + 0.45 * cloth.mean()
    share = board.radius / board.polar(outline)
    folds = np.sin(26 * share + 2.2 * clouds(rng, board.shape, 6))
    colour = np.asarray((0.9 + 0.12 * folds) * ink(tuple(cloth)), np.float32)
    back = (float(cloth[0]) * 0.8, float(cloth[1]) * 0.8, float(cloth[2]) * 0.8)
    return Hair(cover, colour, outline, 3.0, back, 0.72)


def paint_beard(study: Study, skin: F32) -> F32:
    """Draw the beard worn in this photo into ``skin`` and give its cover (h, w)."""
    board, where, traits, view = study.board, study.where, study.traits, study.view
    zone = beard_zone(study)
    if view.beard == "none":
        return np.zeros_like(zone)
    rng = np.random.default_rng((0xBEA, view.seed))
    x, y = np.abs(board.x)[None, :], board.y[:, None]
    lip = soft(where.mouth_y - 0.2 * where.upper - y, 0.05)
    near = soft(where.mouth_wide + 0.10 - x, 0.10)
    if view.beard == "moustache":
        zone = zone * lip * near
    elif view.beard == "goatee":
        zone = zone * near
    dense, dark = {
        "stubble": (0.42, 0.9), "moustache": (0.9, 0.75), "goatee": (0.88, 0.75),
        "short": (0.85, 0.75), "full": (0.95, 0.7),
    }[view.beard]  # fmt: skip
    noise = speckle(rng, board.shape) + 0.6 * clouds(rng, board.shape, 60)
    cover = zone * dense * (0.55 + 0.45 * traits.growth)
    cover = np.clip(cover * (1 + 0.22 * noise), 0, 1)
    colour = hair_colour(traits, view) * dark * 0.9
    blend(skin, cover, (1 + 0.16 * noise) * colour)
    return np.asarray(cover, np.float32)
