import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources import extract as extraction
from sources.extract import charsets, extract
from tests.sources.pdf_files import pdf


def page(text: str):
    return extract(text.encode(), "text/html", "utf-8")


# What a reader sees


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>one<p>two", "one\ntwo"),
        ("one<br>two<br/><br>three", "one\ntwo\nthree"),
        ("<div>a<div>b</div>c</div>", "a\nb\nc"),
        ("w<b>or</b>d", "word"),
        ("<p> a \n\t b <i> c </i> d", "a b c d"),
        ("<table><tr><td>1<td>2<tr><th>3</table>", "1\t2\n3"),
        ("<ul><li>a<li>b</ul>", "a\nb"),
        ("a<script>var b</script>c<style>p{}</style><template><p>d</template>", "ac"),
        ("<title>t</title>a<!-- b -->c<?pi d?>e", "ace"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<p>a&nbsp;b&amp;lt;", "a\u00a0b&lt;"),
        ("<svg><title>no</title><text>yes</text></svg>", "yes"),
        ("<span style='display: block'>a</span>b", "a\nb"),
        ("<p aria-hidden=true>read aloud by nobody, seen by all", "read aloud by nobody, seen by all"),
        ("<p>中国<br>电信", "中国\n电信"),
        ("<p>e\u0301<b>t</b>e<i>\u0301</i>", "été"),
    ],
)
def test_the_text_of_a_page_is_what_a_reader_sees(source, text):
    assert page(source).text == text
    assert page(source).hidden == ()


@pytest.mark.parametrize(
    "source",
    [
        "<p hidden>secret</p>",
        "<p hidden='until-found'>secret</p>",
        "<p style='display:none'>secret</p>",
        "<p style='color:red; DISPLAY : none !important'>secret</p>",
        "<p style='dis/**/play:/* x */none'>secret</p>".replace("dis/**/", "dis"),
        "<p style='visibility:hidden'>secret</p>",
        "<p style='opacity:0'>secret</p>",
        "<p style='opacity:.00;'>secret</p>",
        "<p style='font-size:0px'>secret</p>",
        "<details>secret</details>",
        "<details><p>secret</details>",
        "<dialog>secret</dialog>",
        "<noscript>secret</noscript>",
        "<object>secret</object>",
        "<div hidden><div><b>secret</b></div></div>",
    ],
)
def test_what_a_reader_cannot_see_is_kept_apart_and_marked(source):
    found = page(f"<p>seen{source}shown")
    (only,) = found.hidden
    assert found.text[slice(*only)] == "secret"
    assert "secret" not in found.text[: only[0]]
    assert found.text.startswith("seen")


@pytest.mark.parametrize(
    "style",
    ["opacity:0.5", "font-size:0.8em", "opacity:1", "background:none", "text-display:none", "font-size:10px"],
)
def test_a_style_that_shows_is_not_taken_for_one_that_hides(style):
    assert page(f"<p style='{style}'>shown").hidden == ()


def test_an_invisible_word_does_not_interrupt_a_visible_sentence():
    found = page("<p>Huawei has<span hidden> not</span> built it.</p>")
    assert found.text == "Huawei has built it.\nnot"
    assert found.hidden == ((21, 24),)


def test_a_closed_details_shows_its_first_summary_only():
    found = page(
        "<details>x<summary>Shown</summary>y<summary>second</summary></details><details open>z</details>"
    )
    assert found.text[: found.hidden[0][0]] == "Shown\nz\n"
    assert found.text[slice(*found.hidden[0])] == "x\ny\nsecond"


def test_a_summary_inside_something_hidden_stays_hidden():
    found = page("<div hidden><details><summary>a</summary>b</details></div>")
    assert found.hidden == ((0, len(found.text)),)


def test_ruby_readings_and_linked_note_marks_are_marked_as_asides():
    found = page(
        "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby> word<sup><a href='#n1'>1</a></sup> 10<sup>6</sup>"
    )
    assert found.text == "漢(かん) word1 106"
    assert [found.text[start:end] for start, end in found.asides] == ["(かん)", "1"]


