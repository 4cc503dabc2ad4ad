"""Faces: from pixels to faces, templates, scores and calibrated strengths."""

from nomina.faces.calibration import fit
from nomina.faces.cllr import cllr, cllr_min
from nomina.faces.elub import elub
from nomina.faces.finder import Finder
from nomina.faces.geometry import Box
from nomina.faces.manifest import Manifest
from nomina.faces.packs import Pack, add_pack, list_packs, load_pack, repeat_score
from nomina.faces.recogniser import Recogniser, placement, pool
from nomina.faces.strength import Calibration, Strength
from nomina.faces.types import Condition, ConditionClass, Face

__all__ = [
    "Box",
    "Calibration",
    "Condition",
    "ConditionClass",
    "Face",
    "Finder",
    "Manifest",
    "Pack",
    "Recogniser",
    "Strength",
    "add_pack",
    "cllr",
    "cllr_min",
    "elub",
    "fit",
    "list_packs",
    "load_pack",
    "placement",
    "pool",
    "repeat_score",
]
