"""A desk that an earlier version made, brought to this one and held against what was promised.

python -m tests.desk.migrated DIR       in a process of its own: a process opens one desk
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nomina.desk.boot import keys
from nomina.desk.boot.folder import DATABASE
from nomina.desk.boot.opening import migrate, open_desk
from nomina.desk.db.sqlcipher.base import create
from tools.desk_fixture import PROMISES, SQL


def database(desk: Path) -> None:
    """Make the encrypted database from its SQL, as the version made it."""
    from sqlcipher3 import dbapi2

    keys.unlock(desk)
    key = keys.database_key(desk)
    create(desk / DATABASE, key)
    connection = dbapi2.connect(str(desk / DATABASE))
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.executescript(f"BEGIN;\n{(desk / SQL).read_text('utf-8')}\nCOMMIT;")
    connection.close()


def faults(promised: dict[str, Any]) -> Iterator[str]:
    """Say what no longer holds of the open desk."""
    from django.db import connection
    from django.db.utils import DatabaseError

    from nomina.desk.books import acts_log, vault
    from nomina.desk.books.leaves import DeskLeaves
    from nomina.desk.boot import doctor
    from nomina.desk.files.models import Card
    from nomina.desk.files.record import draw_card
    from nomina.ledger.audit import audit
    from nomina.ledger.tree import root
    from tools.desk_fixture import promised as now

    for check in (doctor.database, doctor.tables):
        yield from (found.says for found in check() if found.level == "bad")
    is_now = now()
    for table, rows in promised["tables"].items():
        if is_now["tables"].get(table, -1) < rows:
            yield f"{table}: {is_now['tables'].get(table)} rows of {rows}"
    for number, cells in promised["files"].items():
        have = is_now["files"].get(number, {})
        gone = {name: cell for name, cell in cells.items() if have.get(name) != cell}
        if gone:
            yield f"{number}: {gone} is {[have.get(name) for name in gone]}"
    leaves = DeskLeaves()
    yield from (f"entry {index} was changed" for index in audit(leaves))
    if root(leaves, promised["log"]["size"]).hex() != promised["log"]["root"]:
        yield "the log has another root"
    acts_log.log()  # raises where it does not agree with what was signed and published
    yield from (f"vault: {fault.what}" for fault in vault().verify())
    if is_now["objects"] != promised["objects"]:
        yield f"{is_now['objects']} objects of {promised['objects']}"
    for card in Card.objects.select_related("file"):
        if card.words != draw_card(card.file, card.changed_at).words:
            yield f"the card of {card.number} holds other words when it is drawn anew"
    try:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE files_entry SET field = 'x'")
        yield "a row that stays was changed"
    except DatabaseError:
        pass


def main() -> None:
    """Migrate and say what is wrong, a line each."""
    desk = Path(sys.argv[1])
    database(desk)
    open_desk(desk)
    migrate()
    for fault in faults(json.loads((desk / PROMISES).read_text("utf-8"))):
        print(fault)


if __name__ == "__main__":
    main()
