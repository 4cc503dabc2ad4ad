"""Labels, whole wagons, counts and paper forms through their pages; and what a camera sees."""

from __future__ import annotations

import io
import json
import uuid
from collections import Counter
from typing import Any

import pytest
import zxingcpp
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from PIL import Image

from nomina import tags
from nomina.desk.custody import frames
from nomina.desk.custody.models import Count, CountEnd, Incident, Item, Movement, Tag
from nomina.desk.custody.papers import forms, labels
from nomina.desk.custody.papers.page import pictures
from nomina.desk.limits import Limit
from nomina.errors import InputError
from nomina.words import LANGUAGES
from tests.desk.custody.seen import picture
from tests.desk.custody.yard import Yard
from tests.desk.people.cast import NOW, sign_in


@pytest.fixture
def officer(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    cache.clear()
    made = Client()
    sign_in(made, yard.officer)
    return made


def at(name: str, row: Any) -> str:
    return reverse(f"custody:{name}", args=[row.pk])


def text(page: Any) -> str:
    said: str = page.content.decode()
    return said


def read_codes(png: bytes) -> list[str]:
    """Read with the reader of codes itself, not by the desk's way."""
    with Image.open(io.BytesIO(png)) as image:
        grey = image.convert("L").resize((image.width * 2, image.height * 2))
        return [one.text for one in zxingcpp.read_barcodes(grey)]


def test_labels_are_printed_read_and_printed_again(yard: Yard, officer: Client) -> None:
    one = yard.team.cast.one
    answer = officer.post(at("labels", one), {"count": 26, "layout": "a4-24"}, follow=True)
    assert answer.status_code == 200
    made = list(Tag.objects.order_by("-made_at")[:26])
    sheet = officer.get(at("sheet_pdf", made[0]) + "?layout=a4-24")
    assert sheet["Content-Type"] == "application/octet-stream"
    assert sheet.content.startswith(b"%PDF-")
    assert sheet.content[:5] == b"%PDF-"
    again = officer.get(at("sheet_pdf", made[9]) + "?layout=a4-24")
    assert again.content == sheet.content
    assert officer.get(at("label_pdf", made[3])).status_code == 200
    assert text(officer.get(at("sheets", one))).count("26") >= 1


@pytest.mark.parametrize("layout", labels.LAYOUTS)
def test_every_label_of_a_sheet_is_read_and_says_its_tag_alone(layout: str) -> None:
    how = labels.LAYOUTS[layout]
    codes = [tags.draw() for _ in range(how.across * how.down + 1)]
    pages = labels.pictures(codes, layout, "en")
    assert len(pages) == 2
    read = [said for page in pages for said in read_codes(page)]
    assert sorted(read) == sorted(codes)
    assert labels.pdf(codes, layout, "uk") == labels.pdf(codes, layout, "uk")


def test_a_frame_is_read_and_kept_nowhere(yard: Yard, officer: Client) -> None:
    codes = [tags.draw() for _ in range(3)]
    where = at("frame", yard.team.cast.one)
    answer = officer.post(where, picture(*codes), content_type="image/jpeg")
    assert answer.status_code == 200
    assert sorted(answer.json()["texts"]) == sorted(codes)
    assert officer.post(where, b"GIF89a", content_type="image/gif").status_code == 422
    big = officer.post(where, b"\xff" * (frames.MOST_BYTES + 1), content_type="image/jpeg")
    assert big.status_code == 422
    assert "more than can be sent" in big.json()["says"]


def test_frames_are_not_asked_without_end(
    yard: Yard, officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "EACH_MINUTE", Limit("custody-frames", 2, 3600))
    where = at("frame", yard.team.cast.one)
    got = [officer.post(where, b"x", content_type="image/png").status_code for _ in range(3)]
    assert got == [422, 422, 429]


def test_a_command_is_sent_and_answered(yard: Yard, officer: Client) -> None:
    body, one = yard.body(), yard.team.cast.one
    said = {"id": str(uuid.uuid4()), "kind": "move", "at": NOW.isoformat(), "tags": [str(body)]}
    sent = json.dumps([said | {"place": "W2"}])
    first = officer.post(at("commands", one), sent, content_type="application/json")
    again = officer.post(at("commands", one), sent, content_type="application/json")
    assert first.json() == again.json()
    assert first.json()["answers"][0]["outcome"] == "done"
    assert yard.at(body).place == yard.other
    for bad in ("{}", "[]", "[" * 100_000, "x", '["' + "a" * 2_000_001):
        answer = officer.post(at("commands", one), bad, content_type="application/json")
        assert answer.status_code == 422
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = officer.cookies
    forged = strict.post(at("commands", one), sent, content_type="application/json")
    assert forged.status_code == 403


def test_what_a_device_keeps_are_codes_alone(yard: Yard, officer: Client) -> None:
    body, one = yard.body(), yard.team.cast.one
    yard.offer([yard.body()], yard.driver, yard.wagon)
    told = officer.get(at("scan_state", one)).json()
    assert body.code in told["places"]["W1"]
    assert told["handovers"] == ["H-00001"]
    page, script = text(officer.get(at("scan", one))), text(officer.get(at("scan_worker", one)))
    for kept in (page, script, json.dumps(told)):
        for name in (yard.officer.name, "Driver One", yard.wagon.name, one.name, "csrf-token"):
            assert name not in kept
        assert body.file is not None
        assert body.file.number not in kept
    assert at("scan", one) in script.replace("\\u002D", "-")


def test_a_whole_wagon_is_compared_first_and_moved_then(yard: Yard, officer: Client) -> None:
    bodies = [yard.body() for _ in range(4)]
    stray, one = yard.body(place=yard.morgue), yard.team.cast.one
    strange = tags.written(tags.draw())
    given: dict[str, Any] = {
        "start": yard.wagon.pk.hex,
        "place": yard.other.pk.hex,
        "position": "A1",
        "tags": "\n".join([*map(str, bodies[:3]), str(stray), strange]),
        "read": "scanned",
    }
    asked = officer.post(at("bulk", one), given)
    assert asked.status_code == 200
    for expected in (str(bodies[3]), str(stray), strange, "Missing", "Too many"):
        assert expected in text(asked)
    assert Movement.objects.filter(kind="move").count() == 0
    done = officer.post(at("bulk", one), given | {"sure": "1"})
    assert done.status_code == 302
    assert [str(yard.at(body).position) for body in bodies[:3]] == ["A1", "A2", "A3"]
    assert yard.at(bodies[3]).place == yard.wagon
    found = {row.kind: row.item for row in Incident.objects.all()}
    assert found == {"missing": bodies[3], "extra": stray, "unknown-tag": None}
    nothing = officer.post(at("bulk", one), given | {"tags": strange})
    assert nothing.status_code == 422


def test_a_place_is_counted_and_differences_are_incidents(yard: Yard, officer: Client) -> None:
    bodies = [yard.body() for _ in range(3)]
    officer.post(at("begin_count", yard.wagon), {})
    count = Count.objects.get()
    read = f"{bodies[0]} {tags.written(bodies[1].code).lower()}\nHELLO"
    assert officer.post(at("count", count), {"tags": read, "read": "scanned"}).status_code == 302
    again = officer.post(at("count", count), {"tags": str(bodies[0]), "read": "typed"})
    assert again.status_code == 302
    shown = text(officer.get(at("count", count)))
    assert str(bodies[2]) in shown
    assert "HELLO" in shown
    assert officer.post(at("end_count", count), {}).status_code == 302
    assert len(CountEnd.objects.get().found["here"]) == 2
    kinds = Counter(Incident.objects.values_list("kind", flat=True))
    assert kinds == {"missing": 1, "unknown-tag": 1}
    late = officer.post(at("count", count), {"tags": str(bodies[2]), "read": "typed"})
    assert late.status_code == 422
    assert "this count is over" in text(late).lower()
    assert text(officer.get(at("counts", yard.wagon))).count("Name") >= 1


def test_a_form_is_printed_scanned_and_entered_with_both_times(yard: Yard, officer: Client) -> None:
    """FOR-14: what is scanned from the paper leads to the same record, and both times are kept."""
    one, free = yard.team.cast.one, yard.tag()
    tag = Tag.objects.get(code=tags.read(free))
    officer.post(at("begin_count", yard.wagon), {})
    count, handover = Count.objects.get(), yard.offer([yard.body()], yard.driver, yard.wagon)
    way = {
        forms.handover(handover, "en"): at("take", handover),
        forms.count(count, "uk"): at("count", count),
        forms.receive(tag, "ru"): at("receive", one),
    }
    for paper, entry in way.items():
        (code,) = {said for page in pictures(paper) for said in read_codes(page)}
        answer = officer.post(at("enter_form", one), {"code": code})
        assert answer.status_code == 302
        assert answer["Location"].startswith(entry)
        assert "read=paper" in answer["Location"]
        typed = officer.post(at("enter_form", one), {"code": forms.written(code).lower()})
        assert typed["Location"] == answer["Location"]
    entered = officer.post(
        at("receive", one) + f"?tag={tag.code}&read=paper",
        {
            "tag": free,
            "kind": "bag",
            "place": yard.wagon.pk.hex,
            "at": "2026-01-05T08:30",
            "read": "paper",
        },
    )
    assert entered.status_code == 302
    (moved,) = Item.objects.get(code=tag.code).movements.all()
    assert (moved.clock, moved.read) == ("operator", "paper")
    assert moved.at.isoformat().startswith("2026-01-05")
    assert (moved.made_at - moved.at).days > 30


def test_a_code_of_a_form_with_one_wrong_character_is_found() -> None:
    for _ in range(20):
        id = uuid.uuid4()
        code = forms.code_of(forms.COUNT, id)
        assert forms.read(code) == forms.Form(forms.COUNT, id)
        for n in range(1, len(code)):
            wrong = code[:n] + ("7" if code[n] != "7" else "8") + code[n + 1 :]
            with pytest.raises(InputError):
                forms.read(wrong)
    for none in ("", "X", "H" * 29, code[:-1]):
        with pytest.raises(InputError):
            forms.read(none)


def test_forms_are_printed_in_three_languages(yard: Yard, officer: Client) -> None:
    handover = yard.offer([yard.body()], yard.driver, yard.wagon)
    made = {
        code: officer.get(at("handover_form", handover) + f"?language={code}").content
        for code in LANGUAGES
    }
    assert all(one.startswith(b"%PDF-") for one in made.values())
    assert len(set(made.values())) == len(LANGUAGES)
