"""Content codings undone within bounds, so that a small file cannot become a large memory. Pure."""

import zlib
from collections.abc import Iterator

from sources.wire import Limits

_PIECE = 64 * 1024  # bytes made at a time: the most that an over-large page overshoots its limit
_WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 15}  # RFC 9110 section 8.4.1, as zlib's window bits


class Undecodable(Exception):
    """The bytes are not what their Content-Encoding says."""


class Bomb(Exception):
    """The bytes unpack to more than is allowed, or are packed more often than is sensible."""


def decoded(body: bytes, content_encoding: str | None, limits: Limits, *, cut: bool = False) -> bytes:
    """`body` without its content codings. `cut`: the body was cut off, so an early end is no error."""
    names = [name.strip().lower() for name in (content_encoding or "").split(",")]
    names = [name for name in names if name not in ("", "identity")]
    if len(names) > limits.encodings:
        raise Bomb(f"it is packed {len(names)} times over")
    if body:
        for name in reversed(names):
            body = _undone(body, name, limits, cut)
    return body


def _undone(body: bytes, name: str, limits: Limits, cut: bool) -> bytes:
    if name not in _WINDOWS:
        raise Undecodable(f"it is packed as {name[:40]!r}, which we did not ask for")
    window = _WINDOWS[name]
    # Half of all servers that say "deflate" send it without the zlib wrapper (RFC 1950) that it needs.
    if name == "deflate" and (body[0] & 0x0F != 8 or int.from_bytes(body[:2], "big") % 31):
        window = -15
    ceiling = max(limits.ratio_from, len(body) * limits.decoded_ratio)
    pieces, size = [], 0
    for piece in _pieces(body, window, cut):
        size += len(piece)
        if size > limits.decoded_bytes:
            raise Bomb(f"it unpacks to more than {limits.decoded_bytes} bytes")
        if size > ceiling:
            raise Bomb(f"it unpacks to more than {limits.decoded_ratio} times its size")
        pieces.append(piece)
    return b"".join(pieces)


def _pieces(body: bytes, window: int, cut: bool) -> Iterator[bytes]:
    stream = zlib.decompressobj(window)
    try:
        for start in range(0, len(body), _PIECE):
            rest = body[start : start + _PIECE]
            after = start + len(rest)
            while rest:
                yield stream.decompress(rest, _PIECE)
                rest = stream.unconsumed_tail
                if stream.eof:
                    rest = stream.unused_data
                    at = after - len(rest)
                    # Several gzip members may follow each other (RFC 1952 section 2.2); the rest is padding.
                    if window != 31 or body[at : at + 2] != b"\x1f\x8b":
                        return
                    stream = zlib.decompressobj(window)
        while not stream.eof:
            piece = stream.decompress(b"", _PIECE)
            if not piece and not cut:
                raise Undecodable("it ends in the middle of its packing")
            if not piece:
                return
            yield piece
    except zlib.error as error:
        raise Undecodable(f"its packing is damaged ({error})") from error
