"""How one photo shows a person: pose, expression, light, camera, and what befell the body."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from nomina.synthetic.traits import Beard, Traits

Backdrop = Literal["plain", "blurred", "sheet", "bag", "tray"]


@dataclass(frozen=True, slots=True)
class View:
    """One photo of one person.

    Args:
        dead: a post-mortem view.
        yaw, pitch, roll: degrees; yaw to the image's right, pitch down, roll clockwise.
        turn: in-plane turn of the whole photo, degrees clockwise.
        zoom: size of the head, 1 is a pupil distance of 0.172 of the photo's side.
        shift: (x, y) of the head's place, shares of the side.
        smile, open, squint, brow: expression; 0 is at rest, 1 full. gaze: to the right, -1 to 1.
        shut: how far the lids are closed, 0 to 1.
        light: direction from the head to the key light (x right, y down, z to the camera).
        key, ambient: strengths; tint: colour of all light.
        blur: share of the side (radius); noise: deviation 0..255; quality: JPEG quality.
        years: added to the person's age.
        hair: added to the hair's length (deviate); beard: how it is worn here.
        glasses, cap: worn here.
        backdrop: what is behind.
        pallor, lividity, bruises, soil, stains, swelling, wet: 0 to 1.
        seed: for textures of this photo.
    """

    dead: bool
    yaw: float
    pitch: float
    roll: float
    turn: float
    zoom: float
    shift: tuple[float, float]
    smile: float
    open: float
    squint: float
    brow: float
    shut: float
    light: tuple[float, float, float]
    key: float
    ambient: float
    tint: tuple[float, float, float]
    blur: float
    noise: float
    quality: int
    years: float
    hair: float
    beard: Beard
    glasses: bool
    cap: bool
    backdrop: Backdrop
    gaze: float = 0.0
    pallor: float = 0.0
    lividity: float = 0.0
    bruises: float = 0.0
    soil: float = 0.0
    stains: float = 0.0
    swelling: float = 0.0
    wet: float = 0.0
    seed: int = 0


def ante_mortem(traits: Traits, number: int) -> View:
    """Give the ``number``-th photo of the living person; number 0 is the calmest."""
    rng = np.random.default_rng((0xA11, traits.seed, number))
    warm = float(rng.normal(0, 0.05))
    exposed = _exposed(traits)
    calm = 0.6 if number == 0 else 1.0
    smile = float(np.clip(rng.normal(0.2, 0.4), 0, 1))
    return View(
        dead=False,
        yaw=float(np.clip(rng.normal(0, 9 * calm), -22, 22)),
        pitch=float(np.clip(rng.normal(0, 5 * calm), -11, 11)),
        roll=float(np.clip(rng.normal(0, 3 * calm), -9, 9)),
        turn=0.0,
        zoom=float(np.clip(rng.normal(1, 0.07), 0.8, 1.18)),
        shift=(float(rng.normal(0, 0.015)), float(rng.normal(0, 0.012))),
        smile=smile,
        open=float(smile > 0.45) * float(rng.uniform(0, 0.6)),
        squint=0.35 * smile + float(np.clip(rng.normal(0, 0.12), -0.25, 0.3)),
        brow=float(np.clip(rng.normal(0, 0.35), -0.7, 1)),
        shut=0.0,
        light=(float(rng.normal(0, 0.6)), float(rng.normal(-0.55, 0.25)), 1.0),
        key=exposed * float(rng.uniform(0.5, 0.95)),
        ambient=exposed * float(rng.uniform(0.2, 0.45)),
        tint=(1 + warm, 1.0, 1 - warm),
        blur=float(rng.choice((0.0, 0.0, 0.0015, 0.0015, 0.003))),
        noise=float(rng.uniform(0.5, 4)),
        quality=int(rng.integers(72, 95)),
        years=float(rng.uniform(0, 6)) if number else 0.0,
        hair=float(rng.normal(0, 0.5)),
        beard=_worn(rng, traits),
        glasses=bool(rng.random() < traits.glasses),
        cap=bool(rng.random() < traits.cap),
        gaze=float(np.clip(rng.normal(0, 0.3), -1, 1)),
        backdrop="plain" if rng.random() < 0.45 else "blurred",
        seed=int(rng.integers(0, 2**31)),
    )


def post_mortem(traits: Traits, number: int, turn: float = 0.0) -> View:
    """Give the ``number``-th view of the body, turned in the picture by ``turn`` degrees."""
    rng = np.random.default_rng((0xB0D, traits.seed))  # what befell the body, all photos alike
    body = {
        "shut": float(rng.choice((1.0, 1.0, 0.92, 0.6))),
        "open": float(np.clip(rng.normal(0.15, 0.15), 0, 0.45)),
        "pallor": float(rng.uniform(0.35, 0.9)),
        "lividity": float(np.clip(rng.normal(0.2, 0.3), 0, 0.8)),
        "bruises": float(np.clip(rng.normal(0.1, 0.4), 0, 1)),
        "soil": float(np.clip(rng.normal(0.1, 0.4), 0, 1)),
        "stains": float(np.clip(rng.normal(-0.1, 0.35), 0, 0.7)),
        "swelling": float(np.clip(rng.normal(0, 0.35), 0, 1)),
        "wet": float(rng.random() < 0.3) * float(rng.uniform(0.4, 1)),
        "years": float(rng.uniform(0.5, 6)),
        "hair": float(rng.normal(0.1, 0.5)),
        "beard": _worn(rng, traits, grown=0.4),
        "backdrop": str(rng.choice(("sheet", "bag", "tray"))),
    }
    rng = np.random.default_rng((0xB0E, traits.seed, number))
    return replace(
        ante_mortem(traits, 100 + number),
        dead=True,
        turn=turn,
        yaw=float(np.clip(rng.normal(0, 8), -20, 20)),
        pitch=float(np.clip(rng.normal(-1, 5), -12, 10)),
        roll=float(rng.normal(0, 5)),
        smile=0.0,
        squint=0.0,
        brow=0.0,
        gaze=0.0,
        light=(float(rng.normal(0, 0.15)), float(rng.normal(-0.1, 0.15)), 1.0),
        key=_exposed(traits) * float(rng.uniform(0.6, 0.95)),
        ambient=_exposed(traits) * float(rng.uniform(0.3, 0.45)),
        glasses=False,
        cap=False,
        seed=int(rng.integers(0, 2**31)),
        **body,  # type: ignore[arg-type]
    )


def _exposed(traits: Traits) -> float:
    """Give how much more light a camera takes in when it meters on this skin."""
    return 1 + 0.55 * max(0.0, traits.tone - 0.25)


def _worn(rng: np.random.Generator, traits: Traits, grown: float = 0.0) -> Beard:
    if traits.growth < 0.15:
        return "none"
    if traits.beard == "none" and rng.random() < 0.25 + grown:
        return "stubble"
    if traits.beard == "stubble" and rng.random() < 0.2 + grown:
        return "short" if grown and traits.growth > 0.5 else "none"
    if rng.random() < 0.15:
        return "stubble"
    return traits.beard
