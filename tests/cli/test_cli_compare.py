"""`nomina compare` through the real door, finder and embedded pack, on people who do not exist."""

from __future__ import annotations

import hashlib
import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import jsonschema  # type: ignore[import-untyped]
import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from nomina.cli import main
from nomina.cli.compare import bar
from nomina.documents import parse_json
from nomina.faces import Finder, load_pack
from nomina.leads.compare import ComparedPhoto, Comparison
from nomina.leads.documents import StrengthRecord
from nomina.leads.report_words import caution_words
from nomina.leads.weigh import word
from nomina.synthetic import Person


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("photos")
    made = {"one": (1, 0), "other": (2, 1)}
    for name, (seed, number) in made.items():
        photo = Person.from_seed(seed).ante_mortem(number, size=192)
        Image.fromarray(photo).save(folder / f"{name}.png")
    Image.new("RGB", (96, 96), (90, 120, 90)).save(folder / "nobody.png")
    (folder / "broken.jpg").write_bytes(b"not a photo")
    return {path.stem: path for path in folder.iterdir()}


def call(*args: object) -> Result:
    return CliRunner(env={"NOMINA_LANG": "en"}).invoke(main, ["compare", *map(str, args)])


def numbers(*photos: Path) -> Iterator[tuple[Any, tuple[float, ...]]]:
    """Template and box of the surest face of each, by the finder and pack alone."""
    finder, recogniser = Finder(), load_pack().recogniser()
    for photo in photos:
        pixels = np.asarray(Image.open(photo).convert("RGB"))
        face = finder.find(pixels)[0]
        box = face.box
        yield recogniser.template(pixels, face), (box.left, box.top, box.right, box.bottom)


def test_the_document_is_published_and_says_what_the_pack_says(
    photos: dict[str, Path], repository: Path
) -> None:
    done = call(photos["one"], photos["other"], "--json")
    assert done.exit_code == 0, done.output
    content = json.loads(done.stdout)
    schema = json.loads((repository / "docs" / "schemas" / "comparison-1.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(content)
    assert (content["schema_version"], content["condition"]) == ("1", "simulated")
    found = parse_json(done.stdout.encode(), Comparison, where="stdout")
    given = [photos["one"], photos["other"]]
    for photo, path in zip(found.photos, given, strict=True):
        assert photo.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert photo.faces_found == 1
    (a, box), (b, _) = numbers(*given)
    calibration = load_pack().calibration("simulated")
    wanted = calibration.strength(float(a @ b))
    assert found.strength.log10_lr == pytest.approx(wanted.log10_lr, abs=0.011)
    assert found.strength.low == pytest.approx(wanted.low, abs=0.011)
    assert found.strength.high == pytest.approx(wanted.high, abs=0.011)
    assert found.strength.calibrations == (calibration.sha256,)
    assert (found.strength.lower_bound, found.strength.upper_bound) == (
        calibration.lower_bound,
        calibration.upper_bound,
    )
    first = found.photos[0]
    assert (first.left, first.top, first.right, first.bottom) == pytest.approx(box, abs=0.01)
    speaks = found.strength.low > 0
    assert found.word == ("candidate for other examination" if speaks else "inconclusive")
    assert "score" not in done.stdout


def made(low: float, condition: Literal["living", "simulated"]) -> Comparison:
    strength = StrengthRecord(
        log10_lr=0.5,
        low=low,
        high=0.6,
        lower_bound=-1.2,
        upper_bound=3.6,
        calibrations=("0" * 64,),
    )
    one, other = (
        ComparedPhoto(sha256="0" * 64, faces_found=n, left=1, top=1, right=2, bottom=2, flags=flags)
        for n, flags in ((1, ()), (3, ("small", "turned")))
    )
    return Comparison(
        word=word(strength),
        condition=condition,
        strength=strength,
        caution="origin",
        pack="0" * 64,
        photos=(one, other),
    )


@pytest.mark.parametrize("condition", ["living", "simulated"])
@pytest.mark.parametrize("low", [-0.1, 0.1])
def test_the_text_names_both_photos_a_word_and_the_condition(
    monkeypatch: pytest.MonkeyPatch, condition: str, low: float
) -> None:
    module = sys.modules["nomina.cli.compare"]  # the package gives its command by that name
    monkeypatch.setattr(module, "run", lambda *_, pack, condition: made(low, condition))
    done = call("a.jpg", "b.jpg", *(["--living"] if condition == "living" else []))
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [
        "A: faces found 1; nothing to note",
        "B: faces found 3; small, turned",
        "candidate for other examination" if low > 0 else "inconclusive",
        "[................----|-#----------........]",
        f"log10 LR 0.50, from {low:.2f} to 0.60; learnt under condition: {condition}",
        caution_words(),
        "A face never says who someone is. What follows is for people to examine.",
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nobody", "no face was found in this photo. This excludes nobody"),
        ("broken", "this is not a picture"),
        ("absent", "there is no such file"),
    ],
)
def test_a_photo_of_no_use_is_one_line_and_a_status(
    photos: dict[str, Path], name: str, said: str
) -> None:
    path = photos.get(name, Path("absent.jpg"))
    done = call(photos["one"], path)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert path.name in done.stderr
    assert said in done.stderr


def test_an_unknown_pack_is_one_line_and_a_status(photos: dict[str, Path]) -> None:
    done = call(photos["one"], photos["one"], "--pack", "nothing")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "no such model pack" in done.stderr


@pytest.mark.parametrize("value", [-9.0, -6.0, -1.23, 0.0, 0.2, 3.62, 6.0, 40.0])
def test_the_bar_is_a_ruler_from_minus_six_to_six(value: float) -> None:
    drawn = bar(value, -1.2, 3.6)
    assert len(drawn) == 43
    cells = drawn[1:-1]
    cut = min(max(value, -6.0), 6.0)
    assert cells.index("#") == math.floor((cut + 6) / 12 * 40 + 0.5)
    assert cells[20] == ("#" if abs(cut) < 0.15 else "|")
    for place, cell in enumerate(cells):
        power = place * 12 / 40 - 6
        if cell in "-.":
            assert (cell == "-") == (-1.2 - 1e-9 <= power <= 3.6 + 1e-9)
