"""The tables of the enquiry desk: who asks, kinship, contact, owner and outcome."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Tables of the enquiry desk."""

    dependencies: ClassVar[list[Any]] = [("transmit", "0003_incoming")]

    operations: ClassVar[list[Any]] = []
