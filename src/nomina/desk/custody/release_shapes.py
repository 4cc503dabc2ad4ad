"""What the pages of releases are made of, beside the shapes that all pages share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django import forms

from nomina.desk.custody.release_check import Missing


@dataclass(frozen=True, slots=True)
class Check:
    """All that stands in the way of a release, and what would settle each."""

    template: ClassVar[str] = "custody/release_check.html"
    title: str
    says: str
    lacks: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A form within the page by which tags are read; ``frame`` is where a camera asks."""

    template: ClassVar[str] = "custody/release_read.html"
    title: str
    says: str
    form: forms.Form
    href: str
    button: str
    frame: str
