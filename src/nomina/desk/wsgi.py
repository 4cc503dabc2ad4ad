"""The desk as a WSGI application, for `nomina serve` and for servers that a team already runs."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from nomina.desk.boot.flood import Gate

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nomina.desk.settings")
behind = get_wsgi_application()
"""The desk without the gate before its public page."""
application = Gate(behind, threads=settings.CONFIG.threads, proxies=settings.CONFIG.proxies)
