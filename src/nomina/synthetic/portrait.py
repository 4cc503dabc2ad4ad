"""From a person and a view to pixels: draw, light, turn, and photograph."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from nomina.synthetic.canvas import (
    F32,
    LEFT,
    TOP,
    U8,
    Sheet,
    resized,
    sheet,
)  # fmt: skip
from nomina.synthetic.features import paint_features
from nomina.synthetic.hair import Hair, hair, paint_beard
from nomina.synthetic.relief import DEPTH, Plan, cover, dome, hollows, plan, relief, slopes
from nomina.synthetic.scene import paint_scene
from nomina.synthetic.skin import paint_skin
from nomina.synthetic.traits import Traits
from nomina.synthetic.views import View
from nomina.synthetic.wear import cap, ears, paint_glasses

UNIT = 0.268  # head units to shares of the photo's side
EYES_AT = (0.5, 0.47)
PIVOT = 0.10  # height of the neck's axis over the plane of the ears
CELLS = 20


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """Where the head is in the photo: pixels per head unit, place, and its turn."""

    unit: float
    x: float
    y: float
    yaw: float
    pitch: float
    roll: float

    @classmethod
    def of(cls, view: View, size: int) -> Pose:
        """Read it from the view."""
        yaw, pitch, roll = np.radians((view.yaw, view.pitch, view.roll)).tolist()
        unit = UNIT * size * view.zoom
        x = (EYES_AT[0] + view.shift[0]) * size - 0.5 * unit * DEPTH * np.sin(yaw)
        y = (EYES_AT[1] + view.shift[1]) * size - 0.5 * unit * DEPTH * np.sin(pitch)
        return cls(unit, x, y, yaw, pitch, roll)

    def project(self, points: F32) -> F32:
        """Give the pixel place (n, 2) of points (n, 3) in head units."""
        x, y, z = points[:, 0], points[:, 1], points[:, 2] - PIVOT
        across = x * np.cos(self.yaw) + z * np.sin(self.yaw)
        deep = z * np.cos(self.yaw) - x * np.sin(self.yaw)
        down = y * np.cos(self.pitch) + deep * np.sin(self.pitch)
        c, s = np.cos(self.roll), np.sin(self.roll)
        place = np.stack((c * across - s * down, s * across + c * down), axis=1)
        return np.asarray(place * self.unit + (self.x, self.y), np.float32)

    def look_up(self, px: F32, py: F32, heights: F32) -> tuple[F32, F32]:
        """Give the head place (x, y) that is seen at pixel (px, py), by fixed-point steps."""
        u, v = (px - self.x) / self.unit, (py - self.y) / self.unit
        c, s = np.cos(self.roll), np.sin(self.roll)
        u, v = c * u + s * v, c * v - s * u
        x, y = u, v
        for _ in range(6):
            z = _sampled(heights, x, y) - PIVOT
            x = 0.35 * x + 0.65 * (u - z * np.sin(self.yaw)) / np.cos(self.yaw)
            deep = z * np.cos(self.yaw) - x * np.sin(self.yaw)
            y = 0.35 * y + 0.65 * (v - deep * np.sin(self.pitch)) / np.cos(self.pitch)
        return x, y

    def to_head(self, direction: tuple[float, float, float]) -> F32:
        """Turn a direction seen by the camera into the head's own frame."""
        x, y, z = direction
        y2 = y * np.cos(self.pitch) - z * np.sin(self.pitch)
        deep = z * np.cos(self.pitch) + y * np.sin(self.pitch)
        x2 = x * np.cos(self.yaw) - deep * np.sin(self.yaw)
        z2 = x * np.sin(self.yaw) + deep * np.cos(self.yaw)
        out = np.asarray((x2, y2, z2), np.float32)
        return out / np.linalg.norm(out)


_COARSE = 10.0  # points per head unit of the height field that turns use


