"""Invented lives: who is missing, what their file says, and what was found on their body."""

from nomina.synthetic.lives.assumptions import Assumptions

__all__ = ["Assumptions"]
