"""Certificates: five people sign what was decided, each with a key of their own, and it is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from nomina.desk.acts import SignInAgain, digest
from nomina.desk.books import vault
from nomina.desk.books.acts_log import event
from nomina.desk.examine import resting
from nomina.desk.examine.actions.certify import Draft
from nomina.desk.examine.actions.issue import Issue, SignCertificate, TakeCertificate, made
from nomina.desk.examine.certificate import POSTS, digest_of, parsed
from nomina.desk.examine.certificate_check import KIND, attached, is_entry, read
from nomina.desk.examine.certificate_entry import index_of
from nomina.desk.examine.certificate_state import Standing, certified, stands_as
from nomina.desk.examine.models import (
    Certificate,
    Issued,
)
from nomina.desk.files.record import record_of
from nomina.desk.policy.roles import Role
from nomina.errors import InputError, NotPermitted, Refused
from nomina.ledger.entry import Sealed, seal
from tests.desk.examine.bench import key
from tests.desk.examine.certifying import TYPED, Desk
from tests.desk.people.cast import Torn, by


@pytest.fixture
def desk(db: str) -> Desk:
    return Desk()


def test_five_people_sign_and_what_is_issued_is_kept_and_in_the_log(desk: Desk) -> None:
    one = desk.draft()
    it = certified(one)
    assert (it.body.number, it.dossier) == (
        desk.sitting.body.number, desk.identification.dossier.digest
    )  # fmt: skip
    assert [(row.discipline, row.view) for row in it.finding.methods] == [("dna", "established")]
    assert it.body.unit_phone is None
    name = record_of(desk.sitting.person)["family name"].said
    assert it.person.family_name == (name.get() if name.is_known else None)
    assert digest_of(it) == one.digest
    for n, who in enumerate(desk.people):
        assert stands_as(one) is Standing.WAITS
        with pytest.raises(Refused, match="not everybody"):
            desk.issue(one)
        assert desk.sign(one, who).post == POSTS[n]
    assert stands_as(one) is Standing.SIGNED
    done = {language: desk.issue(one, language) for language in ("en", "uk", "ru")}
    assert stands_as(one) is Standing.ISSUED
    data = vault().read(done["uk"].json)
    whole = parsed(data, "it")
    assert whole.certified == it
    assert [row.name for row in whole.signatures] == [who.name for who in desk.people]
    assert {row.json for row in done.values()} == {hashlib.sha256(data).hexdigest()}
    assert len({row.pdf for row in done.values()}) == 3
    entries = {entry.changed: entry for entry in desk.sitting.book.entries if entry.kind == KIND}
    for language, row in done.items():
        assert attached(vault().read(row.pdf), "it") == data
        said = {"certificate": one.number, "language": language}
        entry = entries[digest({**said, "json": row.json, "pdf": row.pdf})]
        assert [x.id for x in entry.on] == [one.pk]
    with pytest.raises(Refused, match="already"):
        desk.issue(one)
    leaves = Kept([seal(event(entry), bytes(32)) for entry in desk.sitting.book.entries])
    for language, row in done.items():
        act = leaves.acts[index_of(leaves, one.number, language)].event
        assert is_entry(act, read(vault().read(row.pdf), "it"))
        others = [x for x in done if x != language]
        assert not any(is_entry(act, read(vault().read(done[x].pdf), "it")) for x in others)
    with pytest.raises(InputError, match="no such certificate"):
        index_of(leaves, "C-2026-99999")
    with pytest.raises(InputError, match="not in the log"):
        index_of(Kept([]), one.number)


@dataclass
class Kept:
    """A log whose acts are at hand."""

    acts: list[Sealed]

    def size(self) -> int:
        return len(self.acts)

    def opened(self, index: int) -> Sealed | None:
        return self.acts[index]


ODD: tuple[tuple[Callable[[Desk], dict[str, Any]], str], ...] = (
    (lambda d: {"posts": d.posts(dentist=d.people[0])}, "two posts"),
    (lambda d: {"posts": d.posts(chief="nobody")}, "chief"),
    (lambda d: {"posts": {**dict.fromkeys(POSTS, "none"), "chief": d.people[4]}}, "chief"),
    (lambda d: {"posts": d.posts(dentist="  ")}, "why nobody"),
    (lambda d: {"posts": d.posts(dentist=d.sitting.team.cast.charlie)}, "may not read"),
    (lambda d: {"posts": {"chief": d.people[4]}}, "no such post"),
    (lambda d: {"typed": {**TYPED, "family_name": "Other"}}, "no such post"),
    (lambda d: {"typed": {**TYPED, "date": "2999-01-01"}}, "yet to come"),
    (lambda d: {"typed": {**TYPED, "date": "yesterday"}}, "no date"),
    (lambda d: {"typed": {**TYPED, "place": "a\u202eb"}}, "U\\+202E"),
)


def test_an_odd_draft_is_refused(desk: Desk) -> None:
    for change, says in ODD:
        with pytest.raises(InputError, match=says):
            desk.draft(**change(desk))
    assert not Certificate.objects.exists()


def test_each_post_is_signed_once_by_who_holds_it_with_a_key_of_their_own(desk: Desk) -> None:
    officer, pathologist, dentist, section, chief = desk.people
    one = desk.draft(posts=desk.posts(dentist="no dentist was sent here"))
    desk.sign(one, officer)
    with pytest.raises(Refused, match="already"):
        desk.sign(one, officer)
    for who in (dentist, desk.sitting.board[1]):  # named for no post
        with pytest.raises(NotPermitted):
            desk.sign(one, who)
    act = SignCertificate(certificate=one)
    with pytest.raises(SignInAgain):
        act.do(by(pathologist, desk.sitting.later(1), fresh=False), desk.sitting.book)
    shared = key(pathologist, "post 0")
    with pytest.raises(Refused, match="same key"):
        desk.sign(one, pathologist)
    shared.delete()
    desk.sign(one, pathologist)
    Authenticator.objects.filter(user=section).delete()
    with pytest.raises(Refused, match="no passkey"):
        desk.sign(one, section)
    key(section, "another")
    desk.sign(one, section)
    desk.sign(one, chief)
    keys = [frozenset(row.keys) for row in one.signatures.all()]
    assert len(set(keys)) == 4
    assert not any(len(one) != 1 for one in keys)
    whole = parsed(vault().read(desk.issue(one).json), "it")
    assert [row.post for row in whole.signatures] == ["officer", "pathologist", "section", "chief"]
    assert whole.certified.posts[2].vacant == "no dentist was sent here"


def test_after_a_recall_nothing_is_drafted_signed_issued_or_taken(desk: Desk) -> None:
    issued_one = desk.signed()
    done = desk.issue(issued_one)
    waiting = desk.draft()
    things = {one.title: one.state for one in resting.of(desk.identification)}
    assert set(things.values()) == {resting.HAPPENED, resting.PENDING}
    desk.recall()
    things = {one.title: one.state for one in resting.of(desk.identification)}
    assert things[f"Certificate {issued_one.number}"] == resting.HAPPENED
    assert things[f"Certificate {waiting.number}"] == resting.FROZEN
    assert {stands_as(issued_one), stands_as(waiting)} == {Standing.WITHDRAWN}
    take = TakeCertificate(issued=done, form="pdf")
    for act in (
        desk.draft,
        lambda: desk.sign(waiting, desk.people[0]),
        lambda: desk.issue(issued_one, "en"),
        lambda: take.do(desk.sitting.as_(desk.clerk), desk.sitting.book),
    ):
        with pytest.raises(Refused, match="recalled"):
            act()
    assert vault().read(done.pdf)  # what went out stays to be held against


def test_what_the_log_does_not_take_is_not_issued_and_a_newer_one_replaces(desk: Desk) -> None:
    first = desk.signed()
    names = [hashlib.sha256(data).hexdigest() for data in made(first, "uk")]
    with pytest.raises(OSError, match="ledger is gone"):
        Issue(certificate=first, language="uk").do(desk.sitting.as_(desk.clerk), Torn())
    assert not Issued.objects.exists()
    assert not vault().has(names)
    assert desk.issue(first).pdf in names
    second = desk.draft()
    assert stands_as(first) is Standing.ISSUED
    third = desk.draft()
    assert len({first.number, second.number, third.number}) == 3
    assert stands_as(second) is Standing.REPLACED
    with pytest.raises(Refused, match="newer"):
        desk.sign(second, desk.people[0])
    for who in desk.people:
        desk.sign(third, who)
    desk.issue(third, "en")
    assert (stands_as(first), stands_as(third)) == (Standing.REPLACED, Standing.ISSUED)
    with pytest.raises(Refused, match="newer"):
        desk.issue(first, "ru")


@pytest.mark.deep
def test_only_the_board_drafts_issues_and_takes(desk: Desk) -> None:
    one = desk.signed()
    done = desk.issue(one)
    acts: tuple[Any, ...] = (
        Draft(identification=desk.identification, typed=TYPED, posts=desk.posts()),
        Issue(certificate=one, language="en"),
        TakeCertificate(issued=done, form="pdf"),
    )
    for what, who in desk.sitting.team.one.items():
        for act in acts:
            if what is not Role.BOARD:
                with pytest.raises(NotPermitted):
                    act.do(desk.sitting.as_(who), desk.sitting.book)
        seen = what in (Role.EXAMINER, Role.BOARD)
        assert Certificate.objects.visible_to(who).exists() == seen
        assert Issued.objects.visible_to(who).exists() == seen
    assert not Certificate.objects.visible_to(desk.sitting.team.cast.charlie).exists()
    stale = replace(desk.sitting.as_(desk.clerk), proved=None)
    for act in acts[1:]:
        with pytest.raises(SignInAgain):
            act.do(stale, desk.sitting.book)
    with pytest.raises(Refused, match="no such file"):
        TakeCertificate(issued=done, form="exe").do(desk.sitting.as_(desk.clerk), desk.sitting.book)
