"""What is around the head: neck, shoulders, clothes, the wall behind, the sheet beneath."""

from __future__ import annotations

import numpy as np

from nomina.synthetic.canvas import F32, blend, clouds, linear, soft, speckle
from nomina.synthetic.hair import Hair
from nomina.synthetic.relief import Plan
from nomina.synthetic.traits import Traits
from nomina.synthetic.views import View

_CLOTHES = (
    (40, 44, 58), (96, 30, 36), (216, 214, 210), (62, 74, 56), (130, 140, 158), (28, 28, 30),
    (158, 126, 96), (64, 92, 130), (176, 160, 70), (120, 80, 110), (92, 96, 70), (190, 120, 110),
)  # fmt: skip


def paint_scene(x: F32, y: F32, where: Plan, traits: Traits, view: View, hair: Hair | None) -> F32:
    """Draw all that lies behind the face.

    Args:
        x: (w,) and y: (h,) place of every column and row in head units from between the pupils.

    Returns:
        (h, w, 3) light, 0..1, shaded.
    """
    scene = _backdrop((len(y), len(x)), view)
    unit = 1.3 * abs(float(x[1] - x[0]))
    col, row = x[None, :], y[:, None]
    if hair is not None and hair.below:
        fall = _fallen(col, row, hair, unit)
        blend(scene, fall, hair.back)
    if view.dead:
        _cover_sheet(scene, col, row, view, unit)
    _shoulders(scene, col, row, where, traits, view, unit)
    if hair is not None and hair.below > 2.5:
        _scarf_below(scene, col, row, hair, unit)
    return scene


def _backdrop(shape: tuple[int, int], view: View) -> F32:
    rng = np.random.default_rng((0xBAC, view.seed))
    scene = np.empty((*shape, 3), np.float32)
    if view.backdrop in ("plain", "blurred"):
        tone = rng.uniform(0.06, 0.75)
        scene[:] = np.clip(tone * rng.normal(1, 0.12, 3), 0.02, 0.9)
        slope = np.linspace(rng.uniform(0.7, 1.2), rng.uniform(0.7, 1.2), shape[1])
        scene *= slope[None, :, None].astype(np.float32)
        if view.backdrop == "blurred":
            for _ in range(3):
                patch = soft(clouds(rng, shape, int(rng.integers(3, 7))) - 0.4, 1.0)
                blend(scene, 0.7 * patch, tuple(rng.uniform(0.03, 0.7, 3)))
        return scene
    colours = {
        "sheet": ((214, 216, 216), (150, 176, 190), (196, 206, 190)),
        "bag": ((38, 40, 44), (30, 44, 66), (206, 206, 200)),
        "tray": ((150, 154, 156), (120, 126, 130), (170, 172, 170)),
    }[view.backdrop]
    scene[:] = np.asarray(linear(*colours[int(rng.integers(0, 3))]), np.float32)
    if view.backdrop == "tray":
        scene *= (1 + 0.03 * speckle(rng, (shape[0], 1)))[..., None]
        return scene
    folds = clouds(rng, shape, 7) + 0.5 * np.abs(clouds(rng, shape, 12))
    shine = 0.24 if view.backdrop == "bag" else 0.11
    scene *= np.maximum(1 + shine * folds, 0.3)[..., None]
    return scene


def _fallen(col: F32, row: F32, hair: Hair, unit: float) -> F32:
    half = hair.wide * (1 + 0.06 * np.clip(row, 0, 2))
    side = soft(half - np.abs(col), 2.5 * unit)
    return np.asarray(side * soft(hair.below - row, 0.16) * soft(row + 0.3, 0.3), np.float32)


def _cover_sheet(scene: F32, col: F32, row: F32, view: View, unit: float) -> None:
    rng = np.random.default_rng((0xC0F, view.seed))
    top = 1.62 + 0.06 * np.sin(3 * col + rng.uniform(0, 6)) + rng.normal(0, 0.05)
    cover = soft(row - top, 2 * unit)
    cloth = np.asarray(linear(204, 208, 208), np.float32)
    wave = 1 + 0.10 * clouds(rng, scene.shape[:2], 9)
    blend(scene, cover, cloth * wave[..., None])
    scene *= 1 - 0.25 * np.exp(-(((row - top) / 0.05) ** 2))[..., None]


def _shoulders(
    scene: F32, col: F32, row: F32, where: Plan, traits: Traits, view: View, unit: float
) -> None:
    rng = np.random.default_rng((0x501, view.seed))
    s = traits.shape
    neck = 0.40 + 0.02 * s["jaw_width"] + (0.05 if traits.sex == "male" else -0.03)
    broad = 1.30 if traits.sex == "male" else 1.12
    pose = 0.10 * np.sin(np.radians(view.yaw))
    middle = col - pose * np.clip(2.0 - row, 0, 1)
    slope = 1.50 + 0.05 * s["face_length"] + 0.30 * (np.abs(col) / broad) ** 2.2
    slope = slope - 0.16 * np.exp(-((np.abs(col) / 0.55) ** 2))
    flare = neck * (1 + 0.35 * np.clip(row - 1.15, 0, 1) ** 2)
    flesh = soft(flare - np.abs(middle), 2 * unit) * soft(row - 0.5, 0.1)
    round_ = np.sqrt(np.clip(1 - (middle / (flare + 0.08)) ** 2, 0.05, 1))
    light = view.ambient + view.key * 0.75 * round_ * np.clip(
        1 + 0.5 * view.light[0] * middle, 0, 2
    )
    chin = soft(row - 1.12 - 0.25 * (1 - np.abs(middle / 0.5)), 0.45)
    light = light * (0.45 + 0.55 * chin)
    skin = np.asarray(traits.skin, np.float32) * 0.92
    if view.dead:
        grey = float(skin.mean())
        skin = skin + (np.asarray((grey * 1.02, grey, grey * 0.9)) - skin) * 0.7 * view.pallor
    blend(scene, flesh, np.asarray(light[..., None] * skin, np.float32))
    if view.dead:
        _cover_sheet(scene, col, row + 0.12, view, unit)
        return
    cloth = np.asarray(linear(*_CLOTHES[int(rng.integers(0, len(_CLOTHES)))]), np.float32)
    collar = float(rng.choice((0.16, 0.30, 0.02)))
    depth = slope + collar * np.exp(-((col / (0.30 + 0.4 * collar)) ** 2))
    worn = soft(row - depth, 2 * unit)
    folds = 1 + 0.10 * clouds(rng, scene.shape[:2], 7)
    shade = (view.ambient + view.key * 0.8) * folds * (1 - 0.18 * np.abs(col) / broad)
    blend(scene, worn, np.asarray(shade[..., None] * cloth, np.float32))
    seam = np.exp(-(((row - depth - 0.03) / 0.018) ** 2))
    scene *= 1 - 0.35 * seam[..., None]


def _scarf_below(scene: F32, col: F32, row: F32, hair: Hair, unit: float) -> None:
    half = 0.62 + 0.55 * np.clip(row - 0.9, 0, 1.5) ** 1.3
    cover = soft(half - np.abs(col), 2 * unit) * soft(row - 0.55, 0.3)
    wave = 0.75 + 0.16 * np.sin(9 * row + 5 * np.abs(col) + 2 * col)
    blend(scene, np.asarray(cover, np.float32), wave[..., None] * np.asarray(hair.back, np.float32))
