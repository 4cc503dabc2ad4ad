"""Broken and hostile images at the door of what comes: read as nothing, and opened by nobody."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from nomina.desk.files.models import Photo
from nomina.desk.people.models import Operation
from nomina.desk.transmit import incoming_read
from nomina.desk.transmit.actions.incoming_items import AddItemPhoto, TakeItem, opened
from nomina.desk.transmit.models import Incoming, IncomingItem
from nomina.errors import InputError
from tests.desk.files.people import make_team
from tests.desk.people.cast import NOW, make_cast
from tests.desk.transmit.incoming_post import ALL, Desk, bureau, missing, package

MALFORMED = Path(__file__).parents[4] / "shared" / "data" / "malformed"
HEADS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"GIF8", b"BM", b"II*\x00", b"")
DICE = random.Random(7)


def images() -> list[bytes]:
    """Those at hand, and drawn ones that begin as images do."""
    found = [path.read_bytes() for path in sorted(MALFORMED.glob("*")) if path.is_file()]
    return found + [head + DICE.randbytes(DICE.randint(1, 3000)) for head in HEADS * 5]


def test_no_image_is_read_as_anything_that_came() -> None:
    for data in images():
        for name in ("a.jpg", "list.csv", "list.xlsx", "b.json"):
            with pytest.raises(InputError):
                incoming_read.read(Operation(), data, name, NOW)


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
def test_images_that_come_with_an_item_are_taken_in_or_told_and_break_nothing(db: str) -> None:
    desk = Desk(make_team(make_cast()))
    bureau(desk.one, desk.officer)
    every = [data for data in images() if data]
    for number, start in enumerate(range(0, 20, 10)):
        item = desk.item(package(missing(f"M-{number}", allowed=ALL)))
        for data in DICE.sample(every, len(every))[start : start + 10]:
            desk.do(AddItemPhoto(item=item, data=data, name="x.jpg", alive="not-known"))
        desk.do(TakeItem(item=item, fields=["family name"], photos=opened(item)), desk.recorder)
    assert Photo.objects.count() == sum(one.photos.count() for one in _items())


def _items() -> list[IncomingItem]:
    return [item for one in Incoming.objects.all() for item in one.items.all()]
