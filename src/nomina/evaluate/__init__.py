"""Evaluation: labelled photos to rank, error rates, Cllr, and what alterations cost."""

from nomina.evaluate.documents import Evaluation
from nomina.evaluate.run import evaluate, measure
from nomina.faces.calibration import cllr, cllr_min

__all__ = ["Evaluation", "cllr", "cllr_min", "evaluate", "measure"]
