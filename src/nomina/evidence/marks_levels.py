"""Free words and texts compared in levels: the same, near, different.

A value that the register holds often says little when it agrees: the share of each level under
"different people" is counted in the register itself,

    p(v) = (n_v + 1) / (N + W),

where n_v of N values are v and W stands for values that nobody wrote down yet; no value is taken
to be rarer than 1 / (N + W). The shares of the three levels add up to 1 for every known value, so
that the mean ratio under "different people" is 1.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nomina.errors import InputError
from nomina.evidence.line import Floats

Ids = NDArray[np.int64]
Near = Callable[[Sequence[tuple[int, Hashable]]], Iterable[tuple[int, int]]]

_SOUND = str.maketrans(
    "абвгґдеєёэжзиіїйыклмнопрстуўфхцчшщ", "abvggdeeeeZziiiiiklmnoprstuufXTCSW"
) | str.maketrans({"ю": "iu", "я": "ia", "ь": "", "ъ": ""})
_LOOKS = str.maketrans("abcehikmoptxy", "авсенікмортху")
_LATIN = (
    *(("shch", "W"), ("sh", "S"), ("ch", "C"), ("zh", "Z"), ("kh", "X"), ("ts", "T")),
    *(("h", "g"), ("y", "i"), ("j", "i"), ("w", "v"), ("x", "ks"), ("q", "k"), ("c", "k")),
    *(("ii", "i"), ("ie", "e")),
)
_SMALL = 1 << 21
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=1 << 16)
def _fold_word(word: str) -> str:
    if re.search("[а-яёіїєґў]", word):
        # Letters of both scripts in one word are look-alikes of one another.
        word = word.translate(_LOOKS)
    word = word.translate(_SOUND)
    for letters, sound in _LATIN:
        word = word.replace(letters, sound)
    return word


def words(text: str) -> list[str]:
    """Give the words and numbers of a text, by sound: uk, ru and Latin spelling fall together."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("'", "").replace("’", "")
    return [_fold_word(word) for word in _WORD.findall(plain)]


def fold(text: str) -> str:
    """Give letters and digits of a text by sound, without spaces; empty where there are none."""
    return "".join(words(text))


