"""Who may be sent what, and by which way: the law as data, and one verdict over it.

Pure: no database, no clock, no settings. A family is no recipient and there is no way to one; that
is not checked anywhere, since there is no value to say it with. Sources:

- GC I 16: what is recorded of the dead of the adverse Party goes through the Information Bureau to
  the Power on which they depended, through the Protecting Power and the Central Agency; also
  certificates of death or lists, half of a double disc, and effects in sealed packets. GC I 17:
  lists of graves are exchanged by the same way.
- GC III 120, 122, 123: the same of prisoners of war; the bureau answers all enquiries.
- GC IV 136 to 140: the same of civilians, also to the Power where they lived. What could harm
  somebody is withheld (137(2)), but never from the Central Agency.
- AP I 33(3): another way may be taken, and then the Central Tracing Agency is told as well.
- In a war inside one state no bureau is asked for: common article 3, AP II 8 and customary rules
  105, 112, 114, 116 and 117. In a disaster the law of the place holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Profile(StrEnum):
    """Which law an operation works under (LAW-24)."""

    INTERNATIONAL = "international"
    INTERNAL = "internal"
    DISASTER = "disaster"


class Recipient(StrEnum):
    """An institution; never a person."""

    OWN_BUREAU = "own-bureau"
    HOME_BUREAU = "home-bureau"
    PROTECTING_POWER = "protecting-power"
    TRACING_AGENCY = "tracing-agency"
    SOCIETY = "red-cross-society"
    OTHER_BUREAU = "other-bureau"


PARTNERS = tuple(one for one in Recipient if one is not Recipient.OWN_BUREAU)
"""Those that can be written down as partners; the own bureau is this desk's own side."""


class Channel(StrEnum):
    """By which hands a thing goes to an institution."""

    POWER = "power"
    AGENCY = "agency"
    EXCHANGE = "exchange"
    DIRECT = "direct"


class Article(StrEnum):
    """What is sent, by the article that asks for it."""

    GC1_16 = "gc1-16"
    GC3_120 = "gc3-120"
    GC3_122 = "gc3-122"
    GC4_136 = "gc4-136"
    PARTICULARS = "particulars"
    CERTIFIED_LIST = "certified-list"
    DEATH_CERTIFICATE = "death-certificate"
    GRAVE_LIST = "grave-list"
    EFFECTS = "effects"
    HALF_DISC = "half-disc"
    ANSWER = "answer-to-enquiry"
    KIN_ADDRESS = "kin-address"


class Why(StrEnum):
    """The reason of a verdict; `ways_words.told` says it in the language of the reader."""

    ALLOWED = "allowed"
    NO_PROFILE = "no-profile"
    NOT_OF_PROFILE = "not-of-profile"
    NO_SUCH_RECIPIENT = "no-such-recipient"
    NO_WAY = "no-way"
    NOT_FOR_THEM = "not-for-them"
    DETRIMENT = "detriment"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something may be sent.

    Attributes:
        allowed: whether it may.
        why: the reason.
        source: the law that asks for it, where it may be sent.
        needs_copy_to_agency: whether the Central Tracing Agency has to be told as well.
    """

    allowed: bool
    why: Why
    source: str = ""
    needs_copy_to_agency: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which recipients an article may go to in a profile, and what says so."""

    recipients: frozenset[Recipient]
    source: str


_OWN, _HOME, _POWER, _AGENCY, _SOCIETY, _OTHER = Recipient
_POWERS = frozenset({_OWN, _HOME, _POWER, _AGENCY})
"""The way of the Conventions: the bureaux, the Protecting Power, the agency."""
_PARTIES = frozenset({_OWN, _AGENCY, _OTHER})
_ANYBODY = _PARTIES | {_SOCIETY}

CHANNELS: Mapping[Profile, Mapping[Recipient, frozenset[Channel]]] = {
    Profile.INTERNATIONAL: {
        _OWN: frozenset({Channel.DIRECT}),
        _HOME: frozenset(Channel),
        _POWER: frozenset({Channel.EXCHANGE, Channel.DIRECT}),
        _AGENCY: frozenset({Channel.EXCHANGE, Channel.DIRECT}),
        _SOCIETY: frozenset({Channel.AGENCY, Channel.EXCHANGE, Channel.DIRECT}),
        _OTHER: frozenset(Channel),
    },
    Profile.INTERNAL: {
        _OWN: frozenset({Channel.DIRECT}),
        _AGENCY: frozenset({Channel.EXCHANGE, Channel.DIRECT}),
        _SOCIETY: frozenset({Channel.AGENCY, Channel.EXCHANGE, Channel.DIRECT}),
        _OTHER: frozenset({Channel.AGENCY, Channel.EXCHANGE, Channel.DIRECT}),
    },
    Profile.DISASTER: {
        _OWN: frozenset({Channel.DIRECT}),
        _AGENCY: frozenset({Channel.DIRECT}),
        _SOCIETY: frozenset({Channel.AGENCY, Channel.DIRECT}),
        _OTHER: frozenset({Channel.AGENCY, Channel.DIRECT}),
    },
}
"""Who there is in each profile, and by which hands they are reached. Outside a war between states
there is neither a Protecting Power nor a duty to have a bureau; in a disaster nothing is exchanged
between parties."""

_RULES = "common article 3; AP II 8; customary rules 112, 116, 117"
_GOODS = "common article 3; AP II 8; customary rule 114"
_PLACE = "the law of the place"

