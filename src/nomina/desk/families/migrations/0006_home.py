"""The tables of bringing home: from a request to the return."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Tables of bringing home."""

    dependencies: ClassVar[list[Any]] = [("families", "0005_hearing")]

    operations: ClassVar[list[Any]] = []
