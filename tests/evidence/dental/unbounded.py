"""Numbers of the line without any bound, for tests of what the model itself says."""

from __future__ import annotations

from nomina.evidence.parameters import Parameters, load


def free() -> Parameters:
    """Give the shipped numbers with bounds that no chart reaches."""
    own = load("dental")
    values = dict(own.values)
    for name, value in (("toothless_lower", -300.0), ("toothless_upper", 300.0)):
        values[name] = values[name].model_copy(update={"value": value})
    return own.model_copy(update={"lower_bound": -300.0, "upper_bound": 300.0, "values": values})
