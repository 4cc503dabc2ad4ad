"""The embedded pack's manifest against what dlib publishes of its networks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nomina.faces.alignment import reference
from nomina.faces.embedded import weights
from nomina.faces.embedded.pack import embedded, manifest
from nomina.faces.geometry import Points
from nomina.faces.recogniser import Recogniser
from nomina.synthetic import Person


def test_the_feed_is_dlibs() -> None:
    feed = manifest().feed
    assert (feed.side, feed.alignment, feed.layout, feed.kind) == (150, "dlib", "nhwc", "uint8")
    assert feed.colour == "rgb"
    assert manifest().numbers == 128


def test_digests_are_those_that_are_checked() -> None:
    named = {one.file: one.sha256 for one in manifest().weights}
    assert named == weights.DIGESTS


@pytest.mark.parametrize(("at", "padding"), [(0, 0.2), (2, 0.25), (4, 0.3)])
def test_crops_are_those_of_three_paddings(at: int, padding: float) -> None:
    """The mean face is brought to where dlib puts it for that padding, each way round."""
    landmarks: Points = (reference(150, 0.25) * 1.3 + 20).astype(np.float32)
    x, y = np.meshgrid(np.arange(240), np.arange(240))
    photo = np.stack([x, y, x * 0], axis=2).astype(np.uint8)
    crops = _recogniser().crops(photo, landmarks)
    assert crops.shape == (6, 150, 150, 3)
    for point, wanted in zip(landmarks, reference(150, padding), strict=True):
        column, row = (int(v) for v in np.round(wanted - 0.5))
        # a pixel of a crop shows the photo 1.3 pixels further or less
        assert np.abs(crops[at, row, column, :2] - point).max() < 2.5
    assert np.array_equal(crops[at + 1], crops[at][:, ::-1])


def test_a_template_is_the_same_for_the_photo_mirrored() -> None:
    """Every crop has its mirror image, so only where the landmarks come to lie differs."""
    photo = Person.from_seed(7).ante_mortem(0, size=200)
    landmarks: Points = (reference(150) + 25).astype(np.float32)
    mirrored: Points = (landmarks[[2, 3, 0, 1, 4]] * [-1, 1] + [199, 0]).astype(np.float32)
    ours = _recogniser()
    one = ours.combine(ours.numbers(ours.crops(photo, landmarks)))
    flipped = np.ascontiguousarray(photo[:, ::-1])
    other = ours.combine(ours.numbers(ours.crops(flipped, mirrored)))
    assert one @ other > 0.99


@pytest.mark.parametrize("condition", ["living", "simulated"])
def test_the_page_tells_the_calibration_that_is_shipped(condition: str, repository: Path) -> None:
    shipped = embedded().calibration(condition)
    low, high = (
        f"{bound:.2f}".replace("-", "−") for bound in (shipped.lower_bound, shipped.upper_bound)
    )
    row = (
        f"| {condition} | {shipped.set.n_mated:,} | {shipped.set.n_non_mated:,} | {low} to {high} "
        f"| {shipped.cllr:.3f} | {shipped.cllr_min:.3f} |"
    )
    assert row in (repository / "docs" / "models.md").read_text("utf-8")


def _recogniser() -> Recogniser:
    return embedded().recogniser()
