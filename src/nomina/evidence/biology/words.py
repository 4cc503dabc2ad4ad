"""What a finding of biology says."""

from __future__ import annotations

from nomina.cases.description import (
    AgeRange,
    Build,
    EyeColour,
    HairColour,
    Physical,
    SexBasis,
    Stature,
    StatureSource,
)
from nomina.cases.files import Sex
from nomina.words import tr

_TELLS = 0.05
"""A log10 LR under this is said to tell nothing."""


def written(one: Physical) -> str:
    """Give the known values in the words of the tables."""
    parts = []
    if one.sex is not None:
        basis = "" if one.sex_basis is SexBasis.STATED else f" ({one.sex_basis})"
        parts.append(f"sex: {one.sex}{basis}")
    if one.age is not None:
        stated = "" if one.age.coverage is None else f" ({100 * one.age.coverage:g} %)"
        parts.append(f"age: {_years(one.age)}{stated}")
    if one.stature is not None:
        parts.append(f"height: {_cm(one.stature)} cm ({one.stature.source})")
    for name, value in (("build", one.build), ("hair", one.hair), ("eyes", one.eyes)):
        if value is not None:
            parts.append(f"{name}: {value}")
    if one.blood is not None:
        parts.append(f"blood group: {one.blood}")
    return "; ".join(parts)


def said(body: Physical, person: Physical, log10_lr: float, language: str) -> str:
    """Give what was compared and which way it speaks."""
    parts = []
    if body.sex is not None and person.sex is not None:
        values = _sex(body.sex, language), _sex(person.sex, language)
        parts.append(_beside(tr("Sex", language), *values, language))
        if Sex.OTHER in {body.sex, person.sex}:
            parts.append(tr("A sex recorded as other is not counted.", language))
    if body.age is not None and person.age is not None:
        years = [
            tr("{years} years", language).format(years=_years(one))
            for one in (body.age, person.age)
        ]
        parts.append(_beside(tr("Age at death", language), years[0], years[1], language))
    if body.stature is not None and person.stature is not None:
        heights = [_stature(one, language) for one in (body.stature, person.stature)]
        parts.append(_beside(tr("Height", language), heights[0], heights[1], language))
    if body.build is not None and person.build is not None:
        values = _build(body.build, language), _build(person.build, language)
        parts.append(_beside(tr("Build", language), *values, language))
    if body.hair is not None and person.hair is not None:
        values = _hair(body.hair, language), _hair(person.hair, language)
        parts.append(_beside(tr("Hair", language), *values, language))
    if body.eyes is not None and person.eyes is not None:
        values = _eyes(body.eyes, language), _eyes(person.eyes, language)
        parts.append(_beside(tr("Eyes", language), *values, language))
    if body.blood is not None and person.blood is not None:
        parts.append(_beside(tr("Blood group", language), body.blood, person.blood, language))
    return " ".join([*parts, _verdict(log10_lr, language)])


def _verdict(log10_lr: float, language: str) -> str:
    if abs(log10_lr) < _TELLS:
        return tr("Together this speaks neither for one person nor for two.", language)
    times = f"{10.0 ** abs(log10_lr):.2g}" if abs(log10_lr) < 1 else f"{10.0 ** abs(log10_lr):.0f}"
    if log10_lr > 0:
        return tr(
            "Together this is more probable of one person than of two, by a factor of {times}.",
            language,
        ).format(times=times)
    return tr(
        "Together this is more probable of two people than of one, by a factor of {times}; "
        "descriptions hold errors, so it excludes nobody.",
        language,
    ).format(times=times)


def _beside(what: str, body: str, person: str, language: str) -> str:
    return tr("{what}: {body} on the body, {person} in the file.", language).format(
        what=what, body=body, person=person
    )


def _years(age: AgeRange) -> str:
    low, high = (f"{end:.1f}".removesuffix(".0") for end in (age.low, age.high))
    return low if low == high else f"{low}-{high}"


def _cm(stature: Stature) -> str:
    ends = (stature.mm - stature.width_mm / 2.0, stature.mm + stature.width_mm / 2.0)
    low, high = (f"{end / 10.0:.1f}".removesuffix(".0") for end in ends)
    return low if low == high else f"{low}-{high}"


def _stature(stature: Stature, language: str) -> str:
    source = {
        StatureSource.MEASURED: tr("measured", language),
        StatureSource.BONE: tr("from a bone", language),
        StatureSource.SERVICE_FILE: tr("from a service file", language),
        StatureSource.DOCUMENT: tr("from a document", language),
        StatureSource.REPORTED: tr("as reported", language),
    }[stature.source]
    return tr("{cm} cm ({source})", language).format(cm=_cm(stature), source=source)


def _sex(value: Sex, language: str) -> str:
    return {
        Sex.FEMALE: tr("female", language),
        Sex.MALE: tr("male", language),
        Sex.OTHER: tr("other sex", language),
    }[value]


def _build(value: Build, language: str) -> str:
    return {
        Build.SLIM: tr("slim", language),
        Build.MEDIUM: tr("medium build", language),
        Build.HEAVY: tr("heavy", language),
    }[value]


def _hair(value: HairColour, language: str) -> str:
    return {
        HairColour.BLACK: tr("black hair", language),
        HairColour.BROWN: tr("brown hair", language),
        HairColour.BLOND: tr("blond hair", language),
        HairColour.RED: tr("red hair", language),
        HairColour.GREY: tr("grey hair", language),
    }[value]


def _eyes(value: EyeColour, language: str) -> str:
    return {
        EyeColour.BROWN: tr("brown eyes", language),
        EyeColour.HAZEL: tr("hazel eyes", language),
        EyeColour.GREEN: tr("green eyes", language),
        EyeColour.GREY: tr("grey eyes", language),
        EyeColour.BLUE: tr("blue eyes", language),
    }[value]
