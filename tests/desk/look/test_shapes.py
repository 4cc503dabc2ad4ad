"""The parts of pages: no picture in a list, no colour alone, nothing that names a face's owner."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client

from nomina.desk.look import shapes
from nomina.desk.look.guide import sample

LOOK = Path(shapes.__file__).parent


def drawn(thing: Any) -> str:
    return str(Template("{% load look %}{% part thing %}").render(Context({"thing": thing})))


def test_a_list_holds_no_picture() -> None:
    for name in ("table", "lead", "leads"):
        text = (LOOK / "templates" / "look" / f"{name}.html").read_text("utf-8")
        assert not re.search(r"<img|<picture|photo\.html|background", text)
    for thing in (sample.TABLE, sample.LEADS):
        assert not re.search(r"<img(?! src=x)", drawn(thing).replace("&lt;", "<"))


def test_a_photo_is_not_in_the_page_until_it_was_asked_for() -> None:
    veiled = drawn(sample.photo("pm"))
    assert "<img" not in veiled
    assert 'class="stage veil"' in veiled
    shown = drawn(sample.photo("pm", "shown"))
    assert shown.count("<img") == 1
    assert "veil" not in shown.partition("<figcaption")[0]
    blurred = drawn(replace(sample.photo("pm"), veiled="/small/"))
    assert blurred.count("<img") == 1
    assert 'class="stage veil"' in blurred
    none = drawn(sample.photo("no", "none"))
    assert "<img" not in none
    assert "<button" not in none


def test_showing_a_face_is_an_act() -> None:
    """It is posted, so that it is an entry of the ledger and never happens by a link."""
    assert re.search(
        r'<form method="post" action="/guide/photo/pm/shown/"', drawn(sample.photo("pm"))
    )
    assert "/guide/photo/pm/shown/" not in re.findall(r'href="([^"]*)"', drawn(sample.photo("pm")))


def test_colour_is_never_alone() -> None:
    lead = drawn(sample.LEADS.leads[1])
    for way, sign in (("for", "+"), ("unsure", "?"), ("against", "−")):
        chip = re.search(rf'<li class="chip {way}">(.*?)</li>', lead)
        assert chip is not None
        seen, heard = f'aria-hidden="true">{sign}</span>', f'<span class="sr">{way}: </span>'
        assert seen + heard in chip[1]


def test_nobody_stands_in_the_same_list_with_the_same_bar() -> None:
    page = drawn(sample.LEADS)
    items = re.findall(r'<li class="lead( nobody)?" ', page)
    assert [bool(nobody) for nobody in items] == [False, False, True, False, False]
    nobody = page.split('<li class="lead nobody"')[1].split('<li class="lead"')[0]
    assert nobody.count("<svg") == 1


def test_a_row_has_a_cell_for_every_column() -> None:
    with pytest.raises(ValueError, match="cells"):
        replace(sample.TABLE, rows=(shapes.Row("x", (shapes.Cell("1"),)),))


def test_an_unknown_value_is_said_with_its_reason() -> None:
    row = drawn(sample.TABLE).split('id="row-02"')[1].split("</tr>")[0]
    assert '<span class="unknown">not known</span>' in row
    assert "no long bones" in row


@pytest.mark.parametrize("state", list(shapes.Doing))
def test_a_job_asks_again_only_while_it_may_change(state: shapes.Doing) -> None:
    job = shapes.Job("x", "Faces", state, 1, 2, again="/again/", stop="/stop/")
    asks = state in {shapes.Doing.WAITING, shapes.Doing.WORKING}
    assert ("hx-get" in drawn(job)) is asks
    assert ("/stop/" in drawn(job)) is asks


@pytest.mark.parametrize(("left", "minutes"), [(None, None), (0, 0), (1, 1), (60, 1), (61, 2)])
def test_minutes_are_rounded_up(left: int | None, minutes: int | None) -> None:
    assert shapes.Job("x", "x", shapes.Doing.WORKING, left=left).minutes == minutes


def test_every_part_has_its_template() -> None:
    parts = [thing for thing in vars(shapes).values() if isinstance(thing, type)]
    named = {str(part.template) for part in parts if hasattr(part, "template")}
    assert len(named) > 10
    for name in named:
        assert (LOOK / "templates" / name).is_file()


def test_no_page_holds_a_style_a_script_or_a_handler(guide: Client) -> None:
    """The content policy forbids them; a browser would drop them in silence."""
    for path in ("", "leads/", "list/", "form/", "bare/", "empty/", "wrong/404/"):
        page = guide.get(f"/guide/{path}").content.decode()
        page = page.replace(f"{sample.HOSTILE}", "")
        assert not re.search(r"<style|\sstyle=|\son\w+=(?!alert)|javascript:", page), path
        for script in re.findall(r"<script[^>]*>(.*?)</script>", page, re.S):
            assert script == ""
        for outside in re.findall(r'(?:src|href|action)="([^"]*)"', page):
            assert outside.startswith(("/", "#", "?")), outside


def test_templates_say_their_context() -> None:
    bare = []
    for path in (LOOK / "templates" / "look").glob("*.html"):
        text = path.read_text("utf-8")
        if "{#" not in text and path.name not in {"base.html", "offline.html"}:
            bare.append(path.name)
    assert bare == []
