"""The tables of the app: one module a subject."""

from nomina.desk.api.models.counts import Count, Kept
from nomina.desk.api.models.tokens import Token, TokenEnd

__all__ = ["Count", "Kept", "Token", "TokenEnd"]
