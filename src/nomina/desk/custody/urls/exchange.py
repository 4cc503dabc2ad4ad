"""Addresses of exchange."""

from __future__ import annotations

from django.urls import URLPattern, path

from nomina.desk.custody.views import (
    exchange,
    exchange_batch,
    exchange_lists,
    exchange_manifests,
    exchange_theirs,
)

PATHS: list[URLPattern] = [
    path("operations/<uuid:id>/exchanges/", exchange.batches, name="batches"),
    path("operations/<uuid:id>/exchanges/add/", exchange.make_batch, name="make_batch"),
    path("operations/<uuid:id>/exchanges/public/", exchange.public_numbers, name="public_numbers"),
    path("exchanges/<uuid:id>/", exchange_batch.batch, name="batch"),
    path("exchanges/<uuid:id>/find/", exchange.find_in_batch, name="find_in_batch"),
    path("exchanges/<uuid:id>/tell/", exchange.tell_differences, name="tell_differences"),
    path("exchanges/<uuid:id>/end/", exchange.end_batch, name="end_batch"),
    path("exchanges/<uuid:id>/bring/", exchange_lists.bring_paper, name="bring_paper"),
    path("exchanges/<uuid:id>/sign/", exchange_manifests.make_manifest, name="make_manifest"),
    path("exchanges/<uuid:id>/theirs/", exchange_theirs.bring_manifest, name="bring_manifest"),
    path("papers/<uuid:id>/", exchange_lists.batch_paper, name="batch_paper"),
    path("papers/<uuid:id>/columns/", exchange_lists.list_columns, name="list_columns"),
    path("papers/<uuid:id>/withdraw/", exchange_lists.withdraw_list, name="withdraw_list"),
    path("papers/<uuid:id>/take/", exchange_lists.take_paper, name="take_paper"),
    path("lines/<uuid:id>/", exchange_lists.listed, name="listed"),
    path("manifests/<uuid:id>/", exchange_manifests.manifest, name="manifest"),
    path("manifests/<uuid:id>/take/", exchange_manifests.take_manifest, name="take_manifest"),
    path("manifests/<uuid:id>/hand/", exchange_manifests.hand_manifest, name="hand_manifest"),
    path("manifests/<uuid:id>/receipt/", exchange_manifests.add_receipt, name="add_receipt"),
    path("manifests/<uuid:id>/out/", exchange_manifests.dispatch, name="dispatch"),
    path("receipts/<uuid:id>/take/", exchange_manifests.take_receipt, name="take_receipt"),
    path("theirs/<uuid:id>/", exchange_theirs.their_manifest, name="their_manifest"),
    path("theirs/<uuid:id>/receipt/", exchange_theirs.sign_receipt, name="sign_receipt"),
    path("ours/<uuid:id>/", exchange_theirs.our_receipt, name="our_receipt"),
    path("ours/<uuid:id>/take/", exchange_theirs.take_our_receipt, name="take_our_receipt"),
]
