"""Our own simulation of post-mortem conditions, on photographs of the living.

No photograph of a dead person is used anywhere. What these alterations show is how much each of
them costs a recogniser, not how a real body looks; every figure got so is called simulated.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]
Alter = Callable[[Floats, Floats, np.random.Generator], Floats]

_QUARTERS = (90, 180, 270)


def apply(name: str, pixels: Pixels, landmarks: NDArray[np.float32], seed: int) -> Pixels:
    """Alter a photo by one of `CONDITIONS`.

    Args:
        name: the condition.
        pixels: the photo (H, W, 3), RGB.
        landmarks: (5, 2) of the face in it, in pixels.
        seed: the same seed alters the same photo in the same way.

    Returns:
        The altered photo; of the same size except after a turn.
    """
    rng = np.random.default_rng([seed, list(CONDITIONS).index(name)])
    altered = CONDITIONS[name](pixels.astype(np.float32), landmarks, rng)
    out: Pixels = np.clip(altered + 0.5, 0, 255).astype(np.uint8)
    return out


def _distance(landmarks: Floats) -> float:
    """Give the distance between the middles of the eyes in pixels."""
    return float(np.linalg.norm(landmarks[:2].mean(axis=0) - landmarks[2:4].mean(axis=0)))


def _grid(photo: Floats) -> tuple[Floats, Floats]:
    rows, columns = photo.shape[:2]
    y, x = np.mgrid[:rows, :columns].astype(np.float32)
    return x, y


def _spot(photo: Floats, centre: Floats, across: float, down: float, angle: float) -> Floats:
    """Give a soft ellipse (H, W), 1 in its middle and 0 far outside; radii in pixels.

    A radius under half a pixel, as landmarks in one place would give, counts as half a pixel.
    """
    across, down = max(across, 0.5), max(down, 0.5)
    x, y = _grid(photo)
    dx, dy = x - centre[0], y - centre[1]
    along = (dx * np.cos(angle) + dy * np.sin(angle)) / across
    beside = (dy * np.cos(angle) - dx * np.sin(angle)) / down
    found: Floats = np.exp(-((along**2 + beside**2) ** 2)).astype(np.float32)
    return found


def _tilt(landmarks: Floats) -> float:
    across = landmarks[:2].mean(axis=0) - landmarks[2:4].mean(axis=0)
    return float(np.arctan2(across[1], across[0]))


def _face(photo: Floats, landmarks: Floats) -> Floats:
    """Give a soft mask (H, W) of the whole face."""
    eyes = landmarks[:4].mean(axis=0)
    centre = eyes + 0.7 * (landmarks[4] - eyes)
    distance = _distance(landmarks)
    return _spot(photo, centre, 1.35 * distance, 1.8 * distance, _tilt(landmarks))


def _blend(photo: Floats, mask: Floats, colour: Floats | NDArray[np.float64]) -> Floats:
    part = mask[..., None]
    return (photo * (1 - part) + colour * part).astype(np.float32)


def _noise(photo: Floats, scale: float, rng: np.random.Generator) -> Floats:
    """Give smooth noise (H, W) from 0 to 1 whose blotches are about ``scale`` pixels wide."""
    rows, columns = photo.shape[:2]
    size = (max(int(columns / scale), 2), max(int(rows / scale), 2))
    coarse = Image.fromarray(rng.integers(0, 256, (size[1], size[0]), dtype=np.uint8))
    smooth = coarse.resize((columns, rows), Image.Resampling.BICUBIC)
    return np.asarray(smooth, dtype=np.float32) / 255.0


def eyes_closed(photo: Floats, landmarks: Floats, rng: np.random.Generator) -> Floats:
    """Cover each eye with skin from above and below it, with a line of lashes."""
    tilt = _tilt(landmarks)
    down = np.array([-np.sin(tilt), np.cos(tilt)], dtype=np.float32)
    out = photo
    for outer, inner in (landmarks[:2], landmarks[2:4]):
        width = float(np.linalg.norm(outer - inner))
        middle = (outer + inner) / 2
        lid = (_sample(photo, middle - 0.55 * width * down, width / 6) * 0.5) + (
            _sample(photo, middle + 0.6 * width * down, width / 6) * 0.5
        )
        grain = 1 + 0.05 * (_noise(photo, max(width / 6, 1.5), rng)[..., None] - 0.5)
        out = _blend(out, _spot(photo, middle, 0.62 * width, 0.33 * width, tilt), lid * grain)
        lash = middle + 0.12 * width * down
        line = 0.7 * _spot(photo, lash, 0.5 * width, max(0.05 * width, 0.8), tilt)
        out = _blend(out, line, lid * 0.35)
    return out


def _sample(photo: Floats, centre: Floats, radius: float) -> Floats:
    """Give the mean colour around a place, of what lies in the photo."""
    rows, columns = photo.shape[:2]
    reach = max(round(radius), 1)
    x = int(np.clip(round(float(centre[0])), reach, columns - 1 - reach))
    y = int(np.clip(round(float(centre[1])), reach, rows - 1 - reach))
    around = photo[max(y - reach, 0) : y + reach + 1, max(x - reach, 0) : x + reach + 1]
    mean: Floats = around.reshape(-1, 3).mean(axis=0).astype(np.float32)
    return mean


def pallor(photo: Floats, landmarks: Floats, rng: np.random.Generator) -> Floats:
    """Take most of the blood's colour away, towards a wax or slate tone."""
    grey = photo @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    tone = np.array([[1.04, 1.0, 0.88], [0.92, 0.98, 1.04]])[int(rng.integers(2))]
    waxen = (grey[..., None] * 0.85 + 30) * tone.astype(np.float32)
    return _blend(photo, 0.8 * _face(photo, landmarks), waxen)


