"""Lines of an inventory as people type them, and as they are kept."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from nomina.desk.custody.actions.common import note
from nomina.desk.custody.effects import Article
from nomina.desk.custody.models.effects import ARTICLES, DOCUMENT, MONEY
from nomina.desk.people.text import NAME, clean_name
from nomina.errors import InputError
from nomina.words import tr

LINES = 500
"""Lines of one inventory."""
MOST = 100_000
"""Of one article."""
RICHEST = Decimal(10) ** 12
_CURRENCY = re.compile(r"[A-Z]{3}")


def checked(articles: tuple[Article, ...]) -> tuple[Article, ...]:
    """Give articles as they are kept; every bad line is named, so that all can be mended at once.

    Raises:
        InputError: a line cannot be kept, or there are too many.
    """
    if len(articles) > LINES:
        raise InputError(tr("an inventory has {n} lines at most").format(n=LINES))
    made: list[Article] = []
    wrong: list[str] = []
    for number, one in enumerate(articles, start=1):
        try:
            made.append(kept(one))
        except InputError as error:
            wrong.append(tr("Line {n}: {why}.").format(n=number, why=str(error)))
    if wrong:
        raise InputError(" ".join(wrong))
    return tuple(made)


def kept(one: Article) -> Article:
    """Give one article as it is kept.

    Raises:
        InputError: it cannot be.
    """
    if one.kind not in ARTICLES:
        raise InputError(tr("there is no such kind of article"))
    if not 1 <= one.count <= MOST:
        raise InputError(tr("1 to {n} of one article can be listed").format(n=MOST))
    money = one.kind == MONEY
    currency = one.currency.strip().upper()
    if money and (one.amount is None or not _CURRENCY.fullmatch(currency)):
        raise InputError(tr("money has an amount and a currency of three letters, such as UAH"))
    if not money and (one.amount is not None or currency):
        raise InputError(tr("an amount belongs to money alone"))
    if one.amount is not None and not (
        0 <= one.amount < RICHEST and one.amount == round(one.amount, 2)
    ):
        raise InputError(tr("an amount has two decimals at most and is not below zero"))
    if one.document.strip() and one.kind != DOCUMENT:
        raise InputError(tr("a kind of document belongs to a document alone"))
    what = one.what if one.what.strip() or not money else currency
    if not what.strip():
        raise InputError(tr("it must be said what it is, or what it looks like"))
    return replace(
        one,
        what=clean_name(what, NAME),
        material=_short(one.material),
        marks=note(one.marks),
        currency=currency if money else "",
        document=_short(one.document),
    )


def _short(text: str) -> str:
    return clean_name(text, NAME) if text.strip() else ""
