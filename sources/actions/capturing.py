"""Obtaining a source's bytes.

    request ─► [queue] ─► run: fetch in a child ─► WARC and payload to storage ─► text ─► Snapshot
                              └► refused, too large, not there: a failed capture, with its reason

A capture that was acknowledged is either finished or still queued, whatever is killed meanwhile: files are
whole before the row that names them, and the row is written in one transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from provenance.accounts.models import User
from provenance.accounts.policies import may_edit, require
from provenance.background import task
from provenance.ledger.events import Event
from provenance.record import Change, noted
from sources import obtaining
from sources.actions.politeness import visiting
from sources.actions.registering import describe
from sources.models import Capture, CaptureState, Lease, Method, Snapshot, Source
from sources.obtaining import Failure, Obtained

STALLED = timedelta(seconds=60)  # queued and untouched for so long: its task was lost with a worker


def request(source: Source, url: str = "", *, by: User) -> Capture:
    """Ask for a snapshot of a source's address; a worker takes it up. The address is judged then."""
    require(may_edit, by)
    now = timezone.now()
    capture = Capture(
        source=source, url=url or source.url, method=Method.FETCH, requested_by=by, requested_at=now
    )
    with noted(Event.CAPTURE_REQUEST, capture, by=by, at=now) as change:
        change.save(capture)
        Lease.objects.create(capture=capture, until=now)
        run.enqueue(str(capture.pk))
    return capture


def upload(
    source: Source, data: bytes, *, filename: str, media_type: str, by: User, note: str = ""
) -> Snapshot:
    """Keep a document that somebody obtained by other means; it is marked as uploaded."""
    require(may_edit, by)
    now = timezone.now()
    obtained = obtaining.from_upload(data, filename=filename, media_type=media_type, url=source.url, at=now)
    capture = Capture(
        source=source, url=source.url, method=Method.UPLOAD, requested_by=by, requested_at=now,
        state=CaptureState.CAPTURED, outcome="captured", finished_at=now,
    )  # fmt: skip
    snapshot = _snapshot(capture, obtained)
    with (
        _describing(source, obtained, by=by),
        noted(Event.SNAPSHOT_UPLOAD, snapshot, by=by, note=note, at=now) as change,
    ):
        change.save(capture)
        change.save(snapshot)
    return snapshot


@task()
def run(capture_id: str) -> None:
    """Carry out a queued capture, unless somebody else is at it."""
    capture = _claimed(UUID(capture_id))
    if capture is None:
        return
    with visiting(capture.url) as wait:
        if wait:
            _put_back(capture, wait)
            return
        result = obtaining.fetch(capture.url, at=timezone.now())
    if isinstance(result, Failure):
        _fail(capture, result)
        return
    snapshot = _snapshot(capture, result)
    with (
        suppress(Overtaken),
        _describing(capture.source, result, by=capture.requested_by),
        _finishing(Event.CAPTURE_SUCCEED, capture, CaptureState.CAPTURED, result) as change,
    ):
        change.save(snapshot)


def take_up_again() -> int:
    """Enqueue anew what a killed worker left; give up on what keeps killing workers. Returns how many."""
    now = timezone.now()
    stalled = Lease.objects.filter(until__lt=now - STALLED, capture__state=CaptureState.QUEUED)
    leases = list(stalled.select_related("capture__requested_by", "capture__source"))
    for lease in leases:
        if lease.attempts >= settings.CAPTURE_ATTEMPTS:
            _fail(
                lease.capture, Failure("interrupted", f"The capture was interrupted {lease.attempts} times.")
            )
            continue
        with transaction.atomic():
            # Until it is taken up, another look in the next minute would only enqueue it twice.
            if Lease.objects.filter(pk=lease.pk, until=lease.until).update(until=now):
                run.enqueue(str(lease.pk))
    return len(leases)


def _claimed(capture_id: UUID) -> Capture | None:
    """The capture, if the lease on it could be had: one conditional update, so two workers never share it."""
    now = timezone.now()
    # Conditions on the lease's own columns only (it is there while the capture is queued): PostgreSQL does
    # not look again at a joined table after it waited for another worker's update, and both would have it.
    free = Lease.objects.filter(capture=capture_id, until__lte=now)
    taken = free.update(
        until=now + timedelta(seconds=settings.CAPTURE_LEASE_SECONDS), attempts=F("attempts") + 1
    )
    if not taken:
        return None
    return Capture.objects.select_related("source", "requested_by").get(pk=capture_id)


def _put_back(capture: Capture, wait: float) -> None:
    """Queue the capture again for when its site may be asked; that was no attempt."""
    then = timezone.now() + timedelta(seconds=wait)
    with transaction.atomic():
        Lease.objects.filter(pk=capture.pk).update(until=then, attempts=F("attempts") - 1)
        run.using(run_after=then).enqueue(str(capture.pk))


def _fail(capture: Capture, failure: Failure) -> None:
    with suppress(Overtaken), _finishing(Event.CAPTURE_FAIL, capture, CaptureState.FAILED, failure):
        pass


class Overtaken(Exception):
    """Our lease ran out and another worker finished first; what it found stands."""


@contextmanager
def _finishing(
    event: Event, capture: Capture, state: CaptureState, result: Obtained | Failure
) -> Iterator[Change]:
    with noted(event, capture, by=capture.requested_by, note=result.explanation) as change:
        if capture.state != CaptureState.QUEUED:
            raise Overtaken
        capture.state, capture.outcome, capture.explanation = state, result.outcome, result.explanation
        capture.finished_at = change.at
        change.save(capture)
        Lease.objects.filter(capture=capture).delete()
        yield change


@contextmanager
def _describing(source: Source, obtained: Obtained, *, by: User) -> Iterator[None]:
    """Then fill in what the page says of its source, in the same transaction: no second act is needed."""
    with transaction.atomic():
        # Held first: whoever has the log's head must not wait for somebody who has the source and wants it.
        Source.objects.select_for_update(no_key=True).get(pk=source.pk)
        yield
        describe(source, obtained.metadata, by=by)


def _snapshot(capture: Capture, obtained: Obtained) -> Snapshot:
    return Snapshot(
        source=capture.source,
        capture=capture,
        captured_at=obtained.captured_at,
        target_uri=capture.url,
        final_uri=obtained.final_uri,
        filename=obtained.filename,
        status_code=obtained.status_code,
        media_type=obtained.media_type,
        charset=obtained.charset,
        size=obtained.size,
        truncated=obtained.truncated,
        payload_digest=obtained.payload_digest,
        warc_digest=obtained.warc_digest,
        text_digest=obtained.text_digest,
        text_length=obtained.text_length,
        hidden=obtained.hidden,
        pages=obtained.pages,
        extractor=obtained.extractor,
        problems=obtained.problems,
        metadata=obtained.metadata,
    )
