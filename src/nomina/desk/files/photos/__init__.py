"""The photos of files: taken in, looked at in the background, shown when asked for.

The original lies in the vault as it came. What people look at is rebuilt from its pixels; no byte
of either leaves before the act that opens it is in the ledger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest

    from nomina.desk.files.models import File
    from nomina.desk.files.photos.page import Photos


def shown(request: HttpRequest, file: File) -> Photos | None:
    """Give the photos of a file as a part of its page; None where its kind has none."""
    from nomina.desk.files.photos import page

    return page.shown(request, file)
