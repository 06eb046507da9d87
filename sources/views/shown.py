"""Rows of the evidence as the values that the components show."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from provenance.web.components import CaptureState as ShownCapture
from provenance.web.components import SnapshotLine
from sources.fetch import ANONYMOUS_SENTENCE, Outcome
from sources.models import Capture, CaptureState, Method, Snapshot, Source
from sources.representations import names

NAMES_SHOWN = 6


def byline(source: Source) -> str:
    """The authors in words; of many, the first few."""
    shown = [names.in_words(name) for name in source.authors[:NAMES_SHOWN]]
    return ", ".join(shown) + (" and others" if len(source.authors) > NAMES_SHOWN else "")


def snapshot_lines(source: Source) -> list[tuple[Snapshot, SnapshotLine]]:
    snapshots = source.snapshots.select_related("capture__requested_by")
    return [(snapshot, snapshot_line(snapshot)) for snapshot in snapshots]


def snapshot_line(snapshot: Snapshot) -> SnapshotLine:
    return SnapshotLine(
        taken=snapshot.captured_at,
        href=snapshot.get_absolute_url(),
        how=how_obtained(snapshot),
        digest=snapshot.payload_digest,
        media_type=snapshot.media_type,
        reader_href="" if snapshot.withheld_at else reverse("reader", args=[snapshot.ident]),
    )


def how_obtained(snapshot: Snapshot) -> str:
    if snapshot.capture.method == Method.UPLOAD:
        return f"uploaded by {snapshot.capture.requested_by.name}"
    return "captured from the web"


def capture_states(captures: Iterable[Capture], *, is_staff: bool) -> list[ShownCapture]:
    return [_capture_state(capture, is_staff) for capture in captures]


def _capture_state(capture: Capture, is_staff: bool) -> ShownCapture:
    state, reason, reason_class = capture.state, "", ""
    if (
        capture.state == CaptureState.QUEUED
        and hasattr(capture, "lease")
        and capture.lease.until > timezone.now()
    ):
        state = "running"
    if capture.state == CaptureState.FAILED:
        # One sentence for every class: an outsider must not learn what answers inside our network.
        reason = (capture.explanation or _sentence(capture.outcome)) if is_staff else ANONYMOUS_SENTENCE
        reason_class = capture.outcome if is_staff else ""
    elif capture.state == CaptureState.CAPTURED and capture.outcome not in ("", Outcome.CAPTURED):
        state, reason = capture.outcome, capture.explanation if is_staff else _sentence(capture.outcome)
    return ShownCapture(
        state=state,
        when=capture.finished_at or capture.requested_at,
        url=capture.url if is_staff else "",
        reason=reason,
        reason_class=reason_class,
        snapshot_href=capture.snapshot.get_absolute_url() if hasattr(capture, "snapshot") else "",
    )


def _sentence(outcome: str) -> str:
    return Outcome(outcome).sentence if outcome in set(Outcome) else outcome
