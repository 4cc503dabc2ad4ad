"""A person who does not exist, and photos of them."""

from __future__ import annotations

from dataclasses import dataclass

from nomina.synthetic.canvas import F32, U8
from nomina.synthetic.portrait import draw, landmarks
from nomina.synthetic.traits import Traits, draw_traits
from nomina.synthetic.views import View, ante_mortem, post_mortem


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person.

    Args:
        seed: any whole number from 0; the same seed is the same person.
        traits: what they look like.
    """

    seed: int
    traits: Traits

    @classmethod
    def from_seed(cls, seed: int) -> Person:
        """Invent the person of this seed."""
        return cls(seed, draw_traits(seed))

    def ante_mortem_view(self, number: int) -> View:
        """Say how the ``number``-th photo in life shows them."""
        return ante_mortem(self.traits, number)

    def post_mortem_view(self, number: int, *, turn: float = 0.0) -> View:
        """Say how the ``number``-th photo of the body shows them, turned clockwise by ``turn``."""
        return post_mortem(self.traits, number, turn)

    def ante_mortem(self, number: int = 0, size: int = 256) -> U8:
        """Draw the ``number``-th photo in life, (size, size, 3) RGB."""
        return self.photo(self.ante_mortem_view(number), size)

    def post_mortem(self, number: int = 0, size: int = 256, *, turn: float = 0.0) -> U8:
        """Draw the ``number``-th photo of the body, turned in the picture by ``turn`` degrees."""
        return self.photo(self.post_mortem_view(number, turn=turn), size)

    def photo(self, view: View, size: int = 256) -> U8:
        """Draw the photo that this view describes, (size, size, 3) RGB."""
        return draw(self.traits, view, size)

    def landmarks(self, view: View, size: int = 256) -> F32:
        """Give the five landmarks (5, 2) of `photo` in pixels, in the order of dlib's predictor."""
        return landmarks(self.traits, view, size)
