"""An invented operation into a desk, by the acts that people do there; run again, it goes on.

What a person did since in a desk that was loaded whole stays as it is: see `nomina.cli.demo`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from nomina.desk.demo import told
from nomina.desk.demo.cast import CAST, Users, by, grant
from nomina.desk.files.actions import GiveConsent
from nomina.desk.files.fields import AM, PM
from nomina.desk.files.imports.cases import Case, Given
from nomina.desk.files.imports.run import Importer
from nomina.desk.files.models import Consent, ConsentEnd, File, Imported
from nomina.desk.files.models.consents import COMPARE_FACES
from nomina.desk.files.record import cells, record_of
from nomina.desk.people.actions import MakeAgreement, MakeOperation, MakeSite
from nomina.desk.people.models import Agreement, Operation, Site, User
from nomina.desk.people.policies import Policies
from nomina.leads.intake import PhotoInput
from nomina.names import folded
from nomina.progress import Progress
from nomina.words import tr

NUMBERING = {"am": "M-{n:3}", "pm": "B-{n:3}"}
"""As the tables number their cases, so that a file is found in the truth."""


@dataclass(frozen=True)
class Loaded:
    """One operation of the desk with its files by the numbers of the tables."""

    operation: Operation
    files: Mapping[str, File]


def operations(users: Users) -> tuple[Operation, Operation]:
    """Give the operation of this side and that of the other, with an agreement between them."""
    administrator = users[CAST[0].login]
    made = list(Operation.objects.order_by("made_at"))
    names = (
        tr("An invented war, bureau of this side"),
        tr("An invented war, bureau of the other side"),
    )
    for name in names[len(made) :]:
        basis = tr("a demonstration with people who do not exist")
        policies = Policies(legal_basis=basis, face_comparison=True)
        made.append(
            MakeOperation(
                name=name,
                operation_kind="international",
                languages=("uk", "ru", "en"),
                numbering=NUMBERING,
                policies=policies,
            ).do(by(administrator))
        )
    ours, theirs = made[:2]
    for code, name in (("M1", tr("Mortuary one")), ("FD", tr("Family desk"))):
        if not Site.objects.filter(operation=ours, code=code).exists():
            MakeSite(operation=ours, name=name, code=code).do(by(administrator))
    grant(users, ours)
    grant(users, theirs, "ante-mortem-late", "mortuary-night")
    if not Agreement.objects.between(ours.pk, theirs.pk).exists():
        MakeAgreement(
            operations=(ours, theirs),
            since=timezone.now(),
            purpose=tr("finding the missing of both sides"),
            signed_by=tr("both bureaus"),
        ).do(by(administrator))
    return ours, theirs


def load(
    folder: Path, operation: Operation, users: Users, own: tuple[str, str], progress: Progress
) -> Loaded:
    """Load the tables and photos of a folder into an operation.

    Args:
        folder: as `nomina.synthetic.write_operation` wrote it.
        operation: of the desk.
        users: the cast.
        own: sign-in names of who keeps its files of missing people, and of bodies.
        progress: told of cases and photos.
    """
    listed = {n: told.missing(row) for n, row in told.rows(folder, "missing").items()}
    found = {n: told.body(row) for n, row in told.rows(folder, "bodies").items()}
    bags = told.rows(folder, "parts").items()
    found |= {number: told.part(row) for number, row in bags if number not in found}
    gone = withdrawn(operation)
    for kind, said, place, login in (
        (AM, listed, folder / "missing", own[0]),
        (PM, found, folder / "bodies", own[1]),
    ):
        cases = [
            Case(folded(n), n, one, () if folded(n) in gone else _photos(place / n))
            for n, one in said.items()
        ]
        takes = Importer(operation=operation, kind=kind, user=users[login], clock=timezone.now)
        takes.run(Given(tuple(cases), ()), progress)
    kept = Imported.objects.filter(operation=operation).select_related("file")
    of_key = {row.key: row.file for row in kept}
    files = {number: of_key[folded(number)] for number in (*listed, *found)}
    progress.begin(tr("Consent of families"), len(listed))
    for number in listed:
        allow(files[number], users[own[0]])
        progress.advance()
    progress.end()
    return Loaded(operation, files)


def withdrawn(operation: Operation) -> set[str]:
    """Give the keys of cases whose families took a consent back: their photos stay away."""
    rows = ConsentEnd.objects.filter(consent__file__operation=operation)
    return set(rows.values_list("consent__file__imported__key", flat=True))


def allow(file: File, user: User) -> None:
    """Write down that a family allows faces to be compared, where nobody has yet."""
    if not Consent.objects.filter(file=file, purpose=COMPARE_FACES).exists():
        GiveConsent(
            file=file,
            purpose=COMPARE_FACES,
            given_by=cells(file, record_of(file)).get("family name", "") or file.number,
            how=tr("signed form {number}").format(number=f"C-{file.number}"),
        ).do(by(user))


def _photos(place: Path) -> tuple[PhotoInput, ...]:
    return tuple(_each(place)) if place.is_dir() else ()


def _each(place: Path) -> Iterator[PhotoInput]:
    for path in sorted(place.glob("*.jpg")):
        yield PhotoInput(path=path, file=path.name)
