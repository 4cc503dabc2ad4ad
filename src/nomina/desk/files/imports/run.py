"""Cases into files and photos into them, each in a transaction of its own.

What is interrupted is simply run again: a case is found by its name, a photo by its digest, and
only what is missing is done. What cannot be used becomes a line, and the rest goes on.

A name is never taken for a number of this desk on its own: every desk has an ``AM-00001``, and the
photos of one person would lie in the file of another.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError

from nomina.desk.acts import Actor
from nomina.desk.files.actions import Say
from nomina.desk.files.actions.faces import DrawFace
from nomina.desk.files.actions.importing import ImportFile
from nomina.desk.files.actions.photos import IMPORTED
from nomina.desk.files.fields import PM
from nomina.desk.files.imports.cases import SIDES, Case, Given
from nomina.desk.files.living import DEAD, NOT_KNOWN
from nomina.desk.files.models import Face, File, Imported, Occurrence, Photo
from nomina.desk.files.photos.intake import LARGEST, DoorLike, clean_name
from nomina.desk.files.photos.receiving import take
from nomina.desk.files.photos.trouble import told
from nomina.desk.files.record import record_of
from nomina.desk.people.models import Operation, Site, User
from nomina.errors import InputError
from nomina.leads.documents import Problem
from nomina.leads.intake import HandBox, PhotoInput
from nomina.names import shown
from nomina.progress import Progress, Silent
from nomina.words import tr


@dataclass
class Done:
    """What became of an import.

    Attributes:
        opened: files that were opened for their cases; ``found`` were there.
        kept: photos that are new in their files; ``there`` were there already.
        unreadable: of the new ones, those that cannot be opened; they are kept all the same.
        problems: what could not be used.
    """

    opened: int = 0
    found: int = 0
    kept: int = 0
    there: int = 0
    unreadable: int = 0
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Importer:
    """Takes cases into one operation, as one account with the rules of its roles.

    Attributes:
        clock: gives the moment of each act (aware).
        site: needed where the numbers of the operation name one.
        ours: names are file numbers of this operation, and nothing else; no file is opened.
        door: opens photos; that of this process where None.
        kept: told of each photo once it is kept, with its digest.
    """

    operation: Operation
    kind: str
    user: User
    clock: Callable[[], datetime]
    site: Site | None = None
    ours: bool = False
    door: DoorLike | None = None
    kept: Callable[[str], None] = lambda digest: None

    def run(self, given: Given, progress: Progress | None = None) -> Done:
        """Take in everything that is not there yet.

        Raises:
            NotPermitted: the account may not do this there.
            SpaceError: there is no space; what was done is kept.
            StoreError: vault, ledger or database cannot be used; what was done is kept.
        """
        with told():
            return self._run(given, progress or Silent())

    def _run(self, given: Given, bars: Progress) -> Done:
        done = Done(problems=list(given.problems))
        bars.begin(tr("Cases"), len(given.cases))
        files = []
        for case in given.cases:
            files.append(self._file(case, done))
            bars.advance()
        bars.end()
        bars.begin(tr("Photos"), given.photos)
        for case, file in zip(given.cases, files, strict=True):
            held = _held(file) if file is not None and case.photos else {}
            for photo in case.photos:
                if file is not None:
                    self._photo(case, file, photo, held, done)
                bars.advance()
        bars.end()
        return done

    def _by(self) -> Actor:
        return Actor(self.user, self.clock())

    def _file(self, case: Case, done: Done) -> File | None:
        try:
            file = self._numbered(case) if self.ours else self._known(case)
            if file is None:
                try:
                    file = self._opened(case)
                except IntegrityError:  # another import was first
                    file = self._known(case)
                    if file is None:
                        raise InputError(
                            tr("its file could not be opened, so nothing of it was taken in"),
                            todo=tr("Run the same import again"),
                        ) from None
                else:
                    done.opened += 1
                    self._tell_number(case, file, done)
                    return file
            done.found += 1
            self._add(case, file, done)
            return file
        except InputError as error:
            self._say(done, case, case.name, error)
            return None

    def _known(self, case: Case) -> File | None:
        mine = Imported.objects.filter(operation=self.operation, kind=self.kind, key=case.key)
        row = mine.select_related("file").first()
        return row.file if row is not None else None

    def _of_number(self, case: Case) -> File | None:
        number = case.name.strip().upper()
        rows = File.objects.visible_to(self.user).filter(operation=self.operation, kind=self.kind)
        return rows.filter(number=number).first()

    def _numbered(self, case: Case) -> File:
        """Give the file of a number.

        Raises:
            InputError: there is none, or the same name came from elsewhere as that of a case.
        """
        file, known = self._of_number(case), self._known(case)
        if known is not None and known != file:
            raise InputError(
                tr("this name was imported before, as that of file {number}").format(
                    number=known.number
                ),
                todo=tr("Where it is a number of this desk, add it on the page of the file"),
            )
        if file is None:
            raise InputError(
                tr("there is no file of this number, so nothing of it was taken in"),
                todo=tr("Correct the number, or import the case without --ours"),
            )
        return file

    def _tell_number(self, case: Case, file: File, done: Done) -> None:
        """Say that a file was opened although another here has the case's name as its number."""
        other = self._of_number(case)
        if other is not None and other != file:
            error = InputError(
                tr("a file here has this number; the case is another, now {number}").format(
                    number=file.number
                ),
                todo=tr("Names that are numbers of this desk are imported with --ours"),
            )
            self._say(done, case, case.name, error)

    def _opened(self, case: Case) -> File:
        return ImportFile(
            operation=self.operation,
            file_kind=self.kind,
            site=self.site,
            said_at_once=case.said,
            complete=False,
            key=case.key,
        ).do(self._by())

    def _add(self, case: Case, file: File, done: Done) -> None:
        """Say what nobody has said yet; what stands otherwise is a person's to settle."""
        record = record_of(file)
        new = {key: value for key, value in case.said.items() if key not in record}
        if new:
            Say(file=file, given=new).do(self._by())
        for key, value in case.said.items():
            stands = record.get(key)
            # The note is what could not be read; a person may have moved it into its field.
            if stands is None or key == "note":
                continue
            if all(entry.said.value != value.value for entry in stands.entries):
                error = InputError(
                    tr("the file says otherwise, and stays as it is: {field}").format(field=key),
                    todo=tr("Open the file and settle it"),
                )
                self._say(done, case, file.number, error)

    def _photo(self, case: Case, file: File, photo: PhotoInput, held: Held, done: Done) -> None:
        try:
            data = _bytes(photo.path)
            digest = hashlib.sha256(data).hexdigest()
            kept = held.get((digest, clean_name(photo.file)))
            if kept is None:
                got = take(
                    self._by(),
                    file,
                    data,
                    photo.file,
                    source=IMPORTED,
                    once=True,
                    alive=self._alive(case),
                    door=self.door,
                )
                kept = got.photo
                done.kept += not got.again
                done.there += got.again
                done.unreadable += not got.again and bool(got.content.unreadable)
            else:
                done.there += 1
            self.kept(digest)
            if photo.box is not None:
                self._box(kept, photo.box)
        except InputError as error:
            self._say(done, case, photo.file, error)

    def _alive(self, case: Case) -> str:
        """Give what was said of a body's photos: folders and tables have no other answer."""
        if self.kind != PM:
            return ""
        return DEAD if case.dead else NOT_KNOWN

    def _box(self, photo: Photo, box: HandBox) -> None:
        edges = {name: round(getattr(box, name)) for name in ("left", "top", "right", "bottom")}
        if not Face.objects.filter(content=photo.pk, by__isnull=False, **edges).exists():
            DrawFace(photo=photo, turn=box.roll, **edges).do(self._by())

    def _say(self, done: Done, case: Case, where: str, error: InputError) -> None:
        done.problems.append(
            Problem(
                code="not-imported",
                side=SIDES[self.kind],
                case=shown(case.name),
                file=shown(where),
                what=shown(f"{error.where}: {error.what}" if error.where else error.what),
                todo=shown(error.todo),
            )
        )


Held = dict[tuple[str, str], Photo]


def _held(file: File) -> Held:
    """Give the photos that an import brought before, by digest and by the name they came under."""
    came = Occurrence.objects.filter(content__file=file, source=IMPORTED)
    return {
        (one.content.digest, one.name): one.content.photo
        for one in came.select_related("content__photo")
    }


def _bytes(path: Path) -> bytes:
    """Read a regular file, never more than a photo may have.

    Raises:
        InputError: it cannot be read, is too large, or is no regular file.
    """
    try:
        # Without blocking, so that a pipe is seen to be one.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _BINARY)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise InputError(
            tr("the file cannot be read"), todo=tr("Check its permissions and the disk")
        ) from error
    if len(data) > LARGEST:
        raise InputError(tr("this is larger than {n} MB").format(n=LARGEST // 1_000_000))
    return data


_BINARY = getattr(os, "O_BINARY", 0)
