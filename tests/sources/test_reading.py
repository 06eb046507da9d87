"""A quote looked for in a snapshot: what a reader of the page cannot see is not there for a quote."""

import pytest

from sources.actions import capturing
from sources.reading import HIDDEN_ELSEWHERE, check_quote, text_of
from tests import make
from tests.sources.pdf_files import pdf

QUOTE = "ACME signed a contract in March"


@pytest.fixture
def kept(ana):
    def keep(data: bytes | str, media_type: str = "text/html"):
        data = data.encode() if isinstance(data, str) else data
        return capturing.upload(make.source(by=ana), data, filename="page", media_type=media_type, by=ana)

    return keep


def checked(snapshot, quote: str = QUOTE, **context: str):
    check = check_quote(snapshot, quote, **context)
    text = text_of(snapshot)
    return check["kind"], check["verified"], [text[start:end] for start, end in check["ranges"]]


def test_words_that_only_stand_where_nobody_sees_them_are_hidden(kept):
    assert checked(kept(f"<p>Nothing.</p><p hidden>{QUOTE}.</p>")) == ("hidden", False, [QUOTE])
    assert checked(kept(f"<p>Nothing.</p><p style='display:none'>{QUOTE}.</p>"))[:2] == ("hidden", False)


def test_words_that_stand_once_in_sight_count_although_a_hidden_copy_is_there(kept):
    for page in (
        f"<p>One: {QUOTE}.</p><p hidden>Two: {QUOTE}.</p>",
        f"<p hidden>Two: {QUOTE}.</p><p>One: {QUOTE}.</p>",
    ):
        snapshot = kept(page)
        check = check_quote(snapshot, QUOTE)
        (place,) = check["ranges"]
        assert (check["kind"], check["verified"]) == ("ambiguous", True)
        assert HIDDEN_ELSEWHERE in check["notes"]
        assert text_of(snapshot)[: place[0]].endswith("One: ")


def test_a_context_that_points_to_the_hidden_copy_makes_it_hidden(kept):
    snapshot = kept(f"<p>One: {QUOTE}.</p><p hidden>Two: {QUOTE}.</p>")

    assert checked(snapshot, prefix="Two: ")[:2] == ("hidden", False)
    assert checked(snapshot, prefix="One: ")[:2] == ("exact", True)


def test_a_quote_in_parts_with_one_part_out_of_sight_is_hidden(kept):
    page = "<p>ACME signed a contract</p><p hidden>it was then cancelled</p><p>in the month of March</p>"

    assert checked(kept(page), "ACME signed a contract … it was then cancelled")[0] == "hidden"
    assert checked(kept(page), "ACME signed a contract … in the month of March")[:2] == ("elided", True)
    twice = page + "<hr>" + page
    assert not checked(kept(twice), "ACME signed a contract … it was then cancelled")[1]


def test_a_text_without_words_is_no_text_and_not_absent(kept):
    assert checked(kept("<p> </p>"))[:2] == ("no-text", False)
    assert checked(kept(pdf(""), "application/pdf"))[:2] == ("no-text", False)


def test_a_quote_over_a_page_break_is_found_only_where_nothing_stands_between(kept):
    plain = kept(
        pdf("The council of Lisbon said that ACME", "signed a contract in March."), "application/pdf"
    )
    quote = "said that ACME signed a contract in March"
    assert checked(plain, quote)[:2] == ("normalised", True)

    headed = kept(
        pdf("The council of Lisbon said that ACME\n17", "Annual report\nsigned a contract in March."),
        "application/pdf",
    )
    assert not checked(headed, quote)[1]
    assert checked(headed, "council of Lisbon said that ACME … signed a contract in March")[:2] == (
        "elided",
        True,
    )


def test_plain_text_keeps_its_line_ends_and_a_quote_is_found_over_them(kept):
    snapshot = kept("The council said\r\nthat ACME signed\r\na contract.\r\n", "text/plain")

    assert checked(snapshot, "council said that ACME signed a contract") == (
        "normalised",
        True,
        ["council said\r\nthat ACME signed\r\na contract"],
    )
    assert checked(snapshot, "council said\nthat ACME signed")[1]
