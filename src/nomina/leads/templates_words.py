"""What templates say of every column: one sentence or two, in the language chosen."""

from __future__ import annotations

from functools import cache

from nomina.words import tr


@cache
def explained(language: str) -> dict[str, str]:
    """Give the explanation of each column of the two tables of descriptions."""
    return {
        **_of_rows(language),
        **_of_bodies_alone(language),
        **_of_body(language),
        **_of_lists(language),
    }


def _of_rows(language: str) -> dict[str, str]:
    return {
        "number": tr("Your number of the case. One row for each.", language),
        "file": tr("A photo by its name, several with ; between them.", language),
        "folder": tr("The folder with all photos of the case.", language),
        "condition": tr("Condition of the body.", language),
        "alive": tr("Dead, may be alive or unknown. The living are never compared.", language),
        "note": tr(
            "A name or note shown beside the number. It weighs nothing; names that were found on"
            " things belong under papers.",
            language,
        ),
        "name": tr("The whole name as written in the file.", language),
        "family name": tr("Family name, where the parts are known.", language),
        "given name": tr("Given name.", language),
        "patronymic": tr("Patronymic; none where the person has none.", language),
        "other names": tr(
            "Other names and spellings, maiden names, nicknames; ; between them.", language
        ),
        "born": tr(
            "Date of birth, as much as is known: 1987-03-12, 1987-03, 1987, 1987~.", language
        ),
        "last known alive": tr("When the person was last known to be alive, as a date.", language),
        "unit": tr("Military unit or group, as written.", language),
        "place": tr("Where the person was last known, or the body was found.", language),
        "latitude": tr("Degrees north, WGS 84, such as 48.1573; south with -.", language),
        "longitude": tr("Degrees east, WGS 84, such as 37.8120; west with -.", language),
        "accuracy": tr("Radius in metres within which the place lies, such as 500.", language),
    }


def _of_bodies_alone(language: str) -> dict[str, str]:
    return {
        "sex basis": tr("What the sex was read from.", language),
        "age coverage": tr(
            "Share of true ages within such limits, as the method states it: 0.95 or 95 %.",
            language,
        ),
        "age method": tr("How the age was estimated.", language),
        "height error": tr("Standard error of the height in cm, as of a bone formula.", language),
        "bone": tr("Which bone the height was estimated from.", language),
        "papers": tr(
            "Things with writing on them: kind | name | kind of number: number | born | where it"
            " was. ; between things. Or use the sheet.",
            language,
        ),
        "regions missing": tr(
            "Regions that could not be examined, with commas between them. Empty: none.", language
        ),
        "died": tr("Estimated time of death: a date or 2022-03-01/2022-03-20.", language),
        "found": tr("When the body was found.", language),
    }


def _of_body(language: str) -> dict[str, str]:
    return {
        "sex": tr("Sex of the person.", language),
        "age from": tr("Least age at death in years.", language),
        "age to": tr("Greatest age at death in years.", language),
        "stature": tr("Height in centimetres, such as 172 or 170-175.", language),
        "height source": tr("Where the height comes from.", language),
        "build": tr("Build of the body.", language),
        "hair": tr("Natural colour of the hair.", language),
        "eyes": tr("Colour of the eyes.", language),
        "blood group": tr(
            "Blood group, such as A+ or II+; without sign where Rh is unknown.", language
        ),
    }


def _of_lists(language: str) -> dict[str, str]:
    return {
        "numbers": tr(
            "Numbers in the file: kind: number, with ; between them, such as tag: AB-123456.",
            language,
        ),
        "marks": tr(
            "kind | region | motif | text on it | serial number; ; between marks. none: there are"
            " none of the kinds asked.",
            language,
        ),
        "marks asked": tr(
            "Kinds of marks that were looked for or asked about, with commas. Empty: those listed.",
            language,
        ),
        "marks source": tr("Whether marks come from a medical file or from the family.", language),
        "teeth": tr(
            "Number (FDI) and state, with ; between teeth: 11 sound; 16 MO amalgam; 36 missing.",
            language,
        ),
        "teeth charted": tr("When the teeth were charted.", language),
        "effects": tr(
            "kind | item | colour | material | label | size | inscription; ; between things.",
            language,
        ),
    }


@cache
def explained_fields(language: str) -> dict[str, str]:
    """Give the explanation of each column of further sheets."""
    return {
        "case": tr("The number of the case on the first sheet.", language),
        "kind": tr("What it is.", language),
        "name": tr("The name on it; ? for a letter that cannot be read, * for several.", language),
        "numbers": tr("kind: number, with commas between numbers.", language),
        "born": tr("Date of birth written on it.", language),
        "carried": tr("How it was with the body.", language),
        "region": tr("Where on the body.", language),
        "motif": tr("What a tattoo shows, or which scar, operation or implant.", language),
        "text": tr("Letters or numbers to be read.", language),
        "number": tr("Serial number of an implant.", language),
        "item": tr("Which one, such as jacket.", language),
        "colour": tr("Its colour.", language),
        "material": tr("What it is made of.", language),
        "label": tr("Name of the maker.", language),
        "size": tr("Its size as written.", language),
        "inscription": tr("What is engraved or written on it.", language),
        "tooth": tr("Number of the tooth, FDI: 11 to 48, milk teeth 51 to 85.", language),
        "state": tr("State of the tooth or its place.", language),
        "surfaces": tr("Restored surfaces: M O D F L I.", language),
        "materials": tr("Such as amalgam, composite, gold, porcelain.", language),
        "root filled": tr("Whether the root is filled.", language),
    }


@cache
def explained_results(language: str) -> dict[str, str]:
    """Give the explanation of each column of the table of results."""
    return {
        "body": tr("Number of the body.", language),
        "person": tr("Number of the missing person.", language),
        "kind": tr("Fingerprints or DNA.", language),
        "conclusion": tr("What the examiner or the laboratory concluded.", language),
        "log10_lr": tr(
            "Of DNA: logarithm to base 10 of the likelihood ratio that the laboratory states.",
            language,
        ),
        "laboratory": tr("Laboratory or examiner.", language),
        "report": tr("Number of the report.", language),
        "date": tr("Date of the report.", language),
    }


def lead_in(language: str) -> tuple[str, ...]:
    """Give what a person should know before the first row, one line each."""
    return (
        tr(
            "One row for each case. Only the first sheet and those named below it are read.",
            language,
        ),
        tr("An empty cell: nobody asked.", language),
        tr(
            "unknown: asked, and not known. refused: asked, and not said. none: known that there"
            " is none.",
            language,
        ),
        tr("What cannot be understood is named in problems.csv and counts as unknown.", language),
        tr("The sheet with the example is not read.", language),
    )


def titles(language: str) -> tuple[str, str, str]:
    """Give the titles of the sheets of explanations, of the example and of the lists."""
    return tr("How to fill in", language), tr("Example", language), tr("Lists", language)
