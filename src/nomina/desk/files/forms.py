"""What people fill in. Fields of files come from `fields`; labels are set when a form is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django import forms

from nomina.cases import Source
from nomina.cases.states import State
from nomina.desk.files import fields
from nomina.desk.files.actions.consents import purpose_name, purposes
from nomina.desk.files.actions.links import link_name
from nomina.desk.files.actions.searching import LONGEST as QUERY
from nomina.desk.files.fields import BY_KEY, Field, Form, Said
from nomina.desk.files.groups import SLUGS, slug
from nomina.desk.files.models import Entry, File
from nomina.desk.files.models.links import IDENTIFIED, LINKS
from nomina.desk.files.record import Record
from nomina.desk.look.forms import StatedForm
from nomina.desk.people.forms import Labelled, ReasonForm
from nomina.desk.people.models import Site
from nomina.desk.people.numbering import LONGEST as NUMBER
from nomina.desk.people.text import NAME, NOTE
from nomina.errors import InputError
from nomina.words import tr

SEEN = "seen_"
_PLAIN = {"autocomplete": "off", "spellcheck": "false"}
_USUAL_SOURCE = {fields.AM: "relative", fields.FAMILY: "relative"}


class SaidForm(StatedForm):
    """Fields of one kind of file, each with what is known of it; one source for all of them.

    Attributes:
        file_kind: the kind of file.
        keys: the fields that are asked for, in order.
        later: names of those that stand folded away.
    """

    template_name = "files/fields.html"
    file_kind: ClassVar[str]
    keys: ClassVar[tuple[str, ...]]
    later: ClassVar[frozenset[str]] = frozenset()

    said_note = forms.CharField(max_length=NOTE, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].initial = _USUAL_SOURCE.get(self.file_kind, "examination")
        self.fields["said_note"].label = tr("Note on who said it")
        vars(self.fields["kind"])["template_name"] = "files/whole.html"

    def companions(self) -> set[str]:
        """Give the names of the fields that stand beside another one."""
        return super().companions() | {"said_note"}

    def clean(self) -> dict[str, Any]:
        """Hold each value against how its field is written."""
        given = super().clean()
        if self.errors.keys() & {"kind", "source", "said_note"}:
            return given
        for key in self.keys:
            name = slug(key)
            if name in self.errors or not given.get(name):
                continue
            try:
                fields.checked(self.file_kind, key, self.known(name))
            except InputError as error:
                todo = f" {error.todo}." if error.todo else ""
                self.add_error(name, f"{error.what[:1].upper()}{error.what[1:]}.{todo}")
        return given

    def known(self, name: str) -> Said:
        """Give the value of a field with its state and source, and the note of the whole form."""
        said: Said = super().known(name)
        own = self.cleaned_data.get(f"{name}_kind") or self.cleaned_data.get(f"{name}_source")
        note = self.cleaned_data.get("said_note")
        if said.source is None or own or not note:
            return said
        source = Source(kind=said.source.kind, reference=said.source.reference, note=note)
        return said.model_copy(update={"source": source})

    def given(self) -> dict[str, Said]:
        """Give what was said, by key; a field that was left empty says nothing."""
        found: dict[str, Said] = {}
        for key in self.keys:
            name = slug(key)
            state = self.cleaned_data.get(f"{name}_state") or State.KNOWN
            if state != State.KNOWN or self.cleaned_data.get(name):
                said = self.known(name)
                found[key] = fields.checked(self.file_kind, key, said)
        return found

    def lines(self) -> list[tuple[forms.BoundField, bool]]:
        """Give the fields that are drawn by themselves, and whether each is folded away."""
        beside = self.companions()
        return [
            (self[name], name in self.later)
            for name in self.fields
            if name not in beside and not self[name].is_hidden
        ]

    def open_later(self) -> bool:
        """Say whether something folded away is filled in, or wrong."""
        return any(self.errors.get(name) or self[name].value() for name in self.later)


def _input(field: Field, *, explained: bool) -> forms.Field:
    name = fields.label(field.key)
    if field.form is Form.CHOICE:
        chosen = [("", ""), *((one, fields.choice(field.key, one)) for one in field.choices)]
        return forms.ChoiceField(label=name, choices=chosen, required=False)
    widget: forms.Widget = forms.TextInput(attrs=_PLAIN)
    help_ = ""
    if field.form is Form.LONG:
        widget = forms.Textarea(attrs={"rows": 3, **_PLAIN})
    elif field.form is Form.DATE and explained:
        help_ = tr(
            "As 2022-03-12, 2022-03 or 2022; 2022~ is about then, 2022-03-01/2022-03-20 between."
        )
    elif field.form is Form.NUMBER:
        widget = forms.TextInput(attrs={"inputmode": "decimal", **_PLAIN})
    return forms.CharField(
        label=name, max_length=fields.LONGEST, required=False, widget=widget, help_text=help_
    )


def made(
    kind: str,
    keys: Iterable[str],
    *,
    needed: Iterable[str] = (),
    later: Iterable[str] = (),
    more: Mapping[str, forms.Field] | None = None,
    first: Sequence[str] = (),
) -> type[SaidForm]:
    """Make a form for some fields of a kind of file.

    Args:
        kind: the kind of file.
        keys: the fields, in order.
        needed: those of them that must say at least that they are not known.
        later: those of them that stand folded away.
        more: fields of the form that are none of the file.
        first: the names of those that stand above all others.
    """
    asked = tuple(keys)
    # How a date is written is said once, at the first of them.
    dated = next((key for key in asked if BY_KEY[key].form is Form.DATE), None)
    named = {slug(key): _input(BY_KEY[key], explained=key == dated) for key in asked}
    order = (*first, "kind", "source", "said_note", *named)
    body: dict[str, Any] = {
        **(more or {}),
        **named,
        "file_kind": kind,
        "keys": asked,
        "stated": tuple(named),
        "needed": frozenset(map(slug, needed)),
        "later": frozenset(map(slug, later)),
        "field_order": order,
        "__module__": __name__,
    }
    return type("Made", (SaidForm,), body)


def opening(kind: str, sites: Sequence[Site], *, named: bool, usual: str = "") -> type[SaidForm]:
    """Make the form that opens a file: the minimum record, and more folded away.

    Args:
        kind: the kind of file.
        sites: the sites of the operation.
        named: whether the numbers of this kind name the site.
        usual: the site that is chosen already; empty where none is.
    """
    least = [field.key for field in fields.minimum(kind)]
    rest = [field.key for field in fields.of_kind(kind) if field.key not in least]
    more: dict[str, forms.Field] = {}
    if sites:
        chosen = [(site.pk.hex, f"{site.code} · {site.name}") for site in sites]
        if len(sites) > 1 or not named:
            chosen.insert(0, ("", ""))
        more["site"] = forms.ChoiceField(label=tr("Site"), choices=chosen, required=named)
    form = made(kind, [*least, *rest], needed=least, later=rest, more=more, first=("site",))
    # Keys begin where something is to be entered: at the site while there is a choice of several.
    first = "site" if len(sites) > 1 and not usual else slug(least[0])
    form.base_fields[first].widget.attrs["autofocus"] = True
    return form


def writing(kind: str, keys: Sequence[str], record: Record) -> type[SaidForm]:
    """Make the form in which fields of a file are written anew.

    Beside each field stands, hidden, which entries were seen in it when the page was drawn.
    """
    seen: dict[str, forms.Field] = {
        SEEN + slug(key): forms.CharField(
            required=False, max_length=4000, widget=forms.HiddenInput(), initial=","
        )
        for key in keys
    }
    for key in keys:
        standing = record.get(key)
        seen[SEEN + slug(key)].initial = ",".join(standing.seen) if standing else ""
    return made(kind, keys, more=seen)


def as_seen(keys: Iterable[str], record: Record) -> dict[str, str]:
    """Give what stands in fields, as the first contents of a form."""
    found: dict[str, str] = {}
    for key in keys:
        standing = record.get(key)
        if standing is not None:
            found[slug(key)] = standing.said.get_or("")
            found[f"{slug(key)}_state"] = standing.said.state
    return found


def ids(text: object) -> tuple[str, ...]:
    """Give the ids of entries in a hidden field; what is none is kept, and refused by the act."""
    return tuple(part for part in str(text or "").split(",") if part)


def changes(form: SaidForm, file: File) -> tuple[dict[str, Said], dict[str, tuple[str, ...]]]:
    """Give what a valid form says anew, and what was seen there; the rest was left as it was.

    What was seen is read by its ids and not from what stands now: another may have written since,
    and a field that this writer did not touch is not said again.
    """
    seen = {key: ids(form.cleaned_data.get(SEEN + slug(key))) for key in form.keys}
    wanted = [one for many in seen.values() for one in many if _is_id(one)]
    found = {entry.pk.hex: entry for entry in Entry.objects.filter(file=file, pk__in=wanted)}
    said = form.given()
    for key, names in seen.items():
        if key not in said:
            continue
        before = [found[one] for one in names if one in found]
        name = slug(key)
        own = form.cleaned_data.get(f"{name}_kind") or form.cleaned_data.get(f"{name}_source")
        if before and not own and _same(min(before, key=_order).said, said[key]):
            del said[key]
    return said, {key: names for key, names in seen.items() if key in said}


def emptied(form: SaidForm) -> list[str]:
    """Give the names of fields in which something was seen and now nothing is said."""
    given = form.given()
    return [
        slug(key)
        for key in form.keys
        if key not in given and ids(form.cleaned_data.get(SEEN + slug(key)))
    ]


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _order(entry: Entry) -> tuple[Any, str]:
    return entry.made_at, entry.pk.hex


def _same(one: Said, other: Said) -> bool:
    return (one.state, one.value) == (other.state, other.value)


class FindForm(Labelled):
    """A search."""

    q = forms.CharField(max_length=QUERY, strip=True)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {"q": (tr("Name or number"), "")}


class ConsentForm(Labelled):
    """What a family allowed."""

    purpose = forms.ChoiceField()
    given_by = forms.CharField(max_length=NAME)
    how = forms.CharField(max_length=NOTE, widget=forms.Textarea(attrs={"rows": 3}))
    recipient = forms.CharField(max_length=NAME, required=False)
    until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["purpose"], purposes(kind), purpose_name)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "purpose": (tr("For what"), ""),
            "given_by": (tr("Who allowed it"), tr("Name and kinship.")),
            "how": (
                tr("How that is known"),
                tr("A signed form and its number, or a call and who took it."),
            ),
            "recipient": (tr("Who may be given it"), tr("Empty: this desk alone.")),
            "until": (tr("To the end of"), tr("Empty: until it is withdrawn.")),
        }


class LinkForm(ReasonForm):
    """How two files belong together."""

    field_order = ("link", "number", "why")
    link = forms.ChoiceField()
    number = forms.CharField(max_length=NUMBER + 20, widget=forms.TextInput(attrs=_PLAIN))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [one for one in LINKS if one != IDENTIFIED]  # that is a decision of the board
        _choose(self.fields["link"], kinds, link_name)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        return {
            "link": (tr("This file"), ""),
            "number": (tr("Number of the other file"), tr("Both files stay as they are.")),
            **super().words(),
        }


def _choose(field: forms.Field, values: Iterable[str], name: Callable[[str], str]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(one, name(one)) for one in values]


def key_of(name: object) -> str | None:
    """Give the key of a field that an address names, or None."""
    return SLUGS.get(str(name))
