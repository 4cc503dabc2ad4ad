"""Opening, saying, deciding: what each act does, what it refuses, and what is written down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from nomina.cases import Source, SourceKind
from nomina.desk.acts import Action, NotPermitted, Refused, SignInAgain
from nomina.desk.files import fields
from nomina.desk.files.actions import (
    EndConsent,
    EndLink,
    GiveConsent,
    HoldPhoto,
    LinkFiles,
    OpenFile,
    ReleaseHold,
    Say,
)
from nomina.desk.files.actions.searching import SearchFiles
from nomina.desk.files.fields import Said
from nomina.desk.files.forms import ConsentForm
from nomina.desk.files.models import (
    Card,
    ConsentEnd,
    Content,
    Entry,
    File,
    Hold,
    Link,
    LinkEnd,
    Photo,
    PhotoEnd,
    Relation,
    Replaced,
    Tally,
    Word,
)
from nomina.desk.files.models.cards import words_on_card
from nomina.desk.files.record import draw_card, record_of
from nomina.desk.people.actions import MakeSite
from nomina.desk.people.models import Operation, User
from nomina.desk.policy.roles import Role
from nomina.errors import InputError
from tests.desk.files.people import EXAMINED, MOTHER, ROW, UNKNOWN, Team, opened, said
from tests.desk.people.cast import NOW, Book, by, role


def refused(action: Action[Any], user: User, error: type[Exception] = Refused, **more: Any) -> str:
    """Try an act that is refused; nothing was written by it but the refusal. Gives the reason."""
    book = Book()
    before = Entry.objects.count(), File.objects.count(), Link.objects.count()
    with pytest.raises(error) as caught:
        action.do(by(user, **more), book)
    assert (Entry.objects.count(), File.objects.count(), Link.objects.count()) == before
    assert set(book.kinds()) <= {"act.refused"}
    return str(caught.value)


def test_numbers_follow_one_another_by_kind_and_site(team: Team) -> None:
    """The formats of the cast: AM-{n:5}, PM-{site}-{n:5}, PUI-{n:4}, F-{n:5}."""
    keep, cut = team.keeper("am"), team.keeper("pm")
    one, site = team.cast.one, team.cast.site_one
    people = [opened("am", keep, one) for _ in range(2)]
    bodies = [opened("pm", cut, one, site) for _ in range(2)]
    relative = opened("family", keep, one, missing=people[0])
    elsewhere = opened("am", team.tia, team.cast.two)
    assert [f.number for f in people] == ["AM-00001", "AM-00002"]
    assert [f.number for f in bodies] == ["PM-N1-00001", "PM-N1-00002"]
    assert (relative.number, elsewhere.number) == ("F-00001", "AM-00001")
    assert Relation.objects.get(file=relative).missing == people[0]
    tallies = Tally.objects.filter(operation=one, kind="am").values_list("scope", "n")
    assert set(tallies) == {("", 2), ("in all", 2)}


def test_a_number_that_another_site_gave_out_is_passed_over(team: Team) -> None:
    """An operation of before such formats were refused: M's number 1001 is the first of M1."""
    one = Operation(
        name="Old", kind="internal", languages=["en"], numbering={"pm": "{site}{n:3}"}, policies={},
        made_by=team.cast.ada, made_at=NOW,
    )  # fmt: skip
    one.save()
    role(team.cast.alice, Role.MORTUARY, one, team.cast.ada)
    long, short = (
        MakeSite(operation=one, name=code, code=code).do(by(team.cast.ada), Book())
        for code in ("M1", "M")
    )
    numbers = [opened("pm", team.cast.alice, one, long).number for _ in range(2)]
    opened("pm", team.cast.alice, one, short)
    Tally.objects.filter(operation=one, scope="in M").update(n=1000)
    numbers += [opened("pm", team.cast.alice, one, short).number for _ in range(2)]
    assert numbers == ["M1001", "M1002", "M1003", "M1004"]
    numbers += [opened("pm", team.cast.alice, one, long).number]
    assert numbers[-1] == "M1005"
    assert Tally.objects.get(operation=one, scope="").n == 6


def test_what_is_said_at_once_stands_in_the_file_and_on_its_card(team: Team) -> None:
    file = opened("am", team.keeper("am"), team.cast.one)
    record = record_of(file)
    assert {key: s.said for key, s in record.items()} == ROW["am"]
    card = Card.objects.get(file=file)
    assert (card.title, card.sex, card.moment, card.lacks, card.unsettled) == (
        "Зразок Олександр", "male", "2022-03-12", 0, 0,
    )  # fmt: skip
    assert found_by(file) == {"am", "00001", "зразок", "олександр"}


