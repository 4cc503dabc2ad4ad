"""Write what the test of migrations starts from: a small desk as this version keeps it.

    python -m tools.desk_fixture VERSION    writes tests/desk/fixtures/VERSION.tar.gz
    python -m tools.desk_fixture            the same of the version in the making: "unreleased"

Run it when a version is released, and never again for that version. The people in it are drawn, and
the key in it is nobody's. The database is in it as SQL, so that its tables are those of the version
and not what today's migrations would make.
"""

from __future__ import annotations

import gzip
import io
import json
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nomina.desk.boot.config import Config
from nomina.desk.boot.folder import DATABASE, make_desk
from nomina.progress import Silent
from nomina.synthetic import operation, write_operation
from nomina.synthetic.truth import Truth

OUT = Path(__file__).resolve().parents[1] / "tests" / "desk" / "fixtures"
SQL, PROMISES = "desk.sql", "promises.json"
SIDE = 96
"""Pixels of a photo; what is drawn is found in it, and it is small."""


def main() -> None:
    """Make the desk, say what must still hold of it, and pack both."""
    version = sys.argv[1] if len(sys.argv) > 1 else "unreleased"
    with tempfile.TemporaryDirectory() as place:
        desk = Path(place) / "desk"
        promises = made(Path(place) / "operation", desk)
        (desk / SQL).write_text("\n".join(statements()) + "\n", encoding="utf-8")
        (desk / PROMISES).write_text(json.dumps(promises, indent=1, ensure_ascii=False), "utf-8")
        OUT.mkdir(exist_ok=True)
        path = OUT / f"{version}.tar.gz"
        path.write_bytes(packed(desk))
    print(f"{path.name}: {path.stat().st_size} bytes")


def made(drawn: Path, desk: Path) -> dict[str, Any]:
    """Make a desk with a bit of everything, and give what is promised of it."""
    operation.SIZE = SIDE
    truth: Truth = write_operation(drawn, missing=4, bodies=2, on_list=1)
    make_desk(desk, Config(demo=True))
    from nomina.desk.boot.opening import migrate, open_desk

    open_desk(desk)
    migrate()
    from nomina.desk.books.clock import tick
    from nomina.desk.boot.serving import Work
    from nomina.desk.demo import cast, load, scenes, work

    users = cast.gathered(desk, "en")
    ours, _ = load.operations(users)
    loaded = load.load(drawn, ours, users, ("ante-mortem", "mortuary"), Silent())
    scenes.play(loaded, users, truth)
    with Work(interval=0.1):
        work.until_done(Silent())
    from nomina.desk.leads.models import Job

    Job.objects.all().update(worker="")  # names the machine that made it
    tick()
    return promised()


def promised() -> dict[str, Any]:
    """Say what of the open desk must hold for good."""
    from django.db import connection

    from nomina.desk.books import vault
    from nomina.desk.books.leaves import DeskLeaves
    from nomina.desk.files.models import File
    from nomina.desk.files.record import cells, record_of
    from nomina.ledger.tree import root

    leaves = DeskLeaves()
    size = leaves.size()
    with connection.cursor() as cursor:
        tables = {}
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            tables[name] = cursor.fetchone()[0]
    return {
        "tables": tables,
        "files": {file.number: cells(file, record_of(file)) for file in File.objects.all()},
        "log": {"size": size, "root": root(leaves, size).hex()},
        "objects": len(vault().index),
    }


def statements() -> Iterator[str]:
    """Give the open desk's database as SQL: tables, rows, then indexes and triggers."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE"
            " 'sqlite_%' ORDER BY type <> 'table', type, name"
        )
        master = cursor.fetchall()
        for kind, name, text in master:
            if kind == "table":
                yield f"{text};"
                yield from _rows(cursor, name)
        yield from (f"{text};" for kind, _, text in master if kind != "table")


def _rows(cursor: Any, table: str) -> Iterator[str]:
    cursor.execute(f'SELECT name FROM pragma_table_info("{table}")')
    columns = [row[0] for row in cursor.fetchall()]
    quoted = ", ".join(f'quote("{name}")' for name in columns)
    named = ", ".join(f'"{name}"' for name in columns)
    cursor.execute(f'SELECT {quoted} FROM "{table}" ORDER BY 1')
    for row in cursor.fetchall():
        yield f'INSERT INTO "{table}" ({named}) VALUES ({", ".join(row)});'


def packed(folder: Path) -> bytes:
    """Pack a folder but for its database; the same folder gives the same bytes."""
    out = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=out, mode="wb", mtime=0, compresslevel=9) as squeezed,
        tarfile.open(fileobj=squeezed, mode="w") as archive,
    ):
        for path in sorted(folder.rglob("*")):
            if not path.name.startswith(DATABASE):
                archive.add(path, str(path.relative_to(folder)), recursive=False, filter=_nobody)
    return out.getvalue()


def _nobody(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mtime = 0
    return member


if __name__ == "__main__":
    main()
