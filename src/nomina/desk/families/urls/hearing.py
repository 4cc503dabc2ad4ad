"""The addresses of replies of families, and of what security sees of them."""

from __future__ import annotations

from django.urls import URLPattern, path

from nomina.desk.families.views import hearing, hearing_acts, threats

PATHS: list[URLPattern] = [
    path("operations/<uuid:id>/replies/", hearing.replies, name="replies"),
    path("operations/<uuid:id>/replies/new/", hearing.take_reply, name="take_reply"),
    path("operations/<uuid:id>/replies/mail/", hearing_acts.bring_mail, name="bring_mail"),
    path("replies/<uuid:id>/", hearing.reply, name="reply"),
    path("replies/<uuid:id>/read/", hearing.read_reply, name="read_reply"),
    path("replies/<uuid:id>/labels/", hearing_acts.reply_labels, name="reply_labels"),
    path("replies/<uuid:id>/about/", hearing_acts.reply_about, name="reply_about"),
    path("replies/<uuid:id>/security/", hearing_acts.pass_on, name="pass_on"),
    path("enclosures/<uuid:id>/", hearing_acts.take_enclosure, name="take_enclosure"),
    path("enclosures/<uuid:id>/security/", hearing_acts.pass_enclosure, name="pass_enclosure"),
    path("reply-tasks/<uuid:id>/", hearing_acts.reply_task, name="reply_task"),
    path("mail/<uuid:id>/", hearing_acts.mail_aside, name="mail_aside"),
    path("mail/<uuid:id>/bytes/", hearing_acts.take_mail, name="take_mail"),
    path("threats/", threats.threats, name="threats"),
    path("threats/<uuid:id>/", threats.threat, name="threat"),
    path("threats/<uuid:id>/read/", threats.read_threat, name="read_threat"),
    path("threats/<uuid:id>/bytes/", threats.take_threat, name="take_threat"),
    path("threats/<uuid:id>/longer/", threats.keep_threat, name="keep_threat"),
    path("threats/<uuid:id>/erase/", threats.erase_threat, name="erase_threat"),
]
