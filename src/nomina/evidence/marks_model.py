"""Marks of the body as numbers: how common each is, and what becomes of one that is known.

Cells of a kind are regions by motifs. Their shares come from the register of missing people,

    p(cell) = (n + 1 + W p0(cell)) / (N + C + W),

with C cells, so that none is rarer than 1 / (N + C + W); p0 is the regions' share of the
parameters, even over motifs. A mark whose region or motif nobody said counts in all cells that it
may be. A known mark y is seen as x with s(x|y) = (kind kept or taken for another) (region kept,
side swapped, neighbour, or any) (motif kept, or any); each part adds up to 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from nomina.cases.body import BodyRegion
from nomina.cases.description import Mark, MarkKind, Marks
from nomina.errors import InputError
from nomina.evidence.line import Bools, Floats
from nomina.evidence.marks_levels import Ids
from nomina.evidence.marks_words import motif_codes, motifs
from nomina.evidence.parameters import Parameters

KINDS = tuple(MarkKind)
REGIONS = tuple(BodyRegion)
ALL_REGIONS = (1 << len(REGIONS)) - 1
SOURCES = ("family", "medical file")
_KIND = {kind: place for place, kind in enumerate(KINDS)}
_REGION = {region: place for place, region in enumerate(REGIONS)}
_MOTIFS = {kind: {code: place for place, code in enumerate(motifs(kind))} for kind in KINDS}

_NEIGHBOURS: dict[str, tuple[str, ...]] = {
    "head": ("neck",),
    "neck": ("head", "trunk_front", "trunk_back"),
    "right_arm": ("right_hand", "trunk_front", "trunk_back"),
    "left_arm": ("left_hand", "trunk_front", "trunk_back"),
    "right_hand": ("right_arm",),
    "left_hand": ("left_arm",),
    "trunk_front": ("trunk_back", "neck", "right_arm", "left_arm", "right_leg", "left_leg"),
    "trunk_back": ("trunk_front", "neck", "right_arm", "left_arm", "right_leg", "left_leg"),
    "right_leg": ("right_foot", "trunk_front", "trunk_back"),
    "left_leg": ("left_foot", "trunk_front", "trunk_back"),
    "right_foot": ("right_leg",),
    "left_foot": ("left_leg",),
}

COMPONENTS = (
    (_KIND[MarkKind.TATTOO],),
    (_KIND[MarkKind.SCAR], _KIND[MarkKind.OPERATION], _KIND[MarkKind.IMPLANT]),
    (_KIND[MarkKind.MOLE], _KIND[MarkKind.OTHER]),
    (_KIND[MarkKind.AMPUTATION],),
    (_KIND[MarkKind.FRACTURE],),
    (_KIND[MarkKind.PIERCING],),
)
"""Kinds that may be taken for each other."""

LIMBS = {
    region: side
    for region in REGIONS
    for side in ("right", "left")
    if region.value.startswith(side)
}


@dataclass(frozen=True, slots=True)
class Seen:
    """A mark coded: bits for the regions and the motifs that it may have; all where not said."""

    kind: int
    regions: int
    motifs: int


@dataclass(frozen=True, slots=True)
class KnownMark:
    """A mark of a missing person coded, with its source (0 family, 1 medical file)."""

    seen: Seen
    source: int


def coded(mark: Mark) -> Seen:
    """Code one mark."""
    regions = ALL_REGIONS if mark.region is None else 1 << _REGION[mark.region]
    table = _MOTIFS[mark.kind]
    bits = sum(1 << table[code] for code in motif_codes(mark.kind, mark.motif))
    return Seen(_KIND[mark.kind], regions, bits or (1 << len(table)) - 1)


def looked(marks: Marks) -> Bools:
    """Give (kinds, regions) what could be seen on a body."""
    kinds = np.array([kind in marks.asked for kind in KINDS])
    regions = np.array([region in marks.preserved for region in REGIONS])
    return np.asarray(kinds[:, None] & regions[None, :])


def _bits(mask: int, size: int) -> Floats:
    return np.array([mask >> place & 1 for place in range(size)], float)


def _mirror(region: BodyRegion) -> BodyRegion:
    side = LIMBS.get(region)
    if side is None:
        return region
    return BodyRegion(region.value.replace(side, "left" if side == "right" else "right"))


class MarkModel:
    """The numbers of marks, with frequencies from a register of missing people.

    Raises:
        InputError: a probability is not in its range, or a row does not add up to 1.
    """

    def __init__(self, parameters: Parameters, register: Iterable[Marks]) -> None:
        self.parameters = parameters
        self._read()
        asked = np.zeros(len(KINDS))
        marks: dict[Seen, float] = {}
        for each in register:
            for kind in each.asked:
                asked[_KIND[kind]] += 1.0
            for mark in each.marks:
                seen = coded(mark)
                marks[seen] = marks.get(seen, 0.0) + float(mark.kind in each.asked)
        self._count(asked, marks)

    def _read(self) -> None:
        names = [kind.value for kind in KINDS]
        get = self.parameters
        self.found = np.array([_row(get, "found", source, names) for source in SOURCES])
        self.undocumented = np.array(
            [_row(get, "undocumented", source, names) for source in SOURCES]
        )
        self.seen_as = np.array([_row(get, "seen_as", kind, names, rest=0.0) for kind in names])
        _adds_up("seen_as", self.seen_as)
        self.region_prior = np.array(
            [_row(get, "regions", kind, [r.value for r in REGIONS]) for kind in names]
        )
        _adds_up("regions", self.region_prior)
        self.errors = np.array(
            [_row(get, "region_errors", s, ["side", "neighbour", "any"]) for s in SOURCES]
        )
        if self.errors.sum(axis=1).max() >= 1.0:
            raise InputError("region_errors of marks add up to 1 or more")
        self.motif_error = _share(get.number("motif_error"), "motif_error")
        tattoos = _share(get.number("tattooed"), "tattooed") * get.number("tattoos_each")
        rate = {MarkKind.TATTOO.value: tattoos, **get.table("marks_each")}
        missing = [name for name in names if rate.get(name, 0.0) <= 0.0]
        if missing:
            raise InputError(f"marks_each of marks has no number above 0 for {missing[0]}")
        self.listed = np.array([rate[name] for name in names])
        self.people_weight = get.number("people_weight")
        self.marks_weight = get.number("marks_weight")

    def _count(self, asked: Floats, marks: dict[Seen, float]) -> None:
        """Set rates and shares of cells from what the register says."""
        total = np.zeros(len(KINDS))
        cells = [np.zeros((len(REGIONS), len(motifs(kind)))) for kind in KINDS]
        prior = [
            self.region_prior[k][:, None] / len(motifs(kind)) + np.zeros(cells[k].shape)
            for k, kind in enumerate(KINDS)
        ]
        for seen, count in marks.items():
            total[seen.kind] += count
            may = _bits(seen.regions, len(REGIONS))[:, None] * self._motif_bits(seen)
            spread = may * (prior[seen.kind] + 1e-9)
            cells[seen.kind] += count * spread / spread.sum()
        weight = self.people_weight
        listed = (total + weight * self.listed) / (asked + weight)
        # What is on bodies: what registers list and is found, and what nobody listed.
        self.rate = listed * self.found[0] / (1.0 - self.undocumented[0])
        self.cells = []
        for counted, before in zip(cells, prior, strict=True):
            grown = counted + 1.0 + self.marks_weight * before
            self.cells.append(grown / grown.sum())

    def _motif_bits(self, seen: Seen) -> Floats:
        return _bits(seen.motifs, len(motifs(KINDS[seen.kind])))

    def kernel(self, mark: KnownMark, kind: int) -> Floats:
        """Give (regions, motifs) s(x|y) of marks x of ``kind``; over all kinds they add up to 1."""
        cell, seen = self.cells[kind], mark.seen
        of_region = cell.sum(axis=1)
        told = seen.regions != ALL_REGIONS
        region = self._region_kernel(mark, of_region) if told else of_region
        kept = self.seen_as[seen.kind, kind]
        if kind != seen.kind or seen.motifs == (1 << cell.shape[1]) - 1:
            return np.asarray(kept * region[:, None] * cell / of_region[:, None])
        bits = self._motif_bits(seen)
        of_motif = cell.sum(axis=0)
        motif = (1.0 - self.motif_error) * bits / bits.sum() + self.motif_error * of_motif
        if told:
            return np.asarray(kept * region[:, None] * motif[None, :])
        return np.asarray(kept * motif[None, :] * cell / of_motif[None, :])

    def _region_kernel(self, mark: KnownMark, any_region: Floats) -> Floats:
        side, neighbour, any_ = self.errors[mark.source]
        home = REGIONS[mark.seen.regions.bit_length() - 1]
        out = any_ * any_region
        out[_REGION[home]] += 1.0 - side - neighbour - any_
        out[_REGION[_mirror(home)]] += side
        near = _NEIGHBOURS[home.value]
        for each in near:
            out[_REGION[BodyRegion(each)]] += neighbour / len(near)
        return np.asarray(out)

    def expected(self, view: Bools) -> Floats:
        """Give (kinds,) the number of marks expected in what could be seen."""
        share = np.array([cell.sum(axis=1) for cell in self.cells])
        return np.asarray(self.rate * (share * view).sum(axis=1))

    def visible(self, marks: Sequence[KnownMark], views: Bools) -> Floats:
        """Give (views, marks) V(y), the part of known marks that falls where it could be seen.

        ``views`` is (views, kinds, regions).
        """
        share = np.zeros((len(marks), len(KINDS), len(REGIONS)))
        for place, mark in enumerate(marks):
            for kind in np.flatnonzero(self.seen_as[mark.seen.kind]):
                share[place, kind] = self.kernel(mark, int(kind)).sum(axis=1)
        seen = np.einsum("vkr,mkr->vm", views.astype(float), share, optimize=True)
        # A sum of shares may pass 1 by rounding.
        return np.asarray(np.minimum(seen, 1.0))

    def log_density(self, seen: Seen) -> float:
        """Give ln v(x), the expected number of such marks on a body."""
        may = _bits(seen.regions, len(REGIONS))[:, None] * self._motif_bits(seen)
        return float(np.log(self.rate[seen.kind] * (self.cells[seen.kind] * may).sum()))


class Cells:
    """Kind, region and motif of marks compared: d s(x|y) / v(x) by code."""

    def __init__(self, model: MarkModel, found: Sequence[Seen], known: Sequence[KnownMark]) -> None:
        table = np.full((len(found) + 1, len(known) + 1), -np.inf)
        for kind in range(len(KINDS)):
            rows = [place for place, each in enumerate(found) if each.kind == kind]
            columns = [
                place
                for place, each in enumerate(known)
                if model.seen_as[each.seen.kind, kind] > 0.0
            ]
            if not rows or not columns:
                continue
            may = np.array([_cells(found[row], model) for row in rows])
            kernels = np.array([model.kernel(known[column], kind).ravel() for column in columns])
            share = (
                may @ kernels.T / (model.rate[kind] * (may @ model.cells[kind].ravel()))[:, None]
            )
            d = np.array([model.found[known[c].source, known[c].seen.kind] for c in columns])
            table[np.ix_([row + 1 for row in rows], [c + 1 for c in columns])] = np.log(share * d)
        self._table = table

    def log_ratio(self, found: Ids, known: Ids) -> Floats:
        """Give ln d s(x|y) / v(x); minus infinity for kinds never taken for each other."""
        return self._table[found, known]


def _cells(seen: Seen, model: MarkModel) -> Floats:
    regions = _bits(seen.regions, len(REGIONS))
    many = model.cells[seen.kind].shape[1]
    return np.asarray((regions[:, None] * _bits(seen.motifs, many)).ravel())


def _share(value: float, name: str) -> float:
    if not 0.0 < value < 1.0:
        raise InputError(f"{name} of marks is {value:g} and must lie above 0 and below 1")
    return value


def _row(
    parameters: Parameters, table: str, row: str, names: list[str], rest: float | None = None
) -> list[float]:
    """Give one row of a table of shares; ``rest`` for those not in it."""
    rows = parameters.matrix(table)
    if row not in rows:
        raise InputError(f"{table} of {parameters.kind} has no row {row}")
    if unknown := set(rows[row]) - set(names):
        raise InputError(f"{table} of {parameters.kind} has no place for {min(unknown)}")
    out = []
    for name in names:
        value = rows[row].get(name, rest)
        if value is None:
            raise InputError(f"{table} of {parameters.kind}, row {row}, lacks {name}")
        low = rest is None and table in {"found", "undocumented"}
        if not (0.0 < value < 1.0 if low else 0.0 <= value <= 1.0):
            raise InputError(
                f"{table} of {parameters.kind}, row {row}, {name}: {value:g} is no probability"
                + (" above 0 and below 1" if low else "")
            )
        out.append(value)
    return out


def _adds_up(name: str, table: Floats) -> None:
    if np.abs(table.sum(axis=1) - 1.0).max() > 1e-9:
        raise InputError(f"the rows of {name} of marks do not add up to 1")
