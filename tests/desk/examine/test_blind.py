"""Until a conclusion is in, nothing that leaves the server says whom, how strong, or who saw what.

Every answer is looked through as bytes: pages, JSON, headers, addresses, names of files, what a
picture says of itself. The truth is the rows: whatever they hold of the pair must not be there.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from io import BytesIO
from itertools import chain
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image

from nomina.desk.examine import screen, sheet
from nomina.desk.examine.actions.examining import Conclude, Describe
from nomina.desk.examine.features import FEATURES
from nomina.desk.examine.models import Examination
from nomina.desk.files.models import Card, Photo
from nomina.desk.leads.bands import words
from nomina.desk.leads.models import Answer, Lead
from nomina.desk.look import shapes
from tests.desk.examine.bench import SEEN, Bench, add_body, file
from tests.desk.examine.test_assign import in_hand
from tests.desk.people.cast import Book, by, sign_in

ROUTES = ("examination", "revise", "hand", "body_image", "reference_image")
OF_BODY = ("examine:take", "leads:body")
LISTS = ("examine:queue", "examine:measured", "leads:bodies")
TOGETHER = 10
"""Cases that stand at one stage together, so that lists are asked once for all of them."""
SHOWN = {1: ("body",), 2: ("body", "reference")}


def forbidden(one: Examination, peers: list[Examination]) -> dict[str, str]:
    """What must not be there, by what it is."""
    person = one.pair.person
    lead = Lead.objects.get(body=one.pair.body, person=person)
    answer = Answer.objects.get(body=one.pair.body)
    card = Card.objects.get(file=person)
    found = {
        "name": card.title, "first name": card.title.split()[0], "place": card.place,
        "number": person.number, "id": str(person.pk), "hex": person.pk.hex,
        "posterior": f"{lead.posterior:.6f}"[:7], "strength": f"{lead.log10_lr:.6f}"[:6],
        "nobody": f"{answer.nobody:.6f}"[:7], "band": words(lead.band),
        "finding": lead.findings[0]["body"][5:],
    }  # fmt: skip
    for n, photo in enumerate(Photo.objects.filter(file__in=(person, one.pair.body))):
        found |= {f"photo {n}": str(photo.pk), f"photo hex {n}": photo.pk.hex}
        found[f"digest {n}"] = photo.content.digest
    for n, peer in enumerate(peers):
        found |= {f"peer {n}": peer.examiner.name, f"peer id {n}": peer.pk.hex}
        found |= {f"reasons {n}": peer.concluded.reasons, f"peer address {n}": str(peer.pk)}
    return found


def lists(client: Client, operation: UUID) -> Iterator[tuple[str, HttpResponse]]:
    """What an examiner can ask for of an operation as a whole."""
    for name in LISTS:
        yield name, client.get(reverse(name, args=[operation]))  # type: ignore[misc]
    yield "mine", client.get(reverse("examine:mine"))  # type: ignore[misc]


def answers(
    client: Client, one: Examination, at: int, *, whole: bool
) -> Iterator[tuple[str, HttpResponse]]:
    """What an examiner can ask for at a stage, and what is refused: of this examination, or all."""
    body = one.pair.body

    def get(name: str, address: str) -> tuple[str, HttpResponse]:
        return name, client.get(address)  # type: ignore[return-value]

    for name in ROUTES:
        yield get(name, reverse(f"examine:{name}", args=[one.pk]))
    if whole:
        for name in OF_BODY:
            yield get(name, reverse(name, args=[body.pk]))
        yield get("api", f"/api/v1/files/{body.pk}/leads")
    for name in ("describe", "conclude") if at == 1 else ("conclude",):
        sent = client.post(reverse(f"examine:{name}", args=[one.pk]), {"reasons": ""})
        yield name, sent  # type: ignore[misc]
    for side in ("body", "reference"):
        address = reverse(f"examine:show_{side}", args=[one.pk])
        shown: Any = client.post(address)
        yield f"show {side}", shown
        image = reverse(f"examine:{side}_image", args=[one.pk])
        found = re.search(rf'src="({image}\?[^"]*)"', shown.content.decode())
        assert bool(found) == (side in SHOWN[at]), (side, at)
        if found:
            yield get(f"image {side}", found[1].replace("&amp;", "&"))


def told(response: HttpResponse) -> str:
    """All that an answer says, in one text: status line, headers, content, and of a picture what
    it says of itself."""
    said = "\n".join(f"{name}: {value}" for name, value in response.items())
    content = response.content
    if response["Content-Type"].startswith("image/"):
        with Image.open(BytesIO(content)) as opened:
            assert set(opened.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
            said += repr(opened.info) + repr(dict(opened.getexif()))
        assert "ETag" not in response
        assert "no-store" in response["Cache-Control"]
    return said + content.decode("utf-8", "replace")


Secrets = list[tuple[str, str]]
"""What must not be there: what it is, and how it reads."""


def secrets(ones: list[Examination], peers: list[Examination]) -> Secrets:
    """What must be in no answer while none of these is concluded."""
    own = {text for one in ones for text in (one.pk.hex, str(one.pk), one.examiner.name)}
    return [
        (f"{what} of {n}", value)
        for n, one in enumerate(ones)
        for what, value in forbidden(one, peers).items()
        if value and value not in own
    ]


def leaks(
    client: Client, ones: list[Examination], at: int, secret: Secrets, *, every: int = 1
) -> list[str]:
    """Look through all answers for the secrets of all cases.

    Args:
        every: of so many cases, of how many what is asked by its body is asked.
    """
    operation = ones[0].pair.body.operation_id
    found = []
    asked = [lists(client, operation)]
    asked += [answers(client, one, at, whole=not n % every) for n, one in enumerate(ones)]
    for name, response in chain.from_iterable(asked):
        assert response.status_code < 500, name
        said = told(response)
        found += [f"{at} {name}: {what}" for what, value in secret if value in said]
    return found


def cases(
    bench: Bench, seeds: range, client: Client | None = None, peers: int = 0, *, every: int = 1
) -> list[str]:
    """Examine generated pairs through all stages, together, and give what leaked on the way."""
    ones, before = [], []
    for seed in seeds:
        ones.append(begun(bench, seed))
    for n in range(peers):
        [one] = ones
        bench.conclude(one, ("excluded", "candidate")[n], f"reasons {n} of {seeds}")
        before.append(Examination.objects.get(pk=one.pk))
        ones = [in_hand(bench)]
    if client is None:
        client = Client()
        sign_in(client, ones[0].examiner)
    secret = secrets(ones, before)
    found = leaks(client, now(ones), 1, secret, every=every)
    for one in ones:
        Describe(examination=one, features=SEEN).do(by(one.examiner, bench.later()), Book())
    found += leaks(client, now(ones), 2, secret, every=every)
    for one in now(ones):
        done = Conclude(examination=one, outcome="inconclusive", reasons="seen")
        done.do(by(one.examiner, bench.later()), Book())
        page = client.get(reverse("examine:examination", args=[one.pk])).content.decode()
        assert one.pair.person.number in page, "what was hidden is shown in the end"
        for peer in before:
            assert peer.concluded.reasons in page
    return found


def begun(bench: Bench, seed: int) -> Examination:
    """One generated pair in the hands of the first examiner."""
    dice = random.Random(f"case {seed}")
    bench.people = [file(bench.team, "am", f"AM-{seed}-{n}-{dice.randrange(10**6)}", dice)
                    for n in range(2)]  # fmt: skip
    add_body(bench, f"PM-{seed}-{dice.randrange(10**6)}", dice)
    return bench.take(bench.examiners[0], len(bench.bodies) - 1)


def now(ones: list[Examination]) -> list[Examination]:
    """The same, as the rows have them now."""
    rows = Examination.objects.filter(pk__in=[one.pk for one in ones])
    return list(rows.select_related("pair__body", "pair__person", "examiner"))


@pytest.mark.parametrize("count", [10, pytest.param(200, marks=pytest.mark.deep)])
def test_nothing_leads_an_examiner_before_the_conclusion(bench: Bench, count: int) -> None:
    """The last two have views of others before them; the rest stand at each stage in tens."""
    client = Client()
    sign_in(client, bench.examiners[0])
    for first in range(0, count - 2, TOGETHER):
        # Leads of each body are asked for in the large test, and here now and then.
        seeds = range(first, min(first + TOGETHER, count - 2))
        assert cases(bench, seeds, client, every=4 if count == 10 else 1) == []
    assert cases(bench, range(count, count + 1), peers=1) == []
    assert cases(bench, range(count + 1, count + 2), peers=2) == []


LEAKS = {
    "alt text": lambda photo, one: {"label": f"{photo.label} {one.pair.person.number}"},
    "address": lambda photo, one: {"show": f"{photo.show}&of={one.pair.person_id}"},
    "degree": lambda photo, one: {
        "facts": words(Lead.objects.get(body=one.pair.body, person=one.pair.person).band)
    },
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_would_be_seen(bench: Bench, monkeypatch: pytest.MonkeyPatch, leak: str) -> None:
    """The same walk over pages that say one thing too much finds it."""
    from dataclasses import replace

    right = screen.sides_of

    def wrong(request: Any, one: Examination, side: str, opened: Any) -> list[screen.Side]:
        made = right(request, one, side, opened)
        photos: list[shapes.Photo] = [x.photo for x in made]
        return [screen.Side(replace(x, **LEAKS[leak](x, one))) for x in photos]

    monkeypatch.setattr(sheet, "sides_of", wrong)
    one = bench.take(bench.examiners[0])
    client = Client()
    sign_in(client, one.examiner)
    assert leaks(client, [one], 1, secrets([one], []))


def test_the_list_of_features_is_what_the_form_asks(bench: Bench) -> None:
    one = bench.take(bench.examiners[0])
    client = Client()
    sign_in(client, one.examiner)
    page = client.get(reverse("examine:examination", args=[one.pk])).content.decode()
    for name in FEATURES:
        assert f'name="{name}"' in page
    sent = dict.fromkeys(FEATURES, "visible")
    answer = client.post(reverse("examine:describe", args=[one.pk]), sent)
    assert answer.status_code == 302
    page = client.get(reverse("examine:examination", args=[one.pk])).content.decode()
    assert "Lock the conclusion" in page