ASKED: Mapping[Profile, Mapping[Article, _Asked]] = {
    Profile.INTERNATIONAL: {
        Article.GC1_16: _Asked(_POWERS, "GC I 16(1), (2)"),
        Article.GC3_120: _Asked(_POWERS, "GC III 120(2)"),
        Article.GC3_122: _Asked(_POWERS, "GC III 122(3) to (6)"),
        Article.GC4_136: _Asked(_POWERS | {_OTHER}, "GC IV 136, 137(1), 138"),
        Article.CERTIFIED_LIST: _Asked(_POWERS, "GC I 16(3); GC III 120(2)"),
        Article.DEATH_CERTIFICATE: _Asked(_POWERS | {_OTHER}, "GC I 16(3); GC IV 129"),
        Article.GRAVE_LIST: _Asked(_POWERS, "GC I 17(4); GC III 120(6)"),
        Article.EFFECTS: _Asked(_POWERS | {_OTHER}, "GC I 16(3), (4); GC III 122(9); GC IV 139"),
        Article.HALF_DISC: _Asked(_POWERS, "GC I 16(3)"),
        Article.ANSWER: _Asked(frozenset(Recipient), "GC III 122(7); GC IV 137(1)"),
        Article.KIN_ADDRESS: _Asked(frozenset({_HOME, _AGENCY, _SOCIETY}), "GC III 122(4)"),
    },
    Profile.INTERNAL: {
        Article.PARTICULARS: _Asked(_ANYBODY, _RULES),
        Article.CERTIFIED_LIST: _Asked(_PARTIES, _RULES),
        Article.DEATH_CERTIFICATE: _Asked(_ANYBODY, _RULES),
        Article.GRAVE_LIST: _Asked(_PARTIES, _RULES),
        Article.EFFECTS: _Asked(_ANYBODY, _GOODS),
        Article.HALF_DISC: _Asked(_PARTIES, _GOODS),
        Article.ANSWER: _Asked(_ANYBODY, "customary rule 117"),
        # Not to an authority: in such a war it may be what the relatives fear.
        Article.KIN_ADDRESS: _Asked(frozenset({_AGENCY, _SOCIETY}), "customary rules 105, 117"),
    },
    Profile.DISASTER: {
        Article.PARTICULARS: _Asked(_ANYBODY, _PLACE),
        Article.CERTIFIED_LIST: _Asked(_PARTIES, _PLACE),
        Article.DEATH_CERTIFICATE: _Asked(_ANYBODY, _PLACE),
        Article.GRAVE_LIST: _Asked(_PARTIES, _PLACE),
        Article.EFFECTS: _Asked(_ANYBODY, _PLACE),
        Article.ANSWER: _Asked(_ANYBODY, _PLACE),
        Article.KIN_ADDRESS: _Asked(_ANYBODY - {_OWN}, _PLACE),
    },
}
"""What each profile asks for, and who may have it. A half disc is of forces, and a disaster has
none; the forms of the Conventions are of wars between states."""

NEVER_WITHHELD = frozenset({Recipient.TRACING_AGENCY, Recipient.OWN_BUREAU})
"""Whom a flag of detriment does not stop: the agency (GC IV 137(2)), and the own side's bureau, to
which the flag goes along. Every Power, bureau, authority and society of another side it stops."""
MAY_SIGN: Mapping[Profile, frozenset[Profile]] = {
    Profile.INTERNATIONAL: frozenset({Profile.INTERNATIONAL}),
    Profile.INTERNAL: frozenset({Profile.INTERNATIONAL, Profile.INTERNAL}),
    Profile.DISASTER: frozenset(Profile),
}
"""Under which law a policy may stand, by what an operation was made for: that one, or one that asks
for more. Else who is to tell the agency could choose a law under which nobody tells it."""
MAY_WAIVE = frozenset({Profile.INTERNAL, Profile.DISASTER})
"""Where two people may sign that no copy can go to the agency (LAW-18)."""


def verdict(
    profile: Profile | None,
    role: Recipient,
    article: Article,
    *,
    detriment: bool,
    channel: Channel,
    waived: bool = False,
) -> Verdict:
    """Say whether something may go to an institution by a way.

    Args:
        profile: of the signed policy of the operation; None where there is none.
        role: who would get it.
        article: what would be sent.
        detriment: whether telling could harm the person or their relatives.
        channel: by which hands it would go.
        waived: whether two people signed that no copy can go to the agency.
    """
    if profile is None:
        return Verdict(False, Why.NO_PROFILE)
    why = next((why for why, holds in _against(profile, role, article, channel) if holds), None)
    if why is None and detriment and role not in NEVER_WITHHELD:
        why = Why.DETRIMENT
    if why is not None:
        return Verdict(False, why)
    told = role is Recipient.TRACING_AGENCY or channel is Channel.AGENCY
    copy = not told and not (waived and profile in MAY_WAIVE)
    return Verdict(True, Why.ALLOWED, ASKED[profile][article].source, copy)


def _against(
    profile: Profile, role: Recipient, article: Article, channel: Channel
) -> Iterator[tuple[Why, bool]]:
    asked, channels = ASKED[profile], CHANNELS[profile]
    yield Why.NOT_OF_PROFILE, article not in asked
    yield Why.NO_SUCH_RECIPIENT, role not in channels
    yield Why.NO_WAY, channel not in channels[role]
    yield Why.NOT_FOR_THEM, role not in asked[article].recipients
