"""The colour of the skin: flush, freckles, moles, age, and what death and the ground add."""

from __future__ import annotations

import numpy as np

from nomina.synthetic.canvas import F32, Sheet, blend, clouds, ink, linear, soft, speckle
from nomina.synthetic.relief import Study


def paint_skin(study: Study) -> F32:
    """Give the skin's colour (3, h, w), light 0..1, before features are drawn on it."""
    board, traits, view, old = study.board, study.traits, study.view, study.old
    own = np.random.default_rng((0x5C1, traits.seed))  # stays with the person
    now = np.random.default_rng((0x5C2, view.seed))  # of this photo
    skin = np.empty((3, *board.shape), np.float32)
    skin[:] = ink(traits.skin)
    uneven = 1 + (0.035 + 0.03 * old) * clouds(own, board.shape, 14)
    uneven += (0.020 + 0.015 * old) * speckle(now, board.shape)
    _flush(study, skin, uneven)
    _spots(study, skin, own)
    if traits.growth > 0.15:
        shadow = beard_zone(study) * traits.growth * (1 - traits.grey)
        skin *= 1 - (0.26 * (1 - 0.6 * traits.tone)) * shadow * ink((1.0, 0.92, 0.75))
    if view.dead:
        _after_death(study, skin, own)
    return skin


def _flush(study: Study, skin: F32, uneven: F32) -> None:
    board, where, traits, view = study.board, study.where, study.traits, study.view
    rng = np.random.default_rng((0x5C3, traits.seed))
    rosy = float(np.clip(rng.normal(0.5, 0.35), 0, 1.3)) * (1 - 0.7 * traits.tone)
    rosy = (rosy + 0.4 * traits.make_up) * (1 - view.pallor)
    red = board.pair(0.40, 0.28, 0.16, 0.13) + 0.8 * board.bump(0, where.nose_y - 0.08, 0.10, 0.08)
    skin *= uneven
    skin[1:] *= 1 - 0.16 * rosy * red
    skin[2] *= 1 - 0.03 * board.bump(0, -0.5, 0.4, 0.2)


def _spots(study: Study, skin: F32, rng: np.random.Generator) -> None:
    board, traits, old = study.board, study.traits, study.old
    many = int(90 * traits.freckles) + int(14 * max(0.0, old - 0.4))
    for _ in range(many):
        x, y = float(rng.normal(0, 0.32)), float(rng.normal(0.2, 0.20))
        _spot(board, skin, (x, y, float(rng.uniform(0.006, 0.013))), 0.35)
    for mole in traits.moles:
        _spot(board, skin, mole, 0.75)


def _spot(board: Sheet, skin: F32, spot: tuple[float, float, float], dark: float) -> None:
    x, y, radius = spot
    part = board.window(x - 3 * radius, x + 3 * radius, y - 3 * radius, y + 3 * radius)
    if part.of(skin).size:
        cover = part.soft(radius - np.hypot(part.x - x, part.y - y), 1.8)
        area = part.of(skin)
        area *= 1 - dark * cover * ink((0.75, 0.95, 1.0))


def beard_zone(study: Study) -> F32:
    """Give where a beard grows (h, w), 0..1: jaw, chin and upper lip, not the lips."""
    board, where = study.board, study.where
    x, y = np.abs(board.x)[None, :], board.y[:, None]
    edge = where.mouth_wide + 0.05
    cheek = where.mouth_y - 0.06 - 1.35 * (x - edge)
    low = soft(y - np.where(x > edge, cheek, where.mouth_y + where.lower + where.gap + 0.02), 0.12)
    lip = soft(y - where.nose_y - 0.035, 0.05) * soft(where.mouth_y - 0.5 * where.upper - y, 0.03)
    lip = lip * soft(edge + 0.02 - x, 0.08)
    beside = soft(y - where.mouth_y + 0.12, 0.12) * soft(0.07 - np.abs(x - edge), 0.06)
    return np.asarray(np.maximum(np.maximum(low, lip), beside), np.float32)


def _after_death(study: Study, skin: F32, own: np.random.Generator) -> None:
    board, view = study.board, study.view
    shape = board.shape
    grey = 0.35 * skin[0] + 0.5 * skin[1] + 0.15 * skin[2]
    pale = grey * ink((1.02, 1.0, 0.90))
    skin += (0.75 * view.pallor) * (pale - skin)
    side = 1.0 if own.random() < 0.5 else -1.0
    if view.lividity > 0.05:
        low = soft(side * board.x - 0.15, 0.7)[None, :] + 0.5 * soft(board.y - 0.5, 0.6)[:, None]
        patch = np.clip(low * (0.7 + 0.5 * clouds(own, shape, 9)), 0, 1) * view.lividity
        skin *= 1 - patch * ink((0.30, 0.52, 0.30))
    if view.bruises > 0.05:
        for _ in range(1 + int(2.5 * view.bruises)):
            x, y = own.normal(0, 0.32), own.choice((-0.5, -0.1, 0.15, 0.4, 0.75))
            spot = board.bump(float(x), float(y), own.uniform(0.06, 0.15), own.uniform(0.05, 0.11))
            spot = np.clip(1.3 * spot * (0.9 + 0.3 * clouds(own, shape, 18)), 0, 1) * view.bruises
            skin *= 1 - spot * ink((0.45, 0.58, 0.38))
    if view.stains > 0.05:
        stain = soft(clouds(own, shape, 7) + 0.5 * clouds(own, shape, 20) - 1.5, 0.4)
        blend(skin, stain * 0.8 * view.stains, linear(58, 44, 38))
    if view.soil > 0.05:
        rough = clouds(own, shape, 8) + 0.6 * clouds(own, shape, 30) + 0.3 * speckle(own, shape)
        blend(
            skin, soft(rough - 1.5 + 0.8 * view.soil, 1.2) * 0.75 * view.soil, linear(104, 82, 60)
        )