def found_by(file: File) -> set[str]:
    """The words of a file, which each of them and its card hold, too, if they are not too long."""
    rows = dict(Word.objects.filter(file=file).values_list("word", "words"))
    held = words_on_card(rows)
    assert set(rows.values()) == {held}
    assert Card.objects.get(file=file).words == held
    return set(rows)


def test_words_beside_words_follow_what_is_said(team: Team) -> None:
    file, keep = opened("am", team.keeper("am"), team.cast.one), team.keeper("am")

    def say(key: str, value: str) -> set[str]:
        seen = {key: record_of(file)[key].seen}
        Say(file=file, given={key: said(value)}, seen=seen).do(by(keep), Book())
        return found_by(file)

    others = {"am", "00001", "олександр"}
    assert say("family name", "Сидоренко") == others | {"сидоренко"}
    assert say("sex", "female") == others | {"сидоренко"}
    long = {f"{n:060d}" for n in range(7)}
    assert say("family name", " ".join(sorted(long))) == others | long
    assert Card.objects.get(file=file).words == ""
    assert say("family name", "Зразок") == others | {"зразок"}


def test_opening_is_refused_where_something_is_wrong(team: Team) -> None:
    keep, one, two = team.keeper("am"), team.cast.one, team.cast.two
    missing = opened("am", keep, one)
    gap = {key: value for key, value in ROW["am"].items() if key != "born"}

    def attempt(kind: str, user: User, error: type[Exception] = Refused, **more: Any) -> str:
        given = {"operation": one, "file_kind": kind, "said_at_once": ROW.get(kind, {}), **more}
        return refused(OpenFile(**given), user, error)

    assert "Date of birth" in attempt("am", keep, said_at_once=gap)
    assert "another operation" in attempt("am", keep, site=team.cast.site_two)
    assert "name the site" in attempt("pm", team.keeper("pm"))
    assert "belongs to a missing person" in attempt("family", keep)
    assert "belongs to a missing person" in attempt("am", keep, missing=missing)
    body = opened("pm", team.keeper("pm"), one, team.cast.site_one)
    assert "belongs to a missing person" in attempt("family", keep, missing=body)
    foreign = opened("am", team.tia, two)
    assert "belongs to a missing person" in attempt("family", keep, missing=foreign)
    attempt("cat", keep, NotPermitted)
    attempt("am", team.keeper("pm"), NotPermitted)
    attempt("am", team.tia, NotPermitted)
    attempt("am", team.cast.ada, NotPermitted)


BAD: tuple[tuple[str, str, str], ...] = (
    ("pm", "age from", "old"),
    ("am", "sex", "maybe"),
    ("am", "born", "12.3.1987"),
    ("am", "born", "1987-13-40"),
    ("am", "family name", "   "),
    ("am", "family name", "a\x00b"),
    ("am", "family name", "x" * 10_001),
    ("am", "family name", "\ud800"),
    ("am", "latitude", "nan"),
    ("am", "latitude", "1e9"),
    ("am", "died", "2022"),
    ("pm", "family name", "Зразок"),
    ("am", "no such field", "x"),
)


@pytest.mark.parametrize(("of", "key", "value"), BAD)
def test_a_value_that_cannot_be_kept_is_refused(of: str, key: str, value: str) -> None:
    with pytest.raises(InputError):
        fields.checked(of, key, said(value))


@pytest.mark.parametrize(
    "value", ["2022", "2022-03", "2022-03-12", "2022~", "2022-03-01/2022-03-20", "../2022"]
)
def test_a_date_may_be_as_vague_as_what_is_known(value: str) -> None:
    assert fields.checked("am", "born", said(value)).get() == value


def test_a_decimal_comma_is_a_point() -> None:
    assert fields.checked("pm", "height error", said("3,5")).get() == "3.5"


def test_who_saw_a_value_replaces_it(team: Team) -> None:
    keep = team.keeper("am")
    file = opened("am", keep, team.cast.one)
    seen = record_of(file)["born"].seen
    book = Book()
    wrote = Say(file=file, given={"born": said("1987")}, seen={"born": seen}).do(by(keep), book)
    assert wrote.unsettled == ()
    assert book.kinds() == ["file.say"]
    standing = record_of(file)["born"]
    assert [entry.said.get() for entry in standing.entries] == ["1987"]
    assert Replaced.objects.filter(old__pk=seen[0]).count() == 1
    assert Entry.objects.filter(file=file, field="born").count() == 2, "what stood before stays"


