"""A folder of identity folders: who is enrolled with which photo, who is looked for with which."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nomina.errors import FolderError
from nomina.words import tr

PHOTOS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".heic", ".heif"})


@dataclass(frozen=True, slots=True)
class Identity:
    """One person: the photo enrolled, and the photo searched with where there is a second."""

    name: str
    enrolled: Path
    probe: Path | None


def read_people(directory: Path) -> list[Identity]:
    """List the people of a folder by name; photos count by name, the first two are used.

    Raises:
        FolderError: it is missing or cannot be read, has photos of fewer than two people, or
            nobody in it has two photos.
    """
    people: list[Identity] = []
    for folder in _sorted(directory):
        if folder.name.startswith(".") or not folder.is_dir():
            continue
        photos = [
            path
            for path in _sorted(folder)
            if path.suffix.lower() in PHOTOS and not path.name.startswith(".") and path.is_file()
        ]
        if photos:
            second = photos[1] if len(photos) > 1 else None
            people.append(Identity(folder.name, photos[0], second))
    if len(people) < 2:
        raise FolderError(
            tr("photos of {n} people are here; at least 2 are needed").format(n=len(people)),
            where=str(directory),
            todo=_shape(),
        )
    if all(person.probe is None for person in people):
        raise FolderError(
            tr("nobody has two photos, so nobody can be looked for"),
            where=str(directory),
            todo=tr("Add a second photo to the folders of some people"),
        )
    return people


def _shape() -> str:
    return tr("Give a folder that holds one folder a person, each with one or more photos")


def _sorted(directory: Path) -> list[Path]:
    try:
        return sorted(directory.iterdir(), key=lambda path: path.name)
    except OSError as error:
        raise FolderError(
            tr("the folder cannot be read ({why})").format(why=error.strerror),
            where=str(directory),
            todo=_shape(),
        ) from error
