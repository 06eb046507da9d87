"""Dates, moments, languages, digests and states as a reader meets them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.web import marks, words
from provenance.web.dates import in_words
from provenance.web.templatetags import web


@pytest.mark.parametrize(
    ("edtf", "shown"),
    [
        ("2018", "2018"),
        ("2018-09", "Sep 2018"),
        ("2018-11-14", "14 Nov 2018"),
        ("2018-09/2018-10", "Sep–Oct 2018"),
        ("2016/2018", "2016–2018"),
        ("2018-09-01/2018-09-12", "1–12 Sep 2018"),
        ("2018-09-01/2018-10-12", "1 Sep – 12 Oct 2018"),
        ("2018-12/2019-01", "Dec 2018 – Jan 2019"),
        ("2020?", "2020 (inferred)"),
        ("2020~", "about 2020"),
        ("2020%", "about 2020 (inferred)"),
        ("2015/..", "since 2015"),
        ("2015/", "since 2015"),
        ("../2017-03", "until Mar 2017"),
        ("201X", "2010s"),
        ("20XX", "between 2000 and 2099"),
        ("2018-XX", "2018, month unknown"),
        ("2018-10-XX", "Oct 2018, day unknown"),
        ("2018-22", "summer 2018"),
        ("2018-11-03T12:00:00Z", "3 Nov 2018"),
    ],
)
def test_an_edtf_date_is_shown_in_words(edtf, shown):
    assert in_words(edtf) == shown


@pytest.mark.parametrize(
    "text", ["", "last spring", "2018-13", "2018-00-01", "../..", "2018/x", "[2016,2018]", "十月"]
)
def test_a_date_that_is_not_understood_is_shown_as_it_is(text):
    assert in_words(text) == text


@given(st.text(alphabet="0123456789X-/.?~%TZ: ", min_size=1, max_size=24))
def test_no_date_text_breaks_a_page(text):
    shown = in_words(text)
    assert shown
    assert all(figure in text or figure in "09" for figure in shown if figure.isdigit())


def test_a_moment_shows_the_day_and_keeps_second_and_zone_for_the_hover():
    shown = web.moment(datetime(2026, 11, 3, 9, 5, 7, tzinfo=UTC))
    assert (
        shown
        == '<time datetime="2026-11-03T09:05:07+00:00" title="3 Nov 2026, 09:05:07 UTC">3 Nov 2026</time>'
    )
    assert ">3 Nov 2026, 09:05<" in web.moment(datetime(2026, 11, 3, 9, 5, 7, tzinfo=UTC), "minute")
    assert web.moment(date(2026, 1, 9)) == '<time datetime="2026-01-09">9 Jan 2026</time>'
    assert web.moment(None) == ""


@pytest.mark.parametrize(
    ("language", "attributes"),
    [
        ("en", ' lang="en" dir="ltr"'),
        ("zh-Hans", ' lang="zh-Hans" dir="ltr"'),
        ("ar", ' lang="ar" dir="rtl"'),
        ("fa-AF", ' lang="fa-AF" dir="rtl"'),
        ("", ' dir="auto"'),
        (None, ' dir="auto"'),
        ('en" onclick="x', ' dir="auto"'),
    ],
)
def test_a_language_tag_becomes_attributes_or_nothing(language, attributes):
    assert web.langattrs(language) == attributes


def test_a_digest_is_shortened_with_its_algorithm_kept():
    assert web.short_digest("sha256:" + "9f3a" * 16) == "sha256:9f3a9f3a9f3a…"
    assert web.short_digest("sha256:9f3a") == "sha256:9f3a"


def test_every_state_has_a_mark_that_is_drawn_and_a_word():
    for states in words.KINDS.values():
        for sense in states.values():
            assert sense.word
            assert marks.drawn(sense.mark).startswith("<svg")


def test_two_states_that_mean_different_things_do_not_look_alike_without_colour():
    for kind, states in words.KINDS.items():
        looks = [(sense.word, sense.mark) for sense in states.values()]
        assert len(looks) == len(set(looks)), kind


def test_a_state_that_is_not_in_the_table_still_shows():
    assert web.sense("status", "half_baked") == (
        '<span class="sense tone-quiet">' + marks.drawn("dot") + "<span>half baked</span></span>"
    )


def test_what_comes_from_outside_is_escaped():
    assert "<b>" not in web.sense("status", "<b>bold</b>")
    assert "<b>" not in web.sense("status", "published", "<b>")
