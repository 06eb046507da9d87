"""Snapshots read back: their text, and a quote looked for in it."""

from dataclasses import asdict
from typing import Any

from sources import quotes, searching
from sources.models import Snapshot
from sources.quotes import Kind, Match
from sources.storage import Blobs

HIDDEN_ELSEWHERE = "These words stand once more where a reader of the page cannot see them."

Ranges = list[list[int]]


def text_of(snapshot: Snapshot) -> str:
    """The text as it was extracted and stored. Raises MissingBlob or DamagedBlob."""
    return Blobs().read(snapshot.text_digest).decode()


def check_quote(snapshot: Snapshot, quote: str, *, prefix: str = "", suffix: str = "") -> dict[str, Any]:
    """The verdict on a quote as a citation keeps it: reproducible from text digest, quote and rules.

    Raises SearchStopped where the text takes too long to look through, ValueError for a quote too long.
    """
    text = text_of(snapshot)
    checked: dict[str, Any] = {"rules": quotes.RULES_VERSION, "text": snapshot.text_digest}
    if not text.strip():
        return {**checked, "kind": "no-text", "verified": False, "ranges": [], "operations": [], "notes": []}
    match = searching.find(text, quote, prefix=prefix, suffix=suffix)
    kind, ranges, notes = _as_seen(match, snapshot.hidden)
    return {
        **checked,
        "kind": str(kind),
        "verified": kind.verified,
        "ranges": ranges,
        "operations": list(match.operations),
        "notes": notes,
    }


def nearest(snapshot: Snapshot, quote: str) -> list[dict[str, Any]]:
    """How the nearest passage differs from a quote that was not found, for a person to look at."""
    try:
        match = searching.find(text_of(snapshot), quote)
    except searching.SearchStopped:
        return []
    return [asdict(difference) for difference in match.differences]


def _as_seen(match: Match, hidden: Ranges) -> tuple[Kind, Ranges, list[str]]:
    """The match as a reader of the page sees it: words in hidden text are not there for them."""
    ranges = [list(pair) for pair in match.ranges]
    seen = [pair for pair in ranges if not _touches(pair, hidden)]
    if not match.verified or len(seen) == len(ranges):
        return match.kind, ranges, list(match.notes)
    # Several places in one piece each: those that can be seen are left. Parts of one quote stand together.
    if match.kind is Kind.AMBIGUOUS and not match.gaps and seen:
        return match.kind, seen, [*match.notes, HIDDEN_ELSEWHERE]
    return Kind.HIDDEN, ranges, list(match.notes)


def _touches(place: list[int], hidden: Ranges) -> bool:
    return any(place[0] < end and start < place[1] for start, end in hidden)
