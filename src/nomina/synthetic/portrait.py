"""From a person and a view to pixels: draw, light, turn, and photograph."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from nomina.synthetic.canvas import F32, LEFT, TOP, U8, Sheet, blend, ink, resized, sheet, speckle
from nomina.synthetic.features import paint_features
from nomina.synthetic.hair import Hair, hair, paint_beard
from nomina.synthetic.relief import DEPTH, Study, cover, dome, hollows, plan, relief, slopes
from nomina.synthetic.scene import paint_scene
from nomina.synthetic.skin import paint_skin
from nomina.synthetic.traits import Traits
from nomina.synthetic.views import View
from nomina.synthetic.wear import cap, ears, paint_glasses

UNIT = 0.285  # head units to shares of the photo's side
EYES_AT = (0.5, 0.48)
PIVOT = 0.10  # height of the neck's axis over the plane of the ears
CELLS = 14


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
        yaw, pitch, roll = map(math.radians, (view.yaw, view.pitch, view.roll))
        unit = UNIT * size * view.zoom
        x = (EYES_AT[0] + view.shift[0]) * size - 0.5 * unit * DEPTH * math.sin(yaw)
        y = (EYES_AT[1] + view.shift[1]) * size - 0.5 * unit * DEPTH * math.sin(pitch)
        return cls(unit, x, y, yaw, pitch, roll)

    def project(self, points: F32) -> F32:
        """Give the pixel place (n, 2) of points (n, 3) in head units."""
        x, y, z = points[:, 0], points[:, 1], points[:, 2] - PIVOT
        across = x * math.cos(self.yaw) + z * math.sin(self.yaw)
        deep = z * math.cos(self.yaw) - x * math.sin(self.yaw)
        down = y * math.cos(self.pitch) + deep * math.sin(self.pitch)
        c, s = math.cos(self.roll), math.sin(self.roll)
        place = np.stack((c * across - s * down, s * across + c * down), axis=1)
        return np.asarray(place * self.unit + (self.x, self.y), np.float32)

    def look_up(self, px: F32, py: F32, heights: F32) -> tuple[F32, F32]:
        """Give the head place (x, y) that is seen at pixel (px, py), by fixed-point steps."""
        u, v = (px - self.x) / self.unit, (py - self.y) / self.unit
        c, s = math.cos(self.roll), math.sin(self.roll)
        u, v = c * u + s * v, c * v - s * u
        x, y = u, v
        for _ in range(6):
            z = _sampled(heights, x, y) - PIVOT
            x = 0.35 * x + 0.65 * (u - z * math.sin(self.yaw)) / math.cos(self.yaw)
            deep = z * math.cos(self.yaw) - x * math.sin(self.yaw)
            y = 0.35 * y + 0.65 * (v - deep * math.sin(self.pitch)) / math.cos(self.pitch)
        return x, y

    def to_head(self, direction: tuple[float, float, float]) -> F32:
        """Turn a direction seen by the camera into the head's own frame."""
        x, y, z = direction
        y2 = y * math.cos(self.pitch) - z * math.sin(self.pitch)
        deep = z * math.cos(self.pitch) + y * math.sin(self.pitch)
        x2 = x * math.cos(self.yaw) - deep * math.sin(self.yaw)
        z2 = x * math.sin(self.yaw) + deep * math.cos(self.yaw)
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
    study = Study(sheet(24.0), where, traits, view)
    board = study.board
    z = relief(study, dome(board, where.outline)[1])
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
    study = Study(sheet(round(UNIT * size * 1.05, 1)), plan(traits, view), traits, view)
    head, z, locks = _head(study, pose)
    square = view.turn % 90 == 0
    margin = size if square else 2 * (math.ceil(0.71 * size) + 1)
    off = (margin - size) // 2
    at = np.arange(0.5, margin, 2, dtype=np.float32) - off  # the ground is out of focus: half size
    ground = paint_scene((at - pose.x) / pose.unit, (at - pose.y) / pose.unit, study, locks)
    picture = Image.fromarray(_screen(ground, view)).resize(
        (margin, margin), Image.Resampling.BILINEAR
    )
    figure = Image.fromarray(head, "RGBA").transform(
        (size, size),
        Image.Transform.MESH,
        _mesh(study.board, pose, z, size),
        Image.Resampling.BILINEAR,
    )
    picture.paste(figure, (off, off), figure)
    if square:
        picture = picture.rotate(-view.turn)
    else:
        picture = picture.rotate(-view.turn, Image.Resampling.BILINEAR)
        picture = picture.crop((off, off, off + size, off + size))
    return _photograph(picture, view)


