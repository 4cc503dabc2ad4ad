"""What the worker of the desk is asked to do, by path; arguments are ids alone."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django_tasks import task

from nomina.words import use


@task()
def run(errand: str) -> None:
    """Do an errand; see `captures.errands`."""
    from nomina.desk.captures import browsed_act, errands
    from nomina.desk.captures.actions import faces
    from nomina.desk.captures.models import Errand
    from nomina.desk.captures.models.errands import ADDRESS

    use(settings.LANGUAGE_CODE)  # what an errand says is kept in the language of the desk
    kind = Errand.objects.filter(pk=UUID(errand)).values_list("kind", flat=True).first()
    if kind is not None:
        errands.execute(UUID(errand), browsed_act.fetch if kind == ADDRESS else faces.look)
