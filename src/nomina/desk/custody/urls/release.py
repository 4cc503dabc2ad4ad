"""Addresses of releases, and of the papers of the dead."""

from __future__ import annotations

from django.urls import URLPattern, path

from nomina.desk.custody.views import papers, release, returned

PATHS: list[URLPattern] = [
    path("operations/<uuid:id>/custody/releases/", release.releases, name="releases"),
    path("operations/<uuid:id>/custody/deaths/", papers.deaths, name="deaths"),
    path("operations/<uuid:id>/custody/deaths/list/", papers.draft_list, name="draft_list"),
    path("items/<uuid:id>/release/", release.begin_release, name="begin_release"),
    path("items/<uuid:id>/death/", papers.draft_death, name="draft_death"),
    path("releases/<uuid:id>/", release.release, name="release"),
    path("releases/<uuid:id>/read/", release.release_read, name="release_read"),
    path("releases/<uuid:id>/fact/", release.release_fact, name="release_fact"),
    path("releases/<uuid:id>/unresolved/", release.release_unresolved, name="release_unresolved"),
    path("releases/<uuid:id>/sign/", release.sign_release, name="sign_release"),
    path("releases/<uuid:id>/give/", release.give_release, name="give_release"),
    path("releases/<uuid:id>/end/", release.end_release, name="end_release"),
    path("releases/<uuid:id>/paper/", papers.release_paper, name="release_paper"),
    path("unresolved/<uuid:id>/sign/", release.sign_unresolved, name="sign_unresolved"),
    path("issued/<uuid:id>/", papers.paper, name="issued_paper"),
    path("deaths/<uuid:id>/", papers.death, name="death"),
    path("deaths/<uuid:id>/sign/", papers.sign_death, name="sign_death"),
    path("deaths/<uuid:id>/issue/", papers.issue_death, name="issue_death"),
    path("files/<uuid:id>/returned/", returned.returned, name="returned"),
]
