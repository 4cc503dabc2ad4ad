"""A letter to a family, as text: an opening and its seven sections, in the words of a language.

The text depends on what is known and on what the family asked not to read. Neither the number of
the letter nor its day is part of it, so that what was signed at the dry run is what is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from nomina.desk.acts import Said, digest
from nomina.desk.families.letters_facts import (
    ASHES,
    GIVEN,
    GRAVE,
    MOVING,
    PLACE,
    SEA,
    LetterFacts,
    Where,
)
from nomina.desk.families.letters_texts import day, texts
from nomina.desk.families.models.telling import RECALL
from nomina.letters import SECTIONS, Name, Section

CAUSE, FOUND, DIED = "cause", "found", "died"
LEAVES = (CAUSE, FOUND, DIED)
"""What a letter leaves out where a family asked not to read it: the cause of death; when and where
the body was found; when death came."""
_NUMBER, _PRINT, _CODE = "{number}", "{print}", "{code}"
"""What is filled in when a letter is issued."""


@dataclass(frozen=True)
class Office:
    """Whom a letter says to call.

    Attributes:
        name, telephone, hours: of the office, in the language of the letter.
        place: where one can come; empty where nowhere.
        agency: how the neutral agency is reached; empty where that is not known.
        page: whether a public page is open, which says whether a letter is ours.
    """

    name: str
    telephone: str
    hours: str
    place: str = ""
    agency: str = ""
    page: bool = False


@dataclass(frozen=True)
class Draft:
    """A letter before it has a number.

    Attributes:
        language: it is written in.
        title: what is printed large.
        opening: paragraphs before the first section.
        sections: the seven, in their order.
    """

    language: str
    title: str
    opening: tuple[str, ...]
    sections: tuple[Section, ...]

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of all that it says; another text has another."""
        said: dict[str, Said] = {
            "language": self.language,
            "title": self.title,
            "opening": self.opening,
            "sections": tuple((one.name, one.title, one.lines) for one in self.sections),
        }
        return digest(said)

    def numbered(self, number: str, print_of_key: str, code: str) -> tuple[Section, ...]:
        """Give the sections with number and code of the letter and the print of the key in them."""

        def filled(line: str) -> str:
            return line.replace(_NUMBER, number).replace(_PRINT, print_of_key).replace(_CODE, code)

        return tuple(
            one.model_copy(update={"lines": tuple(map(filled, one.lines))})
            if one.name == "free"
            else one
            for one in self.sections
        )


def draft(
    facts: LetterFacts, office: Office, language: str, leaves_out: Collection[str] = ()
) -> Draft:
    """Write a letter.

    Args:
        facts: what is known.
        office: whom to call.
        language: one of `nomina.words.LANGUAGES`.
        leaves_out: of `LEAVES`, what the family asked not to read.
    """
    it = _Writer(facts, office, language, frozenset(leaves_out))
    known = texts(language)
    return Draft(
        language,
        known["titles"][facts.occasion],
        tuple(it.fill(line) for line in known["opening"][facts.occasion]),
        tuple(
            Section(name=name, title=known["titles"][name], lines=tuple(it.section(name)))
            for name in SECTIONS
        ),
    )


