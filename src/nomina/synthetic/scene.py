"""What is around the head: neck, shoulders, clothes, the wall behind, the sheet beneath."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nomina.synthetic.canvas import F32, Colour, blend, clouds, ink, linear, soft, speckle
from nomina.synthetic.hair import Hair
from nomina.synthetic.relief import Study
from nomina.synthetic.views import View

_CLOTHES = (
    (40, 44, 58), (96, 30, 36), (216, 214, 210), (62, 74, 56), (130, 140, 158), (28, 28, 30),
    (158, 126, 96), (64, 92, 130), (176, 160, 70), (120, 80, 110), (92, 96, 70), (190, 120, 110),
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The picture behind: its planes (3, h, w), and each place in head units."""

    planes: F32
    x: F32
    y: F32
    unit: float


def paint_scene(x: F32, y: F32, study: Study, hair: Hair) -> F32:
    """Draw all that lies behind the face.

    Args:
        x: (w,) and y: (h,) place of every column and row in head units from between the pupils.
        study: the photo that is drawn.
        hair: for what of it falls behind the shoulders.

    Returns:
        (3, h, w) light, 0..1, shaded.
    """
    planes = _backdrop((len(y), len(x)), study.view)
    ground = Ground(planes, x[None, :], y[:, None], 1.3 * abs(float(x[1] - x[0])))
    if hair.below:
        blend(planes, _fallen(ground, hair), hair.back)
    if study.view.dead:
        _cover_sheet(ground, study.view, 1.52)
    _shoulders(ground, study)
    if hair.below > 2.5:
        _scarf_below(ground, hair)
    return planes


def _backdrop(shape: tuple[int, int], view: View) -> F32:
    rng = np.random.default_rng((0xBAC, view.seed))
    scene = np.empty((3, *shape), np.float32)
    if view.backdrop in ("plain", "blurred"):
        tone = rng.uniform(0.06, 0.75)
        scene[:] = ink(np.clip(tone * rng.normal(1, 0.08, 3), 0.02, 0.9).tolist())
        slope = np.linspace(rng.uniform(0.7, 1.2), rng.uniform(0.7, 1.2), shape[1])
        scene *= slope[None, :].astype(np.float32)
        if view.backdrop == "blurred":
            for _ in range(3):
                patch = soft(clouds(rng, shape, int(rng.integers(3, 6))) - 0.3, 2.6)
                blend(scene, 0.6 * patch, _muted(rng))
        return scene
    colours = {
        "sheet": ((214, 216, 216), (150, 176, 190), (196, 206, 190)),
        "bag": ((38, 40, 44), (30, 44, 66), (206, 206, 200)),
        "tray": ((150, 154, 156), (120, 126, 130), (170, 172, 170)),
    }[view.backdrop]
    scene[:] = ink(linear(*colours[int(rng.integers(0, 3))]))
    if view.backdrop == "tray":
        scene *= 1 + 0.03 * speckle(rng, (shape[0], 1))
        return scene
    folds = clouds(rng, shape, 7) + 0.5 * np.abs(clouds(rng, shape, 12))
    shine = 0.24 if view.backdrop == "bag" else 0.11
    scene *= np.maximum(1 + shine * folds, 0.3)
    return scene


def _muted(rng: np.random.Generator) -> Colour:
    grey = float(rng.uniform(0.03, 0.6))
    red, green, blue = (grey * rng.normal(1, 0.10, 3)).clip(0.01, 0.8).tolist()
    return red, green, blue


def _fallen(ground: Ground, hair: Hair) -> F32:
    row, wide = ground.y, hair.wide
    ends = np.clip((row - hair.below + 0.5) / 0.5, 0, 1)
    half = wide * (1 + 0.05 * np.clip(row, 0, 2)) * (1 - 0.35 * ends * ends)
    side = soft(half - np.abs(ground.x), 4 * ground.unit)
    tips = hair.below - row + 0.05 * np.sin(21 * ground.x) + 0.10 * np.cos(2.2 * ground.x)
    return np.asarray(side * soft(tips, 0.16) * soft(row + 0.3, 0.3), np.float32)


