"""The tables of the public page on which a relative asks."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Tables of the public page on which a relative asks."""

    dependencies: ClassVar[list[Any]] = [("families", "0001_asking")]

    operations: ClassVar[list[Any]] = []
