"""Eyes, brows, nostrils and mouth, drawn flat onto the skin's colour."""

from __future__ import annotations

import math

import numpy as np

from nomina.synthetic.canvas import F32, Window, blend, ink, linear, soft, speckle
from nomina.synthetic.relief import Study
from nomina.synthetic.traits import Traits
from nomina.synthetic.views import View

SCLERA = ink(linear(222, 214, 207))
DULL = ink(linear(188, 180, 166))


def paint_features(study: Study, skin: F32) -> None:
    """Draw all features of the face into ``skin`` (3, h, w), light 0..1, in place."""
    rng = np.random.default_rng((0xFEA, study.traits.seed))
    for side in (-1, 1):
        _eye(study, skin, side)
    _nostrils(study, skin)
    _mouth(study, skin)
    for side in (-1, 1):
        _brow(study, skin, side, rng)


def _eye(study: Study, skin: F32, side: int) -> None:
    board, where, traits, view = study.board, study.where, study.traits, study.view
    cx, a = side * where.eye_x, where.eye_wide
    cy = where.eye_y + 0.006 * side * traits.shape["eye_level"]
    part = board.window(cx - 1.7 * a, cx + 1.7 * a, cy - 0.20, cy + 0.16)
    area = part.of(skin)
    tilt = where.eye_tilt
    u = ((part.x - cx) * side * math.cos(tilt) - (part.y - cy) * math.sin(tilt)) / a
    v = (part.x - cx) * side * math.sin(tilt) + (part.y - cy) * math.cos(tilt)
    bow = np.maximum(1 - u * u, 0)
    upper = -where.eye_up * bow ** (0.66 - 0.05 * traits.shape["eye_round"]) * (1 - 0.22 * u)
    lower = where.eye_down * bow**0.8 * (1 + 0.25 * u)
    lid = upper + (0.75 * lower - upper) * view.shut
    lower = lower + (0.75 * lower - lower) * view.shut
    within = soft(1 - np.abs(u), 0.08)
    _lid_skin(study, area, (u, v, upper, lower))
    open_ = part.soft(v - lid, 1.3) * part.soft(lower - v, 1.3) * within
    if view.shut < 0.98:
        ball = _eyeball(part, u * a, v, study, 0.004 + 0.05 * side * view.gaze)
        ball *= 0.50 + 0.50 * soft(v - lid - 0.022, 0.05)
        blend(area, open_, ball)
    dark = 0.35 + 0.65 * traits.make_up
    thick = 0.009 + 0.008 * dark
    lash = np.exp(-(((v - lid + 0.2 * thick) / thick) ** 2)) * soft(1.08 - np.abs(u), 0.2)
    blend(area, (0.62 + 0.33 * dark) * lash, ink(traits.hair) * 0.25)
    rim = np.exp(-(((v - lower) / 0.010) ** 2)) * soft(0.98 - np.abs(u), 0.3)
    area *= 1 - (0.22 + 0.2 * traits.make_up) * rim


def _eyeball(part: Window, u: F32, v: F32, study: Study, gaze: float) -> F32:
    traits, view = study.traits, study.view
    white = SCLERA + (DULL - SCLERA) * (0.8 if view.dead else 0.0)
    ball = np.empty((3, *np.broadcast_shapes(u.shape, v.shape)), np.float32)
    ball[:] = white
    ball *= 1 - 0.35 * soft(np.abs(u) - 0.11, 0.10)
    far = np.hypot(u - gaze, v + 0.010)
    iris = ink(traits.iris) * (0.7 if view.dead else 1.0)
    shade = 0.65 + 0.75 * soft(far - 0.030, 0.05) - 0.75 * soft(far - 0.058, 0.02)
    blend(ball, part.soft(0.066 - far, 1.6), iris * shade)
    pupil = 0.030 if view.dead else 0.024
    blend(ball, part.soft(pupil - far, 1.4), (0.004, 0.004, 0.004))
    glint = np.hypot(u - 0.014 - gaze, v + 0.034)
    blend(ball, part.soft(0.012 - glint, 1.3) * (0.25 if view.dead else 0.9), (1.0, 1.0, 1.0))
    return ball


