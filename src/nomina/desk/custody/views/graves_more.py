"""What graves show on the pages of the register, and what they have it obey."""

from __future__ import annotations

from nomina.desk.custody import graves


def join() -> None:
    """Close graves to all other acts, and stand on the pages of operation, place and item."""
    graves.join()
