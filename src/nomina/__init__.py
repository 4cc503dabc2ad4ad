"""Nomina gives the dead of war and disaster back their names.

The calls that the commands are made of can be reached from here, and each is imported when it is
first used: ``nomina.identify``, ``nomina.compare``, ``nomina.forget``, ``nomina.load_pack``,
``nomina.add_pack``, ``nomina.list_packs``, ``nomina.write_operation``, and ``nomina.Door`` and
``nomina.Finder`` for photos of one's own. Rooms are reached by their names, such as
``nomina.evaluate.evaluate``.
"""

from importlib import import_module as _import
from importlib.util import find_spec as _find

__version__ = "0.1.0"

_AT = {
    "Door": "nomina.images",
    "Finder": "nomina.faces",
    "add_pack": "nomina.faces",
    "compare": "nomina.leads.compare",
    "forget": "nomina.leads.store",
    "identify": "nomina.leads.identify",
    "list_packs": "nomina.faces",
    "load_pack": "nomina.faces",
    "write_operation": "nomina.synthetic",
}
__all__ = ["__version__", *_AT]  # noqa: PLE0604 - the names are text; the stub beside lists them


def __getattr__(name: str) -> object:
    """Import a call, or a room, when it is first asked for."""
    if name in _AT:
        found: object = getattr(_import(_AT[name]), name)
    elif not name.startswith("_") and _find(f"nomina.{name}") is not None:
        found = _import(f"nomina.{name}")
    else:
        raise AttributeError(f"module 'nomina' has no attribute {name!r}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_AT})