def test_a_mark_that_composes_across_elements_leaves_the_ranges_exact():
    found = page("<p>e<sup><a href='#'>\u03011</a></sup> x")
    assert found.text == "é1 x"
    assert [found.text[start:end] for start, end in found.asides] == ["1"]


# Which characters


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        (b"\xef\xbb\xbf<p>\xe4\xb8\xad", "gbk", "中"),
        ("\ufeff<p>中".encode("utf-16-le"), None, "中"),
        ("\ufeff<p>中".encode("utf-16-be"), "utf-8", "中"),
        ("<meta charset=utf-8><p>中".encode("gb18030"), "gb2312", "中"),
        ("<meta charset='gb2312'><p>镕".encode("gb18030"), None, "镕"),
        (
            '<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><p>中'.encode("gbk"),
            None,
            "中",
        ),
        ('<?xml version="1.0" encoding="big5"?><p>中'.encode("big5"), None, "中"),
        ("<!-- <meta charset=big5> --><meta charset=gbk><p>中".encode("gbk"), None, "中"),
        ("<meta charset=utf-16><p>中".encode(), None, "中"),
        ("<p>“curly”".encode("cp1252"), "iso-8859-1", "“curly”"),
        ("<p>中".encode(), "no-such-charset", "中"),
        ("<p>日本語".encode("cp932"), "Shift_JIS", "日本語"),
    ],
)
def test_the_encoding_is_found_as_browsers_find_it(data, declared, text):
    found = extract(data, "text/html", declared)
    assert found.text == text
    assert found.problems == ()


def test_without_a_declaration_the_guess_is_named():
    latin = extract("<p>un café très grand à Genève".encode("cp1252"), "text/html")
    assert (latin.text, latin.problems) == (
        "un café très grand à Genève",
        ("No encoding is declared; read as cp1252.",),
    )
    chinese = extract("<p>中兴通讯承建了数据库".encode("gbk"), "text/html")
    assert chinese.text == "中兴通讯承建了数据库"


def test_undecodable_bytes_are_shown_and_reported():
    found = extract(b"<p>a\xffb", "text/html", "utf-8")
    assert found.text == "a\ufffdb"
    assert "not utf-8" in found.problems[0]


@pytest.mark.parametrize(
    "label", ["rot13", "zip", "base64", "idna", "unicode_escape", "utf-7", "punycode", "\x00"]
)
def test_codecs_that_are_no_character_encoding_are_not_used(label):
    assert charsets.codec_of(label) is None


# Plain text


@pytest.mark.parametrize(
    "text", ["a\r\nb\rc\n", "e\u0301 stays", "\ufeffmark", " two  blanks\t", "\u00ad\u200b"]
)
def test_plain_text_is_not_touched(text):
    found = extract(text.encode(), "text/plain; charset=utf-8", "utf-8")
    assert found.text == text
    assert (found.extractor, found.hidden, found.problems) == ("plain/1", (), ())


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_positions_in_plain_text_are_positions_in_the_file(text):
    data = text.encode()
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")) and not data.lstrip().startswith(b"%PDF-"):
        assert extract(data, "text/plain").text == data.decode()


# PDF


def test_a_pdf_gives_text_with_the_place_of_each_page():
    found = extract(pdf("First page", "Second page"), "application/pdf")
    assert found.text == "First page\nSecond page"
    assert found.pages == ((0, "1"), (11, "2"))
    assert (found.extractor, found.problems) == ("pdf-pypdf/1", ())


def test_a_word_divided_at_a_line_end_is_made_whole():
    assert "information systems" in extract(pdf("infor-\nmation systems"), "application/pdf").text
    kept = extract(pdf("a state-owned company; another state-\nowned one"), "application/pdf").text
    assert kept.count("state-owned") == 2


def test_a_scan_has_no_text_and_says_so():
    found = extract(pdf("", ""), "application/pdf")
    assert (found.text, found.pages) == ("", ())
    assert "scan" in found.problems[0]


