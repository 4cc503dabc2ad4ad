"""What is put into markup stays text, whatever it holds."""

from __future__ import annotations

import json

import pytest

from nomina.leads.markup import Html, embed, fill, plain, tag
from tests.leads.report_sample import HOSTILE


def test_fill_escapes_whatever_is_not_html() -> None:
    assert (
        fill("{{a}}|{{b}}", {"a": "<b>&\"'", "b": Html("<b>")}) == "&lt;b&gt;&amp;&quot;&#x27;|<b>"
    )
    assert fill("{{a}}", {"a": "{{b}}", "b": Html("<script>")}) == "{{b}}"
    assert tag("p", "<i>", title='"><x') == '<p title="&quot;&gt;&lt;x">&lt;i&gt;</p>'
    with pytest.raises(KeyError):
        fill("{{missing}}", {})


@pytest.mark.parametrize("name", HOSTILE)
def test_embedded_data_cannot_leave_its_element(name: str) -> None:
    held = embed({"name": name})
    assert not set(held) & set("<>&\u2028\u2029\x00")
    assert plain(json.loads(held)["name"]) == plain(name)
    held.encode("utf-8")
