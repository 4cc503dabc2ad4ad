"""The routes of the app; every id in an address is random (SEC-43)."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from nomina.desk.examine.views import (
    board,
    certificate,
    examining,
    marking,
    queue,
    recall,
    report_lists,
    reports,
)

app_name = "examine"

urlpatterns: list[URLPattern | URLResolver] = [
    path("operations/<uuid:id>/queue/", queue.queue, name="queue"),
    path("operations/<uuid:id>/measured/", queue.measured, name="measured"),
    path("files/<uuid:id>/examine/", queue.take, name="take"),
    path("examinations/", examining.mine, name="mine"),
    path("examinations/<uuid:id>/", examining.examination, name="examination"),
    path("examinations/<uuid:id>/describe/", examining.describe, name="describe"),
    path("examinations/<uuid:id>/conclude/", examining.conclude, name="conclude"),
    path("examinations/<uuid:id>/revise/", examining.revise, name="revise"),
    path("examinations/<uuid:id>/skip/", examining.skip, name="skip"),
    path("examinations/<uuid:id>/known/", examining.known, name="known"),
    path("examinations/<uuid:id>/hand/", examining.hand, name="hand"),
    path("examinations/<uuid:id>/body/show/", examining.show_body, name="show_body"),
    path("examinations/<uuid:id>/body/hide/", examining.hide_body, name="hide_body"),
    path("examinations/<uuid:id>/body/image/", examining.body_image, name="body_image"),
    path("examinations/<uuid:id>/other/show/", examining.show_reference, name="show_reference"),
    path("examinations/<uuid:id>/other/hide/", examining.hide_reference, name="hide_reference"),
    path("examinations/<uuid:id>/marks/", marking.mark, name="mark"),
    path("examinations/<uuid:id>/marks/strike/", marking.strike_mark, name="strike_mark"),
    path("examinations/<uuid:id>/other/image/", examining.reference_image, name="reference_image"),
    path("examinations/<uuid:id>/report/", report_lists.report_pair, name="report_pair"),
    path("reports/", report_lists.reports, name="reports"),
    path("operations/<uuid:id>/reports/", report_lists.report_list, name="report_list"),
    path("operations/<uuid:id>/reports/open/", report_lists.start_report, name="start_report"),
    path("reports/<uuid:id>/", reports.report, name="report"),
    path("reports/<uuid:id>/move/", reports.move, name="move"),
    path("reports/<uuid:id>/evidence/", reports.evidence, name="evidence"),
    path("evidence/<uuid:id>/strike/", reports.strike, name="strike"),
    path("reports/<uuid:id>/board/", board.board, name="board"),
    path("reports/<uuid:id>/lay/", board.lay, name="lay"),
    path("reports/<uuid:id>/decide/", board.decide, name="decide"),
    path("dossiers/<uuid:id>/sign/", board.sign, name="sign"),
    path("dossiers/<uuid:id>/dissent/", board.dissent, name="dissent"),
    path("identifications/<uuid:id>/recall/", recall.recall, name="recall"),
    path("operations/<uuid:id>/certificates/", certificate.register, name="certificates"),
    path("identifications/<uuid:id>/certify/", certificate.draft, name="certificate_draft"),
    path("certificates/<uuid:id>/", certificate.certificate, name="certificate"),
    path("certificates/<uuid:id>/sign/", certificate.sign, name="certificate_sign"),
    path("certificates/<uuid:id>/issue/", certificate.issue, name="certificate_issue"),
    path("issued/<uuid:id>/pdf/", certificate.pdf, name="certificate_pdf"),
    path("issued/<uuid:id>/json/", certificate.json, name="certificate_json"),
]
