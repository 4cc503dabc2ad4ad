"""Every rate of invented lives: what is true, what is known of it, and how often that is wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import Any, Self

from nomina.cases.description import NumberKind, PaperKind

Rates = Mapping[str, Any]


@cache
def _kept() -> dict[str, Rates]:
    text = (resources.files("nomina.synthetic") / "data" / "rates.json").read_text("utf-8")
    found: dict[str, Rates] = json.loads(text)
    return found


_FILE = {
    "sex": 0.97, "born": 0.9, "age": 0.5, "height": 0.75, "build": 0.6, "hair": 0.75, "eyes": 0.65,
    "blood": 0.3, "marks": 0.65, "teeth": 0.25, "effects": 0.6, "place": 0.8, "position": 0.7,
    "unit": 0.75, "last": 0.9, "patronymic": 0.9, "marks of all kinds": 0.5,
}  # fmt: skip
_BODY = {
    "sex": 0.95, "age": 0.85, "height": 0.75, "build": 0.6, "hair": 0.65, "eyes": 0.35,
    "blood": 0.1, "papers": 0.9, "marks": 0.85, "teeth": 0.7, "effects": 0.8, "place": 0.9,
    "position": 0.85, "unit": 0.25, "died": 0.7, "found": 0.95, "marks of all kinds": 0.8,
}  # fmt: skip
_NUMBERS = {
    NumberKind.TAG: 0.35, NumberKind.PASSPORT: 0.55, NumberKind.ID_CARD: 0.25, NumberKind.TAX: 0.7,
    NumberKind.MILITARY_ID: 0.45, NumberKind.DRIVING: 0.15, NumberKind.BANK_CARD: 0.15,
    NumberKind.PHONE: 0.75,
}  # fmt: skip
_CARRIED = {
    PaperKind.IDENTITY_TAG: 0.35, PaperKind.PASSPORT: 0.15, PaperKind.ID_CARD: 0.08,
    PaperKind.MILITARY_ID: 0.25, PaperKind.DRIVING_LICENCE: 0.05, PaperKind.BANK_CARD: 0.15,
    PaperKind.TAX_CARD: 0.03, PaperKind.PHONE: 0.06, PaperKind.LETTER: 0.06,
    PaperKind.INSCRIPTION: 0.1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Rates. Those of the tables at the end are as the lines of evidence assume them.

    Attributes:
        men: share of men.
        brothers: share of missing people who have a brother or sister who is missing too.
        brothers_found: of those who are, share that is found where one of them is.
        per_event: missing people of one place and time, on average.
        units: units at one place.
        own_unit: share of people there who are of its first unit.
        name_script: spelling of names on papers: Ukrainian, Russian, KMU 2010, ICAO 9303.
        name_misread, name_partly: share of names on papers with a wrong letter, or with signs
            that cannot be read.
        name_other: share of papers with another family name of the same person.
        name_initials: share of letters and inscriptions that have initials only.
        name_error_file: share of files with a letter of the name wrong.
        second_name: share of files with the Russian spelling too.
        number_partly: share of numbers on papers with signs that cannot be read.
        number_error_file: share of numbers in files with a wrong digit.
        birth_date_error: share of files with a birth date that is not the true one.
        foreign_paper: share of bodies with a paper of somebody else beside their own.
        foreign_near: share of papers of somebody else that are from the same place.
        whole, half: shares of bodies that are whole, or lack a limb; the rest lacks much.
        medical_file: share of files whose marks come from a medical file.
        lost_after_death: share of teeth of one root that fell out after death.
        jaw: share of charts of bodies where one jaw is missing.
        file_knows, body_shows: share of files and bodies with a value, by field.
        numbers: share of files with a number, by kind.
        carried: share of bodies with a paper of their own, by kind.
        remembered: things that a family remembers, for each that is worn.
        biology, dental, documents, effects, marks, names, whereabouts: tables of rates.
    """

    men: float = 0.85
    brothers: float = 0.02
    brothers_found: float = 0.5
    per_event: int = 60
    units: int = 3
    own_unit: float = 0.6
    name_script: tuple[float, float, float, float] = (0.56, 0.24, 0.12, 0.08)
    name_misread: float = 0.06
    name_partly: float = 0.12
    name_other: float = 0.03
    name_initials: float = 0.2
    name_error_file: float = 0.02
    second_name: float = 0.1
    number_partly: float = 0.1
    number_error_file: float = 0.005
    birth_date_error: float = 0.005
    foreign_paper: float = 0.02
    foreign_near: float = 0.0
    whole: float = 0.7
    half: float = 0.2
    medical_file: float = 0.3
    remembered: float = 0.3
    lost_after_death: float = 0.05
    jaw: float = 0.1
    file_knows: Mapping[str, float] = field(default_factory=lambda: dict(_FILE))
    body_shows: Mapping[str, float] = field(default_factory=lambda: dict(_BODY))
    numbers: Mapping[NumberKind, float] = field(default_factory=lambda: dict(_NUMBERS))
    carried: Mapping[PaperKind, float] = field(default_factory=lambda: dict(_CARRIED))
    biology: Rates = field(default_factory=lambda: _kept()["biology"], repr=False)
    dental: Rates = field(default_factory=lambda: _kept()["dental"], repr=False)
    documents: Rates = field(default_factory=lambda: _kept()["documents"], repr=False)
    names: Rates = field(default_factory=lambda: _kept()["names"], repr=False)
    marks: Rates = field(default_factory=lambda: _kept()["marks"], repr=False)
    effects: Rates = field(default_factory=lambda: _kept()["effects"], repr=False)
    whereabouts: Rates = field(default_factory=lambda: _kept()["whereabouts"], repr=False)

    @classmethod
    def worse(cls) -> Self:
        """Give a second set, in which more is lost, swapped and wrong than the models assume.

        Errors of estimates and descriptions are about twice as common, things and papers are on
        another body three times as often, marks are documented less, and bodies lie further away.
        """
        own = cls()
        changed: dict[str, Any] = {
            line: _changed(getattr(own, line), changes) for line, changes in _WORSE.items()
        }
        return replace(
            own,
            brothers=0.06,
            name_misread=0.12,
            name_partly=0.2,
            name_other=0.06,
            number_error_file=0.02,
            birth_date_error=0.02,
            foreign_paper=0.05,
            foreign_near=0.7,
            **changed,
        )


