import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from sources.metadata import draft, draft_of_pdf, values

URL = "https://www.example.org/news/1"


def read(source: str, *, url: str = URL, headers: dict[str, str] | None = None):
    root = html.document_fromstring(f"<html>{source}</html>") if source else None
    return draft(root, url=url, headers=headers)


def plain(fields):
    return {variable: field.value for variable, field in fields.items()}


def linked(value: object) -> str:
    return f'<head><script type="application/ld+json">{json.dumps(value)}</script></head><body>x</body>'


def test_a_journal_page_is_read_from_its_highwire_tags():
    found = read(
        """<head><meta name="citation_title" content="Safe cities &amp; their makers">
        <meta name="citation_author" content="Doe, Jane"><meta name="citation_author" content="Richard Roe">
        <meta name="citation_publication_date" content="2019/04/18">
        <meta name="citation_journal_title" content="Journal of Tests">
        <meta name="citation_volume" content="12"><meta name="citation_issue" content="3">
        <meta name="citation_firstpage" content="45"><meta name="citation_lastpage" content="67">
        <meta name="citation_doi" content="https://doi.org/10.1234/abc.5">
        <meta name="citation_language" content="en"><title>other</title></head><body>x"""
    )
    assert plain(found) == {
        "type": "article-journal",
        "title": "Safe cities & their makers",
        "author": [{"family": "Doe", "given": "Jane"}, {"family": "Roe", "given": "Richard"}],
        "issued": "2019-04-18",
        "container-title": "Journal of Tests",
        "volume": "12",
        "issue": "3",
        "page": "45-67",
        "DOI": "10.1234/abc.5",
        "language": "en",
        "URL": URL,
    }
    assert found["title"].origin == "citation_title"
    assert found["URL"].as_json() == {"value": URL, "origin": "address that was read"}


def test_a_news_page_is_read_from_its_linked_data():
    found = read(
        linked(
            {
                "@context": "https://schema.org",
                "@graph": [
                    {"@type": "WebPage", "name": "Page"},
                    {
                        "@type": ["NewsArticle"],
                        "headline": "A headline",
                        "datePublished": "2018-11-14T23:30:00-05:00",
                        "inLanguage": "en_us",
                        "author": [
                            {"@type": "Person", "name": "Angus Example"},
                            {"@type": "Person", "familyName": "de la Cruz", "givenName": "Ana"},
                            {"@type": "Organization", "name": "Example Wire"},
                        ],
                        "publisher": {"@type": "Organization", "name": "Example News"},
                    },
                ],
            }
        )
    )
    assert plain(found) == {
        "type": "article-newspaper",
        "title": "A headline",
        "issued": "2018-11-14",
        "language": "en-US",
        "author": [
            {"family": "Example", "given": "Angus"},
            {"family": "de la Cruz", "given": "Ana"},
            {"literal": "Example Wire"},
        ],
        "publisher": "Example News",
        "URL": URL,
    }
    assert found["issued"].origin == "schema.org datePublished"


def test_a_chinese_page_is_read_from_its_own_tags():
    found = read(
        """<head><meta name="ArticleTitle" content="中兴通讯承建数据库">
        <meta name="PubDate" content="2018年11月14日 08:30">
        <meta name="ContentSource" content="新华社">
        <meta name="author" content="记者：王伟、李娜"></head><body>x"""
    )
    assert plain(found) == {
        "type": "webpage",
        "title": "中兴通讯承建数据库",
        "issued": "2018-11-14",
        "publisher": "新华社",
        "author": [{"literal": "王伟"}, {"literal": "李娜"}],
        "language": "zh",
        "URL": URL,
    }
    assert found["language"].origin == "script of the title"


def test_open_graph_dublin_core_and_plain_html_fill_what_is_left():
    found = read(
        """<head><title>A page | Example Site</title><meta property="og:site_name" content="Example Site">
        <meta name="DC.date.issued" content="2020-05">
        <meta name="dcterms.creator" content="Ministry of Tests and Trials">
        <meta property="article:author" content="https://social.example/someone">
        <link rel="canonical" href="/news/one"></head><body>x"""
    )
    assert plain(found) == {
        "type": "webpage",
        "title": "A page",
        "container-title": "Example Site",
        "issued": "2020-05",
        "author": [{"literal": "Ministry of Tests and Trials"}],
        "URL": "https://www.example.org/news/one",
    }


def test_the_language_comes_from_the_page_before_the_header():
    root = html.document_fromstring('<html lang="zh-hans-cn"><body>x')
    assert draft(root, url=URL, headers={"Content-Language": "en"})["language"].value == "zh-Hans-CN"
    assert read("<body>x", headers={"Content-Language": "pt-br, en"})["language"].value == "pt-BR"


@pytest.mark.parametrize(
    "target",
    ["https://other.example/", "javascript:alert(1)", "//other.example/x", "http://[", "data:text/html,x"],
)
def test_a_page_cannot_claim_the_address_of_another_site(target):
    found = read(f'<head><link rel="canonical" href="{target}"></head><body>x')
    assert found["URL"].value == URL


