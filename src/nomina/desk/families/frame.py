"""How the app joins the frame of every page, and what other apps show of it."""

from __future__ import annotations


def join() -> None:
    """Join, subject by subject."""
