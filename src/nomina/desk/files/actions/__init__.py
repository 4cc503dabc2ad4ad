"""What can be done with files: one module a subject, each act a `nomina.desk.acts.Action`."""

from nomina.desk.files.actions.consents import EndConsent, GiveConsent
from nomina.desk.files.actions.links import EndLink, LinkFiles
from nomina.desk.files.actions.opening import OpenFile
from nomina.desk.files.actions.removal import HoldPhoto, ReleaseHold, RemovePhoto
from nomina.desk.files.actions.saying import Say, Wrote

__all__ = [
    "EndConsent",
    "EndLink",
    "GiveConsent",
    "HoldPhoto",
    "LinkFiles",
    "OpenFile",
    "ReleaseHold",
    "RemovePhoto",
    "Say",
    "Wrote",
]
