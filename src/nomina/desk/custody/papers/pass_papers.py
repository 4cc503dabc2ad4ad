"""The laissez-passer for a coffin (CoE Agreement on the Transfer of Corpses, 1973)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from nomina.desk.custody.papers.known import (
    about,
    both,
    dated,
    whole_name,
)
from nomina.desk.custody.papers.page import Fact, Facts, Hand, Hands, Parts, Text
from nomina.desk.custody.release_ground import Ground
from nomina.words import tr

PASS = (
    "authority", "done_at", "means", "start", "via", "destination", "cause", "nature", "born_place",
    "death_place",
)  # fmt: skip
"""What is typed for a laissez-passer; all else is taken from the files."""


def pass_parts(ground: Ground, language: str, typed: Mapping[str, str], at: datetime) -> Parts:
    """Give the parts of a laissez-passer, in the language of the paper and in English beside it."""
    known = about(ground.release.identification)

    def line(label: str, value: str | None, english: str, small: str = "") -> Fact:
        beside = english if language not in ("en", "") else ""
        return Fact(label, value, " · ".join(x for x in (beside, small) if x))

    def of(key: str) -> str | None:
        return typed.get(key, "").strip() or None

    return (
        Text(
            "",
            (
                tr(
                    "This laissez-passer is issued in accordance with the Agreement on the Transfer"
                    " of Corpses, done at Strasbourg on 26 October 1973, in particular Articles 3"
                    " and 5. It authorises the transfer of the corpse of:"
                ),
            ),
        ),
        Facts(
            tr("The deceased"),
            (
                line(tr("Name and first name"), whole_name(known), "Name and first name"),
                line(tr("Died on"), dated(known["died"]), "Died on"),
                line(tr("Died at"), of("death_place"), "Died at"),
                line(tr("Aged"), age(known["born"], known["died"]), "Aged"),
                line(
                    tr("Cause of death, if possible"),
                    of("cause"),
                    "Cause of death, if possible",
                    tr("In English or French, or by the code of the ICD of the WHO."),
                ),
                line(
                    tr("Natural causes and no contagious disease; else what it was"),
                    of("nature"),
                    "Natural causes and no contagious disease; else what it was",
                    tr("Where no sealed envelope with the cause goes with the coffin."),
                ),
                line(
                    tr("Date and place of birth, if possible"),
                    both(dated(known["born"]), of("born_place")),
                    "Date and place of birth, if possible",
                ),
            ),
        ),
        Facts(
            tr("The conveyance"),
            (
                line(tr("Means of transport"), of("means"), "Means of transport"),
                line(tr("Place of departure"), of("start"), "Place of departure"),
                line(tr("Route"), of("via"), "Route"),
                line(tr("Destination"), of("destination"), "Destination"),
                line(tr("Coffin, by its tag"), str(ground.release.container), "Coffin, by its tag"),
                line(tr("Accompanied or received by"), ground.release.receiver, "Received by"),
            ),
        ),
        Text(
            tr("Statement"),
            (
                tr(
                    "The transport of this corpse having been authorised, all authorities of the"
                    " States over whose territory it is to be conveyed are invited to let it pass"
                    " without let or hindrance."
                ),
                tr(
                    "The coffin contains only the corpse of the person named above and such"
                    " personal effects as are to be buried or cremated with it (Article 5)."
                ),
                tr(
                    "If the cause of death is not stated for reasons of professional secrecy, a"
                    " certificate of it goes with the coffin in a sealed envelope, marked and"
                    " fastened to this document, for the competent authority of the State of"
                    " destination."
                ),
            ),
        ),
        Facts(
            tr("Issued"),
            (
                line(tr("Competent authority"), of("authority"), "Competent authority"),
                line(tr("Done at"), of("done_at"), "Done at"),
                line(tr("Done on"), at.date().isoformat(), "Done on"),
            ),
        ),
        Hands(
            tr("Signature and official stamp"),
            (Hand(tr("For the competent authority"), of("authority") or ""),),
        ),
        _articles(),
    )


def _articles() -> Text:
    """What the model wants on the back: what Articles 3 and 5 say, in our own words."""
    return Text(
        tr("Articles 3 and 5, in substance"),
        (
            tr(
                "3. During the transfer every corpse is accompanied by this document, issued by the"
                " competent authority of the State of departure, with at least what the annexed"
                " model holds, in an official language of that State and in one of the Council of"
                " Europe."
            ),
            tr(
                "5. It is issued once the authority has made sure that the medical, health,"
                " administrative and legal rules of the State of departure on transfer, burial and"
                " exhumation were followed; that the remains lie in a coffin as Articles 6 and 7"
                " ask; and that the coffin holds only the remains of the person named here, and"
                " effects to be buried or cremated with them."
            ),
        ),
    )


def age(born: str | None, died: str | None) -> str | None:
    """Give the age in years, from days or years that are known; None where either is vague.

    Both are EDTF dates. Of two whole days it is exact, of years alone one of two numbers.
    """
    if born is None or died is None:
        return None
    one, two = born.strip(), died.strip()
    if not (one[:4].isdigit() and two[:4].isdigit()) or any(c in one + two for c in "~?%/X"):
        return None
    years = int(two[:4]) - int(one[:4])
    if years < 0:
        return None
    if len(one) == len(two) == 10:
        return str(years - (two[5:] < one[5:]))
    if len(one) >= 7 and len(two) >= 7 and one[5:7] != two[5:7]:
        return str(years - (two[5:7] < one[5:7]))
    return f"{max(years - 1, 0)}–{years}"
