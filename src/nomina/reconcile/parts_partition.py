"""How common states of teeth are, counted in the charts of a register."""

from __future__ import annotations

import numpy as np

from nomina.evidence.dental import states as st
from nomina.evidence.dental.model import Model
from nomina.evidence.line import Floats

_MOST = 10_000
_ROUNDS = 20
_MAJOR_OF = np.array([0, 1, *[2] * 31, 3, 4, 5, 6, 7, 2])
"""(39,) index into `states.MAJOR` of every state but "no information"."""


def learn(model: Model, states: st.Codes, groups: Floats, weight: float) -> int:
    """Count the shares of a model anew, and give the number of charts that were used.

    Expectation and maximisation over the class of each mouth; the shares that the model had count
    as ``weight`` charts in each class, so that no share becomes 0.

    Args:
        model: its shares are replaced.
        states: (n, 32) charts from life, such as have at least one known tooth.
        groups: (n, G) P(age group) of each.
        weight: how many charts the shares so far are worth.
    """
    if len(states) > _MOST:
        kept = np.linspace(0, len(states) - 1, _MOST).astype(np.intp)
        states, groups = states[kept], groups[kept]
    known = states != st.NO_INFORMATION
    major = np.where(known, _MAJOR_OF[np.minimum(states, st.SOME_SURFACES)], -1)
    seen = (major[:, :, None] == np.arange(len(st.MAJOR))).astype(np.float32)
    flat = seen.reshape(len(states), -1)
    before = _without_surfaces(model.shares)
    places = np.bincount(st.TYPE, minlength=len(st.TYPES))[:, None]
    of_type = np.eye(len(st.TYPES))[st.TYPE]
    shares, classes = before, model.classes
    for _ in range(_ROUNDS):
        log = np.log(shares)[:, st.TYPE].reshape(len(shares), -1)
        fit = flat @ log.T.astype(np.float32)
        fit = np.exp(fit - fit.max(axis=1, keepdims=True))
        both = groups[:, :, None] * classes * fit[:, None, :]
        both /= both.sum(axis=(1, 2), keepdims=True)
        counts = (both.sum(axis=1).T @ flat).reshape(len(shares), st.PLACES, -1)
        by_type = np.einsum("ctm,tk->ckm", counts, of_type)
        shares = _normal(by_type + weight * places * before)
        classes = _normal(both.sum(axis=0) + weight * model.classes)
    patterns = weight * places * model.patterns
    told = known & (states >= st.PATTERNS.start) & (states < st.PATTERNS.stop)
    kinds = np.broadcast_to(st.TYPE, states.shape)[told]
    np.add.at(patterns, (kinds, states[told].astype(np.intp) - st.PATTERNS.start), 1.0)
    model.learnt(shares, _normal(patterns), classes)
    return len(states)


def _without_surfaces(shares: Floats) -> Floats:
    restored = shares[..., st.PATTERNS].sum(axis=-1, keepdims=True)
    return np.concatenate([shares[..., :2], restored, shares[..., st.PATTERNS.stop :]], axis=-1)


def _normal(counts: Floats) -> Floats:
    return np.asarray(counts / counts.sum(axis=-1, keepdims=True))
