"""People who do not exist: seeded portraits for demonstrations, tests and benchmarks.

No photo of anyone went into them. The same seed gives the same person, the same number the same
photo.
"""

from nomina.synthetic.operation import write_operation
from nomina.synthetic.person import Person
from nomina.synthetic.traits import Traits
from nomina.synthetic.truth import Truth
from nomina.synthetic.views import View

__all__ = ["Person", "Traits", "Truth", "View", "write_operation"]
