"""Every list of the desk, found by walking the table of routes as one person.

A page that draws rows is a list, and so is what its pager, tabs and filters lead to; a list that is
new is found without anybody writing it down.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from nomina.desk.files.models import Card, File
from nomina.desk.people.models import Operation, User
from tests.desk.crowd import Crowd

ROWS = (b"data-list", b'class="card job')
"""What stands in a page that draws rows, leads or jobs."""
LEFT_OUT = ("look:", "account_", "mfa_", "api:")
"""Routes without lists of the desk's own pages."""


class Links(HTMLParser):
    """Reads where a list leads: its pager, its tabs and its filters."""

    def __init__(self) -> None:
        super().__init__()
        self.next, self.tabs, self.filters = "", list[str](), list[dict[str, str]]()
        self._in_tabs = self._filter = False
        self._fixed: dict[str, str] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a link, or a field of a filter."""
        given = {name: value or "" for name, value in attrs}
        if tag == "nav":
            self._in_tabs = given.get("class") == "tabs"
        elif tag == "a" and given.get("rel") == "next":
            self.next = given["href"]
        elif tag == "a" and self._in_tabs:
            self.tabs.append(given["href"])
        elif tag == "form":
            self._filter, self._fixed = given.get("method") == "get", {}
        elif self._filter:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        kind = given.get("type")
        if kind == "hidden":
            self._fixed[given["name"]] = given.get("value", "")
        elif kind in ("checkbox", "radio"):
            self.filters.append(self._fixed | {given["name"]: given.get("value", "on")})
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and given.get("value"):
            self.filters.append(self._fixed | {self._select: given["value"]})

    def handle_endtag(self, tag: str) -> None:
        """Leave tabs or a filter."""
        if tag == "nav":
            self._in_tabs = False
        elif tag == "form":
            self._filter = False


def named(route: str, path: str) -> str:
    """Name what is asked by route and query, without ids."""
    query = dict(parse_qsl(urlsplit(path).query))
    shown = [
        name if name in ("after", "search", "lacks", "unsettled") else f"{name}={value}"
        for name, value in query.items()
        if name not in ("at", "page")
    ]
    if "page" in query:
        shown.append("page 2" if query["page"] == "2" else "last page")
    return " ".join([route, *shown])


class Walker:
    """Walks the routes as one person and keeps what draws rows."""

    def __init__(self, user: User, crowd: Crowd) -> None:
        self.user, self.crowd = user, crowd
        self.client = Client()
        self.client.force_login(user)
        self.asks: dict[str, str] = {}

    def walk(self, known: dict[str, str] | None = None) -> dict[str, str]:
        """Give the path of every list by its name.

        Args:
            known: the lists, where another with the same roles has walked.
        """
        self.asks = dict(known or {})
        for route, arguments, on in routes() if known is None else ():
            for id in self._ids(on) if arguments else [None]:
                self._visit(route, reverse(route, args=[id] if id else None))
        self._search()
        return self.asks

    def _ids(self, on: Any) -> list[Any]:
        if on is None:
            return []
        if on is Operation:
            return [self.crowd.operations[0].pk]
        rows = on._default_manager.visible_to(self.user)
        if on is File:
            here = rows.filter(operation=self.crowd.operations[0]).order_by("number")
            every = [here.filter(kind=kind).first() for kind in ("am", "pm")]
            return [one.pk for one in every if one is not None]
        first = rows.first()
        return [] if first is None else [first.pk]

    def _get(self, path: str) -> tuple[bytes, Links] | None:
        answer = self.client.get(path, headers={"host": "localhost"})
        if answer.status_code >= 500:
            raise SystemExit(f"{path} answers with {answer.status_code}")
        if answer.status_code != 200 or not any(mark in answer.content for mark in ROWS):
            return None
        links = Links()
        links.feed(answer.content.decode())
        return answer.content, links

    def _visit(self, route: str, path: str, *, further: bool = True) -> None:
        name = named(route, path)
        if name in self.asks or (found := self._get(path)) is None:
            return
        self.asks[name] = path
        links = found[1]
        if further:
            for tab in links.tabs:
                self._visit(route, tab, further=False)
                self._next(route, tab)
            for chosen in links.filters:
                here = f"{urlsplit(path).path}?{urlencode(chosen)}"
                self._visit(route, here, further=False)
            self._next(route, path)

    def _next(self, route: str, path: str) -> None:
        """Take the second page, and one from the middle of what a kind has: by the pager's link."""
        found = self._get(path)
        if found is None or not found[1].next:
            return
        link = found[1].next
        way = link if link.startswith("/") else urlsplit(path).path + link
        query = dict(parse_qsl(urlsplit(way).query))
        if "page" in query:
            self._visit(route, way, further=False)
            query["page"] = "999999"
            self._visit(route, f"{urlsplit(way).path}?{urlencode(query)}", further=False)
        elif "after" in query and "kind" in query:
            self.asks.setdefault(f"{route} kind={query['kind']} page 2", way)
            query |= self._middle(query["kind"])
            deep = f"{urlsplit(way).path}?{urlencode(query)}"
            self.asks.setdefault(f"{route} kind={query['kind']} deep page", deep)

    def _middle(self, kind: str) -> dict[str, str]:
        rows = Card.objects.filter(operation=self.crowd.operations[0], kind=kind).order_by("number")
        at = rows.count() // 2
        return {"after": rows[at].pk.hex, "at": str(at)}

    def _search(self) -> None:
        """Search by one and two words, common and rare, everywhere and in one list."""
        here = {"kind": "am", "operation": self.crowd.operations[0].pk.hex}
        for name, query in queries(self.crowd):
            for where, more in (("everywhere", {}), ("in a list", here)):
                answer = self.client.post(
                    "/find/", {"q": query, **more}, headers={"host": "localhost"}
                )
                path = answer.headers.get("Location", "")
                if answer.status_code == 302 and "search=" in path:
                    self.asks[f"found by {name}, {where}"] = path