def _cover_sheet(ground: Ground, view: View, top: float) -> None:
    rng = np.random.default_rng((0xC0F, view.seed))
    edge = top + 0.06 * np.sin(3 * ground.x + rng.uniform(0, 6)) + rng.normal(0, 0.05)
    cloth = ink(linear(204, 208, 208)) * (0.55 + 0.5 * view.key)
    wave = 1 + 0.10 * clouds(rng, ground.planes.shape[1:], 9)
    blend(ground.planes, soft(ground.y - edge, 2 * ground.unit), cloth * wave)
    ground.planes[:] *= 1 - 0.25 * np.exp(-(((ground.y - edge) / 0.05) ** 2))


def _shoulders(ground: Ground, study: Study) -> None:
    traits, view, planes = study.traits, study.view, ground.planes
    col, row, unit, s = ground.x, ground.y, ground.unit, study.traits.shape
    neck = 0.39 + 0.02 * s["jaw_width"] + (0.07 if traits.sex == "male" else -0.01)
    broad = 1.30 if traits.sex == "male" else 1.12
    pose = 0.10 * math.sin(math.radians(view.yaw))
    middle = col - pose * np.clip(2.0 - row, 0, 1)
    flare = neck * (1 + 0.9 * np.clip(row - 1.08, 0, 1) ** 1.8)
    flesh = soft(flare - np.abs(middle), 2 * unit) * soft(row - 0.5, 0.1)
    bend = np.sqrt(np.clip(1 - (middle / (flare + 0.08)) ** 2, 0.05, 1))
    light = view.ambient + view.key * 0.75 * bend * np.clip(1 + 0.5 * view.light[0] * middle, 0, 2)
    chin = soft(row - 1.12 - 0.25 * (1 - np.abs(middle / 0.5)), 0.45)
    skin = ink(traits.skin) * 0.92
    if view.dead:
        grey = skin.mean()
        skin = skin + (ink((1.02, 1.0, 0.9)) * grey - skin) * (0.7 * view.pallor)
    blend(planes, np.asarray(flesh, np.float32), light * (0.45 + 0.55 * chin) * skin)
    if view.dead:
        _cover_sheet(ground, view, 1.40)
        return
    _clothes(ground, study, broad)


def _clothes(ground: Ground, study: Study, broad: float) -> None:
    rng = np.random.default_rng((0x501, study.view.seed))
    view, col, row, planes = study.view, ground.x, ground.y, ground.planes
    slope = 1.38 + 0.04 * study.traits.shape["face_length"]
    slope = slope + 0.26 * (np.abs(col) / broad) ** 2.2 - 0.12 * np.exp(-((col / 0.5) ** 2))
    cloth = ink(linear(*_CLOTHES[int(rng.integers(0, len(_CLOTHES)))]))
    collar = float(rng.choice((0.16, 0.32, 0.04)))
    depth = slope + collar * np.exp(-((col / (0.28 + 0.35 * collar)) ** 2))
    worn = soft(row - depth, 2 * ground.unit)
    folds = 1 + 0.10 * clouds(rng, planes.shape[1:], 7)
    shade = (view.ambient + view.key * 0.8) * folds * (1 - 0.18 * np.abs(col) / broad)
    if rng.random() < 0.25:  # woven lines
        shade = shade * (1 + 0.18 * np.sign(np.sin(30 * (row - 0.2 * col * col))))
    blend(planes, worn, shade * cloth)
    seam = np.exp(-(((row - depth - 0.03) / 0.018) ** 2)) + 0.6 * np.exp(
        -(((row - depth - 0.07) / 0.012) ** 2)
    )
    planes *= 1 - 0.30 * seam


def _scarf_below(ground: Ground, hair: Hair) -> None:
    col, row = ground.x, ground.y
    half = 0.62 + 0.55 * np.clip(row - 0.9, 0, 1.5) ** 1.3
    cover = soft(half - np.abs(col), 2 * ground.unit) * soft(row - 0.55, 0.3)
    wave = 0.75 + 0.16 * np.sin(9 * row + 5 * np.abs(col) + 2 * col)
    blend(ground.planes, cover, wave * ink(hair.back))
