"""What type checkers see of `nomina`; the calls are imported only when they are used."""

from nomina import evaluate as evaluate
from nomina.faces import Finder as Finder
from nomina.faces import add_pack as add_pack
from nomina.faces import list_packs as list_packs
from nomina.faces import load_pack as load_pack
from nomina.images import Door as Door
from nomina.leads.compare import compare as compare
from nomina.leads.identify import identify as identify
from nomina.leads.store import forget as forget
from nomina.synthetic import write_operation as write_operation

__all__: list[str]
__version__: str
