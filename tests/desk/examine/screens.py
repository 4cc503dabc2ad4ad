"""Pictures for the comparison screen: drawn faces of people who do not exist, and five points."""

from __future__ import annotations

from typing import Any

from nomina.desk.books import vault
from nomina.desk.examine.models import Examination
from nomina.desk.files.models import Content, Face, File, Rendition
from nomina.images import rendition
from nomina.synthetic import Person

SIZE = 400
Points = list[list[float]]


def draw(file: File, seed: int, *, dead: bool = False, points: bool = True) -> Points:
    """Put a drawn face in the place of the picture of a file; give its points in pixels."""
    person = Person.from_seed(seed)
    view = person.post_mortem_view(0) if dead else person.ante_mortem_view(0)
    marks = person.landmarks(view, SIZE)
    content = Content.objects.get(file=file)
    kept = vault().keep(rendition(person.photo(view, SIZE)))
    Content.objects.filter(pk=content.pk).update(width=SIZE, height=SIZE)
    Rendition.objects.filter(content=content).update(digest=kept.digest, width=SIZE, height=SIZE)
    (left, top), (right, bottom) = marks.min(axis=0), marks.max(axis=0)
    given: Points = [[round(float(x), 1) for x in point] for point in marks[:5]]
    facts: dict[str, Any] = {"points": given} if points else {}
    Face.objects.filter(content=content).update(
        left=left, top=top, right=right, bottom=bottom, facts=facts
    )
    return given


def draw_both(one: Examination, *, points: bool = True) -> tuple[Points, Points]:
    """Draw the faces of a pair: of the body and of the person."""
    body = draw(one.pair.body, 3, dead=True, points=points)
    return body, draw(one.pair.person, 3, points=points)
