"""Files: the list of a kind, one file, opening one, saying something in it, its history."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Status

from nomina.desk.api import shapes
from nomina.desk.api.doors import act, get, post
from nomina.desk.files import actions, fields
from nomina.desk.files.actions.searching import SearchFiles
from nomina.desk.files.finding import Wanted, part_of
from nomina.desk.files.models import Entry, File
from nomina.desk.files.record import record_of
from nomina.desk.people.models import Operation, Site
from nomina.desk.policy import predicates
from nomina.errors import InputError
from nomina.words import tr


@get(
    "operations/{uuid:id}/files",
    "files",
    predicates.SEE_FILES,
    on=Operation,
    gives=shapes.Cards,
)
def files(
    request: HttpRequest,
    one: Operation,
    asked: Query[shapes.Listing],
) -> shapes.Cards:
    """List the files of one kind in order of number, from behind the file ``after``."""
    if "words" in request.GET:
        raise InputError(
            tr("a list takes no words: an address is written down on its way"),
            where="words",
            todo=tr("Send them by POST to the address that ends with /search"),
        )
    return _listed(request, one, asked, ())


@post(
    "operations/{uuid:id}/files/search",
    "search",
    predicates.SEE_FILES,
    on=Operation,
    gives=shapes.Cards,
)
def search(request: HttpRequest, one: Operation, given: shapes.Searching) -> shapes.Cards:
    """Search the files of one kind by words, page by page. Each time it is written down."""
    _known(given.kind)
    asked = SearchFiles(query=given.words, operations=(one,), file_kind=given.kind)
    return _listed(request, one, given, act(request, asked))


def _known(kind: str) -> None:
    if kind not in fields.KINDS:
        raise InputError(tr("there is no such kind of file"), where="kind")


def _listed(
    request: HttpRequest, one: Operation, asked: shapes.Listing, words: tuple[str, ...]
) -> shapes.Cards:
    _known(asked.kind)
    wanted = Wanted(
        operation=one.pk,
        kind=asked.kind,
        lacks=asked.lacks,
        unsettled=asked.unsettled,
        words=words,
    )
    part = part_of(request.user, wanted, asked.after)
    cards = [
        shapes.Card(
            id=card.pk,
            **{name: getattr(card, name) for name in shapes.Card.model_fields if name != "id"},
        )
        for card in part.rows
    ]
    return shapes.Cards(files=cards, after=cards[-1].id if part.after and cards else None)


@post(
    "operations/{uuid:id}/files",
    "files",
    predicates.SEE_FILES,
    on=Operation,
    gives=shapes.Done,
)
def open_file(request: HttpRequest, one: Operation, given: shapes.Opening) -> shapes.Done:
    """Open a file; who keeps such files there may."""
    site, missing = None, None
    if given.site is not None:
        rows = Site.objects.visible_to(request.user)
        site = rows.filter(pk=given.site, operation=one).first()
        if site is None:
            raise InputError(tr("there is no such site"), where="site")
    if given.missing is not None:
        missing = seen_file(request, given.missing, "missing")
    made = act(
        request,
        actions.OpenFile(
            operation=one,
            file_kind=given.kind,
            site=site,
            missing=missing,
            said_at_once=shapes.said(given.said),
            complete=not given.incomplete,
        ),
    )
    return shapes.Done(id=made.pk)


def seen_file(request: HttpRequest, id_: UUID, where: str) -> File:
    """Give a file that who asks may see.

    Raises:
        InputError: there is none, or it is hidden, which is one answer.
    """
    found = File.objects.visible_to(request.user).filter(pk=id_).first()
    if found is None:
        raise InputError(tr("there is no such file"), where=where)
    return found


@get("files/{uuid:id}", "file", predicates.SEE_FILE, on=File, gives=shapes.File)
def file(request: HttpRequest, one: File) -> shapes.File:
    """Show a file: what stands in its fields, and who said it."""
    record = record_of(one)
    relation = getattr(one, "relation", None)
    return shapes.File(
        id=one.pk,
        operation=one.operation_id,
        kind=one.kind,
        number=one.number,
        site=one.site_id,
        missing=relation.missing_id if relation is not None else None,
        by=shapes.who(one.made_by),
        at=one.made_at,
        lacks=list(fields.lacking(one.kind, record)),
        fields={
            key: shapes.Standing(
                unsettled=standing.unsettled,
                said=[shapes.Entry(**_entry(entry)) for entry in standing.entries],
            )
            for key, standing in record.items()
        },
    )


def _entry(entry: Entry) -> dict[str, Any]:
    known = entry.said
    source = known.source
    return {
        "entry": entry.pk,
        "state": known.state,
        "value": known.value,
        "source": shapes.Told(kind=source.kind, reference=source.reference, note=source.note)
        if source is not None
        else None,
        "by": shapes.who(entry.made_by),
        "at": entry.made_at,
    }


@post(
    "files/{uuid:id}/say",
    "say",
    predicates.WRITE_FILE,
    on=File,
    gives=shapes.Wrote,
    unsettled=shapes.Unsettled,
)
def say(request: HttpRequest, one: File, given: shapes.Saying) -> object:
    """Say something in fields. 409 with ``unsettled``: all is kept, and a person has to choose."""
    wrote = act(
        request,
        actions.Say(
            file=one,
            given=shapes.said(given.said),
            seen={key: tuple(one.hex for one in ids) for key, ids in given.seen.items()},
        ),
    )
    entries = {key: entry.pk for key, entry in wrote.entries.items()}
    if not wrote.unsettled:
        return shapes.Wrote(entries=entries)
    return Status(
        409,
        shapes.Unsettled(
            what=tr("somebody wrote meanwhile; both values are kept"),
            where=", ".join(map(fields.label, wrote.unsettled)),
            todo=tr("Read the file again and choose"),
            unsettled=list(wrote.unsettled),
            entries=entries,
        ),
    )


@get("files/{uuid:id}/history", "history", predicates.SEE_FILE, on=File, gives=shapes.History)
def history(request: HttpRequest, one: File) -> shapes.History:
    """Show everything that was ever said in a file, in order of time."""
    rows = Entry.objects.visible_to(request.user).filter(file=one)
    return shapes.History(
        entries=[
            shapes.Old(
                **_entry(entry),
                field=entry.field,
                instead_of=[row.old_id for row in entry.instead_of.all()],
            )
            for entry in rows.select_related("made_by").prefetch_related("instead_of")
        ]
    )
