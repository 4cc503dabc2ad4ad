"""Sex, age at death, stature, build, hair, eyes and blood group, as one block.

They depend on each other, so they are one model (`model`): stature and build given sex, hair given
age and eyes. Shares, ages, means and spreads of the population are those of the register of
missing people, beside shipped ones that count as 50 people do. Each thing recorded is the true one
through an error of its own: how the sex was read, the coverage and floor of an age range (`ages`),
measured, reported or worked out from a bone (`statures`), colours confused, groups mistyped.

A share of descriptions belongs to somebody else altogether; with it, m,

    LR = (1 - m) P(x, y) / (P(x) P(y)) + m,

so that no clash says more than 1/m. Before bounds the mean LR under "different people" is 1
exactly, whatever is known of the body and whatever the file says, if the people of the register
are as the model has them; of a body with a stature and no age it is at most 1 (see `statures`).
The bounds cut what lies beyond them, which can only lessen a claim; with the shipped numbers only
LRs above 1000 reach one.

Only fields that both sides know count as compared; a pair without any has LR 1 and no finding. A
sex recorded as other may be of a body read as either and is not counted. Statures of children, and
of who may be one, are not compared. Nothing here excludes anyone.

Independent of names, numbers, marks, teeth and DNA given who it is, and of a face where that was
calibrated against people of the same apparent sex and age group. It must not be multiplied with
another finding from the same sex, age or description: not with amelogenin from a laboratory that
counted it into its LR, nor with a birth date that was used as an age. An age read from teeth and a
dental finding lean on the same teeth; their dependence is small and is not modelled.
"""

from nomina.evidence.biology.line import Biology

__all__ = ["Biology"]
