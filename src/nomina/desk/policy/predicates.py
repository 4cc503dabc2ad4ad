"""Every rule of the desk: pure functions of a standing and a thing, with a name to read.

A rule is a `Predicate`. Rules join with ``|``, ``&`` and ``~``; what they give can be told in
words (`str`), so that the table of routes and the ledger name the rule that refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nomina.desk.policy.roles import (
    CASE_ROLES,
    KEEPS_CUSTODY,
    KEEPS_FILE,
    SEES_BUREAU,
    SEES_CAPTURES,
    SEES_CUSTODY,
    SEES_ENQUIRIES,
    SEES_FAMILIES,
    SEES_FILE,
    SEES_INCOMING,
    SEES_LEADS,
    SEES_NOTICES,
    SEES_PHOTO,
    SEES_REPLIES,
    SEES_RETURNS,
    Role,
)
from nomina.desk.policy.standing import NOTHING, Standing, Thing


@dataclass(frozen=True)
class Predicate:
    """A rule: ``rule(standing, thing)`` is True where it allows."""

    name: str
    test: Callable[[Standing, Thing], bool]

    def __call__(self, who: Standing, thing: Thing = NOTHING) -> bool:
        """Say whether ``who`` may, with respect to ``thing``."""
        return self.test(who, thing)

    def __or__(self, other: Predicate) -> Predicate:
        """Allow where either allows."""
        return Predicate(f"({self} or {other})", lambda w, t: self(w, t) or other(w, t))

    def __and__(self, other: Predicate) -> Predicate:
        """Allow where both allow."""
        return Predicate(f"({self} and {other})", lambda w, t: self(w, t) and other(w, t))

    def __invert__(self) -> Predicate:
        """Allow where this does not."""
        return Predicate(f"not {self}", lambda w, t: not self(w, t))

    def __str__(self) -> str:
        return self.name


def desk_role(*roles: Role) -> Predicate:
    """Allow whoever holds one of these roles for the whole desk."""
    return Predicate(" or ".join(roles), lambda who, _: not who.desk.isdisjoint(roles))


def role_there(*roles: Role) -> Predicate:
    """Allow whoever holds one of these roles in an operation that the thing belongs to."""
    return Predicate(
        f"{' or '.join(sorted(roles))} there",
        lambda who, thing: not who.roles(thing.operations).isdisjoint(roles),
    )


def by_file(name: str, roles: Mapping[str, frozenset[Role]]) -> Predicate:
    """Allow whoever holds a role there that the kind of file of the thing asks for."""
    none: frozenset[Role] = frozenset()
    return Predicate(
        name,
        lambda who, thing: not who.roles(thing.operations).isdisjoint(roles.get(thing.file, none)),
    )


ANYONE = Predicate("anyone", lambda who, thing: True)
"""Also those who have not signed in."""

SIGNED_IN = Predicate("signed in", lambda who, thing: who.user is not None)

SIGNED_OUT = ~SIGNED_IN

ONESELF = Predicate("oneself", lambda who, thing: who.user is not None and thing.person == who.user)

MAKER = Predicate("its maker", lambda who, thing: who.user is not None and thing.maker == who.user)

ADMINISTRATOR = desk_role(Role.ADMINISTRATOR)

OVERSEER = desk_role(Role.ADMINISTRATOR, Role.SECURITY)
"""Those who see every account and every operation's frame, and no case."""

MEMBER = Predicate("a member", lambda who, thing: bool(who.roles(thing.operations)))
"""Holds any role in an operation that the thing belongs to."""

WORKS_ON_CASES = role_there(*CASE_ROLES)

# The rules by what is done. A view, an action and the interface all name one of these.
# Finding an object is not a rule's task: what someone may not see is not there (`visible_to`).

SEE_OPERATION = OVERSEER | MEMBER
SEE_PEOPLE = OVERSEER | MEMBER
SEE_PERSON = SIGNED_IN
SEE_ACCOUNTS = OVERSEER
SEE_AGREEMENTS = SIGNED_IN

MAKE_OPERATION = ADMINISTRATOR
MAKE_SITE = ADMINISTRATOR
MAKE_AGREEMENT = ADMINISTRATOR
END_AGREEMENT = ADMINISTRATOR

