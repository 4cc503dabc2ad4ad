"""Bytes of a photo to pixels through a fenced decoder; renditions from pixels only."""

from nomina.images.door import Door
from nomina.images.formats import sniff
from nomina.images.photo import Claims, Limits, Photo
from nomina.images.renditions import rendition

__all__ = ["Claims", "Door", "Limits", "Photo", "rendition", "sniff"]