def _sampled(heights: F32, x: F32, y: F32) -> F32:
    rows, columns = heights.shape
    fx = np.clip((x - LEFT) * _COARSE, 0, columns - 1.001)
    fy = np.clip((y - TOP) * _COARSE, 0, rows - 1.001)
    i, j = fx.astype(np.intp), fy.astype(np.intp)
    a, b = fx - i, fy - j
    top = heights[j, i] * (1 - a) + heights[j, i + 1] * a
    low = heights[j + 1, i] * (1 - a) + heights[j + 1, i + 1] * a
    return np.asarray(top * (1 - b) + low * b, np.float32)


def landmarks(traits: Traits, view: View, size: int) -> F32:
    """Give the five landmarks (5, 2) in pixels of the photo that `draw` makes.

    Order: outer and inner corner of the eye on the image's right, outer and inner corner of the
    one on its left, base of the nose.
    """
    where = plan(traits, view)
    x, a = where.eye_x, where.eye_wide
    tilt = a * np.sin(where.eye_tilt)
    flat = [(x + a, -tilt), (x - a, tilt), (-x - a, -tilt), (-x + a, tilt), (0.0, where.nose_y)]
    flat = [(px, py + where.eye_y) for px, py in flat]
    board = sheet(24.0)
    _, head = dome(board, where.outline)
    z = relief(board, where, traits, view, head)
    height = [z[int((py - TOP) * board.scale), int((px - LEFT) * board.scale)] for px, py in flat]
    points = np.asarray([(px, py, h) for (px, py), h in zip(flat, height, strict=True)], np.float32)
    place = Pose.of(view, size).project(points)
    t = np.radians(view.turn)
    c, s = np.cos(t), np.sin(t)
    middle = (size - 1) / 2
    off = place - middle
    return np.asarray(
        np.stack((c * off[:, 0] - s * off[:, 1], s * off[:, 0] + c * off[:, 1]), 1) + middle,
        np.float32,
    )


def draw(traits: Traits, view: View, size: int) -> U8:
    """Draw one photo, (size, size, 3) RGB."""
    pose = Pose.of(view, size)
    board = sheet(round(UNIT * size * 1.12, 1))
    where = plan(traits, view)
    head, z, locks = _head(board, where, traits, view, pose)
    margin = size if view.turn % 90 == 0 else int(1.42 * size) + 2
    off = (margin - size) // 2
    at = np.arange(margin, dtype=np.float32) - off
    scene = paint_scene(
        (at - pose.x) / pose.unit, (at - pose.y) / pose.unit, where, traits, view, locks
    )
    picture = Image.fromarray(_screen(scene * np.asarray(view.tint, np.float32)))
    figure = Image.fromarray(head, "RGBA").transform(
        (size, size), Image.Transform.MESH, _mesh(board, pose, z, size), Image.Resampling.BILINEAR
    )
    picture.paste(figure, (off, off), figure.getchannel("A"))
    if view.turn % 90 == 0:
        picture = picture.rotate(-view.turn)
    else:
        picture = picture.rotate(-view.turn, Image.Resampling.BILINEAR)
        picture = picture.crop((off, off, off + size, off + size))
    return _photograph(picture, view)


def _head(
    board: Sheet, where: Plan, traits: Traits, view: View, pose: Pose
) -> tuple[U8, F32, Hair | None]:
    share, high = dome(board, where.outline)
    z = relief(board, where, traits, view, high)
    colour = paint_skin(board, where, traits, view)
    paint_features(board, colour, where, traits, view)
    beard = paint_beard(board, colour, where, traits, view)
    face = cover(share, board, where.outline)
    ear, ear_high = ears(board, where, traits)
    z = np.where(face > 0.5, z, ear_high)
    alpha = np.maximum(face, ear)
    gloss = (1 - beard) * (0.7 + 1.2 * view.wet)
    locks = hair(board, where, traits, view)
    if locks is not None:
        alpha = _cover(colour, alpha, z, board, locks.cover, locks.colour, locks.outline)
        gloss *= 1 - 0.9 * locks.cover
    if view.cap:
        over, cloth = cap(board, where, traits, view)
        alpha = _cover(colour, alpha, z, board, over, cloth, where.outline * 1.10)
        gloss *= 1 - over
    lit = _lit(board, colour, z, gloss, view, pose)
    if view.glasses:
        paint_glasses(board, lit, where, traits)
    rgba = np.empty((*board.shape, 4), np.uint8)
    rgba[..., :3] = _screen(lit * np.asarray(view.tint, np.float32))
    rgba[..., 3] = np.clip(alpha * 255, 0, 255).astype(np.uint8)
    return rgba, z, locks


