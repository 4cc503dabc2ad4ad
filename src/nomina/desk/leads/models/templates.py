"""Templates of faces, sealed: nobody sees one, and it goes with its photo."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from nomina.desk.files.models import Content, File
from nomina.desk.people.models.rows import Visible


class FaceTemplate(models.Model):
    """What one photo gave to one engine; none is ever shown, listed or sent.

    Attributes:
        content: of the photo; when it goes, this goes with it.
        file: whose key seals it.
        engine: digest of all that decides what a photo gives: pack, finder, settings.
        box: left, top, right, bottom and turn of a box that was drawn; empty where the engine
            looked for the face itself.
        found: ``face``, or why there is none: ``no-face``, ``box-outside``, ``refused``.
        sealed: facts and template under the key of the file (`leads.sealing`).
    """

    content = models.ForeignKey(Content, on_delete=models.CASCADE, related_name="templates")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    engine = models.CharField(max_length=64)
    box = models.CharField(max_length=120, blank=True)
    found = models.CharField(max_length=16)
    sealed = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)

    objects = Visible.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content", "engine"], name="template_once")]

    def __str__(self) -> str:
        return str(self.pk)
