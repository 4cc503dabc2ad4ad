"""The page of a certificate, read by a reader that knows nothing of what wrote it."""

from __future__ import annotations

import io
import re
import struct
from typing import Any

import pytest
import typst
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from nomina.desk.examine import certificate_page as page
from nomina.desk.examine import certificate_text as texts
from nomina.desk.examine.certificate import Certificate, digest_of, written
from nomina.desk.examine.certificate_check import attached
from nomina.desk.examine.certificate_words import WORDS
from nomina.words import LANGUAGES
from tests.desk.examine import qr_reader
from tests.desk.examine.certified import certified, sample
from tests.desk.examine.pdf_reader import bare, opened, text_of


def typed(part: Any) -> list[str]:
    """Every text of a document that somebody typed."""
    found: list[str] = []
    texts.every(part, lambda text: found.append(text) or text)  # type: ignore[func-returns-value]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_is_on_the_page_in_each_language(language: str) -> None:
    one = sample()
    said = text_of(opened(page.pdf(one, language)))
    it = one.certified
    for text in [*typed(it.body.model_dump()), *typed(it.person.model_dump())]:
        assert bare(text) in said
    for method in it.finding.methods:
        for text in (method.how, method.place, method.date, method.signatory):
            assert bare(text) in said
        assert bare(WORDS[method.discipline][LANGUAGES.index(language)]) in said
    for holder in it.posts:
        assert bare(WORDS[holder.post][LANGUAGES.index(language)]) in said
        assert bare(holder.name or holder.vacant or "") in said
    for text in (it.number, it.dossier, digest_of(one), "2026-11-20", "desk.example/log+0a1b2c3d"):
        assert text in said
    assert bare(WORDS["unknown"][LANGUAGES.index(language)]) in said  # the unit has no telephone
    assert said.count(digest_of(one)) == 3  # of two pages each, and where it is told how to check
    for key in ("title", "check", "check.file", "check.log", "check.register", "vacant", "hand"):
        assert bare(WORDS[key][LANGUAGES.index(language)]) in said


def test_the_words_are_there_in_three_languages_and_differ() -> None:
    for key, three in WORDS.items():
        assert len(three) == len(LANGUAGES)
        assert all(three)
        assert all(re.search("[А-я]", text) for text in three[1:]), key
        assert not re.search("[ыэъё]", three[1]), key
        assert not re.search("[іїєґ]", three[2]), key


def test_it_says_of_itself_that_it_is_for_archives_and_carries_its_fonts() -> None:
    pdf = opened(page.pdf(sample(), "uk"))
    (xmp,) = (pdf.objects[one][1] for one in pdf.having(b"/Type/Metadata"))
    assert b"<pdfaid:part>3</pdfaid:part>" in xmp
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert pdf.having(b"/OutputIntents")
    assert pdf.having(b"/StructTreeRoot")
    fonts = [pdf.objects[one][0] for one in pdf.having(b"/Type/FontDescriptor")]
    assert fonts
    assert all(re.search(rb"/FontFile[23]? \d+ 0 R", font) for font in fonts)
    whole = b"".join(head for head, _ in pdf.objects.values())
    assert not re.search(rb"/(JavaScript|JS|Launch|SubmitForm|URI|Encrypt)\b", whole)


def test_its_json_is_attached_byte_for_byte() -> None:
    one = sample()
    data = page.pdf(one, "ru")
    pdf = opened(data)
    (at,) = pdf.having(b"/Type/EmbeddedFile")
    assert pdf.objects[at][1] == written(one) == attached(data, "it")
    (spec,) = (pdf.objects[number][0] for number in pdf.having(b"/Type/Filespec"))
    assert b"/AFRelationship/Source" in spec


def test_the_same_certificate_gives_the_same_bytes_and_each_language_others() -> None:
    made = {language: page.pdf(sample(), language) for language in LANGUAGES}
    assert len(set(made.values())) == 3
    assert page.pdf(sample(), "uk") == made["uk"]
    assert b"20261120101112" in made["en"]  # the moment of the decision, not of making it


