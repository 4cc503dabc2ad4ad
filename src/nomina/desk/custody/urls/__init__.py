"""The addresses of the app, a list for each subject."""

from __future__ import annotations

from nomina.desk.custody.urls.climate import PATHS as CLIMATE
from nomina.desk.custody.urls.effects import PATHS as EFFECTS
from nomina.desk.custody.urls.exchange import PATHS as EXCHANGE
from nomina.desk.custody.urls.graves import PATHS as GRAVES
from nomina.desk.custody.urls.register import PATHS as REGISTER
from nomina.desk.custody.urls.release import PATHS as RELEASE
from nomina.desk.custody.urls.scanning import PATHS as SCANNING

app_name = "custody"
urlpatterns = [*REGISTER, *SCANNING, *CLIMATE, *EFFECTS, *EXCHANGE, *RELEASE, *GRAVES]
