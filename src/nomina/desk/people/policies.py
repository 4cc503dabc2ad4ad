"""What was agreed for one operation, beyond what the law fixes for all."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from nomina.errors import StoreError


class Policies(BaseModel):
    """The policies of an operation; what is not said is the stricter choice.

    Attributes:
        legal_basis: the law or mandate under which personal data is kept, as agreed.
        face_comparison: whether photographs may be compared at all; no mandate, no comparison.
        review_months: after how many months what is kept is looked through (DP), 1 to 120.
        threat_days: for how many days what a family threatens is kept (REP-04), 1 to 365.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    legal_basis: str = Field(default="", max_length=2000)
    face_comparison: bool = False
    review_months: int = Field(default=12, ge=1, le=120)
    threat_days: int = Field(default=90, ge=1, le=365)


def policies(kept: Any) -> Policies:
    """Read the policies of an operation from its row.

    Raises:
        StoreError: they are not understood, so nothing may be assumed of them.
    """
    try:
        return Policies.model_validate(kept)
    except ValidationError as error:
        raise StoreError("the policies of an operation are not understood") from error
