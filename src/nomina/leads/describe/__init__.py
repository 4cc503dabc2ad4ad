"""Descriptions in tables, read into `Described`; what cannot be used is said and is unknown."""

from nomina.leads.describe.cases import describe, of_intake
from nomina.leads.describe.results import read_results, results_of

__all__ = ["describe", "of_intake", "read_results", "results_of"]
