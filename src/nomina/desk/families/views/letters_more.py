"""What letters and messages show on the pages of others."""

from __future__ import annotations

from nomina.desk.families import letters_kept, letters_out
from nomina.desk.files import needed


def join() -> None:
    """Join: what leaves is registered, and what is kept is not forgotten."""
    letters_out.join()
    needed.add(letters_kept.refers)
