"""The addresses of packages and papers that come from another bureau."""

from __future__ import annotations

from django.urls import URLPattern, path

from nomina.desk.transmit.views import (
    incoming,
    incoming_items,
    incoming_letters,
    incoming_lists,
)

PATHS: list[URLPattern] = [
    path("operations/<uuid:id>/bureau/incoming/", incoming.incoming, name="incoming"),
    path("operations/<uuid:id>/bureau/incoming/receive/", incoming.receive, name="receive"),
    path(
        "operations/<uuid:id>/bureau/incoming/letter/",
        incoming_letters.receive_letter,
        name="receive_letter",
    ),
    path("incoming/<uuid:id>/", incoming.came, name="came"),
    path("incoming/<uuid:id>/file/", incoming.take_away, name="take_came"),
    path("incoming/<uuid:id>/acknowledge/", incoming.acknowledge, name="acknowledge_came"),
    path("incoming/<uuid:id>/type/", incoming_letters.type_item, name="type_item"),
    path("incoming/receipts/<uuid:id>/", incoming.receipt, name="came_receipt"),
    path("incoming/items/<uuid:id>/", incoming_items.item, name="came_item"),
    path("incoming/items/<uuid:id>/new/", incoming_items.take_new, name="take_new"),
    path("incoming/items/<uuid:id>/into/", incoming_items.take_into, name="take_into"),
    path("incoming/items/<uuid:id>/refuse/", incoming_items.refuse, name="refuse_item"),
    path("incoming/items/<uuid:id>/read/", incoming_items.mark_read, name="read_item"),
    path("incoming/items/<uuid:id>/pass/", incoming_items.pass_on, name="pass_item"),
    path("incoming/items/<uuid:id>/photo/", incoming_letters.add_photo, name="item_photo"),
    path("operations/<uuid:id>/bureau/lists/", incoming_lists.lists, name="missing_lists"),
    path("partners/<uuid:id>/lists/new/", incoming_lists.lay, name="lay_list"),
    path("lists/<uuid:id>/", incoming_lists.sheet, name="missing_list"),
    path("lists/<uuid:id>/sign/", incoming_lists.sign, name="sign_list"),
    path("lists/<uuid:id>/take/", incoming_lists.take_out, name="take_list"),
]