FILLS = 400
"""So many people among all operations, and the first of them finds more than a page of fifty."""


def queries(crowd: Crowd) -> Iterator[tuple[str, str]]:
    """Give searches that find something: their names and words."""
    whole = [name.split() for name in crowd.names if len(name.split()) == 3]
    families = Counter(family for family, _, _ in whole).most_common()
    given = Counter(given for _, given, _ in whole).most_common(1)[0][0]
    yield "a common word", given
    yield "a rare word", families[-1][0]
    common = families[0][0]
    yield "two words", f"{common} {given}"
    yield (
        "two beginnings",
        _beginnings([(family, name) for family, name, _ in whole], common, given),
    )


def _beginnings(names: list[tuple[str, str]], family: str, given: str) -> str:
    """Cut two words until what they find fills a page of one list at any size."""
    for length in range(max(len(family), len(given)), 0, -1):
        cut = family[:length], given[:length]
        if sum(f.startswith(cut[0]) and g.startswith(cut[1]) for f, g in names) >= FILLS:
            return " ".join(cut)
    return f"{family[:1]} {given[:1]}"


def routes() -> Iterator[tuple[str, tuple[str, ...], Any]]:
    """Give every route: its name, its arguments, and the table of its object."""

    def walk(inside: URLResolver, space: str, before: tuple[str, ...]) -> Iterator[Any]:
        for one in inside.url_patterns:
            if isinstance(one, URLResolver):
                named = f"{space}{one.namespace}:" if one.namespace else space
                yield from walk(one, named, (*before, *one.pattern.converters))
            elif isinstance(one, URLPattern) and one.name:
                arguments = (*before, *one.pattern.converters)
                yield f"{space}{one.name}", arguments, getattr(one.callback, "on", None)

    for name, arguments, on in walk(get_resolver(), "", ()):
        if not name.startswith(LEFT_OUT):
            yield name, arguments, on