def test_what_stands_already_is_not_said_again(team: Team) -> None:
    keep = team.keeper("am")
    file = opened("am", keep, team.cast.one)
    seen = {"born": record_of(file)["born"].seen}
    wrote = Say(file=file, given={"born": ROW["am"]["born"]}, seen=seen).do(by(keep), Book())
    assert not wrote.entries
    other = said("1987-05-02", Source(kind=SourceKind.DOCUMENT, reference="passport"))
    wrote = Say(file=file, given={"born": other}, seen=seen).do(by(keep), Book())
    assert set(wrote.entries) == {"born"}, "another source is news"


def test_two_who_write_at_once_both_stay_and_a_third_word_settles_it(team: Team) -> None:
    keep = team.keeper("am")
    file = opened("am", keep, team.cast.one)
    seen = {"born": record_of(file)["born"].seen}
    first = Say(file=file, given={"born": said("1987-01-01")}, seen=seen)
    second = Say(file=file, given={"born": said("1988-01-01", EXAMINED)}, seen=seen)
    assert first.do(by(keep), Book()).unsettled == ()
    assert second.do(by(keep, NOW + timedelta(minutes=1)), Book()).unsettled == ("born",)
    standing = record_of(file)["born"]
    assert standing.unsettled
    assert [e.said.get() for e in standing.entries] == ["1987-01-01", "1988-01-01"]
    assert standing.said.get() == "1987-01-01", "what was there first counts until it is settled"
    assert Card.objects.get(file=file).unsettled == 1
    third = Say(file=file, given={"born": said("1988-01-01")}, seen={"born": standing.seen})
    assert third.do(by(keep), Book()).unsettled == ()
    assert Card.objects.get(file=file).unsettled == 0
    assert Entry.objects.filter(file=file, field="born").count() == 4


def test_the_same_value_said_twice_is_no_quarrel(team: Team) -> None:
    keep = team.keeper("am")
    file = opened("am", keep, team.cast.one)
    for _ in range(2):
        wrote = Say(file=file, given={"hair": said("dark")}, seen={}).do(by(keep), Book())
    assert wrote.unsettled == ()
    assert Card.objects.get(file=file).unsettled == 0


def test_one_who_saw_nothing_takes_nothing_away(team: Team) -> None:
    keep = team.keeper("am")
    file = opened("am", keep, team.cast.one)
    wrote = Say(file=file, given={"born": said("1990")}, seen={}).do(by(keep), Book())
    assert wrote.unsettled == ("born",)
    assert len(record_of(file)["born"].entries) == 2


def test_saying_is_refused_where_something_is_wrong(team: Team) -> None:
    keep, bob = team.keeper("am"), team.one[Role.EXAMINER]
    file, other = (opened("am", keep, team.cast.one) for _ in range(2))
    foreign = record_of(other)["born"].seen
    given = {"born": said("1990")}
    assert "another file" in refused(Say(file=file, given=given, seen={"born": foreign}), keep)
    assert "another file" in refused(Say(file=file, given=given, seen={"born": ("x",)}), keep)
    refused(Say(file=file, given={"born": said("soon")}), keep, InputError)
    refused(Say(file=file, given=given), bob, NotPermitted)
    refused(Say(file=file, given=given), team.tia, NotPermitted)
    assert "born" in record_of(file)


def test_an_id_seen_in_another_field_replaces_nothing(team: Team) -> None:
    keep = team.keeper("am")
    file = opened("am", keep, team.cast.one)
    strange = record_of(file)["sex"].seen
    Say(file=file, given={"born": said("1990")}, seen={"born": strange}).do(by(keep), Book())
    record = record_of(file)
    assert len(record["sex"].entries) == 1
    assert record["born"].unsettled


def test_a_ledger_that_fails_undoes_everything(team: Team) -> None:
    from tests.desk.people.cast import Torn

    keep = team.keeper("am")
    file = opened("am", keep, team.cast.one)
    before = record_of(file)["born"].seen, Tally.objects.get(kind="am", scope="in all").n
    with pytest.raises(OSError, match="gone"):
        Say(file=file, given={"born": said("1990")}).do(by(keep), Torn())
    with pytest.raises(OSError, match="gone"):
        OpenFile(operation=team.cast.one, file_kind="am", said_at_once=ROW["am"]).do(
            by(keep), Torn()
        )
    assert (record_of(file)["born"].seen, Tally.objects.get(kind="am", scope="in all").n) == before


