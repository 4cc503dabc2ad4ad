"""The routes of the app; every id in an address is random (SEC-43)."""

from __future__ import annotations

from django.urls import path

from nomina.desk.leads.views import body, jobs

app_name = "leads"

urlpatterns = [
    path("files/<uuid:id>/leads/", body.body, name="body"),
    path("operations/<uuid:id>/leads/", body.bodies, name="bodies"),
    path("operations/<uuid:id>/leads/jobs/", jobs.jobs, name="jobs"),
    path("operations/<uuid:id>/leads/ask/", jobs.ask, name="ask"),
    path("leads/jobs/<uuid:id>/", jobs.job, name="job"),
    path("leads/jobs/<uuid:id>/stop/", jobs.stop, name="stop"),
    path("leads/jobs/<uuid:id>/go-on/", jobs.go_on, name="go_on"),
]
