"""What can be wrong with a desk that still runs: versions, rights, keys, database, clock, books."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from nomina.desk.books import health
from nomina.desk.boot.findings import Found, Level
from nomina.errors import NominaError
from nomina.words import tr

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

__all__ = ["Found", "examine"]

LEAST_SPACE = 2**30
"""Bytes free, below which a desk is ill; below five times that it is looked at."""
RELEASED = datetime(2026, 11, 1, tzinfo=UTC)
"""No clock is right that is before this code was written."""


def examine(folder: Path, now: datetime | None = None) -> Iterator[Found]:
    """Check the desk in ``folder``, which must be open; a check that fails is a finding.

    Args:
        folder: of the desk.
        now: aware; the clock where None.
    """
    at = now or datetime.now(UTC)
    checks: tuple[Callable[[], Iterator[Found]], ...] = (
        versions,
        lambda: rights(folder),
        lambda: passphrase(folder),
        database,
        tables,
        lambda: clock(folder, at),
        lambda: space(folder),
        people,
        custody,
        health.log,
        health.vault,
        lambda: health.backup(at),
    )
    from django.db import Error

    for check in checks:
        try:
            yield from check()
        except (NominaError, OSError, Error) as error:
            yield Found("bad", str(error))


def versions() -> Iterator[Found]:
    """Check the engine of the database, and name the versions."""
    import django
    from django.db import connection

    connection.ensure_connection()
    version = ".".join(map(str, connection.get_database_version()))
    says = tr("{database} {version}, Django {django}")
    name = connection.display_name
    yield Found("good", says.format(database=name, version=version, django=django.get_version()))


def rights(folder: Path) -> Iterator[Found]:
    """Check that nobody else on this machine may read the folder or what lies in it."""
    if os.name != "posix":
        yield Found("look", tr("who else may read the folder cannot be told on this system"))
        return
    open_to_others = [
        path
        for path in (folder, *sorted(folder.rglob("*")))
        if not path.is_symlink() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    # What lies in a closed folder is closed; keys are closed in an open one too.
    exposed = [
        p for p in open_to_others if p == folder or folder in open_to_others or "keys" in p.parts
    ]
    for path in exposed:
        yield Found("bad", tr("others may read {path}: run chmod go= on it").format(path=path))
    if not exposed:
        yield Found("good", tr("only this account may read the folder"))


def passphrase(folder: Path) -> Iterator[Found]:
    """Say whether whoever copies the folder can read it."""
    from nomina.desk.boot.keys import has_passphrase

    if has_passphrase(folder):
        yield Found("good", tr("the key has a passphrase"))
    else:
        says = tr("the key has no passphrase: the disk itself must be encrypted")
        yield Found("look", says)


def database() -> Iterator[Found]:
    """Read every page of the embedded database, or ask PostgreSQL what matters to names."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            faults = [
                str(row[0])
                for pragma in ("cipher_integrity_check", "integrity_check")
                for row in _rows(cursor, pragma)
                if row[0] != "ok"
            ]
            faults += [f"{row[0]}: {row[2]}" for row in _rows(cursor, "foreign_key_check")]
        else:
            cursor.execute("SELECT lower('Ї') = 'ї', current_setting('server_encoding') = 'UTF8'")
            folds, unicode = cursor.fetchone() or (False, False)
            faults = (
                [] if folds else [tr("the database does not know the case of Cyrillic letters")]
            )
            faults += [] if unicode else [tr("the database does not keep UTF-8")]
    for fault in faults[:10]:
        yield Found("bad", tr("the database is damaged: {fault}").format(fault=fault))
    if not faults:
        yield Found("good", tr("the database is whole"))


def _rows(cursor: CursorWrapper, pragma: str) -> list[tuple[object, ...]]:
    # Two calls: only those of the wrapper turn errors of the engine into Django's.
    cursor.execute(f"PRAGMA {pragma}")
    rows: list[tuple[object, ...]] = cursor.fetchall()
    return rows


def custody() -> Iterator[Found]:
    """Check that every item in custody has one place and one keeper, from its movements alone."""
    from nomina.desk.custody.checker import faults
    from nomina.desk.custody.models import Item
    from nomina.desk.people.models import Operation

    found = [fault for one in Operation.objects.all() for fault in faults(one)]
    for fault in found[:10]:
        where = fault.item.hex if fault.item is not None else "-"
        says = tr("custody does not add up ({rule}, {item}): {says}")
        yield Found("bad", says.format(rule=fault.rule, item=where, says=fault.says))
    if not found:
        says = tr("each of {n} items in custody has one place and one keeper")
        yield Found("good", says.format(n=Item.objects.count()))


def tables() -> Iterator[Found]:
    """Check that the tables are those of this version."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield Found("bad", tr("the tables are of another version: start nomina serve once"))
    else:
        yield Found("good", tr("the tables are of this version"))


def clock(folder: Path, at: datetime) -> Iterator[Found]:
    """Check the clock against what was already written: time does not go back."""
    from django.apps import apps

    written = [datetime.fromtimestamp(p.stat().st_mtime, UTC) for p in folder.iterdir()]
    for table, column in (("people.User", "made_at"), ("people.Membership", "made_at")):
        newest = apps.get_model(table)._default_manager.order_by(f"-{column}").first()
        written += [getattr(newest, column)] if newest is not None else []
    if at < RELEASED or max(written) > at + timedelta(minutes=5):
        yield Found(
            "bad", tr("the clock is wrong: it says {now}").format(now=f"{at:%Y-%m-%d %H:%M}Z")
        )
    else:
        yield Found("good", tr("the clock says {now}").format(now=f"{at:%Y-%m-%d %H:%M}Z"))


def space(folder: Path) -> Iterator[Found]:
    """Check the room that is left on the disk."""
    free = shutil.disk_usage(folder).free
    level: Level = "bad" if free < LEAST_SPACE else "look" if free < 5 * LEAST_SPACE else "good"
    yield Found(level, tr("{n} GiB free on the disk").format(n=f"{free / 2**30:.1f}"))


def people() -> Iterator[Found]:
    """Check that an account could be recovered: that takes two administrators."""
    from nomina.desk.people.models import Membership
    from nomina.desk.policy.roles import Role

    held = Membership.objects.current().filter(role=Role.ADMINISTRATOR)
    n = held.values("user").distinct().count()
    if n >= 2:
        yield Found("good", tr("two administrators or more"))
    else:
        says = tr("fewer than two administrators: a lost key cannot be replaced")
        yield Found("look", says)
