"""The print of a letter, and the slip for the two who go, which is left with nobody."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from nomina import letters, tags
from nomina.desk.custody.papers.known import speaking, when
from nomina.desk.custody.papers.page import Fact, Facts, Hand, Hands, Paper, Text, pdf
from nomina.desk.families.letters_texts import day
from nomina.desk.families.models import Plan, Recipient
from nomina.desk.families.models.telling import RECALL
from nomina.desk.families.telling_words import means_name
from nomina.desk.look.language import NAMES
from nomina.letters import FamilyLetter
from nomina.signed import Signer
from nomina.words import tr


def paper_of(signed: FamilyLetter) -> Paper:
    """Give the paper of a letter: what was signed, word for word, and nothing else."""
    it = signed.letter
    made = datetime.fromisoformat(it.made)
    written = day(timezone.localtime(made).date().isoformat(), it.language)
    return Paper(
        title=it.title,
        number=tags.written(it.number),
        language=it.language,
        parts=(
            Text("", (f"{it.office}, {written}", *it.opening)),
            *(Text(one.title, one.lines) for one in it.sections),
        ),
        at=made,
        code=it.number,
        document=letters.written(signed).decode(),
        mark=f"SHA-256 {signed.digest}",
        large=True,
    )


def printed(signed: FamilyLetter, signer: Signer) -> bytes:
    """Give the PDF of a letter, with the line that signs its bytes."""
    return letters.sealed_print(pdf(paper_of(signed)), signed, signer)


_BLANK = "." * 95


def slip_of(plan: Plan, recipient: Recipient, language: str, at: datetime) -> Paper:
    """Give the slip for those who go: how it was agreed, what to do there, lines to write on.

    It holds numbers where a name would be one of the dead, and it is never left behind.
    """
    with speaking(language):
        people = tuple(
            Fact(tr("Goes") if n == 0 else "", f"{one['name']} · {one['office']}")
            for n, one in enumerate(plan.people)
        )
        agreed = Facts(
            tr("As it was agreed"),
            (
                *people,
                Fact(tr("How"), means_name(plan.means)),
                Fact(tr("When"), when(plan.at)),
                Fact(tr("Where"), plan.place),
                Fact(tr("Language"), NAMES.get(plan.language, plan.language)),
                Fact(tr("Interpreter"), plan.interpreter or tr("nobody")),
                Fact(tr("Who is there to help"), plan.support or tr("nobody")),
                Fact(tr("To whom"), recipient.family.number, recipient.relation),
                Fact(tr("Of whom"), plan.notice.missing.number),
                Fact(tr("Wishes"), recipient.wishes or None),
                Fact(tr("What they asked not to hear"), plan.not_to_hear or None),
            ),
        )
        written = Facts(
            tr("Write down before the day is over"),
            tuple(
                Fact(label, _BLANK)
                for label in (
                    tr("Who was there"),
                    tr("What was said"),
                    "",
                    tr("What they asked"),
                    "",
                    tr("How they were when you left"),
                    tr("Next contact, and by whom"),
                )
            ),
        )
        return Paper(
            title=tr("For the two who go"),
            number=recipient.family.number,
            language=language,
            parts=(
                agreed,
                Text(tr("There"), _there(plan.notice.occasion)),
                written,
                Hands(tr("Signatures"), tuple(Hand("", one["name"]) for one in plan.people)),
            ),
            at=at,
            mark=tr("This slip is not left with the family, and goes back to the desk."),
        )


def _there(occasion: str) -> tuple[str, ...]:
    first = tr("Say it in the first sentences. Say “died”. No other word is clearer or kinder.")
    if occasion == RECALL:
        first = tr(
            "Say in the first sentences that what you told them was wrong, and that it is our"
            " mistake."
        )
    return (
        tr("Go as two. One speaks, one watches how people are. Ask who should be in the room."),
        first,
        tr("Say what is not known, and that it is not known. Promise nothing."),
        tr(
            "You carry no picture and show none, on no telephone either. Who asks to see one asks"
            " the desk."
        ),
        tr("Then be silent. Stay as long as you are needed. Nobody has to decide anything today."),
        tr("Leave the letter. Say that all is free, and that we never ask for money."),
        tr("Is somebody in danger? Stay, and call for help."),
    )
