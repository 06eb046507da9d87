"""A quote is looked for within a bound: the answer is the same as without one, or a sentence."""

import time

import pytest

from sources import searching
from sources.quotes import MAX_QUOTE, Kind, locate
from sources.searching import AT_ONCE, SearchStopped, find

PROSE = "".join(
    f"Mill number {n} bought three looms — in {n % 90 + 1900}, it is said.\n" for n in range(4000)
)


@pytest.mark.parametrize(
    "quote",
    [
        "Mill number 3000 bought three looms - in",
        "Mill number 17 bought … Mill number 2000 bought",
        "Mill number 3000 sold three looms",
        "bought three looms",
        "nothing like this is written anywhere",
    ],
)
def test_a_long_text_is_answered_as_a_short_one_is(quote):
    assert len(PROSE) > AT_ONCE
    assert find(PROSE, quote) == locate(PROSE, quote)
    assert find(PROSE, quote, prefix="Mill number 3 ") == locate(PROSE, quote, prefix="Mill number 3 ")


def test_a_text_that_takes_too_long_is_refused_with_a_sentence(monkeypatch):
    monkeypatch.setattr(searching, "CPU_SECONDS", 1.0)
    began = time.monotonic()

    with pytest.raises(SearchStopped, match="in a text of 4,000,000 characters took too long"):
        find("国 " * 2_000_000, "国国国国国国不")

    assert time.monotonic() - began < searching.WALL_SECONDS + 2  # seconds; 2 to carry the text over


def test_repetition_without_end_is_answered_at_once_all_the_same():
    began = time.process_time()
    for text, quote in [
        ("国（か）" * (AT_ONCE // 4), "国" * MAX_QUOTE),
        ("国 " * (AT_ONCE // 2), "国" * MAX_QUOTE),
        ("a’b " * (AT_ONCE // 4), "a'b " * (MAX_QUOTE // 4)),
    ]:
        assert find(text, quote).kind is Kind.AMBIGUOUS
    assert (
        time.process_time() - began < 12
    )  # seconds; about 4 on a slow machine, 150 before there was a bound


def test_a_quote_that_is_too_long_is_refused_before_the_text_is_read():
    with pytest.raises(ValueError, match="at most 10,000"):
        find(PROSE, "a" * (MAX_QUOTE + 1))
