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
