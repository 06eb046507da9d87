"""A quote tried on a snapshot before anything is saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claims.representations.editorial import UNREADABLE, check_shown
from claims.representations.passages import Stretch, in_context
from provenance.canonical import nfc
from provenance.web.components import Check
from sources.models import Snapshot
from sources.reading import check_quote, nearest, text_of
from sources.searching import SearchStopped
from sources.storage import DamagedBlob, MissingBlob


@dataclass(frozen=True)
class Trial:
    """`remark` says why nothing was checked; `differences` lead from the quote to the nearest passage."""

    check: Check | None = None
    verified: bool = False
    passage: Sequence[Stretch] = ()
    differences: Sequence[Mapping[str, Any]] = ()
    remark: str = ""


def tried(snapshot: Snapshot | None, quote: str, *, prefix: str = "", suffix: str = "") -> Trial:
    """The verdict that saving would keep, with the passage it rests on."""
    if not quote.strip():
        return Trial(remark="There is no quote to look for.")
    if snapshot is None:
        return Trial(remark="Choose a snapshot to look in.")
    # As the action will store it, so that both come to one verdict.
    quote = nfc(quote.strip())
    try:
        check = check_quote(snapshot, quote, prefix=nfc(prefix), suffix=nfc(suffix))
        passage = in_context(text_of(snapshot), check["ranges"])
        differences = [] if check["verified"] else nearest(snapshot, quote)
    except (MissingBlob, DamagedBlob):
        return Trial(remark=UNREADABLE)
    except SearchStopped as problem:
        return Trial(remark=str(problem))
    return Trial(check_shown(check), bool(check["verified"]), passage, differences)
