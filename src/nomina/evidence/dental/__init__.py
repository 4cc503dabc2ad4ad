"""Dental charts: of a body against one from life, in the direction of time.

Teeth of one mouth are not independent, so a mouth belongs to one of a few latent classes c
(growing, sound, treated, heavily treated, lost), and only inside a class are teeth independent.
With the chart a from life, the chart b of the body, and T the teeth known in both,

    LR = sum_c P(c | a) prod_T M_tc(a_t, b_t) / sum_c w(c | age of the body) prod_T f_tc(b_t)

    M_tc(a, b) = (1 - e - s) K_tc(a, b) + s sum_x K_tc(a, x) S(x, b) + e f_tc(b)

where f_tc are the shares of the states of tooth t in class c, P(c | a) follows from them and the
age of the person, K is what may become of a state in the years since the chart (surfaces are added,
crowns and losses follow, nothing heals), S takes one surface for another, and e and s are charting
errors. A root filling that is known in both charts adds its own factor, given what is on the tooth.
The years run to when the person was last known alive. What was lost after death or is not known in
one of the charts is no tooth of T. Materials are shown and not compared; a milk tooth says that the
permanent one is not there yet.

For any a, the mean of LR over b under "different people" is 1. The bounds come after that. The
upper one (10^4.75) is about one in 57,980, the mouths of the largest reference of dental patterns
that is known (OdontoSearch 3.0): no count says more. The lower one (10^-3) leaves room for a whole
chart that is not of the person it is filed under. It raises the mean by at most 0.001; the upper
one lowers it. The machine never excludes: only an odontologist may.

Given the hypothesis, the LR is taken to be independent of every other line. It may be multiplied
with biology, because the ages stand in it as conditions; it must not be multiplied with an
odontologist's own LR on the same charts, nor with crowns or implants entered as marks.
"""

from nomina.evidence.dental.line import Dental
from nomina.evidence.dental.view import ToothView, Verdict

__all__ = ["Dental", "ToothView", "Verdict"]
