from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import dates
from provenance.dates import BadDate, parse


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2018", date(2018, 1, 1), date(2018, 12, 31)),
        ("2018-11", date(2018, 11, 1), date(2018, 11, 30)),
        ("2018-11-14", date(2018, 11, 14), date(2018, 11, 14)),
        ("2018-09/2018-10", date(2018, 9, 1), date(2018, 10, 31)),
        ("2015/..", date(2015, 1, 1), None),
        ("../2019", None, date(2019, 12, 31)),
        ("2020?", date(2020, 1, 1), date(2020, 12, 31)),
        ("201X", date(2010, 1, 1), date(2019, 12, 31)),
        ("", None, None),
    ],
)
def test_a_date_spans_the_days_it_may_mean(text, earliest, latest):
    assert parse(text) == dates.Span(text, earliest, latest)


@pytest.mark.parametrize(
    "text", ["/2024", "2024/", "in the spring", "2019年3月", "2019-13", "14/11/2018", "last year"]
)
def test_prose_and_invented_bounds_are_refused_in_words(text):
    with pytest.raises(BadDate, match="is not a date in EDTF"):
        parse(text)


@given(st.text(max_size=80))
def test_no_text_does_more_than_be_refused(text):
    try:
        span = parse(text)
    except BadDate:
        return
    assert span.earliest is None or span.latest is None or span.earliest <= span.latest


@pytest.mark.parametrize("text", ["2019/2018", "2018-11-14/2018-11-13", "2018-09/2018-01"])
def test_an_interval_that_ends_before_it_begins_is_no_date(text):
    with pytest.raises(dates.BadDate):
        dates.parse(text)
