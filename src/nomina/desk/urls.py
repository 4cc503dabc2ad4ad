"""Every route of the desk; an app's own routes stand in its `urls.py`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from nomina.desk.books.views import home
from nomina.desk.files.views.lists import find

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("look/", include("nomina.desk.look.urls")),
    path("account/", include("nomina.desk.boot.routes")),
    path("find/", find, name="find"),
    path("", include("nomina.desk.people.urls")),
    path("", include("nomina.desk.api.pages")),
    path("api/v1/", include("nomina.desk.api.urls")),
    path("", include("nomina.desk.files.urls")),
    path("", include("nomina.desk.leads.urls")),
    path("", include("nomina.desk.captures.urls")),
    path("", include("nomina.desk.examine.urls")),
    path("", include("nomina.desk.custody.urls")),
    path("", include("nomina.desk.transmit.urls")),
    path("", include("nomina.desk.families.urls")),
]

handler500 = "nomina.desk.look.errors.server_error"
