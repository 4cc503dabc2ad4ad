"""The shape of a head: its outline, its places (eyes, nose, mouth) and its height field."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from nomina.synthetic.canvas import F32, Sheet, directions, resized, soft, spline
from nomina.synthetic.traits import Traits
from nomina.synthetic.views import View

DEPTH = 0.80  # height of the face over the plane of the ears


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Places and sizes of one head in one expression, in head units.

    Args:
        outline: (ANGLES,) radius of the head without hair.
        age: years in this photo.
        eye_x, eye_y, eye_wide, eye_up, eye_down: half distance, height, half width, lid openings.
        eye_tilt: radians, outer corner up.
        brow_y, brow_arch, brow_thick, brow_tilt, brow_in: of the brows.
        nose_y: base; nose_wide: half width at the wings; bridge: half width; tip: its size.
        mouth_y, mouth_wide, upper, lower, corner: of the mouth; gap: how far it is open.
        drop: how far the chin is lowered.
    """

    outline: F32
    age: float
    eye_x: float
    eye_y: float
    eye_wide: float
    eye_up: float
    eye_down: float
    eye_tilt: float
    brow_y: float
    brow_arch: float
    brow_thick: float
    brow_tilt: float
    brow_in: float
    nose_y: float
    nose_wide: float
    bridge: float
    tip: float
    mouth_y: float
    mouth_wide: float
    upper: float
    lower: float
    corner: float
    gap: float
    drop: float


def plan(traits: Traits, view: View) -> Plan:
    """Lay out the head of this person as this photo shows it."""
    s, age = traits.shape, traits.age + view.years
    swell, old = view.swelling, max(0.0, (age - 45) / 30)
    eye_wide = 0.156 + 0.011 * s["eye_size"]
    opening = 0.058 + 0.009 * s["eye_open"] - 0.006 * old - 0.004 * max(0, s["lid_fold"])
    opening *= 1 - 0.45 * max(0.0, view.squint) + 0.2 * max(0.0, view.brow)
    under = 0.036 + 0.006 * s["eye_lower"] - 0.012 * max(0.0, view.squint)
    nose_y = 0.47 + 0.045 * s["nose_length"]
    mouth_y = nose_y + 0.215 + 0.026 * s["mouth_height"]
    drop = 0.10 * view.open
    smile = view.smile
    return Plan(
        outline=_outline(traits, drop, 0.05 * swell + 0.015 * smile, old),
        age=age,
        eye_x=0.320 + 0.021 * s["eye_distance"],
        eye_y=0.0,
        eye_wide=eye_wide,
        eye_up=max(0.018, opening * 0.95) * eye_wide / 0.15,
        eye_down=max(0.014, under) * eye_wide / 0.15,
        eye_tilt=0.05 + 0.055 * s["eye_tilt"] - 0.03 * old,
        brow_y=-0.205 - 0.026 * s["brow_height"] - 0.035 * view.brow + 0.02 * max(0, view.squint),
        brow_arch=0.045 + 0.028 * s["brow_arch"],
        brow_thick=max(0.012, 0.034 + 0.012 * s["brow_weight"]),
        brow_tilt=0.05 * s["brow_tilt"],
        brow_in=0.12 + 0.022 * s["brow_gap"],
        nose_y=nose_y,
        nose_wide=max(0.11, 0.165 + 0.021 * s["nose_width"] + 0.015 * smile),
        bridge=max(0.035, 0.058 + 0.010 * s["bridge_width"]),
        tip=max(0.05, 0.082 + 0.012 * s["nose_tip"]),
        mouth_y=mouth_y,
        mouth_wide=(0.245 + 0.021 * s["mouth_width"]) * (1 + 0.24 * smile - 0.08 * view.open),
        upper=max(0.016, 0.048 + 0.015 * s["upper_lip"]) * (1 - 0.25 * smile),
        lower=max(0.022, 0.062 + 0.017 * s["lower_lip"]) * (1 - 0.15 * smile) * (1 + 0.3 * swell),
        corner=-0.012 - 0.016 * s["mouth_corner"] - 0.055 * smile + (0.012 if view.dead else 0.0),
        gap=0.10 * view.open * (0.8 + 0.4 * smile),
        drop=drop,
    )


