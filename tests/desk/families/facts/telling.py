"""Of notices: plan, release, record, images, recall."""

from __future__ import annotations

from typing import Any

from nomina.desk.examine.models import Signature
from nomina.desk.families.models import (
    ImageDeclined,
    ImagePrepared,
    ImageRequest,
    ImageShown,
    Notice,
    NoticeEnd,
    Plan,
    PlanFor,
    PlanSign,
    Recipient,
    RecipientEnd,
    RecipientGone,
    Spoken,
    Told,
    ToldStruck,
)
from nomina.desk.files.models import Photo
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from tests.desk.custody.facts.made import Made
from tests.desk.people.cast import NOW

FREE: dict[str, tuple[str, ...]] = {
    "families.NoticeEnd": ("why",),
    "families.Recipient": ("relation", "wishes"),
    "families.RecipientEnd": ("why",),
    "families.RecipientGone": ("why",),
    "families.Plan": (
        *("necessity", "place", "interpreter", "support", "not_to_hear", "notes", "against"),
        "people",
    ),
    "families.Told": ("where", "said", "asked", "care", "alone", "next_words", "people"),
    "families.ToldStruck": ("why",),
    "families.Spoken": ("words", "next_words"),
    "families.ImageRequest": ("words",),
    "families.ImageDeclined": ("why",),
    "families.ImagePrepared": ("present", "place", "words"),
}
CODED: dict[str, tuple[str, ...]] = {
    "families.Notice": ("occasion",),
    "families.Plan": ("means", "language"),
    "families.PlanSign": ("digest", "seat", "keys"),
    "families.RecipientGone": ("keys",),
    "families.Told": ("means",),
}
EITHER = {("families.Plan", "necessity")}
"""Of a plan in person it is empty."""
OBJECTS: dict[str, str] = {
    "families:notices": "operation",
    "families:notices_over": "operation",
    "families:begin_notice": "file am",
    "families:notice": "notice",
    "families:close_notice": "notice",
    "families:recall_notice": "notice",
    "families:choose_recipient": "notice",
    "families:make_plan": "notice",
    "families:recipient": "recipient",
    "families:drop_recipient": "recipient",
    "families:say_gone": "recipient",
    "families:confirm_gone": "recipient",
    "families:record_told": "recipient",
    "families:ask_image": "recipient",
    "families:plan": "plan",
    "families:sign_plan": "plan",
    "families:told": "told",
    "families:speak_again": "told",
    "families:strike_told": "told",
    "families:image": "asked picture",
    "families:decline_image": "asked picture",
    "families:prepare_image": "asked picture",
    "families:show_image": "asked picture",
    "families:picture": "asked picture",
}
NO_PAGES: dict[str, str] = {
    "families:begin_notice": "leads back where the notice was begun; test_telling_pages",
    "families:recall_notice": "leads on where the recall was begun; test_telling_pages",
    "families:say_gone": "leads back where the notice is no recall; test_telling_gone",
    "families:confirm_gone": "leads back where nobody said so; test_telling_gone",
    "families:show_image": "only posted to",
    "families:picture": "a picture",
}
FRAGMENTS: set[str] = set()

GOES: list[dict[str, str]] = [
    {"name": "n", "office": "o", "account": ""},
    {"name": "m", "office": "p", "account": ""},
]


def rows(made: Made) -> dict[str, Any]:
    by, family = made.by, made.files["family"]
    other = User.objects.exclude(pk=by.pk).order_by("login").first()
    assert other is not None
    for user in (by, other):
        dossier = made.identification.dossier
        Signature(dossier=dossier, by=user, role=Role.BOARD, agrees=True).save(force_insert=True)
    notice = Notice(
        operation=made.operation, identification=made.identification, occasion="death", by=by
    )
    recalled = Notice(
        operation=made.operation, identification=made.identification, occasion="recall",
        recalls=notice, by=by,
    )  # fmt: skip
    given = {"relation": "r", "wishes": "w", "family": family, "by": by}
    told_one = Recipient(notice=notice, **given)
    again = Recipient(notice=recalled, **given)
    recipient = Recipient(notice=notice, turn=2, **given)
    off = Recipient(notice=notice, turn=3, **given)
    how = {
        "means": "person", "people": GOES, "place": "p", "at": NOW, "language": "uk", "by": by,
        "interpreter": "i", "support": "s", "not_to_hear": "n", "notes": "n",
    }  # fmt: skip
    plan = Plan(notice=notice, turn=1, **how)
    against = Plan(
        notice=recalled, turn=1, against="a", **how | {"means": "telephone", "necessity": "n"}
    )
    was = {
        "notice": notice, "recipient": told_one, "plan": plan, "people": GOES, "at": NOW,
        "where": "w", "means": "person", "said": "s", "asked": "a", "care": "c",
        "next_words": "n", "by": by,
    }  # fmt: skip
    told = Told(turn=1, next_contact=NOW.date(), **was)
    struck = Told(turn=2, alone="a", **was)
    asked = ImageRequest(recipient=told_one, words="w", at=NOW, by=by)
    declined = ImageRequest(recipient=told_one, words="w", at=NOW, by=by)
    prepared = ImagePrepared(request=asked, present="p", place="p", words="w", at=NOW, by=by)
    photo = Photo(file=made.identification.link.one, made_by=by)
    for row in (
        *(notice, recalled, told_one, again, recipient, off, plan, against),
        PlanSign(plan=plan, digest="0" * 64, seat="board", keys=["k"], by=other),
        *(told, struck),
        *(asked, declined, prepared, photo),
        RecipientEnd(recipient=off, why="w", by=by),
        *(PlanFor(plan=plan, recipient=one) for one in (recipient, off)),
        RecipientGone(recipient=again, why="w", keys=["k"], by=by),
        ToldStruck(told=struck, why="w", by=by),
        Spoken(told=told, at=NOW, words="w", next_contact=NOW.date(), next_words="n", by=by),
        ImageDeclined(request=declined, why="w", by=by),
        ImageShown(prepared=prepared, photo=photo, by=by),
    ):
        row.save(force_insert=True)
    _closed(made, by)
    return {
        "notice": notice,
        "recipient": recipient,
        "plan": plan,
        "told": told,
        "asked picture": asked,
    }


def _closed(made: Made, by: User) -> None:
    """No act closes a recall; here it is closed so that every table has a row."""
    recall = Notice.objects.get(operation=made.operation, occasion="recall")
    NoticeEnd(notice=recall, why="w", by=by).save(force_insert=True)
