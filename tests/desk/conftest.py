"""What the tests of the desk share: one desk in a temporary folder, and both its databases.

``db`` runs a test on each database and rolls everything back; ``fresh_db`` gives each test a
database of its own, for threads, servers and real commits. Django belongs to a process as a
whole, so the same settings serve every test and only the database behind "default" changes.
"""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.desk import databases

HOME = Path(tempfile.mkdtemp(prefix="nomina-desk-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
for _name in [name for name in os.environ if name.startswith(("NOMINA_DESK", "NOMINA_DATABASE"))]:
    del os.environ[_name]
os.environ["NOMINA_DESK"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "nomina.desk.settings"
# Playwright keeps a loop running in this thread, and Django would take every test for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
assert "nomina.desk.settings" not in sys.modules, "the desk was configured before its tests"

from nomina.desk.books.folder import make as make_books
from nomina.desk.boot.keys import make_key

(HOME / "desk.toml").write_text("", encoding="utf-8")
make_key(HOME)
make_books(HOME, "localhost")

import django

django.setup()

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.db import connections, transaction
from whitenoise.middleware import WhiteNoiseMiddleware

from nomina.desk.boot import opening
from nomina.desk.boot.keys import database_key
from nomina.desk.db.sqlcipher.base import create
from nomina.desk.families import counts
from nomina.vault import FolderObjects

settings.ALLOWED_HOSTS.append("testserver")
counts.LONG = float("inf")  # else a busy machine would make a number of a test an old one
# Limits of other tests are no business of a test; `tests/desk/api/test_shared.py` has the real one.
vars(caches)["settings"] = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# A client makes the whole chain of middleware anew, and each looked through all static files, for
# as long as four pages take. They are the same for all; a desk that is served finds its own.
_find_static = WhiteNoiseMiddleware.add_files_from_finders
_static: dict[str, dict[str, Any]] = {}


def _static_once(middleware: Any) -> None:
    if middleware.static_prefix not in _static:
        _find_static(middleware)
        _static[middleware.static_prefix] = dict(middleware.files)
    middleware.files.update(_static[middleware.static_prefix])


WhiteNoiseMiddleware.add_files_from_finders = _static_once
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
_TEMPLATE = "nomina_template"


def use(database: dict[str, Any]) -> None:
    """Put another database behind "default", for every thread that connects from now on."""
    connections["default"].close()
    del connections["default"]
    chosen = {**connections.settings["default"], "CONN_HEALTH_CHECKS": False, **database}
    chosen["CONN_MAX_AGE"] = 0
    connections.settings["default"] = chosen
    settings.DESK_VAULT = _store(chosen["ENGINE"])
    settings.DESK_PUBLIC = HOME / f"public {secrets.token_hex(6)}"
    ContentType.objects.clear_cache()


def _store(engine: str) -> Path:
    """A store of objects for each kind of database: the rows of a new one ask for an empty one."""
    folder = HOME / f"vault of {engine}"
    if not folder.exists():
        FolderObjects.create(folder)
    return folder


def embedded(path: Path) -> dict[str, Any]:
    """Django's settings for an encrypted file."""
    return {
        "ENGINE": "nomina.desk.db.sqlcipher",
        "NAME": path,
        "USER": "",
        "PASSWORD": "",
        "HOST": "",
        "PORT": "",
        "OPTIONS": {"key": lambda: database_key(HOME)},
    }


def migrate() -> None:
    """Bring the database behind "default" to the newest form, as a desk does when it is served."""
    opening.migrate()
    connections["default"].close()


class Makers:
    """Makes databases of either kind, the migrated template first."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._made: dict[str, Any] = {}

    def template(self, kind: str) -> dict[str, Any]:
        """The migrated database of a kind; made when first asked for."""
        # A test with a parameter of its own called "kind" would take the place of the fixture.
        assert kind in databases.KINDS, f"{kind!r} is no kind of database: call it otherwise"
        if kind not in self._made:
            self._made[kind] = self._embedded() if kind == "sqlcipher" else self._server()
        database: dict[str, Any] = self._made[kind]
        return database

    def _embedded(self) -> dict[str, Any]:
        path = HOME / "template.db"
        create(path, database_key(HOME))
        use(embedded(path))
        migrate()
        return embedded(path)

    def _server(self) -> dict[str, Any]:
        try:
            folder = self._stack.enter_context(databases.postgres())
        except databases.NoPostgres as error:
            reason = f"PostgreSQL was NOT tested: {error}"
            if os.environ.get("CI"):
                pytest.fail(reason)
            pytest.skip(reason)
        self._sql(folder, f"CREATE DATABASE {_TEMPLATE}")
        use(databases.settings(folder, _TEMPLATE))
        migrate()
        return databases.settings(folder, _TEMPLATE)

    @staticmethod
    def _sql(folder: Path, statement: str) -> None:
        import psycopg

        with psycopg.connect(
            host=str(folder), user="nomina", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement)

    def copied(self, kind: str, stack: ExitStack) -> dict[str, Any]:
        """A database of its own, which goes when ``stack`` closes."""
        return self._new(kind, stack, self.template(kind))

    def empty(self, kind: str, stack: ExitStack) -> dict[str, Any]:
        """A database without tables, which goes when ``stack`` closes."""
        template = self.template(kind)
        return self._new(kind, stack, template | {"NAME": None})

    def _new(self, kind: str, stack: ExitStack, like: dict[str, Any]) -> dict[str, Any]:
        connections["default"].close()
        name = f"copy_{secrets.token_hex(6)}"
        if kind == "sqlcipher":
            path = HOME / f"{name}.db"
            if like["NAME"] is None:
                create(path, database_key(HOME))
            else:
                shutil.copyfile(like["NAME"], path)
            for end in ("", "-wal", "-shm"):
                stack.callback(Path(f"{path}{end}").unlink, missing_ok=True)
            return embedded(path)
        folder = Path(like["HOST"])
        self._sql(folder, f"CREATE DATABASE {name} TEMPLATE {like['NAME'] or 'template0'}")
        stack.callback(self._sql, folder, f"DROP DATABASE {name} WITH (FORCE)")
        return databases.settings(folder, name)


LATER = frozenset({"api", "captures", "demo", "examine", "files", "leads"})
"""Folders whose tests ask the second database in the large tests only: log, vault, people, rules
and acts, on which they stand, ask both every time."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        given = getattr(item, "callspec", None)
        if item.path.parent.name in LATER and given and given.params.get("kind") == "postgres":
            item.add_marker(pytest.mark.deep)


@pytest.fixture(scope="session")
def makers() -> Iterator[Makers]:
    """What makes databases; the server stops with the session."""
    with ExitStack() as stack:
        yield Makers(stack)


@pytest.fixture(params=databases.KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn."""
    chosen: str = request.param
    return chosen


@pytest.fixture
def db(kind: str, makers: Makers) -> Iterator[str]:
    """Run the test in one transaction on each database; nothing of it stays. Gives the kind."""
    use(makers.template(kind))
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # durable blocks may nest in it
    try:
        with block:
            yield kind
            transaction.set_rollback(True)
    finally:
        connections["default"].close()


@pytest.fixture
def fresh_db(kind: str, makers: Makers) -> Iterator[str]:
    """Give the test its own database of each kind, where commits are real. Gives the kind."""
    with ExitStack() as stack:
        use(makers.copied(kind, stack))
        stack.callback(connections.close_all)
        yield kind
