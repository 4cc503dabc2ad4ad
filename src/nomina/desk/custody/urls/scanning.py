"""Addresses of scanning."""

from __future__ import annotations

from django.urls import URLPattern, path

from nomina.desk.custody.views import scanning, scanning_bulk, scanning_labels

PATHS: list[URLPattern] = [
    path("operations/<uuid:id>/custody/labels/", scanning_labels.labels_, name="labels"),
    path("operations/<uuid:id>/custody/sheets/", scanning_labels.sheets, name="sheets"),
    path("tags/<uuid:id>/", scanning_labels.label, name="label"),
    path("tags/<uuid:id>/label.pdf", scanning_labels.label_pdf, name="label_pdf"),
    path("tags/<uuid:id>/form.pdf", scanning_labels.receive_form, name="receive_form"),
    path("tags/<uuid:id>/sheet/", scanning_labels.sheet, name="sheet"),
    path("tags/<uuid:id>/sheet.pdf", scanning_labels.sheet_pdf, name="sheet_pdf"),
    path("handovers/<uuid:id>/form.pdf", scanning_labels.handover_form, name="handover_form"),
    path("counts/<uuid:id>/form.pdf", scanning_labels.count_form, name="count_form"),
    path("operations/<uuid:id>/custody/form/", scanning_labels.enter_form, name="enter_form"),
    path("operations/<uuid:id>/custody/frame/", scanning.frame, name="frame"),
    path("operations/<uuid:id>/custody/commands/", scanning.run, name="commands"),
    path("operations/<uuid:id>/custody/scan/", scanning.scan, name="scan"),
    path("operations/<uuid:id>/custody/scan/state/", scanning.state, name="scan_state"),
    path("operations/<uuid:id>/custody/scan/worker.js", scanning.worker, name="scan_worker"),
    path("operations/<uuid:id>/custody/bulk/", scanning_bulk.bulk, name="bulk"),
    path("places/<uuid:id>/count/", scanning_bulk.begin_count, name="begin_count"),
    path("places/<uuid:id>/counts/", scanning_bulk.counts, name="counts"),
    path("counts/<uuid:id>/", scanning_bulk.count, name="count"),
    path("counts/<uuid:id>/end/", scanning_bulk.end_count, name="end_count"),
]
