"""Tags for templates: words of the house's catalogs, numbers, and parts that hold others.

``{% tr "Body {number}" number=body.number %}`` and ``{% trn "{n} photo" "{n} photos" n=count %}``
translate as `nomina.words.tr` and `ntr` do; ``as name`` keeps the text instead of writing it.
Text and values are escaped, and a value cannot turn the text around it.
"""

from __future__ import annotations

from typing import Protocol

from django import template
from django.forms import BaseForm, BoundField
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from nomina.desk.look.forms import StatedForm
from nomina.desk.look.isolate import isolated
from nomina.desk.look.numbers import grouped
from nomina.desk.look.rows import rows
from nomina.words import ntr, tr

register = template.Library()


class Drawn(Protocol):
    """Anything with a template of its own."""

    @property
    def template(self) -> str:
        """The name of the template."""


class Words(template.Node):
    """Translated words, with their values put in."""

    def __init__(
        self, texts: tuple[str, ...], values: dict[str, FilterExpression], kept_as: str | None
    ) -> None:
        self.texts, self.values, self.kept_as = texts, values, kept_as

    def render(self, context: template.Context) -> SafeString:
        """Give the words, or keep them in the context and give nothing."""
        values = {name: value.resolve(context) for name, value in self.values.items()}
        if len(self.texts) == 1:
            # The text is a literal of the template, which the catalogs extract.
            text = _one(self.texts[0])
        else:
            text = _many(self.texts[0], self.texts[1], int(values["n"]))
        shown = {name: _shown(value) for name, value in values.items()}
        said = mark_safe(str(conditional_escape(text)).format(**shown))
        if self.kept_as is None:
            return said
        context[self.kept_as] = said
        return SafeString()


_one, _many = tr, ntr  # other names, since a catalog takes literals from calls of tr and ntr only


def _shown(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return grouped(value)
    if isinstance(value, SafeString):
        return value
    return str(conditional_escape(isolated(str(value))))


def _parse(parser: Parser, token: Token, count: int) -> Words:
    name, *bits = token.split_contents()
    kept_as = None
    if len(bits) > 2 and bits[-2] == "as":
        kept_as = bits[-1]
        bits = bits[:-2]
    texts, rest = bits[:count], bits[count:]
    if len(texts) != count or any(text[0] not in "\"'" or text[-1] != text[0] for text in texts):
        raise template.TemplateSyntaxError(f"{name} needs literal text: no catalog holds another")
    literals = tuple(str(parser.compile_filter(text).resolve(template.Context())) for text in texts)
    values = token_kwargs(rest, parser)
    if rest:
        raise template.TemplateSyntaxError(f"{name} takes values by name, not {rest[0]}")
    if count == 2 and "n" not in values:
        raise template.TemplateSyntaxError("trn needs the count: n=...")
    return Words(literals, values, kept_as)


@register.tag("tr")
def translate(parser: Parser, token: Token) -> Words:
    """Translate a literal text."""
    return _parse(parser, token, 1)


@register.tag("trn")
def translate_count(parser: Parser, token: Token) -> Words:
    """Translate one of two literal texts, by the count ``n``."""
    return _parse(parser, token, 2)


register.filter("rows", rows)


@register.filter
def number(value: int) -> str:
    """Write a whole number as the language of the page does."""
    return grouped(int(value))


@register.filter
def isolate(value: object) -> str:
    """Keep the direction of a foreign text to itself, where no ``<bdi>`` can stand."""
    return isolated(str(value))


@register.filter
def raw(value: float) -> str:
    """Write a number for a drawing: a point in every language."""
    return f"{value:g}"


@register.simple_tag(takes_context=True)
def part(context: template.Context, thing: Drawn) -> SafeString:
    """Draw one of `nomina.desk.look.shapes` by its own template, which knows it as ``it``."""
    assert context.template is not None, "a part is drawn while a template is rendered"
    found = context.template.engine.get_template(thing.template)
    with context.push(it=thing):
        return found.render(context)


@register.filter
def beside(field: BoundField, end: str) -> BoundField:
    """Give the companion of a field of a `StatedForm`: ``state``, ``kind`` or ``source``."""
    return field.form[f"{field.name}_{end}"]


@register.filter
def companion(field: BoundField) -> bool:
    """Say whether a field stands beside another one and is drawn there."""
    return isinstance(field.form, StatedForm) and field.name in field.form.companions()


@register.filter
def stated(field: BoundField) -> bool:
    """Say whether a field may be unknown."""
    return isinstance(field.form, StatedForm) and field.name in field.form.stated


@register.filter
def wrongs(form: BaseForm) -> int:
    """Count what is to be mended in a form."""
    return sum(len(errors) for errors in form.errors.values())
