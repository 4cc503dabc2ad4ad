"""Every text that leaves the desk, rendered with hostile names, in all languages.

Whoever writes a text for people outside registers it (`nomina.desk.outgoing`); here all of them are
held to the same: no image, no link, no secret in an address, no section missing, and no news but
where news is told. A module that prints or sends and is not known here turns a test red.
"""

from __future__ import annotations

import ast
import base64
import re
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import nomina.desk
from nomina.desk import outgoing
from nomina.desk.books import vault
from nomina.desk.custody.papers.page import pdf
from nomina.desk.families.models import Letter
from nomina.desk.files.models import Content, Photo
from nomina.desk.outgoing import Example, Form, Outgoing
from nomina.desk.policy.roles import Role
from nomina.errors import LineNotCrossed
from nomina.words import LANGUAGES
from tests.desk.custody.printed import every_document
from tests.desk.custody.yard import Yard
from tests.desk.families.conftest import team as team  # noqa: PLC0414 - a fixture
from tests.desk.families.conftest import yard as yard  # noqa: PLC0414 - a fixture
from tests.desk.families.visits import QUICK, make_visits
from tests.desk.families.written import letter, office, released
from tests.desk.policy.planting import BEGIN, END, HOSTILE

NAME = f"{BEGIN}{HOSTILE.replace('http://', '')}{END}"
"""A name that would be markup, a formula or a template, but for a link: those are looked for."""
SENTINEL = b"\xff\xd8\xff\xe0sentinel of a photograph of somebody dead\xff\xd9"

KNOWN = frozenset(
    {
        "families:arrange-mail",
        "families:arrange-sms",
        "families:letter",
        "families:public-letter",
        "families:public-page",
        "families:slip",
        "transmit:missing-list",
        "transmit:package",
        "transmit:receipt",
    }
)
"""What may leave. Whoever adds one adds it here, and so has it held to all of this."""
TELLS = frozenset(
    {"families:letter", "transmit:missing-list", "transmit:package", "transmit:receipt"}
)
"""What may say a name: a letter that two people carry, and what goes to an institution."""

PAPER = "a paper of custody, of which LEAVE or STAY says to whom it goes"
CERTIFICATE = "a certificate of identification, for the board and authorities"
PRINTS = {
    "families/letters_paper.py": "families:letter",
    "families/slip.py": "families:slip",
    "families/views/letters.py": "a slip for our own people, that is left with nobody",
    "families/views/looking.py": "numbers of an operation, for our own people",
    "transmit/packages_paper.py": "transmit:package",
    "custody/actions/papers.py": PAPER,
    "custody/papers/page.py": "what sets every print",
    "custody/papers/labels.py": "labels of tags, which hold a number and nothing else",
    "custody/views/effects.py": PAPER,
    "custody/views/exchange_manifests.py": PAPER,
    "custody/views/exchange_theirs.py": PAPER,
    "custody/views/graves_taking.py": PAPER,
    "custody/views/scanning_labels.py": PAPER,
    "examine/actions/issue.py": CERTIFICATE,
    "examine/certificate_check.py": CERTIFICATE,
    "examine/certificate_page.py": CERTIFICATE,
}
"""Modules that print, and what: an outgoing text, or why it is none."""
SENDS = {
    "families/wire.py": "families:arrange-mail, families:arrange-sms",
    "boot/mail.py": "refuses every mail that Django would send",
    "boot/network.py": "names and ports of this machine",
    "boot/probe.py": "asks a desk whether it is shut to strangers",
    "captures/guard.py": "fetches pages for a capture",
    "captures/stamp_way.py": "the digest of a capture, to a service of time stamps",
    "families/mailbox_port.py": "fetches what families wrote, and sends nothing",
}
"""Modules that have a way to another machine, and for what."""

LINK = re.compile(r"(?:https?|ftp|file|javascript|data|cid|tel|mailto|sms):", re.IGNORECASE)
HOST = re.compile(r"\bwww\.|\b[a-z0-9-]+\.(?:com|org|net|ua|ru|info|io)\b", re.IGNORECASE)
_SPACES = ('xmlns="http://www.w3.org/2000/svg"', "http://www.w3.org/1999/xhtml")
"""Names of XML, which nothing follows."""
MARKUP = re.compile(r"<(?:img|picture|video|object|embed|iframe)\b", re.IGNORECASE)
"""Of a page; in what is no markup, a name may be anything."""
ADDRESS = re.compile(r"""(?:href|src|action|formaction|poster|content)\s*=\s*["']([^"']*)""")
KEY = re.compile(r"\S+\+[0-9a-f]{8}\b")
"""What a document calls the key that it is signed with; nobody can open it."""
SECRET = re.compile(
    r"(?:[0-9A-Z]{4}-){2,}[0-9A-Z]{2,4}|(?:secret|number|token|key)=", re.IGNORECASE
)
IMAGES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"/Subtype/Image", b"/Subtype /Image")
DEATH = re.compile(
    r"\b(?:dead|died|death|body|grave|помер\w*|смерт\w*|тіл[оау]\b|загин\w*|могил\w*|умер\w*"
    r"|тел[оау]\b|погиб\w*)\b",
    re.IGNORECASE,
)  # fmt: skip


