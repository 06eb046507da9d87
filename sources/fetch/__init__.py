"""The one door to the network: a page fetched with its whole chain of redirects, within limits.

`fetch` runs here and now; `fetch_in_child` does the same in a process that can be killed, and is what the
product uses: neither a look-up of a name nor a hostile page's decompression can be interrupted otherwise.
"""

from sources.addresses import Policy, RefusedAddress
from sources.child import ChildCrashed, ChildTimedOut, run
from sources.fetch import child
from sources.fetch.chain import USER_AGENT, fetch
from sources.wire import (
    ANONYMOUS_SENTENCE,
    ConnectionFailure,
    Fetched,
    FetchError,
    FetchFailed,
    FetchRefused,
    Hop,
    Limits,
    NameFailure,
    Outcome,
    ProtocolFailure,
    ReaderCrashed,
    TlsFailure,
    TooLarge,
    TooManyRedirects,
    TooSlow,
    classify,
)

__all__ = [
    "ANONYMOUS_SENTENCE",
    "USER_AGENT",
    "ConnectionFailure",
    "FetchError",
    "FetchFailed",
    "FetchRefused",
    "Fetched",
    "Hop",
    "Limits",
    "NameFailure",
    "Outcome",
    "Policy",
    "ProtocolFailure",
    "ReaderCrashed",
    "RefusedAddress",
    "TlsFailure",
    "TooLarge",
    "TooManyRedirects",
    "TooSlow",
    "classify",
    "fetch",
    "fetch_in_child",
]

CHILD_MEMORY = 1024**3  # bytes of address space; a capture at its limits was measured at under half of it
_GRACE = 1.0  # seconds for the child to hand over what it has when its own deadline has passed


def fetch_in_child(
    url: str,
    *,
    policy: Policy,
    limits: Limits = Limits(),  # noqa: B008  (frozen)
    user_agent: str = USER_AGENT,
) -> Fetched:
    """As `fetch`, in a process without our secrets that is killed when the limits have passed.

    A killed fetch is TooSlow without `partial`; one that ended by itself without an answer is ReaderCrashed.
    """
    job = child.as_job(url, policy, limits, user_agent)
    try:
        return child.parse_answer(
            run(
                "sources.fetch.child:answer",
                job,
                wall=limits.wall + _GRACE,
                cpu=limits.wall + _GRACE,
                memory=CHILD_MEMORY,
            )
        )
    except ChildTimedOut as stopped:
        raise TooSlow(url, f"more than {limits.wall:g} seconds in all") from stopped
    except (ChildCrashed, ValueError) as problem:
        raise ReaderCrashed(url, str(problem)) from problem
