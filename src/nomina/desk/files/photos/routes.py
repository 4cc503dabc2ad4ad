"""The routes of photos, which `nomina.desk.files.urls` takes in."""

from __future__ import annotations

from django.urls import path

from nomina.desk.files.views import faces, photos, photos_ends

routes = [
    path("files/<uuid:id>/photos/add/", photos.add_photos, name="add_photos"),
    path("files/<uuid:id>/photos/have/", photos.have_photos, name="have_photos"),
    path("photos/<uuid:id>/", photos.photo, name="photo"),
    path("photos/<uuid:id>/show/", photos.show_photo, name="show_photo"),
    path("photos/<uuid:id>/hide/", photos.hide_photo, name="hide_photo"),
    path("photos/<uuid:id>/image/", photos.photo_image, name="photo_image"),
    path("photos/<uuid:id>/original/", photos.photo_original, name="photo_original"),
    path("photos/<uuid:id>/face/", faces.draw_face, name="draw_face"),
    path("photos/<uuid:id>/hold/", photos_ends.hold_photo, name="hold_photo"),
    path("photos/<uuid:id>/remove/", photos_ends.remove_photo, name="remove_photo"),
    path("photos/<uuid:id>/whose/", faces.choose_face, name="choose_face"),
]
