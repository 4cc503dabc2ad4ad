"""What people fill in about temperatures."""

from __future__ import annotations

from datetime import timedelta, tzinfo
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone

from nomina.desk.custody.climate import degrees, tenths_of
from nomina.desk.custody.climate_csv import LARGEST, zone_of
from nomina.desk.custody.forms import moment_field
from nomina.desk.custody.models.climate import (
    COLDEST,
    LONGEST_PATIENCE,
    LONGEST_SILENCE,
    SENSOR,
    WARMEST,
)
from nomina.desk.people.choices import offer
from nomina.desk.people.forms import Labelled
from nomina.desk.people.text import NOTE
from nomina.errors import InputError
from nomina.words import tr

USUAL = timedelta(days=90)


class Tenths(forms.CharField):
    """A temperature in degrees Celsius, with point or comma; it becomes tenths."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=12, widget=forms.TextInput(attrs={"inputmode": "text"}), **more)

    def clean(self, value: Any) -> Any:
        """Give tenths of a degree."""
        typed = super().clean(value).removesuffix("°C").strip()
        tenths = tenths_of(typed)
        if tenths is None or not COLDEST <= tenths <= WARMEST:
            raise forms.ValidationError(
                tr("write a temperature as −4.1, from {low} to {high}").format(
                    low=degrees(COLDEST), high=degrees(WARMEST)
                )
            )
        return tenths


def sensor_field() -> forms.CharField:
    """The name of a sensor, which may be left empty."""
    return forms.CharField(required=False, max_length=SENSOR)


class ReadingForm(Labelled):
    """A reading that somebody took."""

    tenths = Tenths()
    sensor = sensor_field()
    at = moment_field()

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "tenths": (tr("Temperature, °C"), tr("As the thermometer shows it: −4.1.")),
            "sensor": (tr("Sensor"), _one()),
            "at": (tr("When"), tr("Empty: now.")),
        }


class FileForm(Labelled):
    """The file of a logger."""

    table = forms.FileField(allow_empty_file=True)
    zone = forms.CharField(max_length=60)
    unit = forms.ChoiceField()
    sensor = sensor_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", [("C", "°C"), ("F", "°F")])
        self.fields["zone"].initial = settings.TIME_ZONE

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "table": (
                tr("File of the logger"),
                tr("A table as CSV with its headings, up to {n} MB.").format(n=LARGEST // 2**20),
            ),
            "zone": (
                tr("Time zone of the file"),
                tr("Where the file names none: Europe/Kyiv, UTC or UTC+2."),
            ),
            "unit": (tr("Degrees of the file"), tr("Where the file names none.")),
            "sensor": (tr("Sensor"), tr("Where the file names none.")),
        }

    def clean_zone(self) -> tzinfo:
        """Give the zone."""
        try:
            return zone_of(self.cleaned_data["zone"])
        except InputError as error:
            raise forms.ValidationError(str(error)) from None


class RuleForm(Labelled):
    """How cold a place is to be."""

    low = Tenths()
    high = Tenths()
    patience = forms.IntegerField(min_value=0, max_value=LONGEST_PATIENCE, initial=30)
    silent_after = forms.IntegerField(required=False, min_value=1, max_value=LONGEST_SILENCE)
    since = moment_field()

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "low": (tr("Not colder than, °C"), ""),
            "high": (tr("Not warmer than, °C"), ""),
            "patience": (
                tr("Minutes out of range before an alarm"),
                tr("Longer than a door stands open, and than the time between two readings."),
            ),
            "silent_after": (
                tr("Minutes without a reading before an alarm"),
                tr("Empty: nobody expects readings."),
            ),
            "since": (
                tr("From when on"),
                tr("Empty: now. What was measured since then is held against it at once."),
            ),
        }


class LoggerForm(Labelled):
    """A device that sends readings."""

    sensor = sensor_field()
    until = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = (timezone.localdate() + USUAL).isoformat()

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "sensor": (tr("Sensor"), _one()),
            "until": (tr("To the end of"), tr("At most a year.")),
        }


class AlarmForm(Labelled):
    """Why an alarm is ended."""

    words_ = forms.CharField(max_length=NOTE, widget=forms.Textarea(attrs={"rows": 3}))

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "words_": (
                tr("Why it is over"),
                tr("An alarm ends by itself once readings are in range again."),
            )
        }


def _one() -> str:
    return tr("Such as door or back; empty where there is one.")
