"""Names of what came, in the language of the reader."""

from __future__ import annotations

from nomina.desk.files import fields
from nomina.words import tr


def form_name(form: str) -> str:
    """Give the name of a form."""
    return {
        "package": tr("signed package"),
        "pfif": tr("PFIF file"),
        "table": tr("table"),
        "letter": tr("letter on paper"),
    }.get(form, form)


def list_form_name(form: str) -> str:
    """Give the name of the form of a list."""
    return {
        "pfif": tr("PFIF file"),
        "csv": tr("table of descriptions"),
        "pfif-csv": tr("table with the columns of PFIF"),
    }.get(form, form)


def signed_name(signed: str) -> str:
    """Say who signed."""
    return {
        "heard": tr("signed by the partner"),
        "unheard": tr("signed with a key whose fingerprint two people have not heard"),
        "ended": tr("signed with the key of a partner that was ended"),
        "unknown": tr("signed with a key that no partner has"),
        "none": tr("not signed"),
    }.get(signed, signed)


def about_name(about: str) -> str:
    """Say what an item is."""
    return {
        "missing": tr("missing person"),
        "prisoner": tr("prisoner"),
        "dead": tr("one of the dead"),
        "reply": tr("reply of a family"),
        "enquiry": tr("question"),
        "answer": tr("answer to our question"),
        "recall": tr("recall of what was told"),
        "ended": tr("ended by its sender"),
        "notes": tr("what somebody says of a person"),
    }.get(about, about)


def state_name(state: str) -> str:
    """Say what became of an item."""
    return {
        "open": tr("waits"),
        "taken": tr("taken into a file"),
        "refused": tr("not taken"),
        "passed": tr("passed on"),
        "read": tr("read"),
    }.get(state, state)


def alive_name(alive: str) -> str:
    """Say what was said of a photo that came."""
    return {
        "not-known": tr("the missing person, before"),
        "may-live": tr("may show a living prisoner"),
    }.get(alive, alive)


def event_name(event: str) -> str:
    """Say what happened to a prisoner (GC III 122(5))."""
    return {
        "capture": tr("captured"),
        "transfer": tr("moved"),
        "release": tr("released"),
        "repatriation": tr("sent home"),
        "escape": tr("escaped"),
        "hospital": tr("taken to hospital"),
        "death": tr("died"),
    }.get(event, event)


def beside_name(name: str) -> str:
    """Give the name of what has no field of ours; of one that is not known, as it came."""
    found = _person().get(name) or _paper().get(name) or _pfif().get(name)
    return found or (fields.label(name) if name in fields.BY_KEY else name)


def _person() -> dict[str, str]:
    return {
        "surname": tr("Family name"),
        "first_names": tr("Given name"),
        "father": tr("Father's first name"),
        "mother": tr("Mother's maiden name"),
        "born": tr("Date of birth"),
        "born_place": tr("Place of birth"),
        "power": tr("Power on which they depend"),
        "rank": tr("Rank"),
        "service_number": tr("Service number"),
        "sex": tr("Sex"),
        "description": tr("Description"),
        "health": tr("State of health"),
        "event": tr("What happened"),
        "event_on": tr("When it happened"),
        "event_at": tr("Where it happened"),
    }


def _paper() -> dict[str, str]:
    return {
        "named": tr("A board there decided who it is"),
        "card_or_disc": tr("Identity card or disc"),
        "taken_or_died_on": tr("When captured or dead"),
        "taken_or_died_at": tr("Where captured or dead"),
        "died_on": tr("When dead"),
        "died_at": tr("Where dead"),
        "cause": tr("Wounds, illness or cause of death"),
        "examined": tr("Examined before burial"),
        "found_on": tr("When found"),
        "found_at": tr("Where found"),
        "buried_on": tr("When buried"),
        "buried_at": tr("Where buried"),
        "cemetery": tr("Cemetery"),
        "grave": tr("Grave"),
        "section_row_plot": tr("Section, row and plot"),
        "coordinates": tr("Coordinates"),
        "marking": tr("Marking of the grave"),
        "cremated": tr("Cremated, and why"),
        "will": tr("Will"),
        "inscription": tr("Inscription of the disc"),
    }


def _pfif() -> dict[str, str]:
    return {
        "home_street": tr("Street where they lived"),
        "home_neighborhood": tr("Neighbourhood where they lived"),
        "home_city": tr("City where they lived"),
        "home_state": tr("Region where they lived"),
        "home_country": tr("Country where they lived"),
        "note_status": tr("What somebody believes"),
        "note_last_known_location": tr("Where somebody saw them"),
        "note_text": tr("What somebody says"),
    }
