"""A prepared query gives what its `QuerySet` gives, which is asked beside it, on both databases."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from importlib import import_module
from typing import Any

import pytest
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.models import Session
from django.core.exceptions import EmptyResultSet
from django.db import connection, connections, models, transaction
from django.db.models import Count, Q
from django.db.models.functions import Lower
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone as clock

from nomina.desk.boot.sessions import SessionStore
from nomina.desk.db.prepared import Prepared, Unprepared
from nomina.desk.files.models import Content, File, Hold, Link, LinkEnd, Photo, Tombstone
from nomina.desk.files.models.links import IDENTICAL
from nomina.desk.people.models import Membership, Operation, User
from nomina.desk.people.models.care import Care, Looked
from nomina.desk.people.standing import standing_of
from nomina.desk.policy.roles import Role
from nomina.desk.policy.standing import Held
from tests.desk.custody import prepared as custody
from tests.desk.families.waiting import waits_with_families
from tests.desk.files.people import Team, make_team, opened, opened_all
from tests.desk.people.cast import EARLIER, NOW, Cast, make_cast, sign_in

NOBODY = uuid.UUID(int=7)
Values = dict[str, Any]


def somebody(cast: Cast) -> list[Values]:
    """People as a query of what they may see takes them: with roles in operations by number."""
    roles = (
        frozenset({(0, Role.BOARD)}),
        frozenset({(0, Role.BOARD), (1, Role.EXAMINER)}),
        frozenset({(None, Role.SECURITY)}),
        frozenset[Any](),
    )
    operations = tuple(sorted({cast.one.pk, cast.two.pk}))
    return [
        {"user": user.pk, "operations": operations, "held": held}
        for user in (cast.alice, cast.ada)
        for held in roles
    ]


def about_files(cast: Cast) -> list[Values]:
    files = [*File.objects.values_list("pk", flat=True), NOBODY]
    return [values | {"file": file} for values in somebody(cast) for file in files]


COUNTS = (
    "_unread_enquiries", "_unread_replies", "_unsaid_replies", "_mail_aside",
    "_notices_wrong", "_notices_waiting", "_not_begun", "_messages", "_came",
)  # fmt: skip
"""What waits with families, of some operations."""


def listed(name: str, letters: str) -> list[Values]:
    """No text, one of 64 same letters, and several of them, one twice."""
    each = [letter * 64 for letter in letters]
    return [
        {name: ()},
        {name: ("0" * 64,)},
        *({name: (one,)} for one in each),
        {name: (*each, each[0])},
    ]


def one_of_each(cast: Cast) -> dict[str, list[Values]]:
    """Values for every prepared query of the desk: of rows that are there, and of none."""
    people = [*(user.pk for user in cast.people().values()), NOBODY]
    moments = [NOW, EARLIER - timedelta(days=1), NOW.astimezone(timezone(timedelta(hours=5.5)))]
    files = File.objects.values_list("pk", flat=True)
    keys = [str(key) for key in Session.objects.values_list("pk", flat=True)]
    return {
        "nomina.desk.boot.sessions._lasting": [
            {"key": key, "at": at}
            for key in [*keys, "x" * 32, "'; --%s?"]
            for at in [*moments, NOW + timedelta(days=400)]
        ],
        "nomina.desk.boot.adapters._factors": [
            {"user": who, "types": types}
            for who in people
            for types in (None, (), ("totp",), ("webauthn",), ("webauthn", "totp", "totp"))
        ],
        "nomina.desk.acts._locked": [{"people": tuple(people[:n])} for n in range(4)],
        "nomina.desk.people.models.users._accounts": [{"pk": who} for who in people],
        "nomina.desk.people.standing._in_force": [
            {"who": who, "at": at} for who in people for at in moments
        ],
        "nomina.desk.people.standing._open": [{"who": who} for who in people],
        "nomina.desk.people.models.care._chosen": [{"user": who} for who in people],
        "nomina.desk.policy.finding._one": [
            values | {"on": Operation, "own": False, "id": id}
            for values in somebody(cast)
            for id in (cast.one.pk, cast.two.pk, NOBODY)
        ],
        "nomina.desk.files.views.decided._holds": about_files(cast),
        "nomina.desk.files.views.decided._links": about_files(cast),
        "nomina.desk.families.telling_hold._told": [{"file": one} for one in (*files, NOBODY)],
        **{
            f"nomina.desk.families.counts.{name}": [
                {"there": there} for there in ((), (NOBODY,), (cast.one.pk, cast.two.pk))
            ]
            for name in COUNTS
        },
        "nomina.desk.families.counts._threats": [{}],
        "nomina.desk.files.record._standing": [{"file": one} for one in (*files, NOBODY)],
        "nomina.desk.files.actions.opening._tally": [
            {"operation": cast.one.pk, "kind": kind, "scope": scope}
            for kind in ("pm", "pui", "nothing")
            for scope in ("", "in N1", "elsewhere")
        ],
        "nomina.desk.files.actions.opening._numbered": [
            {"operation": where.pk, "number": one}
            for where in (cast.one, cast.two)
            for one in (*File.objects.values_list("number", flat=True), "PM-N1-%s")
        ],
        "nomina.desk.files.living._living": [{"digests": None}, *listed("digests", "cde")],
        "nomina.desk.files.living._gone": [{"marks": None}, *listed("marks", "efg")],
        "nomina.desk.people.care._openings": [
            {"user": who, "since": EARLIER, "until": until, "most": most}
            for who in people
            for until in moments
            for most in (1, 40)
        ],
    }


@pytest.fixture
def cast(db: str) -> Cast:
    """The cast; two are signed in, one of them chose how to look, and looked."""
    made = make_cast()
    for user in (made.alice, made.sam):
        sign_in(Client(), user)
    Care(user=made.alice, without=["bones"], pace="later", paused_at=EARLIER).save()
    for minutes in range(3):
        at = NOW - timedelta(minutes=minutes)
        Looked(by=made.alice, of=uuid.uuid4(), made_at=at).save()
    hold_some(make_team(made))
    return made


def hold_some(team: Team) -> None:
    """Files with links, and photos of which some are held, there or gone, or of the living."""
    files, by = opened_all(team), team.cast.alice
    other = opened("pm", by, team.cast.one, team.cast.site_one)
    for end in (None, by):
        link = Link(kind=IDENTICAL, one=files["pm"], other=other, why="same", made_by=by)
        link.save()
        if end:
            LinkEnd(link=link, why="not so", ended_by=end).save()
    for file, letter, held in ((files["pm"], "c", True), (files["pui"], "d", False)):
        photo = Photo(file=file, made_by=by)
        photo.save()
        Content(photo=photo, file=file, digest=letter * 64, size=1).save()
        if held:
            Hold(file=file, photo=photo, why="alive", made_by=by).save()
    gone = Photo(file=other, made_by=by)
    gone.save()
    Hold(file=other, why="alive", made_by=by).save()
    late = clock.now() + timedelta(seconds=1)
    Tombstone(photo=gone, file=other, mark="1" * 64, anywhere="e" * 64, made_at=late).save()


def plain(found: Any, within: tuple[Any, ...] = ()) -> Any:
    """What an object is made of, with all that was read beside it."""
    if not isinstance(found, models.Model) or any(found is one for one in within):
        return found  # of those that know each other, one is told by its id
    state = found._state
    inner = (*within, found)
    beside = {key: plain(one, inner) for key, one in state.fields_cache.items()}
    kept = {key: value for key, value in vars(found).items() if key != "_state"}
    return type(found), kept, state.db, state.adding, beside


def text(query: models.QuerySet[Any, Any]) -> Any:
    try:
        sql, params = query.query.get_compiler("default").as_sql()
    except EmptyResultSet:
        return None
    return sql, tuple(params)


def agree(one: Prepared[Any], values: Values) -> list[Any]:
    """Hold one question against its `QuerySet`: the words, their number, and what is found."""
    with CaptureQueriesContext(connection) as asked:
        found = one(**values)
    with CaptureQueriesContext(connection) as wanted:
        expected = list(one.build(**values))
    assert len(asked) == len(wanted)
    assert list(map(plain, found)) == list(map(plain, expected))
    if not any(isinstance(value, tuple) for value in values.values()):
        assert one.sql(**values) == text(one.build(**values))
    return found


def test_every_prepared_query_is_its_queryset(cast: Cast) -> None:
    import_module("nomina.desk.urls")  # with every page, and what it asks
    ours = {one.name: one for one in Prepared.every if one.name.startswith("nomina.")}
    made = custody.make_some(cast)
    waits_with_families(cast, made)
    each = one_of_each(cast) | custody.one_of_each(made)
    assert set(ours) == set(each), "a prepared query without values for this test"
    for called, one in ours.items():
        found = [len(agree(one, values)) for values in each[called]]
        assert max(found) > 0, called
        assert min(found) == 0 or each[called] == [{}], called


@pytest.fixture
def fleeting() -> Iterator[Callable[..., Prepared[Any]]]:
    """Makes prepared queries that the desk does not have."""
    before = len(Prepared.every)
    yield Prepared
    del Prepared.every[before:]


def test_models_with_what_is_beside_them(cast: Cast, fleeting: Any) -> None:
    def of(users: tuple[uuid.UUID, ...], until: datetime | None) -> models.QuerySet[Membership]:
        rows = Membership.objects.filter(user__in=users).filter(
            Q(until=until) | Q(until__isnull=True)
        )
        return rows.select_related("user", "operation", "operation__made_by").order_by("pk")

    one = fleeting(of)
    everybody = tuple(user.pk for user in cast.people().values())
    for users in ((), everybody[:1], everybody, everybody + everybody, (NOBODY, None)):
        for until in (None, NOW):
            agree(one, {"users": users, "until": until})
    found = one(users=everybody, until=None)
    assert {row.operation for row in found} == {None, cast.one, cast.two}
    with CaptureQueriesContext(connection) as asked:
        assert {row.user.login for row in found} >= {"alice", "ada"}
    assert not asked


def test_each_form_of_a_question_has_its_own_words(cast: Cast, fleeting: Any) -> None:
    def named(login: str | None, wide: bool) -> models.QuerySet[User, Any]:
        rows = User.objects.filter(closed_at=None) if wide else User.objects.all()
        found = rows if login is None else rows.filter(login=login)
        return found.order_by("pk").values_list("name", "closed_at", "is_active")

    one = fleeting(named)
    for login in ("alice", "carl", None, "", "it's 100% ?", "Ї"):
        for wide in (True, False):
            agree(one, {"login": login, "wide": wide})
    assert len(one._kept) == 4


def test_a_list_is_asked_as_one_of_its_length(cast: Cast, fleeting: Any) -> None:
    def named(logins: tuple[str, ...]) -> models.QuerySet[User, Any]:
        rows = User.objects.filter(login__in=logins).order_by("login")
        return rows.values_list("login", flat=True)

    one = fleeting(named)
    assert agree(one, {"logins": ("bob", "alice", "bob")}) == ["alice", "bob"]
    assert agree(one, {"logins": ("eve", "nobody")}) == ["eve"]
    assert len(one._kept) == 1, "a list of two, whatever stood there twice"


def test_what_is_not_the_same_each_time_is_refused(cast: Cast, fleeting: Any) -> None:
    def clocked(who: uuid.UUID) -> models.QuerySet[Any]:
        return Membership.objects.filter(user=who, since__lte=clock.now())

    def formed(who: uuid.UUID) -> models.QuerySet[Any]:
        return User.objects.filter(name__contains=str(who))

    def shifted(at: datetime) -> models.QuerySet[Any]:
        return Membership.objects.filter(since__lte=at - timedelta(days=1))

    def asking(who: uuid.UUID) -> models.QuerySet[Any]:
        mine = Membership.objects.filter(user=who)
        return User.objects.all() if mine.exists() else User.objects.none()

    for build, values in (
        (asking, {"who": NOBODY}),
        (clocked, {"who": NOBODY}),
        (formed, {"who": NOBODY}),
        (shifted, {"at": NOW}),
    ):
        one = fleeting(build)
        with CaptureQueriesContext(connection) as asked:
            for _ in range(2):
                with pytest.raises(Unprepared):
                    one(**values)
        assert not asked, "it was refused, and yet asked"
    assert User.objects.exists(), "the connection answers as before"


def test_rows_are_locked_in_a_transaction_alone(fresh_db: str, fleeting: Any) -> None:
    one = fleeting(User.objects.select_for_update)
    with transaction.atomic():
        assert one() == []
    if fresh_db == "postgres":
        with pytest.raises(transaction.TransactionManagementError):
            one()
        assert "FOR UPDATE" in one.sql()[0]
    else:  # a transaction of the file locks all of it
        assert one() == []


def test_more_than_rows_is_refused(cast: Cast, fleeting: Any) -> None:
    everybody = User.objects.all()
    for query in (
        everybody.prefetch_related("memberships"),
        everybody.annotate(n=Count("memberships")),
        everybody.values("name"),
        cast.one.sites.all(),
    ):
        with pytest.raises(Unprepared):
            fleeting(lambda query=query: query)()
    with pytest.raises(Unprepared):
        fleeting(lambda numbers: everybody.filter(pk__in=numbers))(numbers=(1, 2))


def test_values_that_the_query_computes_are_read_like_columns(cast: Cast, fleeting: Any) -> None:
    def lower(since: datetime) -> models.QuerySet[Any, Any]:
        rows = Membership.objects.filter(since__lte=since).order_by("pk")
        return rows.values_list(Lower("user__name"), "operation", "since", "until")

    assert len(agree(fleeting(lower), {"since": NOW})) == Membership.objects.count()


def test_a_thread_reads_with_a_connection_of_its_own(fresh_db: str, fleeting: Any) -> None:
    made = make_cast()
    one = fleeting(lambda pk: Operation.objects.filter(pk=pk))
    here = [plain(row) for row in one(pk=made.one.pk)]
    there: list[Any] = []

    def ask() -> None:
        try:
            there.extend(plain(row) for row in one(pk=made.one.pk))
            there.append(len(one._kept))
        finally:
            connections.close_all()

    other = threading.Thread(target=ask)
    other.start()
    other.join()
    assert there == [*here, 1]
    assert here[0][1]["languages"] == ["uk", "en"]


def test_a_session_is_found_as_django_finds_it(cast: Cast) -> None:
    key = str(Session.objects.values_list("pk", flat=True)[0])
    assert SessionStore(key).load()["_auth_user_id"] in {str(cast.alice.pk), str(cast.sam.pk)}
    Session.objects.filter(pk=key).update(expire_date=datetime.now(UTC) - timedelta(seconds=1))
    for gone in (key, VALID_KEY_CHARS[:32], None):
        store = SessionStore(gone)
        assert store.load() == {}
        assert store.session_key is None


def test_what_a_person_holds_is_read_anew(cast: Cast) -> None:
    alice = cast.alice
    assert standing_of(alice).held == {Held(Role.MORTUARY, cast.one.pk)}
    User.objects.filter(pk=alice.pk).update(is_active=False, closed_at=NOW)
    assert standing_of(alice).user is None, "closed since it was loaded"
