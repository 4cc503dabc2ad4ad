"""The pages of files without scripts: a recorder's day, two who write at once, hostile words."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nomina.cases import SourceKind
from nomina.desk.files import fields
from nomina.desk.files.actions import GiveConsent, HoldPhoto
from nomina.desk.files.groups import group_of, groups
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
    Relation,
)
from nomina.desk.files.record import record_of
from nomina.desk.people.actions import MakeSite
from nomina.desk.policy.roles import Role
from tests.desk.files.people import ROW, UNKNOWN, Team, opened, opened_all, said
from tests.desk.people.cast import BOOK, Book, account, by, role, sign_in
from tests.desk.people.test_pages import HOSTILE, Elements


@pytest.fixture
def kind() -> str:
    """A page is drawn the same from both databases; `test_actions` tries what acts keep in both."""
    return "sqlcipher"


def url(name: str, one: Any = None, query: str = "") -> str:
    return reverse(f"files:{name}", args=[one.pk] if one else []) + query


MINIMUM = {
    "kind": "relative", "source": "mother", "said_note": "by telephone",
    "family_name": "Зразок", "given_name": "Олена", "sex": "female",
    "born_state": "unknown", "last_known_alive": "2022-03-12",
    "last_known_alive_kind": "document", "last_known_alive_source": "form 7",
    "reported": "2022-04-01", "expires_state": "not_asked", "informant_state": "refused",
}  # fmt: skip


def test_a_file_is_opened_from_one_screen(team: Team, client: Client) -> None:
    """Values, "not known", "refused", one source for all of it and another for one field."""
    sign_in(client, team.keeper("am"))
    done = client.post(url("open", team.cast.one, "?kind=am"), MINIMUM)
    file = File.objects.get()
    assert done.headers["Location"] == url("file", file)
    told = {key: s.said for key, s in record_of(file).items()}
    assert set(told) == {field.key for field in fields.minimum("am")}
    assert (told["born"].state, told["informant"].state) == ("unknown", "refused")
    assert told["expires"].state == "not_asked"
    source = told["family name"].source
    assert source is not None
    assert (source.kind, source.reference, source.note) == ("relative", "mother", "by telephone")
    own = told["last known alive"].source
    assert own is not None
    assert (own.kind, own.reference, own.note) == (SourceKind.DOCUMENT, "form 7", "")
    assert BOOK.kinds() == ["file.open"]
    page = client.get(done.headers["Location"]).content.decode()
    assert "AM-00001" in page
    assert "Зразок Олена" in page


def test_a_gap_keeps_what_was_typed_and_opens_nothing(team: Team, client: Client) -> None:
    sign_in(client, team.keeper("am"))
    gap = {**MINIMUM, "born_state": "known", "reported": "yesterday"}
    page = client.post(url("open", team.cast.one, "?kind=am"), gap)
    assert page.status_code == 422
    text = page.content.decode()
    assert 'value="Зразок"' in text
    assert "This is no date" in text
    assert not File.objects.exists()


def test_a_bodys_file_needs_the_site_that_its_number_names(team: Team, client: Client) -> None:
    sign_in(client, team.keeper("pm"))
    given = {
        "kind": "examination", "sex": "male", "found": "2022", "died_state": "unknown",
        "place": "K-4", "completeness": "whole",
    }  # fmt: skip
    address = url("open", team.cast.one, "?kind=pm")
    assert client.post(address, given).status_code == 422
    assert client.post(address, {**given, "site": "0" * 32}).status_code == 422
    assert client.post(address, {**given, "site": team.cast.site_two.pk.hex}).status_code == 422
    assert client.post(address, {**given, "site": team.cast.site_one.pk.hex}).status_code == 302
    assert File.objects.get().number == "PM-N1-00001"


def test_keys_begin_at_the_first_thing_that_is_to_be_entered(team: Team, client: Client) -> None:
    """The only site is chosen already; among several, and before any was chosen, it comes first."""
    keeper, address = team.keeper("pm"), url("open", team.cast.one, "?kind=pm")
    sign_in(client, keeper)

    def focused() -> list[str]:
        page = client.get(address).content.decode()
        return re.findall(r'name="(\w+)"[^>]* autofocus', page)

    assert focused() == ["sex"]
    MakeSite(operation=team.cast.one, name="Barn", code="B2").do(by(team.cast.ada), Book())
    assert focused() == ["site"]
    given = {
        "kind": "examination", "sex": "male", "found": "2022", "died_state": "unknown",
        "place": "K-4", "completeness": "whole", "site": team.cast.site_one.pk.hex,
    }  # fmt: skip
    assert client.post(address, given).status_code == 302
    assert focused() == ["sex"]


def test_a_list_shows_where_a_place_is_that_has_no_name(team: Team, client: Client) -> None:
    point = {"latitude": said("50.45"), "longitude": said("30.52")}
    for values in (point, {"latitude": said("11.1")}, {**point, "place": said("Hospital 3")}):
        opened("pui", team.keeper("pui"), team.cast.one, values=values)
    assert list(Card.objects.order_by("number").values_list("place", flat=True)) == [
        "50.45, 30.52", "", "Hospital 3",
    ]  # fmt: skip
    sign_in(client, team.keeper("pui"))
    assert "50.45, 30.52" in client.get(url("list", team.cast.one, "?kind=pui")).content.decode()


def test_a_relatives_file_begins_at_the_missing_person(team: Team, client: Client) -> None:
    keep = team.keeper("am")
    am = opened("am", keep, team.cast.one)
    foreign = opened("am", team.tia, team.cast.two)
    sign_in(client, keep)
    given = {"kind": "relative", "family_name": "Зразок", "given_name": "М", "kinship": "parent"}
    base = url("open", team.cast.one, "?kind=family")
    assert client.get(base).headers["Location"] == url("list", team.cast.one, "?kind=am")
    for other in (foreign.pk, "x", "\x00", "0" * 32):
        assert client.post(f"{base}&missing={other}", given).status_code == 404
    client.post(f"{base}&missing={am.pk}", given)
    relation = Relation.objects.get()
    assert relation.missing == am
    assert relation.file.number in client.get(url("file", am)).content.decode()
    assert am.number in client.get(url("file", relation.file)).content.decode()


def inputs(page: str) -> dict[str, str]:
    """What a form would send as it was drawn."""
    form = page[page.index('<form method="post" class="card') :].split("</form>", maxsplit=1)[0]
    found = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = (re.search(rf'\b{a}="([^"]*)"', tag) for a in ("name", "value"))
        if name:
            found[name[1]] = value[1] if value else ""
    for name, body in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        found[name] = chosen[1] if chosen else ""
    for name, body in re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S):
        found[name] = body.strip()
    return found


def test_what_was_not_touched_is_not_said_again(team: Team, client: Client) -> None:
    keep = team.keeper("am")
    file = opened("am", keep, team.cast.one)
    sign_in(client, keep)
    address = url("edit", file, "?group=person")
    given = inputs(client.get(address).content.decode())
    before = Entry.objects.count()
    assert client.post(address, given).status_code == 302
    assert (Entry.objects.count(), BOOK.kinds()) == (before, [])
    client.post(address, {**given, "born": "1987"})
    assert Entry.objects.count() == before + 1
    assert BOOK.kinds() == ["file.say"]
    assert record_of(file)["born"].said.get() == "1987"


def test_two_windows_that_edit_at_once_lose_nothing(team: Team, client: Client) -> None:
    """One field both changed: both values stay, one chooses. One field each: no quarrel."""
    keep, second = team.keeper("am"), account("second")
    role(second, Role.ANTE_MORTEM, team.cast.one, team.cast.ada)
    file = opened("am", keep, team.cast.one)
    other = Client()
    sign_in(client, keep)
    sign_in(other, second)
    address = url("edit", file, "?group=person")
    mine, theirs = (inputs(c.get(address).content.decode()) for c in (client, other))
    client.post(address, {**mine, "born": "1987-01-01", "given_name": "Олекса"})
    done = other.post(address, {**theirs, "born": "1988-01-01", "sex": "other"})
    assert done.headers["Location"] == url("file", file) + "#choices"
    record = record_of(file)
    assert record["given name"].said.get() == "Олекса", "not touched there, so not said again"
    assert record["sex"].said.get() == "other"
    assert [e.said.get() for e in record["born"].entries] == ["1987-01-01", "1988-01-01"]
    page = client.get(url("file", file)).content.decode()
    assert "Date of birth" in page[page.index('id="choices"') :]
    assert "born" not in inputs(client.get(address).content.decode()), "choose before writing anew"
    seen = ",".join(record["born"].seen)
    take = {"field": "born", "seen": seen, "take": record["born"].seen[1]}
    assert client.post(url("choose", file), take).status_code == 302
    settled = record_of(file)["born"]
    assert [e.said.get() for e in settled.entries] == ["1988-01-01"]
    assert settled.entries[0].made_by == keep
    # The other window chooses the other one, of the same two: it sees that it was too late.
    late = {**take, "take": record["born"].seen[0]}
    other.post(url("choose", file), late)
    assert [e.said.get() for e in record_of(file)["born"].entries] == ["1988-01-01"]


def test_another_value_can_settle_it(team: Team, client: Client) -> None:
    keep = team.keeper("am")
    file = opened("am", keep, team.cast.one)
    quarrel(file, keep)
    sign_in(client, keep)
    address = url("choose", file, "?field=born")
    given = inputs(client.get(address).content.decode())
    assert client.post(address, given).status_code == 422, "nothing was written"
    assert client.post(address, {**given, "born_state": "unknown"}).status_code == 302
    assert [e.said.state for e in record_of(file)["born"].entries] == ["unknown"]
    assert client.get(address).headers["Location"] == url("file", file)


def quarrel(file: File, user: Any) -> None:
    from nomina.desk.files.actions import Say

    seen = {"born": record_of(file)["born"].seen}
    for value in ("1987-01-01", "1988-01-01"):
        Say(file=file, given={"born": said(value)}, seen=seen).do(by(user), Book())


def test_a_value_is_not_emptied_in_silence(team: Team, client: Client) -> None:
    keep = team.keeper("am")
    file = opened("am", keep, team.cast.one)
    sign_in(client, keep)
    address = url("edit", file, "?group=person")
    given = inputs(client.get(address).content.decode())
    page = client.post(address, {**given, "born": ""})
    assert page.status_code == 422
    assert "A value stood here" in page.content.decode()
    assert client.post(address, {**given, "born": "", "born_state": "refused"}).status_code == 302
    assert record_of(file)["born"].said.state == "refused"


def test_forged_ids_are_refused(team: Team, client: Client) -> None:
    keep = team.keeper("am")
    file, other = (opened("am", keep, team.cast.one) for _ in range(2))
    sign_in(client, keep)
    address = url("edit", file, "?group=person")
    given = inputs(client.get(address).content.decode())
    strange = record_of(other)["born"].seen[0]
    for seen in (strange, "x", "0" * 32, "'; --", "\x00", "," * 90):
        answer = client.post(address, {**given, "seen_born": seen, "born": "1999"})
        assert answer.status_code in {302, 422}
    assert record_of(other)["born"].said.get() == "1987-05-02"


def test_the_history_tells_every_change(team: Team, client: Client) -> None:
    keep = team.keeper("am")
    file = opened("am", keep, team.cast.one)
    quarrel(file, keep)
    sign_in(client, keep)
    page = client.get(url("history", file)).content.decode()
    assert page.count("data-row") == len(ROW["am"]) + 2
    only = Elements(client.get(url("history", file, "?field=born")).content.decode()).text
    assert only.count("1987-05-02") == 3, "said once, and replaced by two"
    assert "1988-01-01" in only
    assert client.get(url("history", file, "?field=%00&page=x")).status_code == 200


def test_a_family_allows_and_withdraws(team: Team, client: Client) -> None:
    keep = team.keeper("am")
    file = opened("am", keep, team.cast.one)
    photo = Photo.objects.create(file=file, made_by=keep)
    Content.objects.create(photo=photo, file=file, digest="0" * 64, size=1)
    sign_in(client, keep)
    given = {"purpose": "compare-faces", "given_by": "mother", "how": "form 1"}
    client.post(url("give_consent", file), {**given, "until": "2099-01-01"})
    consent = Consent.objects.get()
    asked = client.get(url("withdraw", consent)).content.decode()
    assert "1 photo of this file, its template" in asked
    assert "data-take-back" in asked
    done = client.post(url("withdraw", consent), {"why": "she wants it"}, follow=True)
    assert "1 photo was taken away" in done.content.decode()
    assert ConsentEnd.objects.count() == 1
    assert not Content.objects.exists()
    assert BOOK.kinds() == ["consent.give", "consent.withdraw"]


def test_what_cannot_be_taken_back_asks_who_is_there(team: Team, client: Client) -> None:
    keep, board = team.keeper("am"), team.one[Role.BOARD]
    file = opened("am", keep, team.cast.one)
    consent = GiveConsent(file=file, purpose="dna", given_by="m", how="f").do(by(keep), Book())
    hold = HoldPhoto(file=file, why="w").do(by(keep), Book())
    sign_in(client, board, proved=time.time() - 3600)
    for address in (url("release", hold), url("link", file)):
        assert "/account/" in client.get(address).headers["Location"]
        assert "/account/" in client.post(address, {"why": "w"}).headers["Location"]
    sign_in(client, keep, proved=time.time() - 3600)
    assert "/account/" in client.get(url("withdraw", consent)).headers["Location"]
    client.post(url("withdraw", consent), {"why": "w"})
    assert not ConsentEnd.objects.exists()
    assert not HoldEnd.objects.exists()


def test_holds_and_links_by_pages(team: Team, client: Client) -> None:
    files = opened_all(team)
    cut, board = team.keeper("pm"), team.one[Role.BOARD]
    sign_in(client, cut)
    client.post(url("hold", files["pm"]), {"why": "may be a prisoner"})
    hold = Hold.objects.get()
    sign_in(client, board)
    assert "may be a prisoner" in client.get(url("file", files["pm"])).content.decode()
    client.post(url("release", hold), {"why": "a death certificate"})
    assert HoldEnd.objects.get().ended_by == board
    given = {"link": "identified", "number": "am-00001", "why": "teeth"}
    assert client.post(url("link", files["pm"]), given).status_code == 422
    part = opened("pm", cut, team.cast.one, team.cast.site_one)
    given = {"link": "fragment", "number": part.number.lower(), "why": "teeth"}
    client.post(url("link", files["pm"]), given)
    link = Link.objects.get()
    for one, other in ((files["pm"], part), (part, files["pm"])):
        assert url("file", other) in client.get(url("file", one)).content.decode()
    client.post(url("end_link", link), {"why": "the DNA says no"})
    assert LinkEnd.objects.count() == 1
    for number in ("AM-99999", "F-00001' --", "\x00"):
        answer = client.post(url("link", files["pm"]), {**given, "number": number})
        assert answer.status_code == 422


def test_a_search_leads_to_files_and_leaves_no_name_in_an_address(
    team: Team, client: Client
) -> None:
    files = opened_all(team)
    sign_in(client, team.keeper("am"))
    hit = client.post(reverse("find"), {"q": " am-00001 "})
    assert hit.headers["Location"] == url("file", files["am"])
    here = {"q": "зразо олекс", "kind": "am", "operation": str(team.cast.one.pk)}
    found = client.post(reverse("find"), here)
    assert "зраз" not in found.headers["Location"].lower()
    page = client.get(found.headers["Location"]).content.decode()
    assert "AM-00001" in page
    everywhere = client.post(reverse("find"), {"q": "зраз"}, follow=True).content.decode()
    assert "AM-00001" in everywhere
    assert "F-00001" in everywhere
    assert BOOK.kinds() == ["file.search"] * 3
    assert client.post(reverse("find"), {"q": "…"}).status_code == 422
    for wrong in (
        {"kind": "cat"},
        {"operation": str(team.cast.two.pk)},
        {"kind": "", "operation": "x\x00"},
    ):
        assert client.post(reverse("find"), {**here, **wrong}).status_code in {302, 404}


def test_a_search_is_of_one_session(team: Team, client: Client) -> None:
    opened_all(team)
    keep, board = team.keeper("am"), team.one[Role.BOARD]
    sign_in(client, keep)
    found = client.post(reverse("find"), {"q": "зраз"}).headers["Location"]
    other = Client()
    sign_in(other, board)
    assert "AM-00001" not in other.get(found).content.decode()


LEAST = {field.key: UNKNOWN for field in fields.minimum("am")}


def test_the_list_filters_and_turns_its_pages(team: Team, client: Client) -> None:
    keep = team.keeper("am")
    for i in range(53):
        opened("am", keep, team.cast.one, values={} if i == 52 else LEAST)
    sign_in(client, keep)
    first = client.get(url("list", team.cast.one, "?kind=am")).content.decode()
    assert first.count("data-row") == 50
    assert "1 to 50 of 53" in first
    after = re.search(r'rel="next" href="([^"]+)"', first)
    assert after
    second = client.get(after[1].replace("&amp;", "&")).content.decode()
    assert second.count("data-row") == 3
    assert "51 to 53 of 53" in second
    before = re.search(r'rel="prev" href="([^"]+)"', second)
    assert before
    again = client.get(before[1].replace("&amp;", "&")).content.decode()
    assert "1 to 50 of 53" in again
    gaps = client.get(url("list", team.cast.one, "?kind=am&lacks=on")).content.decode()
    assert gaps.count("data-row") == 1
    assert "AM-00053" in gaps
    women = client.get(url("list", team.cast.one, "?kind=am&sex=female")).content.decode()
    assert "data-row" not in women
    assert "<img" not in first


def test_what_a_search_found_turns_its_pages(team: Team, client: Client) -> None:
    keep = team.keeper("am")
    for _ in range(28):
        opened("am", keep, team.cast.one, values=LEAST)
    sign_in(client, keep)
    asked = {"q": "am", "kind": "am", "operation": team.cast.one.pk.hex}
    first = client.post(reverse("find"), asked, follow=True).content.decode()
    assert "1 to 25" in first
    after = re.search(r'rel="next" href="([^"]+)"', first)
    assert after
    second = client.get(after[1].replace("&amp;", "&")).content.decode()
    assert second.count("data-row") == 3
    before = re.search(r'rel="prev" href="([^"]+)"', second)
    assert before
    assert "1 to 25" in client.get(before[1].replace("&amp;", "&")).content.decode()


@pytest.mark.parametrize(
    "query",
    ["kind=am&after=x", "kind=am&before=%00", "kind=am&at=-1&after=" + "0" * 32, "kind=am&sex=cat",
     "kind=am&search=%27", "kind=am&at=99999999999", "group=x", "field=%00", "unsettled=&lacks=x"],
)  # fmt: skip
def test_a_strange_address_is_answered(team: Team, client: Client, query: str) -> None:
    keep = team.keeper("am")
    file = opened("am", keep, team.cast.one)
    sign_in(client, keep)
    for address in (
        url("list", team.cast.one), url("edit", file), url("history", file), reverse("find"),
        url("open", team.cast.one), url("choose", file),
    ):  # fmt: skip
        assert client.get(f"{address}?{query}").status_code in {200, 302}


def test_a_kind_that_one_does_not_see_is_no_kind(team: Team, client: Client) -> None:
    sign_in(client, team.one[Role.CUSTODY])
    answers = [client.get(url("list", team.cast.one, f"?kind={k}")) for k in ("family", "cat")]
    assert [a.status_code for a in answers] == [404, 404]
    assert "Families" not in client.get(url("list", team.cast.one)).content.decode()


def test_every_field_stands_in_one_group() -> None:
    for kind in fields.KINDS:
        keys = [key for keys in groups(kind).values() for key in keys]
        assert sorted(keys) == sorted(field.key for field in fields.of_kind(kind))
        assert all(key in groups(kind)[group_of(kind, key)] for key in keys)


def planted(team: Team, text: str) -> dict[str, File]:
    """A text in every place of a file that takes one, past every check."""
    files = opened_all(team)
    keep, board = team.keeper("am"), team.one[Role.BOARD]
    for kind, file in files.items():
        for field in fields.of_kind(kind):
            source = {"kind": "relative", "reference": text, "note": text}
            for _ in range(2):  # two values of each
                Entry.objects.create(
                    file=file, field=field.key, made_by=keep,
                    value={"state": "known", "value": f"{text}{_}", "source": source},
                )  # fmt: skip
        Card.objects.filter(file=file).update(title=text[:200], place=text[:200], unsettled=9)
        for _ in range(2):
            Hold.objects.create(file=file, why=text, made_by=keep)
    consent = Consent.objects.create(
        file=files["am"], purpose="dna", given_by=text[:200], how=text, recipient=text[:200],
        made_by=keep,
    )  # fmt: skip
    ConsentEnd.objects.create(consent=consent, why=text, ended_by=keep)
    Link.objects.create(
        kind="identified", one=files["pm"], other=files["am"], why=text, made_by=board
    )
    return files


ALL = " ".join(HOSTILE)
PLANTED = [ALL, *(pytest.param(text, marks=pytest.mark.deep) for text in (*HOSTILE, "x" * 9_000))]


@pytest.mark.parametrize("text", PLANTED, ids=range(len(PLANTED)))
def test_hostile_words_are_text_on_every_page(team: Team, client: Client, text: str) -> None:
    """SEC-41: shown as they are, they make no element and no attribute."""
    files = planted(team, text)
    for held in (Role.ANTE_MORTEM, Role.BOARD):
        sign_in(client, team.one[held])
        addresses = [url("list", team.cast.one, f"?kind={kind}") for kind in files]
        for kind, file in files.items():
            addresses += [url("file", file), url("history", file)]
            if held is Role.ANTE_MORTEM and kind != "pm":
                addresses += [url("edit", file, f"?group={g}") for g in groups(kind)]
                addresses.append(url("choose", file, "?field=note"))
                addresses.append(url("hold", file)) if kind != "family" else None
            if held is Role.BOARD:
                addresses.append(url("link", file))
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 200, address
            built = Elements(answer.content.decode())
            assert "img" not in built.tags, address
            assert built.tags.count("script") == 4, address  # those of the frame
            assert not {name for name in built.attributes if name.startswith("on")}, address
        shown = Elements(client.get(url("file", files["am"])).content.decode())
        assert text in shown.text


TYPED = [
    f"{ALL}\x00", "x" * 10_240,
    *(
        pytest.param(text, marks=pytest.mark.deep)
        for text in (*HOSTILE, "a\x00b", "", "\ud800", "\u202e", "\r\n\r\n")
    ),
]  # fmt: skip


@pytest.mark.parametrize("text", TYPED, ids=range(len(TYPED)))
def test_hostile_words_that_are_typed_break_nothing(team: Team, client: Client, text: str) -> None:
    files = opened_all(team)
    safe = text.encode("utf-8", "replace").decode()
    names = [key.replace(" ", "_") for key in fields.BY_KEY]
    every = dict.fromkeys(
        [*names, "kind", "source", "said_note", "site", "why", "given_by", "how", "purpose",
         "recipient", "until", "link", "number", "q", "field", "seen", "take", "operation",
         *(f"{name}_{end}" for name in names[:4] for end in ("state", "kind", "source")),
         *(f"seen_{name}" for name in names)],
        safe,
    )  # fmt: skip
    am = files["am"]
    good = {"kind": "relative", **dict.fromkeys((f"seen_{name}" for name in names), ""),
            **dict.fromkeys((f"{name}_{end}" for name in names[:4] for end in
                             ("state", "kind", "source")), "")}  # fmt: skip
    keeps = [
        url("open", team.cast.one, "?kind=am"), url("edit", am), url("hold", am),
        url("edit", am, "?group=marks"), url("choose", am, "?field=born"),
        url("give_consent", am), reverse("find"),
    ]  # fmt: skip
    decides = [url("link", am), reverse("find")]
    for held, addresses in ((Role.ANTE_MORTEM, keeps), (Role.BOARD, decides)):
        sign_in(client, team.one[held])
        for address in addresses:
            for more in ({}, good, {**good, "q": safe, "kind": "relative"}):
                answer = client.post(address, {**every, **more})
                assert answer.status_code in {200, 302, 404, 422}, address
                assert "img" not in Elements(answer.content.decode()).tags, address
    assert client.get(url("file", am)).status_code == 200
