"""`nomina reproduce`: what it prints, and the status that it leaves with."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result
from django.conf import settings

from nomina.cli import main
from nomina.cli import reproduce as door
from nomina.desk.leads.bands import words
from nomina.desk.leads.models import Lead, Run
from nomina.desk.leads.reproduced import Check, Reproduced
from nomina.words import LANGUAGES, use
from tests.desk.conftest import HOME
from tests.desk.leads.test_reproduce import instead
from tests.desk.leads.town import Town, work
from tests.desk.people.cast import BOOK

ONCE = pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)


@pytest.fixture(autouse=True)
def language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOMINA_LANG", "en")


def asked(*given: str) -> Result:
    return CliRunner().invoke(main, ["reproduce", str(HOME), *given])


def numbers(town: Town) -> tuple[str, ...]:
    return ("--body", town.files["B0"].number, "--person", town.files["M0"].number)


@ONCE
def test_it_says_what_it_found_and_leaves_with_a_status(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    work()
    said = asked(*numbers(town))
    assert said.exit_code == 0, said.output
    for line in ("Raw scores of the faces", "equal to the last digit", "Place among the leads"):
        assert line in said.stdout
    assert said.stdout.endswith("Same.\nLeads say where to look next. They identify nobody.\n")
    assert "Photos read again" in said.stderr
    body, person = town.files["B0"].pk, town.files["M0"].pk
    address = f"https://desk/files/{body}/leads/#lead-{person.hex}"
    said = asked(address, "--json")
    assert said.exit_code == 0
    found = Reproduced.model_validate_json(said.stdout)
    assert (found.verdict, found.body, found.person) == ("same", str(body), str(person))
    # A raw score is in neither (SEC-32): what is sealed stays sealed.
    assert {check.then for check in found.checks if check.key == "scores"} == {"sealed"}
    assert [one.kind for one in BOOK.entries][-2:] == ["leads.reproduced"] * 2

    lead = Lead.objects.get(body=town.files["B0"], person=town.files["M0"])
    instead(lead, band=lead.band - 1)
    said = asked(*numbers(town))
    assert said.exit_code == 1
    assert "It differs." in said.stdout
    assert words(lead.band - 1) in said.stdout

    with monkeypatch.context() as patched:
        patched.setattr(settings, "DESK_ENGINE", "tests.desk.leads.engines.other")
        said = asked(*numbers(town), "--json")
    assert said.exit_code == 2
    refused = json.loads(said.stdout)
    assert refused["verdict"] == "untried"
    assert Run.objects.get().record["packs"][0]["digest"] in refused["notes"][0]

    Lead.objects.get(pk=lead.pk).delete()
    said = asked(*numbers(town), "--run", str(Run.objects.get().pk))
    assert said.exit_code == 2
    assert "It cannot be tried." in said.stdout
    assert "nothing is kept" in said.stdout

    refusal = asked("--body", "X-1", "--person", "Y-1")
    assert refusal.exit_code == 2
    assert "X-1: this desk has no such file." in refusal.stderr


def test_a_lead_is_named_in_one_way() -> None:
    for given in ((), ("--body", "X-1"), ("address", "--body", "X-1", "--person", "Y")):
        wrong = asked(*given)
        assert wrong.exit_code == 2
        assert "Usage" in wrong.stderr


def test_every_check_has_words_in_every_language() -> None:
    keys = ("scores", "strength", "pair", "log10_lr", "joint", "joint:gallery", "joint:place")
    more = ("joint:posterior", "joint:glr", "joint:nobody", "finding:dna", "machine:cpu")
    for language in LANGUAGES:
        use(language)
        rows = [
            door._row(Check(key=key, then="1", now="2", result=result))
            for key in (*keys, *more)
            for result in ("same", "within", "differs", "untried", "left", "told")
        ]
        rows.append(door._row(Check(key="band", then="-1", now="6", result="differs")))
        rows.append(door._row(Check(key="excluded", then="0", now="1", result="differs")))
        word = "candidate for other examination"
        rows.append(door._row(Check(key="word", then="", now=word, result="differs")))
        assert all(what and said for what, _, _, said in rows)
    use("en")
