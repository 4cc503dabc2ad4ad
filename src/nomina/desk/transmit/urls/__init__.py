"""The addresses of the app, a list for each subject."""

from __future__ import annotations

from nomina.desk.transmit.urls.incoming import PATHS as INCOMING
from nomina.desk.transmit.urls.packages import PATHS as PACKAGES
from nomina.desk.transmit.urls.routes import PATHS as ROUTES

app_name = "transmit"
urlpatterns = [*ROUTES, *PACKAGES, *INCOMING]
