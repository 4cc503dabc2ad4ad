"""The desk as a WSGI application, for `nomina serve` and for servers that a team already runs."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nomina.desk.settings")
application = get_wsgi_application()
