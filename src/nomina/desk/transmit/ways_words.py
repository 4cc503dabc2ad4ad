"""What the bureau's words are called, in the language of the reader."""

from __future__ import annotations

from nomina.desk.transmit.ways import Article, Channel, Profile, Recipient, Why
from nomina.words import tr


def profile_name(one: Profile) -> str:
    """Give the name of a profile."""
    return {
        Profile.INTERNATIONAL: tr("war between states"),
        Profile.INTERNAL: tr("war inside one state"),
        Profile.DISASTER: tr("disaster"),
    }[one]


def role_name(one: Recipient) -> str:
    """Give the name of what an institution is."""
    return {
        Recipient.OWN_BUREAU: tr("our own bureau"),
        Recipient.HOME_BUREAU: tr("bureau of the other side"),
        Recipient.PROTECTING_POWER: tr("Protecting Power"),
        Recipient.TRACING_AGENCY: tr("Central Tracing Agency"),
        Recipient.SOCIETY: tr("Red Cross or Red Crescent society"),
        Recipient.OTHER_BUREAU: tr("another bureau or authority"),
    }[one]


def channel_name(one: Channel) -> str:
    """Give the name of a way."""
    return {
        Channel.POWER: tr("through the Protecting Power"),
        Channel.AGENCY: tr("through the Central Tracing Agency"),
        Channel.EXCHANGE: tr("by hand at an exchange"),
        Channel.DIRECT: tr("directly"),
    }[one]


def article_name(one: Article) -> str:
    """Give the name of what is sent."""
    return {
        Article.GC1_16: tr("Particulars of a dead person (GC I 16)"),
        Article.GC3_120: tr("Death of a prisoner of war (GC III 120)"),
        Article.GC3_122: tr("Particulars of a prisoner of war (GC III 122)"),
        Article.GC4_136: tr("Particulars of a civilian (GC IV 136)"),
        Article.PARTICULARS: tr("Particulars of a dead person"),
        Article.CERTIFIED_LIST: tr("Certified list of the dead"),
        Article.DEATH_CERTIFICATE: tr("Death certificate"),
        Article.GRAVE_LIST: tr("List of graves"),
        Article.EFFECTS: tr("Packet of effects"),
        Article.HALF_DISC: tr("Half of an identity disc"),
        Article.ANSWER: tr("Answer to an enquiry"),
        Article.KIN_ADDRESS: tr("Sealed address of a relative"),
    }[one]


def why_told(one: Why) -> str:
    """Give the reason of a verdict as a sentence."""
    return {
        Why.ALLOWED: tr("this may be sent"),
        Why.NO_PROFILE: tr("no policy of routes is in force, so nothing is sent"),
        Why.NOT_OF_PROFILE: tr("the law of this operation does not ask for such a paper"),
        Why.NO_SUCH_RECIPIENT: tr("under the law of this operation there is no such institution"),
        Why.NO_WAY: tr("there is no such way to this institution"),
        Why.NOT_FOR_THEM: tr("this is nothing for such an institution"),
        Why.DETRIMENT: tr(
            "this could harm the person or their relatives, so it goes to the agency alone"
        ),
    }[one]
