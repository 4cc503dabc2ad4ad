"""Packages are begun, looked at item by item, laid before two people, signed, and given up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nomina.desk.custody.models import Death, Item
from nomina.desk.custody.models.deaths import ONE
from nomina.desk.custody.papers.page import Facts as Printed
from nomina.desk.custody.papers.page import Grid, Hands, Text
from nomina.desk.custody.views.common import page
from nomina.desk.files.models import File
from nomina.desk.look.shapes import Act, Cell, Column, Head, Kind, Notice, Row, Table, Way, Weight
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import (
    ask_first,
    form_page,
    perform,
    said_and_back,
    sent,
    take,
    told,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.desk.transmit import packages, packages_build, packages_paper, packages_things
from nomina.desk.transmit import packages_words as words
from nomina.desk.transmit.actions.packages import DraftPackage, DraftRecall, EndPackage
from nomina.desk.transmit.actions.packages_signing import LayPackage, SayParticular, SignPackage
from nomina.desk.transmit.conditions import Condition
from nomina.desk.transmit.conditions import told as told_condition
from nomina.desk.transmit.forms_packages import (
    ConditionsForm,
    EndForm,
    NewPackageForm,
    ParticularForm,
    RecallForm,
    WordsForm,
)
from nomina.desk.transmit.models import Package, PackageDraft, PackageItem
from nomina.desk.transmit.views.packages import OPEN, number_of
from nomina.desk.transmit.ways import Article
from nomina.desk.transmit.ways_words import article_name
from nomina.errors import InputError
from nomina.packages import completeness
from nomina.packages.documents import Content
from nomina.packages.particulars import Stands
from nomina.words import current, tr


@open_to(predicates.RUN_BUREAU, on=Operation)
def new(request: HttpRequest, one: Operation) -> HttpResponse:
    """Begin a package."""
    form = NewPackageForm(one, request.user, sent(request), initial=_asked(request, one))

    def done(given: dict[str, Any]) -> HttpResponse:
        action = DraftPackage(
            operation=one,
            partner=given["partner"],
            article=given["article"],
            numbers=form.typed(),
            subject=given["subject"],
        )
        made = perform(request, action)
        return said_and_back(request, tr("Begun. Look at each item."), "transmit:package", made.pk)

    says = tr("Names come from what the board decided; a body without that is told of as found.")
    head = Head(tr("New package"), says=says)
    back = reverse("transmit:packages", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Begin"), back)


def _asked(request: HttpRequest, one: Operation) -> dict[str, str]:
    """Give what the address asks for: an article, and a file or a thing by its id."""
    found = {"article": request.GET.get("article", "")[:24]}
    thing = _row(request, Item.objects.filter(operation=one), "thing")
    if thing is not None:
        return found | {"numbers": str(thing)}
    file = _row(request, File.objects.filter(operation=one), "file")
    if file is None:
        return found
    if found["article"] != Article.DEATH_CERTIFICATE:
        return found | {"numbers": file.number}
    deaths = Death.objects.visible_to(request.user).filter(operation=one, kind=ONE)
    mine = deaths.filter(identification__report__one=file, sign__isnull=False)
    certified = mine.order_by("made_at", "pk").last()
    return found if certified is None else found | {"numbers": certified.number}


def _row(request: HttpRequest, rows: Any, name: str) -> Any:
    try:
        id = UUID(request.GET.get(name, ""))
    except ValueError:
        return None
    return rows.visible_to(request.user).filter(pk=id).first()


@open_to(predicates.SEE_BUREAU, on=PackageItem)
@require_safe
def item(request: HttpRequest, one: PackageItem) -> HttpResponse:
    """Show how complete an item is: each particular known, not known, or never asked."""
    package = one.package
    may = predicates.RUN_BUREAU(standing_for(request), package.thing())
    acts = []
    is_open = packages.standing(package, timezone.now()).stage in OPEN
    if may and is_open and packages_build.sayable(one):
        href = reverse("transmit:say_particular", args=[one.pk])
        acts.append(Act(tr("Write a particular"), href, key="w", weight=Weight.PRIMARY))
    acts.append(Act(tr("The package"), reverse("transmit:package", args=[package.pk])))
    says = tr("“Not known” is an answer; what nobody asked is sent as never asked.")
    head = Head(tr("How complete it is"), number=number_of(one), says=says, acts=tuple(acts))
    try:
        found = packages_build.item_of(package, one)
    except InputError as error:
        return page(request, head, Notice(told(error), Way.STOP))
    lines = completeness.lines(found)
    if not lines:
        said = getattr(found, "words", "")
        return page(request, head, Notice(said))
    return page(request, head, _complete(lines))


def _complete(lines: tuple[completeness.Line, ...]) -> Table:
    columns = (
        Column(tr("Article")),
        Column(tr("Particular")),
        Column(tr("What it is")),
        Column(tr("How it stands")),
    )
    ways = {Stands.KNOWN: Way.FOR, Stands.UNKNOWN: Way.PLAIN, Stands.UNASKED: Way.UNSURE}
    rows = []
    for n, line in enumerate(lines):
        state = line.said.state
        rows.append(
            Row(
                f"p{n}",
                (
                    Cell(words.place_name(line.place) or "–", Kind.CODE),
                    Cell(words.field_name(line.key)),
                    _value(line),
                    Cell(words.state_name(state), Kind.CHIP, words.whence(line.said), ways[state]),
                ),
            )
        )
    return Table(tr("How complete it is"), columns, tuple(rows))


def _value(line: completeness.Line) -> Cell:
    if line.said.state is Stands.UNASKED:
        return Cell("–")
    value = words.value_of(line.key, line.said)
    if value is None:
        return Cell(words.fixed(line.said.why or ""), Kind.UNKNOWN)
    return Cell(value)


@open_to(predicates.RUN_BUREAU, on=PackageItem)
def say(request: HttpRequest, one: PackageItem) -> HttpResponse:
    """Write down a particular that no file holds, or the words of an answer or recall."""
    fields = packages_build.sayable(one)
    in_words = fields == (packages_things.WORDS,)
    form: forms.Form
    form = WordsForm(sent(request)) if in_words else ParticularForm(one, sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        if in_words:
            who = one.package.operation.name
            given = {"field": packages_things.WORDS, "state": "known", "source": who} | given
        perform(request, SayParticular(item=one, **given))
        return said_and_back(request, tr("It was written down."), "transmit:package_item", one.pk)

    says = tr("What a file or certificate knows stands as it is, and is mended there.")
    head = Head(tr("Write a particular"), number=number_of(one), says="" if in_words else says)
    back = reverse("transmit:package_item", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Write it down"), back)


@open_to(predicates.RUN_BUREAU, on=Package)
def lay(request: HttpRequest, one: Package) -> HttpResponse:
    """Say yes to each condition of sharing, and lay a package before those who sign."""
    form = ConditionsForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, LayPackage(package=one, conditions=form.said()))
        text = tr("It waits for two signatures now.")
        return said_and_back(request, text, "transmit:package", one.pk)

    says = tr("Each must be true. Whoever signed an earlier draft signs anew.")
    head = Head(tr("Conditions of sharing"), number=one.number, says=says)
    back = reverse("transmit:package", args=[one.pk])
    button = tr("Lay it before those who sign")
    return take(request, form, done) or form_page(request, head, form, button, back)


@open_to(predicates.SIGN_BUREAU, on=PackageDraft)
def sign(request: HttpRequest, one: PackageDraft) -> HttpResponse:
    """Show all that would be sent, word for word, and sign it."""
    ask_first(request, SignPackage)
    form = forms.Form(sent(request))
    package = one.package

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, SignPackage(draft=one))
        return said_and_back(request, tr("You signed this."), "transmit:package", package.pk)

    content = Content.model_validate(one.document)
    name = article_name(Article(package.article))
    says = tr("To {name}. You answer for what it says, by its digest {digest}.").format(
        name=package.partner.name, digest=one.digest[:16]
    )
    head = Head(name, number=package.number, says=says)
    found = take(request, form, done)
    if found is not None:
        return found
    printed = enumerate(packages_paper.parts_of(content, current()), 1)
    parts = [shown for n, part in printed if (shown := _shown(n, part)) is not None]
    parts.append(_conditions(one))
    back = reverse("transmit:package", args=[package.pk])
    return _signing(request, head, form, parts, back)


def _signing(
    request: HttpRequest, head: Head, form: forms.Form, parts: list[Table], back: str
) -> HttpResponse:
    context = {
        "head": head,
        "parts": parts,
        "form": form,
        "button": tr("Sign it"),
        "back": back,
        "below": [],
    }
    status = 422 if form.is_bound else 200
    return render(request, "transmit/packages_sign.html", context, status=status)


def _conditions(one: PackageDraft) -> Table:
    """Give what whoever laid it before those who sign said yes to (DP-05)."""
    who = tr("{name} said yes").format(name=one.by.name)
    every = [condition for condition in Condition if one.conditions.get(condition) is True]
    rows: list[tuple[Cell, ...]] = [(Cell(told_condition(each)), Cell(who)) for each in every]
    columns = (Column(tr("What must be true")), Column(tr("Who said it")))
    return _table(0, tr("Conditions of sharing"), columns, rows)


def _shown(n: int, part: Printed | Grid | Text | Hands) -> Table | None:
    """Give a part of the print as a part of a page."""
    if isinstance(part, Printed):
        columns: tuple[Column, ...] = (Column(tr("Particular")), Column(tr("What it is")))
        rows: list[tuple[Cell, ...]] = [
            (Cell(one.label), _cell(one.value, one.small)) for one in part.facts
        ]
        return _table(n, part.title, columns, rows)
    if isinstance(part, Grid):
        columns = tuple(Column(name or "–") for name in part.columns)
        return _table(n, part.title, columns, [tuple(_cell(x) for x in row) for row in part.rows])
    if isinstance(part, Text):
        return _table(n, part.title, (Column(part.title),), [(Cell(x),) for x in part.lines])
    return None


def _table(n: int, title: str, columns: tuple[Column, ...], rows: list[tuple[Cell, ...]]) -> Table:
    lines = tuple(Row(f"t{n}r{at}", cells) for at, cells in enumerate(rows))
    return Table(title, columns, lines, titled=True)


def _cell(value: str | None, small: str = "") -> Cell:
    if value is None:
        return Cell(tr("not known"), Kind.UNKNOWN, small=small)
    return Cell(value, small=small)


@open_to(predicates.RUN_BUREAU, on=Package)
def recall(request: HttpRequest, one: Package) -> HttpResponse:
    """Begin the package that takes back what this one told."""
    form = RecallForm(one, request.user, sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        made = perform(request, DraftRecall(package=one, partner=given.get("partner")))
        text = tr("Begun. Write what is said of each.")
        return said_and_back(request, text, "transmit:package", made.pk)

    says = tr("It goes to the same partner, with a copy to the agency as before.")
    head = Head(tr("Take back what was told"), number=one.number, says=says)
    back = reverse("transmit:package", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Begin"), back)


@open_to(predicates.RUN_BUREAU, on=Package)
def end(request: HttpRequest, one: Package) -> HttpResponse:
    """Give a package up before it is handed over."""
    ask_first(request, EndPackage)
    form = EndForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, EndPackage(package=one, why=given["why"]))
        return said_and_back(request, tr("It was given up."), "transmit:package", one.pk)

    says = tr("It goes to nobody, nor does its copy; its number stays taken.")
    if one.taken.exists():
        says = tr("It was taken out: say where the file or print is now. Its number stays taken.")
    head = Head(tr("Give it up"), number=one.number, says=says)
    back = reverse("transmit:package", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Give it up"), back)
