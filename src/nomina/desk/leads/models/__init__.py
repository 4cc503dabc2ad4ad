"""The tables of the app: one module a subject."""

from nomina.desk.leads.models.jobs import Job
from nomina.desk.leads.models.runs import Answer, Ground, Lead, Run, RunEnd, Scores
from nomina.desk.leads.models.templates import FaceTemplate

__all__ = ["Answer", "FaceTemplate", "Ground", "Job", "Lead", "Run", "RunEnd", "Scores"]
