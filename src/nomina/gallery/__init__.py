"""Templates in, the k nearest out: exact search behind one small Protocol."""

from nomina.gallery.exact import ExactGallery
from nomina.gallery.protocol import Found, Gallery

__all__ = ["ExactGallery", "Found", "Gallery"]