def bruising(photo: Floats, landmarks: Floats, rng: np.random.Generator) -> Floats:
    """Lay soft dark blotches of purple and yellow brown on the face."""
    distance, out = _distance(landmarks), photo
    centre = landmarks[:5].mean(axis=0)
    colours = np.array([[95, 50, 80], [110, 60, 60], [120, 100, 60]], dtype=np.float32)
    for _ in range(int(rng.integers(3, 6))):
        place = centre + rng.uniform(-1.0, 1.0, 2).astype(np.float32) * distance
        radii = rng.uniform(0.2, 0.5, 2) * distance
        mask = _spot(photo, place, float(radii[0]), float(radii[1]), float(rng.uniform(0, np.pi)))
        patches = 0.4 + 0.6 * _noise(photo, max(distance / 5, 2.0), rng)
        mask = (0.65 * mask * patches).astype(np.float32)
        out = _blend(out, mask, colours[int(rng.integers(3))] * (photo.mean() / 128))
    return out


def soil(photo: Floats, landmarks: Floats, rng: np.random.Generator) -> Floats:
    """Smear and sprinkle earth over the face."""
    distance = _distance(landmarks)
    smears = np.clip(_noise(photo, max(distance / 2, 2.0), rng) * 3 - 1.7, 0, 1)
    grains = np.clip(_noise(photo, max(distance / 14, 1.2), rng) * 5 - 3.6, 0, 1)
    mask = np.maximum(smears * 0.6, grains * 0.8) * _face(photo, landmarks)
    earth = np.array([82, 64, 46], dtype=np.float32) * (0.6 + photo.mean() / 320)
    return _blend(photo, mask.astype(np.float32), earth)


def turn(photo: Floats, landmarks: Floats, rng: np.random.Generator) -> Floats:
    """Turn the photo in its plane: half of the time by quarters, else by any angle."""
    if rng.random() < 0.5:
        quarters = int(_QUARTERS[int(rng.integers(3))]) // 90
        return np.ascontiguousarray(np.rot90(photo, quarters))
    image = Image.fromarray(np.clip(photo, 0, 255).astype(np.uint8)).rotate(
        float(rng.uniform(-180, 180)),
        Image.Resampling.BILINEAR,
        expand=True,
        fillcolor=(128, 128, 128),
    )
    return np.asarray(image, dtype=np.float32)


def blur(photo: Floats, landmarks: Floats, rng: np.random.Generator) -> Floats:
    """Blur by 3 to 6 percent of the distance between the eyes."""
    radius = float(rng.uniform(0.03, 0.06)) * _distance(landmarks)
    image = Image.fromarray(np.clip(photo, 0, 255).astype(np.uint8))
    return np.asarray(image.filter(ImageFilter.GaussianBlur(radius)), dtype=np.float32)


def dark(photo: Floats, landmarks: Floats, rng: np.random.Generator) -> Floats:
    """Take most of the light away and add the grain that a camera then shows."""
    light = float(rng.uniform(0.18, 0.4))
    grain = rng.normal(0, 4, photo.shape).astype(np.float32)
    return (255 * (photo / 255) ** 1.3 * light + grain).astype(np.float32)


def together(photo: Floats, landmarks: Floats, rng: np.random.Generator) -> Floats:
    """Apply all of them, one after another; the turn last, as it moves the landmarks."""
    out: Floats = photo
    for alter in (eyes_closed, pallor, bruising, soil, blur, dark, turn):
        out = np.clip(alter(out, landmarks, rng), 0, 255).astype(np.float32)
    return out


CONDITIONS: dict[str, Alter] = {
    "eyes closed": eyes_closed,
    "pallor": pallor,
    "bruising": bruising,
    "soil": soil,
    "turn": turn,
    "blur": blur,
    "dark": dark,
    "together": together,
}
"""The conditions by name, all of them together last."""
