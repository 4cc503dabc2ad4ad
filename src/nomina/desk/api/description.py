"""The description of the interface for programs that read such things (OpenAPI 3.1)."""

from __future__ import annotations

import json
from typing import Any

ROOT = "/api/v1/"


def described() -> dict[str, Any]:
    """Give the description; Django must be set up, but no desk need be open."""
    from nomina.desk.api import urls
    from nomina.desk.api.doors import api

    assert urls.urlpatterns
    return dict(api.get_openapi_schema(path_prefix=ROOT))


def text() -> str:
    """Give the description as it is kept in ``docs/api/openapi.json``."""
    return json.dumps(described(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