def test_the_code_on_the_page_is_read_as_what_to_compare() -> None:
    """Drawn as the page draws it, and read by a reader of its own."""
    one = sample()
    svg = page.drawn(one)
    modules = re.search(r'width="(\d+)mm"', svg)
    assert modules is not None
    source = b"#set page(width: 60mm, height: 60mm, margin: 0mm)\n#image(bytes(sys.inputs.qr))"
    png = typst.compile(source, format="png", ppi=300, sys_inputs={"qr": svg})
    with Image.open(io.BytesIO(png)) as image:
        said = qr_reader.read(image, int(modules[1]))
    assert said == page.code(one)
    lines = said.split("\n")
    assert f"sha256: {digest_of(one)}" in lines
    assert "number: A-C-0001" in lines
    assert "log: desk.example/log+0a1b2c3d" in lines
    assert "Шевченко" not in said  # it names nobody


def test_nothing_typed_lies_beside_the_paper() -> None:
    """A word that has no place is broken: its end is on the page too."""
    wide = "W" * 199 + "Z"
    (first, *_) = page.pictures(sample(certified(family_name=wide)), "en")
    width, height = struct.unpack(">II", first[16:24])
    assert (width, height) == (1191, 1684)  # A4 at 144 dots an inch
    edge = _columns(first, 1191 - 113)  # 20 mm
    assert not edge


def _columns(png: bytes, after: int) -> bool:
    with Image.open(io.BytesIO(png)) as image:
        grey = image.convert("L")
        return min(grey.crop((after + 4, 0, grey.width, grey.height)).tobytes()) < 250


def test_every_sure_character_is_shown() -> None:
    assert page._shows("".join(sorted(texts.SURE - {" "})))


HOSTILE = [
    '#eval("1+1") #panic("x") $x^2$ *b* _i_ `r` <l> @r // c /* d */ \\u{41} "q" \'',
    '#image("/etc/passwd") #read("/etc/passwd") #import "@preview/a:1.0.0"',
    "]#show: it => none\n= Heading\n- list\n+ enum",
    "\u202eabc\u202c \u2066x\u2069 \u200f \u200e",
    "漢字 😀 👩‍👩‍👧 \ufffe \ue000 \x00\x07\x1b[31m \u2028x\u2029",
    "שלום العربية ‎ e\u0301\u0301\u0301 а\u0301 \u05d0\u064b \u0300",
    "&lt;script&gt; </svg><script>alert(1)</script> (a) Tj ET endstream endobj %%EOF",
]


def _printed(text: str) -> str:
    return bare(texts.spelt(text.replace("\n", " ")))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_printed_as_text(text: str) -> None:
    one = sample(certified(how=text, given_names=text.replace("\n", " ")[:200]))
    data = page.pdf(one, "uk")
    pdf = opened(data)
    assert attached(data, "it") == written(one)
    (xmp,) = (pdf.objects[number][1] for number in pdf.having(b"/Type/Metadata"))
    assert b"<pdfaid:part>3</pdfaid:part>" in xmp
    said = text_of(pdf)
    for letter in re.findall("[A-Za-z0-9]+", text):
        assert letter in said
    if text.isascii() and text.isprintable():
        assert bare(text) in said
    assert bare(WORDS["check.register"][1]) in said  # nothing after it was swallowed


def _survives(text: str) -> None:
    one: Certificate = sample(certified(how=text, family_name=text[:200]))
    data = page.pdf(one, "en")
    assert attached(data, "it") == written(one)
    said = text_of(opened(data))
    assert not set(said) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
    plain = "".join(c for c in _printed(text) if c.isascii())
    assert all(c in said for c in plain)
    assert bare(WORDS["check.register"][0]) in said


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@settings(
    max_examples=3, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
@example("\u202e\u0590\u05c8\U0001d7d8")
@given(words)
def test_whatever_is_typed_the_page_stands(text: str) -> None:
    _survives(text)


@pytest.mark.deep
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(words)
def test_whatever_is_typed_the_page_stands_in_many_cases(text: str) -> None:
    _survives(text)


def test_what_fonts_lack_is_printed_by_its_number() -> None:
    said = text_of(opened(page.pdf(sample(certified(family_name="漢 \u1c90 Ж")), "en")))
    assert "[U+6F22]" in said
    assert "Ж" in said
    with pytest.raises(typst.TypstError):  # it is the standard that refuses, so it must be so
        typst.compile(b"\xe6\xbc\xa2", ignore_system_fonts=True, pdf_standards=["a-3a"])
