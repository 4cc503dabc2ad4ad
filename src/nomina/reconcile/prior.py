"""How many bodies are of people on the list: from stated shares to the weight of one pair.

Every listed person is among the bodies with one probability, and bodies of nobody on the list
arrive at random. An assignment with k pairs then has prior weight ``lambda ** k``: assignments
are not equally likely, or nearly everybody would be thought to be on the list. With n bodies, M
missing people and a share Q of the bodies on the list, ``lambda = Q / ((1 - Q) (M - Q n))`` gives
an expected number of pairs close to Q n where nothing else is known.
"""

from __future__ import annotations

from nomina.errors import InputError
from nomina.words import tr


def pair_weight(bodies: int, missing: int, on_list: float) -> float:
    """Give the prior weight of one pair over "nobody on the list".

    Args:
        bodies: n, how many bodies; missing: M, how many people the list has.
        on_list: Q, share of the bodies whose people are on the list; 0 or more, below 1.

    Raises:
        InputError: Q cannot be: it is no share, leaves no room for "nobody on this list", or
            would put more bodies on the list than it has people.
    """
    if not 0.0 <= on_list < 1.0:
        raise InputError(
            tr("the share of bodies on the list is 0 or more and below 1"),
            where=f"{on_list:g}",
            todo=tr("Give 0.7 where seven in ten bodies are thought to be on the list"),
        )
    if missing - on_list * bodies <= 0.0:
        raise InputError(
            tr("{share} of {n} bodies would be at least all {m} people listed").format(
                n=bodies, share=f"{on_list:g}", m=missing
            ),
            where=f"{on_list:g}",
            todo=tr("Give a smaller share, or a longer list"),
        )
    return on_list / ((1.0 - on_list) * (missing - on_list * bodies))


def share_on_list(bodies: int, missing: int, among: float) -> float:
    """Give Q from the other side: the share of the missing people who are among the bodies.

    Raises:
        InputError: that share cannot be, or there would be more of them than bodies.
    """
    if not 0.0 <= among < 1.0:
        raise InputError(
            tr("the share of the missing among the bodies is 0 or more and below 1"),
            where=f"{among:g}",
            todo=tr("Give 0.1 where one in ten missing people is thought to be among the bodies"),
        )
    if among * missing >= bodies:
        raise InputError(
            tr("{share} of {m} missing people would be at least all {n} bodies").format(
                share=f"{among:g}", m=missing, n=bodies
            ),
            where=f"{among:g}",
            todo=tr("Give a smaller share"),
        )
    return among * missing / bodies


def body_weight(share: float, on_list: float) -> float:
    """Give the factor on the weight of a body's pairs where its own share is known.

    Args:
        share: of bodies of its site or date on the list, above 0 and below 1.
        on_list: Q of the whole, above 0 and below 1.

    Raises:
        InputError: a share cannot be.
    """
    for one in (share, on_list):
        if not 0.0 < one < 1.0:
            raise InputError(
                tr("a share of one site is above 0 and below 1, and so is that of the whole"),
                where=f"{one:g}",
            )
    return share / (1.0 - share) * (1.0 - on_list) / on_list
