"""The books of a desk: its log of acts and the rows of its vault, in its own database.

Act, entry and row are one transaction: all of it happened, or none. Names of modules with Django's
tables in them are imported when they are asked for, because the package is read before those are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nomina.desk.books.acts_log import DeskLedger
    from nomina.vault import Vault


def ledger() -> DeskLedger:
    """Give the ledger of the open desk, for `nomina.desk.acts` (setting DESK_LEDGER)."""
    from nomina.desk.books.acts_log import DeskLedger

    return DeskLedger()


def vault() -> Vault:
    """Give the vault of the open desk; its rows are part of the transaction that is open.

    Raises:
        StoreError: its store is not there, or is another one; nothing was changed.
    """
    from nomina.desk.books.store import opened

    return opened()
