"""What lies in a folder that was given: photos by folder, what is no photo, what cannot be read.

Paths are only ever made by listing the folder. A name from a table is looked up among the names
found, so no outside name becomes a path (SEC-10); a link that leads out is not followed.
"""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from nomina.errors import FolderError
from nomina.leads.documents import Problem, Side
from nomina.leads.tables import TABLES
from nomina.leads.words import problem, say
from nomina.names import folded

_ENDINGS = (
    ".csv .tsv .xlsx .xls .ods .txt .md .json .xml .html .htm .pdf .doc .docx .rtf .odt .ini .log"
    " .db .sqlite .lnk .url .zip .7z .rar .gz .tar .py .sh .bat .exe .mp3 .wav .aac .thm"
    " .sha256 .md5 .yaml .yml"
)
_NO_PHOTO = frozenset(_ENDINGS.split())
_LITTER = frozenset({"thumbs.db", "desktop.ini", "__macosx", "$recycle.bin", "lost+found"})
_ALIVE_MARKERS = frozenset(
    {
        "may be alive",
        "maybe alive",
        "alive",
        "може бути живий",
        "може бути живі",
        "может быть жив",
        "могут быть живы",
    }
)


@dataclass(frozen=True, slots=True)
class Found:
    """One file that may be a photo.

    Attributes:
        path: where it lies.
        file: path below the folder given, with / between parts.
        folder: the case folder it lies in, "" at the top.
    """

    path: Path
    file: str
    folder: str

    @property
    def stem(self) -> str:
        """Give the name without its ending."""
        return Path(self.file).stem


@dataclass(slots=True)
class Listing:
    """Everything found below one folder, in order of name. ``closed`` could not be read."""

    root: Path
    side: Side
    photos: list[Found] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    tables: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    alive: list[str] = field(default_factory=list)
    closed: set[str] = field(default_factory=set)
    others: int = 0


def list_folder(root: Path, side: Side) -> Listing:
    """List a folder of cases.

    Raises:
        FolderError: it is missing, cannot be read, or nothing in it may be a photo.
    """
    listing = Listing(root, side)
    if not os.path.isdir(root):  # noqa: PTH112 - Path.is_dir raises where a parent is closed
        raise _refused("folder-missing", root)
    real = root.resolve()
    # Not by recursion: whoever filled the folder decides how deep it is.
    left = [(Path(entry), entry.name, "") for entry in reversed(_entries(root, listing, ""))]
    while left:
        path, file, folder = left.pop()
        if _took(path, file, folder, listing, real):
            folder = folder or path.name
            entries = reversed(_entries(path, listing, file))
            left += [(Path(entry), f"{file}/{entry.name}", folder) for entry in entries]
    if not listing.photos and not listing.problems and not listing.tables:
        raise _refused("folder-empty", root)
    return listing


def _refused(code: str, root: Path, **values: object) -> FolderError:
    what, todo = say(code, None, **values)
    return FolderError(what, where=str(root), todo=todo)


def _entries(path: Path, listing: Listing, file: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(path) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        why = error.strerror or type(error).__name__
        if not file:
            raise _refused("folder-unreadable", path, why=why) from error
        listing.problems.append(problem("folder-unreadable", listing.side, file=file, why=why))
        listing.closed.add(file)
        return []


def _took(path: Path, file: str, folder: str, listing: Listing, real: Path) -> bool:
    """Put one entry where it belongs; True for a folder whose entries come next."""
    if path.name.startswith(".") or path.name.casefold() in _LITTER:
        return False
    kind = _kind(path, real)
    if kind == "outside":
        listing.problems.append(problem("link-outside", listing.side, file=file))
        return False
    if listing.side == "bodies" and _says_alive(path.name):
        listing.alive.append(file)
    elif kind == "file":
        _take(path, file, folder, listing)
    if kind == "folder" and not folder:
        listing.folders.append(path.name)
    return kind == "folder"


def _kind(path: Path, real: Path) -> Literal["file", "folder", "again", "outside"]:
    """Say what an entry is; ``again`` is a link to a folder that is listed at its own place."""
    try:
        is_link = path.is_symlink()
        if is_link and not path.resolve().is_relative_to(real):
            return "outside"
        if path.is_dir():
            return "again" if is_link else "folder"
    except RuntimeError:  # a link to itself, which Python up to 3.12 tells so
        return "outside"
    except OSError:  # it may be named but not looked at: said when it is opened
        pass
    return "file"


def _says_alive(name: str) -> bool:
    """Say whether a file or folder is named like a marker, whatever its ending."""
    stem = unicodedata.normalize("NFC", Path(name).stem).casefold()
    return " ".join(re.sub(r"[-_]", " ", stem).split()) in _ALIVE_MARKERS


def _take(path: Path, file: str, folder: str, listing: Listing) -> None:
    suffix = path.suffix.casefold()
    if suffix in TABLES and not folder and not path.name.startswith("~$"):
        listing.tables.append(path)
    elif suffix in _NO_PHOTO:
        listing.others += 1
    else:
        listing.photos.append(Found(path, file, folder))


class Names:
    """The photos of a listing by any name that a table may give them."""

    def __init__(self, photos: list[Found]) -> None:
        self._by_path: dict[str, list[Found]] = {}
        self._by_name: dict[str, list[Found]] = {}
        for photo in photos:
            self._by_path.setdefault(folded(photo.file), []).append(photo)
            name = photo.file.rpartition("/")[2]
            for key in {folded(name), folded(photo.stem)}:  # one where it has no ending
                self._by_name.setdefault(key, []).append(photo)

    def find(self, text: str, folder: str = "") -> list[Found]:
        """Give the photos that ``text`` may mean: by path, below ``folder``, or by name."""
        asked = folded(text.replace("\\", "/")).removeprefix("./")
        for key in (asked, f"{folded(folder)}/{asked}" if folder else asked):
            if key in self._by_path:
                same = self._by_path[key]
                exact = [photo for photo in same if photo.file == text]
                return exact or same
        found = self._by_name.get(asked, [])
        if folder:
            found = [photo for photo in found if folded(photo.folder) == folded(folder)]
        return found
