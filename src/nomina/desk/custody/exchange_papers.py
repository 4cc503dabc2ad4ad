"""The bytes of papers of exchange in the vault, and how they leave it.

The vault keeps equal bytes once for the whole desk and forgets them with the last photo that holds
them; a paper lies in an envelope of its batch, so nothing that happens to a photo reaches it.
"""

from __future__ import annotations

import hashlib
import unicodedata
from uuid import UUID

from django.http import HttpResponse

from nomina.desk.books import vault
from nomina.desk.custody.models import BatchDocument, ManifestReceipt
from nomina.desk.people.text import NAME
from nomina.errors import StoreError
from nomina.words import tr

_BEGINS = b"nomina exchange 1\n"


def envelope(batch: UUID, data: bytes) -> bytes:
    """Put a paper into the envelope of its batch."""
    return _BEGINS + batch.bytes + data


def unwrapped(paper: BatchDocument | ManifestReceipt) -> bytes:
    """Give the bytes of a paper, hashed again.

    Raises:
        StoreError: the vault does not hold them, or they were changed.
    """
    batch = paper.manifest.batch_id if isinstance(paper, ManifestReceipt) else paper.batch_id
    begins = _BEGINS + batch.bytes
    whole = vault().read(paper.kept)
    data = whole[len(begins) :]
    if not whole.startswith(begins) or hashlib.sha256(data).hexdigest() != paper.digest:
        raise StoreError(tr("a paper of an exchange was changed"), where=paper.digest)
    return data


def file_name(typed: str) -> str:
    """Give the name of a file as it is kept: one line of text, and never a path."""
    last = typed.replace("\\", "/").rpartition("/")[2]
    kept = "".join(
        sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign)[0] != "C"
    )
    return " ".join(kept.split())[:NAME] or "-"


def download(data: bytes, name: str) -> HttpResponse:
    """Give bytes to be carried away, and never to be shown by the browser.

    Args:
        data: the file.
        name: of our making, plain letters.
    """
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox"
    return response
