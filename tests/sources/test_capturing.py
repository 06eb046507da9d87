"""Captures from request to snapshot, against a real site on loopback."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from provenance.ledger.models import Entry
from sources import warc
from sources.actions import capturing, registering
from sources.actions.registering import Description
from sources.models import Capture, CaptureState, Host, Lease, Source
from sources.reading import text_of
from sources.storage import blobs
from tests import make
from tests.audit import assert_record_whole
from tests.hostile import hostile_site  # noqa: F401  (a fixture)

PAGE = """<!doctype html><html lang="en"><head><title>Council signs contract</title>
<meta name="citation_author" content="Lopes, Ana"><meta name="citation_publication_date" content="2019/03/14">
<meta property="og:site_name" content="Lisbon Gazette"></head>
<body><h1>Council signs contract</h1><p>The council signed a contract with ACME.</p></body></html>"""


@pytest.fixture
def site(hostile_site, settings):  # noqa: F811
    settings.FETCH_ALLOWED = [f"127.0.0.1:{hostile_site.port}"]
    settings.FETCH_PORTS = [80, 443, hostile_site.port]
    settings.FETCH_SECONDS = 4
    hostile_site.page("/article", PAGE)
    return hostile_site


def requested(url: str, by) -> Capture:
    return capturing.request(registering.register(Description(title="", url=url), by=by), by=by)


def again(capture: Capture) -> Capture:
    return Capture.objects.select_related("source").get(pk=capture.pk)


# The worker closes its connections between tasks, which a test inside one transaction cannot outlive.
@pytest.mark.django_db(transaction=True)
def test_a_page_is_captured_through_the_worker_and_its_source_described(site, ana):
    capture = requested(site.url("/article"), ana)
    assert again(capture).state == CaptureState.QUEUED
    assert_record_whole()

    call_command("db_worker", batch=True, interval=0, startup_delay=False, reload=False, verbosity=0)

    capture = again(capture)
    assert capture.state == CaptureState.CAPTURED, capture.explanation
    snapshot = capture.snapshot
    assert "The council signed a contract with ACME." in text_of(snapshot)
    assert warc.check(blobs().read(snapshot.warc_digest)) == []
    assert blobs().read(snapshot.payload_digest) == PAGE.encode()
    assert capture.source.title == "Council signs contract"
    assert capture.source.container == "Lisbon Gazette"
    assert capture.source.issued == "2019-03-14"
    assert capture.source.authors == [{"family": "Lopes", "given": "Ana"}]
    assert not Lease.objects.exists()
    assert_record_whole()


def test_what_a_person_wrote_of_a_source_is_not_overwritten_by_the_page(site, ana):
    source = registering.register(
        Description(title="Minutes, in our words", url=site.url("/article")), by=ana
    )
    capture = capturing.request(source, by=ana)
    capturing.run.call(str(capture.pk))

    assert Source.objects.get(pk=source.pk).title == "Minutes, in our words"
    assert_record_whole()


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("/status/404", "not-found"),
        ("/status/403", "blocked"),
        ("/status/410", "gone"),
        ("/status/451", "legally-withheld"),
    ],
)
def test_a_page_that_is_not_there_is_a_failed_capture_with_its_reason(site, ana, path, outcome):
    site.page(path, "<p>no</p>", status=f"{path[-3:]} No")
    capture = requested(site.url(path), ana)
    capturing.run.call(str(capture.pk))

    capture = again(capture)
    assert (capture.state, capture.outcome) == (CaptureState.FAILED, outcome)
    assert capture.explanation.endswith((".", ")"))
    assert not hasattr(capture, "snapshot")
    assert_record_whole()


def test_an_address_inside_the_network_is_refused_in_words(ana, settings):
    settings.FETCH_ALLOWED = []
    capture = requested("http://169.254.169.254/latest/meta-data/", ana)
    capturing.run.call(str(capture.pk))

    assert again(capture).outcome == "refused-address"
    assert "may not be contacted" in again(capture).explanation
    assert_record_whole()


def test_a_redirect_to_a_private_address_is_refused(site, ana):
    site.redirect("/leap", "http://127.0.0.1:1/secret")
    capture = requested(site.url("/leap"), ana)
    capturing.run.call(str(capture.pk))

    assert (again(capture).state, again(capture).outcome) == (CaptureState.FAILED, "refused-address")
    assert_record_whole()


def test_a_capture_that_was_done_is_not_done_again(site, ana):
    capture = requested(site.url("/article"), ana)
    capturing.run.call(str(capture.pk))
    before = Entry.objects.count()
    capturing.run.call(str(capture.pk))

    assert Entry.objects.count() == before
    assert Capture.objects.count() == 1


# The worker closes its connections between tasks, which a test inside one transaction cannot outlive.
@pytest.mark.django_db(transaction=True)
def test_a_capture_left_by_a_killed_worker_is_taken_up_again(site, ana):
    capture = requested(site.url("/article"), ana)
    # What a worker leaves that was killed after it took the lease.
    Lease.objects.update(until=timezone.now() - timedelta(minutes=5), attempts=1)

    assert capturing.take_up_again() == 1
    call_command("db_worker", batch=True, interval=0, startup_delay=False, reload=False, verbosity=0)
    assert again(capture).state == CaptureState.CAPTURED
    assert_record_whole()


def test_a_capture_that_keeps_killing_workers_is_given_up(site, ana, settings):
    capture = requested(site.url("/article"), ana)
    Lease.objects.update(until=timezone.now() - timedelta(minutes=5), attempts=settings.CAPTURE_ATTEMPTS)
    capturing.take_up_again()

    assert (again(capture).state, again(capture).outcome) == (CaptureState.FAILED, "interrupted")
    assert_record_whole()


def test_a_site_that_is_being_asked_is_left_alone_and_the_capture_queued_again(site, ana):
    capture = requested(site.url("/article"), ana)
    Host.objects.create(name="127.0.0.1", free_at=timezone.now() + timedelta(seconds=30))
    capturing.run.call(str(capture.pk))

    assert again(capture).state == CaptureState.QUEUED
    lease = Lease.objects.get()
    assert lease.attempts == 0 and lease.until > timezone.now()
    assert site.requests == []


def test_an_uploaded_document_becomes_a_snapshot_marked_as_uploaded(ana):
    snapshot = make.snapshot(make.source(by=ana), by=ana)

    assert snapshot.capture.method == "upload"
    assert text_of(snapshot) == make.PAGE
    assert_record_whole()
