"""Faces in one capture, held against the photos of its own file and against nothing else.

Never against another file, a list, or anything outside. The templates live while this runs and are
then gone: nothing that could be searched with is kept. What is kept is a word for each face.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nomina.desk.books import vault
from nomina.desk.captures.ground import ground_of, pictures_of
from nomina.desk.captures.keeping import read
from nomina.desk.captures.models import Capture, Item
from nomina.desk.leads.engines import tools
from nomina.desk.leads.scope import Picture
from nomina.errors import ImageRefused
from nomina.faces import pool, repeat_score
from nomina.leads.compose import CONDITION
from nomina.leads.engine import MAX_SIDE, Engine
from nomina.leads.intake import HandBox
from nomina.leads.weigh import Scale, word

FACES = 12
"""Faces of one picture that are looked at, the largest first."""

Templates = tuple[NDArray[np.float32], ...]


@dataclass(frozen=True)
class Seen:
    """One face: in which item, its place from the left, its box, and the word."""

    item: Item
    number: int
    box: tuple[int, int, int, int]
    word: str


@dataclass(frozen=True)
class Compared:
    """What a comparison gave, and what it rested on."""

    ground: tuple[Picture, ...]
    photos: int
    engine: str
    faces: tuple[Seen, ...]


def compared(capture: Capture) -> Compared:
    """Find the faces of a capture and hold each against the photos of its file.

    Raises:
        PackError: the model pack cannot be used.
        StoreError: the vault does not give what it should.
    """
    ground = ground_of(capture.file)
    with tools() as with_tools:
        engine = with_tools.engine
        own = [made for one in ground if (made := _work(engine, one))]
        found = []
        if own:
            pooled = tuple(
                pool(np.stack(each), repeat_score(pack))
                for each, pack in zip(zip(*own, strict=True), engine.packs, strict=True)
            )
            scale = Scale([pack.calibration(CONDITION) for pack in engine.packs])
            for item in pictures_of(capture):
                found += _faces(engine, scale, pooled, item)
        return Compared(ground, len(own), engine.digest, tuple(found))


def _work(engine: Engine, one: Picture) -> Templates:
    return engine.work(vault().read(one.digest), one.box).templates


def _faces(engine: Engine, scale: Scale, pooled: Templates, item: Item) -> list[Seen]:
    data = read(item)
    try:
        photo = engine.door.open(data, max_side=MAX_SIDE)
    except ImageRefused:
        return []
    faces = sorted(engine.finder().find(photo.pixels), key=lambda face: -face.box.area)[:FACES]
    seen = []
    for number, face in enumerate(sorted(faces, key=lambda face: face.box.left), 1):
        box = face.box.scaled(1 / photo.scale)
        drawn = HandBox(box.left, box.top, box.right, box.bottom, face.roll)
        templates = engine.work(data, drawn).templates
        if not templates:
            continue
        scores = np.array(
            [[own @ one] for own, one in zip(pooled, templates, strict=True)], np.float32
        )
        [strength] = scale.strengths(scores)
        edges = (round(box.left), round(box.top), round(box.right), round(box.bottom))
        seen.append(Seen(item, number, edges, word(strength)))
    return seen
