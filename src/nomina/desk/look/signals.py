"""What the look tells the other apps."""

from __future__ import annotations

from django.dispatch import Signal

chosen = Signal()
"""Somebody chose a language, theme or contrast in the header.

Sent with ``request`` and ``choice``, a dict with any of ``language``, ``theme``, ``contrast``. The
cookies are set already; an app that keeps such choices with a person keeps them here.
"""
