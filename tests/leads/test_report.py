"""The report page as a file: what it holds, what it refuses to hold, and what it never says."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from nomina.errors import InputError
from nomina.leads.documents import Leads
from nomina.leads.markup import plain
from nomina.leads.report import write_report
from nomina.leads.report_page import image_type, links
from tests.leads.report_sample import HOSTILE, crop, sample


class Reader(HTMLParser):
    """Read a page as a browser's parser would: elements, attributes, text of scripts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[tuple[str, str]] = []
        self._open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._open = tag

    def handle_endtag(self, tag: str) -> None:
        self._open = ""

    def handle_data(self, data: str) -> None:
        self.inside.append((self._open, data))

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag == name]


def crops_of(leads: Leads) -> dict[str, bytes]:
    cases = (*leads.bodies, *leads.missing)
    return {p.crop: crop() for c in cases for p in c.photos if p.crop is not None}


def written(tmp_path: Path, leads: Leads, **settings: Any) -> tuple[str, Reader, dict[str, Any]]:
    path = tmp_path / "report.html"
    write_report(path, leads, settings.pop("crops", crops_of(leads)), **settings)
    text = path.read_text("utf-8")
    reader = Reader()
    reader.feed(text)
    held = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    assert held is not None
    return text, reader, json.loads(held[1])


def test_page_points_at_nothing_outside_itself(tmp_path: Path) -> None:
    text, page, _ = written(tmp_path, sample())
    for tag_, attributes in page.elements:
        for name in ("src", "href", "action", "poster", "srcset", "data"):
            value = attributes.get(name)
            assert value is None or value.startswith(("#", "data:")), (tag_, name, value)
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
    css = re.search(r"<style>(.*?)</style>", text, re.S)
    assert css is not None
    assert "@import" not in css[1]
    assert re.findall(r"url\(([^)]*)\)", css[1]) == ["#hatch", "#limit"]