def _outline(traits: Traits, drop: float, swell: float, old: float) -> F32:
    s = traits.shape
    wide = 1 + 0.040 * s["face_width"] + swell
    long = 1 + 0.030 * s["face_length"]
    cheek = 0.665 * wide + 0.018 * s["cheekbone"]
    jaw = 0.520 * wide + 0.030 * s["jaw_width"] + 0.045 * old + 0.03 * max(0, s["cheek_full"])
    square = 0.028 * s["jaw_square"]
    chin = 0.19 + 0.030 * s["chin_width"]
    low = (1.08 + 0.045 * s["chin_length"]) * long + drop
    points = np.array(
        (
            (0.0, low),
            (chin, low - 0.035 + 0.3 * square),
            (0.5 * (chin + jaw) + 0.02 + square, low - 0.19 + square),
            (jaw + square, 0.66 * long + 0.6 * drop + square),
            (0.5 * (jaw + cheek) + 0.035 + 0.013 * s["cheek_full"], 0.36 * long),
            (cheek, 0.04),
            (0.655 * wide + 0.012 * s["forehead_width"], -0.32),
            (0.590 * wide + 0.025 * s["forehead_width"], -0.72 * long),
            (0.36, -1.02 * long),
            (0.0, -1.13 * long),
        )
    )
    angle = np.arctan2(points[:, 0], points[:, 1])
    reach = np.hypot(points[:, 0], points[:, 1])
    at = directions()
    table = spline(
        [*(-angle[2:0:-1]), *angle, *(2 * np.pi - angle[-2:-4:-1])],
        [*reach[2:0:-1], *reach, *reach[-2:-4:-1]],
        np.abs(at),
    )
    return table * (1 + 0.012 * s["asymmetry"] * np.sin(at)).astype(np.float32)


def dome(board: Sheet, outline: F32) -> tuple[F32, F32]:
    """Give the share of the way to the outline (0 centre, 1 edge) and the head's dome height."""
    share = board.radius / board.polar(outline)
    across = board.polar(np.sin(directions()).astype(np.float32) ** 2)
    square = np.minimum(share * share, 1.0)
    high = np.sqrt(np.maximum(1 - (across * square + (1 - across) * square**3), 0.0))
    return share, DEPTH * high


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """What one photo draws from: the board, the plan of the head, the person, the view."""

    board: Sheet
    where: Plan
    traits: Traits
    view: View

    @property
    def old(self) -> float:
        """How far ageing has gone: 0 at 40 years or less, 1 at 75."""
        return max(0.0, (self.where.age - 40) / 35)


def relief(study: Study, head: F32) -> F32:
    """Add the features to the dome: sockets, brow, nose, cheeks, lips, chin, creases."""
    board, where, view, s = study.board, study.where, study.view, study.traits.shape
    x, y, mouth, old = where.eye_x, where.eye_y, where.mouth_y, study.old
    low = 1.08 + 0.045 * s["chin_length"] + where.drop
    hollow = 0.030 - 0.020 * s["cheek_full"] + 0.02 * old - 0.05 * view.swelling
    wide, wing = where.mouth_wide, 0.085
    z = head + board.hills(
        (-0.085 - 0.030 * s["eye_depth"], x - 0.01, y - 0.03, 0.15, 0.095, True),
        (0.028 + 0.026 * s["brow_ridge"], 0.27, where.brow_y + 0.015, 0.17, 0.055, True),
        (0.045 + 0.035 * view.swelling, x, y, 0.105, 0.060, True),
        (-0.020, 0, where.brow_y + 0.04, 0.08, 0.06),
        (0.035 + 0.024 * s["cheekbone"], 0.43, 0.24, 0.15, 0.11, True),
        (-hollow, 0.44, 0.58, 0.11, 0.17, True),
        (0.035 * view.smile, 0.38, 0.36, 0.12, 0.10, True),
        (-0.030 * old, 0.24, 0.15, 0.12, 0.035, True),
        (0.050 + 0.026 * s["muzzle"], 0, mouth - 0.02, 0.24, 0.19),
        (0.060 + 0.024 * s["chin_length"], 0, low - 0.15, 0.12, 0.08),
        (-0.025, 0, mouth + 0.16 + where.drop, 0.16, 0.035),
        (0.030, 0, mouth - 0.5 * where.upper, 0.55 * wide, 0.6 * where.upper),
        (0.038, 0, mouth + 0.5 * where.lower + where.gap, 0.5 * wide, 0.55 * where.lower),
        (-0.018, 0, mouth, 0.8 * wide, 0.016),
        (-0.012, 0, mouth - where.upper - 0.06, 0.022, 0.05),
        (-0.016 * max(0.0, s["chin_cleft"] - 0.6), 0, low - 0.14, 0.018, 0.06),
        (-0.012, wide + 0.02, mouth + 0.01, 0.035, 0.04, True),
        (wing, where.nose_wide - 0.050, where.nose_y - 0.055, 0.050, 0.050, True),
    )
    z += _nose(study)
    _creases(study, z)
    return np.asarray(z, np.float32)


