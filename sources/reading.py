"""Snapshots read back: their text, and a quote looked for in it."""

from dataclasses import asdict
from typing import Any

from sources import quotes
from sources.models import Snapshot
from sources.storage import Blobs


def text_of(snapshot: Snapshot) -> str:
    """The text as it was extracted and stored. Raises MissingBlob or DamagedBlob."""
    return Blobs().read(snapshot.text_digest).decode()


def check_quote(snapshot: Snapshot, quote: str, *, prefix: str = "", suffix: str = "") -> dict[str, Any]:
    """The verdict on a quote as a citation keeps it: reproducible from text digest, quote and rules."""
    text = text_of(snapshot)
    checked: dict[str, Any] = {"rules": quotes.RULES_VERSION, "text": snapshot.text_digest}
    if not text.strip():
        return {**checked, "kind": "no-text", "verified": False, "ranges": [], "operations": [], "notes": []}
    match = quotes.locate(text, quote, prefix=prefix, suffix=suffix)
    kind, verified = str(match.kind), match.verified
    if verified and _is_hidden(match.ranges, snapshot.hidden):
        kind, verified = "hidden", False
    return {
        **checked,
        "kind": kind,
        "verified": verified,
        "ranges": [list(pair) for pair in match.ranges],
        "operations": list(match.operations),
        "notes": list(match.notes),
    }


def nearest(snapshot: Snapshot, quote: str) -> list[dict[str, Any]]:
    """How the nearest passage differs from a quote that was not found, for a person to look at."""
    match = quotes.locate(text_of(snapshot), quote)
    return [asdict(difference) for difference in match.differences]


def _is_hidden(ranges: tuple[tuple[int, int], ...], hidden: list[list[int]]) -> bool:
    return any(
        start < hidden_end and hidden_start < end
        for start, end in ranges
        for hidden_start, hidden_end in hidden
    )
