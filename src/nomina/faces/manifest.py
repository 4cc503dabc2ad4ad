"""What a model pack says of itself: licence, files, and how its recogniser is to be fed."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Literal

from pydantic import Field, model_validator

from nomina.documents import Document, Part, published

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
PackName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]


class Weights(Part):
    """One network of a pack, as the record of a result names it."""

    role: Literal["detector", "landmarks", "recogniser"]
    file: FileName
    sha256: Sha256
    licence: str = Field(min_length=1)
    training_data: str = Field(min_length=1, description="As far as known; 'unknown' otherwise.")


class Crop(Part):
    """One way of cutting a face; a template is made of several."""

    grow: float = Field(default=1.0, gt=0.2, lt=5, description="Times more of the photo is seen.")
    turn: float = Field(default=0.0, ge=-45, le=45, description="Degrees.")
    shift: tuple[float, float] = Field(default=(0.0, 0.0), description="Right, down; of the side.")
    mirror: bool = False
    weight: float = Field(default=1.0, gt=0)


class Feed(Part):
    """What the recogniser's ONNX graph takes: a batch of square crops in one input."""

    side: int = Field(ge=16, le=1024, description="Rows and columns of a crop, in pixels.")
    alignment: Literal["dlib", "arcface"] = Field(
        description="dlib: its mean face with padding 0.25. arcface: the usual five points of a "
        "112-pixel crop, scaled to the side."
    )
    colour: Literal["rgb", "bgr"] = "rgb"
    layout: Literal["nchw", "nhwc"] = "nchw"
    kind: Literal["float32", "uint8"] = "float32"
    mean: float = Field(default=127.5, description="Subtracted from every value (float32 only).")
    scale: float = Field(default=1 / 127.5, gt=0, description="Then multiplied by this.")


class Manifest(Document):
    """The file ``manifest.json`` of a pack folder."""

    name: PackName
    version: str = Field(min_length=1, max_length=40)
    title: str = Field(min_length=1, max_length=200)
    weights: tuple[Weights, ...] = Field(min_length=1)
    feed: Feed
    numbers: int = Field(ge=8, le=4096, description="How many numbers the recogniser gives.")
    crops: tuple[Crop, ...] = Field(default=(Crop(),), min_length=1, max_length=32)
    centre: tuple[float, ...] | None = Field(
        default=None,
        description="Mean template of many people, subtracted before templates are compared.",
    )
    calibrations: dict[Literal["living", "simulated"], FileName] = Field(
        default_factory=dict, description="Condition to a calibration document in the pack."
    )

    @model_validator(mode="after")
    def _is_whole(self) -> Manifest:
        if sum(one.role == "recogniser" for one in self.weights) != 1:
            raise ValueError("a pack has exactly one recogniser")
        if self.centre is not None and len(self.centre) != self.numbers:
            raise ValueError("the centre has another length than the templates")
        return self

    def of(self, role: str) -> Weights | None:
        """Give the network of a role, or None where the pack leaves it to the embedded one."""
        return next((one for one in self.weights if one.role == role), None)

    @property
    def digest(self) -> str:
        """SHA-256 of all that decides what a template is: networks, feed, crops and centre.

        Calibrations are left out, as they are learnt from templates and name this digest.
        """
        content = self.model_dump(mode="json", exclude={"calibrations", "title"})
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


published("pack")(Manifest)
