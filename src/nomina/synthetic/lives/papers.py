"""Papers with a body: what stands on them, how it was read, and whose they are."""

from __future__ import annotations

import random

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
_LOOSE = {PaperKind.LETTER: 0.4, PaperKind.INSCRIPTION: 0.7}
"""Share of them that bear the name of whoever they were with, and not a friend's or a sender's."""
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
        self._script = Draw(dict(zip(_SCRIPTS, assumptions.name_script, strict=True)))

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
        born = day(owner.looks.born) if kind in _BIRTH_DATE and dice.random() < 0.8 else None
        names = (self._name(dice, owner.name, kind),) if named else ()
        return Paper(kind, names, tuple(numbers), born, _WITH.get(kind, _ELSE)(dice))

    def _number(self, dice: random.Random, owner: Life, kind: NumberKind) -> Number:
        text = owner.numbers[kind]
        chance = dice.random()
        if chance < self._of.number_misread:
            text = numbers_of.misread(dice, text)
        elif chance < self._of.number_misread + self._of.number_partly:
            text = numbers_of.partly(dice, text)
        return Number(kind, text)

    def _name(self, dice: random.Random, name: Name, kind: PaperKind) -> PersonName:
        if kind in _LOOSE and dice.random() >= _LOOSE[kind]:
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
