"""Who sees which rows of files: each role by kind and place, for every table, list and search."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from nomina.desk.files.actions import (
    EndConsent,
    EndLink,
    GiveConsent,
    HoldPhoto,
    LinkFiles,
    ReleaseHold,
    Say,
)
from nomina.desk.files.finding import Wanted, by_number, part_of, total, words_of
from nomina.desk.files.models import (
    Card,
    Consent,
    ConsentEnd,
    Content,
    Entry,
    File,
    Hold,
    HoldEnd,
    Link,
    LinkEnd,
    Photo,
    PhotoEnd,
    Relation,
    Replaced,
    Tally,
    Word,
)
from nomina.desk.files.record import record_of
from nomina.desk.people.models import User
from nomina.desk.people.models.rows import Visible
from nomina.desk.policy.roles import Role
from tests.desk.files.people import Team, opened, opened_all, said
from tests.desk.people.cast import NOW, Book, by, sign_in

# Written by hand from docs/files.md: which kinds of file each role sees in its operation.
SEES: dict[Role, str] = {
    Role.MORTUARY: "am pm pui",
    Role.ANTE_MORTEM: "am pm pui family",
    Role.EXAMINER: "am pm pui",
    Role.BOARD: "am pm pui family",
    Role.CUSTODY: "am pm",
    Role.LIAISON: "am pm pui family",
    Role.TRANSMISSION: "am pm family",
    Role.AUDITOR: "",
}


def everything(team: Team) -> tuple[dict[str, File], dict[str, File]]:
    """One row at least in every table that hangs on a file, in both operations."""
    mine, theirs = opened_all(team), opened_all(team, foreign=True)
    board = team.one[Role.BOARD]
    for files, foreign in ((mine, False), (theirs, True)):
        keep, cut = (team.keeper(kind, foreign=foreign) for kind in ("am", "pm"))
        decides = team.cast.charlie if foreign else board
        am, pm = files["am"], files["pm"]
        seen = {"born": record_of(am)["born"].seen}
        Say(file=am, given={"born": said("1987")}, seen=seen).do(by(keep), Book())
        consent = GiveConsent(file=am, purpose="dna", given_by="m", how="f").do(by(keep), Book())
        EndConsent(consent=consent, why="w").do(by(keep), Book())
        photo = Photo.objects.create(file=pm, made_by=cut)
        Content.objects.create(photo=photo, file=pm, digest=f"{foreign:064d}", size=1)
        tomb = Photo.objects.create(file=pm, made_by=cut)
        PhotoEnd.objects.create(photo=tomb, reason="other", why="w", ended_by=cut)
        hold = HoldPhoto(file=pm, why="w", photo=photo).do(by(cut), Book())
        ReleaseHold(hold=hold, why="w").do(by(decides), Book())
        link = Link.objects.create(kind="identified", one=pm, other=am, why="w", made_by=decides)
        EndLink(link=link, why="w").do(by(decides), Book())
    return mine, theirs


ROWS: tuple[tuple[Any, str], ...] = (
    (File, "pk"),
    (Card, "file_id"),
    (Word, "file_id"),
    (Entry, "file_id"),
    (Replaced, "old__file_id"),
    (Relation, "file_id"),
    (Consent, "file_id"),
    (ConsentEnd, "consent__file_id"),
    (Photo, "file_id"),
    (PhotoEnd, "photo__file_id"),
    (Content, "file_id"),
    (Hold, "file_id"),
    (HoldEnd, "hold__file_id"),
    (Link, "one_id"),
    (LinkEnd, "link__one_id"),
)


def test_each_role_sees_the_rows_of_its_kinds_and_no_others(team: Team) -> None:
    mine, theirs = everything(team)
    for held, kinds in SEES.items():
        user = team.one[held]
        seen = {mine[kind].pk for kind in kinds.split()}
        for model, way in ROWS:
            there = set(model._default_manager.values_list(way, flat=True))
            assert {f.pk for f in theirs.values()} & there, f"{model} has no foreign row"
            found = set(model.objects.visible_to(user, NOW).values_list(way, flat=True))
            assert found == seen & there, (held, model)
        tallies = Tally.objects.visible_to(user, NOW).values_list("operation", "kind").distinct()
        assert set(tallies) == {(team.cast.one.pk, kind) for kind in kinds.split()}


@pytest.mark.parametrize("name", ["ada", "grace", "sam", "olga", "eve", "carl"])
def test_who_has_no_role_in_a_case_sees_no_row(team: Team, name: str) -> None:
    everything(team)
    sees_nothing(team.cast.people()[name])


@pytest.mark.parametrize("stranger", [AnonymousUser(), None, object()], ids=["anon", "none", "x"])
def test_who_is_not_signed_in_sees_no_row(team: Team, stranger: object) -> None:
    everything(team)
    sees_nothing(stranger)


def sees_nothing(user: object) -> None:
    for model in apps.get_app_config("files").get_models():
        rows = model._default_manager.get_queryset()
        assert isinstance(rows, Visible)
        assert not rows.visible_to(user, NOW).exists(), model


def test_a_link_to_a_file_that_one_does_not_see_is_not_there(team: Team) -> None:
    """Two families of one operation: an examiner sees neither them nor that they are linked."""
    keep, board = team.keeper("am"), team.one[Role.BOARD]
    am = opened("am", keep, team.cast.one)
    first, second = (opened("family", keep, team.cast.one, missing=am) for _ in range(2))
    LinkFiles(one=first, other=second, link="identical", why="sisters").do(by(board), Book())
    assert Link.objects.visible_to(board, NOW).count() == 1
    assert Link.objects.visible_to(team.one[Role.EXAMINER], NOW).count() == 0


def wanted(team: Team, kind: str, *words: str) -> Wanted:
    return Wanted(operation=team.cast.one.pk, kind=kind, words=words)


def test_lists_searches_and_counts_show_nothing_that_is_hidden(team: Team) -> None:
    mine, _ = everything(team)
    everywhere = [
        (one.pk, kind, one.numbering[kind])
        for one in (team.cast.one, team.cast.two)
        for kind in mine
    ]
    for held, kinds in SEES.items():
        user = team.one[held]
        for kind, file in mine.items():
            sees = kind in kinds.split()
            for query in (wanted(team, kind), wanted(team, kind, words_of(file.number)[0])):
                cards = part_of(user, query).rows
                assert [card.pk for card in cards] == ([file.pk] if sees else []), (held, kind)
            assert total(user, team.cast.one.pk, kind) == int(sees)
            assert bool(by_number(user, file.number, everywhere)) == sees
            assert part_of(user, Wanted(operation=team.cast.two.pk, kind=kind)).rows == ()
            assert total(user, team.cast.two.pk, kind) == 0


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
@pytest.mark.parametrize("held", [Role.EXAMINER, Role.CUSTODY, Role.TRANSMISSION])
def test_no_page_that_one_can_open_names_what_is_hidden(
    team: Team, client: Client, held: Role
) -> None:
    """Lists, searches, files and errors of one who sees few kinds, and no word of the others."""
    mine, theirs = everything(team)
    user: User = team.one[held]
    sign_in(client, user)
    sees = SEES[held].split()
    text = ""
    for kind, file in mine.items():
        for address in (
            reverse("files:list", args=[team.cast.one.pk]) + f"?kind={kind}",
            reverse("files:file", args=[file.pk]),
            reverse("files:history", args=[file.pk]),
        ):
            answer = client.get(address)
            assert answer.status_code == (200 if kind in sees else 404), address
            text += answer.content.decode().replace(address, "")  # a page knows its own address
    for query in ("зраз", "марія", "F-00001", "PUI-0001", "1", "AM-00001"):
        answer = client.post(reverse("find"), {"q": query}, follow=True)
        text += answer.content.decode()
    hidden = [f for kind, f in mine.items() if kind not in sees] + list(theirs.values())
    for file in hidden:
        assert str(file.pk) not in text
        assert file.pk.hex not in text
    assert ("Hospital 3" in text) == ("pui" in sees)
    echoed = text.replace('value="F-00001"', "")  # the search keeps what was typed
    assert ("F-00001" in echoed) == ("family" in sees)
    assert "Operation Two" not in text
