"""What the report page holds of findings, next steps and how all bodies fit together."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from nomina.evidence import KINDS
from nomina.leads.documents import Leads
from nomina.leads.report import write_report
from nomina.leads.spreadsheet import leads_csv
from tests.leads.report_sample import HOSTILE, sample


def seen(tmp_path: Path, leads: Leads, language: str = "en") -> tuple[str, list[dict[str, Any]]]:
    path = tmp_path / "report.html"
    write_report(path, leads, {}, images=False, language=language)
    text = path.read_text("utf-8")
    held = re.findall(r'<script type="application/json" id="seen-\d+">(.*?)</script>', text, re.S)
    return text, [json.loads(one) for one in held]


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_every_finding_is_in_the_page_in_its_order_and_language(
    tmp_path: Path, language: str
) -> None:
    leads = sample()
    _, held = seen(tmp_path, leads, language)
    assert len(held) == len(leads.bodies)
    for result, body in zip(leads.results, held, strict=True):
        assert set(body["f"]) == {str(lead.rank) for lead in result.leads if lead.findings}
        for lead in result.leads:
            rows = body["f"].get(str(lead.rank), [])
            assert len(rows) == len(lead.findings)
            for finding, row in zip(lead.findings, rows, strict=True):
                kind, lr, low, high, excludes, on_body, in_file, sentence = row
                assert KINDS[kind] == finding.kind
                assert lr == pytest.approx(finding.log10_lr, abs=0.0006)
                assert (low, high) == (finding.lower_bound, finding.upper_bound)
                assert bool(excludes) == finding.excludes
                assert body["t"][on_body] == finding.body
                assert body["t"][in_file] == finding.person
                assert body["t"][sentence] == finding.sentence[language]
            lacking = [KINDS[kind] for kind in body["l"].get(str(lead.rank), [])]
            assert lacking == list(lead.lacking)


def test_sources_of_findings_are_left_to_leads_json(tmp_path: Path) -> None:
    leads = sample()
    text, _ = seen(tmp_path, leads)
    assert "nowhere; nowhere" not in text


def test_next_steps_keep_their_order(tmp_path: Path) -> None:
    leads = sample()
    _, held = seen(tmp_path, leads)
    for result, body in zip(leads.results, held, strict=True):
        assert [(kind, bits) for kind, bits, _ in body["n"]] == [
            (step.kind, step.bits) for step in result.next_steps
        ]


def test_hostile_findings_stay_text(tmp_path: Path) -> None:
    leads = sample(bodies=2)
    result = leads.results[1]
    lead = result.leads[0]
    changed = [
        one.model_copy(update={"body": HOSTILE[1], "person": HOSTILE[4], "sentence": dict.fromkeys(
            ("en", "uk", "ru"), HOSTILE[0])})
        for one in lead.findings
    ]  # fmt: skip
    lead = lead.model_copy(update={"findings": tuple(changed)})
    result = result.model_copy(update={"leads": (lead, *result.leads[1:])})
    text, held = seen(tmp_path, leads.model_copy(update={"results": (leads.results[0], result)}))
    assert "<img" not in text
    assert HOSTILE[1] in held[1]["t"]
    assert "\ufffd lone surrogate" in held[1]["t"]


def test_the_best_explanations_and_sets_are_said(tmp_path: Path) -> None:
    leads = sample()
    text, _ = seen(tmp_path, leads)
    part = text[text.index('id="together"') : text.index('id="problems"')]
    words = re.sub(r"<[^>]+>", "", part)
    assert "puts a person to 12 bodies" in words
    assert "Weighs 10 times less" in words  # behind by 1 in log10
    last = leads.results[-1]
    assert f"{last.body}: nobody on this list instead of {last.leads[0].person}" in words
    assert "who is who stays open" in words


def test_a_run_without_a_pair_says_so(tmp_path: Path) -> None:
    text, _ = seen(tmp_path, sample(bodies=0, people=0))
    assert "No pair is in the best explanation" in text


def test_leads_csv_has_a_column_a_kind() -> None:
    leads = sample()
    text = b"".join(leads_csv(leads)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    wanted = [(result, lead) for result in leads.results for lead in result.leads]
    assert len(rows) == len(wanted)
    for row, (result, lead) in zip(rows, wanted, strict=True):
        assert (row["body"], row["person"]) == (result.body, lead.person)
        assert row["excluded"] == ("yes" if lead.excluded else "no")
        total = row["all_evidence_log10_lr"]
        assert total == "" if lead.excluded else float(total) == pytest.approx(lead.log10_lr, 0.01)
        assert (row["glr_log10"] == "") is (lead.glr is None)
        said = {finding.kind: finding.log10_lr for finding in lead.findings}
        for kind in KINDS:
            cell = row[f"{kind}_log10_lr"]
            assert (cell == "") is (kind not in said)
            assert cell == "" or float(cell) == pytest.approx(said[kind], 0.01)
        assert row["lacking"].split() == list(lead.lacking)