def _cover(
    colour: F32, alpha: F32, z: F32, board: Sheet, over: F32, paint: F32, outline: F32
) -> F32:
    colour += over[..., None] * (paint - colour)
    _, high = dome(board, outline)
    z += np.minimum(over * 1.2, 1) * (high * 0.98 + 0.05 - z)
    return np.maximum(alpha, over)


def _lit(board: Sheet, colour: F32, z: F32, gloss: F32, view: View, pose: Pose) -> F32:
    across, down = slopes(z, board.scale)
    length = 1 / np.sqrt(across * across + down * down + 1)
    key = pose.to_head(view.light)
    toward = (key[2] - across * key[0] - down * key[1]) * length
    fill = pose.to_head((-view.light[0], -0.2, 0.8))
    soft_fill = (fill[2] - across * fill[0] - down * fill[1]) * length
    deep = np.clip(1 - 2.6 * hollows(z, board.scale), 0.55, 1.08)
    light = view.ambient * deep * (0.72 + 0.28 * length)
    light += view.key * np.clip(0.12 + 0.88 * toward, 0, 1) * np.minimum(deep + 0.15, 1)
    light += 0.22 * np.clip(soft_fill, 0, 1) * deep
    half = key + np.asarray((0, 0, 1), np.float32)
    half /= np.linalg.norm(half)
    shine = np.clip((half[2] - across * half[0] - down * half[1]) * length, 0, 1) ** 24
    lit = colour * light[..., None]
    lit += (0.055 * view.key * shine * gloss)[..., None]
    return np.asarray(lit, np.float32)


def _mesh(
    board: Sheet, pose: Pose, z: F32, size: int
) -> list[tuple[tuple[int, int, int, int], tuple[float, ...]]]:
    nodes = np.linspace(0, size, CELLS + 1).round().astype(np.float32)
    px, py = np.meshgrid(nodes, nodes)
    small = (
        round(board.shape[0] / board.scale * _COARSE),
        round(board.shape[1] / board.scale * _COARSE),
    )
    x, y = pose.look_up(px, py, resized(z, small))
    sx, sy = (x - LEFT) * board.scale, (y - TOP) * board.scale
    corners = np.stack((sx, sy), axis=-1)
    quads = np.concatenate(
        (corners[:-1, :-1], corners[1:, :-1], corners[1:, 1:], corners[:-1, 1:]), axis=-1
    ).tolist()
    edge = nodes.astype(int).tolist()
    return [
        ((edge[i], edge[j], edge[i + 1], edge[j + 1]), tuple(quads[j][i]))
        for j in range(CELLS)
        for i in range(CELLS)
    ]


def _screen(light: F32) -> U8:
    return np.asarray(np.sqrt(np.clip(light, 0, 1)) * 255 + 0.5, np.uint8)


def _photograph(picture: Image.Image, view: View) -> U8:
    size = picture.width
    if view.blur > 0:
        picture = picture.filter(ImageFilter.GaussianBlur(view.blur * size))
    if view.noise > 0:
        rng = np.random.default_rng((0x0C1, view.seed))
        rough = np.asarray(picture, np.float32)
        rough += view.noise * rng.standard_normal((size, size, 1), np.float32)
        picture = Image.fromarray(np.clip(rough, 0, 255).astype(np.uint8))
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=view.quality)
    return np.asarray(Image.open(held).convert("RGB"))
