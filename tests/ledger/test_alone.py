"""What a stranger is handed: one file of code that needs nothing, and a page in three languages."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from nomina.errors import InputError
from nomina.ledger.alone import hand_over, source
from nomina.ledger.log import Proven
from tests.ledger.acts import KEY


def test_the_one_file_imports_the_standard_library_alone() -> None:
    tree = ast.parse(source(), feature_version=(3, 9))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    assert names <= sys.stdlib_module_names
    assert not names & {"socket", "subprocess", "urllib", "ctypes", "pickle"}
    defined = [n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    assert len(set(defined)) == len(defined), "no name stands for two things in one file"
    assigned = [
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    assert len(set(assigned)) == len(assigned)


def test_what_is_handed_over(tmp_path: Path) -> None:
    written = hand_over(tmp_path / "a" / "b", Proven(b"{}", bytes(32), b"proof"))
    assert [path.name for path in written] == [
        "event.json",
        "salt.txt",
        "act.tlog-proof",
        "verify.py",
        "how-to-check.en.txt",
        "how-to-check.uk.txt",
        "how-to-check.ru.txt",
    ]
    assert (tmp_path / "a" / "b" / "salt.txt").read_text() == "0" * 64 + "\n"
    assert all(KEY.encode() not in path.read_bytes() for path in written), "keys go another way"
    for path in written[4:]:
        page = path.read_text("utf-8")
        assert all(name in page for name in ("event.json", "salt.txt", "verify.py", "c2sp.org"))
        assert all(len(line) <= 100 for line in page.splitlines())


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "event.json").write_text("mine")
    with pytest.raises(InputError, match="something in this folder"):
        hand_over(tmp_path, Proven(b"{}", bytes(32), b"proof"))
    with pytest.raises(InputError, match="cannot be used"):
        hand_over(tmp_path / "event.json", Proven(b"{}", bytes(32), b"proof"))
    assert (tmp_path / "event.json").read_text() == "mine"