def test_withdrawing_the_last_consent_takes_the_photos_away(team: Team) -> None:
    keep = team.keeper("am")
    file = opened("am", keep, team.cast.one)
    photo = Photo.objects.create(file=file, made_by=keep)
    Content.objects.create(photo=photo, file=file, digest="0" * 64, size=1)
    draw_card(file)

    def give(purpose: str) -> Any:
        action = GiveConsent(file=file, purpose=purpose, given_by="mother", how="form 1")
        return action.do(by(keep), Book())

    faces, again, dna = give("compare-faces"), give("compare-faces"), give("dna")
    for consent in (dna, faces):
        done = EndConsent(consent=consent, why="she wants it").do(by(keep), Book())
        assert done.photos == (), "another consent allows it still"
    book = Book()
    done = EndConsent(consent=again, why="she wants it").do(by(keep), book)
    assert done.photos == (photo,)
    assert PhotoEnd.objects.get(photo=photo).reason == "withdrawn"
    assert not Content.objects.filter(photo=photo).exists()
    assert Photo.objects.filter(pk=photo.pk).exists(), "a line stays that says there was one"
    assert Card.objects.get(file=file).photos == 0
    assert [ref.kind for ref in book.entries[0].on] == ["consent", "file", "photo"]


def test_a_consent_that_ran_out_keeps_no_photo(team: Team) -> None:
    keep = team.keeper("am")
    file = opened("am", keep, team.cast.one)
    photo = Photo.objects.create(file=file, made_by=keep)
    until = NOW + timedelta(days=1)
    short = GiveConsent(file=file, purpose="compare-faces", given_by="m", how="f", until=until)
    short.do(by(keep), Book())
    long = GiveConsent(file=file, purpose="compare-faces", given_by="m", how="f").do(
        by(keep), Book()
    )
    later = NOW + timedelta(days=2)
    assert EndConsent(consent=long, why="w").do(by(keep, later), Book()).photos == (photo,)


def test_what_a_relative_allows_of_the_missing_stands_in_the_file_of_the_missing(
    team: Team,
) -> None:
    """In the relative's own file it would allow nothing, and taking it back would end nothing."""
    keep = team.keeper("am")
    family = opened("family", keep, team.cast.one, missing=opened("am", keep, team.cast.one))
    for purpose in ("compare-faces", "compare-records"):
        act = GiveConsent(file=family, purpose=purpose, given_by="mother", how="form 1")
        with pytest.raises(Refused) as refused:
            act.do(by(keep), Book())
        assert "file of the missing person" in str(refused.value.todo)
    offered = dict(ConsentForm(kind="family").fields["purpose"].choices)  # type: ignore[attr-defined]
    assert set(offered) == {"dna", "share-bureau", "share-agency"}
    for purpose in offered:
        GiveConsent(file=family, purpose=purpose, given_by="mother", how="form 1").do(
            by(keep), Book()
        )


def test_consents_are_refused_where_something_is_wrong(team: Team) -> None:
    keep, cut = team.keeper("am"), team.keeper("pm")
    file = opened("am", keep, team.cast.one)
    body = opened("pm", cut, team.cast.one, team.cast.site_one)
    good: dict[str, Any] = {"file": file, "purpose": "dna", "given_by": "mother", "how": "form"}
    assert "no such purpose" in refused(GiveConsent(**{**good, "purpose": "fun"}), keep)
    assert "missing people" in refused(GiveConsent(**{**good, "file": body}), cut)
    assert "over already" in refused(GiveConsent(**good, until=NOW), keep)
    refused(GiveConsent(**{**good, "given_by": " "}), keep, InputError)
    refused(GiveConsent(**{**good, "how": "a\x00"}), keep, InputError)
    refused(GiveConsent(**good), team.one[Role.EXAMINER], NotPermitted)
    refused(GiveConsent(**good), cut, NotPermitted)
    given = GiveConsent(**good).do(by(team.one[Role.LIAISON]), Book())
    refused(EndConsent(consent=given, why="w"), keep, SignInAgain, fresh=False)
    refused(EndConsent(consent=given, why="w"), team.tia, NotPermitted)
    EndConsent(consent=given, why="w").do(by(keep), Book())
    assert "already" in refused(EndConsent(consent=given, why="w"), keep)
    assert ConsentEnd.objects.count() == 1


