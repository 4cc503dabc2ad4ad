"""Pages of photos: adding, looking, carrying away. No byte of a photo leaves before its act."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from nomina.desk.acts import NotPermitted, Refused
from nomina.desk.books import vault
from nomina.desk.files.actions.photos import OpenPhoto, TakeOriginal
from nomina.desk.files.fields import PM
from nomina.desk.files.living import ALIVE, alive_name, lives, may_open
from nomina.desk.files.models import Content, File, Photo, Rendition
from nomina.desk.files.photos import opened
from nomina.desk.files.photos.background import SIZES
from nomina.desk.files.photos.intake import LARGEST
from nomina.desk.files.photos.page import notices
from nomina.desk.files.photos.receiving import AGAIN, Receipt, receive
from nomina.desk.files.photos.sheet import part_of, photo_page
from nomina.desk.look.shapes import Act, Head
from nomina.desk.people.models import User
from nomina.desk.people.standing import standing_of
from nomina.desk.people.views.common import actor_of, ask_first, form_page, perform, told
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.errors import InputError, NominaError
from nomina.words import ntr, tr

ASKED = 1000
"""Digests that one question may hold."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/tiff": "tif"}
_ENDINGS["image/heic"] = "heic"


@open_to(predicates.ADD_PHOTO, on=File)
def add_photos(request: HttpRequest, file: File) -> HttpResponse:
    """Take photos: one with its digest from the page's script, or many from its plain form."""
    if request.method == "POST":
        sent = request.FILES.getlist("photos")
        if request.headers.get("Accept") == "application/json":
            return _one(request, file, sent)
        return _many(request, file, sent)
    context = {
        "head": Head(
            tr("Add photos"),
            number=file.number,
            acts=(Act(tr("To the file"), _file_page(file)),),
        ),
        "file": file,
        "says": notices(file),
        "megabytes": LARGEST // 1_000_000,
        "answers": [(one, alive_name(one)) for one in ALIVE] if file.kind == PM else [],
    }
    return render(request, "files/add_photos.html", context)


def _file_page(file: File) -> str:
    return reverse("files:file", args=[file.pk])


def _taken(
    request: HttpRequest, file: File, upload: UploadedFile[Any], digest: str = ""
) -> Receipt:
    if getattr(upload, "over", False):
        megabytes = LARGEST // 1_000_000
        raise InputError(tr("this is larger than {n} MB").format(n=megabytes))
    try:
        return receive(
            actor_of(request),
            file,
            upload.read(),
            upload.name or "",
            digest=digest,
            alive=request.POST.get("alive", ""),
        )
    except NotPermitted:
        raise PermissionDenied from None


def _one(request: HttpRequest, file: File, sent: list[UploadedFile[Any]]) -> HttpResponse:
    """Answer a script: 200 kept, 422 refused for good, 503 not now."""
    if len(sent) != 1:
        return JsonResponse({"says": tr("one photo at a time")}, status=422)
    try:
        done = _taken(request, file, sent[0], request.POST.get("sha256", ""))
    except InputError as error:
        return JsonResponse({"says": told(error)}, status=422)
    except NominaError as error:
        return JsonResponse({"says": told(error)}, status=503)
    return JsonResponse({"state": done.state, "says": done.says})


def _many(request: HttpRequest, file: File, sent: list[UploadedFile[Any]]) -> HttpResponse:
    """Take what a form sent, each by itself; say what became of each, and go on or back."""
    kept = 0
    if file.kind == PM and sent and request.POST.get("alive", "") not in ALIVE:
        messages.error(request, tr("It was not said whom these photos show; nothing was sent."))
        return redirect("files:add_photos", file.pk)
    for upload in sent:
        name = upload.name or ""
        try:
            done = _taken(request, file, upload)
        except NominaError as error:
            messages.error(request, f"{name}: {told(error)}")
            if not isinstance(error, InputError):
                break  # a full disk is full for the next one, too
            continue
        if done.state == AGAIN or done.says != tr("The photo was kept."):
            messages.warning(request, f"{name}: {done.says}")
        kept += done.state != AGAIN
    if kept:
        said = ntr("{n} photo was kept.", "{n} photos were kept.", kept)
        messages.success(request, said.format(n=kept))
    if not sent:
        messages.error(request, tr("No photo was chosen."))
        return redirect("files:add_photos", file.pk)
    return redirect(_file_page(file))


