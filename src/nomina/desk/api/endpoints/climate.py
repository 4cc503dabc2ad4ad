"""Temperatures that devices send: a door that only takes, and tells nothing of what is kept."""

from __future__ import annotations

from django.http import HttpRequest

from nomina.desk.api import climate_shapes as shapes
from nomina.desk.api.doors import act, post
from nomina.desk.custody import climate_keys
from nomina.desk.custody.actions.climate import Bring
from nomina.desk.custody.climate import Measured, Wrong, sensor_of
from nomina.desk.custody.models import Place
from nomina.desk.custody.models.climate import DEVICE
from nomina.desk.policy import predicates
from nomina.errors import InputError


@post(
    "places/{uuid:id}/readings",
    "readings",
    predicates.KEEP_ITEMS,
    on=Place,
    gives=shapes.Taken,
    keys=climate_keys.holder,
)
def readings(request: HttpRequest, one: Place, given: shapes.Readings) -> shapes.Taken:
    """Take temperatures of a place; each that is wrong is named, and the others are kept."""
    own = climate_keys.sensor(request.headers.get("Authorization", ""))
    rows: list[Measured] = []
    wrong: list[Wrong] = []
    for n, row in enumerate(given.readings):
        try:
            rows.append(Measured(n, sensor_of(row.sensor) or own, row.at, row.tenths))
        except InputError as error:
            wrong.append(Wrong(n, str(error).removesuffix(".")))
    done = act(request, Bring(place=one, rows=rows, source=DEVICE, wrong=wrong))
    return shapes.Taken(
        taken=done.taken,
        known=done.known,
        wrong=[shapes.WrongReading(row=row.row, why=row.why) for row in done.wrong],
    )
