"""Photos of a file: which are here, receiving one, opening one in writing, taking one away."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from ninja import File as Sent
from ninja import Form, UploadedFile

from nomina.desk.api import photo_shapes as shapes
from nomina.desk.api.doors import act, actor, get, post
from nomina.desk.api.shapes import Digest, Done, end, who
from nomina.desk.books import vault
from nomina.desk.files.actions import RemovePhoto
from nomina.desk.files.actions.photos import OpenPhoto, TakeOriginal
from nomina.desk.files.living import lives, may_live
from nomina.desk.files.models import Content, Face, File, Hold, Photo
from nomina.desk.files.photos.intake import LARGEST
from nomina.desk.files.photos.receiving import AGAIN, receive
from nomina.desk.policy import predicates
from nomina.errors import InputError
from nomina.words import tr


@get("files/{uuid:id}/photos", "photos", predicates.SEE_PHOTO, on=File, gives=shapes.Photos)
def photos(request: HttpRequest, one: File) -> shapes.Photos:
    """List the photos of a file, those that were taken away too; no byte of one."""
    rows = Photo.objects.visible_to(request.user).filter(file=one)
    faces = Face.objects.visible_to(request.user).filter(content__file=one)
    counts = dict(faces.values_list("content").order_by().annotate(Count("pk")))
    held = set(
        Hold.objects.visible_to(request.user)
        .filter(file=one)
        .current()
        .values_list("photo", flat=True)
    )
    mine = dict(
        Content.objects.visible_to(request.user).filter(file=one).values_list("pk", "digest")
    )
    living = may_live(set(mine.values()))
    held |= {photo for photo, digest in mine.items() if digest in living}
    found = rows.select_related("content", "made_by", "end__ended_by")
    return shapes.Photos(
        photos=[
            shapes.Photo(
                **_line(photo), faces=counts.get(photo.pk, 0), held=bool({None, photo.pk} & held)
            )
            for photo in found
        ]
    )


def _line(photo: Photo) -> dict[str, Any]:
    content: Content | None = getattr(photo, "content", None)
    return {
        "id": photo.pk,
        "file": photo.file_id,
        "by": who(photo.made_by) if photo.made_by is not None else None,
        "at": photo.made_at,
        "end": end(photo),
        "digest": content.digest if content else None,
        "size": content.size if content else None,
        "media": content.media if content else "",
        "width": content.width if content else None,
        "height": content.height if content else None,
        "unreadable": content.unreadable if content else "",
        "looked_at": content.looked_at if content else None,
    }


@post(
    "files/{uuid:id}/photos/missing",
    "photos_missing",
    predicates.ADD_PHOTO,
    on=File,
    gives=shapes.Digests,
)
def photos_missing(request: HttpRequest, one: File, given: shapes.Digests) -> shapes.Digests:
    """Say which of some digests this file does not hold; whether another does is not told."""
    rows = Content.objects.visible_to(request.user).filter(file=one, digest__in=given.digests)
    have = set(rows.values_list("digest", flat=True))
    return shapes.Digests(digests=[one for one in given.digests if one not in have])


@post("files/{uuid:id}/photos", "photos", predicates.ADD_PHOTO, on=File, gives=shapes.Received)
def add_photo(
    request: HttpRequest,
    one: File,
    photo: Sent[UploadedFile],
    sha256: Form[Digest],
    alive: Form[shapes.Alive] = "",
) -> shapes.Received:
    """Receive one photo; when this is answered it is kept, and a second time it is the same.

    Of a body's photo `alive` must be given. What may show someone alive is held at once.
    """
    if getattr(photo, "over", False):
        raise InputError(
            tr("this is larger than {n} MB").format(n=LARGEST // 1_000_000), where="photo"
        )
    done = receive(actor(request), one, photo.read(), photo.name or "", digest=sha256, alive=alive)
    return shapes.Received(id=done.photo.pk, again=done.state == AGAIN, says=done.says)


@get("photos/{uuid:id}", "photo", predicates.SEE_PHOTO, on=Photo, gives=shapes.WholePhoto)
def photo(request: HttpRequest, one: Photo) -> shapes.WholePhoto:
    """Show what is known of one photo; no byte of it."""
    content: Content | None = getattr(one, "content", None)
    faces = list(Face.objects.visible_to(request.user).filter(content=one.pk))
    holds = Hold.objects.visible_to(request.user).filter(file=one.file_id).current()
    held = {None, one.pk} & set(holds.values_list("photo", flat=True))
    return shapes.WholePhoto(
        **_line(one),
        faces=len(faces),
        held=bool(held) or (content is not None and lives(content)),
        # As text: they are claims of the file, and not what the desk measured.
        claims={key: str(value) for key, value in (content.claims if content else {}).items()},
        names=[row.name for row in content.occurrences.all()] if content else [],
        boxes=[
            shapes.Box(
                left=face.left,
                top=face.top,
                right=face.right,
                bottom=face.bottom,
                drawn=face.by_id is not None,
                of_file=face.of_file,
            )
            for face in faces
        ],
    )


@get("photos/{uuid:id}/image", "image", predicates.SEE_PHOTO, on=Photo)
def image(request: HttpRequest, one: Photo) -> HttpResponse:
    """Open a face: the picture made of the photo's pixels. That it was opened is written down."""
    made = act(request, OpenPhoto(photo=one))
    return _bytes(made.digest, made.media, "inline")


@post("photos/{uuid:id}/original", "original", predicates.TAKE_ORIGINAL, on=Photo)
def original(request: HttpRequest, one: Photo) -> HttpResponse:
    """Carry the bytes of a photo away as they came. That it was done is written down."""
    content = act(request, TakeOriginal(photo=one))
    return _bytes(content.digest, "application/octet-stream", "attachment")


def _bytes(digest: str, media: str, disposition: str) -> HttpResponse:
    return HttpResponse(
        vault().read(digest), content_type=media, headers={"Content-Disposition": disposition}
    )


@post("photos/{uuid:id}/remove", "remove_photo", predicates.ADD_PHOTO, on=Photo, gives=Done)
def remove_photo(request: HttpRequest, one: Photo, given: shapes.Removing) -> Done:
    """Take away what a photo holds; a tombstone stays. It asks for a fresh sign-in."""
    return Done(id=act(request, RemovePhoto(photo=one, reason=given.reason, why=given.why)).pk)
