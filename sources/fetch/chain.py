"""A page and the redirects that lead to it, each address vetted anew and each answer kept as its own hop."""

import contextlib
import time
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urljoin

from sources.addresses import Address, Policy, RefusedAddress, parse, vet
from sources.decoding import Bomb, Undecodable, decoded
from sources.fetch.transport import Line, exchange
from sources.wire import (
    Fetched,
    FetchError,
    Hop,
    Limits,
    ProtocolFailure,
    TooLarge,
    TooManyRedirects,
    TooSlow,
)

USER_AGENT = "Mozilla/5.0 (compatible; provenance-tracker/0.1; keeps a copy of pages that are cited)"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def utc_now() -> datetime:
    return datetime.now(UTC)


def fetch(
    url: str,
    *,
    policy: Policy,
    limits: Limits = Limits(),  # noqa: B008  (frozen)
    user_agent: str = USER_AGENT,
    now: Callable[[], datetime] = utc_now,
) -> Fetched:
    """The final response with the chain that led to it, whatever its status.

    Raises RefusedAddress, TooLarge, TooSlow, TooManyRedirects (all FetchRefused) or a FetchFailed; each
    carries as `partial` what came before it stopped. A body that the site itself broke off is no error:
    the page says `truncated`. Meta refresh is not followed: it is part of the page.
    The time of a name look-up is bounded only by `fetch_in_child`.
    """
    headers = {
        "User-Agent": user_agent,
        "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8",
        "Accept-Language": "en, zh;q=0.9, *;q=0.5",
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
    }
    deadline = time.monotonic() + limits.wall
    hops: list[Hop] = []
    address = parse(url)
    try:
        while True:
            vet(address, policy)
            line = Line(address, policy, limits, deadline)
            hop, body = exchange(line, headers, now, is_redirect=_REDIRECTS.__contains__)
            hops.append(hop)
            target = _target(hop, address)
            if target is None:
                return _whole(url, hops, body, limits)
            if len(hops) > limits.redirects:
                raise TooManyRedirects(url, f"more than {limits.redirects}, the next to {target.url}")
            address = target
    except FetchError as error:
        if hops and error.partial is None:
            error.partial = Fetched(url, tuple(hops), stopped=str(error))
        raise


def _target(hop: Hop, address: Address) -> Address | None:
    location = hop.header("location") if hop.status in _REDIRECTS else None
    if not location:
        return None
    # Headers are read as Latin-1, but most sites write their addresses in UTF-8.
    with contextlib.suppress(UnicodeDecodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        return parse(urljoin(address.url, location))
    except ValueError as error:
        raise RefusedAddress(location, f"it cannot be read: {error}") from error


def _whole(url: str, hops: list[Hop], body: bytes, limits: Limits) -> Fetched:
    """The page unpacked, or the error that says which budget it broke, with the page as far as it came."""
    hop = hops[-1]
    bare = Fetched(url, tuple(hops))
    try:
        page = decoded(body, hop.header("content-encoding"), limits, cut=hop.truncated is not None)
    except Bomb as bomb:
        raise TooLarge(url, str(bomb), bare) from bomb
    except Undecodable as problem:
        raise ProtocolFailure(url, str(problem), bare) from problem
    fetched = Fetched(url, tuple(hops), page)
    if hop.truncated == "length":
        raise TooLarge(url, f"its body exceeds {limits.body_bytes} bytes", fetched)
    if hop.truncated == "time":
        raise TooSlow(url, f"its body took more than {limits.wall:g} seconds", fetched)
    return fetched