@dataclass(frozen=True)
class _Writer:
    facts: LetterFacts
    office: Office
    language: str
    out: frozenset[str]

    def fill(self, text: str, **more: str) -> str:
        name = self.facts.name or str(texts(self.language)["nobody"])
        return text.format(name=name, body=self.facts.body, **more)

    def say(self, section: str, key: str, **more: str) -> str:
        return self.fill(texts(self.language)[section][key], **more)

    def section(self, name: Name) -> Iterator[str]:
        write: dict[Name, Callable[[], Iterator[str]]] = {
            "known": self._known,
            "how": self._how,
            "unknown": self._unknown,
            "body": self._body,
            "choices": self._choices,
            "call": self._call,
            "free": self._free,
        }
        return write[name]()

    def _dates(self) -> Iterator[tuple[str, str]]:
        """Give each particular that is known and may be read, by name."""
        it = self.facts
        if it.died is not None and DIED not in self.out:
            yield "died", day(it.died, self.language)
        if it.found is not None and FOUND not in self.out:
            yield "found", day(it.found, self.language)
        if it.place is not None and FOUND not in self.out:
            yield "place", _ended(it.place)
        if it.cause is not None and CAUSE not in self.out:
            yield "cause", _ended(it.cause)

    def _known(self) -> Iterator[str]:
        if self.facts.occasion == RECALL:
            yield self.say("recall", "was")
            yield self.say("recall", "recalled", recalled=self._recalled())
            return
        section = self.facts.occasion
        yield self.say(section, "dead")
        for key, value in self._dates():
            if key in texts(self.language)[section]:
                yield self.say(section, key, **{key: value})
        yield self.say(section, "body")

    def _recalled(self) -> str:
        return day(self.facts.recalled or self.facts.decided, self.language)

    def _how(self) -> Iterator[str]:
        if self.facts.occasion == RECALL:
            yield self.say("recall", "how")
            return
        known = [self.say("how", one) for one in self.facts.disciplines]
        if known:
            yield self.say("death", "how")
            yield from known
        else:
            yield self.say("death", "unsaid")
        yield self.say("death", "board", decided=day(self.facts.decided, self.language))
        yield self.say("death", "sure")

    def _unknown(self) -> Iterator[str]:
        it = self.facts
        if it.occasion == RECALL:
            yield self.say("recall", "missing")
            yield self.say("recall", "whose")
            return
        yield self.say("unknown", "intro")
        of = (("died", it.died, DIED), ("found", it.found, FOUND), ("place", it.place, FOUND))
        for key, value, leaf in (*of, ("cause", it.cause, CAUSE)):
            if value is None and leaf not in self.out:
                yield self.say("unknown", key)
        yield self.say("unknown", "last")
        if self.out:
            yield self.say("unknown", "left_out")
        yield self.say("unknown", "later")

    def _body(self) -> Iterator[str]:
        it = self.facts.where
        if self.facts.occasion != "death":
            yield self.say("where", "of")
        yield self._where(it)
        if self.facts.occasion == RECALL and it.state in (GRAVE, ASHES):
            yield self.say("recall", "leave")

    def _where(self, it: Where) -> str:
        when = day(it.day, self.language) if it.day else ""
        if it.state == GRAVE:
            return self.say("where", "grave", where=it.where, grave=it.grave, buried=when)
        if it.state == SEA:
            return self.say("where", "sea", buried=when)
        if it.state == GIVEN:
            return self.say("where", "given", given=when)
        if it.state in (PLACE, ASHES):
            return self.say("where", it.state, where=it.where)
        return self.say("where", "moving" if it.state == MOVING else "unknown")

    def _choices(self) -> Iterator[str]:
        if self.facts.occasion == RECALL:
            for key in ("search", "why", "back"):
                yield self.say("recall", key)
            yield self.say("choices", "silence")
            return
        for key in texts(self.language)["choices"]:
            yield self.say("choices", key)

    def _call(self) -> Iterator[str]:
        it = self.office
        yield self.say("call", "office", office=it.name)
        yield self.say("call", "phone", phone=it.telephone, hours=it.hours)
        if it.place:
            yield self.say("call", "place", address=_ended(it.place))
        yield self.say("call", "help")
        if it.agency:
            yield self.say("call", "agency", agency=it.agency)

    def _free(self) -> Iterator[str]:
        for key in texts(self.language)["free"]:
            if key != "page" or self.office.page:
                yield self.say("free", key, number=_NUMBER, print=_PRINT, code=_CODE)


def _ended(said: str) -> str:
    """Give what somebody wrote so that a sentence can end after it."""
    return " ".join(said.split()).rstrip(".")
