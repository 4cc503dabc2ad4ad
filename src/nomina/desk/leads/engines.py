"""What turns photos into templates: the embedded pack behind the sandboxed decoder.

The setting DESK_ENGINE names another by dotted path; tests have one without networks. An old run is
computed again by the packs of its record, where they are installed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from nomina.errors import PackError
from nomina.faces import list_packs, load_pack
from nomina.leads.documents import ModelRecord, PackRecord
from nomina.leads.engine import Engine
from nomina.leads.identify import real_engine
from nomina.words import tr

PACKS = ("embedded",)
THREADS = 1
"""A desk answers people on the same machine; its work in the background takes one core."""


@dataclass(frozen=True)
class Tools:
    """An engine, and what finds the faces in it, for the record of a run."""

    engine: Engine
    finder: tuple[ModelRecord, ...]


@contextmanager
def real() -> Iterator[Tools]:
    """Start the packs and the decoder.

    Raises:
        PackError: a pack cannot be used.
    """
    with real_engine(PACKS, THREADS) as (engine, finder):
        yield Tools(engine, finder)


def tools() -> AbstractContextManager[Tools]:
    """Give what the settings name."""
    named = getattr(settings, "DESK_ENGINE", f"{__name__}.real")
    made: AbstractContextManager[Tools] = import_string(named)()
    return made


@contextmanager
def tools_of(packs: Sequence[PackRecord]) -> Iterator[Tools]:
    """Start the packs of a record: the desk's own where they are the same, else those installed.

    Raises:
        PackError: one of them is not here, or not what it was.
    """
    wanted = [one.digest for one in packs]
    with tools() as own:
        if [pack.digest for pack in own.engine.packs] == wanted:
            yield own
            return
    with real_engine([installed(one) for one in packs], THREADS) as (engine, finder):
        yield Tools(engine, finder)


def installed(wanted: PackRecord) -> str:
    """Give the name by which the pack of a record can be loaded; every byte of it is checked.

    Raises:
        PackError: it is not here, or it was changed.
    """
    for name in list_packs():
        try:
            if load_pack(name).digest == wanted.digest:
                return name
        except PackError:
            if name == wanted.name:
                raise
    raise PackError(
        tr("the model pack of this run is not installed, so it cannot be computed again"),
        where=f"{wanted.name} {wanted.digest}",
        todo=tr("Add that very pack with `nomina models add`"),
    )
