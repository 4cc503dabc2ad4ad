"""The addresses of the enquiry desk: who asks, kinship, contact, owner and outcome."""

from __future__ import annotations

from django.urls import URLPattern, path

from nomina.desk.families.views import (
    asking,
    asking_family,
    asking_one,
    asking_over,
    asking_pages,
    asking_photos,
    asking_secret,
    desks,
)

PATHS: list[URLPattern] = [
    path("families/", desks.home, name="home"),
    path("operations/<uuid:id>/families/", desks.operation, name="operation"),
    path("operations/<uuid:id>/enquiries/", asking.enquiries, name="enquiries"),
    path("operations/<uuid:id>/enquiries/new/", asking.take_enquiry, name="take_enquiry"),
    path("operations/<uuid:id>/ask-pages/", asking_pages.ask_pages, name="ask_pages"),
    path("operations/<uuid:id>/ask-pages/new/", asking_pages.ask_page_new, name="ask_page_new"),
    path("ask-pages/<uuid:id>/", asking_pages.ask_page, name="ask_page"),
    path("ask-pages/<uuid:id>/open/", asking_pages.ask_page_open, name="ask_page_open"),
    path("ask-pages/<uuid:id>/close/", asking_pages.ask_page_close, name="ask_page_close"),
    path("enquiries/<uuid:id>/", asking.enquiry, name="enquiry"),
    path("enquiries/<uuid:id>/slip/", asking_secret.print_slip, name="slip"),
    path("enquiries/<uuid:id>/secret/", asking_secret.new_secret, name="new_secret"),
    path("enquiries/<uuid:id>/ways/", asking_one.enquiry_ways, name="enquiry_ways"),
    path("enquiries/<uuid:id>/owner/", asking_one.own_enquiry, name="own_enquiry"),
    path("enquiries/<uuid:id>/kinship/", asking_one.enquiry_kinship, name="enquiry_kinship"),
    path("enquiries/<uuid:id>/contact/", asking_one.enquiry_contact, name="enquiry_contact"),
    path("enquiries/<uuid:id>/answer/", asking_one.answer_enquiry, name="answer_enquiry"),
    path("enquiries/<uuid:id>/outcome/", asking_one.end_enquiry, name="end_enquiry"),
    path("enquiries/<uuid:id>/withdraw/", asking_one.withdraw_enquiry, name="withdraw_enquiry"),
    path("enquiries/<uuid:id>/files/", asking_over.enquiry_files, name="enquiry_files"),
    path("enquiries/<uuid:id>/files/find/", asking_over.find_missing, name="find_missing"),
    path("enquiries/<uuid:id>/files/join/", asking_over.join_missing, name="join_missing"),
    path("submissions/<uuid:id>/read/", asking.read_submission, name="read_submission"),
    path("submissions/<uuid:id>/sealed/", asking_one.open_sealed, name="open_sealed"),
    path("submissions/<uuid:id>/missing/", asking_over.take_missing, name="take_missing"),
    path("submissions/<uuid:id>/relative/", asking_over.take_relative, name="take_relative"),
    path("submissions/<uuid:id>/consents/", asking_over.take_consents, name="take_consents"),
    path("submissions/<uuid:id>/contact/", asking_over.take_contact, name="take_contact"),
    path("submissions/<uuid:id>/photo/", asking_photos.take_photo, name="take_photo"),
    path("families/<uuid:id>/", asking_family.family, name="family"),
    path("families/<uuid:id>/kinship/", asking_family.family_kinship, name="family_kinship"),
    path("families/<uuid:id>/contact/", asking_family.family_contact, name="family_contact"),
    path("missing/<uuid:id>/disputes/", asking_family.disputes, name="disputes"),
    path("missing/<uuid:id>/disputes/new/", asking_family.say_dispute, name="say_dispute"),
]
