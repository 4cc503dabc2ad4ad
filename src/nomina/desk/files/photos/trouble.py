"""Errors of the database while photos are taken in, said as what to do about them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error, IntegrityError

from nomina.desk.books.told import is_busy, is_full, place
from nomina.errors import NominaError, SpaceError, StoreError
from nomina.words import tr


@contextmanager
def told() -> Iterator[None]:
    """Say an error of the database; that a row is there already is left to the caller.

    Raises:
        SpaceError: there is no space; the act did not happen.
        StoreError: somebody else has been writing for long, or the database failed; it did not
            happen.
    """
    try:
        yield
    except IntegrityError:
        raise
    except Error as error:
        raise _explained(error) from error


def _explained(error: Error) -> NominaError:
    if is_full(error):
        return SpaceError(
            tr("there is no space left, and this was not kept"),
            where=place(),
            todo=tr("Free some space and do it again"),
        )
    if is_busy(error):
        return StoreError(
            tr("somebody else has been writing for long, and this was not kept"),
            where=place(),
            todo=tr("Try again"),
        )
    return StoreError(
        tr("the database failed, and this was not kept ({why})").format(why=error),
        where=place(),
        todo=tr("Check the disk, then do it again"),
    )
