"""Papers with a body: what stands on them, how it was read, and whose they are."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from datetime import date

from nomina.cases.dates import When
from nomina.cases.description import Carried, Number, NumberKind, Paper, PaperKind, PersonName
from nomina.synthetic.lives import numbers as numbers_of
from nomina.synthetic.lives.assumptions import Assumptions
from nomina.synthetic.lives.draws import Draw
from nomina.synthetic.lives.grounds import day
from nomina.synthetic.lives.names import Name, Script, draw_name, misread, partly, written
from nomina.synthetic.lives.people import Life

_NUMBER = {
    PaperKind.IDENTITY_TAG: NumberKind.TAG,
    PaperKind.PASSPORT: NumberKind.PASSPORT,
    PaperKind.ID_CARD: NumberKind.ID_CARD,
    PaperKind.MILITARY_ID: NumberKind.MILITARY_ID,
    PaperKind.DRIVING_LICENCE: NumberKind.DRIVING,
    PaperKind.BANK_CARD: NumberKind.BANK_CARD,
    PaperKind.TAX_CARD: NumberKind.TAX,
    PaperKind.PHONE: NumberKind.PHONE,
}
_TAX_TOO = {PaperKind.PASSPORT: 0.25, PaperKind.MILITARY_ID: 0.35}
_BIRTH_DATE = frozenset(
    {PaperKind.PASSPORT, PaperKind.ID_CARD, PaperKind.MILITARY_ID, PaperKind.DRIVING_LICENCE}
)
_NAMED = {PaperKind.IDENTITY_TAG: 0.3, PaperKind.PHONE: 0.0, PaperKind.TAX_CARD: 1.0}
_LOOSE = frozenset({PaperKind.LETTER, PaperKind.INSCRIPTION})
_BIRTH_DATE_LEGIBLE = 0.8
_WITH = {
    PaperKind.IDENTITY_TAG: Draw({Carried.WORN: 0.7, Carried.POCKET: 0.2, Carried.UNKNOWN: 0.1}),
    PaperKind.INSCRIPTION: Draw({Carried.WORN: 1.0}),
}
_ELSE = Draw({Carried.POCKET: 0.6, Carried.BAG: 0.2, Carried.UNKNOWN: 0.2})
_SCRIPTS: tuple[Script, ...] = ("uk", "ru", "kmu", "icao")


class Wallet:
    """Draws papers.

    Args:
        assumptions: the rates.
    """

    def __init__(self, assumptions: Assumptions) -> None:
        self._of = assumptions
        self._agree = Draw[str](assumptions.documents["birth_agree"])
        self._script = Draw(dict(zip(_SCRIPTS, assumptions.name_script, strict=True)))

    def carried(
        self, dice: random.Random, wearer: Life, another: Callable[[], Life]
    ) -> tuple[Paper, ...]:
        """Draw what lay with a body: its own papers, or in their place those of another.

        How often they are its own goes by how they were carried; ``another`` draws whose they
        are if not.
        """
        papers = self.own(dice, wearer)
        if not papers or dice.random() < self._chance_own({each.carried for each in papers}):
            return papers
        other = another()
        return tuple(self.paper(dice, other, each.kind) for each in papers)

    def _chance_own(self, carried: set[Carried]) -> float:
        """Give the chance that all papers are the wearer's own and not all of one other."""
        rates = self._of.documents
        own: float = math.prod(rates["own"][each] for each in carried)
        others: float = math.prod(1.0 - rates["own"][each] for each in carried)
        tied: float = rates["tied"] ** (len(carried) - 1)
        return own / (own + others * tied)

    def own(self, dice: random.Random, owner: Life) -> tuple[Paper, ...]:
        """Draw the papers that the owner carried, as they were read."""
        return tuple(
            self.paper(dice, owner, kind)
            for kind, share in self._of.carried.items()
            if dice.random() < share
        )

    def clear(self, owner: Life, kind: PaperKind) -> Paper:
        """Give one paper of the owner with all of it read as it is."""
        number = Number(_NUMBER[kind], owner.numbers[_NUMBER[kind]])
        born = day(owner.looks.born) if kind in _BIRTH_DATE else None
        name = PersonName(written(owner.name))
        worn = Carried.WORN if kind is PaperKind.IDENTITY_TAG else Carried.POCKET
        return Paper(kind, (name,), (number,), born, worn)

    def paper(self, dice: random.Random, owner: Life, kind: PaperKind) -> Paper:
        """Draw what was read on one paper of the owner."""
        numbers = []
        if kind in _NUMBER:
            numbers.append(self._number(dice, owner, _NUMBER[kind]))
        if dice.random() < _TAX_TOO.get(kind, 0.0):
            numbers.append(self._number(dice, owner, NumberKind.TAX))
        named = kind in _BIRTH_DATE or kind in _LOOSE or dice.random() < _NAMED.get(kind, 1.0)
        carried = _WITH.get(kind, _ELSE)(dice)
        names = (self._name(dice, owner.name, kind, carried),) if named else ()
        born = None
        if kind in _BIRTH_DATE and dice.random() < _BIRTH_DATE_LEGIBLE:
            born = self._born(dice, owner.looks.born)
        return Paper(kind, names, tuple(numbers), born, carried)

    def _number(self, dice: random.Random, owner: Life, kind: NumberKind) -> Number:
        rates = self._of.documents
        text = owner.numbers[kind]
        if dice.random() < rates["other_number"][kind]:  # renewed, or another card
            text = numbers_of.draw(dice, kind, owner.looks.born, owner.looks.sex)
        wrong, chance = rates["misread"], dice.random()
        if chance < wrong["one"] + wrong["two"]:
            text = numbers_of.misread(dice, text)
            if chance >= wrong["one"]:
                text = numbers_of.misread(dice, text)
        elif chance < wrong["one"] + wrong["two"] + wrong["swapped"]:
            text = numbers_of.swapped(dice, text)
        if dice.random() < rates["series_left_out"]:
            text = numbers_of.without_series(text)
        if dice.random() < self._of.number_partly:
            text = numbers_of.partly(dice, text)
        return Number(kind, text)

    def _born(self, dice: random.Random, born: int) -> When:
        """Draw the birth date as read: parts of it agree with the true one."""
        agree = self._agree(dice).split()
        if len(agree) == 3:
            return day(born)
        true, other = date.fromordinal(born), date.fromordinal(born + int(dice.gauss(0.0, 2500.0)))
        year, month, number = (
            getattr(true if part in agree else other, part) for part in ("year", "month", "day")
        )
        return day(date(year, month, min(number, 28)).toordinal())

    def _name(
        self, dice: random.Random, name: Name, kind: PaperKind, carried: Carried
    ) -> PersonName:
        own = self._of.names["own"].get(kind)
        if own is not None and dice.random() >= own[carried]:
            name = draw_name(dice, name.sex)
        if dice.random() < self._of.name_other:
            name = Name(draw_name(dice, name.sex).family, name.given, name.father, name.sex)
        script: Script = "kmu" if kind is PaperKind.BANK_CARD else self._script(dice)
        text = written(name, script, patronymic=script not in {"kmu", "icao"})
        if kind in _LOOSE and dice.random() < self._of.name_initials:
            family, *others = text.split(" ")
            text = f"{family} {' '.join(each[0] + '.' for each in others)}"
        chance = dice.random()
        if chance < self._of.name_misread:
            text = misread(dice, text)
        elif chance < self._of.name_misread + self._of.name_partly:
            text = partly(dice, text)
        return PersonName(text)
