import contextlib
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import canonical
from provenance.canonical import BadJSON, NotCanonical

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "rfc8785.json").read_text("utf-8"))["cases"]

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-canonical.MAX_INTEGER, canonical.MAX_INTEGER)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["input"][:30])
def test_the_vectors_of_the_rfc_give_its_bytes(case):
    assert canonical.encode(canonical.parse(case["input"].encode())) == case["text"].encode()


@given(VALUES)
def test_what_was_encoded_is_parsed_back_and_encoded_alike(value):
    data = canonical.encode(value)
    assert canonical.parse(data) == value
    assert canonical.encode(canonical.parse(data)) == data


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), st.integers(0, 9)))
def test_the_order_of_names_does_not_matter(value):
    assert canonical.encode(dict(reversed(value.items()))) == canonical.encode(value)


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"a": [1, {"b": 1.0}]}, "$.a[1].b"),
        ({"a": float("nan")}, "$.a"),
        ([float("inf")], "$[0]"),
        ({"n": 2**53}, "$.n"),
        ({"n": -(2**53)}, "$.n"),
        ({"n": 10**5000}, "$.n"),
        ({1: "one"}, "$"),
        ({"t": "half \ud800"}, "$.t"),
        ({"half \ud800": 1}, "$"),
        ({"b": b"bytes"}, "$.b"),
        ({"s": {1, 2}}, "$.s"),
    ],
)
def test_a_value_without_canonical_bytes_is_refused_with_its_place(value, path):
    with pytest.raises(NotCanonical) as caught:
        canonical.encode(value)
    assert caught.value.path == path
    assert str(caught.value).endswith(".")


def test_nesting_is_bounded_both_ways():
    value: object = 1
    for _ in range(canonical.MAX_DEPTH):
        value = [value]
    assert canonical.parse(canonical.encode(value)) == value
    with pytest.raises(NotCanonical, match="deeper"):
        canonical.encode([value])
    with pytest.raises(BadJSON, match="deeper"):
        canonical.parse(b"[" * 65 + b"]" * 65)
    with pytest.raises(BadJSON, match="deeper"):
        canonical.parse(b'{"a":' * 1_000_000)
    assert canonical.parse(b'"' + b"[" * 1000 + b'"') == "[" * 1000


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"a":1,"a":1}', "twice"),
        (b'{"a":{"b":1,"\\u0062":2}}', "twice"),
        (b"NaN", "NaN"),
        (b"[-Infinity]", "Infinity"),
        (b"1.5", "floating"),
        (b"1e3", "floating"),
        (b"9007199254740992", "2\\^53"),
        (b"1" * 100_000, "2\\^53"),
        (b'"\\ud800"', "surrogate"),
        (b"\xff", "UTF-8"),
        (b"\xef\xbb\xbf1", "BOM"),
        ("1".encode("utf-16"), "UTF-8"),
        (b"{'a':1}", "line 1, column 2"),
        (b"", "line 1"),
        (b"1 2", "extra data"),
        (b'"' + b'\\"' * 200_000, "unterminated"),
    ],
)
def test_loose_json_is_refused_with_a_reason(data, reason):
    with pytest.raises(BadJSON, match=f"(?i){reason}"):
        canonical.parse(data)


def test_more_bytes_than_allowed_are_not_read():
    with pytest.raises(BadJSON, match="at most 10"):
        canonical.parse(b'"0123456789"', max_bytes=10)


@given(st.binary(max_size=60))
def test_arbitrary_bytes_are_read_or_refused_and_nothing_else(data):
    with contextlib.suppress(BadJSON):
        canonical.encode(canonical.parse(data))


def test_a_digest_names_its_algorithm():
    assert canonical.digest(b"") == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_commitment_is_the_hash_of_salt_and_canonical_bytes():
    salt = bytes(range(32))
    expected = hashlib.sha256(salt + b'{"a":"b"}').digest()
    assert canonical.commitment(salt, {"a": "b"}) == expected
    assert canonical.commitment(bytes(32), {"a": "b"}) != expected
    with pytest.raises(ValueError, match="32 bytes"):
        canonical.commitment(b"short", 1)


def test_text_is_composed_at_input_but_never_inside_a_digest():
    assert canonical.nfc("A\u030a") == "\u00c5"
    assert canonical.encode("A\u030a") != canonical.encode("\u00c5")
