"""Small tools for drawing: outcomes with shares, counts, and shares that turn out or do not."""

from __future__ import annotations

import math
import random
from bisect import bisect
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


class Draw(Generic[T]):
    """Outcomes with their shares, made ready to be drawn."""

    def __init__(self, shares: Mapping[T, float]) -> None:
        self._outcomes = tuple(shares)
        self._steps = tuple(accumulate(shares.values()))

    def __call__(self, dice: random.Random) -> T:
        """Draw one."""
        place = bisect(self._steps, dice.random() * self._steps[-1])
        return self._outcomes[min(place, len(self._outcomes) - 1)]


def pick(dice: random.Random, things: Sequence[T]) -> T:
    """Draw one of several things, each as likely; faster than `random.choice`."""
    return things[int(dice.random() * len(things))]


def poisson(dice: random.Random, mean: float) -> int:
    """Draw a count by multiplying uniforms (Knuth); for small means."""
    if mean <= 0.0:
        return 0
    limit, count, product = math.exp(-mean), 0, dice.random()
    while product > limit:
        count += 1
        product *= dice.random()
    return count


def exponential(dice: random.Random, mean: float) -> float:
    """Draw a waiting time."""
    return -mean * math.log(1.0 - dice.random())


def words(text: str) -> tuple[str, ...]:
    """Give the words of a text."""
    return tuple(text.split())
