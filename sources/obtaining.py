"""From an address or an upload to files in storage and the facts of a snapshot.

    fetch ─► WARC ─► storage        payload ─► storage ─► opened in a child ─► text ─► storage

Every file is whole in storage before anything here returns; a file that no row names is harmless.
"""

from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_network
from typing import Any

from django.conf import settings

from sources import opening, warc
from sources.addresses import Policy
from sources.child import ChildCrashed, ChildTimedOut, run
from sources.extract import Extracted
from sources.fetch import Fetched, FetchError, Limits, Outcome, classify, fetch_in_child
from sources.opening import Opened
from sources.storage import Blobs

SOFTWARE = "provenance-tracker/0.1"
OPENING_SECONDS = 60.0
OPENING_MEMORY = 2 * 1024**3  # bytes of address space; a parsed page of 50 MB takes about half of it


@dataclass(frozen=True)
class Failure:
    """A capture that brought nothing to keep: the class of its outcome and a sentence for editors."""

    outcome: str
    explanation: str


@dataclass(frozen=True)
class Obtained:
    """What a snapshot's row says of the files that are now in storage."""

    captured_at: datetime
    outcome: str
    explanation: str
    media_type: str
    size: int
    payload_digest: str
    warc_digest: str
    text_digest: str
    text_length: int
    extractor: str
    charset: str = ""
    final_uri: str = ""
    filename: str = ""
    status_code: int | None = None
    truncated: str = ""
    hidden: list[list[int]] = field(default_factory=list)
    pages: list[list[Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=dict)


class Unsound(Exception):
    """The WARC just written does not read back whole; nothing is kept."""


def fetch(url: str, *, at: datetime) -> Obtained | Failure:
    """Obtain a page through the one safe door. Only a whole page, or the beginning of one, is kept."""
    try:
        fetched = fetch_in_child(url, policy=policy(), limits=limits(), user_agent=settings.FETCH_USER_AGENT)
    except FetchError as error:
        partial = error.partial
        if partial is None or not partial.decoded or not classify(partial).has_page:
            return Failure(str(error.outcome), str(error))
        return _kept(partial, at, Outcome.TRUNCATED, f"{Outcome.TRUNCATED.sentence} {error.outcome.sentence}")
    outcome = classify(fetched)
    if not outcome.has_page:
        return Failure(str(outcome), outcome.sentence)
    return _kept(fetched, at, outcome, outcome.sentence)


def from_upload(data: bytes, *, filename: str, media_type: str, url: str, at: datetime) -> Obtained:
    """Keep a document that a person handed in."""
    record = warc.write_upload(
        data, media_type, filename, date=at, software=SOFTWARE, policy_text="uploaded by a person"
    )
    opened = _opened(data, media_type, "", url)
    return _stored(record, data, opened, captured_at=at, media_type=media_type, filename=filename)


def policy() -> Policy:
    return Policy(
        ports=frozenset(settings.FETCH_PORTS),
        extra_refused=tuple(ip_network(network) for network in settings.FETCH_REFUSED_NETWORKS),
        allowed_exact=frozenset(_pair(pair) for pair in settings.FETCH_ALLOWED),
    )


def limits() -> Limits:
    return Limits(wall=settings.FETCH_SECONDS, body_bytes=settings.FETCH_MAX_BODY)


def _pair(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)


def _kept(fetched: Fetched, at: datetime, outcome: Outcome, explanation: str) -> Obtained:
    record = warc.write(fetched, software=SOFTWARE, policy_text=f"limits: {limits()}")
    opened = _opened(fetched.decoded, fetched.media_type, fetched.charset or "", fetched.final.target_uri)
    return _stored(
        record,
        fetched.decoded,
        opened,
        captured_at=at,
        outcome=str(outcome),
        explanation=explanation,
        media_type=fetched.media_type[:100],
        charset=(fetched.charset or "")[:40],
        final_uri=fetched.final.target_uri[:2000],
        status_code=fetched.final.status,
        truncated=fetched.truncated or ("length" if outcome == Outcome.TRUNCATED else ""),
    )


def _opened(data: bytes, media_type: str, charset: str, url: str) -> Opened:
    """The document's text; one that its parser could not cope with has none, and says so."""
    job = opening.as_job(data, media_type, charset, url)
    try:
        return opening.parse_answer(
            run(
                "sources.opening:answer",
                job,
                wall=OPENING_SECONDS,
                cpu=OPENING_SECONDS,
                memory=OPENING_MEMORY,
            )
        )
    except ChildTimedOut:
        problem = f"Taking out the text took more than {OPENING_SECONDS:g} seconds and was stopped."
    except (ChildCrashed, ValueError):
        problem = "The program that takes the text out of documents stopped on this one."
    return Opened(Extracted("", extractor="none/1", problems=(problem,)), {})


def _stored(
    record: bytes,
    payload: bytes,
    opened: Opened,
    *,
    captured_at: datetime,
    media_type: str,
    outcome: str = str(Outcome.CAPTURED),
    explanation: str = "",
    **facts: Any,
) -> Obtained:
    # Read back before anything is said about it: a record that cannot be read later is no evidence.
    if problems := warc.check(record):
        raise Unsound("; ".join(problems))
    storage, text = Blobs(), opened.text
    return Obtained(
        captured_at=captured_at,
        outcome=outcome,
        explanation=explanation,
        media_type=media_type,
        size=len(payload),
        payload_digest=storage.put(payload),
        warc_digest=storage.put(record),
        text_digest=storage.put(text.text.encode()),
        text_length=len(text.text),
        extractor=text.extractor,
        hidden=[list(pair) for pair in text.hidden],
        pages=[list(pair) for pair in text.pages],
        problems=list(text.problems),
        metadata=opened.metadata,
        **facts,
    )
