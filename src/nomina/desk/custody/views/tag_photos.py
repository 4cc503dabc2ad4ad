"""The picture of a tag, as it was made of its pixels alone."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from nomina.desk.books import vault
from nomina.desk.custody.models import TagPhoto
from nomina.desk.people.standing import standing_for
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to


@open_to(predicates.SEE_CUSTODY, on=TagPhoto)
@require_safe
def tag_image(request: HttpRequest, one: TagPhoto) -> HttpResponse:
    """Give a picture to whoever sees the handover; no device keeps it."""
    if not predicates.SEE_CUSTODY(standing_for(request), one.thing()):
        raise PermissionDenied
    return picture(one.shown)


def picture(digest: str) -> HttpResponse:
    """Give a picture out of the vault, to be seen in a page and kept by nobody.

    Raises:
        Http404: the vault does not hold it.
    """
    if not vault().has([digest]):
        raise Http404
    response = HttpResponse(vault().read(digest), content_type="image/jpeg")
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox"
    response["Cache-Control"] = "no-store"
    return response