def test_policy_allows_the_one_style_and_the_one_script_by_hash(tmp_path: Path) -> None:
    text, page, _ = written(tmp_path, sample())
    policy = next(
        m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None
    parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert parts["default-src"] == "'none'"
    assert parts["img-src"] == "data:"
    assert "unsafe" not in policy
    for name, pattern in (
        ("style-src", r"<style>(.*?)</style>"),
        ("script-src", r"<script>(.*?)</script>"),
    ):
        found = re.findall(pattern, text, re.S)
        assert len(found) == 1
        digest = base64.b64encode(hashlib.sha256(found[0].encode()).digest()).decode()
        assert parts[name] == f"'sha256-{digest}'"


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    leads = sample(names=HOSTILE, people=14)
    hostile_body = leads.bodies[1].model_copy(update={"id": HOSTILE[0], "label": HOSTILE[1]})
    leads = leads.model_copy(
        update={
            "bodies": (leads.bodies[0], hostile_body, *leads.bodies[2:]),
            "run": leads.run.model_copy(update={"purpose": HOSTILE[1], "authority": HOSTILE[2]}),
        }
    )
    _, page, data = written(tmp_path, leads)
    assert not [e for e in page.elements if e[0] == "img" or "onerror" in e[1]]
    assert sum("type" not in s for s in page.all("script")) == 1
    assert data["bodies"][1]["i"] == HOSTILE[0]
    shown = {person["l"] for person in data["people"]}
    assert shown == {plain(name) for name in HOSTILE}


def test_every_candidate_is_in_the_page_as_in_leads_json(tmp_path: Path) -> None:
    leads = sample()
    _, _, data = written(tmp_path, leads)
    for result, body in zip(leads.results, data["bodies"], strict=True):
        rows = [row.split(",") for row in body["r"].split(";") if row]
        assert len(rows) == len(result.leads)
        for lead, row in zip(result.leads, rows, strict=True):
            assert data["people"][int(row[0])]["i"] == lead.person
            assert int(row[1]) / 1e6 == pytest.approx(lead.posterior, abs=1e-6)
            assert int(row[2]) / 100 == pytest.approx(lead.log10_lr, abs=0.0051)
            assert row[3] == ("" if lead.glr is None else str(round(lead.glr * 100)))
            assert row[4] == ("1" if lead.excluded else "0")
            if lead.strength is None:
                assert len(row) == 6
                continue
            assert int(row[6]) / 100 == pytest.approx(lead.strength.log10_lr, abs=0.005)
            lower, upper, note = data["limits"][int(row[9])]
            assert (lower, upper) == (lead.strength.lower_bound, lead.strength.upper_bound)
            assert "simulated" in note


def test_head_says_purpose_authority_share_prior_and_condition(tmp_path: Path) -> None:
    _, page, _ = written(tmp_path, sample())
    said = " ".join(text for _, text in page.inside)
    for words in (
        "A face never identifies anyone.",
        "Test of the page",
        "not stated",
        "0.7 of the bodies",
        "prior: joint",
        "12 bodies, 30 missing people",
        "never measured on photos of the dead",
        "people who do not exist",
        "2026-11-14 14:32 UTC",
    ):
        assert words in said


def test_no_images_leaves_every_face_out(tmp_path: Path) -> None:
    leads = sample()
    with_faces, _, _ = written(tmp_path, leads)
    text, page, data = written(tmp_path, leads, images=False)
    face = base64.b64encode(crop()).decode()
    assert face in with_faces
    assert face not in text
    assert not [s for s in page.all("script") if s.get("type") == "text/plain"]
    assert {photo["c"] for photo in data["photos"]} == {None}


def test_faces_beyond_the_budget_are_left_out_and_said_so(tmp_path: Path) -> None:
    leads = sample()
    bodies = sum(photo.face is not None for case in leads.bodies for photo in case.photos)
    _, page, data = written(tmp_path, leads, most_crop_bytes=(bodies + 1) * len(crop()))
    held = [photo["c"] is not None for photo in data["photos"]]
    assert held == [True] * (bodies + 1) + [False] * (len(held) - bodies - 1)
    said = " ".join(text for _, text in page.inside)
    assert f"{len(held) - bodies - 1} photos not in this file" in said


def test_no_opinion_where_no_strength_was_measured(tmp_path: Path) -> None:
    leads = sample(bodies=1)
    result = leads.results[0]
    silent = tuple(lead.model_copy(update={"strength": None}) for lead in result.leads)
    leads = leads.model_copy(update={"results": (result.model_copy(update={"leads": silent}),)})
    _, _, data = written(tmp_path, leads)
    assert {len(row.split(",")) for row in data["bodies"][0]["r"].split(";")} == {6}
    assert data["bodies"][0]["b"] == pytest.approx(silent[0].log10_lr, abs=0.005)


def test_a_body_is_weighed_by_other_evidence_where_it_has_no_face(tmp_path: Path) -> None:
    leads = sample()
    _, _, data = written(tmp_path, leads)
    faceless = [i for i, case in enumerate(leads.bodies) if not case.compared]
    assert faceless
    for place, body in enumerate(data["bodies"]):
        assert body["n"] == leads.results[place].nobody
        assert (body["p"] == []) is (place in faceless)


def test_a_body_without_any_lead_is_not_weighed(tmp_path: Path) -> None:
    leads = sample(bodies=1)
    bare = leads.results[0].model_copy(update={"leads": (), "next_steps": ()})
    _, _, data = written(tmp_path, leads.model_copy(update={"results": (bare,)}))
    assert data["bodies"][0]["n"] is None


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_page_is_written_in_every_language(tmp_path: Path, language: str) -> None:
    _, page, data = written(tmp_path, sample(bodies=3), language=language)
    assert page.all("html")[0]["lang"] == language
    assert set(data["text"]) >= {"nobody", "candidate", "inconclusive", "excluded"}


def test_a_language_that_is_not_known_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        write_report(tmp_path / "report.html", sample(bodies=1), {}, language="xx")
    assert not (tmp_path / "report.html").exists()


def test_a_known_limit_of_the_calibration_is_said(tmp_path: Path) -> None:
    leads = sample()
    text, _, _ = written(tmp_path, leads)
    assert text.count("strengths said far too much") == 1
    [pack] = leads.run.packs
    plain = pack.calibration.model_copy(update={"caution": ""})
    packs = (pack.model_copy(update={"calibration": plain}),)
    run = leads.run.model_copy(update={"packs": packs})
    text, _, _ = written(tmp_path, leads.model_copy(update={"run": run}))
    assert "strengths said far too much" not in text


def test_an_empty_run_still_gives_a_page(tmp_path: Path) -> None:
    _, _, data = written(tmp_path, sample(bodies=0, people=0))
    assert data["bodies"] == []


def test_two_thousand_bodies_of_fifty_candidates_stay_small(tmp_path: Path) -> None:
    leads = sample(bodies=300, people=400)
    path = tmp_path / "report.html"
    write_report(path, leads, {}, images=False)
    assert path.stat().st_size < 300 * 4500  # so 2,000 bodies stay under 9 MB, without faces


def test_links_differ_even_where_numbers_do_not() -> None:
    made = links(["PM-1", "PM-1", "x" * 9000, "тіло 7", ""])
    assert len(set(made)) == 5
    assert all(len(link) <= 120 and link.isascii() for link in made)


def test_a_crop_of_another_kind_is_refused() -> None:
    assert image_type(crop()) == "image/jpeg"
    with pytest.raises(ValueError, match="JPEG, PNG nor WebP"):
        image_type(b"<svg onload=alert(1)>")


def test_no_name_ends_up_in_the_title_or_a_description(tmp_path: Path) -> None:
    leads = sample()
    text, _, _ = written(tmp_path, leads)
    head = text[: text.index("<style>")]
    for case in (*leads.bodies, *leads.missing):
        assert html.escape(case.id) not in head
