"""The addresses of letters that are left with a family, and messages that arrange a meeting."""

from __future__ import annotations

from django.urls import URLPattern, path

from nomina.desk.families.views import letters, messages

PATHS: list[URLPattern] = [
    path("operations/<uuid:id>/family-office/", letters.family_office, name="family_office"),
    path("operations/<uuid:id>/family-office/say/", letters.say_office, name="say_office"),
    path("operations/<uuid:id>/letters/check/", letters.check_letter, name="check_letter"),
    path("family-offices/<uuid:id>/confirm/", letters.confirm_office, name="confirm_office"),
    path("recipients/<uuid:id>/letter/", letters.recipient_letter, name="recipient_letter"),
    path("recipients/<uuid:id>/letter/choose/", letters.choose_letter, name="choose_letter"),
    path("recipients/<uuid:id>/letter/make/", letters.make_letter, name="make_letter"),
    path("recipients/<uuid:id>/slip/", letters.visit_slip, name="visit_slip"),
    path("letters/<uuid:id>/", letters.letter, name="letter"),
    path("operations/<uuid:id>/messages/", messages.messages, name="messages"),
    path("relatives/<uuid:id>/message/", messages.ask_to_call, name="ask_to_call"),
    path("messages/<uuid:id>/", messages.message, name="message"),
    path("messages/<uuid:id>/settle/", messages.settle_message, name="settle_message"),
]