def _head(study: Study, pose: Pose) -> tuple[U8, F32, Hair]:
    board, where, view = study.board, study.where, study.view
    share, high = dome(board, where.outline)
    z = relief(study, high)
    colour = paint_skin(study)
    paint_features(study, colour)
    beard = paint_beard(study, colour)
    face = cover(share, board, where.outline)
    ear, ear_high = ears(study)
    z = np.where(face > 0.5, z, ear_high)
    gloss = (1 - beard) * np.float32(0.7 + 1.2 * study.traits.tone + 1.2 * view.wet)
    gloss *= 1 - 0.8 * board.pair(where.eye_x, where.eye_y, 0.13, 0.06)
    layers = Layers(board, colour, np.maximum(face, ear), z, gloss)
    locks = hair(study)
    layers.add(locks.cover, locks.colour, locks.outline)
    if view.cap:
        layers.add(*cap(study), where.outline * np.float32(1.07))
    lit = _lit(layers, view, pose)
    if view.glasses:
        paint_glasses(study, lit)
    rgba = np.empty((*board.shape, 4), np.uint8)
    rgba[..., :3] = _screen(lit, view)
    rgba[..., 3] = layers.alpha * 255
    return rgba, z, locks


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """The head as it is built up: colour (3, h, w), cover, height and gloss (h, w)."""

    board: Sheet
    colour: F32
    alpha: F32
    z: F32
    gloss: F32

    def add(self, over: F32, paint: F32, outline: F32) -> None:
        """Lay hair or a hat over it, with a dome of its own."""
        blend(self.colour, over, paint)
        _, high = dome(self.board, outline)
        rows, columns = (max(4, round(side / self.board.scale * 12)) for side in over.shape)
        even = resized(over, (rows, columns), Image.Resampling.BOX)  # ragged edges cast no light
        even = resized(even, over.shape, Image.Resampling.BILINEAR)
        self.z[:] += np.minimum(even * 1.2, 1) * (high * 0.98 + 0.04 - self.z)
        np.maximum(self.alpha, over, out=self.alpha)
        self.gloss[:] *= 1 - 0.9 * over


def _lit(layers: Layers, view: View, pose: Pose) -> F32:
    across, down = slopes(layers.z, layers.board.scale)
    length = 1 / np.sqrt(across * across + down * down + 1)
    across *= length
    down *= length

    def toward(direction: F32) -> F32:
        x, y, z = direction.tolist()
        facing: F32 = np.clip(z * length - x * across - y * down, 0, 1)
        return facing

    key = pose.to_head(view.light)
    deep = np.clip(1 - 2.6 * hollows(layers.z, layers.board.scale), 0.55, 1.08)
    light = view.ambient * (0.72 + 0.28 * length)
    light += 0.22 * toward(pose.to_head((-view.light[0], -0.2, 0.8)))
    light += view.key * (0.12 + 0.88 * toward(key))
    light *= deep
    half = key + np.asarray((0, 0, 1), np.float32)
    shine = toward(half / np.linalg.norm(half)) ** 8
    shine *= shine * shine
    lit = layers.colour
    lit *= light
    lit += 0.055 * view.key * shine * layers.gloss
    return lit


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


def _screen(light: F32, view: View) -> U8:
    """Develop light (3, h, w) to screen colours (h, w, 3), bright parts held back."""
    bright = np.maximum(light, 0)
    bright *= ink(view.tint)
    bright *= 1.15 / (1 + 0.28 * bright)
    np.minimum(bright, 1, out=bright)
    np.sqrt(bright, out=bright)
    bright *= 255
    screen = np.empty((*light.shape[1:], 3), np.uint8)
    for part in range(3):
        screen[..., part] = bright[part]
    return screen


def _photograph(picture: Image.Image, view: View) -> U8:
    size = picture.width
    if view.blur > 0:
        less = max(8, round(size / (1 + 2.2 * view.blur * size)))
        picture = picture.resize((less, less), Image.Resampling.BILINEAR)
        picture = picture.resize((size, size), Image.Resampling.BICUBIC)
    if view.noise > 0:
        rough = speckle(np.random.default_rng((0x0C1, view.seed)), (size, size))
        grainy = np.asarray(picture) + (view.noise * rough[..., None])
        picture = Image.fromarray(np.clip(grainy, 0, 255).astype(np.uint8))
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=view.quality)
    return np.asarray(Image.open(held).convert("RGB"))
