"""The routes of the app; every id in an address is random (SEC-43)."""

from __future__ import annotations

from django.urls import path

from nomina.desk.captures.views import asking, bringing, comparing, judging, showing

app_name = "captures"

urlpatterns = [
    path("files/<uuid:id>/captures/", showing.captures, name="list"),
    path("files/<uuid:id>/captures/add/", bringing.add, name="add"),
    path("files/<uuid:id>/captures/ask/", asking.ask, name="ask"),
    path("captures/asked/<uuid:id>/", asking.asked, name="asked"),
    path("captures/asked/<uuid:id>/how-far/", asking.how_far, name="how_far"),
    path("captures/asked/<uuid:id>/again/", asking.again, name="ask_again"),
    path("captures/<uuid:id>/", showing.capture, name="capture"),
    path("captures/<uuid:id>/faces/", comparing.faces, name="faces"),
    path("captures/<uuid:id>/faces/how-far/", comparing.how_far, name="faces_how_far"),
    path("captures/<uuid:id>/bundle/", showing.bundle, name="bundle"),
    path("captures/items/<uuid:id>/text/", showing.text, name="text"),
    path("captures/items/<uuid:id>/show/", showing.show, name="show"),
    path("captures/items/<uuid:id>/hide/", showing.hide, name="hide"),
    path("captures/items/<uuid:id>/image/", showing.image, name="image"),
    path("captures/items/<uuid:id>/original/", showing.original, name="original"),
    path("captures/observations/<uuid:id>/accept/", judging.accept, name="accept"),
    path("captures/observations/<uuid:id>/refuse/", judging.refuse, name="refuse"),
]
