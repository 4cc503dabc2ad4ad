"""What the worker of the desk is asked to do, by path; arguments are ids alone."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django_tasks import task

from nomina.words import use


@task()
def work(job: str) -> None:
    """Do a job of this app; see `leads.jobs`."""
    from nomina.desk.leads import embed, jobs, weigh
    from nomina.desk.leads.models import Job
    from nomina.desk.leads.models.jobs import TEMPLATES

    use(settings.LANGUAGE_CODE)  # what a job says is kept in the language of the desk
    kind = Job.objects.filter(pk=UUID(job)).values_list("kind", flat=True).first()
    if kind is not None:
        jobs.execute(UUID(job), embed.templates if kind == TEMPLATES else weigh.leads)


@task()
def look() -> None:
    """Have the leads anew of operations whose run was made by another pack or other code."""
    from nomina.desk.leads.models import Run

    operations = set(Run.objects.values_list("operation", flat=True))
    if not operations:
        return
    from nomina.desk.leads.engines import tools
    from nomina.desk.leads.jobs import changed
    from nomina.leads.record import code_sha256

    with tools() as with_tools:
        now = (with_tools.engine.digest, code_sha256())
    for operation in operations:
        shown = Run.objects.shown(operation)
        if shown is not None and (shown.engine, shown.code) != now:
            changed(operation)
