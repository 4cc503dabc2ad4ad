"""A stored lead is computed again: the same where nothing was touched, and told where not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, models
from django.utils import timezone

from nomina.desk.acts import Reference
from nomina.desk.files.actions import EndConsent, OpenFile, Say
from nomina.desk.files.actions.faces import DrawFace
from nomina.desk.files.actions.photos import AddPhoto
from nomina.desk.files.models import Consent, File
from nomina.desk.files.record import record_of
from nomina.desk.leads import engines, jobs, scope
from nomina.desk.leads.bands import band
from nomina.desk.leads.models import Lead, Run, Scores
from nomina.desk.leads.named import Named
from nomina.desk.leads.past import past_of
from nomina.desk.leads.reproduce import reproduce, reproduce_each
from nomina.desk.leads.reproduced import Reproduced
from nomina.desk.leads.sealing import opened, sealed
from nomina.desk.leads.sheets import assembled, works_of
from nomina.errors import StoreError
from nomina.leads.documents import PackRecord
from nomina.leads.record import machine
from nomina.progress import Silent
from tests.desk.files.people import EXAMINED, ROW, make_team, said
from tests.desk.leads.engines import DOOR
from tests.desk.leads.town import FACTS, Town, add, make_town, with_faces, work
from tests.desk.people.cast import BOOK, Book, by, make_cast
from tests.leads.fakes import FakePack, calibration, engine, photo

BOTH = pytest.mark.parametrize(
    "kind", ["sqlcipher", pytest.param("postgres", marks=pytest.mark.deep)], indirect=True
)
ONCE = pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
"""For what does not differ from one database to the other."""


def shown(town: Town) -> Run:
    run = Run.objects.shown(town.one.pk)
    assert run is not None
    return run


def asked(town: Town, body: str = "B0", person: str = "M0", run: Run | None = None) -> Named:
    return Named(run or shown(town), town.files[body], town.files[person])


def again(town: Town, body: str = "B0", person: str = "M0", run: Run | None = None) -> Reproduced:
    return reproduce(asked(town, body, person, run), Silent())


def results(found: Reproduced) -> dict[str, str]:
    return {check.key: check.result for check in found.checks}


def write(town: Town, name: str, **values: str) -> None:
    """Somebody writes into a file now, after the run."""
    file = town.files[name]
    given = {key.replace("_", " "): said(value, EXAMINED) for key, value in values.items()}
    Say(file=file, given=given).do(by(town.team.keeper(file.kind), timezone.now()), Book())


def instead(row: Any, **values: Any) -> None:
    """Somebody who holds the database puts another row in place of one: rows may go."""
    models.QuerySet(type(row)).filter(pk=row.pk).delete()
    fields = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}
    type(row)(**{**fields, **values}).save(force_insert=True)


def rows() -> dict[str, int]:
    """How many rows each table has."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
    return found


def marked(town: Town) -> None:
    write(town, "B0", marks="tattoo | left arm | anchor")
    write(town, "M0", marks="tattoo | left arm | anchor")


@BOTH
def test_a_lead_of_an_untouched_operation_is_the_same_to_the_last_digit(town: Town) -> None:
    marked(town)
    work()
    opened_photos, before = DOOR.opened, rows()
    BOOK.entries.clear()
    found = again(town)
    assert found.verdict == "same"
    assert found.machine
    assert found.greatest == 0.0
    assert found.eps == 0.0
    assert DOOR.opened == opened_photos + 2  # both photos went the whole way again
    got = results(found)
    assert set(got.values()) == {"same"}
    lead = Lead.objects.get(run=shown(town), body=town.files["B0"], person=town.files["M0"])
    kinds = {f"finding:{one['kind']}" for one in lead.findings}
    assert {"finding:face", "finding:marks"} <= kinds
    assert kinds | {
        "scores",
        "strength",
        "word",
        "log10_lr",
        "band",
        "excluded",
        "joint:gallery",
        "joint:place",
        "joint:posterior",
        "joint:glr",
        "joint:nobody",
    } == set(got)
    # It is written down by run and body, and nothing else is.
    assert rows() == before
    (entry,) = BOOK.entries
    assert (entry.kind, entry.who) == ("leads.reproduced", None)
    assert entry.on == (Reference("run", shown(town).pk), Reference("file", town.files["B0"].pk))


