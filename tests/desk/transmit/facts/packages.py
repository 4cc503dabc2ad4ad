"""Of packages that are built, signed, made, handed over and acknowledged."""

from __future__ import annotations

from typing import Any

from nomina.desk.books import vault
from nomina.desk.transmit import packages_example
from nomina.desk.transmit.models import (
    Acknowledged,
    Package,
    PackageDraft,
    PackageEnd,
    PackageItem,
    PackageMade,
    PackagePrint,
    PackageSaid,
    PackageSent,
    PackageSign,
    PackageTaken,
)
from nomina.signed import digest_of
from tests.desk.custody.facts.made import Made
from tests.desk.people.cast import NOW

FREE: dict[str, tuple[str, ...]] = {
    "transmit.Package": ("subject",),
    "transmit.PackageSaid": ("value", "why", "source"),
    "transmit.PackageMade": ("waiver",),
    "transmit.PackageSent": ("to", "note"),
    "transmit.Acknowledged": ("signer", "note"),
    "transmit.PackageEnd": ("why",),
}
CODED: dict[str, tuple[str, ...]] = {
    "transmit.Package": ("number", "article", "channel"),
    "transmit.PackageSaid": ("field", "state", "confidence"),
    "transmit.PackageDraft": ("document", "digest", "conditions"),
    "transmit.PackageSign": ("seat", "digest", "keys"),
    "transmit.PackageMade": ("digest", "signature", "key", "json", "sealed"),
    "transmit.PackagePrint": ("language", "pdf"),
    "transmit.PackageTaken": ("form", "language"),
    "transmit.PackageSent": ("means",),
    "transmit.Acknowledged": ("proof", "digest", "kept", "key"),
}
EITHER = {("transmit.PackageSaid", "why"), ("transmit.PackageMade", "waiver")}
"""Columns that the database itself wants empty where another is not."""
OBJECTS: dict[str, str] = {
    "transmit:packages": "operation",
    "transmit:find_package": "operation",
    "transmit:new_package": "operation",
    "transmit:packages_of_file": "file pm",
    "transmit:package": "package",
    "transmit:lay_package": "package",
    "transmit:make_package": "package",
    "transmit:take_package": "package",
    "transmit:hand_package": "package",
    "transmit:acknowledge_package": "package",
    "transmit:acknowledge_on_paper": "package",
    "transmit:acknowledgement_of_package": "package",
    "transmit:recall_package": "package",
    "transmit:end_package": "package",
    "transmit:package_item": "package-item",
    "transmit:say_particular": "package-item",
    "transmit:sign_package": "package-draft",
}
NO_PAGES: dict[str, str] = {"transmit:acknowledgement_of_package": "a file"}
FRAGMENTS: set[str] = set()


def rows(made: Made) -> dict[str, Any]:
    by, file = made.by, made.files["pm"]
    package = Package(
        operation=made.operation, number="T-00001", article="gc1-16",
        partner=made.rows["partner"], channel="direct", by=by,
    )  # fmt: skip
    package.save(force_insert=True)
    item = PackageItem(package=package, number=1, file=file, identification=made.identification)
    item.save(force_insert=True)
    PackageSaid(
        item=item, turn=1, field="service_number", state="known", value="v", source="s", by=by
    ).save(force_insert=True)
    content = packages_example.content("gc1-16", "n", full=False)
    draft = PackageDraft(
        package=package, turn=1, document=content.model_dump(mode="json"),
        digest=digest_of(content), conditions={}, by=by,
    )  # fmt: skip
    draft.save(force_insert=True)
    PackageSign(draft=draft, seat="board", digest=draft.digest, keys=["1"], by=by).save(
        force_insert=True
    )
    PackageMade(
        package=package, draft=draft, digest=package.pk.hex * 2, signature="0" * 128, key="k",
        json="0" * 64, to_agency=True, by=by,
    ).save(force_insert=True)  # fmt: skip
    PackageTaken(package=package, form="print", language="en", by=by).save(force_insert=True)
    PackageSent(package=package, means="hand", to="t", at=NOW, note="n", by=by).save(
        force_insert=True
    )
    _over(made, draft)
    return {"package": package, "package-item": item, "package-draft": draft}


def _over(made: Made, like: PackageDraft) -> None:
    """A package that its partner acknowledged, and one that was given up."""
    by = made.by
    arrived, ended = (
        Package(
            operation=made.operation, number=number, article="gc1-16",
            partner=made.rows["partner"], channel="direct", by=by,
        )
        for number in ("T-00002", "T-00003")
    )  # fmt: skip
    draft = PackageDraft(
        package=arrived, turn=1, document=like.document, digest=like.digest, conditions={}, by=by
    )
    for row in (
        arrived,
        draft,
        PackageMade(
            package=arrived,
            draft=draft,
            digest=arrived.pk.hex * 2,
            signature="0" * 128,
            key="k",
            json="0" * 64,
            to_agency=True,
            by=by,
        ),
        PackagePrint(package=arrived, language="en", pdf=vault().keep(b"%PDF- of nothing").digest),
        PackageSent(package=arrived, means="hand", to="t", at=NOW, note="n", by=by),
        Acknowledged(
            package=arrived,
            proof="paper",
            digest="0" * 64,
            kept="0" * 64,
            at=NOW,
            signer="s",
            note="n",
            by=by,
        ),
        ended,
        PackageEnd(package=ended, why="w", by=by),
    ):
        row.save(force_insert=True)
