"""Routes of the style guide; a desk in use has none of them."""

from __future__ import annotations

from django.urls import path

from nomina.desk.look.guide import views

app_name = "guide"
urlpatterns = [
    path("", views.parts, name="parts"),
    path("leads/", views.leads, name="leads"),
    path("list/", views.listing, name="list"),
    path("form/", views.form, name="form"),
    path("bare/", views.bare, name="bare"),
    path("empty/", views.empty, name="empty"),
    path("photo/<str:which>/<str:state>/", views.photo, name="photo"),
    path("face/<str:which>/", views.face, name="face"),
    path("job/<int:done>/", views.job, name="job"),
    path("wrong/<int:status>/", views.wrong, name="wrong"),
]
