"""Which bytes of the vault other rooms refer to; taking a photo away leaves those. Files know none.

A room that keeps bytes in the vault adds itself when the app is ready, and holds them
(`nomina.vault.Vault.hold`) within its act, so that it and whoever takes the same bytes away wait
for each other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

Asked = Callable[[Collection[str]], set[str]]
_rooms: list[Asked] = []


def add(asked: Asked) -> None:
    """Ask one more room; it gives those of the digests that it refers to."""
    if asked not in _rooms:
        _rooms.append(asked)


def of(digests: Collection[str]) -> set[str]:
    """Give those of the digests that some room refers to."""
    return {one for asked in _rooms for one in asked(digests)}
