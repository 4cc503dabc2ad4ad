"""`import nomina` gives the calls of the commands, without loading them before they are used."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import nomina


@pytest.mark.parametrize("name", [name for name in nomina.__all__ if name != "__version__"])
def test_every_call_is_there_and_explains_itself(name: str) -> None:
    assert (getattr(nomina, name).__doc__ or "").strip()


def test_calls_are_the_ones_that_the_rooms_give() -> None:
    from nomina.leads.compare import compare
    from nomina.leads.identify import identify

    assert nomina.identify is identify
    assert nomina.compare is compare


def test_rooms_are_reached_by_name() -> None:
    code = "import nomina; print(nomina.evaluate.evaluate.__name__, nomina.gallery.__name__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "evaluate nomina.gallery\n"


def test_nothing_else_is_there() -> None:
    for name in ("nothing", "_private", "os"):
        with pytest.raises(AttributeError, match=name):
            getattr(nomina, name)
    assert set(nomina.__all__) <= set(dir(nomina))


def test_the_stub_names_what_the_module_gives() -> None:
    stub = ast.parse(Path(nomina.__file__).with_suffix(".pyi").read_text("utf-8"))
    imported = {
        alias.asname
        for node in ast.walk(stub)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert imported == {*nomina.__all__, "evaluate"} - {"__version__"}
