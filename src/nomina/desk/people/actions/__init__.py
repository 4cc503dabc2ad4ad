"""What can be done in the app: one module a subject, each act a `nomina.desk.acts.Action`."""

from nomina.desk.people.actions.agreements import EndAgreement, MakeAgreement
from nomina.desk.people.actions.care import ChooseCare, KeepViews, SeePause, WriteSupport
from nomina.desk.people.actions.memberships import EndMembership, GrantRole
from nomina.desk.people.actions.operations import MakeOperation, MakeSite
from nomina.desk.people.actions.recovery import ApproveRecovery, AskRecovery
from nomina.desk.people.actions.sign_in import UseCode
from nomina.desk.people.actions.users import (
    AddUser,
    ChooseSettings,
    DeactivateUser,
    MakeFirstAdministrator,
    RenewCode,
)

__all__ = [
    "AddUser",
    "ApproveRecovery",
    "AskRecovery",
    "ChooseCare",
    "ChooseSettings",
    "DeactivateUser",
    "EndAgreement",
    "EndMembership",
    "GrantRole",
    "KeepViews",
    "MakeAgreement",
    "MakeFirstAdministrator",
    "MakeOperation",
    "MakeSite",
    "RenewCode",
    "SeePause",
    "UseCode",
    "WriteSupport",
]
