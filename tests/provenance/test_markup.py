import html
import json
import re
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from bleach._vendor import html5lib
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import markup

XSS = json.loads((Path(__file__).parent.parent / "vectors" / "xss.json").read_text("utf-8"))
TAG = re.compile(r"<[^<>]*>")


def assert_harmless(rendered: str) -> None:
    """Nothing but what is allowed, for a tokeniser and for a parser that builds the tree as browsers do."""
    found: list[tuple[str, dict[str, str | None]]] = []

    class Collector(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.append((tag, dict(attrs)))

        def handle_comment(self, data):
            raise AssertionError(f"a comment: {data}")

        handle_decl = handle_pi = unknown_decl = handle_comment

    parser = Collector()
    parser.feed(rendered)
    parser.close()
    found.extend(
        (element.tag.rpartition("}")[2], dict(element.attrib))
        for element in html5lib.parseFragment(rendered).iter()
        if element.tag not in {"DOCUMENT_FRAGMENT"}
    )
    for tag, attributes in found:
        assert tag in markup.ALLOWED | {"tbody"}, tag
        for name, value in attributes.items():
            assert name in {"lang", "dir", "href", "rel"}, (tag, name)
            if name == "href":
                assert tag == "a"
                assert re.match(r"https?://", value), value
                assert attributes["rel"] == "noopener noreferrer nofollow ugc"


@pytest.mark.parametrize("vector", XSS)
def test_no_attack_of_the_corpus_survives(vector):
    for source in (
        vector,
        f"<div><p>a{vector}b</p></div>",
        f'<p title="{vector}">',
        f"<ul><li>{vector}",
        vector * 3,
    ):
        assert_harmless(markup.reader_html(source, base_url="https://base.example/x"))
        assert_harmless(markup.reader_html(source))


def test_the_check_itself_notices_the_attacks():
    noticed = 0
    for vector in XSS:
        try:
            assert_harmless(vector)
        except (AssertionError, KeyError):
            noticed += 1
    assert noticed > 0.85 * len(XSS)


SYNTAX = "<p> </p> <table> <td> </table> </a> <b> ' \" > < &"
FRAGMENTS = st.sampled_from([*XSS, *SYNTAX.split(), "<a href='https://e.example'>"])


@settings(max_examples=200, deadline=None)
@given(st.lists(FRAGMENTS | st.text(max_size=8), max_size=8))
def test_no_mixture_of_attacks_survives(pieces):
    source = "".join(pieces)
    rendered = markup.reader_html(source, base_url="https://base.example/")
    assert_harmless(rendered)
    assert_harmless(markup.reader_html(rendered))


@pytest.mark.parametrize(
    ("source", "rendered"),
    [
        ("a & b < c", "a &amp; b &lt; c"),
        ("", ""),
        ("<div>a<div>b</div>c</div>", "a<br>b<br>c<br>"),
        ("<p>d<script>x</script>e<b>f</b><i>g</i>", "<p>de<strong>f</strong><em>g</em></p>"),
        ("<table><thead><tr><td>1<td>2</table>", "<table><tr><td>1</td><td>2</td></tr></table>"),
        (
            "<p lang=zh dir=rtl class=x>中<ruby>漢<rt>a</rt></ruby>",
            '<p lang="zh" dir="rtl">中<ruby>漢<rt>a</rt></ruby></p>',
        ),
        ("<p>one<p>two</p>three", "<p>one</p><p>two</p>three"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<a href='javascript:x'>stays</a>", "stays"),
    ],
)
def test_structure_and_text_stay(source, rendered):
    assert markup.reader_html(source) == rendered


def test_a_link_leads_out_and_says_nothing_about_us():
    rendered = markup.reader_html("<a href='/x?a=1&b=2' target=_top>x</a>", base_url="https://e.example/p/")
    rel = "noopener noreferrer nofollow ugc"
    assert rendered == f'<a href="https://e.example/x?a=1&amp;b=2" rel="{rel}">x</a>'


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 50_000 + "x",
        "<b>" * 20_000 + "x",
        "<p>a" * 5_000,
        "<table>" + "<tr><td>x" * 5_000,
        "<ul>" + "<li>x" * 5_000,
        "<a href='https://e.example/'>" * 3_000,
        "<blockquote>" * 1_500 + "x",
    ],
)
def test_hostile_nesting_and_repetition_take_little_time(source):
    begun = time.perf_counter()
    rendered = markup.reader_html(source)
    assert time.perf_counter() - begun < 5
    assert_harmless(rendered)


def test_nesting_is_cut_and_its_text_stays():
    rendered = markup.reader_html("<blockquote>" * 500 + "deep")
    assert 90 < rendered.count("<blockquote>") <= markup.MAX_DEPTH
    assert "deep" in rendered


def test_a_page_that_is_too_large_says_where_it_ends(monkeypatch):
    monkeypatch.setattr(markup, "MAX_SOURCE", 10)
    rendered = markup.reader_html("<p>0123456789")
    assert rendered.startswith("<p>0123456</p><p>The page goes on; this view ends")


