"""Templates say what they need, and carry nothing that a strict content security policy refuses."""

import re

import pytest

from tests.shape.house import templates

COMMENT = re.compile(r"\{#.*?#\}|\{% comment .*?endcomment %\}|<!--.*?-->", re.DOTALL)
INLINE = {
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a script without src": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "|safe": re.compile(r"\|\s*safe(seq)?\b"),
    "autoescape off": re.compile(r"autoescape\s+off"),
    "an address on another site": re.compile(r"(?:src|srcset|action|<link[^>]*href)=[\"'](?:https?:)?//"),
}


@pytest.mark.parametrize("what", INLINE)
def test_no_template_has(what):
    pattern = INLINE[what]
    assert [name for name, text in templates().items() if pattern.search(COMMENT.sub("", text))] == []


def test_every_partial_says_first_what_it_needs():
    partials = {name: text for name, text in templates().items() if name.rpartition("/")[2].startswith("_")}
    assert len(partials) > 10
    silent = [name for name, text in partials.items() if not re.match(r"\{# Needs: .+#\}\n", text)]
    assert silent == []


@pytest.mark.parametrize(
    ("what", "text"),
    [("a style attribute", '<p class="a" style="color: red">'), ("an event attribute", "<a\n onclick='x()'>"),
     ("a script without src", "<script>x()</script>"), ("|safe", "{{ text|safe }}")],
)  # fmt: skip
def test_what_is_forbidden_would_be_seen(what, text):
    assert INLINE[what].search(text)
