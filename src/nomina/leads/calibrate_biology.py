"""What solved cases say of sex, stature, age and blood group.

Every field is stated twice of one person, by the examiner of the body and by the file, and either
may err. Who erred is shared out by how likely each is (expectation and maximisation), until
nothing moves.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nomina.cases.description import Described, StatureSource
from nomina.evidence import Parameters
from nomina.evidence.biology.ages import BORN, Ages
from nomina.evidence.biology.statures import Statures
from nomina.evidence.biology.tables import SEXES, TYPED
from nomina.leads.calibrate_estimates import WEIGHT, Learnt, beta

Floats = NDArray[np.float64]
Pair = tuple[Described, Described]
_ROUNDS = 200


def biology(pairs: Sequence[Pair], people: Sequence[Described], shipped: Parameters) -> Learnt:
    """Estimate what can be of the block of biology; ``people`` is the whole list."""
    learnt = Learnt(shipped)
    _sexes(pairs, learnt)
    _statures(pairs, people, learnt)
    _ages(pairs, learnt)
    _bloods(pairs, people, learnt)
    return learnt


def _sexes(pairs: Sequence[Pair], learnt: Learnt) -> None:
    """Estimate the errors of sex by what it was read from, and those of files."""
    errors, in_file = learnt.shipped.table("sex_error"), learnt.shipped.number("sex_error_file")
    sides = [
        (body.physical.sex_basis.value, body.physical.sex != person.physical.sex)
        for body, person in pairs
        if body.physical.sex in SEXES and person.physical.sex in SEXES
    ]
    cases = Counter(basis for basis, _ in sides)
    clashes = Counter(basis for basis, differ in sides if differ)
    body, file = dict(errors), in_file
    for _ in range(_ROUNDS):
        wrong = {}
        for basis, one in body.items():
            mine, theirs = one * (1.0 - file), file * (1.0 - one)
            wrong[basis] = mine / (mine + theirs)
        of_file = sum(n * (1.0 - wrong[basis]) for basis, n in clashes.items())
        body = {
            basis: beta(errors[basis], clashes[basis] * wrong[basis], cases[basis])
            for basis in errors
        }
        file = beta(in_file, of_file, len(sides))
    learnt.table("sex_error", {basis: (body[basis], cases[basis]) for basis in errors})
    learnt.number("sex_error_file", file, len(sides))


def _statures(pairs: Sequence[Pair], people: Sequence[Described], learnt: Learnt) -> None:
    """Estimate standard errors of measured bodies and, by source, of files.

    A difference is normal with both variances together; descriptions of somebody else, whose
    statures differ by the spread of people too, take their share of it.
    """
    shipped = learnt.shipped
    model = Statures(people, shipped)
    mixed, spread = shipped.number("mixed_up"), 2.0 * float(np.mean(model.sd)) ** 2
    known: list[tuple[str, float]] = []
    for body, person in pairs:
        tall, other = body.physical.stature, person.physical.stature
        one, two = model.of_body(body.physical), model.of_person(person.physical)
        if tall is None or other is None or one is None or two is None or one[2] or two[2]:
            continue
        stated = (tall.error_mm, tall.width_mm, other.error_mm, other.width_mm)
        if tall.source is StatureSource.MEASURED and not any(stated):
            known.append((other.source.value, one[0] - two[0]))
    body_sd = shipped.table("stature_error_body")
    before = {**shipped.table("stature_error_file"), "": body_sd[StatureSource.MEASURED.value]}
    found = {name: sd**2 for name, sd in before.items()}
    off = {
        name: np.array([each for source, each in known if source == name]) ** 2 for name in found
    }
    for _ in range(_ROUNDS):
        sums, counts = dict.fromkeys(found, 0.0), dict.fromkeys(found, 0.0)
        for source, squares in off.items():
            if source and len(squares):
                whole = found[""] + found[source]
                right = (1.0 - mixed) * _density(squares, whole)
                right = right / (right + mixed * _density(squares, whole + spread))
                for name in ("", source):
                    share = found[name] / whole
                    rest = found[name] * (1.0 - share)
                    sums[name] += float((right * (share**2 * squares + rest)).sum())
                    counts[name] += float(right.sum())
        found = {name: beta(before[name] ** 2, sums[name], counts[name]) for name in found}
    measured = {StatureSource.MEASURED.value: (math.sqrt(found.pop("")), len(known))}
    learnt.table("stature_error_body", measured)
    learnt.table(
        "stature_error_file",
        {name: (math.sqrt(value), len(off[name])) for name, value in found.items()},
    )


def _density(squares: Floats, variance: float) -> Floats:
    return np.asarray(np.exp(-0.5 * squares / variance) / math.sqrt(variance))


def _ages(pairs: Sequence[Pair], learnt: Learnt) -> None:
    """Estimate the share of estimates of age on bodies that say nothing.

    Only where the file has a birth date, so that the true age is known.
    """
    model = Ages(learnt.shipped)
    rows = []
    for body, person in pairs:
        found, known = body.physical.age, person.physical.age
        if found is None or known is None or known.method != BORN:
            continue
        middle, sd = model.body_key(found)
        true = min(len(model.floor) - 1, int(known.low + known.high))
        rows.append((model.kernel(sd)[int(middle), true],))
    shipped = model.error_body
    chance = np.array(rows).reshape(-1)
    flat = 1.0 / len(model.floor)
    good = (chance - shipped * flat) / (1.0 - shipped)  # the kernel mixes both
    error = shipped
    for _ in range(_ROUNDS):
        nothing = error * flat / (error * flat + (1.0 - error) * good)
        error = beta(shipped, float(nothing.sum()), len(chance))
    learnt.number("age_error_body", error, len(chance))


def _bloods(pairs: Sequence[Pair], people: Sequence[Described], learnt: Learnt) -> None:
    """Estimate how often a group that is stated says nothing, on bodies and in files."""
    prior = learnt.shipped.table("blood")
    counts = Counter(one.physical.blood.value for one in people if one.physical.blood in TYPED)
    whole = WEIGHT + sum(counts.values())
    share = {name: (WEIGHT * one + counts[name]) / whole for name, one in prior.items()}
    stated = [
        (share[body.physical.blood.value], body.physical.blood is person.physical.blood)
        for body, person in pairs
        if body.physical.blood in TYPED and person.physical.blood in TYPED
    ]
    before = [learnt.shipped.number(f"blood_error_{side}") for side in ("body", "file")]
    body, file = before
    for _ in range(_ROUNDS):
        wrong_body = wrong_file = 0.0
        for common, agree in stated:
            both, one, two = body * file, body * (1.0 - file), file * (1.0 - body)
            right = (1.0 - body) * (1.0 - file) / common if agree else 0.0
            all_ways = both + one + two + right
            wrong_body += (both + one) / all_ways
            wrong_file += (both + two) / all_ways
        body = beta(before[0], wrong_body, len(stated))
        file = beta(before[1], wrong_file, len(stated))
    learnt.number("blood_error_body", body, len(stated))
    learnt.number("blood_error_file", file, len(stated))
