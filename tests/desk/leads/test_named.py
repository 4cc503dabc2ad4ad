"""A lead is found by what stands on the page of its body, or by two numbers, and not otherwise."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from nomina.desk.files.models import File
from nomina.desk.leads import jobs
from nomina.desk.leads.models import Run
from nomina.desk.leads.named import by_address, by_numbers
from nomina.errors import InputError
from tests.desk.leads.town import Town, add, missing, work
from tests.desk.people.cast import sign_in
from tests.leads.fakes import photo

pytestmark = pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)


def test_every_lead_of_a_page_is_found_by_its_links_and_numbers(town: Town, client: Client) -> None:
    work()
    sign_in(client, town.team.cast.bob)
    page = reverse("leads:body", args=[town.files["B0"].pk])
    drawn = client.get(page).content.decode()
    anchors = re.findall(r'(?:id=|href=)"#?((?:lead|why)-[0-9a-f]{32})"', drawn)
    assert len(set(anchors)) >= 6
    files = {file.pk.hex: file for file in town.files.values()}
    for anchor in anchors[:: len(anchors) // 3]:
        person = files[anchor.partition("-")[2]]
        for address in (
            f"https://desk.example:8250{page}#{anchor}",
            f"{page}?all=1#{anchor}",
            f"files/{town.files['B0'].pk.hex.upper()}/leads#{anchor}\n",
        ):
            found = by_address(address)
            assert (found.body, found.person) == (town.files["B0"], person)
            assert found.run == Run.objects.shown(town.one.pk)
        assert by_numbers(town.files["B0"].number, f" {person.number} ") == found


@pytest.mark.deep
def test_an_older_run_is_named_by_the_beginning_of_its_id(town: Town) -> None:
    work()
    old = Run.objects.shown(town.one.pk)
    assert old is not None
    add(town.team, town.files["B3"], photo(1003, 10))
    jobs.changed(town.one.pk)
    work()
    numbers = town.files["B0"].number, town.files["M0"].number
    assert by_numbers(*numbers).run != old
    for name in (str(old.pk), old.pk.hex[:12], str(old.pk).upper()):
        assert by_numbers(*numbers, name).run == old
    with pytest.raises(InputError, match="no such stored run"):
        by_numbers(*numbers, old.pk.hex[:7])
    with pytest.raises(InputError, match="no such file"):
        by_numbers(*numbers, "0" * 12)
    address = reverse("leads:body", args=[town.files["B0"].pk])
    with pytest.raises(InputError, match="no such stored run"):
        by_address(f"{address}#lead-{town.files['M0'].pk.hex}", "0" * 12)


def test_what_names_nothing_is_refused(town: Town) -> None:
    dead, person = town.files["B0"], town.files["M0"]
    with pytest.raises(InputError, match="no stored run yet"):
        by_numbers(dead.number, person.number)
    work()
    leads = reverse("leads:body", args=[dead.pk])
    for address in (leads, f"{leads}#lead-nobody", f"{leads}#lead-{person.pk.hex}0", "x"):
        with pytest.raises(InputError, match="not the address of a lead"):
            by_address(address)
    for address in (
        f"{leads}#lead-{dead.pk.hex}",  # a body is nobody's missing person
        reverse("leads:body", args=[person.pk]) + f"#lead-{person.pk.hex}",
        f"{leads}#lead-{'0' * 32}",
    ):
        with pytest.raises(InputError, match="no such file"):
            by_address(address)
    with pytest.raises(InputError, match="no such file"):
        by_numbers(person.number, dead.number)
    # Of files with one number the run tells which, and who is among the leads.
    two = town.team.cast.two
    run = Run.objects.shown(town.one.pk)
    assert run is not None
    twin = missing(town.team, 7, two)
    assert twin.number == person.number
    assert by_numbers(dead.number, person.number).person == person
    fields = {one.attname: getattr(dead, one.attname) for one in File._meta.concrete_fields}
    File(**{**fields, "id": uuid4(), "operation_id": two.pk}).save(force_insert=True)
    with pytest.raises(InputError, match="several operations"):
        by_numbers(dead.number, person.number)
    assert by_numbers(dead.number, person.number, run.pk.hex[:12]).body == dead
    with pytest.raises(InputError, match="no such file"):
        by_numbers(dead.number, person.number, "0" * 12)
