"""The routes of the desk and those of the style guide, which a desk in use does not have."""

from __future__ import annotations

from django.urls import include, path

from nomina.desk.urls import handler500
from nomina.desk.urls import urlpatterns as desk

__all__ = ["handler500", "urlpatterns"]

urlpatterns = [*desk, path("guide/", include("nomina.desk.look.guide.urls"))]
