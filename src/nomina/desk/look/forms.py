"""Forms: how fields are drawn, and fields that can say "not known" and who said it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest

from nomina.cases.states import Known, Source, SourceKind, State
from nomina.desk.look.widgets import written
from nomina.words import tr


class LookRenderer(DjangoTemplates):
    """Draws every form of the desk in the look (the setting FORM_RENDERER names it)."""

    form_template_name = "look/form.html"
    field_template_name = "look/field.html"

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """Draw a form, a field or a widget."""
        drawn = written(template_name, context)
        return super().render(template_name, context, request) if drawn is None else drawn


def states() -> list[tuple[str, str]]:
    """Give what can be known of a value, with its words."""
    return [
        (State.KNOWN, tr("known")),
        (State.UNKNOWN, tr("not known")),
        (State.NOT_ASKED, tr("not asked yet")),
        (State.REFUSED, tr("refused")),
    ]


def source_kinds() -> list[tuple[str, str]]:
    """Give the kinds of source, with their words."""
    return [
        (SourceKind.RELATIVE, tr("a relative")),
        (SourceKind.WITNESS, tr("a witness")),
        (SourceKind.DOCUMENT, tr("a document")),
        (SourceKind.EXAMINATION, tr("an examination")),
        (SourceKind.PHOTOGRAPH, tr("a photograph")),
        (SourceKind.REGISTER, tr("a register")),
        (SourceKind.DEVICE, tr("a device")),
        (SourceKind.OTHER, tr("another source")),
    ]


class StatedForm(forms.Form):
    """A form whose values say what is known of them, and by whom.

    Each field named in ``stated`` gets two companions beside it: what is known (``x_state``) and
    who said it, where that is not the source of the whole form (``x_kind``, ``x_source``). The
    whole form has one source, ``kind`` and ``source``, so that a minimum record needs it once.

    Attributes:
        stated: the names of the fields that may be unknown.
        needed: those of them that must say at least that they are not known.
    """

    stated: ClassVar[tuple[str, ...]] = ()
    needed: ClassVar[frozenset[str]] = frozenset()

    kind = forms.ChoiceField(choices=source_kinds)
    source = forms.CharField(max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].label = tr("Who or what says this")
        self.fields["source"].label = tr("Which one exactly")
        self.fields["source"].help_text = tr("A name, a document number or an examiner's code.")
        # A field has had a template of its own since Django 5.0; the stubs do not know it.
        vars(self.fields["kind"])["template_name"] = "look/whole.html"
        for name in self.stated:
            self.fields[name].required = False
            vars(self.fields[name])["template_name"] = "look/stated.html"
            for end, companion in self._companions(str(self.fields[name].label or name)).items():
                companion.widget.attrs["data-companion"] = end
                self.fields[f"{name}_{end}"] = companion

    @staticmethod
    def _companions(label: str) -> Mapping[str, forms.Field]:
        same = [("", tr("the same as above"))]
        return {
            "state": forms.ChoiceField(
                choices=states(),
                required=False,
                initial=State.KNOWN,
                label=tr("What is known: {field}").format(field=label),
            ),
            "kind": forms.ChoiceField(
                choices=same + source_kinds(),
                required=False,
                label=tr("Who said it: {field}").format(field=label),
            ),
            "source": forms.CharField(
                max_length=200,
                required=False,
                label=tr("Which one exactly: {field}").format(field=label),
            ),
        }

    def companions(self) -> set[str]:
        """Give the names of the fields that stand beside another one."""
        ends = ("state", "kind", "source")
        return {"source"} | {f"{name}_{end}" for name in self.stated for end in ends}

    def clean(self) -> dict[str, Any]:
        """Hold each value against what is said to be known of it."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.stated:
            state = given.get(f"{name}_state") or State.KNOWN
            filled = given.get(name) not in (None, "", [], ())
            if state != State.KNOWN and filled:
                self.add_error(
                    name,
                    tr("There is a value, but it is said not to be known. Keep one of the two."),
                )
            elif (state == State.KNOWN and not filled) and name in self.needed - self.errors.keys():
                self.add_error(name, tr("Give a value, or say why there is none."))
        return given

    def known(self, name: str) -> Known[Any]:
        """Give the value of a field with its state and source; the form must be valid."""
        given = self.cleaned_data
        state = State(given.get(f"{name}_state") or State.KNOWN)
        value = given.get(name)
        empty = value in (None, "", [], ())
        if state is State.NOT_ASKED or (state is State.KNOWN and empty):
            return Known[Any].not_asked()
        kind = given.get(f"{name}_kind")
        # A kind of the field's own never gets the reference of the whole form.
        own = given.get(f"{name}_source")
        reference = own if kind or own else given.get("source")
        source = Source(kind=SourceKind(kind or given["kind"]), reference=reference or "")
        return Known[Any](state=state, value=None if empty else value, source=source)
