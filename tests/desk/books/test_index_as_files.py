"""What a vault with its index in a file promises, it promises in the desk's database too.

The bodies are those of `tests.vault`; here are only the fixtures that they ask for.
"""

from __future__ import annotations

import pytest

from nomina.desk.books.index import DeskIndex
from nomina.vault import Index, Master, Vault
from tests.vault import test_vault, test_vault_index
from tests.vault.test_vault_index import CARD, STORE, Again
from tests.vault.vaults import CHEAP, SECRET, MemoryObjects, noon

BODIES = {
    name: body
    for module in (test_vault, test_vault_index)
    for name, body in vars(module).items()
    if name.startswith("test_")
    and body.__code__.co_varnames[: body.__code__.co_argcount][:1] in {("vault",), ("index",)}
    and not {"path", "tmp_path"} & set(body.__code__.co_varnames[: body.__code__.co_argcount])
}
globals().update(BODIES)


def test_the_bodies_are_all_there() -> None:
    assert len(BODIES) == 24, sorted(BODIES)


@pytest.fixture
def vault(no_rows: str) -> Vault:
    objects = MemoryObjects()
    master = Master.made(SECRET, objects.id, CHEAP)
    DeskIndex.bind(objects.id, master.card)
    return Vault(objects, DeskIndex(), master, noon)


@pytest.fixture
def index(no_rows: str) -> Index:
    DeskIndex.bind(STORE, CARD)
    return DeskIndex()


@pytest.fixture
def another() -> Again:
    return DeskIndex
