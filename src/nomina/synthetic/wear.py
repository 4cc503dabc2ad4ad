"""Ears, glasses and caps."""

from __future__ import annotations

import numpy as np

from nomina.synthetic.canvas import F32, blend, clouds, ink, linear, soft
from nomina.synthetic.relief import Study

_FRAMES = (
    (0.200, 0.120, 4.0, 0.016, (28, 26, 26)), (0.185, 0.150, 2.0, 0.010, (120, 100, 70)),
    (0.205, 0.110, 3.0, 0.009, (150, 150, 155)), (0.205, 0.145, 3.2, 0.022, (70, 42, 28)),
    (0.215, 0.150, 2.6, 0.020, (30, 30, 40)), (0.190, 0.105, 5.0, 0.012, (40, 60, 90)),
)  # fmt: skip
_CAPS = ((40, 46, 60), (70, 74, 50), (120, 40, 40), (30, 30, 32), (150, 140, 120), (60, 90, 120))


def ears(study: Study) -> tuple[F32, F32]:
    """Give the cover of both ears (h, w) and their height field."""
    board, where, traits = study.board, study.where, study.traits
    s = traits.shape
    high = 0.175 + 0.014 * s["ear_size"]
    wide = 0.075 + 0.018 * s["ear_out"]
    reach = float(
        np.interp(np.pi / 2, np.linspace(-np.pi, np.pi, len(where.outline)), where.outline)
    )
    cx, cy = reach + 0.25 * wide, 0.13
    x = (np.abs(board.x)[None, :] - cx - 0.12 * (cy - board.y)[:, None]) / wide
    y = ((board.y - cy) / high)[:, None]
    far = np.hypot(x, y * (1 + 0.15 * np.clip(y, -1, 1)))
    cover = soft(1 - far, 2.0 / (board.scale * wide))
    height = 0.06 * np.exp(-(((far - 0.85) / 0.2) ** 2)) + 0.10 - 0.10 * far
    return np.asarray(cover, np.float32), np.asarray(np.maximum(height, 0), np.float32)


def paint_glasses(study: Study, face: F32) -> None:
    """Draw glasses onto the shaded face (3, h, w) in place."""
    board, where, traits = study.board, study.where, study.traits
    wide, high, power, thick, colour = _FRAMES[traits.frame]
    part = board.window(-0.80, 0.80, -0.32, 0.34)
    area = part.of(face)
    x, y = np.abs(part.x), part.y - 0.035
    cx = max(where.eye_x, wide + 0.03)
    far = (np.abs((x - cx) / wide) ** power + np.abs(y / high) ** power) ** (1 / power)
    edge = (far - 1) * min(wide, high)
    area += 0.06 * (part.soft(-edge) * 0.5)
    frame = part.soft(thick - np.abs(edge), 1.4)
    bridge = part.soft(thick - np.abs(y + 0.03 + 0.25 * (x - 0.1) ** 2), 1.4)
    bridge = bridge * soft(cx - wide - x, 0.03)
    arm = part.soft(0.8 * thick - np.abs(y + 0.05), 1.4) * soft(x - cx - wide + 0.01, 0.02)
    arm = arm * soft(0.72 - x, 0.05)
    shadow = np.exp(-(((edge - 0.03) / 0.03) ** 2)) * (y > 0)
    area *= 1 - 0.14 * shadow
    blend(area, np.asarray(np.clip(frame + bridge + arm, 0, 1), np.float32), linear(*colour))


def cap(study: Study) -> tuple[F32, F32]:
    """Give the cover (h, w) and colour (3, h, w) of a cap or woollen hat."""
    board, where = study.board, study.where
    rng = np.random.default_rng((0xCA9, study.traits.seed))
    colour = ink(linear(*_CAPS[int(rng.integers(0, len(_CAPS)))]))
    knitted = bool(rng.random() < 0.4)
    x, y = board.x[None, :], board.y[:, None]
    line = -0.56 + 0.14 * x * x
    inside = soft(board.polar(where.outline) * 1.07 - board.radius, 0.03)
    cover = soft(line - y, 0.03) * inside
    shade = 1 + 0.07 * clouds(rng, board.shape, 8)
    if knitted:
        fold = 1 - 0.30 * np.exp(-(((y - line + 0.20) / 0.02) ** 2))
        shade = shade * (0.9 + 0.12 * np.sin(60 * x)) * fold
    else:
        seam = np.exp(-((x / 0.010) ** 2)) + np.exp(-(((np.abs(x) - 0.33 - 0.2 * y) / 0.012) ** 2))
        peak = line + 0.01 + 0.13 * np.sqrt(np.clip(1 - (x / 0.60) ** 2, 0, 1))
        brim = soft(peak - y, 0.02) * soft(y - line + 0.04, 0.03) * soft(0.60 - np.abs(x), 0.05)
        cover = np.maximum(cover, brim)
        shade = shade * (1 - 0.2 * seam) * (1 - 0.40 * brim * soft(y - line - 0.02, 0.08))
    return np.asarray(cover, np.float32), np.asarray(shade * colour, np.float32)
