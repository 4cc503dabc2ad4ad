"""What everybody has: own settings."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from nomina.desk.look.shapes import Act, Head
from nomina.desk.people.actions import ChooseSettings
from nomina.desk.people.forms import SettingsForm
from nomina.desk.people.models import User
from nomina.desk.people.views.common import form_page, perform, said_and_back, sent, take
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import tr, use


@open_to(predicates.SIGNED_IN)
def settings(request: HttpRequest) -> HttpResponse:
    """Choose one's own language and theme; the way to one's own keys."""
    user = request.user
    assert isinstance(user, User)
    form = SettingsForm(sent(request), initial={"language": user.language, "theme": user.theme})

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, ChooseSettings(user=user, **given))
        use(given["language"])
        return said_and_back(request, tr("Your settings were kept."), "people:settings")

    acts = (
        Act(tr("Own keys"), reverse("mfa_index")),
        Act(tr("Own tokens"), reverse("tokens:list")),
        Act(tr("Own roles"), reverse("people:person", args=[user.pk])),
    )
    head = Head(tr("Own settings"), says=user.name, acts=acts)
    return take(request, form, done) or form_page(request, head, form, tr("Keep"), "")
