"""Copies of one picture in a file: nobody has to look at the same thing twice (WEL-04).

A portrait comes from three relatives in three sizes, a page shows it a fourth time. The largest
stands for all of them; the others stay in the file, and say whose copy they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from nomina.desk.files.models import Content
from nomina.images.alike import copies


def copies_among(
    contents: Iterable[Content], preferred: Collection[UUID] = ()
) -> dict[UUID, Content]:
    """Give for each photo that is a copy of another the one that stands for it.

    Args:
        contents: of photos of one file, in the order in which they came.
        preferred: photos that stand for others before larger ones do, such as those with a face.
    """
    found: dict[UUID, Content] = {}
    kept: list[Content] = []
    for one in sorted(contents, key=lambda it: (it.pk not in preferred, -_pixels(it))):
        like = next((other for other in kept if copies(one.mark, other.mark)), None)
        if like is None:
            kept.append(one)
        else:
            found[one.pk] = like
    return found


def _pixels(content: Content) -> int:
    return (content.width or 0) * (content.height or 0)
