"""`nomina identify` whole: three people who do not exist, a hand box, a stop and a second run."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from nomina.cli import main
from nomina.documents import read_json
from nomina.leads.documents import Leads
from nomina.leads.identify import Settings, binding
from nomina.leads.store import Store
from nomina.synthetic import Person, write_operation

SIZE = 192


def draw(path: Path, seed: int, number: int, *, dead: bool = False) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    person = Person.from_seed(seed)
    photo = person.post_mortem(number, SIZE) if dead else person.ante_mortem(number, SIZE)
    Image.fromarray(photo).save(path)
    return path


def folders(root: Path) -> list[object]:
    return ["--bodies", root / "bodies", "--missing", root / "missing", "--out", root / "out"]


def call(*args: object) -> Result:
    runner = CliRunner(env={"NOMINA_LANG": "en", "LANG": None})
    return runner.invoke(main, ["identify", *map(str, args)])


def two_in_one(path: Path, left: int, right: int) -> None:
    """Draw two people in one photo."""
    with Image.new("RGB", (2 * SIZE, SIZE)) as photo:
        for place, seed in enumerate((left, right)):
            one = Image.fromarray(Person.from_seed(seed).ante_mortem(1, SIZE))
            photo.paste(one, (place * SIZE, 0))
        path.parent.mkdir(parents=True, exist_ok=True)
        photo.save(path)


def test_a_small_operation_from_folders_to_report_and_again(tmp_path: Path) -> None:
    root = tmp_path
    draw(root / "missing" / "M1" / "a.png", 1, 0)
    two_in_one(root / "missing" / "M2" / "both.png", left=3, right=2)
    box = [SIZE + 54, 62, SIZE + 129, 137]  # as a person would draw it around the right face
    rows = f"number,file,left,top,right,bottom,name\nM2,M2/both.png,{','.join(map(str, box))},=x\n"
    (root / "missing" / "t.csv").write_text(rows, "utf-8")
    for seed in (2, 3):
        draw(root / "bodies" / f"B{seed}.png", seed, 0, dead=True)
    (root / "bodies" / "broken.jpg").write_bytes(b"\xff\xd8\xff broken")

    done = call(*folders(root), "--on-list", "0.6", "--purpose", "to give names back", "--top", 5)
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0] == "Bodies compared: 2 of 3"
    assert lines[1] == "Missing people compared: 2 of 2"
    assert lines[2] == "Photos: 5, of which 0 were done before"
    assert "0.6" in lines[3]
    assert "%" not in done.stdout
    out = root / "out"
    assert sorted(path.name for path in out.iterdir()) == [
        ".nomina",
        "leads.csv",
        "leads.json",
        "problems.csv",
        "report.html",
    ]
    leads = read_json(out / "leads.json", Leads)
    assert leads.run.purpose == "to give names back"
    second = leads.missing[1].photos[0].face
    assert second is not None
    assert [second.left, second.top, second.right, second.bottom] == box
    assert second.source == "hand"
    assert len(leads.results) == 3
    for result in leads.results:
        whole = result.nobody + result.others + sum(lead.posterior for lead in result.leads)
        assert whole == pytest.approx(1.0)
    # the hand box, not the face of B3 beside it, is what was compared
    of = {result.body: {lead.person: lead for lead in result.leads} for result in leads.results}
    right, beside = of["B2"]["M2"].strength, of["B3"]["M2"].strength
    assert right is not None
    assert beside is not None
    assert right.log10_lr > beside.log10_lr
    text = (out / "problems.csv").read_text("utf-8-sig")
    problems = list(csv.DictReader(io.StringIO(text)))
    assert [(line["case"], line["file"]) for line in problems] == [("broken", "broken.jpg")]
    assert "'=x" in (out / "leads.csv").read_text("utf-8-sig")
    report = (out / "report.html").read_text("utf-8")
    assert report.count("/9j/") >= 4  # JPEGs as base64: two bodies and their two candidates
    for secret in (b"JFIF", b"\xff\xd8\xff"):  # crops and templates are sealed (SEC-30)
        assert secret not in (out / ".nomina" / "work.log").read_bytes()

    before, log = timeless(out), (out / ".nomina" / "work.log").stat().st_size
    began = time.process_time()
    done = call(*folders(root), "--on-list", "0.6", "--purpose", "to give names back", "--top", 5)
    assert done.stdout.splitlines()[2] == "Photos: 5, of which 5 were done before"
    assert time.process_time() - began < 3.0
    assert timeless(out) == before
    # at most how each new file looked, once it was no longer new: no template and no crop
    assert (out / ".nomina" / "work.log").stat().st_size < log + 1500


def timeless(out: Path) -> dict[str, Any]:
    leads = json.loads((out / "leads.json").read_text("utf-8"))
    del leads["times"]
    return {"leads": leads, **{x.name: x.read_bytes() for x in out.glob("*.csv")}}


REFUSALS: list[tuple[dict[str, str], str]] = [
    ({"--on-list": "0"}, "above 0 and below 1"),
    ({"--on-list": "1"}, "above 0 and below 1"),
    ({"--on-list": "nan"}, "above 0 and below 1"),
    ({"--bodies": "none"}, "does not exist"),
    ({"--bodies": "empty"}, "no photo in this folder"),
    ({"--bodies": "missing"}, "same folder"),
    ({"--out": "bodies/out"}, "lies in a folder of photos"),
    ({"--out": "bodies/B1.png"}, "lies in a folder of photos"),
    ({"--out": "a file"}, "cannot be made"),
    ({"--pack": "nothing"}, "no such model pack"),
    ({"--bodies-table": "none.csv"}, "the table cannot be read"),
    ({"--bodies-table": "a file"}, "not a table"),
    ({"--may-be-alive": "B1"}, "may be alive"),
]


@pytest.mark.parametrize(("change", "said"), REFUSALS)
def test_what_cannot_be_done_is_one_line_and_a_status(
    tmp_path: Path, change: dict[str, str], said: str
) -> None:
    for name in ("bodies/B1.png", "missing/M1.png", "a file"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "empty").mkdir()
    given = {"--bodies": "bodies", "--missing": "missing", "--out": "out", "--on-list": "0.5"}
    plain = {"--on-list", "--pack", "--may-be-alive"}
    args: list[object] = []
    for option, value in {**given, **change}.items():
        args += [option, value if option in plain else tmp_path / value]
    done = call(*args)
    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert said in done.stderr
    assert not (tmp_path / "out").exists()


def begin(root: Path) -> subprocess.Popen[str]:
    nomina = Path(sys.executable).with_name("nomina")
    args = [nomina, "identify", *folders(root), "--on-list", "0.7"]
    # A shell without job control lets its children ignore Ctrl-C; a terminal does not.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(
            [str(arg) for arg in args],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={**os.environ, "NOMINA_LANG": "en"},
        )
    finally:
        signal.signal(signal.SIGINT, before)


def wait_for_work(root: Path, process: subprocess.Popen[str], size: int) -> None:
    log = root / "out" / ".nomina" / "work.log"
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        if log.exists() and log.stat().st_size > size:
            return
        time.sleep(0.02)
    raise AssertionError(f"no work was kept: {process.communicate()}")


def kept(root: Path) -> int:
    settings = Settings(root / "bodies", root / "missing", root / "out", 0.7)
    with Store(root / "out", binding(settings)) as store:
        return len(store)


@pytest.mark.deep
def test_interrupted_it_stops_at_once_and_killed_it_goes_on(tmp_path: Path) -> None:
    write_operation(tmp_path, missing=30, bodies=10, on_list=4, seed=3)
    photos = len(list(tmp_path.rglob("*.jpg")))
    with begin(tmp_path) as process:
        wait_for_work(tmp_path, process, 20_000)
        began = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)  # as the terminal does, to everything at once
        out, err = process.communicate(timeout=60)
        took = time.monotonic() - began
    assert process.returncode == 130
    assert out == ""
    assert err.endswith("Stopped. The same command goes on where it was.\n")
    assert "Traceback" not in err
    assert took < 15.0  # a photo or two at a time, on a busy machine
    some = kept(tmp_path)
    assert 0 < some < photos
    with begin(tmp_path) as process:
        wait_for_work(tmp_path, process, (tmp_path / "out/.nomina/work.log").stat().st_size)
        os.killpg(process.pid, signal.SIGKILL)
    more = kept(tmp_path)
    assert some <= more < photos
    with begin(tmp_path) as process:
        out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    assert f"Photos: {photos}, of which {more} were done before" in out
    assert kept(tmp_path) == photos
    with begin(tmp_path) as process:
        out, _ = process.communicate(timeout=60)
    assert f"of which {photos} were done before" in out
