"""The tables of notices: plan, release, record, images, recall."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Tables of notices."""

    dependencies: ClassVar[list[Any]] = [("families", "0002_public")]

    operations: ClassVar[list[Any]] = []
