"""What a family said goes with its enquiry: words and enclosures are erased with their keys."""

from __future__ import annotations

from django.db.models import OuterRef, Q, QuerySet, Subquery

from nomina.desk.acts import Actor
from nomina.desk.families import hearing_text
from nomina.desk.families.actions.hearing_read import lock
from nomina.desk.families.models import Enquiry, Reply, ReplyAbout, ReplyErased


def of_enquiry(enquiry: Enquiry) -> QuerySet[Reply]:
    """Give the replies of an enquiry: what a person said last of whose it is, else how it came."""
    last = ReplyAbout.objects.filter(reply=OuterRef("pk")).order_by("-made_at", "-pk")
    rows = Reply.objects.annotate(said=Subquery(last.values("pk")[:1]))
    told = ReplyAbout.objects.filter(enquiry=enquiry).values("pk")
    return rows.filter(Q(said=None, enquiry=enquiry) | Q(said__in=told))


def erase_of(enquiry: Enquiry, by: Actor) -> int:
    """Erase all that was said in an enquiry, within the act of its withdrawal; give how many.

    A threat that was passed to security is theirs, and stays until its time is over. A second time
    changes nothing.
    """
    rows = list(of_enquiry(enquiry).filter(erased=None).order_by("pk"))
    for reply in rows:
        lock(reply)
        digests = [reply.texts.latest("turn").digest]
        digests += reply.enclosures.filter(threat=None).values_list("digest", flat=True)
        hearing_text.erase(digests)
        ReplyErased(reply=reply, by=by.user, made_at=by.at).save(force_insert=True)
    return len(rows)
