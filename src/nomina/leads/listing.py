"""What lies in a folder that was given: photos by folder, what is no photo, what cannot be read.

Paths are only ever made by listing the folder. A name from a table is looked up among the names
found, so no outside name becomes a path (SEC-10); a link that leads out is not followed.
"""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from nomina.errors import FolderError
from nomina.leads.documents import Problem, Side
from nomina.leads.tables import TABLES
from nomina.leads.words import problem, say

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
    """Everything found below one folder, in order of name."""

    root: Path
    side: Side
    photos: list[Found] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    tables: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    alive: list[str] = field(default_factory=list)
    others: int = 0


def list_folder(root: Path, side: Side) -> Listing:
    """List a folder of cases.

    Raises:
        FolderError: it is missing, cannot be read, or nothing in it may be a photo.
    """
    listing = Listing(root, side)
    if not root.is_dir():
        raise _refused("folder-missing", root)
    real = root.resolve()
    for entry in _entries(root, listing, top=True):
        _take(Path(entry), entry.name, "", listing, real, top=True)
    if not listing.photos and not listing.problems and not listing.tables:
        raise _refused("folder-empty", root)
    return listing


def _refused(code: str, root: Path, **values: object) -> FolderError:
    what, todo = say(code, None, **values)
    return FolderError(what, where=str(root), todo=todo)


def _entries(folder: Path, listing: Listing, *, top: bool = False) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        why = error.strerror or type(error).__name__
        if top:
            raise _refused("folder-unreadable", folder, why=why) from error
        below = folder.relative_to(listing.root).as_posix()
        listing.problems.append(problem("folder-unreadable", listing.side, file=below, why=why))
        return []


def _take(
    path: Path, file: str, folder: str, listing: Listing, real: Path, *, top: bool = False
) -> None:
    name = path.name
    if name.startswith(".") or name.casefold() in _LITTER:
        return
    if path.is_symlink() and not path.resolve().is_relative_to(real):
        listing.problems.append(problem("link-outside", listing.side, file=file))
        return
    if path.is_dir():
        if path.is_symlink():  # inside the folder, so it is listed at its own place
            return
        if top:
            listing.folders.append(name)
        for entry in _entries(path, listing):
            _take(Path(entry), f"{file}/{entry.name}", folder or name, listing, real)
        return
    suffix = path.suffix.casefold()
    stem = unicodedata.normalize("NFC", path.stem).casefold()
    if suffix in {"", ".txt"} and " ".join(stem.replace("-", " ").replace("_", " ").split()) in (
        _ALIVE_MARKERS
    ):
        listing.alive.append(file)
    elif suffix in TABLES and top and not name.startswith("~$"):
        listing.tables.append(path)
    elif suffix in _NO_PHOTO:
        listing.others += 1
    else:
        listing.photos.append(Found(path, file, folder))


def shown(text: str) -> str:
    """Give a name from outside fit to be written: what cannot be printed becomes U+FFFD."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


def folded(text: str) -> str:
    """Fold case and Unicode composition of a name, so that two spellings of one are told."""
    return unicodedata.normalize("NFC", text.strip()).casefold()


class Names:
    """The photos of a listing by any name that a table may give them."""

    def __init__(self, photos: list[Found]) -> None:
        self._by_path: dict[str, list[Found]] = {}
        self._by_name: dict[str, list[Found]] = {}
        for photo in photos:
            self._by_path.setdefault(folded(photo.file), []).append(photo)
            name = photo.file.rpartition("/")[2]
            self._by_name.setdefault(folded(name), []).append(photo)
            self._by_name.setdefault(folded(photo.stem), []).append(photo)

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