def test_an_empty_page_still_has_a_type_and_an_address():
    assert plain(read("")) == {"type": "webpage", "URL": URL}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018", "2018"),
        ("2018-11", "2018-11"),
        ("2018-11-14", "2018-11-14"),
        ("2018/1/4", "2018-01-04"),
        ("2018-11-14T08:00:00+08:00", "2018-11-14"),
        ("2018-11-14 08:00", "2018-11-14"),
        ("20181114", "2018-11-14"),
        ("20181114083000", "2018-11-14"),
        ("2018年11月", "2018-11"),
        ("2018年11月14日08:30", "2018-11-14"),
        ("Wed, 14 Nov 2018 08:00:00 GMT", "2018-11-14"),
        ("3/4/2018", ""),
        ("2018-13-01", ""),
        ("2018-02-30", ""),
        ("1542153600", ""),
        ("1512091234", ""),
        ("2018-11-14 to 2019", ""),
        ("last Tuesday", ""),
        ("0000-01-01", ""),
        ("", ""),
    ],
)
def test_only_unambiguous_dates_are_taken(text, expected):
    assert values.edtf(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("By Jane Doe", [{"family": "Doe", "given": "Jane"}]),
        ("Doe, Jane", [{"family": "Doe", "given": "Jane"}]),
        (
            "Jane Doe, Richard Roe",
            [{"family": "Doe", "given": "Jane"}, {"family": "Roe", "given": "Richard"}],
        ),
        (
            "Jane Doe and Richard Roe",
            [{"family": "Doe", "given": "Jane"}, {"family": "Roe", "given": "Richard"}],
        ),
        ("Reuters Staff", [{"literal": "Reuters Staff"}]),
        ("Ministry of Science and Technology", [{"literal": "Ministry of Science and Technology"}]),
        ("新华社", [{"literal": "新华社"}]),
        ("Xinhua", [{"literal": "Xinhua"}]),
        ("https://social.example/jane", []),
        ("", []),
    ],
)
def test_bylines_become_names_and_bodies_stay_whole(text, expected):
    assert values.names(text) == expected


def test_a_pdf_gives_its_title_and_an_uncertain_date():
    found = draft_of_pdf(
        {"Title": "Smart cities", "Author": "Jane Doe", "CreationDate": "D:20190418120000+02'00'"}, url=URL
    )
    assert plain(found) == {
        "type": "document",
        "title": "Smart cities",
        "author": [{"family": "Doe", "given": "Jane"}],
        "issued": "2019-04-18?",
        "URL": URL,
    }
    assert "title" not in draft_of_pdf({"Title": "Microsoft Word - final2.doc"})


@pytest.mark.parametrize(
    "script",
    [
        "[" * 200_000,
        '{"@graph":' * 5_000 + "1" + "}" * 5_000,
        "[" + ",".join(['{"@type":"NewsArticle"}'] * 50_000) + "]",
        '{"@type": {"a": 1}, "headline": 5}',
        '{"@type": [["NewsArticle"]], "headline": {"name": {"name": {"name": {"name": {"name": "x"}}}}}}',
        '{"@type": "NewsArticle", "author": {"name": ["a", {"b": NaN}]}, "headline": 1e999}',
        '{"@type": "NewsArticle", "author": [[[["Jane Doe"]]], null, 5, {"name": null}]}',
        "1" * 10_000,
        "null",
        "",
    ],
)
def test_hostile_linked_data_is_bounded_and_ignored(script):
    found = read(f'<head><script type="application/ld+json">{script}</script><title>T</title></head><body>x')
    assert found["title"].value == "T"


def test_a_thousand_tags_and_a_long_value_are_cut():
    long = "x" * 100_000
    found = read(
        "<head>"
        + f'<meta name="citation_author" content="{long}">' * 200
        + f"<title>{long}</title></head><body>x"
    )
    assert len(found["title"].value) == 500
    assert len(found["author"].value) == 50


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["@type", "@graph", "name", "headline", "author", "datePublished", "inLanguage", "isPartOf"]
            ),
            inner | st.just("NewsArticle"),
            max_size=5,
        )
    ),
    max_leaves=15,
)


@given(JSON_VALUES, st.text(max_size=30))
def test_whatever_a_page_says_the_draft_is_well_formed(value, title):
    root = html.document_fromstring("<html><head></head><body>x")
    script = html.fromstring('<script type="application/ld+json"></script>')
    script.text = json.dumps(value)
    root.head.append(script)
    for variable, field in draft(root, url=URL, headers={"Content-Language": title}).items():
        assert field.origin
        if variable == "author":
            assert all(set(name) in ({"literal"}, {"family", "given"}) for name in field.value)
        else:
            assert isinstance(field.value, str)
            assert field.value.strip()


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_none(text):
    assert len(values.edtf(text)) in {0, 4, 7, 10}
    values.names(text)
    values.language(text)
