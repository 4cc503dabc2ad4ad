"""Partners, policies and flags: nothing goes without two people, and who they are is looked at."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from nomina import sealed
from nomina.desk.acts import NotPermitted, Refused, SignInAgain
from nomina.desk.files.models import File
from nomina.desk.policy.roles import Role
from nomina.desk.transmit import conditions, detriment, partners, policy_paper, routes
from nomina.desk.transmit.actions.detriment import SayDetriment, SignDetriment
from nomina.desk.transmit.actions.partners import AddPartner, CheckPartner, EndPartner
from nomina.desk.transmit.actions.routes import SignPolicy
from nomina.desk.transmit.conditions import Condition
from nomina.desk.transmit.models import Partner, RoutePolicy, RouteSign
from nomina.desk.transmit.policy_paper import ChosenPartner
from nomina.desk.transmit.ways import PARTNERS, Article, Channel, Profile, Recipient, Why, verdict
from nomina.errors import InputError
from tests.desk.custody.releasing import linked
from tests.desk.custody.yard import Yard
from tests.desk.examine.bench import key
from tests.desk.files.people import Team, opened
from tests.desk.people.cast import Book, account, by, role
from tests.desk.transmit.routed import Bureau, make_bureau
from tests.desk.transmit.test_ways import expected, table

DIRECT, AGENCY = Channel.DIRECT, Channel.AGENCY
GC1_16 = Article.GC1_16


@pytest.fixture
def bureau(team: Team) -> Bureau:
    return make_bureau(team)


def body(bureau: Bureau) -> File:
    one = bureau.team.cast
    return opened("pm", bureau.team.keeper("pm"), one.one, one.site_one)


def test_partners_are_usable_when_two_people_heard_their_keys(bureau: Bureau) -> None:
    one = bureau.add("tracing-agency")
    assert not partners.usable(one)
    bureau.check(one, bureau.officer)
    assert not partners.usable(one)
    with pytest.raises(Refused, match="you signed this already"):
        bureau.check(one, bureau.officer)
    twin = account("twin")
    role(twin, Role.TRANSMISSION, bureau.one, bureau.team.cast.ada)
    with pytest.raises(Refused, match="no passkey"):
        bureau.check(one, twin)
    key(twin, "bureau 0")  # the officer's own key, under another account
    with pytest.raises(Refused, match="same key"):
        bureau.check(one, twin)
    assert not partners.usable(one)
    bureau.check(one, bureau.other)
    assert partners.usable(one)
    bureau.do(EndPartner(partner=one, why="wrong key"), bureau.board)
    assert not partners.usable(Partner.objects.get(pk=one.pk))
    with pytest.raises(Refused, match="any more"):
        bureau.do(EndPartner(partner=one, why="again"))


def test_a_fingerprint_that_was_heard_wrong_confirms_nothing_and_is_written_down(
    bureau: Bureau,
) -> None:
    one, other = bureau.add("tracing-agency"), bureau.add("home-bureau")
    right = partners.fingerprint(one)
    typed = partners.grouped(right).upper().replace(" ", " - ")
    for wrong in ("", right[:-1], right[:-1] + "x", partners.fingerprint(other)):
        with pytest.raises(Refused, match="not the fingerprint"):
            bureau.do(CheckPartner(partner=one, heard=wrong, how="by telephone"))
    assert bureau.book.kinds().count("act.refused") == 4
    bureau.do(CheckPartner(partner=one, heard=typed, how="by telephone"))
    assert one.checks.get().digest == right


def test_the_fingerprint_is_what_any_system_computes() -> None:
    """As coreutils have it: ``printf '%s\\n%s\\n' age1xyz a+b+c | sha256sum | cut -c1-32``."""
    one = Partner(seal_to="age1xyz", verify="a+b+c", address="ignored")
    assert partners.fingerprint(one) == "8d54e0f4174d929c70dd74210ac228b1"
    for changed in ({"seal_to": "age1xyy"}, {"verify": "a+b+d"}):
        other = Partner(**{"seal_to": "age1xyz", "verify": "a+b+c"} | changed)
        assert partners.fingerprint(other) != partners.fingerprint(one)


def test_no_two_partners_have_one_key(bureau: Bureau) -> None:
    """Else what is for the agency alone could be sealed to a Power."""
    one = bureau.add("tracing-agency", "A")
    with pytest.raises(Refused, match="another partner has this key"):
        bureau.add("home-bureau", "B", seal_to=f" {one.seal_to} ")
    bureau.do(EndPartner(partner=one, why="gone"))
    bureau.add("home-bureau", "B", seal_to=one.seal_to)


def test_what_is_no_partner_is_refused(bureau: Bureau) -> None:
    add = {"operation": bureau.one, "name": "N", "role": "tracing-agency"}
    for wrong in (
        {"role": "family"}, {"seal_to": "", "address": " "}, {"forms": ()}, {"forms": ("fax",)},
        {"seal_to": "age1nothing"}, {"verify": "nothing"}, {"name": " "},
        {"seal_to": sealed.secret_of(b"1" * 32)},
    ):  # fmt: skip
        given: dict[str, Any] = {"address": "Street 1", **add, **wrong}
        with pytest.raises(InputError):
            bureau.do(AddPartner(**given))
    assert not Partner.objects.exists()


def test_a_policy_is_in_force_when_both_seats_signed_it(bureau: Bureau) -> None:
    file, agency = body(bureau), bureau.partner("tracing-agency")
    with pytest.raises(Refused, match="no policy of routes"):
        routes.routes_for(bureau.one, file, GC1_16)
    draft = bureau.draft((agency, DIRECT))
    assert routes.in_force(bureau.one) is None
    bureau.sign(draft, bureau.officer)
    with pytest.raises(Refused, match="your seat"):
        bureau.sign(draft, bureau.other)
    assert routes.in_force(bureau.one) is None
    bureau.sign(draft, bureau.board)
    force = routes.in_force(bureau.one)
    assert force is not None
    assert force.policy == draft
    (route,) = routes.routes_for(bureau.one, file, GC1_16)
    assert (route.partner, route.verdict.allowed) == (agency, True)


def test_a_change_needs_new_signatures_and_the_old_holds_until_then(bureau: Bureau) -> None:
    agency, home = bureau.partner("tracing-agency"), bureau.partner("home-bureau")
    first = bureau.policy((agency, DIRECT))
    second = bureau.draft((agency, DIRECT), (home, AGENCY))
    assert (first.turn, second.turn) == (1, 2)
    assert [r.partner for r in routes.routes_for(bureau.one, None, GC1_16)] == [agency]
    with pytest.raises(Refused, match="later draft"):
        bureau.sign(first, bureau.other)
    bureau.sign(second)
    assert [r.partner for r in routes.routes_for(bureau.one, None, GC1_16)] == [agency, home]
    with pytest.raises(Refused, match="not what was read"):
        bureau.do(SignPolicy(policy=second, digest=first.digest))


def test_a_policy_whose_row_was_changed_is_not_in_force(bureau: Bureau) -> None:
    """Whoever reaches the database: no document stands but the one whose digest was signed."""
    agency, home = bureau.partner("tracing-agency"), bureau.partner("home-bureau")
    one = bureau.policy((agency, DIRECT))
    other = bureau.draft((agency, DIRECT), (home, DIRECT))
    forged = RoutePolicy.objects.get(pk=one.pk)
    forged.document = other.document
    assert not routes.signed_by_two(forged)
    forged.digest = other.digest
    assert not routes.signed_by_two(forged)
    third = RoutePolicy(
        operation=bureau.team.cast.two, turn=1, profile="international", document=one.document,
        digest=one.digest, made_by=bureau.officer,
    )  # fmt: skip
    third.save(force_insert=True)
    for n, seat in enumerate(("transmission", "board")):
        user = (bureau.officer, bureau.board)[n]
        RouteSign(policy=third, seat=seat, digest=one.digest, keys=[str(n)], by=user).save(
            force_insert=True
        )
    assert routes.in_force(bureau.team.cast.two) is None


def test_who_may_not_sign(bureau: Bureau) -> None:
    draft = bureau.draft((bureau.partner("tracing-agency"), DIRECT))
    sign = SignPolicy(policy=draft, digest=draft.digest)
    team = bureau.team
    for user in (team.cast.ada, team.one[Role.LIAISON], team.one[Role.CUSTODY], team.tia):
        with pytest.raises(NotPermitted):
            sign.do(by(user), Book())
    with pytest.raises(SignInAgain):
        sign.do(by(bureau.officer, fresh=False), Book())
    assert not draft.signs.exists()


def test_drafts_that_cannot_be_signed(bureau: Bureau) -> None:
    agency, home = bureau.partner("tracing-agency"), bureau.partner("home-bureau")
    power = bureau.partner("protecting-power")
    unheard = bureau.add("red-cross-society")
    inside = {"profile": Profile.INTERNAL}
    bureau.one.kind = "internal"  # as it would have been made
    for match, chosen, more in (
        ("Central Tracing Agency is missing", ((home, AGENCY),), {}),
        ("Central Tracing Agency is missing", (), inside),
        ("a copy always goes", ((home, AGENCY),), {"waiver": "none"}),
        ("nothing can be said of why", ((agency, DIRECT),), inside | {"waiver": "none"}),
        ("no such way", ((agency, AGENCY),), {}),
        ("there is no bureau", ((agency, DIRECT), (home, DIRECT)), inside),
        ("there is no Protecting Power", ((agency, DIRECT), (power, DIRECT)), inside),
        ("named twice", ((agency, DIRECT), (agency, DIRECT)), {}),
        ("one limit of days is needed", ((agency, DIRECT),), {"limits": {}}),
        ("have not checked", ((agency, DIRECT), (unheard, DIRECT)), {}),
    ):
        with pytest.raises(Refused, match=match):
            bureau.draft(*chosen, **more)
    assert not RoutePolicy.objects.exists()
    bureau.policy(profile=Profile.INTERNAL, waiver="it does not work here")
    assert routes.routes_for(bureau.one, None, Article.PARTICULARS) == ()


def test_no_policy_stands_under_a_law_that_asks_for_less(bureau: Bureau) -> None:
    """Else two people who are to tell the agency choose a law under which nobody tells it."""
    agency = bureau.partner("tracing-agency")
    order = list(Profile)[::-1]  # a disaster, a war inside one state, a war between states
    for made_for, profile in itertools.product(Profile, repeat=2):
        bureau.one.kind = made_for
        if order.index(profile) < order.index(made_for):
            with pytest.raises(Refused, match="the law of the operation asks for more"):
                bureau.draft((agency, DIRECT), profile=profile)
        else:
            draft = bureau.draft((agency, DIRECT), profile=profile)
    assert routes.in_force(bureau.one) is None
    assert draft.profile == Profile.DISASTER
    draft.operation.kind = Profile.INTERNATIONAL
    with pytest.raises(Refused, match="the law of the operation asks for more"):
        bureau.sign(draft)


def test_a_partner_that_is_not_the_one_that_was_signed_gets_nothing(bureau: Bureau) -> None:
    """Whoever reaches the database: other keys with other checks are not those of the policy."""
    agency, home = bureau.partner("tracing-agency"), bureau.partner("home-bureau")
    policy = bureau.draft((agency, DIRECT), (home, AGENCY))
    paper = policy_paper.read(policy.document)
    assert [one.partner for one in routes.chosen_of(paper, GC1_16, False)] == [agency, home]
    forged = paper.partners[1].model_copy(update={"fingerprint": "0" * 32})
    other = paper.model_copy(update={"partners": (paper.partners[0], forged)})
    assert [one.partner for one in routes.chosen_of(other, GC1_16, False)] == [agency]


def test_routes_say_the_verdict_of_the_law_for_each_partner(bureau: Bureau) -> None:
    file = body(bureau)
    chosen = {
        "tracing-agency": DIRECT, "home-bureau": Channel.POWER, "protecting-power": DIRECT,
        "red-cross-society": AGENCY, "other-bureau": DIRECT,
    }  # fmt: skip
    known = [(bureau.partner(role), way) for role, way in chosen.items()]
    bureau.policy(*known)
    for flag in (False, True):
        if flag:
            bureau.do(SayDetriment(file=file, holds=True, reason="r"), bureau.liaison)
        for article in Article:
            found = routes.routes_for(bureau.one, file, article)
            assert [route.partner for route in found] == [partner for partner, _ in known]
            for route in found:
                assert route.verdict == verdict(
                    Profile.INTERNATIONAL, route.role, article, detriment=flag,
                    channel=chosen[route.partner.role],
                )  # fmt: skip
    for article, (partner, _) in itertools.product((GC1_16, Article.ANSWER), known):
        if partner.role != "tracing-agency":
            with pytest.raises(Refused):
                routes.demand_route(bureau.one, file, article, partner)


def test_routes_say_what_the_table_of_the_law_says(bureau: Bureau) -> None:
    """Every law, institution, way, flag and article, from the partners of a policy on."""
    known = [bureau.partner(role) for role in PARTNERS]
    draft = bureau.draft((known[2], DIRECT), (known[0], AGENCY))
    assert known[2].role == "tracing-agency"
    paper, rows, seen = policy_paper.read(draft.document), table(), 0
    for profile, way, flag in itertools.product(Profile, Channel, (False, True)):
        chosen = tuple(
            ChosenPartner(
                id=one.pk.hex, name=one.name, fingerprint=partners.fingerprint(one),
                role=Recipient(one.role), channel=way,
            )
            for one in known
        )  # fmt: skip
        every = paper.model_copy(update={"profile": profile, "partners": chosen})
        for article in Article:
            for route in routes.chosen_of(every, article, flag):
                asked = (profile, route.role, article, flag, way, False)
                got = route.verdict.allowed, route.verdict.needs_copy_to_agency
                assert got == expected(rows, asked), asked
                seen += 1
    assert seen == 3 * 4 * 2 * 12 * 5


def test_nothing_goes_where_the_agencys_copy_cannot(bureau: Bureau) -> None:
    """LAW-18: with the agency ended, what it is owed a copy of stops; what it carries does not."""
    file, agency = body(bureau), bureau.partner("tracing-agency")
    home, other = bureau.partner("home-bureau"), bureau.partner("other-bureau")
    bureau.policy((agency, DIRECT), (home, DIRECT), (other, AGENCY))
    assert routes.demand_route(bureau.one, file, GC1_16, home).verdict.needs_copy_to_agency
    bureau.do(EndPartner(partner=agency, why="moved"))
    with pytest.raises(Refused, match="a copy has to go"):
        routes.demand_route(bureau.one, file, GC1_16, home)
    routes.demand_route(bureau.one, file, Article.GC4_136, other)
    with pytest.raises(Refused, match="no such partner"):
        routes.demand_route(bureau.one, file, GC1_16, agency)


def test_a_flag_holds_at_once_and_two_lift_it(bureau: Bureau) -> None:
    file = body(bureau)
    say = SayDetriment(file=file, holds=True, reason="threatened")
    flag = bureau.do(say, bureau.liaison)
    assert detriment.stops(file)
    with pytest.raises(Refused, match="already"):
        bureau.do(say)
    bureau.do(SignDetriment(detriment=flag), bureau.board)
    bureau.do(SignDetriment(detriment=flag))
    assert detriment.signed_by_two(flag)
    lift = bureau.do(SayDetriment(file=file, holds=False, reason="moved away"))
    with pytest.raises(Refused, match="nothing to lift"):
        bureau.do(SayDetriment(file=file, holds=False, reason="again"))
    assert detriment.stops(file)
    bureau.do(SignDetriment(detriment=lift), bureau.officer)
    with pytest.raises(Refused, match="your seat"):
        bureau.do(SignDetriment(detriment=lift), bureau.other)
    assert detriment.stops(file)
    bureau.do(SignDetriment(detriment=lift), bureau.board)
    assert not detriment.stops(file)
    bureau.do(say)
    assert detriment.stops(file)
    with pytest.raises(Refused, match="said since"):
        bureau.do(SignDetriment(detriment=lift), bureau.other)


def test_a_lifting_that_somebody_gainsays_is_not_signed_any_more(bureau: Bureau) -> None:
    file = body(bureau)
    bureau.do(SayDetriment(file=file, holds=True, reason="threatened"))
    lift = bureau.do(SayDetriment(file=file, holds=False, reason="moved away"))
    bureau.do(SignDetriment(detriment=lift))
    bureau.do(SayDetriment(file=file, holds=True, reason="a brother still lives there"))
    with pytest.raises(Refused, match="said since"):
        bureau.do(SignDetriment(detriment=lift), bureau.board)
    assert detriment.stops(file)


@pytest.mark.parametrize("link", ["identified", "identical", "fragment"])
def test_a_flag_holds_for_all_files_of_the_person(yard: Yard, link: str) -> None:
    bureau = make_bureau(yard.team)
    whole, part = body(bureau), body(bureau)
    missing = opened("am", bureau.team.keeper("am"), bureau.one)
    other = missing if link == "identified" else part
    linked(yard, link, whole, other)
    bureau.do(SayDetriment(file=other, holds=True, reason="r"))
    assert detriment.stops(whole)
    assert detriment.stops(part) is (other is part)
    agency, home = bureau.partner("tracing-agency"), bureau.partner("home-bureau")
    bureau.policy((agency, DIRECT), (home, AGENCY))
    said = {r.partner: r.verdict.why for r in routes.routes_for(bureau.one, whole, GC1_16)}
    assert said == {agency: Why.ALLOWED, home: Why.DETRIMENT}


def test_conditions_are_all_true_or_nothing_is_shared() -> None:
    """DP-05, exhaustively: of the 3^5 ways to answer, missing, no or yes, one alone passes."""
    passed = []
    for answers in itertools.product((None, False, True), repeat=len(Condition)):
        said = {
            one.value: answer
            for one, answer in zip(Condition, answers, strict=True)
            if answer is not None
        }
        lacking = [one for one in Condition if said.get(one.value) is not True]
        if not lacking:
            conditions.demand(said)
            passed.append(answers)
            continue
        with pytest.raises(Refused) as why:
            conditions.demand(said)
        assert all(conditions.told(one) in str(why.value.where) for one in lacking)
    assert passed == [(True,) * len(Condition)]
    with pytest.raises(Refused, match="no such condition"):
        conditions.demand(dict.fromkeys((*Condition, "publicity"), True))


def test_what_is_not_bool_is_no_yes() -> None:
    said: dict[str, Any] = dict.fromkeys(Condition, 1)
    with pytest.raises(Refused):
        conditions.demand(said)


def test_two_signatures_at_one_moment_of_one_person_are_one(bureau: Bureau) -> None:
    """An account in both seats signs once: two people are two."""
    role(bureau.officer, Role.BOARD, bureau.one, bureau.team.cast.ada)
    draft = bureau.draft((bureau.partner("tracing-agency"), DIRECT))
    bureau.sign(draft, bureau.officer)
    with pytest.raises(Refused, match="you signed this already"):
        bureau.sign(draft, bureau.officer)
    assert routes.in_force(bureau.one) is None
    bureau.sign(draft, bureau.board)
    assert routes.in_force(bureau.one) is not None
