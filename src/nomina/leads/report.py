"""Write ``report.html``: the leads of a run as one page that works from a disk, offline.

The page is made for looking, one body at a time: no face is shown until somebody asks, nobody
on the list is an answer among the others, and the run that it rests on is at its head.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from nomina.documents import write_chunks_atomic
from nomina.leads.documents import BodyLeads, CaseRecord, Lead, Leads, PhotoRecord, Problem
from nomina.leads.markup import embed
from nomina.leads.outcome import Outcome
from nomina.leads.report_evidence import edges, packed
from nomina.leads.report_page import Body, Page, Person, Photo, Row, encode, pieces
from nomina.leads.report_words import (
    condition_words,
    flag_words,
    head_words,
    photos_words,
    result_words,
)

Crops = Mapping[str, bytes] | Callable[[str], bytes | None]

MOST_CROP_BYTES = 64_000_000
"""Crops in one page, in bytes: above this browsers open it slowly. Those of bodies and of the
first candidates go in first; the page says how many are left out."""

_MOST_COMPETING = 20
_WORDS = {"inconclusive": 0, "candidate for other examination": 1, "excluded": 2}


def write_report(
    path: Path,
    leads: Leads | Outcome,
    crops: Crops,
    *,
    language: str = "en",
    images: bool = True,
    most_crop_bytes: int = MOST_CROP_BYTES,
) -> None:
    """Write the page whole or not at all.

    Args:
        path: the file to write, such as ``report.html``.
        leads: the content of ``leads.json``.
        crops: JPEG, PNG or WebP bytes by `PhotoRecord.crop`, ready to show and marked in their
            pixels; a photo without one is shown as words.
        language: one of `nomina.words.LANGUAGES`.
        images: False leaves every face out of the file.
        most_crop_bytes: crops beyond this many bytes are left out, the least needed first.

    Raises:
        SpaceError: the disk is full; an earlier file of this name is untouched.
        InputError: the place cannot be written, or the language is not known.
    """
    get = crops if callable(crops) else crops.get
    page = page_of(leads, get if images else None, language, most_crop_bytes)
    write_chunks_atomic(path, pieces(page))


def page_of(
    leads: Leads | Outcome,
    get_crop: Callable[[str], bytes | None] | None,
    language: str = "en",
    most_crop_bytes: int = MOST_CROP_BYTES,
) -> Page:
    """Put what the page says together; ``get_crop`` None leaves every face out."""
    words = result_words(language) | head_words(language)
    shelf = _Shelf(leads, get_crop, language, most_crop_bytes)
    bodies, chosen, candidates = [], [], []
    for case, result in zip(leads.bodies, leads.results, strict=True):  # each made anew: one pass
        bodies.append(_body(case, result, shelf, language))
        chosen.append([shelf.place[lead.person] for lead in result.leads])
        found = [lead for lead in result.leads if _WORDS[lead.word] == 1 and not lead.excluded]
        candidates.append([shelf.place[lead.person] for lead in found])
    people = shelf.people(chosen)
    return Page(
        language=language,
        when=leads.times.finished_at[:16].replace("T", " ") + " UTC",
        share=leads.run.on_list,
        share_words=f"{leads.run.on_list:g}",
        listed=leads.run.list_length,
        images=get_crop is not None,
        facts=tuple(_facts(leads, shelf.left_out, words)),
        limits=tuple(shelf.limits),
        flags=tuple(flag_words(code, language) for code in shelf.flags),
        photos=tuple(shelf.photos),
        people=people,
        bodies=tuple(bodies),
        also=_competing(candidates),
        problem_heads=(words["problem_where"], words["problem_what"], words["problem_todo"]),
        problems=tuple((_where(p), p.what, p.todo) for p in leads.problems),
        record=tuple(_flat("", leads.run.model_dump(mode="json") | leads.times.model_dump())),
        found=leads.reconciliation,
        words=words,
    )


class _Shelf:
    """Photos, people, flags and limits by place, so that each is written once."""

    def __init__(
        self,
        leads: Leads | Outcome,
        get_crop: Callable[[str], bytes | None] | None,
        language: str,
        most_bytes: int,
    ) -> None:
        self.get_crop = get_crop
        self.language = language
        self.bytes_left = most_bytes
        self.left_out = 0
        self.photos: list[Photo] = []
        self.flags = sorted(
            {flag for case in leads.bodies for photo in case.photos for flag in _flags(photo)}
        )
        self.limits: list[tuple[float, float, str]] = []
        self._limit: dict[tuple[float, float], int] = {}
        self._note = head_words(language)["simulated_short"]
        self.of_body = {case.id: self._put(case) for case in leads.bodies}
        self._cases = {case.id: case for case in leads.missing}
        self._not_among = leads.reconciliation.not_among
        self.place: dict[str, int] = {}

    def person(self, number: str) -> int:
        """Give the place of a missing person, the next one for who is new."""
        return self.place.setdefault(number, len(self.place))

    def people(self, chosen: Sequence[Sequence[int]]) -> tuple[Person, ...]:
        """Give everybody by place; photos are kept in the order of need of ``chosen``."""
        numbers = list(self.place)
        made: dict[int, Person] = {}
        for place in _in_order_of_need(chosen):
            case = self._cases[numbers[place]]
            share = self._not_among.get(case.id)
            share = None if share is None else round(share, 4)
            made[place] = Person(case.id, case.label, self._put(case), share)
        return tuple(made[place] for place in range(len(numbers)))

    def limit(self, lower: float, upper: float) -> int:
        """Give the place of a pair of limits."""
        if (lower, upper) not in self._limit:
            self._limit[lower, upper] = len(self.limits)
            self.limits.append((lower, upper, self._note))
        return self._limit[lower, upper]

    def _put(self, case: CaseRecord) -> tuple[int, ...]:
        first = len(self.photos)
        for photo in case.photos:
            if photo.face is not None:
                words = condition_words(photo.face.values, photo.faces_found, self.language)
                self.photos.append(Photo(photo.file, words, self._crop(photo)))
        return tuple(range(first, len(self.photos)))

    def _crop(self, photo: PhotoRecord) -> bytes | None:
        if self.get_crop is None or photo.crop is None:
            return None
        crop = self.get_crop(photo.crop) if self.bytes_left > 0 else None
        if crop is None or len(crop) > self.bytes_left:
            self.left_out += 1
            return None
        self.bytes_left -= len(crop)
        return crop


def _in_order_of_need(chosen: Sequence[Sequence[int]]) -> Iterator[int]:
    """Give every person that is a lead once: all first leads, all second, ..."""
    seen: set[int] = set()
    for rank in range(max(map(len, chosen), default=0)):
        for people in chosen:
            if rank < len(people) and people[rank] not in seen:
                seen.add(people[rank])
                yield people[rank]


def _competing(candidates: Sequence[Sequence[int]]) -> dict[int, list[int]]:
    """Give for each person the bodies for which they are a candidate for other examination."""
    found: dict[int, list[int]] = {}
    for number, people in enumerate(candidates):
        for person in people:
            bodies = found.setdefault(person, [])
            if len(bodies) < _MOST_COMPETING:
                bodies.append(number)
    return found


def _body(case: CaseRecord, result: BodyLeads, shelf: _Shelf, language: str) -> Body:
    rows = [_row(lead, shelf) for lead in result.leads]
    flags = {flag for photo in case.photos for flag in _flags(photo)}
    words = head_words(language)
    said = [case.label] if case.label else []
    compared = sum(photo.face is not None for photo in case.photos)
    said.append(photos_words(len(case.photos), compared, language))
    if case.stated != "unknown":
        stated = flag_words(case.stated, language)
        said.append(words["stated"].format(stated=stated))
    if not case.compared:
        said.append(words["no_face"])
    return Body(
        number=case.id,
        words=" · ".join(said),
        photos=shelf.of_body[case.id],
        flags=tuple(i for i, flag in enumerate(shelf.flags) if flag in flags),
        nobody=result.nobody if rows else None,
        others=result.others,
        best=rows[0] if rows else None,
        rows=encode(rows),
        has_candidate=any(row.word == 1 and not row.excluded for row in rows),
        evidence=embed(packed(result, language, shelf.place)),
        edges=edges(result.leads, shelf.place),
    )


def _row(lead: Lead, shelf: _Shelf) -> Row:
    person, word = shelf.person(lead.person), _WORDS[lead.word]
    whole = (person, lead.posterior, lead.log10_lr, lead.glr, lead.excluded, word)
    if lead.strength is None:
        return Row(*whole, None)
    s = lead.strength
    return Row(*whole, s.log10_lr, s.low, s.high, shelf.limit(s.lower_bound, s.upper_bound))


def _flags(photo: PhotoRecord) -> tuple[str, ...]:
    return photo.face.values.flags if photo.face is not None else ()


def _where(problem: Problem) -> str:
    return " · ".join(part for part in (problem.case, problem.file) if part) or problem.side


def _facts(
    leads: Leads | Outcome, left_out: int, words: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    run = leads.run

    def stated(text: str) -> str:
        return words["not_stated"] if text == "not stated" else text

    yield words["purpose"], stated(run.purpose), ""
    yield words["authority"], stated(run.authority), ""
    share = words["share"].format(share=f"{run.on_list:g}")
    yield words["on_list"], share, words["on_list_note"].format(prior=run.prior)
    counts = words["counts"].format(bodies=len(leads.bodies), missing=run.list_length)
    without = [sum(not c.compared for c in cases) for cases in (leads.bodies, leads.missing)]
    note = words["without"].format(bodies=without[0], missing=without[1]) if any(without) else ""
    yield words["compared"], counts, note
    calibrations = [pack.calibration for pack in run.packs]
    yield (
        words["calibrated"],
        ", ".join(c.set_name for c in calibrations),
        "; ".join(
            words["calibrated_note"].format(
                people=c.n_identities, mated=c.n_mated, population=c.population
            )
            for c in calibrations
        ),
    )
    packs = run.packs
    yield words["pack"], ", ".join(p.name for p in packs), ", ".join(p.digest[:12] for p in packs)
    yield words["condition"], words["simulated"], words["simulated_note"]
    if any(pack.calibration.caution == "origin" for pack in packs):
        yield words["caution"], words["caution_origin"], words["caution_origin_note"]
    if left_out:
        yield words["faces"], words["left_out"].format(n=left_out), words["left_out_note"]


def _flat(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Give the values of nested data, each with its dotted name."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(f"{name}.{key}" if name else str(key), inner)
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from _flat(f"{name}.{place}", inner)
    else:
        yield name, str(value)