# Reader view of extracted text


def stripped(rendered: str) -> str:
    return html.unescape(TAG.sub("", rendered))


ANY = st.characters(exclude_characters="\x00", exclude_categories=["Cs"])
TEXTS = st.text(st.sampled_from("ab <>&\"'\n\r\t中é\u0301\u202e\u200b\x07\u2028😀&;#") | ANY, max_size=60)
ESCAPES = [("&#13;", "\r"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&")]


@settings(max_examples=300)
@given(TEXTS, st.data())
def test_without_its_tags_a_highlighted_text_is_the_text(text, data):
    place = st.integers(0, len(text))
    pair = st.tuples(place, place).map(lambda ends: tuple(sorted(ends)))
    ranges, hidden = data.draw(st.lists(pair, max_size=4)), data.draw(st.lists(pair, max_size=2))
    pages = [(start, "<i>\"'") for start in sorted(data.draw(st.sets(place, max_size=3)))]
    rendered = markup.highlight(text, ranges, hidden=hidden, pages=pages)

    bare = TAG.sub("", rendered)
    for written, char in ESCAPES:  # not html.unescape, which drops control characters
        bare = bare.replace(written, char)
    assert bare == text
    for number, (start, end) in enumerate(ranges, 1):
        pieces = marked(rendered, f"q{number}")
        assert "".join(pieces) == text[start:end].replace("\n", "")
        assert rendered.count(f'id="q{number}"') == (1 if pieces else 0)
    assert all(f'id="page-{number}"' in rendered for number in range(1, len(pages) + 1))


def marked(rendered: str, quote: str) -> list[str]:
    """What a reader sees inside the marks of one quote."""
    pieces: list[str] = []

    class Marks(HTMLParser):
        opened: list[bool] = []

        def handle_starttag(self, tag, attrs):
            if tag == "mark":
                mine = quote in {dict(attrs).get("id"), dict(attrs).get("data-quote")}
                self.opened = [*self.opened, mine]

        def handle_endtag(self, tag):
            if tag == "mark":
                self.opened = self.opened[:-1]

        def handle_data(self, data):
            if any(self.opened):
                pieces.append(data)

        def handle_charref(self, name):
            self.handle_data("\r" if name == "13" else html.unescape(f"&#{name};"))

        def handle_entityref(self, name):
            self.handle_data(html.unescape(f"&{name};"))

    parser = Marks(convert_charrefs=False)
    parser.feed(rendered)
    parser.close()
    return pieces


def test_a_quote_over_two_lines_is_marked_in_each_with_one_id():
    assert markup.highlight("ab\ncd", [(1, 4)]) == (
        '<p>a<mark id="q1">b</mark></p>\n<p><mark data-quote="q1">c</mark>d</p>'
    )


def test_hidden_text_is_marked_as_such():
    rendered = markup.highlight("seen\nnot", [(5, 8)], hidden=[(5, 8)])
    assert rendered.startswith('<p>seen</p>\n<p><span class="hidden-text" title=')
    assert stripped(rendered) == "seen\nnot"


def test_a_control_of_direction_ends_where_it_stands():
    assert markup.highlight("a\u202eb") == (
        '<p>a<bdi class="unseen" data-mark="U+202E" title="right-to-left override">\u202e</bdi>b</p>'
    )


def test_what_html_cannot_hold_is_replaced_one_for_one():
    assert stripped(markup.highlight("a\x00b\ud800c")) == "a\ufffdb\ufffdc"


@pytest.mark.parametrize("pair", [(-1, 2), (2, 1), (0, 4)])
def test_a_range_outside_the_text_is_refused(pair):
    with pytest.raises(ValueError, match="does not lie in a text of 3"):
        markup.highlight("abc", [pair])


@pytest.mark.parametrize("attack", XSS)
def test_text_that_looks_like_markup_stays_text(attack):
    rendered = markup.highlight(attack, [(0, len(attack) // 2)])
    tags = {tag.strip("</>").split(" ")[0] for tag in TAG.findall(rendered)}
    assert tags <= {"p", "mark", "bdi"}
    assert not TAG.search(TAG.sub("", rendered))
    assert "<" not in markup.visible_marks(attack).replace("<span class=", "").replace("</span>", "")


def test_invisible_characters_get_a_visible_mark():
    assert markup.visible_marks("a\u202e<b>\u200b\x07") == (
        'a<span class="unseen" title="right-to-left override">[U+202E]</span>&lt;b&gt;'
        '<span class="unseen" title="zero width space">[U+200B]</span>'
    )


@pytest.mark.parametrize("text", ["नमस्\u200dते", "می\u200cخواهم", "👩\u200d💻", "中文 café", "tab\tline\n"])
def test_ordinary_writing_gets_no_mark(text):
    assert markup.visible_marks(text) == text


def test_plain_text_has_no_control_characters():
    assert markup.plain("a\x00\x1b[31m\tb\n\x85\ud800c") == "a[31m\tb\nc"
