"""The routes of files; every id in an address is random, and no name or number stands in one."""

from __future__ import annotations

from django.urls import path

from nomina.desk.files.photos.routes import routes as photo_routes
from nomina.desk.files.views import deciding, editing, file, lists, opening

app_name = "files"

urlpatterns = [
    path("files/bodies/", lists.bodies, name="bodies"),
    path("files/missing/", lists.missing, name="missing"),
    path("files/living/", lists.living, name="living"),
    path("files/families/", lists.families, name="families"),
    path("operations/<uuid:id>/files/", lists.listing, name="list"),
    path("operations/<uuid:id>/files/open/", opening.open_file, name="open"),
    path("files/<uuid:id>/", file.file, name="file"),
    path("files/<uuid:id>/write/", editing.edit, name="edit"),
    path("files/<uuid:id>/choose/", editing.choose, name="choose"),
    path("files/<uuid:id>/history/", editing.history, name="history"),
    path("files/<uuid:id>/consent/", deciding.give_consent, name="give_consent"),
    path("consents/<uuid:id>/withdraw/", deciding.withdraw, name="withdraw"),
    path("files/<uuid:id>/hold/", deciding.hold, name="hold"),
    path("holds/<uuid:id>/release/", deciding.release, name="release"),
    path("files/<uuid:id>/link/", deciding.link, name="link"),
    path("links/<uuid:id>/end/", deciding.end_link, name="end_link"),
    *photo_routes,
]
