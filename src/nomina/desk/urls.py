"""Every route of the desk; an app's own routes stand in its `urls.py`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path


def home(request: HttpRequest) -> HttpResponse:
    """Answer with an empty page."""
    return HttpResponse()


urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("look/", include("nomina.desk.look.urls")),
    path("account/", include("nomina.desk.boot.routes")),
    path("", include("nomina.desk.people.urls")),
    path("", include("nomina.desk.leads.urls")),
]

handler500 = "nomina.desk.look.errors.server_error"
