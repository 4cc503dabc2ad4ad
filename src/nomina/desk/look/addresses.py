"""Addresses that are the same on every page: those of places and of what the frame posts to.

A page has twenty of them, and looking one up takes as long as drawing a part of the frame.
"""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse


def address(name: str) -> str:
    """Give the address of a URL name without arguments.

    Raises:
        NoReverseMatch: there is none.
    """
    return _address(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(maxsize=256)
def _address(name: str, routes: str, _prefix: str) -> str:
    return reverse(name, routes)
