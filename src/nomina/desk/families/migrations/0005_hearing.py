"""The tables of replies of families."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Tables of replies of families."""

    dependencies: ClassVar[list[Any]] = [("families", "0004_letters")]

    operations: ClassVar[list[Any]] = []