@pytest.mark.deep
def test_what_the_ledger_does_not_take_is_not_said(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    work()
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.Torn")
    with pytest.raises(OSError, match="ledger is gone"):
        again(town)


@BOTH
def test_a_word_that_was_changed_since_is_told_and_taken_from_the_history(town: Town) -> None:
    """The whole operation is rebuilt from rows that stay, so that even all together is the same."""
    marked(town)
    work()
    run = shown(town)
    write(town, "B0", stature="150", marks="scar | chin")
    write(town, "M3", stature="199")  # of another pair, on which the joint weights rest too
    add_late(town)
    found = again(town, run=run)
    assert found.verdict == "same"
    assert results(found)["joint:posterior"] == "same"
    note = next(note for note in found.notes if town.files["B0"].number in note)
    assert "Height in cm" in note
    assert "Marks on the body" in note
    # What was written since would have made another finding: the history was needed.
    work()
    newer = shown(town)
    assert newer != run
    lead = {"body": town.files["B0"], "person": town.files["M0"]}
    assert (
        Lead.objects.get(run=newer, **lead).log10_lr != Lead.objects.get(run=run, **lead).log10_lr
    )
    assert again(town, run=run).verdict == "same"
    assert again(town, run=newer).verdict == "same"


@pytest.mark.deep
def test_what_two_people_wrote_at_once_was_unknown_until_it_was_settled(town: Town) -> None:
    file, keeper = town.files["B0"], town.team.keeper("pm")
    for value in ("150", "190"):
        given = {"stature": said(value, EXAMINED)}
        Say(file=file, given=given, seen={"stature": ()}).do(by(keeper, timezone.now()), Book())
    write(town, "M0", stature="181")
    work()
    run = shown(town)
    seen = record_of(file)["stature"].seen
    assert len(seen) == 2
    Say(file=file, given={"stature": said("181", EXAMINED)}, seen={"stature": seen}).do(
        by(keeper, timezone.now()), Book()
    )
    assert again(town, run=run).verdict == "same"


@pytest.mark.deep
def test_a_photo_that_was_added_since_is_left_out(town: Town) -> None:
    work()
    run = shown(town)
    extra = photo(0, 3)
    AddPhoto(file=town.files["M0"], data=extra, facts=FACTS, alive="").do(
        by(town.team.keeper("am"), timezone.now()), Book()
    )
    work()
    found = again(town, run=run)
    assert found.verdict == "same"
    assert any("added since" in note for note in found.notes)
    assert again(town, run=shown(town)).verdict == "same"


@BOTH
def test_a_photo_that_was_withdrawn_is_said_and_nothing_is_guessed(town: Town) -> None:
    work()
    run = shown(town)
    given = Consent.objects.get(file=town.files["M1"])
    EndConsent(consent=given, why="asked").do(by(town.team.keeper("am"), timezone.now()), Book())
    found = again(town, "B1", "M1", run)
    assert found.verdict == "untried"
    assert found.checks == ()
    assert "nothing is kept" in found.notes[0]
    assert any("1 photo was taken away" in note for note in found.notes)
    # A lead that stands beside it still has its faces and its pair; all together is not there.
    left = again(town, "B0", "M0", run)
    assert results(left)["joint"] == "left"
    assert left.verdict == "same"
    assert "finding:face" in results(left)


@ONCE
def test_what_may_not_be_compared_any_more_is_not(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A consent that ran out a moment ago: its lead is there until a worker has looked."""
    marked(town)
    work()
    run, opened_photos = shown(town), DOOR.opened
    past = past_of(run)
    held = {key: one for key, one in past.scope.pictures.items() if key != town.files["M0"].pk}
    real = scope.scope_of

    def without(*of: Any) -> scope.Scope:
        return replace(real(*of), pictures=held)

    monkeypatch.setattr("nomina.desk.leads.past.scope_of", without)
    found = again(town)
    assert DOOR.opened == opened_photos
    assert found.verdict == "untried"
    got = results(found)
    assert got["scores"] == got["log10_lr"] == "untried"
    assert "finding:face" not in got
    assert got["finding:marks"] == "same"
    assert any("may not be compared any more" in note for note in found.notes)


@pytest.mark.deep
def test_a_face_that_was_drawn_since_is_not_guessed(town: Town) -> None:
    work()
    run = shown(town)
    DrawFace(photo=town.photos["M0"], left=20, top=20, right=80, bottom=80).do(
        by(town.team.keeper("am"), timezone.now()), Book()
    )
    first = again(town, run=run)  # the template of then still tells the box of then
    assert first.verdict == "same"
    work()
    found = again(town, run=run)
    assert found.verdict == "untried"
    assert any("which face" in note for note in found.notes)
    assert again(town, run=shown(town)).verdict == "same"


def changed_lead(town: Town, **values: Any) -> None:
    pair = {"body": town.files["B0"], "person": town.files["M0"]}
    instead(Lead.objects.get(run=shown(town), **pair), **values)


@ONCE
@pytest.mark.parametrize("many", [3, pytest.param(13, marks=pytest.mark.deep)])
def test_what_was_changed_where_it_is_stored_differs(
    town: Town, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked(town)
    work()
    pair = {"body": town.files["B0"], "person": town.files["M0"]}
    lead = Lead.objects.get(run=shown(town), **pair)
    rest = [one for one in lead.findings if one["kind"] not in ("face", "marks")]
    strength: Any = lead.face
    by_kind = {one["kind"]: one for one in lead.findings}
    face, marks = by_kind["face"], by_kind["marks"]
    tampered: list[tuple[str, dict[str, Any]]] = [
        ("band", {"band": lead.band - 1}),
        ("finding:marks", {"findings": [*rest, face, {**marks, "source": "somewhere else"}]}),
        ("joint:posterior", {"posterior": lead.posterior * (1 - 1e-12)}),
        ("log10_lr", {"log10_lr": lead.log10_lr + 0.0001}),
        ("excluded", {"excluded": True}),
        ("word", {"word": "inconclusive"}),
        ("strength", {"face": {**strength, "high": strength["high"] + 0.01}}),
        ("strength", {"face": None}),
        ("finding:face", {"findings": [*rest, marks, {**face, "log10_lr": 0.0}]}),
        ("finding:face", {"findings": [*rest, marks]}),
        ("finding:dna", {"findings": [*lead.findings, {**marks, "kind": "dna"}]}),
        ("joint:glr", {"glr": None}),
        ("joint:place", {"rank": 49}),
    ]
    for key, values in tampered[:many]:
        instead(Lead.objects.get(run=shown(town), **pair), **values)
        found = again(town)
        instead(lead)
        assert found.verdict == "differs", key
        assert {one for one, said in results(found).items() if said == "differs"} == {key}
    the_scores(town)
    assert again(town).verdict == "same"
    other, sha = calibration("simulated", 5), packs_of(shown(town))[0].calibration.sha256
    monkeypatch.setattr(FakePack, "calibration", lambda self, condition: other)
    refused = again(town)
    assert refused.verdict == "untried"
    assert any(sha in note for note in refused.notes)


def the_scores(town: Town) -> None:
    """Somebody who has the key of the desk writes other scores; somebody who has not."""
    run, file = shown(town), town.files["B0"]
    row = Scores.objects.get(run=run, body=file)
    kept = json.loads(opened(file.pk, f"scores/{run.pk}", bytes(row.sealed)))
    mine = next(one for one in kept if one[0] == str(town.files["M0"].pk))
    mine[1] = round(mine[1] + 1e-7, 7)
    plain = json.dumps(kept).encode()
    instead(row, sealed=sealed(file.pk, f"scores/{run.pk}", plain))
    found = again(town)
    assert found.verdict == "differs"
    assert found.greatest == pytest.approx(1e-7)
    torn = bytearray(bytes(row.sealed))
    torn[-1] ^= 1
    instead(row, sealed=bytes(torn))
    found = again(town)
    assert (found.verdict, found.greatest) == ("differs", None)
    assert results(found)["scores"] == "differs"
    assert results(found)["strength"] == "same"
    instead(row)


@pytest.mark.deep
def test_bytes_that_are_not_in_the_vault_are_said(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    work()

    class Empty:
        def read(self, digest: str) -> bytes:
            raise StoreError("gone")

    monkeypatch.setattr("nomina.desk.books.vault", Empty)
    found = again(town)
    assert found.verdict == "untried"
    assert any("gone" in note for note in found.notes)


def packs_of(run: Run) -> list[PackRecord]:
    return [PackRecord.model_validate(one) for one in run.record["packs"]]


@BOTH
def test_after_another_pack_the_old_run_needs_its_own(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Old records stay, new ones stand beside them, and the old pack reproduces the old."""
    work()
    old = shown(town)
    stored = list(Lead.objects.filter(run=old).order_by("pk").values())
    monkeypatch.setattr(settings, "DESK_ENGINE", "tests.desk.leads.engines.other")
    jobs.changed(town.one.pk)
    work()
    new = shown(town)
    assert new != old
    assert list(Lead.objects.filter(run=old).order_by("pk").values()) == stored
    assert again(town, run=new).verdict == "same"
    refused = again(town, run=old)
    assert refused.verdict == "untried"
    wanted = packs_of(old)[0]
    assert any(f"{wanted.name} {wanted.digest}" in note for note in refused.notes)

    @contextmanager
    def added(names: Any, threads: int) -> Iterator[Any]:
        assert names == ["kept"]
        yield engine(DOOR), ()

    monkeypatch.setattr(engines, "list_packs", lambda: ["embedded", "kept"])
    monkeypatch.setattr(
        engines, "load_pack", lambda name: FakePack("fake" if name == "kept" else "embedded")
    )
    monkeypatch.setattr(engines, "real_engine", added)
    found = again(town, run=old)
    assert found.verdict == "same"
    assert found.greatest == 0.0
    # The templates of the old pack went when the new ones came, so all together is left.
    assert results(found)["joint"] == "left"


@pytest.mark.deep
def test_another_machine_is_told_and_may_be_off_by_eps_alone(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    work()
    here = machine()
    elsewhere = here.model_copy(
        update={"cpu": "another", "packages": {**here.packages, "numpy": "1"}}
    )
    monkeypatch.setattr("nomina.desk.leads.recompute.machine", lambda: elsewhere)
    found = again(town)
    assert found.verdict == "same"
    assert not found.machine
    told = {check.key: (check.then, check.now) for check in found.checks if check.result == "told"}
    assert told == {
        "machine:cpu": (here.cpu, "another"),
        "machine:numpy": (here.packages["numpy"], "1"),
    }
    run, file = shown(town), town.files["B0"]
    row = Scores.objects.get(run=run, body=file)
    kept = json.loads(opened(file.pk, f"scores/{run.pk}", bytes(row.sealed)))
    mine = next(one for one in kept if one[0] == str(town.files["M0"].pk))
    for off, verdict in ((5e-6, "within"), (5e-5, "differs")):
        there = [[one[0], one[1] + off] if one is mine else one for one in kept]
        plain = json.dumps(there).encode()
        instead(row, sealed=sealed(file.pk, f"scores/{run.pk}", plain))
        assert again(town).verdict == verdict
    instead(row)
    lead = Lead.objects.get(run=run, body=file, person=town.files["M0"])
    changed_lead(town, log10_lr=lead.log10_lr + 0.01)
    assert again(town).verdict == "within"
    changed_lead(town, log10_lr=lead.log10_lr, band=lead.band - 1)
    assert again(town).verdict == "differs"  # a degree in words has no eps


@pytest.mark.deep
def test_the_operation_of_then_is_rebuilt_to_the_digest_of_the_run(town: Town) -> None:
    """An oracle for the rebuilding: its sheets are those that the run was made from."""
    work()
    run = shown(town)
    past = past_of(run)
    packs = engine().packs
    then = assembled(past.scope, works_of(past.scope, run.engine), packs)
    write(town, "B2", stature="170")
    write(town, "M4", stature="171")
    add_late(town)
    later = past_of(run)
    rebuilt = assembled(later.scope, works_of(later.scope, run.engine), packs, later.at)
    assert rebuilt.sides == then.sides
    assert rebuilt.known == then.known
    now = assembled(later.scope, works_of(later.scope, run.engine), packs)
    assert now.sides != then.sides


def add_late(town: Town) -> File:
    """A missing person who is written down after the run."""
    keeper = by(town.team.keeper("am"), timezone.now())
    values = {**ROW["am"], "family name": said("Пізній")}
    made = OpenFile(operation=town.one, file_kind="am", said_at_once=values).do(keeper, Book())
    assert made.made_at > shown(town).made_at
    return made


@pytest.mark.deep
def test_two_hundred_leads_are_the_same(db: str, quiet: None) -> None:
    """FOR-03: 20 bodies with 12 people, one of them with many photos, after words were changed."""
    town = make_town(make_team(with_faces(make_cast())), people=12, bodies=20, listed=10)
    for n in range(1, 8):
        add(town.team, town.files[f"M{n}"], photo(n, n))
    work()
    run = shown(town)
    write(town, "M2", stature="182", marks="scar | chin")
    leads = list(Lead.objects.filter(run=run).select_related("body", "person"))
    assert len(leads) >= 200
    those = [Named(run, lead.body, lead.person) for lead in leads]
    found = list(reproduce_each(run, those, Silent()))
    # One alone, for which the whole operation is rebuilt anew, says the same as among all.
    assert [reproduce(one, Silent()) for one in those[::50]] == found[::50]
    assert {one.verdict for one in found} == {"same"}
    assert {one.greatest for one in found} == {0.0}
    assert {results(one)["band"] for one in found} == {"same"}
    assert len({band(lead.log10_lr) for lead in leads}) >= 3
