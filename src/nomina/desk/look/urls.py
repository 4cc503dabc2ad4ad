"""Routes of the look."""

from __future__ import annotations

from django.urls import path

from nomina.desk.look import views

app_name = "look"
urlpatterns = [
    path("choose/", views.choose, name="choose"),
    path("offline/", views.offline, name="offline"),
]