_WORSE: dict[str, dict[str, Any]] = {
    "biology": {
        "sex_error": 2.0, "sex_error_file": 2.0, "age_floor": 1.4, "age_error_body": 3.0,
        "stature_error_body": 1.4, "stature_error_file": 1.4, "hair_factor_body": 2.0,
        "eyes_factor_body": 2.0, "blood_error_file": 2.0,
    },
    "documents": {"swapped": 3.0, "misread": 2.0, "other_number": 1.5, "series_left_out": 1.5},
    "dental": {"charting_error": 2.5, "surface_slip": 2.0, "root_error": 2.0},
    "marks": {"found": 0.8, "undocumented": 1.2, "region_errors": 1.5, "motif_error": 1.5},
    "effects": {"found": 0.7, "clothes_changed": 1.4, "changed_hands": 3.0},
    "whereabouts": {"distance_scales": 2.0, "days_to_death_scales": 1.5, "other_unit": 2.0},
}  # fmt: skip


def _changed(rates: Rates, changes: Mapping[str, float]) -> Rates:
    """Multiply rates, nested or not, by a factor each."""

    def times(value: Any, factor: float) -> Any:
        if isinstance(value, Mapping):
            return {key: times(each, factor) for key, each in value.items()}
        return value * factor

    changed = dict(deepcopy(rates))
    for name, factor in changes.items():
        changed[name] = times(changed[name], factor)
    return changed
