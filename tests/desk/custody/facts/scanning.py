"""Of labels, scanning, commands, counting and paper forms."""

from __future__ import annotations

from typing import Any

from tests.desk.custody.facts.made import Made

FREE: dict[str, tuple[str, ...]] = {}
CODED: dict[str, tuple[str, ...]] = {}
OBJECTS: dict[str, str] = {
    "custody:labels": "operation",
    "custody:sheets": "operation",
    "custody:enter_form": "operation",
    "custody:frame": "operation",
    "custody:commands": "operation",
    "custody:scan": "operation",
    "custody:scan_state": "operation",
    "custody:scan_worker": "operation",
    "custody:bulk": "operation",
    "custody:label": "sheet",
    "custody:label_pdf": "sheet",
    "custody:receive_form": "sheet",
    "custody:sheet": "sheet",
    "custody:sheet_pdf": "sheet",
    "custody:handover_form": "handover",
    "custody:begin_count": "place",
    "custody:counts": "place",
    "custody:count": "count",
    "custody:count_form": "count",
    "custody:end_count": "count",
}
NO_PAGES: dict[str, str] = {
    "custody:frame": "only posted to, by a script",
    "custody:commands": "only posted to, by a script",
}
FRAGMENTS = {
    "custody:scan_state",
    "custody:scan_worker",
    "custody:label_pdf",
    "custody:sheet_pdf",
    "custody:receive_form",
    "custody:handover_form",
    "custody:count_form",
}
"""Given to a script, or a file."""


def rows(made: Made) -> dict[str, Any]:
    return {}
