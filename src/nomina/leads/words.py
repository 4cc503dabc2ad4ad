"""Everything that can go wrong with what was given: a stable code, what happened, what to do."""

from __future__ import annotations

from functools import cache

from nomina.images.refusals import REASONS, refuse
from nomina.leads.documents import Problem, Side
from nomina.words import current, tr


def say(code: str, language: str | None = None, **values: object) -> tuple[str, str]:
    """Give what happened and what to do, in words.

    Args:
        code: a key of this module, or ``photo-`` and a reason of the image door.
        language: None for the current one.
        values: for the fields of the text.
    """
    if code.startswith("photo-refused-"):
        return _of_door(code.removeprefix("photo-refused-"), language or current())
    what, todo = _texts(language or current())[code]
    return what.format(**values), todo.format(**values)


def problem(code: str, side: Side, *, case: str = "", file: str = "", **values: object) -> Problem:
    """Make one line of ``problems.csv`` in the current language."""
    what, todo = say(code, None, **values)
    code = code.partition(": ")[0]
    return Problem(
        code=code, side=side, case=_shown(case), file=_shown(file), what=_shown(what), todo=todo
    )


def _shown(text: str) -> str:
    """Names from outside may hold what cannot be printed or written."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


@cache
def _of_door(reason: str, language: str) -> tuple[str, str]:
    base, _, kind = reason.partition(": ")
    texts = _door_texts(language)
    if base not in texts:
        refused = refuse(reason)
        return refused.what, refused.todo
    what, todo = texts[base]
    return (f"{what} ({kind})" if kind else what), todo


DOOR_REASONS = REASONS
"""Every reason the image door may give; each has words here."""


def _door_texts(language: str) -> dict[str, tuple[str, str]]:
    look = tr("Look at this file with care", language)
    again = tr("Copy it again from its source", language)
    smaller = tr("Make a smaller copy", language)
    return {
        "empty": (tr("the file is empty", language), again),
        "not-found": (
            tr("there is no such file", language),
            tr("Check the name and that the disk is attached", language),
        ),
        "not-a-file": (tr("this is a folder or a device, not a photo", language), look),
        "unreadable": (
            tr("the file cannot be read", language),
            tr("Check its permissions and the disk", language),
        ),
        "not-an-image": (tr("this is not a picture", language), look),
        "format-not-accepted": (
            tr("pictures of this kind are not opened", language),
            tr("Convert it to JPEG, PNG, WebP, TIFF or HEIC and keep the original", language),
        ),
        "broken": (tr("the picture is damaged and cannot be decoded", language), again),
        "truncated": (
            tr(
                "the end of the file is missing and too little of the picture is left",
                language,
            ),
            again,
        ),
        "several-frames": (
            tr("the file holds several pictures and does not say which one is meant", language),
            tr("Save the right one as a file of its own and keep the original", language),
        ),
        "too-large": (tr("the picture or the file is over the limit", language), smaller),
        "memory": (tr("decoding needs more memory than is allowed", language), smaller),
        "too-slow": (tr("decoding took longer than is allowed", language), look),
        "decoder-died": (tr("the decoder stopped at this file", language), look),
    }


@cache
def _texts(language: str) -> dict[str, tuple[str, str]]:
    return {**_of_tables(language), **_of_folders(language), **_of_cases(language)}


def _of_tables(language: str) -> dict[str, tuple[str, str]]:
    return {
        "table-kind": (
            tr("this is not a table that can be read", language),
            tr("Save it as CSV or XLSX", language),
        ),
        "table-unreadable": (
            tr("the table cannot be read ({why})", language),
            tr("Check that it exists and that you may read it", language),
        ),
        "table-too-large": (
            tr("the table is larger than {limit} MB", language),
            tr("Split it, or leave out columns that are not used", language),
        ),
        "table-too-long": (
            tr("the table has more than {limit} rows", language),
            tr("Split it", language),
        ),
        "table-encoding": (
            tr("the letters of the table cannot be read", language),
            tr("Save it as UTF-8", language),
        ),
        "table-broken": (
            tr("the table is damaged ({why})", language),
            tr("Open it in a spreadsheet and save it again as CSV or XLSX", language),
        ),
        "table-header": (
            tr("the first row names neither a number, a file nor a folder", language),
            tr("Write the names of the columns in the first row: number, file", language),
        ),
        "table-empty": (
            tr("the table is empty", language),
            tr("Give a table with a first row that names its columns", language),
        ),
        "table-unknown-column": (
            tr('the column "{column}" is not known and was not used', language),
            tr("Nothing, unless it was meant as one of the columns in the manual", language),
        ),
        "table-column-twice": (
            tr('the column "{column}" is there twice; the first was used', language),
            tr("Leave one", language),
        ),
        "row-names-nothing": (
            tr("the row names neither a number, a file nor a folder", language),
            tr("Fill in the row or delete it", language),
        ),
        "row-photo-missing": (
            tr('the table names the photo "{photo}", which is not in the folder', language),
            tr("Add the photo or correct its name in the table", language),
        ),
        "row-photo-several": (
            tr('"{photo}" is the name of several photos in the folder', language),
            tr("Write its path below the folder, with / between the parts", language),
        ),
        "row-folder-missing": (
            tr('the table names the folder "{folder}", which is not there', language),
            tr("Add the folder or correct its name in the table", language),
        ),
        "row-bad-box": (
            tr("the hand box is not left, top, right, bottom in pixels of the photo", language),
            tr("Correct the four numbers; the face was looked for without them", language),
        ),
        "row-box-many": (
            tr("a hand box is given for several photos at once", language),
            tr("Give each photo a row of its own; the box was not used", language),
        ),
        "row-bad-condition": (
            tr('the condition "{value}" is not understood and was taken as unknown', language),
            tr(
                "Write fresh, early change, advanced change, injured or unknown",
                language,
            ),
        ),
        "row-bad-alive": (
            tr('the answer "{value}" to "alive" is not understood', language),
            tr(
                "Write dead, may be alive or unknown; until then this body is not compared",
                language,
            ),
        ),
    }


def _of_folders(language: str) -> dict[str, tuple[str, str]]:
    return {
        "folder-unreadable": (
            tr("the folder cannot be read ({why})", language),
            tr("Check its permissions and that the disk is attached", language),
        ),
        "folder-missing": (
            tr("this folder does not exist", language),
            tr("Check the name and that the disk is attached", language),
        ),
        "folder-empty": (
            tr("there is no photo in this folder", language),
            tr("Put photos in it: a folder for each person, or a photo for each", language),
        ),
        "folder-mixed": (
            tr(
                "photos lie beside folders; each of these {n} photos was taken as a case of its"
                " own and each folder as one case",
                language,
            ),
            tr("Move each photo into the folder of its case if that is not so", language),
        ),
        "folder-tables": (
            tr("there are several tables in this folder ({names})", language),
            tr("Say which one is meant, or move the others away", language),
        ),
        "out-inside": (
            tr("the folder for the leads lies in a folder of photos", language),
            tr("Choose a folder for the leads outside of it", language),
        ),
        "folder-same": (
            tr("bodies and missing people are in the same folder", language),
            tr("Give two folders, neither of them inside the other", language),
        ),
        "link-outside": (
            tr("this link leads out of the folder and was not followed", language),
            tr("Put a copy of the photo in its place", language),
        ),
    }


def _of_cases(language: str) -> dict[str, tuple[str, str]]:
    return {
        "number-twice": (
            tr('the number "{number}" is given to {n} different cases', language),
            tr(
                "They were kept apart as {names}; give each its own number, or put the photos"
                " of one case together",
                language,
            ),
        ),
        "number-on-several-rows": (
            tr('the number "{number}" is on {n} rows, taken as photos of one case', language),
            tr("Nothing if that is so; otherwise give each case its own number", language),
        ),
        "no-photos": (
            tr("there is no photo of this case", language),
            tr("Add a photo; until then no faces are compared, and it is not excluded", language),
        ),
        "no-usable-face": (
            tr("no photo of this case could be compared", language),
            tr(
                "It is not excluded. Give a better photo, or a box around the face in a table",
                language,
            ),
        ),
        "not-compared": (
            tr("so no faces of this case are compared, and it is not excluded", language),
            "",
        ),
        "no-face": (
            tr("no face was found in this photo", language),
            tr("Give a box around the face in a table: left, top, right, bottom", language),
        ),
        "several-faces": (
            tr("{n} faces are in this photo; the largest was taken", language),
            tr("Look at the report, and give a box around the right face in a table", language),
        ),
        "box-outside": (
            tr("the hand box does not lie in the photo of {width} x {height} pixels", language),
            tr("Correct the box: pixels of the upright photo, from its left top corner", language),
        ),
        "same-photo-twice": (
            tr("this photo is the same file as {other} and was used once", language),
            tr("Nothing", language),
        ),
        "photo-of-several": (
            tr("this photo also belongs to {other}", language),
            tr("Check which case it belongs to", language),
        ),
        "photo-on-both-sides": (
            tr("this very file is also a photo of the missing person {other}", language),
            tr(
                "Check where it comes from: a file compared with itself says nothing",
                language,
            ),
        ),
        "files-of-one-person": (
            tr("these files may be of one person (probability {probability})", language),
            tr(
                "Look at the files; if they are of one person, close one and keep the leads of"
                " both. Nothing was merged",
                language,
            ),
        ),
        "files-too-alike": (
            tr("{n} files are so alike that second files among them cannot be told", language),
            tr("Check whether names, numbers and birth dates are in the right columns", language),
        ),
        "bag-holds-several": (
            tr("one bag, several people: {sentence}", language),
            tr("Part what lay in the bag, and give each part a number of its own", language),
        ),
        "paper-unreadable": (
            tr("{why}; it counts as not there", language),
            tr("Compare it with the paper or the file, and correct the table", language),
        ),
        "alive-unknown": (
            tr("it is not stated that this body is dead", language),
            tr("Make sure before anything is shown: the living are never compared", language),
        ),
        "alive": (
            tr("this person may be alive, so nobody of this folder is compared", language),
            tr(
                "Take the person out of the folder of bodies. The living are not searched for"
                " by their faces",
                language,
            ),
        ),
        "no-opinion": (
            tr("no strength can be stated in this condition; the order is all there is", language),
            tr("Rely on other evidence; a face in this condition was never measured", language),
        ),
    }
