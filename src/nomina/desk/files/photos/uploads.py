"""Uploads stay in memory: no face ever lies in a temporary file (setting FILE_UPLOAD_HANDLERS)."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from nomina.desk.files.photos.intake import LARGEST

MOST = 256 * 2**20
"""Bytes of one request with all its files."""
MOST_OF_A_STRANGER = 64 * 2**10
"""The same of whoever has not signed in: a form of the sign-in, and no photo."""


class InMemory(FileUploadHandler):
    """Keeps each file in memory; one that is too large comes through empty, with ``over`` set."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - Django's name
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        """Read little of a stranger, whose files nobody would take, and nothing endless.

        Raises:
            StopUpload: the rest is not read.
        """
        known = getattr(getattr(self.request, "user", None), "is_authenticated", False)
        if content_length > (MOST if known else MOST_OF_A_STRANGER):
            raise StopUpload(connection_reset=True)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self._kept = io.BytesIO()
        self._over = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece, up to the limit of one photo."""
        if start + len(raw_data) > LARGEST:
            self._over, self._kept = True, io.BytesIO()
        elif not self._over:
            self._kept.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Give the file."""
        size = self._kept.tell()
        self._kept.seek(0)
        made = InMemoryUploadedFile(
            file=self._kept,
            field_name=self.field_name,
            name=self.file_name or "photo",
            content_type=self.content_type or "",
            size=size,
            charset=self.charset,
        )
        vars(made)["over"] = self._over
        return made
