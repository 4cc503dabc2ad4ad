"""The public page: asking, the way for the other side, number and secret, one's own case."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from nomina import tags
from nomina.desk import outgoing
from nomina.desk.acts import Actor, Refused, SignInAgain
from nomina.desk.books import vault
from nomina.desk.families import envelopes, secrets
from nomina.desk.families.actions.asking_secret import NewSecret
from nomina.desk.families.actions.asking_withdraw import WithdrawEnquiry
from nomina.desk.families.models import (
    Answer,
    Contact,
    Enquiry,
    EnquiryEnd,
    EnquiryFile,
    EnquiryPage,
    EnquirySecret,
    Envelope,
    Kinship,
    Reply,
    Submission,
    Withdrawal,
)
from nomina.desk.families.views import public_mine, public_page
from nomina.desk.limits import Limit
from nomina.desk.look.language import NAMES
from nomina.desk.policy.roles import Role
from nomina.errors import NominaError
from nomina.words import LANGUAGES
from tests.desk.families.asked import (
    AGENCY,
    FIRST,
    JPEG,
    Asker,
    ended,
    field,
    forms_of_sql,
    opened_page,
    text_of,
)
from tests.desk.files.people import Team, opened
from tests.desk.people.cast import by, sign_in

HERE = Path(settings.HERE) / "families" / "static" / "families"


@pytest.fixture
def page(team: Team, monkeypatch: pytest.MonkeyPatch) -> EnquiryPage:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    return opened_page(team.cast.one, team.cast.ada)


@pytest.fixture
def asker(page: EnquiryPage) -> Asker:
    return Asker(page)


def tables() -> str:
    """Everything in the tables of enquiries, as text."""
    rows = [list(model.objects.values()) for model in (Enquiry, Submission, Envelope, Contact)]
    return json.dumps(rows, default=str, ensure_ascii=False)


def test_a_relative_asks_and_comes_back_with_number_and_secret(asker: Asker) -> None:
    first = Client().get(asker.address, {"language": "en"})
    assert first.status_code == 200
    assert "Ask after a missing person" in text_of(first)
    assert AGENCY in text_of(first)
    sent = asker.ask(photo=JPEG)
    assert sent.status_code == 200
    [enquiry] = Enquiry.objects.all()
    assert tags.written(enquiry.number) == asker.number
    assert (enquiry.side, enquiry.way, enquiry.language, enquiry.made_by) == (
        "own", "page", "en", None,
    )  # fmt: skip
    [submission] = Submission.objects.all()
    asked = envelopes.written(submission)
    assert asked.missing["family name"] == "Зразок"
    assert asked.relative["kinship"] == "parent"
    assert asked.contact.not_tell == "canary-neighbour"
    assert asked.consents == ("compare-records",)
    assert submission.consent_text is not None
    assert "compare-records" in submission.consent_text.words
    assert envelopes.photo(submission, 1) == JPEG
    # Neither the secret, nor a word, nor the photo stands anywhere in the clear.
    kept = tables() + "".join(str(vault().read(one.digest)) for one in Envelope.objects.all())
    for piece in (asker.secret, secrets.plain(asker.secret), "canary", "Зразок", "face of a man"):
        assert piece not in kept
    case = asker.open()
    assert case.status_code == 200
    text = text_of(case)
    assert "What you sent has arrived." in text
    assert "A person has read all that you sent. Not yet." in " ".join(text.split())
    assert "Зразок" not in text, "nothing that was sent is ever shown back"


def test_what_is_sent_twice_is_one_enquiry_with_one_secret(asker: Asker) -> None:
    token = field(asker.form(), "token")
    sent = FIRST | {"step": "send", "side": "own", "token": token}
    asker.send(sent)
    pair = asker.number, asker.secret
    asker.send(sent)
    assert (asker.number, asker.secret) == pair
    assert Enquiry.objects.count() == Submission.objects.count() == 1
    # Somebody else at the same machine goes back and writes another name.
    asker.send(sent | {"m-given name": "Іван"})
    assert asker.number != pair[0]
    assert asker.secret != pair[1]
    assert Enquiry.objects.count() == 2


@pytest.mark.parametrize("token", ["", "00", "token of mine"])
def test_a_form_that_this_desk_did_not_give_is_shown_again(asker: Asker, token: str) -> None:
    answer = asker.post(asker.address, **FIRST, step="send", side="own", token=token)
    assert answer.status_code == 422
    assert "lay open for long" in text_of(answer)
    assert 'value="Тарас"' in answer.content.decode(), "what was typed is kept"
    assert not Enquiry.objects.exists()
    asker.send(FIRST | {"step": "send", "side": "own", "token": field(answer, "token")})
    assert Enquiry.objects.count() == 1


def test_one_name_is_enough_and_none_is_not(asker: Asker) -> None:
    names: dict[str, Any] = {
        name: "" for name in FIRST if name not in {"ways", "c-compare-records"}
    }
    answer = asker.ask(**names, ways=[])
    assert answer.status_code == 422
    assert text_of(answer).count("Write at least one name") == 4  # above, and at the two fields
    assert 'href="#id_m-family name"' in answer.content.decode()
    assert (
        asker.ask(**names | {"m-given name": "Т", "r-given name": "О"}, ways=[]).status_code == 200
    )


def test_the_other_side_is_offered_the_agency_before_any_question(asker: Asker) -> None:
    first = Client().get(asker.address, {"language": "en"})
    assert "<textarea" not in first.content.decode()
    assert 'type="text"' not in first.content.decode()
    way = asker.post(asker.address, step="others")
    text = text_of(way)
    assert text.index("By the neutral agency") < text.index("Here")
    assert AGENCY in text
    assert "We send you nothing" in text
    assert 'type="text"' not in way.content.decode()
    form = asker.form("other")
    assert 'name="phone"' not in form.content.decode()
    assert 'name="mail"' not in form.content.decode()
    assert 'name="how"' not in form.content.decode()


def test_what_the_other_side_sends_is_sealed_and_nothing_can_reach_them(asker: Asker) -> None:
    sent = asker.ask("other", photo=JPEG, mail="canary@example.org", how="canary-how")
    assert sent.status_code == 200
    assert "We send you nothing" in text_of(sent)
    [enquiry] = Enquiry.objects.all()
    assert enquiry.side == "other"
    assert not Contact.objects.exists()
    asked = envelopes.written(Submission.objects.get())
    # Fields that were not asked of them are not kept even where somebody sends them.
    assert "canary@example.org" not in asked.model_dump_json()
    assert "canary-how" not in asked.model_dump_json()
    assert asked.contact.phone == ""
    case = asker.open()
    assert 'value="contact"' not in case.content.decode()
    assert asker.step("contact", phone="+380 00 000 00 00").status_code == 422
    assert not Contact.objects.exists()
    for envelope in Envelope.objects.all():
        data = vault().read(envelope.digest)
        assert data.startswith(b"age-encryption.org/v1\n-> X25519 ")


def test_whatever_is_wrong_there_is_one_answer_after_the_same_questions(
    asker: Asker, team: Team
) -> None:
    asker.ask()
    right = asker.number, asker.secret
    other = Asker(opened_page(team.cast.two, team.cast.ada, "other"))
    other.ask()
    gone = Asker(asker.page)
    gone.ask(words="another")
    assert gone.number != right[0]
    gone.step("back")
    assert Withdrawal.objects.count() == 1
    fresh = secrets.new_number(), secrets.new_secret()
    tries: dict[str, dict[str, str]] = {
        "a wrong secret": {"number": right[0], "secret": fresh[1]},
        "a wrong number": {"number": fresh[0], "secret": right[1]},
        "no number": {"number": "", "secret": ""},
        "one of another operation": {"number": other.number, "secret": other.secret},
        "withdrawn": {"number": gone.number, "secret": gone.secret},
        "hostile": {"number": "ж" * 40, "secret": "%' OR 1=1 --"},
        "a NUL": {"number": "a\x00b", "secret": "a\x00b"},
        "no text": {"number": "\ufffd\u202e", "secret": "\ufffd" * 300},
        "a form that ended": {"pass": secrets.sealed("mine", ["0" * 32, "0"], now=1.0)},
    }
    answers = {}
    for name, sent in tries.items():
        with forms_of_sql() as forms:
            answer = asker.post(asker.mine, **sent)
        heads = sorted((k, v) for k, v in answer.items())
        answers[name] = (answer.status_code, heads, answer.content, forms)
    first = answers["a wrong secret"]
    assert first[0] == 422
    for name, answer_ in answers.items():
        assert answer_[:3] == first[:3], name
        assert answer_[3] == first[3], name
    # A page that is carried on for an enquiry that was taken back meanwhile: the same bytes.
    token = secrets.carried(Enquiry.objects.get(withdrawal__isnull=False))
    assert asker.post(asker.mine, **{"pass": token}).content == first[2]
    assert asker.open().status_code == 200, "and the right pair still opens"


def test_a_form_of_one_case_opens_no_other_and_ends(
    asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    asker.ask()
    token = field(asker.open(), "pass")
    assert asker.post(asker.mine, **{"pass": token}).status_code == 200
    for wrong in (token[:-2] + ("00" if token[-2:] != "00" else "11"), token[::-1], "x"):
        assert asker.post(asker.mine, **{"pass": wrong}).status_code == 422
    foreign = secrets.sealed("ask", [Enquiry.objects.get().pk.hex, "0"])
    assert asker.post(asker.mine, **{"pass": foreign}).status_code == 422
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + secrets.LIFE)
    assert asker.post(asker.mine, **{"pass": token}).status_code == 422
    assert token not in asker.mine


def test_a_secret_that_was_lost_opens_nothing_once_there_is_another(
    asker: Asker, team: Team
) -> None:
    asker.ask()
    enquiry, liaison = Enquiry.objects.get(), team.one[Role.LIAISON]
    carried = field(asker.open(), "pass")
    made = NewSecret(enquiry=enquiry, secret=secrets.digest_of("fresh"), how="her passport")
    with pytest.raises(Refused, match="kinship is not verified"):
        made.do(by(liaison))
    Kinship(enquiry=enquiry, holds=True, means="papers", how="h", by=liaison).save()
    with pytest.raises(SignInAgain):
        made.do(by(liaison, fresh=False))
    assert made.do(by(liaison)) == made.do(by(liaison))
    assert EnquirySecret.objects.count() == 1
    wrong = asker.open(number=secrets.new_number())
    for lost in (asker.open(), asker.post(asker.mine, **{"pass": carried})):
        assert (lost.status_code, lost.content) == (422, wrong.content)
    case = asker.open(secret="fresh")
    assert case.status_code == 200
    assert asker.post(asker.mine, **{"pass": field(case, "pass")}).status_code == 200
    WithdrawEnquiry(enquiry=enquiry).do(Actor())
    with pytest.raises(Refused, match="took everything back"):
        made.do(by(liaison))


def test_words_that_are_added_are_heard_and_photos_lie_sealed(asker: Asker) -> None:
    asker.ask()
    photo = SimpleUploadedFile("a.jpg", JPEG, "image/jpeg")
    token = field(asker.open(), "pass")
    sent = {"pass": token, "step": "more", "words": "canary-more"}
    answer = asker.post(asker.mine, **sent, photo2=photo)
    assert answer.status_code == 200
    assert "has arrived" in text_of(answer)
    [reply] = Reply.objects.all()
    assert (reply.way, reply.enquiry, reply.made_by) == ("page", Enquiry.objects.get(), None)
    assert "canary-more" not in json.dumps(list(Reply.objects.values()), default=str)
    assert envelopes.photo(Submission.objects.get(turn=2), 1) == JPEG
    asker.post(asker.mine, **sent)
    assert Reply.objects.count() == 1, "the same form again is the same reply"
    assert asker.step("more").status_code == 422


def test_how_to_be_reached_is_changed_at_once(asker: Asker) -> None:
    asker.ask()
    answer = asker.step("contact", ways=["letter"], how="c/o Зразок", not_tell="canary", when="")
    assert answer.status_code == 200
    [contact] = Contact.objects.all()
    assert (contact.ways, contact.how, contact.by) == (["letter"], "c/o Зразок", None)
    wrong = asker.step("contact", ways=["telephone"], phone="")
    assert wrong.status_code == 422
    assert "Write the number" in text_of(wrong)
    assert Contact.objects.count() == 1


def test_everything_is_taken_back_after_one_question(asker: Asker) -> None:
    asker.ask(photo=JPEG)
    digests = [one.digest for one in Envelope.objects.all()]
    question = asker.step("ask-back")
    assert "cannot be undone" in text_of(question)
    assert Envelope.objects.count() == 2
    gone = asker.post(asker.mine, **{"pass": field(question, "pass"), "step": "back", "why": "w"})
    assert "Everything was taken back" in text_of(gone)
    assert not Envelope.objects.exists()
    for digest in digests:
        with pytest.raises(NominaError):
            vault().read(digest)
    assert asker.open().status_code == 422


def test_a_form_that_is_sent_again_after_that_is_not_said_to_have_arrived(asker: Asker) -> None:
    sent = FIRST | {"step": "send", "side": "own", "token": field(asker.form(), "token")}
    asker.send(sent)
    first = asker.number
    asker.step("back")
    again = asker.send(sent)
    assert again.status_code == 422
    assert "took everything back" in text_of(again)
    assert not Envelope.objects.exists()
    asker.send(sent | {"token": field(again, "token")})
    assert asker.number != first
    assert Envelope.objects.count() == 1


def test_what_is_sent_while_all_is_taken_back_is_not_kept(
    asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page was still open elsewhere: its enquiry goes after it was looked up."""
    asker.ask()
    enquiry = Enquiry.objects.get()

    def meanwhile(*args: object, **kwargs: object) -> None:
        WithdrawEnquiry(enquiry=enquiry).do(Actor())

    monkeypatch.setattr(public_mine, "spend", meanwhile)
    answer = asker.step("more", words="canary")
    assert answer.status_code == 422
    assert (Reply.objects.count(), Envelope.objects.count()) == (0, 0)


