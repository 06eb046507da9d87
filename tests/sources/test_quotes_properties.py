"""What must hold for the quote checker whatever the text: nothing altered is verified."""

import re

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sources.quotes import Kind, locate

WORDS = (
    "mill loom owner river Ada Brook Rui never not sold bought leased about perhaps 12 1912 3.5 1,200 the a "
    "of in by and town’s don't well-known state-owned Lisbon North company network said most fewer paper"
)
OTHER_WORDS = ["lantern", "not", "never", "7", "1913", "Eve", "allegedly", "no", "less"]
CHINESE = "该公司为当地政府建设网络提供资金不没签署协议双方随后数据中心城市"

words = st.sampled_from(WORDS.split())
sentences = st.lists(words, min_size=12, max_size=60)
gaps = st.sampled_from([" ", "  ", "\n", "\u00a0", " \t "])
COUNTED = settings(max_examples=150, deadline=None)


def in_words(text: str, quote: str) -> bool:
    """A naive oracle: the quote's words stand in the text one after another, split at white space only."""
    wanted, given_ = quote.split(), text.split()
    return any(given_[at : at + len(wanted)] == wanted for at in range(len(given_)))


def cut(data: st.DataObject, size: int, least: int = 5) -> tuple[int, int]:
    start = data.draw(st.integers(0, size - least))
    return start, data.draw(st.integers(start + least, size))


def assert_sound(text: str, match) -> None:
    ends = [0, *(end for _, end in match.ranges)]
    assert all(0 <= start < end <= len(text) for start, end in match.ranges)
    assert all(start >= end for (start, _), end in zip(match.ranges, ends, strict=False))


@COUNTED
@given(sentences, st.data())
def test_whole_words_of_a_text_are_found_where_they_stand(tokens, data):
    start, end = cut(data, len(tokens))
    assume(not any(char.isdigit() for char in tokens[end - 1] + tokens[start]))
    text, quote = " ".join(tokens), " ".join(tokens[start:end])
    match = locate(text, quote)

    assert match.kind in {Kind.EXACT, Kind.AMBIGUOUS}
    assert all(text[low:high] == quote for low, high in match.ranges)
    assert match.operations == ()


@COUNTED
@given(st.text(alphabet=CHINESE + "，。、“”", min_size=12, max_size=80), st.data())
def test_chinese_passages_are_found_where_they_stand(text, data):
    start, end = cut(data, len(text), least=6)
    quote = text[start:end]
    assume(len(re.findall(f"[{CHINESE}]", quote)) >= 6)
    match = locate(text, quote)

    assert match.kind in {Kind.EXACT, Kind.AMBIGUOUS}
    assert all(text[low:high] == quote for low, high in match.ranges)


@COUNTED
@given(sentences, st.lists(gaps, min_size=60, max_size=60), st.data())
def test_white_space_quotation_marks_and_dashes_do_not_matter(tokens, spaces, data):
    start, end = cut(data, len(tokens))
    assume(not any(char.isdigit() for char in tokens[end - 1] + tokens[start]))
    text = " ".join(tokens)
    quote = "".join(word + space for word, space in zip(tokens[start:end], spaces, strict=False)).strip()
    quote = quote.replace("’", "'").replace("-", data.draw(st.sampled_from(["-", "‐", "–"])))
    match = locate(text, quote)

    assert match.verified
    assert all(" ".join(text[low:high].split()) == " ".join(tokens[start:end]) for low, high in match.ranges)


@COUNTED
@given(sentences, st.data())
def test_a_word_dropped_added_replaced_or_moved_is_never_verified(tokens, data):
    start, end = cut(data, len(tokens))
    text, taken = " ".join(tokens), tokens[start:end]
    at = data.draw(st.integers(1, len(taken) - 2))
    other = data.draw(st.sampled_from(OTHER_WORDS))
    altered = data.draw(
        st.sampled_from(
            [
                taken[:at] + taken[at + 1 :],
                [*taken[:at], other, *taken[at:]],
                [*taken[:at], other, *taken[at + 1 :]],
                [*taken[: at - 1], taken[at], taken[at - 1], *taken[at + 1 :]],
            ]
        )
    )
    quote = " ".join(altered)
    assume(not in_words(text, quote))

    assert not locate(text, quote).verified


@COUNTED
@given(sentences, st.data())
def test_a_letter_or_digit_changed_anywhere_is_never_verified(tokens, data):
    start, end = cut(data, len(tokens))
    text, quote = " ".join(tokens), " ".join(tokens[start:end])
    at = data.draw(st.sampled_from([place for place, char in enumerate(quote) if char.isalnum()]))
    letter = data.draw(st.sampled_from(["", "q", "7", quote[at].swapcase(), quote[at] * 2]))
    altered = quote[:at] + letter + quote[at + 1 :]
    assume(altered != quote and not in_words(text, altered))

    assert not locate(text, altered).verified


@COUNTED
@given(sentences, sentences, st.data())
def test_a_splice_of_two_places_is_never_verified(one, two, data):
    text = " ".join([*one, "lantern", *two])
    quote = " ".join([*one[: data.draw(st.integers(3, len(one)))], *two[data.draw(st.integers(0, 6)) :]])
    assume(not in_words(text, quote))

    assert not locate(text, quote).verified


@COUNTED
@given(st.permutations([f"word{chr(97 + at)}" for at in range(20)]), st.data())
def test_parts_in_order_are_elided_and_parts_out_of_order_are_not_verified(tokens, data):
    first = data.draw(st.integers(3, 8))
    second = data.draw(st.integers(first + 1, 16))
    text = " ".join(tokens)
    one, two = " ".join(tokens[:first]), " ".join(tokens[second : second + 4])
    mark = data.draw(st.sampled_from([" … ", " ... ", " [...] ", " […] ", " . . . ", "… "]))
    match = locate(text, one + mark + two)

    assert match.kind is Kind.ELIDED
    assert [text[low:high] for low, high in match.ranges] == [one, two]
    assert match.gaps[0].length == match.ranges[1][0] - match.ranges[0][1]
    assert not locate(text, two + mark + one).verified
    assert not locate(text, f"{one}{mark}{' '.join(tokens[first - 1 : first + 4])}").verified


RAGGED = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            " \n.…-—–[]()'\"“”’‘0123456789²⁴½①abAB不没中国，。（）"
            "\u00ad\u200b\u0301\u202eﬁ\ufff9\ufffa\ufffb\x00"
        ),
        st.characters(),
    ),
    max_size=60,
)


@settings(max_examples=400, deadline=None)
@given(RAGGED, RAGGED, RAGGED, RAGGED)
def test_no_text_and_no_quote_makes_it_fail(text, quote, prefix, suffix):
    match = locate(text, quote, prefix=prefix, suffix=suffix)

    assert_sound(text, match)
    assert match == locate(text, quote, prefix=prefix, suffix=suffix)
    assert match.kind not in {Kind.HIDDEN, Kind.NO_TEXT}


@settings(max_examples=400, deadline=None)
@given(RAGGED, st.data())
def test_ranges_are_in_bounds_and_ordered_for_pieces_of_ragged_texts(text, data):
    start = data.draw(st.integers(0, len(text)))
    quote = text[start : data.draw(st.integers(start, len(text)))]

    match = locate(text, quote)

    assert_sound(text, match)
    if match.verified:
        again = locate(text[match.ranges[0][0] :], quote)
        assert again.verified or match.kind is Kind.AMBIGUOUS
