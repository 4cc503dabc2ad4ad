"""What people decided on files: consents, holds and links, and their ends."""

from __future__ import annotations

from django.http import HttpRequest

from nomina.desk.api import shapes
from nomina.desk.api.doors import act, get, post
from nomina.desk.api.endpoints.files import seen_file
from nomina.desk.files import actions
from nomina.desk.files.models import Consent, File, Hold, Link, Photo
from nomina.desk.policy import predicates
from nomina.errors import InputError
from nomina.words import tr


@get("files/{uuid:id}/consents", "consents", predicates.SEE_FILE, on=File, gives=shapes.Consents)
def consents(request: HttpRequest, one: File) -> shapes.Consents:
    """List what a family allowed, and what it took back."""
    rows = Consent.objects.visible_to(request.user).filter(file=one)
    return shapes.Consents(
        consents=[
            shapes.Consent(
                id=row.pk,
                purpose=row.purpose,
                recipient=row.recipient,
                given_by=row.given_by,
                how=row.how,
                until=row.until,
                by=shapes.who(row.made_by),
                at=row.made_at,
                end=shapes.end(row),
            )
            for row in rows.select_related("made_by", "end__ended_by")
        ]
    )


@post("files/{uuid:id}/consents", "consents", predicates.END_CONSENT, on=File, gives=shapes.Done)
def give_consent(request: HttpRequest, one: File, given: shapes.Consenting) -> shapes.Done:
    """Write down what a family allowed."""
    made = act(request, actions.GiveConsent(file=one, **given.model_dump()))
    return shapes.Done(id=made.pk)


@post(
    "consents/{uuid:id}/end", "end_consent", predicates.END_CONSENT, on=Consent, gives=shapes.Done
)
def end_consent(request: HttpRequest, one: Consent, given: shapes.Why) -> shapes.Done:
    """Withdraw a consent; what rested on it goes at once. It asks for a fresh sign-in."""
    return shapes.Done(id=act(request, actions.EndConsent(consent=one, why=given.why)).end.pk)


@get("files/{uuid:id}/holds", "holds", predicates.SEE_FILE, on=File, gives=shapes.Holds)
def holds(request: HttpRequest, one: File) -> shapes.Holds:
    """List what is, or was, kept out of every comparison."""
    rows = Hold.objects.visible_to(request.user).filter(file=one)
    return shapes.Holds(
        holds=[
            shapes.Hold(
                id=row.pk,
                photo=row.photo_id,
                why=row.why,
                by=shapes.who(row.made_by),
                at=row.made_at,
                end=shapes.end(row),
            )
            for row in rows.select_related("made_by", "end__ended_by")
        ]
    )


@post("files/{uuid:id}/holds", "holds", predicates.HOLD_PHOTO, on=File, gives=shapes.Done)
def hold(request: HttpRequest, one: File, given: shapes.Holding) -> shapes.Done:
    """Keep a photo, or the whole file, out of every comparison at once."""
    photo = None
    if given.photo is not None:
        photo = Photo.objects.visible_to(request.user).filter(pk=given.photo, file=one).first()
        if photo is None:
            raise InputError(tr("there is no such photo in this file"), where="photo")
    made = act(request, actions.HoldPhoto(file=one, photo=photo, why=given.why))
    return shapes.Done(id=made.pk)


@post("holds/{uuid:id}/end", "end_hold", predicates.RELEASE_PHOTO, on=Hold, gives=shapes.Done)
def end_hold(request: HttpRequest, one: Hold, given: shapes.Why) -> shapes.Done:
    """Let a photo be compared after all; another person than who held it, freshly signed in."""
    return shapes.Done(id=act(request, actions.ReleaseHold(hold=one, why=given.why)).pk)


@get("files/{uuid:id}/links", "links", predicates.SEE_FILE, on=File, gives=shapes.Links)
def links(request: HttpRequest, one: File) -> shapes.Links:
    """List the links between this file and others that one may see."""
    rows = Link.objects.visible_to(request.user).of(one)
    return shapes.Links(
        links=[
            shapes.Link(
                id=row.pk,
                kind=row.kind,
                one=row.one_id,
                other=row.other_id,
                why=row.why,
                by=shapes.who(row.made_by),
                at=row.made_at,
                end=shapes.end(row),
            )
            for row in rows.select_related("made_by", "end__ended_by")
        ]
    )


@post("files/{uuid:id}/links", "links", predicates.LINK_FILES, on=File, gives=shapes.Done)
def link(request: HttpRequest, one: File, given: shapes.Linking) -> shapes.Done:
    """Link this file to another; it asks for a fresh sign-in."""
    other = seen_file(request, given.other, "other")
    made = act(request, actions.LinkFiles(one=one, other=other, link=given.kind, why=given.why))
    return shapes.Done(id=made.pk)


@post("links/{uuid:id}/end", "end_link", predicates.LINK_FILES, on=Link, gives=shapes.Done)
def end_link(request: HttpRequest, one: Link, given: shapes.Why) -> shapes.Done:
    """End a link that does not hold; it asks for a fresh sign-in."""
    return shapes.Done(id=act(request, actions.EndLink(link=one, why=given.why)).pk)
