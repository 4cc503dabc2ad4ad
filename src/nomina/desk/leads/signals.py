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
        return
    if file.kind not in (AM, PM):
        return
    if withdrawn(file):
        erase_file(file)
    anew(file.operation_id, file.kind == PM)
    if file.kind == AM:
        for operation in partners(file.operation_id):
            anew(operation)


def _opened(sender: object, instance: File, **more: Any) -> None:
    _changed(sender, instance)


def _agreed(sender: object, instance: Agreement, **more: Any) -> None:
    from nomina.desk.leads.jobs import anew

    for operation in (instance.first_id, instance.second_id):
        anew(operation)


def _parted(sender: object, instance: AgreementEnd, **more: Any) -> None:
    _agreed(sender, instance.agreement)


def _leaves(sender: object, content: Content, **more: Any) -> None:
    from nomina.desk.leads.erase import erase

    erase(content.photo)


def _held(sender: object, file: File, photo: Photo | None, **more: Any) -> None:
    from nomina.desk.leads.erase import erase, erase_file

    if photo is None:
        erase_file(file)
        _lives(Content.objects.filter(file=file))
    else:
        erase(photo)
        _lives(Content.objects.filter(photo=photo))


def _lives(contents: QuerySet[Content]) -> None:
    """Take away what was made of the same bytes in other files."""
    from nomina.desk.leads.erase import erase

    digests = list(contents.values_list("digest", flat=True))
    others = Content.objects.filter(digest__in=digests, file__kind__in=(AM, PM))
    for other in others.exclude(pk__in=contents.values("pk")).select_related("photo__file"):
        erase(other.photo)
