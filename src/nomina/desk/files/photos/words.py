"""What is said of photos, in the language of the reader."""

from __future__ import annotations

from nomina.desk.files.models import Content, Face, PhotoEnd
from nomina.leads.words import say
from nomina.words import ntr, tr


def why_unreadable(code: str) -> str:
    """Say why a photo could not be decoded."""
    return say(f"photo-refused-{code}")[0]


def note_words(code: str) -> str:
    """Say what a reader must know of the pixels; an unknown code is given as it is."""
    return {
        "truncated": tr("The end of the file is missing; what is missing is grey."),
        "damaged": tr("The file is damaged; parts of the picture may be wrong."),
        "first-of-several": tr("The file holds several pictures; the first one is shown."),
        "metadata-damaged": tr("What the file says of itself is damaged."),
        "colour-profile-ignored": tr("Its colour profile could not be used."),
        "range-stretched": tr("Its brightness was stretched to be seen."),
    }.get(code, code)


def claim_name(name: str) -> str:
    """Give the name of something that a file claims of itself."""
    return {
        "taken_at": tr("Taken at"),
        "utc_offset": tr("Offset from UTC"),
        "latitude": tr("Latitude"),
        "longitude": tr("Longitude"),
        "altitude": tr("Height above the sea in metres"),
        "gps_time": tr("Time of the satellites"),
        "make": tr("Maker of the device"),
        "model": tr("Model of the device"),
        "serial": tr("Serial number of the device"),
        "software": tr("Programme"),
        "artist": tr("Photographer"),
        "orientation": tr("Orientation as stored"),
    }.get(name, name)


def source_name(source: str) -> str:
    """Give the name of a way by which photos come."""
    return {"upload": tr("uploaded"), "import": tr("imported")}.get(source, source)


def state_of(content: Content, faces: int) -> str:
    """Say in a line what is known of a photo."""
    if content.unreadable:
        return tr("cannot be opened: {why}").format(why=why_unreadable(content.unreadable))
    size = f"{content.width} × {content.height}"
    if content.looked_at is None:
        return f"{size} · {tr('faces are still being looked for')}"
    found = ntr("{n} face found", "{n} faces found", faces).format(n=faces)
    return f"{size} · {found if faces else tr('no face found; draw a box by hand')}"


def gone(end: PhotoEnd) -> str:
    """Say of a tombstone why it is one."""
    from nomina.desk.files.actions.removal import reason_name

    return tr("removed: {why}").format(why=reason_name(end.reason))


def face_says(face: Face) -> str:
    """Say who placed a box."""
    if face.by is not None:
        return tr("drawn by {name}").format(name=face.by.name)
    if "unsure" in face.facts.get("flags", ()):
        return tr("found, but the finder was not sure")
    return tr("found")


def whose(face: Face, *, taken: bool) -> str:
    """Say whose face it is said to be, and whether it is the one that is compared."""
    if face.of_file:
        return tr("of this file")
    if face.of_file is False:
        return tr("of someone else")
    return tr("nobody said yet; this one is taken") if taken else tr("nobody said yet")
