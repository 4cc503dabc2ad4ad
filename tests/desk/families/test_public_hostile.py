"""Whatever is sent to the public page: it is refused or kept as it came, and nothing is opened."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from nomina.desk.boot.flood import LARGEST
from nomina.desk.families import envelopes, forms_public
from nomina.desk.families.models import Enquiry, EnquiryPage, Envelope, Reply, Submission
from nomina.desk.files.photos import intake
from tests.desk.families.asked import FIRST, JPEG, Asker, field, opened_page
from tests.desk.files.people import Team

MALFORMED = Path(__file__).parents[4] / "shared" / "data" / "malformed"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def page(team: Team, monkeypatch: pytest.MonkeyPatch) -> EnquiryPage:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")

    def opens() -> None:
        raise AssertionError("a photo was opened")

    monkeypatch.setattr(intake, "door", opens)
    return opened_page(team.cast.one, team.cast.ada)


@pytest.fixture
def asker(page: EnquiryPage) -> Asker:
    return Asker(page)


def raw(asker: Asker, body: bytes, kind: str, address: str = "") -> Any:
    return Client(raise_request_exception=True).generic(
        "POST", address or asker.address, body, content_type=kind
    )


def part(name: str, value: bytes, more: str = "") -> bytes:
    return f'--b\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + value


def parts(*every: bytes) -> bytes:
    return b"\r\n".join(every) + b"\r\n--b--\r\n"


MULTI = "multipart/form-data; boundary=b"
SEND = (part("step", b"send"), part("side", b"own"), part("m-family name", "Зразок".encode()))
BODIES: dict[str, tuple[bytes, str]] = {
    "too many fields": (b"&".join(b"a%d=1" % n for n in range(1001)), FORM),
    "too many parts": (parts(*(part(f"a{n}", b"1") for n in range(1001))), MULTI),
    "too many files": (
        parts(*(part(f"photo{n}", JPEG, '; filename="a.jpg"') for n in range(101))), MULTI,
    ),
    "another charset": (b"step=send&side=own&m-family+name=%FF%FE", f"{FORM}; charset=utf-16"),
    "a charset that is none": (parts(*SEND), f"{MULTI}; charset=hex"),
    "a charset nobody knows": (parts(*SEND), f"{MULTI}; charset=zz"),
    "not UTF-8": (b"step=send&side=own&m-family+name=%FF%C0%80%ED%A0%80", FORM),
    "a NUL": (b"step=send&side=own&m-family+name=a%00b&r-given+name=b", FORM),
    "a NUL in what is looked up": (b"number=a%00b&secret=%00&pass=%00&language=%00&why=%00", FORM),
    "no boundary": (parts(*SEND), "multipart/form-data"),
    "a long boundary": (parts(*SEND), "multipart/form-data; boundary=" + "b" * 5000),
    "another boundary": (parts(*SEND), "multipart/form-data; boundary=c"),
    "no end": (b"\r\n".join(SEND), MULTI),
    "nothing": (b"", MULTI),
    "a part within a part": (
        parts(*SEND, part("photo1", parts(*SEND), "\r\nContent-Type: multipart/mixed; boundary=b")),
        MULTI,
    ),
    "base64 that is none": (
        parts(*SEND, part("photo1", b"!!!", "\r\nContent-Transfer-Encoding: base64")), MULTI,
    ),
    "a header without end": (b"--b\r\nContent-Disposition: form-data; name=" + b"a" * 9_999, MULTI),
    "a text where a file is meant": (parts(*SEND, part("photo1", b"text")), MULTI),
    "a file where a text is meant": (
        parts(*SEND, part("words", b"text", '; filename="a"')), MULTI,
    ),
    "a large text": (b"step=send&side=own&words=" + b"a" * 3_000_000, FORM),
    "what is no form": (b'{"step": "send"}', "application/json"),
    "no type": (b"step=send", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
def test_bodies_that_no_browser_sends(asker: Asker, name: str) -> None:
    body, content_type = BODIES[name]
    for address in (asker.address, asker.mine, asker.letter):
        answer = raw(asker, body, content_type, address)
        assert answer.status_code in {400, 422}, (name, answer.status_code)
    assert not Enquiry.objects.exists()


NAMES = (
    "../../etc/passwd", "a\x00b.jpg", "ж" * 5000, "\u202egpj.exe", 'a";x="b.jpg', "a\r\nX: y.jpg",
    "<img src=x onerror=alert(1)>.jpg", "", ".", "CON", "=HYPERLINK(1).jpg",
)  # fmt: skip


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
def test_names_of_photos_become_no_path_and_end_no_header(asker: Asker) -> None:
    for turn, name in enumerate(NAMES):
        sent = {"step": "send", "side": "own", "token": field(asker.form(), "token")}
        texts = sent | {"m-family name": "Зразок", "r-given name": "О", "words": str(turn)}
        body = parts(
            *(part(key, value.encode()) for key, value in texts.items()),
            part("photo1", JPEG, f'; filename="{name}"\r\nContent-Type: image/jpeg'),
        )
        assert raw(asker, body, MULTI).status_code in {200, 400, 422}, name
    kept = [envelopes.written(one) for one in Submission.objects.all()]
    assert sum(bool(asked.photos) for asked in kept) >= 6
    for asked in kept:
        for one in asked.photos:
            assert "/" not in one.name
            assert not set("\x00\r\n\u202e") & set(one.name), one.name
            assert len(one.name) <= 200


def photos() -> list[bytes]:
    """Broken and hostile photos: those at hand, or drawn ones of the same kinds where none are."""
    found = [path.read_bytes() for path in sorted(MALFORMED.glob("*")) if path.is_file()]
    dice = random.Random(3)
    drawn = [
        start + dice.randbytes(dice.randint(0, 3000))
        for start in (
            b"\xff\xd8\xff",
            b"\x89PNG\r\n\x1a\n",
            b"RIFF\0\0\0\0WEBP",
            b"PK\x03\x04",
            b"GIF8",
            b"",
        )
        for _ in range(5)
    ]
    # A picture that says it is 65,535 pixels wide and high: nobody asks what it holds.
    bomb = b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03" + b"\x01\x11\x00" * 3 + b"\xff\xd9"
    return [one for one in dice.sample(found, min(len(found), 40)) if one] + [*drawn, bomb]


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
def test_broken_photos_are_sealed_as_they_are_or_refused_and_never_opened(asker: Asker) -> None:
    taken = refused = 0
    token = field(asker.ask_page(), "pass")
    for data in photos():
        before = Submission.objects.count()
        sent = SimpleUploadedFile("a.jpg", data, "image/jpeg")
        answer = asker.post(asker.mine, **{"pass": token, "step": "more"}, photo1=sent)
        if answer.status_code == 200:
            taken += 1
            last = Submission.objects.latest("turn")
            assert envelopes.photo(last, 1) == data
        else:
            refused += 1
            assert answer.status_code == 422
            assert Submission.objects.count() == before
    assert taken >= 10
    assert refused >= 5


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
def test_too_much_is_not_read(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    large = SimpleUploadedFile("a.jpg", JPEG + b"a" * forms_public.PHOTO, "image/jpeg")
    sent = FIRST | {"step": "send", "side": "own", "token": field(asker.form(), "token")}
    assert asker.post(asker.address, **sent, photo1=large).status_code == 422
    whole = parts(part("photo1", JPEG + b"a" * LARGEST, '; filename="a.jpg"'))
    assert raw(asker, whole, MULTI).status_code == 400
    assert not Envelope.objects.exists()


TYPED = (
    "\u202egnp.exe", "<script>alert(1)</script>", "{{7*7}}{% x %}", "ж" * 2000,
    "'; DROP TABLE x;--", "\ufeff\u200bа", "﷽" * 200,
)  # fmt: skip


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
def test_what_is_typed_is_kept_as_text_and_shown_as_text(asker: Asker) -> None:
    for text in TYPED:
        sent: dict[str, Any] = {
            "m-family name": text[:150],
            "words": text,
            "not_tell": text,
            "m-marks": text,
        }
        assert asker.ask(**sent).status_code == 200, text[:20]
        asked = envelopes.written(Submission.objects.latest("made_at"))
        assert asked.words == text.strip()
        shown = asker.ask(**sent | {"r-given name": "", "r-family name": ""})
        assert shown.status_code == 422
        assert "<script>" not in shown.content.decode()
        assert asker.step("more", words=text).status_code == 200
        answer = asker.step("contact", ways=["letter"], how=text, when=text[:100])
        assert answer.status_code in {200, 422}
        assert "<script>" not in answer.content.decode()
    assert Reply.objects.count() == len(TYPED)
