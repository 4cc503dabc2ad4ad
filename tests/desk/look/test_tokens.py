"""The colours of the one stylesheet can be told apart, by the formula of WCAG 2.2."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nomina.desk.look import shapes

CSS = (Path(shapes.__file__).parent / "static" / "look" / "look.css").read_text("utf-8")
LIGHT = r":root \{\s*color-scheme: light dark;"
DARK = r':root\[data-theme="dark"\] \{'
DARK_DEVICE = r':root:not\(\[data-theme="light"\]\) \{'


def block(opening: str) -> str:
    found = re.search(opening + r"([^}]*)\}", CSS)
    assert found is not None
    return found[1]


def colours(opening: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block(opening)))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_formula_gives_the_published_values() -> None:
    """Black on white is 21; #767676 is the lightest grey that reaches 4.5 on white."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") >= 4.5 > contrast("#777777", "#ffffff")


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read_and_edges_seen(theme: str) -> None:
    is_ = colours(theme)
    grounds = ("bg", "surface", "accent-soft")
    text = [(name, ground) for name in ("ink", "ink-2", "accent") for ground in grounds]
    text += [(name, ground) for name in ("for", "against", "unsure") for ground in grounds]
    text += [("ink", "sunken"), ("accent-ink", "accent"), ("stop", "surface"), ("ink", "stop-soft")]
    assert {p: round(c, 2) for p in text if (c := contrast(is_[p[0]], is_[p[1]])) < 4.5} == {}
    # 1.4.11: what makes a control or a drawing out.
    parts = [
        (name, ground)
        for name in ("edge-2", "accent", "for", "against", "stop")
        for ground in grounds
    ]
    assert {p: round(c, 2) for p in parts if (c := contrast(is_[p[0]], is_[p[1]])) < 3} == {}
    assert contrast(is_["ink"], is_["surface"]) >= 7


def test_the_device_and_the_switch_give_the_same_dark() -> None:
    assert colours(DARK) == colours(DARK_DEVICE) != {}
    assert set(colours(DARK)) == set(colours(LIGHT)) - {"face"}


def test_the_grey_around_a_face_is_one_and_neutral() -> None:
    assert re.findall(r"--face: (#\w+);", CSS) == ["#808080"]


def test_nothing_comes_from_elsewhere_and_sides_are_logical() -> None:
    assert not re.search(r"url\(|@import|@font-face|https?:", CSS)
    sided = (
        r"(?<![\w-])(?:margin|padding|border)-(?:left|right)"
        r"|(?:^|[;{\s])(?:left|right)\s*:|text-align: (?:left|right)"
    )
    assert re.findall(sided, CSS) == []


def test_nothing_moves_for_who_wants_no_motion() -> None:
    """The parts that a browser draws by itself are not seen by scripts, so the text is read."""
    still = re.sub(r"@media \(prefers-reduced-motion: no-preference\) \{ .*? \} \}", "", CSS)
    assert len(still) < len(CSS)
    assert re.findall(r"(?:transition|animation|scroll-behavior)[\w-]*:[^;]*", still) == []
