"""Open a public page on a desk, or time its answers; run by `enquiries.py`, in a process alone.

python bench/enquiries_plan.py FOLDER --page | --tell TRIES
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def page() -> dict[str, Any]:
    """Open a page for the first operation, and take an enquiry so that it is not empty."""
    from nomina.desk.families.models import EnquiryPage, EnquiryPageOpening
    from nomina.desk.people.models import Operation, User

    if (there := EnquiryPage.objects.first()) is not None:
        return {"code": there.code}
    operation, user = Operation.objects.order_by("made_at", "pk")[0], User.objects.all()[0]
    made = EnquiryPage(
        operation=operation, code="bench0page", name="Office", languages=["en"], agency="a",
        made_by=user,
    )  # fmt: skip
    made.save(force_insert=True)
    EnquiryPageOpening(page=made, by=user).save(force_insert=True)
    return {"code": made.code}


def tell(tries: int) -> dict[str, Any]:
    """Time a wrong number and a wrong secret in turns, each number once; and count questions."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from serving import times

    from nomina.desk.families import secrets
    from nomina.desk.families.models import Enquiry, EnquiryPage

    there = EnquiryPage.objects.get()
    numbers = [secrets.new_number() for _ in range(tries)]
    kept = secrets.digest_of(secrets.new_secret())
    for number in numbers:
        Enquiry(
            operation=there.operation, number=number, secret=kept, way="page", language="en",
            side="own",
        ).save(force_insert=True)  # fmt: skip
    dice, client = random.Random(5), Client()
    took: dict[str, list[float]] = {"wrong number": [], "wrong secret": []}
    asked: dict[str, set[int]] = {name: set() for name in took}

    def one(name: str, number: str) -> None:
        sent = {"number": number, "secret": secrets.new_secret()}
        begun = time.perf_counter()
        client.post(f"/ask/{there.code}/mine/", sent, headers={"host": "localhost"})
        took[name].append((time.perf_counter() - begun) * 1000)

    turns = [(name, at) for name in took for at in range(tries)]
    dice.shuffle(turns)
    for _ in range(20):
        one("wrong number", secrets.new_number())
    took["wrong number"].clear()
    for name, at in turns:
        one(name, numbers[at] if name == "wrong secret" else secrets.new_number())
    for name in took:
        with CaptureQueriesContext(connection) as queries:
            one(name, numbers[0] if name == "wrong secret" else secrets.new_number())
        asked[name].add(len(queries))
    medians = {name: sorted(ms)[len(ms) // 2] for name, ms in took.items()}
    return {
        "ms": {name: times(ms) for name, ms in took.items()},
        "ratio_of_medians": round(medians["wrong secret"] / medians["wrong number"], 3),
        "chance_to_tell": round(_later(took["wrong secret"], took["wrong number"]), 3),
        "questions": {name: sorted(counts) for name, counts in asked.items()},
    }


def _later(some: list[float], others: list[float]) -> float:
    """Give how often one of ``some`` takes longer than one of ``others``; 0.5 tells nothing."""
    ranked = sorted([(ms, 1) for ms in some] + [(ms, 0) for ms in others])
    ranks = sum(at for at, (_, which) in enumerate(ranked, 1) if which)
    return (ranks - len(some) * (len(some) + 1) / 2) / (len(some) * len(others))


def main() -> None:
    """Do what was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--page", action="store_true")
    parser.add_argument("--tell", type=int, default=0)
    given = parser.parse_args()
    from nomina.desk.boot.opening import migrate, open_desk

    open_desk(given.folder)
    migrate()
    print(json.dumps(page() if given.page else tell(given.tell)))


if __name__ == "__main__":
    main()
