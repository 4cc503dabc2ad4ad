"""The addresses of notices: plan, release, record, images, recall."""

from __future__ import annotations

from django.urls import URLPattern, path

from nomina.desk.families.views import (
    telling,
    telling_gone,
    telling_images,
    telling_lists,
    telling_plans,
    telling_told,
)

PATHS: list[URLPattern] = [
    path("operations/<uuid:id>/notices/", telling_lists.notices, name="notices"),
    path("operations/<uuid:id>/notices/over/", telling_lists.notices_over, name="notices_over"),
    path("missing/<uuid:id>/notice/", telling.begin_notice, name="begin_notice"),
    path("notices/<uuid:id>/", telling.notice, name="notice"),
    path("notices/<uuid:id>/close/", telling.close_notice, name="close_notice"),
    path("notices/<uuid:id>/recall/", telling.recall_notice, name="recall_notice"),
    path("notices/<uuid:id>/relatives/", telling.choose_recipient, name="choose_recipient"),
    path("notices/<uuid:id>/plan/", telling_plans.make_plan, name="make_plan"),
    path("recipients/<uuid:id>/", telling_plans.recipient, name="recipient"),
    path("recipients/<uuid:id>/drop/", telling.drop_recipient, name="drop_recipient"),
    path("recipients/<uuid:id>/gone/", telling_gone.say_gone, name="say_gone"),
    path(
        "recipients/<uuid:id>/gone/confirm/",
        telling_gone.confirm_gone,
        name="confirm_gone",
    ),
    path("recipients/<uuid:id>/told/", telling_told.record_told, name="record_told"),
    path("recipients/<uuid:id>/picture/", telling_images.ask_image, name="ask_image"),
    path("plans/<uuid:id>/", telling_plans.plan, name="plan"),
    path("plans/<uuid:id>/sign/", telling_plans.sign_plan, name="sign_plan"),
    path("told/<uuid:id>/", telling_told.told, name="told"),
    path("told/<uuid:id>/again/", telling_told.speak_again, name="speak_again"),
    path("told/<uuid:id>/strike/", telling_told.strike_told, name="strike_told"),
    path("pictures/<uuid:id>/", telling_images.image, name="image"),
    path("pictures/<uuid:id>/decline/", telling_images.decline_image, name="decline_image"),
    path("pictures/<uuid:id>/prepare/", telling_images.prepare_image, name="prepare_image"),
    path("pictures/<uuid:id>/show/", telling_images.show_image, name="show_image"),
    path("pictures/<uuid:id>/bytes/", telling_images.picture, name="picture"),
]
