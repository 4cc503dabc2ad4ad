"""A thing that is known not to have been there."""

from __future__ import annotations

import pytest

from nomina.cases.description import Effect, EffectKind


@pytest.mark.parametrize(
    ("item", "none"),
    [
        ("none", True),
        ("None ", True),
        ("немає", True),
        ("нет", True),
        ("", False),
        ("wedding", False),
    ],
)
def test_none_is_said_by_the_item(item: str, none: bool) -> None:
    assert Effect(EffectKind.RING, item).is_none is none
