"""Every exception that Nomina raises on purpose, in one tree.

    NominaError
    ├── InputError            what was given cannot be used; nothing was changed
    │   ├── ImageRefused      one photo cannot be opened safely
    │   ├── FolderError       a folder is missing, empty or cannot be read
    │   ├── TableError        a table has rows or columns that cannot be used
    │   ├── FaceNotFound      a photo in which no face was found (never an exclusion)
    │   └── Refused           the state of things does not allow the act; nothing was changed
    ├── NotPermitted          the rules of the desk do not allow this person the act
    ├── SignInAgain           the act cannot be taken back, and who is there was proved long ago
    ├── LineNotCrossed        the law or the mandate forbids it; no switch turns this off
    │   └── NeverChanged      a row would be overwritten or removed; what is over is ended
    ├── PackError             a model pack is incomplete, changed or not understood
    ├── CalibrationError      too little data, or a calibration that is not valid here
    ├── StoreError            kept work cannot be read, or belongs to another run
    ├── LedgerError           a log of acts is not what was signed or witnessed
    └── SpaceError            the disk is full; what was done so far is kept

Each carries what happened, where, and what to do, so that every door (command line, page,
interface) can show the same three things.
"""

from __future__ import annotations


class NominaError(Exception):
    """Root of the tree.

    Args:
        what: one sentence that says what happened, without a full stop.
        where: the file, folder, row or setting it happened at; empty where it is plain.
        todo: what the reader can do about it; empty where nothing can be done.
    """

    def __init__(self, what: str, *, where: str = "", todo: str = "") -> None:
        self.what = what
        self.where = where
        self.todo = todo
        super().__init__(what, where, todo)

    def __str__(self) -> str:
        """Give the three parts as one line: ``where: what. todo.``."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}. {self.todo}." if self.todo else f"{head}."


class InputError(NominaError):
    """What was given cannot be used; nothing was changed."""


class ImageRefused(InputError):
    """One photo cannot be opened safely.

    Args:
        reason: a short stable code for tables and counts, such as ``"truncated"``.
    """

    def __init__(self, what: str, *, reason: str, where: str = "", todo: str = "") -> None:
        super().__init__(what, where=where, todo=todo)
        self.reason = reason


class FolderError(InputError):
    """A folder is missing, empty or cannot be read."""


class TableError(InputError):
    """A table has rows or columns that cannot be used."""


class FaceNotFound(InputError):
    """A photo in which no face was found. This says nothing about who it is."""


class Refused(InputError):
    """The state of things does not allow the act; nothing was changed."""


class NotPermitted(NominaError):
    """The rules do not allow this person the act; nothing was changed."""


class SignInAgain(NominaError):
    """The act cannot be taken back, and the last proof of who is there is too old."""


class LineNotCrossed(NominaError):
    """The law or the mandate forbids what was asked. There is no setting that allows it."""


class NeverChanged(LineNotCrossed):
    """A row would be overwritten or removed; what is over is ended by another row."""


class PackError(NominaError):
    """A model pack is incomplete, changed since it was added, or not understood."""


class CalibrationError(NominaError):
    """Too little data to calibrate, or a calibration that is not valid for what was asked."""


class StoreError(NominaError):
    """Kept work cannot be read, or belongs to another run."""


class LedgerError(NominaError):
    """A log of acts is not what was signed or witnessed. Add nothing until people looked."""


class SpaceError(NominaError):
    """The disk is full. What was done before is kept; free some space and run again."""
