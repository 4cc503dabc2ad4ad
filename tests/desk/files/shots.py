"""Photos and files for the tests of photos; nothing about them is real."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nomina.desk.files.actions import OpenFile
from nomina.desk.files.models import File
from nomina.desk.people.models import Operation, Site, User
from nomina.desk.policy.roles import Role
from nomina.synthetic import Person
from tests.desk.people.cast import Book, Cast, account, by, role


@cache
def jpeg(seed: int, side: int = 40) -> bytes:
    """A small JPEG of drawn noise, 1 to 3 kB; each seed gives other bytes."""
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 256, (side, side, 3), dtype=np.uint8)
    return encoded(pixels)


def encoded(pixels: NDArray[np.uint8], **more: Any) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", quality=80, **more)
    return stream.getvalue()


@cache
def portrait(seed: int = 3) -> bytes:
    """A drawn face that the finder finds."""
    return encoded(Person.from_seed(seed).ante_mortem())


def recorder(cast: Cast, operation: Operation | None = None) -> User:
    """Someone who keeps the files of missing people."""
    found = account("rita")
    role(found, Role.ANTE_MORTEM, operation or cast.one, cast.ada)
    return found


def opened(
    kind: str,
    user: User,
    operation: Operation,
    missing: File | None = None,
    site: Site | None = None,
) -> File:
    """A new file of which nothing is said."""
    action = OpenFile(
        operation=operation, file_kind=kind, complete=False, missing=missing, site=site
    )
    return action.do(by(user), Book())
