"""Papers and tags found with a body against the names, numbers and birth dates in files."""

from nomina.evidence.documents.line import DocumentsLine
from nomina.evidence.documents.problems import problems, problems_of_file

__all__ = ["DocumentsLine", "problems", "problems_of_file"]
