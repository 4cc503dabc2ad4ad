"""Write the generated pages, and read every page for what is no longer true.

    python -m tools.docs            write docs/commands.md and docs/schemas, then check
    python -m tools.docs --check    only check; fail where a page is stale or wrong

Pages are plain Markdown that any viewer shows; nothing is rendered. What is checked: links and
their anchors, commands and options of ``nomina``, targets of ``make``, environment variables,
and the words that a result of face comparison may be given.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from nomina import documents, words

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = "docs/commands.md"
SCHEMAS = "docs/schemas"

FENCE = re.compile(r"^```.*?^```$", re.M | re.S)
CODE = re.compile(r"^```[^\n]*\n(.*?)^```$|`([^`\n]+)`", re.M | re.S)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+?) *$", re.M)
COMMAND = re.compile(r"(?:^\s*|[/(]|\$ |&& )nomina((?: +(?!-)[a-z]+(?:-[a-z]+)*)?)([^\n|;)]*)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
TARGET = re.compile(r"(?:^|\s)make ((?:[A-Z]+=\S+ +)*)([a-z]+)(?![\w=.-])")
VARIABLE = re.compile(r"\bNOMINA_[A-Z]+(?:_[A-Z]+)*\b")
FORBIDDEN = re.compile(
    r"\b(match(?:e[sd]|ing)?|mismatch\w*|hits?|confirm(?:s|ed)? (?:the |an )?identity)\b"
    r"|\d+ ?% (?:similar|alike|sure|the same)",
    re.I,
)
"""Words that a face result is never given (NOT-02)."""


def pages(root: Path = ROOT) -> list[Path]:
    """Give every page that people read: those at the root and those below ``docs``."""
    return [*sorted(root.glob("*.md")), *sorted((root / "docs").rglob("*.md"))]


def commands(
    start: click.Command | None = None, path: tuple[str, ...] = ("nomina",)
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Walk the commands from ``nomina`` down: each with its words, groups before members."""
    if start is None:
        from nomina.cli import main
    command = main if start is None else start
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            member = command.get_command(context, name)
            if member is not None and not member.hidden:
                yield from commands(member, (*path, name))


def options(command: click.Command) -> dict[str, str]:
    """Give the long options of one command with their help, ``--help`` included."""
    context = click.Context(command)
    found = {"--help": ""}
    for parameter in command.get_params(context):
        if isinstance(parameter, click.Option) and not parameter.hidden:
            for name in (*parameter.opts, *parameter.secondary_opts):
                if name.startswith("--"):
                    found[name] = parameter.help or ""
    return found


def reference() -> str:
    """Give the page of all commands as ``--help`` prints them in English, 100 columns wide."""
    lines = ["# Commands", "", "Written from the program by `make docs`; do not edit.", ""]
    for path, command in commands():
        context = click.Context(command, info_name=" ".join(path), terminal_width=100)
        context.max_content_width = 100
        text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
        lines += [f"## {' '.join(path)}", "", "```text", text.strip(), "```", ""]
    return "\n".join(lines)


def slug(heading: str) -> str:
    """Give the anchor that a heading gets: lower case, words joined by hyphens."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r" ", "-", re.sub(r"[^\w\- ]", "", plain.lower()))


def broken_links(page: Path) -> list[str]:
    """Name the links of a page that lead to no file, no heading or no secure address."""
    wrong = []
    for target in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            if not target.startswith(("https:", "mailto:")):
                wrong.append(f"{page.name}: {target} is no secure address")
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name) if name else page
        if not file.exists():
            wrong.append(f"{page.name}: {target} does not exist")
        elif anchor and anchor not in map(
            slug, HEADING.findall(FENCE.sub("", file.read_text(encoding="utf-8")))
        ):
            wrong.append(f"{page.name}: {target} names no heading")
    return wrong


def code(page: Path) -> Iterator[str]:
    """Give the lines of code on a page, blocks and spans; a trailing backslash joins lines."""
    for block, span in CODE.findall(page.read_text(encoding="utf-8")):
        yield from re.sub(r"\\\n\s*", "", block or span).splitlines()


def unknown_commands(page: Path) -> list[str]:
    """Name commands and options of ``nomina`` on a page that do not exist."""
    known = {path[1:]: set(options(command)) for path, command in commands()}
    wrong = []
    for line in code(page):
        for verb, rest in COMMAND.findall(line.split(" #")[0]):
            words_ = (*verb.split(), *re.findall(r"^ +([a-z]+)\b", rest))
            path = next((words_[:n] for n in (2, 1, 0) if words_[:n] in known), ())
            if verb and not path:
                wrong.append(f"{page.name}: there is no command nomina{verb}")
                continue
            for option in OPTION.findall(rest):
                if option not in known[path]:
                    wrong.append(f"{page.name}: nomina {' '.join(path)} has no {option}")
    return wrong


def targets(root: Path = ROOT) -> set[str]:
    """Give the targets that the Makefile offers to people."""
    return set(re.findall(r"^([a-z]+):.*## ", (root / "Makefile").read_text(), re.M))


def named_targets(page: Path) -> set[str]:
    """Give the targets of ``make`` that the code on a page names."""
    return {name for line in code(page) for _, name in TARGET.findall(line.split(" #")[0])}


def read_variables(root: Path = ROOT) -> set[str]:
    """Give the environment variables of ours that code, tests and scripts read."""
    files = [root / "Makefile", root / ".ci" / "run"]
    files += [p for top in ("src", "tests", "tools", "bench") for p in (root / top).rglob("*.py")]
    return {name for file in files for name in VARIABLE.findall(file.read_text(encoding="utf-8"))}


def forbidden_words(page: Path) -> list[str]:
    """Name the words on a page that a face result is never given. Code is not read."""
    text = CODE.sub("", page.read_text(encoding="utf-8"))
    return [f"{page.name}: {found.group(0)!r}" for found in FORBIDDEN.finditer(text)]


def stale(root: Path = ROOT) -> list[str]:
    """Name the generated pages that differ from the program."""
    page = root / REFERENCE
    fresh = page.exists() and page.read_text(encoding="utf-8") == reference()
    return [] if fresh else [f"{REFERENCE} is not what the program says: run make docs"]


def faults(root: Path = ROOT) -> list[str]:
    """Give everything that is wrong with the pages, one sentence each."""
    wrong = stale(root)
    for page in pages(root):
        wrong += broken_links(page) + unknown_commands(page) + forbidden_words(page)
        unknown = named_targets(page) - targets(root)
        wrong += [f"{page.name}: there is no target make {name}" for name in sorted(unknown)]
    return wrong


def main(arguments: list[str] | None = None) -> int:
    """Write (unless only checking), check, and print what is wrong."""
    parser = argparse.ArgumentParser(description="Write and check the pages.")
    parser.add_argument("--check", action="store_true")
    words.use("en")
    if not parser.parse_args(arguments).check:
        (ROOT / REFERENCE).write_text(reference(), encoding="utf-8")
        documents.write_schemas(ROOT / SCHEMAS)
    wrong = faults()
    print(*wrong, f"{len(pages())} pages read, {len(wrong)} faults", sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