@open_to(predicates.ADD_PHOTO, on=File)
@require_POST
def have_photos(request: HttpRequest, file: File) -> HttpResponse:
    """Say which of some digests this file holds already, so that only the others are sent."""
    try:
        asked = json.loads(request.body)
    except ValueError:
        asked = None
    if not isinstance(asked, list) or len(asked) > ASKED:
        return JsonResponse({"says": tr("this is no list of digests")}, status=422)
    digests = {one for one in asked if isinstance(one, str) and _DIGEST.fullmatch(one)}
    have = Content.objects.filter(file=file, digest__in=digests).values_list("digest", flat=True)
    return JsonResponse({"have": sorted(have)})


@open_to(predicates.SEE_PHOTO, on=Photo)
@require_safe
def photo(request: HttpRequest, one: Photo) -> HttpResponse:
    """Show what is known of one photo, veiled."""
    return photo_page(request, one)


@open_to(predicates.SEE_PHOTO, on=Photo)
@require_POST
def show_photo(request: HttpRequest, one: Photo) -> HttpResponse:
    """Open a face: once the ledger has it, give the address of the picture for a moment."""
    source = ""
    try:
        perform(request, OpenPhoto(photo=one))
    except Refused as error:
        messages.error(request, told(error))
    else:
        assert isinstance(request.user, User)
        sign = opened.sign(one, "page", request.user)
        source = f"{reverse('files:photo_image', args=[one.pk])}?{urlencode({'opened': sign})}"
    if request.headers.get("HX-Request"):
        return part_of(request, one, source)
    return photo_page(request, one, source)


@open_to(predicates.SEE_PHOTO, on=Photo)
@require_POST
def hide_photo(request: HttpRequest, one: Photo) -> HttpResponse:
    """Veil a photo again."""
    if request.headers.get("HX-Request"):
        return part_of(request, one)
    return redirect("files:photo", one.pk)


@open_to(predicates.SEE_PHOTO, on=Photo)
@require_safe
def photo_image(request: HttpRequest, one: Photo) -> HttpResponse:
    """Give the picture of a photo that this person opened a moment ago, and no other."""
    size = request.GET.get("size", "page")
    sign = request.GET.get("opened", "")
    if size not in SIZES or not opened.holds(sign, one, size, request.user):
        raise PermissionDenied
    made = Rendition.objects.filter(content=one.pk, kind=size).select_related("content").first()
    if made is None:
        raise Http404
    if lives(made.content) and not may_open(standing_of(request.user), one.thing()):
        raise PermissionDenied  # it was held since it was opened
    return _bytes(made.digest, made.media, "inline")


@open_to(predicates.TAKE_ORIGINAL, on=Photo)
def photo_original(request: HttpRequest, one: Photo) -> HttpResponse:
    """Give the bytes of a photo as they came, as a download and never to be shown.

    They leave the desk for good, so a page asks first, and before that for a fresh sign-in.
    """
    ask_first(request, TakeOriginal)
    if request.method != "POST":
        says = tr("The file leaves this desk as it came. That it was done is written down.")
        head = Head(tr("Carry the original away"), number=one.file.number, says=says)
        back = reverse("files:photo", args=[one.pk])
        return form_page(request, head, forms.Form(), tr("Download the original"), back)
    try:
        content = perform(request, TakeOriginal(photo=one))
    except Refused as error:
        messages.error(request, told(error))
        return redirect("files:photo", one.pk)
    ending = _ENDINGS.get(content.media, "bin")
    disposition = f'attachment; filename="{one.pk.hex}.{ending}"'
    return _bytes(content.digest, "application/octet-stream", disposition)


def _bytes(digest: str, media: str, disposition: str) -> HttpResponse:
    response = HttpResponse(vault().read(digest), content_type=media)
    response["Content-Disposition"] = disposition
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    return response
