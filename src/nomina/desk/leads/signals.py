"""What the app does when something happens to files."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.db.models.signals import post_save

from nomina.desk.files import signals
from nomina.desk.files.fields import AM, PM, PUI
from nomina.desk.files.models import Content, File, Photo
from nomina.desk.people.models import Agreement, AgreementEnd


def join() -> None:
    """Listen."""
    signals.changed.connect(_changed, dispatch_uid="leads.changed")
    signals.photo_leaves.connect(_leaves, dispatch_uid="leads.leaves")
    signals.photo_held.connect(_held, dispatch_uid="leads.held")
    post_save.connect(_opened, sender=File, dispatch_uid="leads.opened")
    post_save.connect(_agreed, sender=Agreement, dispatch_uid="leads.agreed")
    post_save.connect(_parted, sender=AgreementEnd, dispatch_uid="leads.parted")


def _changed(sender: object, file: File, **more: Any) -> None:
    from nomina.desk.leads.erase import erase_file
    from nomina.desk.leads.jobs import anew
    from nomina.desk.leads.partners import partners
    from nomina.desk.leads.withdrawn import withdrawn

    if file.kind == PUI:
        _lives(Content.objects.filter(file=file))
    elif file.kind == PM:
        anew({file.operation_id}, has_bodies=True)
    elif file.kind == AM:
        if withdrawn(file):
            erase_file(file)
        anew({file.operation_id} | partners(file.operation_id))


def _opened(sender: object, instance: File, **more: Any) -> None:
    _changed(sender, instance)


def _agreed(sender: object, instance: Agreement, **more: Any) -> None:
    from nomina.desk.leads.jobs import anew

    anew({instance.first_id, instance.second_id})


def _parted(sender: object, instance: AgreementEnd, **more: Any) -> None:
    _agreed(sender, instance.agreement)


def _leaves(sender: object, content: Content, **more: Any) -> None:
    from nomina.desk.leads.erase import erase

    erase(content.photo)


def _held(sender: object, file: File, photo: Photo | None, **more: Any) -> None:
    from nomina.desk.leads.erase import erase, erase_file

    if photo is None:
        _lives(Content.objects.filter(file=file), file)
        erase_file(file)
    else:
        _lives(Content.objects.filter(photo=photo), file)
        erase(photo)


def _lives(contents: QuerySet[Content], *more: File) -> None:
    """Take away what was made of the same bytes in other files.

    Args:
        more: files of which something is taken away after this, in the same transaction.
    """
    from nomina.desk.leads.erase import erase, prepared

    digests = list(contents.values_list("digest", flat=True))
    rows = Content.objects.filter(digest__in=digests, file__kind__in=(AM, PM))
    others = list(rows.exclude(pk__in=contents.values("pk")).select_related("photo__file"))
    prepared([*more, *(other.photo.file for other in others)])
    for other in others:
        erase(other.photo)
