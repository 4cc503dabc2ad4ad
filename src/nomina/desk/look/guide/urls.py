"""Routes of the style guide; a desk in use has none of them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path

from nomina.desk.look.guide import views
from nomina.desk.policy.predicates import ANYONE


def _open(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
    """Give a route with the rule that the guard of views asks for: the guide hides nothing."""
    vars(view)["permission"] = ANYONE
    return path(route, view, name=name)


app_name = "guide"
urlpatterns = [
    _open("", views.parts, "parts"),
    _open("leads/", views.leads, "leads"),
    _open("list/", views.listing, "list"),
    _open("form/", views.form, "form"),
    _open("bare/", views.bare, "bare"),
    _open("empty/", views.empty, "empty"),
    _open("photo/<str:which>/<str:state>/", views.photo, "photo"),
    _open("face/<str:which>/", views.face, "face"),
    _open("job/<int:done>/", views.job, "job"),
    _open("wrong/<int:status>/", views.wrong, "wrong"),
]
