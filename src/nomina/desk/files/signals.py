"""What happens to files, for the apps that stand on them."""

from __future__ import annotations

from django.dispatch import Signal

changed = Signal()
"""Something that comparisons rest on changed: ``file``, sent within the transaction of the act, so
that no change is kept without the work that follows from it."""

photo_leaves = Signal()
"""The content of a photo is being taken away: ``content``, sent within the transaction of the act,
so that whatever was made of it goes with it, or the act does not happen."""

photo_held = Signal()
"""A photo, or with ``photo`` None a whole file, is kept out of comparisons from now on: ``file``,
``photo``, sent within the transaction of the act."""

link_ends = Signal()
"""A link is being ended by hand: ``link``, sent within the transaction of the act; who holds that
it is not to be ended so raises `Refused`."""