ADD_USER = ADMINISTRATOR
RENEW_CODE = ADMINISTRATOR & ~ONESELF
DEACTIVATE_USER = ADMINISTRATOR & ~ONESELF
GRANT_ROLE = ADMINISTRATOR & ~ONESELF
END_MEMBERSHIP = ADMINISTRATOR
ASK_RECOVERY = ADMINISTRATOR & ~ONESELF
APPROVE_RECOVERY = ADMINISTRATOR & ~ONESELF & ~MAKER
CHOOSE_SETTINGS = SIGNED_IN & ONESELF
KEEP_TOKENS = SIGNED_IN & ONESELF
WRITE_SUPPORT = ADMINISTRATOR
"""Whom the people of an operation can turn to."""

SEE_FILES = WORKS_ON_CASES
"""The list of files of an operation; which of them stand in it is `visible_to`'s to say."""
SEE_FILE = by_file("sees such files there", SEES_FILE)
OPEN_FILE = by_file("keeps such files there", KEEPS_FILE)
OPEN_FILES = role_there(*(role for roles in KEEPS_FILE.values() for role in roles))
"""Opens files of some kind there; which, is `OPEN_FILE`'s to say."""
WRITE_FILE = OPEN_FILE
SEE_PHOTO = by_file("sees such photos there", SEES_PHOTO)
ADD_PHOTO = OPEN_FILE & SEE_PHOTO
MARK_FACE = ADD_PHOTO | (SEE_PHOTO & role_there(Role.EXAMINER, Role.BOARD))
"""Whoever says where a face is in a photo, and whose it is."""
TAKE_ORIGINAL = MARK_FACE
"""Whoever may carry the bytes of a photo away as they came; it is written down."""
END_CONSENT = OPEN_FILE | (SEE_FILE & role_there(Role.LIAISON))
LOOK_AT_PHOTO = Predicate("the desk itself", lambda who, thing: who.user is None)
"""The desk works in the background as nobody; no page does this act."""
HOLD_PHOTO = SEE_PHOTO
"""Whoever sees a living prisoner in a photo can take it out of every comparison at once."""
RELEASE_PHOTO = role_there(Role.BOARD) & SEE_PHOTO
LINK_FILES = role_there(Role.EXAMINER, Role.BOARD)
LINK_IDENTIFIED = role_there(Role.BOARD)

SEE_LEADS = role_there(*SEES_LEADS)
RUN_LEADS = SEE_LEADS
"""Stopping work in the background, letting it go on, asking for it anew."""

SEE_CAPTURES = SEE_FILE & by_file("sees such captures there", SEES_CAPTURES)
BRING_CAPTURE = SEE_CAPTURES & role_there(Role.ANTE_MORTEM, Role.EXAMINER)
"""Collecting something that was openly published: one item per act, for one file."""
TAKE_CAPTURE = SEE_CAPTURES
"""Carrying a captured original or a whole bundle away; it is written down."""
JUDGE_OBSERVATION = SEE_CAPTURES & WRITE_FILE
"""Accepting or refusing what a text may say; what is accepted is written in the file."""
COMPARE_CAPTURE = SEE_CAPTURES & SEE_LEADS
"""Having the faces of a capture held against the photos of its file, and seeing what that says."""

EXAMINE = role_there(Role.EXAMINER)
OWN_EXAMINATION = EXAMINE & ONESELF
"""Whoever examines a pair; nobody does it, or looks at its pictures, in their place."""
REPORT = role_there(Role.EXAMINER, Role.BOARD)
"""Opens comparison reports, brings evidence and moves them on; for which of two owners, and whether
it is the board's, is the action's to say."""
CERTIFY = role_there(Role.BOARD)
"""Drafts a certificate of a decision, and issues it once everybody who is named has signed."""
SIGN_CERTIFICATE = REPORT
"""Whoever is named for a post of a certificate signs for it; who, the certificate says."""
TAKE_CERTIFICATE = role_there(Role.BOARD)
"""Carries an issued certificate away; it is written down."""
SEE_MEASURED = role_there(Role.BOARD)
"""How often examiners were right on closed pairs, all of them together."""

