"""Content codings undone within bounds."""

import gzip
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.decoding import Bomb, Undecodable, decoded
from sources.wire import Limits

LIMITS = Limits()
# Repeated bytes pack to almost nothing and make the unpacker hold output back; random ones do the opposite.
bodies = st.builds(
    lambda unit, times, rest: unit * times + rest, st.binary(max_size=40), st.integers(0, 9000), st.binary()
)


def raw(body: bytes) -> bytes:
    return zlib.compress(body)[2:-4]


@given(bodies)
def test_whatever_is_packed_comes_back(body):
    for name, packed in [
        ("gzip", gzip.compress(body)),
        ("deflate", zlib.compress(body)),
        ("deflate", raw(body)),
    ]:
        assert decoded(packed, name, LIMITS) == body
        assert decoded(gzip.compress(packed), f" {name}, GZIP ", LIMITS) == body
    assert decoded(body, None, LIMITS) == decoded(body, "identity", LIMITS) == body


@given(bodies, st.data())
def test_a_packing_cut_short_is_an_error_unless_the_body_is_known_to_be_cut(body, data):
    packed = gzip.compress(body)
    part = packed[: data.draw(st.integers(1, len(packed) - 1))]
    with pytest.raises(Undecodable):
        decoded(part, "gzip", LIMITS)
    assert body.startswith(decoded(part, "gzip", LIMITS, cut=True))


@given(st.binary(min_size=1), st.sampled_from(["gzip", "deflate", "br", "gzip, deflate", "x" * 500]))
def test_any_bytes_give_a_body_or_an_error_of_ours(body, names):
    try:
        decoded(body, names, LIMITS)
    except (Bomb, Undecodable) as error:
        assert len(str(error)) < 200


def test_both_ceilings_hold_exactly():
    body = b"ab" * 1_000_000
    packed = gzip.compress(body)
    assert decoded(packed, "gzip", replace(LIMITS, decoded_bytes=len(body), decoded_ratio=10_000)) == body
    with pytest.raises(Bomb, match="bytes"):
        decoded(packed, "gzip", replace(LIMITS, decoded_bytes=len(body) - 1, decoded_ratio=10_000))
    with pytest.raises(Bomb, match="100 times"):
        decoded(packed, "gzip", LIMITS)


@pytest.mark.parametrize("members", [2, 3, 50])
def test_members_in_a_row_are_bounded_together(members):
    packed = gzip.compress(b"\0" * 100_000) * members
    assert decoded(packed, "gzip", replace(LIMITS, decoded_ratio=2000)) == b"\0" * 100_000 * members
    with pytest.raises(Bomb):
        decoded(packed, "gzip", replace(LIMITS, decoded_bytes=100_000 * members - 1))
