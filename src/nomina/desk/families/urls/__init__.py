"""The addresses of the app, a list for each subject."""

from __future__ import annotations

from nomina.desk.families.urls.asking import PATHS as ASKING
from nomina.desk.families.urls.hearing import PATHS as HEARING
from nomina.desk.families.urls.home import PATHS as HOME
from nomina.desk.families.urls.letters import PATHS as LETTERS
from nomina.desk.families.urls.looking import PATHS as LOOKING
from nomina.desk.families.urls.public import PATHS as PUBLIC
from nomina.desk.families.urls.telling import PATHS as TELLING

app_name = "families"
urlpatterns = [*ASKING, *PUBLIC, *TELLING, *LETTERS, *HEARING, *HOME, *LOOKING]
