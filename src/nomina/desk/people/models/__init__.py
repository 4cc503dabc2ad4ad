"""The tables of the app: one module a subject. Rows are added, never changed or removed."""

from nomina.desk.people.models.agreements import Agreement, AgreementEnd
from nomina.desk.people.models.care import Care, Looked, Support
from nomina.desk.people.models.codes import CodeUse, Recovery, SignInCode
from nomina.desk.people.models.memberships import Membership, MembershipEnd
from nomina.desk.people.models.operations import Operation, Site
from nomina.desk.people.models.users import Founding, User

__all__ = [
    "Agreement",
    "AgreementEnd",
    "Care",
    "CodeUse",
    "Founding",
    "Looked",
    "Membership",
    "MembershipEnd",
    "Operation",
    "Recovery",
    "SignInCode",
    "Site",
    "Support",
    "User",
]
