"""What other apps list on the page of a file; files know nothing of them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from nomina.desk.files.models import File
from nomina.desk.files.shapes import Lines

Section = Callable[[HttpRequest, File], Lines | None]
_sections: list[Section] = []


def add(section: Section) -> None:
    """Have a section on the page of every file; it gives None where there is nothing to list."""
    if section not in _sections:
        _sections.append(section)


def of(request: HttpRequest, one: File) -> list[Lines]:
    """Give the sections of a file, as who asks may see them."""
    return [lines for section in _sections if (lines := section(request, one)) is not None]
