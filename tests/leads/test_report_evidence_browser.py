"""Findings, next steps and the map of the report page, in a real Chromium."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from nomina.leads.report import write_report
from tests.leads.report_sample import HOSTILE, sample
from tests.leads.test_report_browser import Watched, body_of, browser, report

__all__ = ["browser", "report"]

MIDDLE = 120.0  # of 240 units
UNITS = MIDDLE / 7  # a log10 LR: the sample's sums reach 7


def test_findings_add_up_to_all_evidence(browser: Browser, report: Path) -> None:
    lead = sample().results[1].leads[0]
    watched = Watched(browser, report, "#b=PM-0701")
    rows = watched.page.locator(".why .finding")
    assert rows.count() == len(lead.findings) == 3
    total = 0.0
    for row, finding in zip(rows.all(), lead.findings, strict=True):
        start = float(row.locator(".span").get_attribute("x1") or "nan")
        total += finding.log10_lr
        end = float(row.locator(".found").get_attribute("x1") or "nan")
        assert start == pytest.approx(MIDDLE + UNITS * (total - finding.log10_lr), abs=0.3)
        assert end == pytest.approx(MIDDLE + UNITS * total, abs=0.3)
        said = row.inner_text()
        assert "speaks for" in said
        assert finding.body in said
        assert finding.person in said
        assert finding.sentence["en"] in said
    end = float(watched.page.locator(".total .found").get_attribute("x1") or "nan")
    assert end == pytest.approx(MIDDLE + UNITS * lead.log10_lr, abs=0.3)
    at_limit = watched.page.locator(".finding:has(.limit)")
    assert at_limit.count() == 1
    assert at_limit.get_attribute("data-kind") == "documents"
    assert "at its limit" in at_limit.inner_text()
    why = watched.page.locator(".why").inner_text()
    assert "Nothing to compare on one side or both: Teeth, DNA." in why
    assert "without this pair weighs 30 times less" in why  # 10 to 1.5
    watched.close()


def test_an_excluded_lead_is_shown_as_excluded(browser: Browser, report: Path) -> None:
    watched = Watched(browser, report, "#b=PM-0700")
    page = watched.page
    page.click("#more")
    page.locator(".cand .pick").last.click()
    chosen = page.locator(".cand[data-chosen]")
    assert "excluded" in chosen.inner_text()
    assert "excluded: they cannot be" not in chosen.inner_text()
    assert page.locator(".beside .finding[data-way=excludes]").count() == 1
    assert "excludes: they cannot be the same person" in page.locator(".why").inner_text()
    assert page.locator(".total svg").count() == 0
    watched.close()


def test_a_body_without_a_face_or_photo_has_leads(browser: Browser, tmp_path: Path) -> None:
    leads = sample()
    case = leads.bodies[5].model_copy(update={"photos": ()})
    bodies = (*leads.bodies[:5], case, *leads.bodies[6:])
    path = tmp_path / "report.html"
    write_report(path, leads.model_copy(update={"bodies": bodies}), {})
    watched = Watched(browser, path, "#b=PM-0705")
    page = watched.page
    assert page.locator('.cand[data-kind="person"]').count() == 3
    assert page.locator('.cand[data-kind="nobody"]').count() == 1
    assert "No faces were compared for this pair." in page.locator(".beside").inner_text()
    assert page.locator(".beside .bar.big").count() == 0
    page.keyboard.press("i")
    page.keyboard.press("ArrowDown")
    assert page.locator(".why .finding").count() == 1
    watched.close()


def test_what_next_is_said_in_order(browser: Browser, report: Path) -> None:
    watched = Watched(browser, report, "#b=PM-0701")
    steps = watched.page.locator(".next li b").all_inner_texts()
    assert steps == ["Chart the teeth of the body", "Take a sample for DNA and compare it"]
    assert sample().results[1].next_steps[0].people[0] in watched.page.locator(".next").inner_text()
    watched.close()


def test_the_map_draws_likely_pairs_and_goes_to_a_body(browser: Browser, report: Path) -> None:
    leads = sample()
    rivals = {r.body for r in leads.results if any(
        lead.person == leads.results[1].leads[0].person and lead.posterior >= 0.01
        for lead in r.leads)}  # fmt: skip
    assert len(rivals) > 1
    watched = Watched(browser, report, "#b=PM-0701")
    page = watched.page
    nodes = page.locator(".graph .node text").all_text_contents()
    assert set(nodes) >= rivals
    assert nodes[0] == "PM-0701"
    assert page.locator(".graph .node[aria-current]").count() == 1
    likely = {r.body: sum(lead.posterior >= 0.01 for lead in r.leads) for r in leads.results}
    assert page.locator(".graph .edge").count() == sum(likely[body] for body in nodes)
    listed = page.locator(".map ul li").all_text_contents()
    assert [line.split(":")[0] for line in listed] == nodes
    page.locator(".graph .node").nth(1).focus()
    page.keyboard.press("Enter")
    expect(page.locator("main h2 bdi")).to_have_text(nodes[1])
    assert page.locator(".graph .node[aria-current] text").text_content() == body_of(page)
    watched.close()


def test_the_chosen_body_prints_with_its_findings(browser: Browser, report: Path) -> None:
    watched = Watched(browser, report, "#b=PM-0701")
    page = watched.page
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#paper .finding").count() == 3
    assert page.locator("#paper .graph").count() == 1
    watched.close()


def test_hostile_findings_do_not_run(browser: Browser, tmp_path: Path) -> None:
    leads = sample(bodies=2, people=14, names=HOSTILE)
    hostile = leads.results[1]
    lead = hostile.leads[0]
    found = tuple(
        one.model_copy(update={"body": HOSTILE[0], "person": HOSTILE[5], "sentence": dict.fromkeys(
            ("en", "uk", "ru"), HOSTILE[1])})
        for one in lead.findings
    )  # fmt: skip
    changed = lead.model_copy(update={"findings": found})
    result = hostile.model_copy(update={"leads": (changed, *hostile.leads[1:])})
    path = tmp_path / "report.html"
    write_report(path, leads.model_copy(update={"results": (leads.results[0], result)}), {})
    watched = Watched(browser, path, "#b=PM-0701", viewport={"width": 320, "height": 800})
    page = watched.page
    assert page.title() == "Leads · Nomina"
    assert page.locator("img").count() == 0
    page.locator(".finding summary").first.click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    watched.close()