def every() -> list[Outgoing]:
    return list(outgoing.every())


@cache
def rendered(name: str) -> tuple[tuple[str, Example], ...]:
    """Each example of a text with its language; rendered once for all tests."""
    found: list[tuple[str, Example]] = []
    for language in LANGUAGES:
        examples = list(outgoing.known(name).render(language, NAME))
        assert examples, (name, language)
        found += [(language, example) for example in examples]
    return tuple(found)


def streams(data: bytes) -> Iterator[bytes]:
    """A PDF as it is, and each of its streams as it is and unpacked."""
    yield data
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            continue


def no_image(example: Example) -> None:
    text = example.text
    assert "data:" not in text.lower()
    assert not text.lstrip().startswith("<") or not MARKUP.search(text)
    for data in (SENTINEL, base64.b64encode(SENTINEL)[:-4]):
        assert data not in text.encode()
    for stream in streams(example.data):
        assert not any(one in stream[:16] or one in stream for one in IMAGES[4:])
        assert not stream.startswith(IMAGES[:4])
        assert SENTINEL not in stream
        for action in (b"/URI", b"/Launch", b"/JavaScript", b"/GoToR"):
            assert action not in stream, action


def test_what_may_leave_is_known() -> None:
    assert {one.name for one in every()} == KNOWN
    with pytest.raises(LineNotCrossed):
        outgoing.known("families:photo")
    assert {one.name for one in every() if one.news} <= TELLS


ONE = pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
"""What is rendered stands in no database; some of it asks whether there is one."""


@ONE
@pytest.mark.parametrize("name", sorted(KNOWN))
def test_it_holds_no_image_no_link_and_no_secret_in_an_address(db: str, name: str) -> None:
    one = outgoing.known(name)
    for language, example in rendered(name):
        no_image(example)
        text = example.text
        for space in _SPACES:
            text = text.replace(space, "")
        assert not LINK.findall(text), (language, LINK.findall(text))
        assert not HOST.findall(KEY.sub("", text)), (language, HOST.findall(KEY.sub("", text)))
        for address in ADDRESS.findall(text):
            assert not SECRET.search(address), (language, address)
        if one.form in (Form.MAIL, Form.SMS):
            assert not SECRET.search(text), language
        if one.form is Form.PAGE:  # no preview where its address is shared, and no search finds it
            assert not re.search(r"\b(?:og|twitter):|itemprop|oembed", text), language
            assert 'name="robots" content="noindex' in text


@ONE
@pytest.mark.parametrize("name", sorted(KNOWN))
def test_no_section_is_missing_in_any_language(db: str, name: str) -> None:
    one = outgoing.known(name)
    for language, example in rendered(name):
        for section in one.sections(language):
            assert section in example.text, (language, section)
    if name == "families:letter":
        assert {len(one.sections(language)) for language in LANGUAGES} == {7}


@ONE
@pytest.mark.parametrize("name", sorted(KNOWN - TELLS))
def test_what_tells_nothing_holds_no_name_and_no_news(db: str, name: str) -> None:
    one = outgoing.known(name)
    assert not one.news
    for language, example in rendered(name):
        assert BEGIN not in example.text, language
        if one.form in (Form.MAIL, Form.SMS):
            assert not DEATH.search(example.text), (language, DEATH.findall(example.text))


def test_the_measures_find_what_they_look_for() -> None:
    """Each is held against a text that has it; otherwise the tests above could not fail."""
    picture = Example("t", b"%PDF-1.7\n<</Type/XObject/Subtype/Image>>\nstream\nx\nendstream")
    for wrong in (
        picture,
        Example("t", b"%PDF-1.7\nstream\n" + zlib.compress(b"/S/URI/URI(x)") + b"endstream"),
        Example("t", b"%PDF-1.7\nstream\n" + zlib.compress(SENTINEL) + b"endstream"),
        Example('<img src="x">'),
        Example("see data:image/png;base64,"),
    ):
        with pytest.raises(AssertionError):
            no_image(wrong)
    assert LINK.search("see HTTPS://x")
    assert HOST.search("see example.org now")
    assert SECRET.search(ADDRESS.findall('<a href="/ask/x/?secret=1">')[0])
    assert SECRET.search(ADDRESS.findall('<a href="/ask/7K3M-QWER-55/">')[0])
    for language, word in (("en", "He died."), ("uk", "Ваша мати померла"), ("ru", "тело нашли")):
        assert DEATH.search(word), language