def _nose(study: Study) -> F32:
    s, end, where, board = study.traits.shape, study.where.nose_y, study.where, study.board
    tip_y = end - 0.085 - 0.020 * s["nose_lift"]
    high = max(0.10, 0.215 + 0.018 * s["nose_tip"] + 0.02 * s["nose_length"])
    bridge = max(0.015, 0.070 + 0.026 * s["bridge_height"])
    hump = 0.022 * s["nose_hump"]
    profile = spline(
        (-0.22, -0.02, 0.5 * tip_y, tip_y, end, end + 0.07),
        (0.0, bridge, 0.5 * (bridge + high) + hump, high, 0.36 * high, 0.0),
        board.y,
    )
    width = spline(
        (-0.2, 0.0, 0.6 * tip_y, tip_y, end + 0.05),
        (1.7 * where.bridge, where.bridge, 1.1 * where.bridge, where.tip, where.tip),
        board.y,
    )
    return profile[:, None] * np.exp(-0.5 * (board.x[None, :] / width[:, None]) ** 2)


def _creases(study: Study, z: F32) -> None:
    board, where, view, old = study.board, study.where, study.view, study.old
    strength = 0.012 + 0.044 * old + 0.028 * view.smile - 0.02 * view.swelling
    strength = max(0.0, strength + 0.009 * study.traits.shape["fold_depth"])
    part = board.window(-0.6, 0.6, where.nose_y - 0.08, where.mouth_y + 0.22)
    start, end = where.nose_wide + 0.02, where.mouth_wide + 0.09
    t = (part.y - where.nose_y + 0.06) / (where.mouth_y + 0.10 - where.nose_y + 0.06)
    fold = start + (end - start) * np.clip(t, 0, 1.4) ** 0.9
    fade = np.clip(1.3 - np.abs(2 * t - 0.9), 0, 1)
    beside = (np.abs(part.x) - fold) / 0.035
    z[part.at] += strength * fade * (np.exp(-0.5 * (beside - 1.2) ** 2) - np.exp(-0.5 * beside**2))
    _age_lines(study, z)
    lines = 1.9 * max(0.0, old - 0.1) + 0.5 * max(0.0, view.brow)
    if lines > 0.05:
        part = board.window(-0.5, 0.5, -0.75, -0.1)
        bent = part.y + 0.03 * np.cos(3 * part.x)
        hill = np.exp(-0.5 * ((part.x / 0.30) ** 2 + ((part.y - where.brow_y + 0.24) / 0.09) ** 2))
        z[part.at] += 0.0050 * lines * np.sin(52 * bent) * hill
        frown = ((np.abs(part.x) - 0.05) / 0.012) ** 2 + ((part.y - where.brow_y) / 0.06) ** 2
        z[part.at] -= 0.012 * lines * np.exp(-0.5 * frown)


def _age_lines(study: Study, z: F32) -> None:
    """Draw lines beside the eyes and below the corners of the mouth."""
    board, where, view = study.board, study.where, study.view
    feet = 0.0050 * study.old + 0.0025 * view.smile
    if feet > 0.001 and view.swelling <= 0.3:
        part = board.window(-0.80, 0.80, where.eye_y - 0.16, where.eye_y + 0.20)
        x = np.abs(part.x) - where.eye_x - 0.7 * where.eye_wide
        y = part.y - where.eye_y - 0.01
        near = np.exp(-0.5 * (((x - 0.13) / 0.055) ** 2 + (y / 0.085) ** 2))
        z[part.at] += feet * near * np.sin(17 * np.arctan2(y, np.maximum(x, 0.02)))
    if study.old > 0.1:
        part = board.window(-0.55, 0.55, where.mouth_y - 0.05, where.mouth_y + 0.34)
        down = np.clip((part.y - where.mouth_y) / 0.26, 0, 1)
        beside = (np.abs(part.x) - where.mouth_wide - 0.02 - 0.05 * down) / 0.028
        fade = 4 * down * (1 - down)
        z[part.at] -= 0.022 * study.old * fade * np.exp(-0.5 * beside**2)


def slopes(z: F32, scale: float, most: float = 2.2) -> tuple[F32, F32]:
    """Give dz/dx and dz/dy, limited so that edges stay soft."""
    across, down = np.empty(z.shape, np.float32), np.empty(z.shape, np.float32)
    across[:, 1:-1] = (z[:, 2:] - z[:, :-2]) * (0.5 * scale)
    across[:, 0] = across[:, -1] = 0
    down[1:-1] = (z[2:] - z[:-2]) * (0.5 * scale)
    down[0] = down[-1] = 0
    return np.clip(across, -most, most), np.clip(down, -most, most)


def hollows(z: F32, scale: float) -> F32:
    """Give how much lower than its surroundings each place lies, in head units."""
    small = (max(4, round(z.shape[0] / scale * 9)), max(4, round(z.shape[1] / scale * 9)))
    low = resized(z, small, Image.Resampling.BOX)
    return resized(low, z.shape, Image.Resampling.BILINEAR) - z


def cover(share: F32, board: Sheet, outline: F32) -> F32:
    """Give the cover of everything inside the outline, with an edge of about a point."""
    return soft((1 - share) * board.polar(outline), 1.4 / board.scale)
