"""What turns photos into templates: the embedded pack behind the sandboxed decoder.

The setting DESK_ENGINE names another by dotted path; tests have one without networks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from nomina.leads.documents import ModelRecord
from nomina.leads.engine import Engine
from nomina.leads.identify import real_engine

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
