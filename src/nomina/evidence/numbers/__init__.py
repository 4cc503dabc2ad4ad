"""Numbers on papers and tags: how they are written, checked, misread, and held in a register."""

from nomina.evidence.numbers.register import NumberRegister
from nomina.evidence.numbers.written import ReadNumber, read_number

__all__ = ["NumberRegister", "ReadNumber", "read_number"]
