"""Bytes kept once under their digest, each sealed with a key of its own, and checked at every read.

A vault stands on two things behind Protocols, `Objects` for bytes and `Index` for their rows; here
are a folder and a file for them. `place` puts both into one folder.
"""

from nomina.vault.folder import FolderObjects
from nomina.vault.index import FileIndex
from nomina.vault.master import Card, Cost, Master
from nomina.vault.place import Status, create, opened, status
from nomina.vault.protocols import Index, Objects, Row
from nomina.vault.vault import Fault, Kept, Vault

__all__ = [
    "Card",
    "Cost",
    "Fault",
    "FileIndex",
    "FolderObjects",
    "Index",
    "Kept",
    "Master",
    "Objects",
    "Row",
    "Status",
    "Vault",
    "create",
    "opened",
    "status",
]
