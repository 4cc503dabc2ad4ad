"""Names on things against names in files, across scripts, languages, forms and misreadings.

`NameRegister` weighs a name read off a thing against everybody in a register, for any line that
has names to weigh; `compare_names` says how well two names agree, part by part.
"""

from nomina.evidence.names.levels import Level, Levels
from nomina.evidence.names.line import Names
from nomina.evidence.names.register import NameRegister, ReadName, compare_names

__all__ = ["Level", "Levels", "NameRegister", "Names", "ReadName", "compare_names"]
