"""The verifier as one file for strangers, and all that they are handed with it."""

from __future__ import annotations

import ast
from importlib import resources
from pathlib import Path

from nomina.documents import write_bytes_atomic
from nomina.errors import InputError
from nomina.ledger.log import Proven
from nomina.words import LANGUAGES, tr

_MODULES = ("ed25519", "formats", "verify")
_OWN = "nomina."


def source() -> str:
    """Give the verifier as one Python file that imports the standard library alone.

    It is `ed25519`, `formats` and `verify` as they are, one after another: their imports come
    first, once each, and what they import from one another is left out.
    """
    imports: set[str] = set()
    bodies, head = [], ""
    for name in _MODULES:
        text = (resources.files("nomina.ledger") / f"{name}.py").read_text("utf-8")
        body, head = _body(text, imports), ast.get_docstring(ast.parse(text), clean=False) or ""
        bodies.append(f"# From nomina/ledger/{name}.py\n\n{body.strip()}\n")
    plain = sorted(line for line in imports if line.startswith("import "))
    chosen = sorted(imports.difference(plain))
    start = f'"""{head}"""\n\nfrom __future__ import annotations\n\n'
    return start + "\n".join(plain + chosen) + "\n\n\n" + "\n\n".join(bodies)


def _body(text: str, imports: set[str]) -> str:
    """Give a module without docstring and imports; collect those of the standard library."""
    lines = text.split("\n")
    first, *rest = ast.parse(text).body
    drop = [first]
    for statement in rest:
        if not isinstance(statement, ast.Import | ast.ImportFrom):
            continue
        drop.append(statement)
        module = statement.module or "" if isinstance(statement, ast.ImportFrom) else ""
        if module != "__future__" and not module.startswith(_OWN):
            imports.add(ast.unparse(statement))
    gone = {line for one in drop for line in range(one.lineno, (one.end_lineno or 0) + 1)}
    return "\n".join(line for at, line in enumerate(lines, 1) if at not in gone)


def hand_over(folder: Path, proven: Proven) -> list[Path]:
    """Write what a stranger is handed: act, salt, proof, verifier, and a page on how to use it.

    The public key is not among it: who takes key and proof from one hand has checked nothing.

    Raises:
        InputError: the folder has something in it, or cannot be written.
        SpaceError: the disk is full.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = any(folder.iterdir())
    except OSError as error:
        raise InputError(
            tr("this folder cannot be used ({why})").format(why=error.strerror), where=str(folder)
        ) from error
    if taken:
        raise InputError(tr("there is something in this folder already"), where=str(folder))
    files = {
        "event.json": proven.event,
        "salt.txt": proven.salt.hex().encode() + b"\n",
        "act.tlog-proof": proven.proof,
        "verify.py": source().encode(),
    }
    for language in LANGUAGES:
        page = resources.files("nomina.ledger") / "pages" / f"how-to-check.{language}.txt"
        files[f"how-to-check.{language}.txt"] = page.read_bytes()
    for name, data in files.items():
        write_bytes_atomic(folder / name, data)
    return [folder / name for name in files]
