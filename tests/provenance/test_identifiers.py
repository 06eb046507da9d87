import contextlib
import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import identifiers
from provenance.identifiers import ALPHABET, BadIdentifier, IdentConverter, WrongCheckCharacter

NUMBERS = st.integers(0, 32**8 - 1)


def ident_of(number: int) -> str:
    return identifiers.mint(lambda bound: number)


def test_a_minted_identifier_is_its_own_canonical_form():
    minted = {identifiers.mint() for _ in range(200)}
    assert len(minted) == 200
    assert all(identifiers.canonical(ident) == ident and len(ident) == 9 for ident in minted)


def test_the_dice_are_asked_for_all_forty_bits():
    asked = []
    assert identifiers.mint(lambda bound: asked.append(bound) or 0) == "000000000"
    assert asked == [2**40]
    assert ident_of(2**40 - 1).startswith("ZZZZZZZZ")


@given(NUMBERS)
def test_every_single_substitution_is_noticed(number):
    ident = ident_of(number)
    for place in range(9):
        for symbol in ALPHABET:
            if symbol != ident[place]:
                with pytest.raises(WrongCheckCharacter):
                    identifiers.canonical(ident[:place] + symbol + ident[place + 1 :])


@given(NUMBERS)
def test_every_exchange_of_two_different_symbols_is_noticed(number):
    ident = ident_of(number)
    for first in range(9):
        for second in range(first + 1, 9):
            swapped = list(ident)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            if ident[first] != ident[second]:
                with pytest.raises(WrongCheckCharacter):
                    identifiers.canonical("".join(swapped))


def test_all_pairs_of_neighbours_at_all_places_are_told_from_their_exchange():
    # The check is linear, so what holds for these pairs among zeros holds among any other symbols.
    for place in range(7):
        for left in ALPHABET:
            for right in ALPHABET:
                if left < right:
                    one = "0" * place + left + right + "0" * (6 - place)
                    other = "0" * place + right + left + "0" * (6 - place)
                    assert identifiers.check_character(one) != identifiers.check_character(other)


@given(NUMBERS, NUMBERS)
def test_the_check_is_linear(first, second):
    body = {ident_of(number)[:8]: ident_of(number)[8] for number in (first, second, first ^ second)}
    checks = [ALPHABET.index(body[ident_of(number)[:8]]) for number in (first, second, first ^ second)]
    assert checks[0] ^ checks[1] == checks[2]


@given(NUMBERS, st.data())
def test_hyphens_lower_case_and_look_alikes_lead_to_the_canonical_form(number, data):
    ident = ident_of(number)
    written = ident.replace("1", data.draw(st.sampled_from("1iIlL"))).replace(
        "0", data.draw(st.sampled_from("0oO"))
    )
    at = data.draw(st.integers(1, 8))
    written = written[:at] + "-" + written[at:]
    for text in (written, written.lower()):
        assert identifiers.canonical(text) == ident
        assert re.fullmatch(IdentConverter.regex, text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "0 characters"),
        ("7K3M9QZD", "8 characters"),
        ("7K3M9QZD44", "10 characters"),
        ("UUUUUUUUU", "“U”"),
        ("7K3M9QZD*", "“\\*”"),
        ("7K3M9 ZD4", "“ ”"),
        ("ı00000000", "A to Z"),
        ("00000000０", "A to Z"),
    ],
)
def test_what_cannot_be_an_identifier_is_refused_in_words(text, reason):
    with pytest.raises(BadIdentifier, match=reason) as caught:
        identifiers.canonical(text)
    assert not isinstance(caught.value, WrongCheckCharacter)


def test_a_mistyped_identifier_is_told_from_a_malformed_one():
    with pytest.raises(WrongCheckCharacter, match="mistyped"):
        identifiers.canonical("000000001")


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused_and_nothing_else(text):
    with contextlib.suppress(BadIdentifier):
        assert identifiers.canonical(identifiers.canonical(text)) == identifiers.canonical(text)


def test_the_path_converter_passes_the_raw_text_and_no_suffix():
    converter = IdentConverter()
    assert converter.to_python("7k3m-9qzd4") == "7k3m-9qzd4"
    assert converter.to_url("7K3M9QZD4") == "7K3M9QZD4"
    for text in ("short", "7K3M9QZD4.json", "7K3M9QZD4/v1", "-7K3M9QZD4", "7K3M9QZD4-"):
        assert not re.fullmatch(converter.regex, text)


def test_version_7_gives_the_example_of_the_rfc():
    # RFC 9562 appendix A.6: rand_a = CC3, rand_b = 18C4DC0C0C07398F without its two top bits
    noise = (0xCC3 << 62 | 0x18C4DC0C0C07398F).to_bytes(10, "big")
    assert str(identifiers.uuid7(0x017F22E279B0, noise)) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


@given(st.integers(0, 2**48 - 2), st.binary(min_size=10, max_size=10), st.binary(min_size=10, max_size=10))
def test_version_7_sorts_by_time(now, first, second):
    earlier, later = identifiers.uuid7(now, first), identifiers.uuid7(now + 1, second)
    assert earlier < later
    assert (earlier.version, earlier.variant) == (7, uuid.RFC_4122)


def test_version_7_refuses_what_does_not_fit():
    with pytest.raises(ValueError, match="48 bits"):
        identifiers.uuid7(2**48, bytes(10))
    with pytest.raises(ValueError, match="10 random bytes"):
        identifiers.uuid7(0, bytes(9))
    assert identifiers.mint_uuid() != identifiers.mint_uuid()
