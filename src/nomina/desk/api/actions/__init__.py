"""What can be done in the app."""

from nomina.desk.api.actions.tokens import EndToken, MakeToken

__all__ = ["EndToken", "MakeToken"]