class Levels:
    """Values numbered from 1 (0: not said), and the log ratio of every level.

    Args:
        values: each once, with the stratum (such as the kind of thing) that it is counted in.
        counts: (V,) how often each was written in the register.
        agree: P(same), P(near), P(different) for the same thing; they add up to 1.
        unseen: W, the weight of values that nobody wrote down.
        near: gives the pairs of places of values that are near each other, both ways.
        near_unseen: share of unseen values that would be near; 0 where nothing can be.
        unsure: gives pairs, both ways, that may be either, such as a number and part of it: their
            ratio is 1. Those near each other are near.

    Raises:
        InputError: ``agree`` does not add up to 1, or a number is not above 0.
    """

    def __init__(
        self,
        values: Sequence[tuple[int, Hashable]],
        counts: Floats,
        *,
        agree: tuple[float, float, float],
        unseen: float,
        near: Near,
        near_unseen: Callable[[Hashable], float],
        unsure: Near | None = None,
    ) -> None:
        if min(agree) <= 0.0 or abs(sum(agree) - 1.0) > 1e-9 or unseen <= 0.0:
            raise InputError(f"shares of levels {agree} are not above 0 or do not add up to 1")
        size = len(values)
        stratum = np.array([each for each, _ in values], np.intp)
        total = np.bincount(stratum, counts, minlength=1)
        weight = np.maximum(unseen, np.bincount(stratum, minlength=1) + 1.0)
        share = (counts + 1.0) / (total + weight)[stratum]
        rest = 1.0 - np.bincount(stratum, share, minlength=1)
        close_by = set(near(values))
        pairs = np.array(sorted(close_by), np.int64).reshape(-1, 2)
        either = sorted(set(unsure(values)) - close_by) if unsure else []
        open_ = np.array(either, np.int64).reshape(-1, 2)
        unseen_near = np.array([near_unseen(each) for _, each in values], float)
        close = np.bincount(pairs[:, 1], share[pairs[:, 0]], minlength=size)
        close = close + unseen_near * rest[stratum]
        no_near = close <= 0.0
        self.unsure = np.bincount(open_[:, 1], share[open_[:, 0]], minlength=size)
        """(V,) share of values that may be either, the same under both hypotheses."""
        told = 1.0 - self.unsure
        self.shares = np.stack([share, close, told - share - close])
        """(3, V) of each level under "different people"; columns and `unsure` add up to 1."""
        same = agree[0] * told
        near_same = np.where(no_near, 0.0, agree[1] * told)
        self.agree = np.stack([same, near_same, told - same - near_same])
        """(3, V) of each level for the same thing; columns and `unsure` add up to 1."""
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.where(self.agree > 0, np.log(self.agree / self.shares), 0.0)
        self._log = np.concatenate([np.zeros((3, 1)), logs], axis=1)
        self.near = pairs + 1
        """(n, 2) ids on the body and of the person that are near each other."""
        self._size = size + 1
        self._keys = self._key_of(self.near)
        self._open = self._key_of(open_ + 1)
        self._table: Floats | None = None
        if self._size**2 <= _SMALL:
            # One number more than there is: a value that nobody wrote down differs from all.
            every = np.arange(self._size + 1)
            self._table = self._compared(every[:, None], every[None, : self._size])

    def _key_of(self, pairs: Ids) -> Ids:
        return np.unique(pairs[:, 0] * self._size + pairs[:, 1])

    @property
    def most_different(self) -> float:
        """The largest log ratio of values that differ, at least 0."""
        return float(self._log[2].max())

    def log_ratio(self, found: Ids, known: Ids) -> Floats:
        """Give ln P(found | same thing) / P(found | any); 0 where one is not said."""
        if self._table is not None:
            return np.asarray(self._table[found, known])
        found, known = np.broadcast_arrays(found, known)
        out = np.zeros(found.shape)
        said = (found > 0) & (known > 0)
        out[said] = self._compared(found[said], known[said])
        return out

    def _compared(self, found: Ids, known: Ids) -> Floats:
        found, known = np.broadcast_arrays(found, known)
        out = self._log[2][known]
        key = found * self._size + known
        for keys, value in ((self._keys, self._log[1][known]), (self._open, np.zeros(()))):
            if len(keys):
                place = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
                out = np.where(keys[place] == key, value, out)
        out = np.where(found == known, self._log[0][known], out)
        return np.where(found == 0, 0.0, out)


def one_edit(values: Sequence[tuple[int, Hashable]], least: int = 4) -> set[tuple[int, int]]:
    """Give pairs of texts that one letter less, more or other makes equal; short ones never."""
    holes: dict[tuple[int, str], set[int]] = defaultdict(set)
    for place, (stratum, value) in enumerate(values):
        text = str(value)
        if len(text) >= least:
            # A hole marks where a letter may be another; without it, where one may be missing.
            for cut in range(len(text)):
                holes[stratum, text[:cut] + "\0" + text[cut + 1 :]].add(place)
            for cut in range(len(text) + 1):
                holes[stratum, text[:cut] + "\0" + text[cut:]].add(place)
    return _within(holes.values())


def shared(values: Sequence[tuple[int, Hashable]]) -> set[tuple[int, int]]:
    """Give pairs of sets of words that share one."""
    holders: dict[tuple[int, Hashable], set[int]] = defaultdict(set)
    for place, (stratum, value) in enumerate(values):
        assert isinstance(value, frozenset)
        for word in value:
            holders[stratum, word].add(place)
    return _within(holders.values())


def _within(groups: Iterable[set[int]]) -> set[tuple[int, int]]:
    return {(a, b) for group in groups if len(group) > 1 for a in group for b in group if a != b}
