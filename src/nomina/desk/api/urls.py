"""The routes of the interface."""

from __future__ import annotations

from nomina.desk.api.doors import routes
from nomina.desk.api.endpoints import climate, files, frame, judgements, photos, work

__all__ = ["climate", "files", "frame", "judgements", "photos", "work"]

app_name = "api"
urlpatterns = routes()
