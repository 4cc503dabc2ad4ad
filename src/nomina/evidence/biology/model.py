"""The model: chances of what is recorded of a body, of a file, and of both if they are one person.

With x of a body, y of a file and z what is true, LR = P(x, y) / (P(x) P(y)), where
P(x, y) = sum over z of P(z) P(x | z) P(y | z). Three parts multiply, since in the population the
sex is taken to be independent of age and colours, and the blood group of everything:

- sex, stature given sex (bivariate normal), build given sex;
- age, hair given age (greying) and eyes, natural hair with eyes as a joint table;
- blood group.

Where a part has no field that both sides know, it is 1 exactly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nomina.cases.description import Described
from nomina.errors import InputError
from nomina.evidence.biology import tables
from nomina.evidence.biology.ages import Ages, by_age, of_register, positive, share
from nomina.evidence.biology.coded import SEX, Coded, Frames, Looks
from nomina.evidence.biology.statures import Statures
from nomina.evidence.biology.tables import BUILDS, EYES, HAIRS, NATURAL, SEXES, TYPED
from nomina.evidence.parameters import Parameters

Floats = NDArray[np.float64]
Places = NDArray[np.intp]


class FramePart:
    """Sex, stature and build."""

    def __init__(
        self,
        people: Sequence[Described],
        statures: Statures,
        sides: tuple[Frames, Frames],
        parameters: Parameters,
    ) -> None:
        weight = positive(parameters, "prior_weight")
        prior = tables.row(parameters.table("sex_share"), SEXES, "sex_share")
        found = Counter((one.physical.sex, one.physical.build) for one in people)
        counts = np.array([sum(n for (it, _), n in found.items() if it is sex) for sex in SEXES])
        self.sexes = (weight * prior + counts) / (weight + counts.sum())
        if not (self.sexes > 0.0).all():
            raise InputError("each sex needs a share above 0", where="sex_share")
        builds = tables.rows(parameters, "build", SEXES, BUILDS)
        for place, sex in enumerate(SEXES):
            counts = np.array([found[sex, build] for build in BUILDS])
            builds[place] = (weight * builds[place] + counts) / (weight + counts.sum())
        body, file = (
            tables.with_unknown(tables.rows(parameters, name, BUILDS, BUILDS))
            for name in ("build_body", "build_file")
        )
        both = np.einsum("sb,bx,by->sxy", builds, body, file)
        apart = both[:, :, -1], both[:, -1, :]
        self._build = both / (apart[0][:, :, None] * apart[1][:, None, :])
        self._statures, self._sides = statures, sides
        self._seen = [statures.seen(each.statures) for each in sides]
        density = [
            each.sex * build[:, each.build] * seen.density()[:, each.stature]
            for each, build, seen in zip(sides, apart, self._seen, strict=True)
        ]
        self.alone = [self.sexes @ each for each in density]
        """Density of each class of body, and of person, among all people."""
        self._sex = [each / alone for each, alone in zip(density, self.alone, strict=True)]
        self._sex[0] *= self._kept(sides[0])

    def _kept(self, bodies: Frames) -> Floats:
        """Give the least chance, over the sex recorded, that a body is tall enough, (k,).

        A body too short to be compared counts as of unknown stature. With t the chance of that,
        the mean LR is at most that of the others, 1, plus t; with a factor 1 - t on the others it
        is at most 1 again.
        """
        error = np.where(bodies.known & SEX, bodies.sex.min(axis=0), 0.0)
        kept = self._seen[0].kept[:, :, bodies.stature]
        right = (1.0 - error) * self.sexes[:, None]
        wrong = error * self.sexes[::-1, None]
        by_sex = (right * kept[[0, 1], [0, 1]] + wrong * kept[[0, 1], [1, 0]]) / (right + wrong)
        return np.asarray(by_sex.min(axis=0))

    def lr(self, x: Places, y: Places) -> Floats:
        """Give the LR of classes; ``x`` and ``y`` are places that broadcast to one shape."""
        bodies, people = self._sides
        out = np.zeros(np.broadcast_shapes(x.shape, y.shape))
        for sex, share_of_sex in enumerate(self.sexes):
            tall = self._statures.together(
                sex, self._seen[0], bodies.stature[x], self._seen[1], people.stature[y]
            )
            tall *= self._build[sex][bodies.build[x], people.build[y]]
            out += share_of_sex * self._sex[0][sex][x] * self._sex[1][sex][y] * tall
        return np.where((bodies.known[x] & people.known[y]) != 0, out, 1.0)

    def rows(self, x: Places) -> Floats:
        """Give the LR of some classes of bodies with all classes of people, (len(x), k).

        The same as `lr`, quicker: what repeats among classes is worked out once.
        """
        bodies, people = self._sides
        some, at = np.unique(bodies.stature[x], return_inverse=True)
        every = np.arange(len(people.statures), dtype=np.intp)
        out = np.zeros((len(x), len(people.known)))
        for sex, share_of_sex in enumerate(self.sexes):
            tall = self._statures.together(
                sex, self._seen[0], some[:, None], self._seen[1], every[None, :]
            )
            mine = share_of_sex * self._sex[0][sex][x]
            theirs = self._build[sex][:, people.build] * self._sex[1][sex]
            for place, body in enumerate(x.tolist()):
                part = tall[at[place]].take(people.stature)
                part *= theirs[bodies.build[body]]
                part *= mine[place]
                out[place] += part
        out[(bodies.known[x][:, None] & people.known) == 0] = 1.0
        return out


class LookPart:
    """Age, hair and eyes, made ready for the classes of two registers.

    With the colours true at death being natural or, with the chance g(age), grey hair, P(x, y) is
    U times the sum over ages of (1 - g) plus V times that of g: U and V are tables of colours.
    """

    def __init__(
        self,
        people: Sequence[Described],
        ages: Ages,
        sides: tuple[Looks, Looks],
        parameters: Parameters,
    ) -> None:
        known = [one.age for each in people if (one := each.physical).age is not None]
        self.ages = of_register(known, parameters)
        grey = by_age(parameters, "greying")
        if not ((grey >= 0.0) & (grey <= 1.0)).all():
            raise InputError("a share of grey hair is not between 0 and 1", where="greying")
        joint = _hair_eyes(people, parameters)
        hair = [
            tables.with_unknown(tables.confusion(parameters, "hair_confusion", factor, HAIRS))
            for factor in ("hair_factor_body", "hair_factor_file")
        ]
        eyes = [
            tables.with_unknown(tables.confusion(parameters, "eyes_confusion", factor, EYES))
            for factor in ("eyes_factor_body", "eyes_factor_file")
        ]
        coloured = [each[: len(NATURAL)] for each in hair]
        self.natural = np.einsum(
            "he,hx,hy,eu,ev->xuyv", joint, *coloured, *eyes, optimize=True
        ).reshape(36, 36)
        iris = np.einsum("e,eu,ev->uv", joint.sum(axis=0), *eyes)
        self.grey = np.einsum("x,y,uv->xuyv", hair[0][-1], hair[1][-1], iris).reshape(36, 36)
        self._sides = sides
        rows = ages.body_rows(sides[0].ages), ages.person_rows(sides[1].ages)
        shares = self.ages * (1.0 - grey), self.ages * grey
        self._both = [(rows[0] * each) @ rows[1].T for each in shares]
        self.alone = [
            natural[each.colours] * (side @ shares[0])[each.age]
            + grey[each.colours] * (side @ shares[1])[each.age]
            for each, side, natural, grey in (
                (sides[0], rows[0], self.natural[:, -1], self.grey[:, -1]),
                (sides[1], rows[1], self.natural[-1, :], self.grey[-1, :]),
            )
        ]
        """Chance of each class of body, and of person, among all people."""

    def lr(self, x: Places, y: Places) -> Floats:
        """Give the LR of classes; ``x`` and ``y`` are places that broadcast to one shape."""
        bodies, people = self._sides
        at = bodies.colours[x], people.colours[y]
        ages = bodies.age[x], people.age[y]
        both = self.natural[at] * self._both[0][ages] + self.grey[at] * self._both[1][ages]
        lr = _ratio(both, self.alone[0][x] * self.alone[1][y])
        return np.where((bodies.known[x] & people.known[y]) != 0, lr, 1.0)


def _ratio(both: Floats, apart: Floats) -> Floats:
    """Divide; what nobody can have (its chance is 0) tells nothing."""
    return np.divide(both, apart, out=np.ones_like(both), where=apart > 0.0)


def _hair_eyes(people: Sequence[Described], parameters: Parameters) -> Floats:
    """Give shares of natural hair with eyes (4, 5): the shipped ones and those of the register."""
    table = parameters.matrix("hair_eyes")
    flat = {f"{hair} {eyes}": value for hair, line in table.items() for eyes, value in line.items()}
    names = [f"{hair} {eyes}" for hair in NATURAL for eyes in EYES]
    prior = tables.row(flat, names, "hair_eyes").reshape(len(NATURAL), len(EYES))
    weight = positive(parameters, "prior_weight")
    found = Counter((each.physical.hair, each.physical.eyes) for each in people)
    counts = np.array([[found[hair, eyes] for eyes in EYES] for hair in NATURAL])
    return np.asarray((weight * prior + counts) / (weight + counts.sum()))


class BloodPart:
    """The blood group: a table of 13 by 13, "not known" last."""

    def __init__(self, people: Sequence[Described], parameters: Parameters) -> None:
        weight = positive(parameters, "prior_weight")
        prior = tables.row(parameters.table("blood"), TYPED, "blood")
        found = Counter(each.physical.blood for each in people)
        counts = np.array([found[group] for group in TYPED])
        shares = (weight * prior + counts) / (weight + counts.sum())
        body = tables.typing(shares, share(parameters, "blood_error_body"))
        file = tables.typing(shares, share(parameters, "blood_error_file"))
        self.alone = shares @ body, shares @ file
        both = np.einsum("t,tx,ty->xy", shares, body, file)
        self.lr = _ratio(both, np.outer(*self.alone))
        self.lr[-1, :] = self.lr[:, -1] = 1.0


class Model:
    """All three parts for the classes of two coded registers."""

    def __init__(
        self,
        people: Sequence[Described],
        statures: Statures,
        ages: Ages,
        sides: tuple[Coded, Coded],
        parameters: Parameters,
    ) -> None:
        self.bodies, self.people = sides
        self.frame = FramePart(people, statures, (sides[0].frames, sides[1].frames), parameters)
        self.look = LookPart(people, ages, (sides[0].looks, sides[1].looks), parameters)
        self.blood = BloodPart(people, parameters)
        self.mixed_up = share(parameters, "mixed_up")

    def different(self, bodies: Places) -> Floats:
        """Give the chance of what bodies show among all people; a density where stature is known.

        It is over all values of the fields that are known of that body, and by them alone.
        """
        return np.asarray(
            self.frame.alone[0][self.bodies.frame[bodies]]
            * self.look.alone[0][self.bodies.look[bodies]]
            * self.blood.alone[0][self.bodies.blood[bodies]]
        )
