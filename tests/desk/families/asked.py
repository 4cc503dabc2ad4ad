"""An open page of an operation, and somebody who asks on it; nobody exists."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from nomina.desk.families.models import EnquiryPage, EnquiryPageEnd, EnquiryPageOpening
from nomina.desk.people.models import Operation, User

AGENCY = "Central Agency, +41 00 000 00 00"
JPEG = b"\xff\xd8\xff\xe0" + b"face of a man who is missing" * 20
FIRST: dict[str, Any] = {
    "m-family name": "Зразок", "m-given name": "Тарас", "m-born": "1980",
    "r-family name": "Зразок", "r-given name": "Олена", "r-kinship": "parent",
    "phone": "+380 00 000 00 00", "ways": ["telephone"], "not_tell": "canary-neighbour",
    "c-compare-records": "on", "words": "canary-words",
}  # fmt: skip
"""What a mother writes."""


def opened_page(
    operation: Operation, by: User, code: str = "abcdefghjk", **more: Any
) -> EnquiryPage:
    """A page of an operation that answers the public."""
    given = {"name": "Office for the missing", "languages": ["uk", "ru", "en"], "agency": AGENCY}
    page = EnquiryPage(operation=operation, code=code, made_by=by, **(given | more))
    page.save(force_insert=True)
    EnquiryPageOpening(page=page, by=by).save(force_insert=True)
    return page


def ended(page: EnquiryPage) -> EnquiryPage:
    EnquiryPageEnd(page=page, why="over", by=page.made_by).save(force_insert=True)
    return page


def text_of(response: Any) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))


def field(response: HttpResponse, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found is not None, response.content.decode()[:3000]
    return found[1]


@contextmanager
def forms_of_sql() -> Iterator[list[str]]:
    """The form of every statement of the block; values are given apart from it."""
    forms: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        forms.append(re.sub(r"\d+", "0", sql))  # names of savepoints
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield forms


@dataclass
class Asker:
    """Somebody at an old phone: no cookie is kept, and nothing is remembered but the two."""

    page: EnquiryPage
    number: str = ""
    secret: str = ""
    language: str = "en"

    @property
    def address(self) -> str:
        return reverse("families:ask", args=[self.page.code])

    @property
    def mine(self) -> str:
        return reverse("families:mine", args=[self.page.code])

    @property
    def letter(self) -> str:
        return reverse("families:ask_letter", args=[self.page.code])

    def post(self, address: str, **sent: Any) -> HttpResponse:
        """Send a form as a browser without cookies and without a script does."""
        client = Client(enforce_csrf_checks=True)
        response: Any = client.post(address, {"language": self.language} | sent)
        assert isinstance(response, HttpResponse)
        assert not response.cookies
        return response

    def form(self, side: str = "own") -> HttpResponse:
        return self.post(self.address, step="ask", side=side)

    def ask(self, side: str = "own", photo: bytes = b"", **more: Any) -> HttpResponse:
        """Fill the form in and send it; number and secret are written down."""
        sent = FIRST | {"step": "send", "side": side, "token": field(self.form(side), "token")}
        if photo:
            sent["photo1"] = SimpleUploadedFile("лице.jpg", photo, "image/jpeg")
        return self.send(sent | more)

    def send(self, sent: dict[str, Any]) -> HttpResponse:
        response = self.post(self.address, **sent)
        codes = re.findall(r"<code>([^<]+)</code>", response.content.decode())
        if response.status_code == 200:
            self.number, self.secret = codes
        return response

    def open(self, **more: Any) -> HttpResponse:
        """The page of one's own case."""
        given = {"number": self.number, "secret": self.secret} | more
        return self.post(self.mine, **given)

    def ask_page(self) -> HttpResponse:
        """Ask, and open the page of one's own case."""
        assert self.ask().status_code == 200
        return self.open()

    def step(self, step: str, **more: Any) -> HttpResponse:
        """One of the forms of that page."""
        return self.post(self.mine, **{"pass": field(self.open(), "pass"), "step": step} | more)