@QUICK
def test_a_real_letter_of_somebody_with_photographs_has_none(yard: Yard) -> None:
    """Sentinel photographs hang on every file that a letter is written from."""
    visits = make_visits(yard)
    digest = vault().keep(SENTINEL).digest
    for file in (visits.body, visits.missing):
        photo = Photo.objects.create(file=file, made_by=visits.liaison)
        Content.objects.create(photo=photo, file=file, digest=digest, size=len(SENTINEL))
    office(visits)
    recipient, plan = released(visits)
    made: Letter = letter(visits, recipient, plan)
    data = vault().read(made.pdf)
    no_image(Example(str(made.document), data))
    assert digest not in str(made.document)
    assert not any(digest.encode() in stream for stream in streams(data))


LEAVE = {
    "release": "who receives a body", "pass": "authorities on the way",
    "effects": "a family, with the things", "transfer": "who carries a body",
    "death": "a family or an authority", "death, cremated": "a family or an authority",
    "burial": "a family or an authority", "burial, exhumed": "a family or an authority",
    "burial at sea": "a family or an authority", "cremation": "a family or an authority",
    "list of the dead": "a bureau", "list of graves": "a bureau",
    "manifest": "the other side", "receipt": "the other side", "our receipt": "the other side",
    "handover": "who takes items over", "inventory": "a bureau, with the packet",
    "inventory of nothing": "a bureau",
}  # fmt: skip
"""Papers of custody that may leave, by their names in `tests.desk.custody.printed`, and to whom.

They are made of rows of the register alone, so no example of them can be made without one: they
are held to the same here, in place of being registered."""
GIVEN = ("release", "pass", "effects", "death")
"""Those that families are given; they are looked into in every language."""
STAY = {"count": "for a count of one's own", "receive": "for taking in, filled in by hand"}


@QUICK
def test_no_paper_of_custody_that_leaves_holds_an_image_or_a_link(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a page is made of is read in every language, and a print of each is looked into."""
    made = every_document(yard, monkeypatch, full=True)
    assert set(made) == LEAVE.keys() | STAY.keys(), "a paper of which nobody said to whom it goes"
    for n, name in enumerate(sorted(LEAVE)):
        for language in LANGUAGES:
            text = str(made[name](language))
            assert not LINK.findall(text), (name, language, LINK.findall(text))
            found = HOST.findall(KEY.sub("", text))
            assert not found, (name, language, found)
        for language in LANGUAGES if name in GIVEN else LANGUAGES[n % len(LANGUAGES) :][:1]:
            no_image(Example("", pdf(made[name](language))))


def imports(source: str, names: frozenset[str]) -> bool:
    """Say whether a module imports one of the names."""
    if not any(all(part in source for part in name.split(".")) for name in names):
        return False
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            whole = {f"{node.module}.{one.name}" for one in node.names}
            if whole & names or node.module in names - OF_MORE:
                return True
        if isinstance(node, ast.Import) and {one.name for one in node.names} & names:
            return True
    return False


OF_MORE = frozenset({"nomina.desk.custody.papers.page", "nomina.desk.examine.certificate_page"})
"""Modules that print, and hold other things too: whoever has them whole can print."""
PRINTING = frozenset({"typst", *OF_MORE, *(f"{name}.pdf" for name in OF_MORE)})
SENDING = frozenset(
    {"smtplib", "http.client", "urllib.request", "requests", "httpx", "socket", "anymail",
     "ftplib", "imaplib", "asyncio", "django.core.mail", "django.core.mail.get_connection",
     "django.core.mail.send_mail"}
)  # fmt: skip


def modules() -> Iterator[tuple[str, str]]:
    root = Path(nomina.desk.__file__).parent
    for path in sorted(root.rglob("*.py")):
        yield path.relative_to(root).as_posix(), path.read_text("utf-8")


def test_every_module_that_prints_or_sends_is_known() -> None:
    printing = {name for name, source in modules() if imports(source, PRINTING)}
    sending = {name for name, source in modules() if imports(source, SENDING)}
    assert printing == set(PRINTS)
    assert sending == set(SENDS)
    named = {one for text in (*PRINTS.values(), *SENDS.values()) for one in text.split(", ")}
    assert {one for one in named if ":" in one} <= KNOWN


def test_the_search_finds_what_prints_and_what_sends() -> None:
    assert imports("from nomina.desk.custody.papers.page import Paper, pdf", PRINTING)
    assert imports("from nomina.desk.custody.papers import page", PRINTING)
    assert imports("import smtplib", SENDING)
    assert imports("from django.core.mail import send_mail", SENDING)
    assert not imports("from nomina.desk.custody.papers.page import Paper", PRINTING)


def test_nobody_of_the_whole_desk_may_see_a_text_that_tells() -> None:
    """Those who keep accounts and watch over the machine are no readers of letters."""
    from nomina.desk.policy.roles import DESK_ROLES, SEES_NOTICES

    assert not SEES_NOTICES & DESK_ROLES
    assert Role.LIAISON in SEES_NOTICES
