"""A certificate to test with: made up, with one post that nobody holds."""

from __future__ import annotations

from typing import Any

from nomina.desk.examine.certificate import (
    POSTS,
    Body,
    Certificate,
    Certified,
    Finding,
    Holder,
    Method,
    Person,
    Signed,
    issued,
)

NAMES = ("Олена Коваль", "Dr Anna Müller", None, "Іван Їжак", "Сергей Объездчиков")


def holders() -> tuple[Holder, ...]:
    return tuple(
        Holder(
            post=post,
            name=name,
            account=f"{at}" * 32 if name else None,
            vacant=None if name else "no dentist was sent here",
        )
        for at, (post, name) in enumerate(zip(POSTS, NAMES, strict=True))
    )


def certified(how: str = "16 loci, both parents", **person: Any) -> Certified:
    given: dict[str, Any] = {
        "family_name": "Шевченко", "given_names": "Тарас", "patronymic": "Григорович",
        "street": "вул. Садова, 5", "town": "61000 Харків", "country": "Україна",
        "born": "1990-03~", "nationality": "UKR", "reported_by": "Ганна Шевченко, сестра",
    } | person  # fmt: skip
    return Certified(
        number="A-C-0001",
        id="a" * 32,
        identification="b" * 32,
        report="c" * 32,
        dossier="d" * 64,
        body=Body(
            place="Морг № 3", unit="Unit 1", unit_address="1 Mill Road", unit_phone=None,
            number="PM-00017", date="2026-11-02",
        ),
        person=Person(**given),
        finding=Finding(
            methods=(
                Method(
                    discipline="dna", view="established", how=how, place="Лабораторія, Київ",
                    date="2026-11-10", signatory="Наталя Ґудзик",
                ),
                Method(
                    discipline="dental", view="probable", how="three fillings", place="Clinic",
                    date="2026-11-12", signatory="B. Zahn",
                ),
            ),
            exceptional=None,
            place="Harbour Town",
            decided="2026-11-20T10:11:12Z",
        ),
        posts=holders(),
    )  # fmt: skip


def sample(it: Certified | None = None) -> Certificate:
    it = it or certified()
    signed = [
        Signed(
            post=one.post, name=one.name, account=one.account, place="Харків",
            at="2026-11-21T08:00:00Z",
        )
        for one in it.posts
        if one.name and one.account
    ]  # fmt: skip
    return issued(it, signed, "desk.example/log+0a1b2c3d")