def _lid_skin(study: Study, area: F32, eye: tuple[F32, F32, F32, F32]) -> None:
    traits, view, old = study.traits, study.view, study.old
    u, v, upper, lower = eye
    fold = traits.shape["lid_fold"]
    gap = 0.032 - 0.010 * fold + 0.014 * view.shut
    crease = v - upper + max(0.006, gap)
    reach = soft(1.25 - np.abs(u), 0.4)
    line = np.exp(-((crease / 0.011) ** 2)) * reach
    area *= 1 - (0.42 - 0.06 * max(0.0, fold)) * line
    if traits.make_up > 0.3:
        tint = soft(upper - v, 0.02) * soft(v - upper + 0.07, 0.06) * reach
        area *= 1 - (0.30 * traits.make_up) * tint
    bag = np.exp(-(((v - lower - 0.065 - 0.02 * u * u) / 0.020) ** 2)) * reach
    tired = float(np.clip(0.06 + 0.20 * old + 0.07 * traits.shape["eye_bag"], 0, 0.5))
    area *= 1 - tired * bag
    corner = np.exp(-(((u + 1.02) / 0.10) ** 2) - ((v - 0.006) / 0.018) ** 2)
    blend(area, 0.45 * corner, area * ink((0.75, 0.45, 0.42)))
    ring = np.exp(-(((v - 0.05) / 0.055) ** 2)) * reach
    dark = max(0.0, 1 + 1.5 * old + 0.9 * traits.shape["eye_bag"])
    area *= 1 - ring * ink((0.05, 0.09, 0.06)) * dark


def _nostrils(study: Study, skin: F32) -> None:
    board, where, traits = study.board, study.where, study.traits
    part = board.window(-0.36, 0.36, where.nose_y - 0.18, where.nose_y + 0.08)
    area = part.of(skin)
    lift = 0.008 * traits.shape["nose_lift"]
    x, y = 0.52 * where.nose_wide, where.nose_y - 0.012 - lift
    large = float(np.clip(1 + 0.18 * traits.shape["nostril"], 0.6, 1.5))
    far = np.hypot(
        (np.abs(part.x) - x) / (0.040 * large),
        (part.y - y + 0.15 * np.abs(part.x)) / (0.019 * large),
    )
    area *= 1 - 0.70 * soft(1.15 - far, 0.9)
    wing = np.hypot(np.abs(part.x) - where.nose_wide + 0.042, (part.y - where.nose_y + 0.055) * 0.9)
    rim = np.exp(-(((wing - 0.052) / 0.012) ** 2))
    rim = rim * soft(np.abs(part.x) - where.nose_wide + 0.045, 0.05)
    area *= 1 - 0.35 * rim
    base = np.exp(-(((part.y - where.nose_y - 0.012) / 0.016) ** 2))
    base = base * soft(0.75 * where.nose_wide - np.abs(part.x), 0.1)
    area *= 1 - 0.22 * base


def _mouth(study: Study, skin: F32) -> None:
    board, where, traits, view = study.board, study.where, study.traits, study.view
    wide, y0 = where.mouth_wide, where.mouth_y
    part = board.window(-1.3 * wide, 1.3 * wide, y0 - 0.22, y0 + 0.34)
    area = part.of(skin)
    t = part.x / wide
    bow = np.maximum(1 - t * t, 0)
    middle = y0 + where.corner * t * t + 0.006 * (1 - t * t)
    middle = middle + 0.008 * traits.shape["mouth_slope"] * np.clip(t, -1, 1)
    dip = 0.32 + 0.10 * traits.shape["lip_bow"]
    top = middle - where.upper * bow**0.7 * (1 - dip * np.exp(-((t / 0.16) ** 2)))
    gap = where.gap * bow**0.7
    bottom = middle + gap + where.lower * bow**0.55
    inside = soft(1 - np.abs(t), 0.08)
    lips = part.soft(part.y - top, 2.6) * part.soft(bottom - part.y, 2.6) * inside
    blend(area, lips * (0.75 + 0.2 * traits.make_up), area * _lip_tint(traits, view))
    upper = part.soft(middle - part.y, 2.5) * lips
    area *= 1 - 0.16 * upper
    hole = part.soft(part.y - middle, 1.4) * part.soft(middle + gap - part.y, 1.4) * inside
    if where.gap > 0.004:
        _inside_mouth(area, part, hole, (middle, gap), view)
    line = np.exp(-(((part.y - middle - 0.3 * gap) / (0.010 + 0.3 * gap)) ** 2))
    line = line * soft(1.06 - np.abs(t), 0.16) * (1 - hole)
    area *= 1 - 0.72 * line
    under = np.exp(-(((part.y - bottom - 0.022) / 0.020) ** 2)) * bow
    area *= 1 - 0.16 * under


