"""The words of packages, in the language of the reader or of a paper."""

from __future__ import annotations

from nomina.desk.custody import graves_words
from nomina.desk.custody.models.graves import CREMATED_FOR
from nomina.desk.custody.papers.known import dated
from nomina.desk.files import fields
from nomina.desk.transmit import packages_said as said
from nomina.packages.particulars import Particular, Stands
from nomina.words import tr

DATES = ("born", "died_on", "taken_or_died_on", "event_on", "found_on")
"""Particulars that may be dates as EDTF writes them."""


def stage_name(stage: str) -> str:
    """Say how far a package has come."""
    return {
        "draft": tr("being drafted"),
        "laid": tr("waits for two signatures"),
        "signed": tr("signed, not made yet"),
        "made": tr("prepared"),
        "out": tr("taken out, not handed over"),
        "sent": tr("handed over"),
        "overdue": tr("handed over, acknowledgement overdue"),
        "acknowledged": tr("acknowledged"),
        "frozen": tr("frozen: an identification was recalled"),
        "ended": tr("given up"),
    }[stage]


def means_name(means: str) -> str:
    """Say how a package was handed over."""
    return {
        "file": tr("the sealed file"),
        "hand": tr("by hand"),
        "courier": tr("by courier"),
        "exchange": tr("at an exchange"),
    }[means]


def seat_name(seat: str) -> str:
    """Say as what somebody signed."""
    return {
        "transmission": tr("transmission officer"),
        "board": tr("board member"),
    }[seat]


def state_name(state: Stands) -> str:
    """Say how a particular stands."""
    return {
        Stands.KNOWN: tr("known"),
        Stands.UNKNOWN: tr("not known"),
        Stands.UNASKED: tr("never asked"),
    }[state]


def confidence_name(text: str) -> str:
    """Say how sure a source is."""
    return {
        "certain": tr("certain"),
        "probable": tr("probable"),
        "doubtful": tr("doubtful"),
    }[text]


def field_name(key: str) -> str:
    """Give the name of a particular."""
    return {
        "power": tr("Power on which the person depended"),
        "rank": tr("Rank"),
        "service_number": tr("Army, regimental, personal or serial number"),
        "surname": tr("Surname"),
        "first_names": tr("First names"),
        "father": tr("First name of the father, or patronymic"),
        "mother": tr("Maiden name of the mother"),
        "born": tr("Date of birth"),
        "born_place": tr("Place of birth"),
        "card_or_disc": tr("Other particulars on identity card or disc"),
        "taken_or_died_on": tr("Date of capture or death"),
        "taken_or_died_at": tr("Place of capture or death"),
        "died_on": tr("Date of death"),
        "died_at": tr("Place of death"),
        "cause": tr("Cause of death; wounds or illness"),
        "circumstances": tr("Circumstances of death"),
        "examined": tr("Examination before burial, by whom and when"),
        "buried_on": tr("Date of burial"),
        "buried_at": tr("Place of burial"),
        "grave": tr("Grave"),
        "cremated": tr("Cremated, and why"),
        "will": tr("Last will"),
        "person_informed": tr("Name and address of the person to be informed"),
        "address": tr("Address for letters"),
        "event_on": tr("Date of what happened"),
        "event_at": tr("Place of what happened"),
        "health": tr("State of health"),
        "residence": tr("Last residence"),
        "marks": tr("Distinguishing marks"),
        "found_on": tr("When the body was found"),
        "found_at": tr("Where the body was found"),
        "sex": tr("Sex"),
        "cemetery": tr("Cemetery"),
        "section_row_plot": tr("Section, row, plot"),
        "coordinates": tr("Coordinates (WGS 84)"),
        "marking": tr("Marking"),
        "inscription": tr("Inscription of the disc"),
        "words": tr("What is said"),
    }[key]


def place_name(place: str) -> str:
    """Say where an article asks for a particular, such as GC I 16(a)."""
    return place.replace("GC", tr("GC")).replace("Annex", tr("Annex"))


def fixed(text: str) -> str:
    """Say what the desk itself wrote in a document, in the language of now; the rest as it is."""
    return {
        said.UNSETTLED: tr("two things were said, and nobody has chosen"),
        said.ASKED: tr("asked, and not known"),
        said.REFUSED: tr("asked, and not said"),
        said.UNNAMED: tr("the board has named nobody"),
        said.UNCERTIFIED: tr("not known when the death was certified"),
        said.POWERLESS: tr("nobody can say on whom the person depended"),
        said.NOT_CREMATED: tr("not cremated"),
        said.CREMATED: tr("cremated, and not buried"),
        said.DIED: tr("died"),
    }.get(text, text)


def value_of(key: str, one: Particular) -> str | None:
    """Give the value of a particular as it is read; None where it is not known."""
    if one.value is None:
        return None
    if key == "sex":
        return fields.choice("sex", one.value)
    if key in DATES:
        return dated(one.value)
    return _cremated(one.value) if key == "cremated" else fixed(one.value)


def _cremated(text: str) -> str:
    """Say why somebody was cremated: the reason of the law, and then what was written."""
    for reason in CREMATED_FOR:
        begins = f"{graves_words.reason(reason, 'en')}: "
        if text.startswith(begins):
            return f"{graves_words.reason(reason)}: {text.removeprefix(begins)}"
    return fixed(text)


def beside(one: Particular) -> str:
    """Give, in a line, why a particular is not known, where it comes from, and how sure that is."""
    parts = (fixed(one.why) if one.why else "", whence(one))
    return " · ".join(text for text in parts if text)


def whence(one: Particular) -> str:
    """Give, in a line, how sure a particular is, and where it comes from."""
    parts = []
    if one.confidence is not None:
        parts.append(confidence_name(one.confidence))
    if one.source is not None:
        parts.append(tr("source: {who}").format(who=one.source))
    return " · ".join(parts)