def test_the_case_is_told_by_its_own_rows(asker: Asker, team: Team) -> None:
    asker.ask()
    enquiry, ada = Enquiry.objects.get(), team.cast.ada
    Answer(enquiry=enquiry, fixed="kinship", by=ada).save()
    Answer(enquiry=enquiry, text="canary-case", by=ada).save()
    text = text_of(asker.open())
    assert "birth or" in text
    assert "canary-case" not in text, "no words about a case before kinship holds"
    Kinship(enquiry=enquiry, holds=False, means="papers", how="h", by=ada).save()
    assert "could not see yet how you are related" in text_of(asker.open())
    Kinship(enquiry=enquiry, holds=True, means="papers", how="h", by=ada).save()
    text = text_of(asker.open())
    assert "canary-case" in text
    assert "could not see yet" not in text
    missing = opened("am", team.keeper("am"), team.cast.one)
    EnquiryFile(enquiry=enquiry, missing=missing, by=ada).save()
    before = " ".join(text_of(asker.open()).split())
    assert "What you told us is used in the search. Not yet." not in before
    assert missing.number not in before
    for outcome in ("answered", "joined", "other"):
        EnquiryEnd(enquiry=enquiry, outcome=outcome, why="canary-why", by=ada).save()
        assert " ".join(text_of(asker.open()).split()) == before, outcome
    EnquiryEnd(enquiry=enquiry, outcome="passed-to-agency", why="canary-why", by=ada).save()
    text = text_of(asker.open())
    assert "passed to the neutral agency" in text
    assert "canary-why" not in text