SEE_CUSTODY = role_there(*SEES_CUSTODY)
"""Where items lie, and their way."""
KEEP_ITEMS = role_there(*KEEPS_CUSTODY)
"""Taking in, moving, giving, taking, counting; whether an item is theirs to move, the act says."""
RUN_CUSTODY = role_there(Role.CUSTODY)
"""Makes places and keepers, acts for keepers who sign on paper, settles what does not fit."""
WATCH_CUSTODY = LOOK_AT_PHOTO
"""The desk raises alarms of temperature, and notes gaps, by the clock; no page does this act."""
KEEP_GRAVES = role_there(Role.CUSTODY)
"""Makes graves, buries, cremates, exhumes, and writes how a grave is marked and where it is."""
TAKE_GRAVES = SEE_CUSTODY
"""Whoever sees graves may carry their list, map or papers away; it is written down."""
PREPARE_RELEASE = role_there(Role.CUSTODY, Role.MORTUARY, Role.LIAISON)
"""Begins a release and writes down what must be known before it; the liaison asks the family."""
SIGN_RELEASE = role_there(Role.CUSTODY, Role.BOARD)
"""Signs a release, and what goes in it unresolved; the act wants two people, one of each."""
ISSUE_PAPERS = role_there(Role.CUSTODY, Role.BOARD, Role.TRANSMISSION)
"""Makes out the papers of a release and of a death, and carries them away."""
CERTIFY_DEATH = role_there(Role.CUSTODY, Role.BOARD)
"""Certifies a death, or a list of the dead, as the responsible officer (LAW-13)."""
SEE_WISHES = role_there(*SEES_FILE["family"])
"""What a family chose, wishes and asks for; of it, those who handle a body see how alone."""
WRITE_WISHES = role_there(Role.LIAISON)
ASK_RETURN = role_there(Role.LIAISON, Role.TRANSMISSION)
"""Writes down who asks for return or objects: a family by its liaison, a country by letter."""

# Telling families: notices, plans, records, pictures that a relative asked for.

SEE_NOTICES = role_there(*SEES_NOTICES)
"""What is to be told to whom, and how it went."""
TELL_FAMILIES = role_there(Role.LIAISON)
"""Begins notices, chooses who is told, plans it, writes down how it went."""
RELEASE_NOTICE = SEE_NOTICES
"""Lets a plan go out after seeing what goes to whom; never its maker, as the act sees to."""
CLOSE_NOTICE = role_there(Role.BOARD)
"""Closes a notice that is told to nobody, and strikes a record that was written by mistake."""
SHOW_TO_RELATIVE = role_there(Role.LIAISON)
"""Shows a relative, in the room, the picture that this relative asked for."""

# The bureau: to whom things go, and that they may.

SEE_BUREAU = role_there(*SEES_BUREAU)
"""Partners, policies of routes, what waits to be sent, and whether somebody could be harmed."""
RUN_BUREAU = role_there(Role.TRANSMISSION)
"""Writes down partners, drafts policies, says on whom a dead person depended."""
SIGN_BUREAU = role_there(Role.TRANSMISSION, Role.BOARD)
"""Signs a policy, a flag of detriment or its lifting, and confirms the keys of a partner; the act
wants two people, and of what is signed one of each."""
STOP_PARTNER = SIGN_BUREAU
"""Stops everything to a partner at once."""
SAY_DETRIMENT = role_there(*SEES_BUREAU)
"""Says that telling of somebody could harm them or their relatives, or asks to lift it."""
KEEP_KIN = role_there(Role.TRANSMISSION, Role.LIAISON)
"""Writes down that there is a relative on the other side, sealed to who may reach them."""