def test_a_hold_is_released_by_another_than_its_holder(team: Team) -> None:
    board = team.one[Role.BOARD]
    file, other = (
        opened("pm", team.keeper("pm"), team.cast.one, team.cast.site_one) for _ in range(2)
    )
    photo = Photo.objects.create(file=other)
    assert "another file" in refused(HoldPhoto(file=file, why="w", photo=photo), board)
    refused(HoldPhoto(file=file, why="w"), team.one[Role.CUSTODY], NotPermitted)
    mine = HoldPhoto(file=file, why="may live").do(by(board), Book())
    assert "another person" in refused(ReleaseHold(hold=mine, why="w"), board)
    refused(ReleaseHold(hold=mine, why="w"), team.one[Role.EXAMINER], NotPermitted)
    theirs = HoldPhoto(file=file, why="may live").do(by(team.one[Role.EXAMINER]), Book())
    refused(ReleaseHold(hold=theirs, why="w"), board, SignInAgain, fresh=False)
    ReleaseHold(hold=theirs, why="a death certificate").do(by(board), Book())
    assert "already" in refused(ReleaseHold(hold=theirs, why="w"), board)
    assert set(Hold.objects.filter(file=file).current()) == {mine}


def test_links_join_files_that_stay_as_they_are(team: Team) -> None:
    board, keep, cut = team.one[Role.BOARD], team.keeper("am"), team.keeper("pm")
    one, site = team.cast.one, team.cast.site_one
    am, twin = (opened("am", keep, one) for _ in range(2))
    body, part = (opened("pm", cut, one, site) for _ in range(2))
    foreign = opened("am", team.tia, team.cast.two)

    def link(first: File, second: File, kind: str) -> LinkFiles:
        return LinkFiles(one=first, other=second, link=kind, why="seen by the board")

    assert "no such link" in refused(link(body, am, "married"), board)
    assert "itself" in refused(link(body, body, "identical"), board)
    assert "two operations" in refused(link(am, foreign, "identical"), board)
    assert "one kind" in refused(link(body, am, "identical"), board)
    assert "these kinds" in refused(link(am, body, "identified"), board)
    assert "these kinds" in refused(link(am, twin, "fragment"), board)
    bob = team.one[Role.EXAMINER]
    for user in (bob, board):
        assert "by the board alone" in refused(link(body, am, "identified"), user)
    refused(link(part, body, "fragment"), keep, NotPermitted)
    refused(link(part, body, "fragment"), board, SignInAgain, fresh=False)
    link(part, body, "fragment").do(by(bob), Book())
    assert "already" in refused(link(part, body, "fragment"), board)
    link(am, twin, "identical").do(by(bob), Book())
    made = Link(kind="identified", one=body, other=am, why="before the desk", made_by=board)
    made.save()
    refused(EndLink(link=made, why="w"), bob, NotPermitted)
    EndLink(link=made, why="the DNA says no").do(by(board), Book())
    assert "already" in refused(EndLink(link=made, why="w"), board)
    assert LinkEnd.objects.count() == 1
    assert File.objects.filter(operation=one).count() == 4, "files are never merged"


def test_a_file_that_one_does_not_see_is_not_there_to_be_linked(team: Team) -> None:
    """An examiner sees no families; the refusal is that of a file that does not exist."""
    keep, bob = team.keeper("am"), team.one[Role.EXAMINER]
    am = opened("am", keep, team.cast.one)
    family = opened("family", keep, team.cast.one, missing=am)
    action = LinkFiles(one=am, other=family, link="identical", why="w")
    assert "there is no such file" in refused(action, bob)


def test_a_search_is_written_down_with_a_digest_and_no_name(team: Team) -> None:
    book = Book()
    action = SearchFiles(query="Зразок олександр", operations=(team.cast.one,), file_kind="am")
    assert action.do(by(team.one[Role.BOARD]), book) == ("зразок", "олександр")
    entry = book.entries[0]
    assert entry.kind == "file.search"
    assert [ref.id for ref in entry.on] == [team.cast.one.pk]
    assert "разок" not in repr(entry)
    assert len(entry.changed) == 64


def test_a_search_is_refused_without_a_word_or_a_role(team: Team) -> None:
    here = (team.cast.one,)
    board = team.one[Role.BOARD]
    for query in ("", " -.,; ", "a\x00b", "x" * 201):
        refused(SearchFiles(query=query, operations=here), board)
    refused(SearchFiles(query="x", operations=here), team.one[Role.AUDITOR], NotPermitted)
    refused(SearchFiles(query="x", operations=here), team.tia, NotPermitted)
    refused(SearchFiles(query="x", operations=here), team.cast.ada, NotPermitted)


def test_refused_and_not_known_are_answers_to_the_minimum_record(team: Team) -> None:
    states = {
        **ROW["am"],
        "born": Said.refused(MOTHER),
        "sex": UNKNOWN,
        "reported": Said.not_asked(),
    }
    action = OpenFile(operation=team.cast.one, file_kind="am", said_at_once=states)
    file = action.do(by(team.keeper("am")), Book())
    card = Card.objects.get(file=file)
    assert (card.lacks, card.sex) == (0, "")
