"""Keep the translation catalogs in step with the code (needs babel; for developers only).

python tools/catalogs.py            extract, update the .po files, compile the .mo files
python tools/catalogs.py --check    fail where a translation is missing or a file is stale
"""

from __future__ import annotations

import argparse
import ast
import gettext
import html
import io
import re
import string
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
LOCALE = SOURCE / "nomina" / "locale"
TRANSLATED = ("uk", "ru")
LITERAL = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'"
IN_PAGE = re.compile(rf"\btr\(\s*({LITERAL})")
IN_PAGE_PLURAL = re.compile(rf"\bntr\(\s*({LITERAL})\s*,\s*({LITERAL})")
IN_TAG = re.compile(rf"{{%\s*tr\s+({LITERAL})")
IN_TAG_PLURAL = re.compile(rf"{{%\s*trn\s+({LITERAL})\s+({LITERAL})")

Message = str | tuple[str, str]


def from_python(text: str, name: str) -> Iterator[Message]:
    """Give the messages of ``tr(...)`` and ``ntr(...)`` calls.

    Raises:
        ValueError: a message is not a literal, so no catalog could ever hold it.
    """
    for node in ast.walk(ast.parse(text, name)):
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "id", getattr(node.func, "attr", None))
        count = {"tr": 1, "ntr": 2}.get(str(called))
        if count is None:
            continue
        literals = [
            arg.value
            for arg in node.args[:count]
            if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
        if len(literals) != count:
            raise ValueError(f"{name}:{node.lineno}: {called}(...) needs literal text")
        yield literals[0] if count == 1 else (literals[0], literals[1])


def from_page(text: str) -> Iterator[Message]:
    """Give the messages of an HTML template, as in ``{{ tr("...") }}`` or ``{% tr "..." %}``."""
    for found in IN_PAGE.finditer(text):
        yield _literal(found[1])
    for found in IN_PAGE_PLURAL.finditer(text):
        yield _literal(found[1]), _literal(found[2])
    for found in IN_TAG.finditer(text):
        yield str(ast.literal_eval(found[1]))
    for found in IN_TAG_PLURAL.finditer(text):
        yield str(ast.literal_eval(found[1])), str(ast.literal_eval(found[2]))


def _literal(written: str) -> str:
    return html.unescape(str(ast.literal_eval(written)))


def extract(source: Path = SOURCE) -> Catalog:
    """Collect every message under ``source``."""
    found = Catalog()
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source).as_posix()
        if path.suffix == ".py" and name != "nomina/words.py":
            messages = from_python(path.read_text("utf-8"), name)
        elif path.suffix in {".html", ".htm"}:
            messages = from_page(path.read_text("utf-8"))
        else:
            continue
        for message in messages:
            found.add(message, locations=[(name, 0)])
    return found


def paths(language: str, locale: Path = LOCALE) -> tuple[Path, Path]:
    """Give the .po and .mo file of a language."""
    folder = locale / language / "LC_MESSAGES"
    return folder / "nomina.po", folder / "nomina.mo"


def load(language: str, locale: Path = LOCALE) -> Catalog:
    """Read the .po file of a language; an empty catalog where there is none."""
    po, _ = paths(language, locale)
    if not po.exists():
        return Catalog(locale=language)
    with po.open("rb") as file:
        return read_po(file, locale=language)


def refresh(source: Path = SOURCE, locale: Path = LOCALE) -> None:
    """Write both files of every language, keeping translations and dropping unused messages."""
    found = extract(source)
    for language in TRANSLATED:
        old = load(language, locale)
        new = Catalog(locale=language, header_comment="# Nomina, Apache-2.0.", fuzzy=False)
        for message in found:
            if message.id:
                kept = old.get(message.id)
                new.add(message.id, kept.string if kept else "", locations=message.locations)
        po, mo = paths(language, locale)
        po.parent.mkdir(parents=True, exist_ok=True)
        text = io.BytesIO()
        write_po(text, new, include_lineno=False, sort_output=True, width=96, omit_header=True)
        po.write_bytes(_header(new) + text.getvalue())
        with mo.open("wb") as file:
            write_mo(file, load(language, locale))


def _header(catalog: Catalog) -> bytes:
    """Give a header that is the same on every run and machine: no dates, no versions."""
    kept = {"Language", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"}
    lines = [f'"{key}: {value}\\n"' for key, value in catalog.mime_headers if key in kept]
    head = [f"{catalog.header_comment}", 'msgid ""', 'msgstr ""', *lines, "", ""]
    return "\n".join(head).encode()


def complaints(source: Path = SOURCE, locale: Path = LOCALE) -> list[str]:
    """Say what is missing or stale, one line each."""
    found = extract(source)
    said = []
    for language in TRANSLATED:
        catalog = load(language, locale)
        said += [f"{language}: {line}" for line in _against(found, catalog)]
        said += [f"{language}: {line}" for line in _stale(catalog, paths(language, locale)[1])]
    return said


def _forms(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, list | tuple) else (str(text or ""),)


def fields(text: str) -> set[str]:
    """Give the names of the format fields in a message."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _against(found: Catalog, catalog: Catalog) -> Iterator[str]:
    for message in found:
        if not message.id:
            continue
        ours = catalog.get(message.id)
        forms = _forms(ours.string if ours else "")
        if not all(forms):
            yield f"not translated: {message.id!r}"
        elif any(fields(form) != fields(_forms(message.id)[-1]) for form in forms):
            yield f"other fields than the original: {message.id!r}"
    for message in catalog:
        if message.id and message.id not in found:
            yield f"no longer used: {message.id!r}"


def _stale(catalog: Catalog, mo: Path) -> Iterator[str]:
    if not mo.exists():
        yield "not compiled"
        return
    with mo.open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    held: dict[object, str] = dict(vars(compiled)["_catalog"])
    held.pop("", None)
    wanted: dict[object, str] = {}
    for message in catalog:
        if not message.id or not all(_forms(message.string)):
            continue
        if isinstance(message.id, str):
            wanted[message.id] = str(message.string)
        else:
            wanted.update(
                {(message.id[0], i): form for i, form in enumerate(_forms(message.string))}
            )
    if held != wanted:
        yield "the compiled file is stale"


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Keep the translation catalogs in step.")
    parser.add_argument("--check", action="store_true", help="change nothing, fail where stale")
    if not parser.parse_args().check:
        refresh()
    said = complaints()
    sys.stdout.write("".join(f"{line}\n" for line in said))
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
