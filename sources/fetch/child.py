"""The fetch as a function from bytes to bytes, for `sources.child`: nothing here is Django's."""

from dataclasses import asdict
from ipaddress import ip_network
from typing import Any

from sources.addresses import Policy, RefusedAddress
from sources.fetch.chain import fetch
from sources.wire import (
    ConnectionFailure,
    Fetched,
    FetchError,
    Limits,
    NameFailure,
    ProtocolFailure,
    TlsFailure,
    TooLarge,
    TooManyRedirects,
    TooSlow,
    encode,
    encode_message,
    parse,
    parse_message,
)

_ERRORS: dict[str, type[FetchError]] = {
    kind.outcome: kind
    for kind in (
        RefusedAddress,
        TooLarge,
        TooSlow,
        TooManyRedirects,
        NameFailure,
        ConnectionFailure,
        TlsFailure,
        ProtocolFailure,
    )
}


def as_job(url: str, policy: Policy, limits: Limits, user_agent: str) -> bytes:
    facts = {"url": url, "policy": policy.as_json(), "limits": asdict(limits), "user_agent": user_agent}
    return encode_message(facts, [])


def answer(job: bytes) -> bytes:
    """Runs in the child."""
    facts, _ = parse_message(job)
    try:
        fetched = fetch(
            facts["url"],
            policy=_policy(facts["policy"]),
            limits=Limits(**facts["limits"]),
            user_agent=facts["user_agent"],
        )
    except FetchError as error:
        partial = [encode(error.partial)] if error.partial else []
        return encode_message({"error": error.outcome, "url": error.url, "reason": error.reason}, partial)
    return encode_message({"error": None}, [encode(fetched)])


def parse_answer(data: bytes) -> Fetched:
    """What `fetch` returned or raised in the child; ValueError when the child wrote anything else."""
    facts, blobs = parse_message(data)
    pages = [parse(blob) for blob in blobs]
    outcome = facts.get("error")
    if outcome is None and len(pages) == 1:
        return pages[0]
    if outcome not in _ERRORS:
        raise ValueError(f"The child names an unknown outcome: {outcome!r}.")
    raise _ERRORS[outcome](str(facts.get("url")), str(facts.get("reason")), pages[0] if pages else None)


def _policy(facts: dict[str, Any]) -> Policy:
    return Policy(
        ports=frozenset(facts["ports"]),
        extra_refused=tuple(ip_network(network) for network in facts["extra_refused"]),
        allowed_exact=frozenset((ip, port) for ip, port in facts["allowed_exact"]),
        own_addresses=frozenset(facts["own_addresses"]),
        ca_file=facts["ca_file"],
    )