def _inside_mouth(area: F32, part: Window, hole: F32, lips: tuple[F32, F32], view: View) -> None:
    middle, gap = lips
    blend(area, hole, (0.035, 0.012, 0.010))
    if view.dead:
        teeth = hole * part.soft(middle + 0.25 * gap - part.y, 3) * 0.5
    else:
        teeth = hole * part.soft(middle + 0.72 * gap - part.y, 2.5)
    seam = 1 - 0.18 * np.abs(np.sin(part.x * 48)) ** 8
    edge = 1 - 1.6 * np.abs(part.x)
    colour = ink(linear(232, 224, 208)) * (seam * edge)
    blend(area, 0.9 * teeth, colour)


def _lip_tint(traits: Traits, view: View) -> F32:
    rosy = float(np.clip(0.10 * traits.shape["lip_colour"], -0.25, 0.2))
    plain = ink((0.86 - 0.4 * rosy, 0.58 - rosy, 0.58 - rosy)) + np.float32(0.12 * traits.tone)
    rng = np.random.default_rng((0x11B, traits.seed))
    stick = ink((0.85, rng.uniform(0.22, 0.5), rng.uniform(0.28, 0.5)))
    painted = 0.0 if view.dead else 0.75 * max(0.0, traits.make_up - 0.25)
    tint = plain + (stick - plain) * painted
    pale = ink((0.72, 0.66, 0.74))
    return np.asarray(tint + (pale - tint) * 0.8 * view.pallor, np.float32)


def _brow(study: Study, skin: F32, side: int, rng: np.random.Generator) -> None:
    board, where, traits = study.board, study.where, study.traits
    start, end = where.brow_in, where.eye_x + where.eye_wide * 1.25
    left, right = sorted((side * (start - 0.06), side * (end + 0.06)))
    part = board.window(left, right, where.brow_y - 0.22, where.brow_y + 0.16)
    area = part.of(skin)
    t = (part.x * side - start) / (end - start)
    arch = where.brow_arch * np.sin(np.pi * np.clip(t, 0, 1) ** 1.25)
    line = where.brow_y + 0.01 - arch - where.brow_tilt * (t - 0.5) + 0.025 * t**3
    uneven = 0.010 * traits.shape["asymmetry"] - 0.006 * traits.shape["eye_level"]
    line = line + uneven * (side > 0)
    thick = where.brow_thick * np.clip(1.05 - 0.75 * np.clip(t, 0, 1) ** 1.6, 0.05, 1)
    ends = soft(t + 0.02, 0.14) * soft(1.0 - t, 0.12)
    cover = np.clip(1.25 - np.abs((part.y - line) / thick) ** 2, 0, 1) * ends
    hairs = 0.86 + 0.22 * speckle(rng, cover.shape)
    grey = 0.5 * traits.grey
    dark = 0.75 * float(np.exp(-0.25 * traits.shape["brow_dark"]))
    colour = ink(traits.hair) * dark * (1 - grey) + 0.32 * grey
    weight = float(np.clip(0.70 + 0.10 * traits.shape["brow_weight"], 0.4, 0.92))
    blend(area, np.clip(cover * hairs, 0, 1) * weight, colour)
