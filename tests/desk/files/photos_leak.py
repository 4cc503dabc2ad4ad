"""Takes planted people and photos in by the command itself, lets the worker do all its work, and
looks for what was planted in everything that was written: the folder of the desk, temporary files,
a backup, and what the processes said of themselves, a failing upload and a fault included.

    python -m tests.desk.files.photos_leak FOLDER

FOLDER/desk is an empty migrated desk. Prints one JSON object: ``files`` looked through, ``wal``
bytes of the write-ahead log, ``planted`` things that were looked for, ``answers`` to what was asked
of the pages, ``diary`` lines of what was said, ``backup`` bytes, and ``found``.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from unittest import mock

from click.testing import CliRunner

from nomina.desk.boot.config import FOLDER
from nomina.desk.boot.opening import open_desk

NAME = "Planted-Прізвище-Sentinel"
WINDOW = 24
"""Bytes of a window; 24 equal bytes do not come about by chance."""
TABLE = "number;family name;given name;photo\nP1;{name};Anna;P1/planted-a.jpg\n"


def needles() -> dict[bytes, str]:
    """Windows of everything that was planted, the templates that were made of it included."""
    from nomina.desk.books import vault
    from nomina.desk.files.models import Content, Rendition
    from nomina.desk.leads.models import FaceTemplate
    from nomina.desk.leads.scope import scope_of
    from nomina.desk.leads.sealing import opened, unpacked
    from nomina.desk.leads.sheets import template_name
    from nomina.desk.people.models import Operation

    plain: dict[str, list[bytes]] = {
        "name": [NAME.encode(), NAME.encode("utf-16-le"), NAME.casefold().encode()],
        "name of a file": [b"planted-a.jpg", b"planted-c.jpg"],
        "photo": [vault().read(one.digest) for one in Content.objects.all()],
        "rendition": [vault().read(one.digest) for one in Rendition.objects.all()],
        "template": [],
    }
    pictures = {one.content: one for one in scope_of(Operation.objects.get()).all_pictures()}
    for row in FaceTemplate.objects.all():
        picture = pictures[row.content_id]
        sealed = bytes(row.sealed)
        _, made = unpacked(opened(row.file_id, template_name(picture, row.engine), sealed))
        for template in made:
            plain["template"] += [
                template.astype("<f4").tobytes(),
                template.astype("<f8").tobytes(),
            ]
    assert all(plain.values()), {what: len(found) for what, found in plain.items()}
    cut = {}
    for what, pieces in plain.items():
        for piece in pieces:
            for at in range(0, max(1, len(piece) - WINDOW), WINDOW):
                window = piece[at : at + WINDOW]
                if len(set(window)) > 6:  # a run of zeros is nobody's
                    cut[window] = what
    return cut


def found(place: Path, cut: dict[bytes, str]) -> list[tuple[str, str]]:
    """Name the files below a folder that hold one of the windows, wherever in them it lies."""
    seen = []
    lengths = sorted({len(window) for window in cut})
    for path in sorted(one for one in place.rglob("*") if one.is_file()):
        data = path.read_bytes()
        for length in lengths:
            windows = {data[at : at + length] for at in range(len(data) - length + 1)}
            seen += [(str(path.relative_to(place)), cut[one]) for one in windows & cut.keys()]
    return sorted(set(seen))


def people() -> None:
    from nomina.desk.people.actions import MakeOperation, MakeSite
    from nomina.desk.people.models import Founding
    from nomina.desk.people.policies import Policies
    from nomina.desk.policy.roles import Role
    from tests.desk.people.cast import EARLIER, account, by, role

    ada = account("ada")
    role(ada, Role.ADMINISTRATOR)
    Founding.objects.create(user=ada, made_at=EARLIER)
    one = MakeOperation(
        name="Operation One",
        operation_kind="disaster",
        languages=("uk",),
        policies=Policies(legal_basis="Law 1", face_comparison=True),
    ).do(by(ada, EARLIER))
    MakeSite(operation=one, name="Mortuary", code="N1").do(by(ada, EARLIER))
    for login, held in (("rita", Role.ANTE_MORTEM), ("mort", Role.MORTUARY)):
        role(account(login), held, one, ada)


def drawn(folder: Path) -> None:
    """A missing person with a name, and the body of the same drawn face."""
    from nomina.synthetic import Person
    from tests.desk.files.shots import encoded

    person = Person.from_seed(3)
    for side, case, name, pixels in (
        ("am", "P1", "planted-a.jpg", person.ante_mortem()),
        ("pm", "B1", "planted-b.jpg", person.post_mortem()),
    ):
        (folder / side / case).mkdir(parents=True)
        (folder / side / case / name).write_bytes(encoded(pixels))
    (folder / "am" / "people.csv").write_text(TABLE.format(name=NAME), encoding="utf-8")


def asked(login: str) -> dict[str, int]:
    """Ask pages as somebody: of a name, of photos that are kept and are not, and with faults.

    Gives the status of each answer.
    """
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from nomina.desk.files.models import File
    from nomina.desk.files.views import file as shown
    from nomina.desk.people.models import User
    from nomina.vault import Vault
    from tests.desk.people.cast import sign_in

    client = Client(raise_request_exception=False, headers={"host": settings.CONFIG.host})
    sign_in(client, User.objects.get(login=login))
    file, noise = File.objects.get(kind="am"), Random(1)
    names = ("file", "edit", "add_photos")
    page, edit, add = (reverse(f"files:{one}", args=[file.pk]) for one in names)
    found = {
        "page": client.get(page),
        "search": client.post(reverse("find"), {"q": NAME}),
        "no such page": client.get(f"/{NAME}/"),
        "no photo": client.post(add, {"photos": _photo(noise.randbytes(4000))}),
        "not understood": client.post(edit, {"born": NAME, "kind": NAME, "given_name": NAME}),
    }
    full, fault = OSError(28, "No space left on device"), RuntimeError(f"a fault about {NAME}")
    with mock.patch.object(Vault, "keep", side_effect=full):
        found["full"] = client.post(add, {"photos": _photo(noise.randbytes(4000))})
    with mock.patch.object(shown, "record_of", side_effect=fault):
        found["fault"] = client.get(page)
    assert NAME in found["page"].content.decode()
    return {name: answer.status_code for name, answer in found.items()}


def _photo(data: bytes) -> io.BytesIO:
    stream = io.BytesIO(data)
    stream.name = "planted-c.jpg"
    return stream


def main() -> None:
    base = Path(sys.argv[1])
    desk, given, temporary = base / "desk", base / "in", base / "tmp"
    temporary.mkdir()
    terminal = os.dup(1)
    with (temporary / "diary").open("wb") as diary:  # from now on: all that a terminal would show
        os.dup2(diary.fileno(), 1)
        os.dup2(diary.fileno(), 2)
    tempfile.tempdir = os.environ["TMPDIR"] = str(temporary)
    os.environ[FOLDER] = str(desk)
    open_desk(desk)
    people()
    drawn(given)
    from nomina.cli import main as door
    from nomina.desk.boot.serving import worker
    from nomina.desk.files.actions import GiveConsent
    from nomina.desk.files.models import File
    from nomina.desk.leads.models import FaceTemplate
    from nomina.desk.people.models import User
    from tests.desk.people.cast import by

    said = ""
    for kind, login, more in (("am", "rita", []), ("pm", "mort", ["--site", "N1"])):
        arguments = ["import", str(desk), str(given / kind), "--operation", "Operation One"]
        arguments += ["--kind", kind, "--as", login, *more]
        done = CliRunner().invoke(door, arguments, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        said += done.output
    rita = User.objects.get(login="rita")
    GiveConsent(
        file=File.objects.get(kind="am"), purpose="compare-faces", given_by="mother", how="paper"
    ).do(by(rita))
    for _ in range(120):  # the work on leads waits some seconds for more to come
        work = worker(0.0)
        work.batch = True
        work.run()
        if FaceTemplate.objects.exists():
            break
        time.sleep(0.5)
    answers = asked("rita")
    print("the diary is written to", flush=True)
    done = CliRunner().invoke(door, ["backup", str(desk), str(base / "out")])
    assert done.exit_code == 0, (done.output, done.exception)
    said += done.output
    cut = needles()
    digests = {hashlib.sha256(one.read_bytes()).hexdigest() for one in given.rglob("*.jpg")}
    (temporary / "said").write_text(said, encoding="utf-8")
    wal = (desk / "desk.db-wal").stat().st_size
    control = {what for _, what in found(given, cut)}
    sys.stderr.flush()
    copied = [one for one in (base / "out").rglob("*") if one.is_file()]
    os.write(
        terminal,
        json.dumps(
            {
                "answers": answers,
                "diary": (temporary / "diary").read_text("utf-8").splitlines(),
                "backup": sum(one.stat().st_size for one in copied),
                "files": len([one for one in desk.rglob("*") if one.is_file()]),
                "wal": wal,
                "photos": len(digests),
                "planted": sorted(set(cut.values())),
                "control": sorted(control),
                "found": [*found(desk, cut), *found(temporary, cut), *found(base / "out", cut)],
            }
        ).encode(),
    )
    os._exit(0)  # as a killed process leaves it: nothing is put away first


if __name__ == "__main__":
    main()