def test_a_number_that_is_tried_and_tried_is_no_longer_looked_up(
    asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (public_mine.EACH_NUMBER.most, public_mine.EACH_NUMBER.seconds) == (60, 3600)
    monkeypatch.setattr(public_mine, "EACH_NUMBER", Limit("tries", 6, 3600))
    asker.ask()
    for _ in range(6):
        assert asker.open(secret="wrong").status_code == 422
    answers = [asker.open(), asker.open(secret="wrong")]
    assert [one.status_code for one in answers] == [429, 429]
    assert answers[0].content == answers[1].content, "nor whether it was right now"
    assert asker.open(number=secrets.new_number()).status_code == 422


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
def test_nobody_fills_a_disk_or_the_day_of_those_who_read(
    asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_page, "EACH_ADDRESS", Limit("a", 3, 1000))
    monkeypatch.setattr(public_page, "PHOTOS_OF_PAGE", Limit("p", 1, 1000))
    assert asker.ask(photo=JPEG).status_code == 200
    refused = asker.step("more", photo1=SimpleUploadedFile("a.jpg", JPEG, "image/jpeg"))
    assert refused.status_code == 429
    assert "without photographs" in text_of(refused)
    assert asker.step("more", words="w").status_code == 200
    refused = asker.ask(words="another")
    assert refused.status_code == 429
    assert 'value="Тарас"' in refused.content.decode()
    assert asker.step("contact", ways=["letter"]).status_code == 429
    assert asker.open().status_code == 200, "reading is not counted with it"
    assert (Enquiry.objects.count(), Submission.objects.count()) == (1, 1)
    kept = [one for one, *_ in rows_of("SELECT key FROM api_count")]
    assert not [one for one in kept if "127.0.0.1" in one or asker.number in one], "no address"


def rows_of(statement: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


@pytest.mark.parametrize("how", ["never there", "not opened", "ended"])
def test_a_page_that_is_not_open_is_no_page(page: EnquiryPage, team: Team, how: str) -> None:
    absent = Client().get("/ask/zzzzzzzzzz/")
    if how == "not opened":
        EnquiryPage(
            operation=team.cast.one, code="zzzzzzzzz1", name="n", languages=["en"], agency="a",
            made_by=team.cast.ada,
        ).save()  # fmt: skip
    if how == "ended":
        ended(opened_page(team.cast.one, team.cast.ada, "zzzzzzzzz1"))
    for route in ("families:ask", "families:mine"):
        for method in ("get", "post"):
            answer = getattr(Client(), method)(reverse(route, args=["zzzzzzzzz1"]))
            assert answer.status_code == absent.status_code == 404
    answer = Client().get("/ask/zzzzzzzzz1/")
    assert answer.content == absent.content
    assert not answer.cookies
    assert "zzzz" not in answer.content.decode()


def every_answer(asker: Asker) -> dict[str, HttpResponse]:
    """Every page that a relative can come to."""
    sent = asker.ask(photo=JPEG)
    shown = {"sent": sent, "case": asker.open(), "back": asker.step("ask-back")}
    shown["start"] = asker.post(asker.address)
    for name, address in (("get", asker.address), ("mine", asker.mine)):
        page: Any = Client().get(address, {"language": asker.language})
        shown[name] = page
    shown["others"] = asker.post(asker.address, step="others")
    shown["form"] = asker.form()
    shown["form of others"] = asker.form("other")
    shown["wrong"] = asker.open(secret="w")
    empty: dict[str, Any] = {"m-family name": "", "m-given name": "", "r-given name": ""}
    shown["mended"] = asker.ask(**empty)
    shown["gone"] = asker.step("back")
    return shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
def test_every_page_is_small_quiet_and_whole(asker: Asker, language: str) -> None:
    asker.language = language
    style = sum(one.stat().st_size for one in HERE.glob("public.*"))
    for name, answer in every_answer(asker).items():
        text = answer.content.decode()
        assert len(answer.content) + style < 30_000, (name, len(answer.content))
        assert f'<html lang="{language}"' in text
        assert answer["Content-Language"] == language
        assert "no-store" in answer["Cache-Control"], name
        assert answer["X-Robots-Tag"].startswith("noindex"), name
        assert answer["Referrer-Policy"] == "same-origin", name
        assert not answer.cookies, name
        for banned in ("<img", "<script", "og:", "twitter:", "data:", "style=", "http://", "https://",
                       "onclick", "csrfmiddlewaretoken"):  # fmt: skip
            assert banned not in text, (name, banned)
        for address in re.findall(r'(?:href|action|src)="([^"]*)"', text):
            assert address.startswith(("/ask/", "/static/families/", "#")), (name, address)
            assert asker.secret not in address
            assert secrets.plain(asker.number) not in address.replace("-", "")
        # No link leads away from what was typed, or from a secret that is shown once.
        for other in set(LANGUAGES) - {language}:
            kept = {"sent", "form", "form of others", "mended", "back"}
            assert (f"?language={other}" in text) is (name not in kept), name
            assert NAMES[other] in text or name in kept


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_we_say_on_them_is_registered_as_what_leaves_the_desk(language: str) -> None:
    pages = list(outgoing.known("families:public-page").render(language, "canary"))
    assert len(pages) == 11
    for page in pages:
        assert f'<html lang="{language}"' in page.text
        for banned in ("<img", "canary", "://", "data:", "mailto:"):
            assert banned not in page.text


def test_the_language_is_the_chosen_one_else_the_browsers_else_the_pages_first(
    page: EnquiryPage,
) -> None:
    address = reverse("families:ask", args=[page.code])

    def spoken(query: str = "", header: str = "") -> str:
        answer = Client().get(f"{address}{query}", HTTP_ACCEPT_LANGUAGE=header)
        return str(answer["Content-Language"])

    assert spoken() == "uk"
    assert spoken(header="ru;q=0.5, en;q=0.9") == "en"
    assert spoken("?language=ru", "en") == "ru"
    assert spoken("?language=xx", "fr") == "uk"
    assert spoken("?language=ru&language=../../x") == "uk"


def test_who_is_signed_in_sees_the_same_page(asker: Asker, team: Team) -> None:
    stranger, staff = Client().get(asker.address), Client()
    sign_in(staff, team.one[Role.LIAISON])
    assert staff.get(asker.address).content == stranger.content