def test_a_page_without_text_among_others_is_reported():
    found = extract(pdf("text", ""), "application/pdf")
    assert found.problems == ("1 of 2 pages have no text.",)


def test_a_damaged_pdf_is_a_problem_and_no_crash():
    whole = pdf("First page")
    assert extract(whole[:60], "application/pdf").problems
    assert extract(b"%PDF-1.7 nothing", "application/pdf").text == ""


def test_the_information_dictionary_is_read():
    assert extraction.pdf.information(pdf("x"))["Title"] == "Smart cities"
    assert extraction.pdf.information(b"%PDF-") == {}


# Types and ceilings


@pytest.mark.parametrize(
    ("data", "declared", "extractor"),
    [
        (b"<!DOCTYPE html><p>x", "", "html-walk/1"),
        (b"\n<html><p>x", "application/octet-stream", "html-walk/1"),
        (b"<!DOCTYPE html><p>x", "text/plain", "plain/1"),
        (pdf("x"), "application/octet-stream", "pdf-pypdf/1"),
        (b"<p>x", "TEXT/HTML; charset=utf-8", "html-walk/1"),
        (b"a,b", "text/csv", "plain/1"),
        (b"\x89PNG", "image/png", "none/1"),
        (b"x", "", "none/1"),
    ],
)
def test_the_extractor_follows_the_declared_type_and_the_bytes_where_there_is_none(data, declared, extractor):
    assert extract(data, declared).extractor == extractor


def test_an_unknown_type_has_no_text_and_a_sentence():
    assert extract(b"\x89PNG", "image/png").problems == (
        "No text is taken from documents of the type image/png.",
    )


def test_too_large_an_input_is_not_read():
    found = extract(bytes(extraction.MAX_INPUT + 1), "text/plain")
    assert found.text == ""
    assert "52,428,801" in found.problems[0]


def test_deep_nesting_is_survived_and_reported():
    found = page("<p>before</p>" + "<div>" * 100_000 + "deep")
    assert found.text.startswith("before")
    assert "nested too deeply" in found.problems[0]
    assert page("<div>" * 1_000 + "deep").text == "deep"


@pytest.mark.parametrize(
    "hostile",
    [
        "<b>" * 50_000,
        "<table>" * 20_000,
        "<a href='" * 20_000,
        "<!--" * 50_000,
        "&" * 200_000,
        "<p style='opacity:" + "0" * 400_000,
        "<details><summary>x</summary>" * 1_000,
        "<details>" + "<summary>x</summary>" * 5_000,
    ],
)
def test_hostile_pages_take_no_unusual_time(hostile):
    page(hostile)


@given(st.binary(max_size=400), st.sampled_from(["text/html", "text/plain", "application/pdf", "", "x/y"]))
def test_arbitrary_bytes_never_raise(data, media_type):
    found = extract(data, media_type)
    assert isinstance(found.text, str)


TAGS = (
    "<p> </p> <td> <pre> </pre> <rt> <br> <div_hidden> </div> <details> </details> <summary> </summary>"
    " <sup> <a_href='#x'> </a> </sup> <script> </script> <!-- -->"
)
MARKS = ["e", "\u0301", "\u1100", "\u1161", "\u11a8", " ", "\n", "word", "中", "\x00", "&#0;", "\u202e"]
PIECES = st.sampled_from([*(tag.replace("_", " ") for tag in TAGS.split()), *MARKS])


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=30))
def test_text_is_in_nfc_and_ranges_lie_inside_it_in_order(pieces):
    found = page("".join(pieces))
    assert unicodedata.is_normalized("NFC", found.text)
    for ranges in (found.hidden, found.asides):
        flat = [position for pair in ranges for position in pair]
        assert flat == sorted(flat)
        assert all(0 <= start < end <= len(found.text) for start, end in ranges)


@given(st.binary(max_size=300))
def test_damaged_pdf_files_never_raise(noise):
    whole = pdf("First page", "Second")
    middle = len(whole) // 2
    extract(whole[:middle] + noise + whole[middle + len(noise) :], "application/pdf")
