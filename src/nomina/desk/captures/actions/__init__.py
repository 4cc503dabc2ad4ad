"""What can be done with captures: each act a `nomina.desk.acts.Action`."""

from nomina.desk.captures.actions.bringing import Bring, bring_in
from nomina.desk.captures.actions.judging import Accept, Refuse
from nomina.desk.captures.actions.taking import OpenPicture, TakeBundle, TakeItem

__all__ = [
    "Accept",
    "Bring",
    "OpenPicture",
    "Refuse",
    "TakeBundle",
    "TakeItem",
    "bring_in",
]