# Families. Who asks after somebody is read by those who speak with families; nobody else of the
# operation knows that there is an enquiry, and nobody of the whole desk.
SEE_FAMILIES = role_there(*SEES_FAMILIES)
"""The page on which each subject shows what waits there."""
SEE_ENQUIRIES = role_there(*SEES_ENQUIRIES)
RUN_ENQUIRIES = role_there(Role.LIAISON)
"""Takes enquiries down, owns, answers and ends them, verifies kinship, writes contact down."""
TAKE_OVER = RUN_ENQUIRIES | role_there(Role.ANTE_MORTEM)
"""Takes what was sent over into files, after looking at it; what file, the acts of files say."""
OPEN_SEALED = RUN_ENQUIRIES
"""Opens what a relative on the other side sealed; with a reason, and it is written down."""
ASK_PAGE = RUN_ENQUIRIES
"""Asks for a public page, and says what it says; the administrator opens it to the world."""
OPEN_PAGE = ADMINISTRATOR & ~MAKER
CLOSE_PAGE = ADMINISTRATOR | RUN_ENQUIRIES
"""Either closes a public page alone, and at once."""
SEE_PAGE = CLOSE_PAGE
SPEAK_IN_ENQUIRY = RUN_ENQUIRIES | LOOK_AT_PHOTO
"""Asks, adds, says how to be reached, withdraws: a family itself, by the page and with number and
secret, as nobody; or staff who take down what it says."""

# Hearing families: replies, their labels and tasks, threats; bringing home; looking at numbers.

TAKE_REPLY = LOOK_AT_PHOTO | role_there(*SEES_REPLIES, Role.TRANSMISSION)
"""Takes in what a family says: the page and the mailbox as nobody, staff at a counter or by letter,
the transmission officer what another bureau carries."""
SEE_REPLIES = role_there(*SEES_REPLIES)
"""That replies came, what they hold and what is to be done; never their words."""
READ_REPLY = role_there(Role.LIAISON)
"""Opens the words of a reply, sets labels, passes a threatening part on; it is written down."""
DO_REPLY_TASK = SEE_REPLIES
"""Says that a task of a reply is done."""
SEE_THREATS = desk_role(Role.SECURITY)
"""What a family threatens, how old it is and in which operation; no case, and no number of one."""
ERASE_THREAT = SEE_THREATS | LOOK_AT_PHOTO
"""Security, or the desk by its clock when the time is over."""
SEE_RETURNS = role_there(*SEES_RETURNS)
"""How somebody comes home: what was asked, agreed and done."""
RUN_RETURNS = role_there(Role.LIAISON, Role.TRANSMISSION)
"""Agrees with a family, or with its bureau, how somebody comes home, and writes it down."""
SEE_RETURN_NEWS = SIGNED_IN & ONESELF
"""Whoever worked on a case learns, once, that a person was returned; only they, the row says."""
SEE_NUMBERS = role_there(Role.BOARD, Role.LIAISON, Role.TRANSMISSION, Role.CUSTODY)
"""How long each step takes and how families answered, in numbers that tell of no small group."""

# What comes from other institutions, in quarantine until a person decided on each item.

SEE_INCOMING = role_there(*SEES_INCOMING)
"""What came, and what each item of it says."""
RUN_INCOMING = role_there(Role.TRANSMISSION)
"""Receives what came, types letters, adds photos that came with it, signs that it arrived, and
passes replies and questions on."""
TAKE_INCOMING = role_there(Role.ANTE_MORTEM)
"""Writes an item into a file, after looking at it; which file, the acts of files say."""
END_INCOMING = SEE_INCOMING
"""Refuses an item, or says that it was read; with words."""
TAKE_BUREAU_ENQUIRY = RUN_INCOMING
"""Passes a question of another bureau to the enquiry desk, which answers it."""
LIST_MISSING = RUN_BUREAU
"""Lays a list of missing people for a partner before those who sign, and takes it out."""

# Letters that are left with families, and messages that arrange that somebody speaks with them.

WRITE_LETTERS = TELL_FAMILIES
"""Says how families reach the operation, makes the letters of released plans, carries them away."""
CONFIRM_OFFICE = SEE_NOTICES & ~MAKER
"""Calls the number that letters and messages give, and confirms it; never who wrote it down."""
ARRANGE_CONTACT = TELL_FAMILIES
"""Has a relative of our own side asked to call, and settles messages of which nobody knows."""
CARRY_MESSAGES = LOOK_AT_PHOTO
"""The desk itself carries messages, and writes down what servers say; no page does these acts."""
