"""Processes are killed, statements and disks fail: what was acknowledged stays, the rest never was."""

import itertools
import random
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from django.test import Client

from claims.actions import publication
from claims.models import Claim, Edition
from claims.workflow import Status
from provenance.ledger.events import Event
from provenance.ledger.models import Entry, Head
from provenance.ledger.recorded import RECORDINGS
from provenance.ledger.signer import sign_checkpoint
from provenance.search.models import Document
from sources.actions import capturing, registering
from sources.actions.registering import Description
from sources.models import Capture, CaptureState, Lease, Snapshot, Source
from sources.storage import blobs
from tests import make
from tests.audit import assert_record_whole
from tests.hostile import answer, wait_until
from tests.journey.harness import (
    Desk,
    Failure,
    again,
    failing_hand,
    failing_statement,
    finished,
    kill,
    program,
    time_passes,
)

pytestmark = pytest.mark.django_db(transaction=True)
CSRF = "k" * 32


@pytest.fixture
def desk(ana, rui, mei) -> Desk:
    return Desk(ana, rui, mei)


@pytest.fixture
def site(hostile_site, settings):
    settings.FETCH_ALLOWED = [f"127.0.0.1:{hostile_site.port}"]
    settings.FETCH_PORTS = [hostile_site.port]
    settings.FETCH_SECONDS = 5
    return hostile_site


def record() -> dict[str, int]:
    """How much of everything there is."""
    rows = {model.__name__: model._base_manager.count() for model in RECORDINGS}
    return {**rows, "Entry": Entry.objects.count(), "Document": Document.objects.count()}


def page(number: object) -> str:
    return (
        f"<title>Minutes {number}</title><meta property='og:site_name' content='Gazette'>"
        f"<p>The council signed contract {number} with ACME in March 2019.</p>"
    )


def stored(folder: Path) -> int:
    return sum(1 for _ in folder.glob("sha256/*/*/[0-9a-f]*"))


def assert_no_file_is_half_written(folder: Path) -> None:
    assert not list(folder.rglob(".incoming-*"))
    assert all(blobs().read(digest) is not None for digest in blobs().names())


@pytest.mark.parametrize("executed", [False, True], ids=["before", "after"])
def test_a_publication_whose_nth_statement_fails_never_was(desk, executed):
    claim = desk.signed()
    before = record()
    for number in itertools.count(1):
        held = again(claim)
        with failing_statement(number, executed=executed) as said:
            try:
                publication.publish(held, by=desk.rui)
            except Failure:
                pass
            else:
                break
        assert record() == before, said[-1]
        assert again(claim).status == Status.IN_REVIEW
        assert_record_whole()
    assert number == len(said) + 1 > 10
    assert [edition.number for edition in claim.editions.all()] == [1]
    assert_record_whole()


def test_a_request_for_a_capture_whose_nth_statement_fails_never_was(desk, site):
    before = {**record(), "Lease": Lease.objects.count()}
    for number in itertools.count(1):
        with failing_statement(number):
            try:
                capture = capturing.request(desk.source, site.url("/"), by=desk.ana)
            except Failure:
                pass
            else:
                break
        assert {**record(), "Lease": Lease.objects.count()} == before
    assert number > 5
    assert Lease.objects.get().capture == capture
    assert_record_whole()


def test_a_capture_whose_nth_statement_fails_is_still_to_be_done(desk, site):
    site.page("/article", page(1))
    source = registering.register(Description(title="", url=site.url("/article")), by=desk.ana)
    capture = capturing.request(source, by=desk.ana)
    before = record()
    for number in itertools.count(1):
        with failing_statement(number) as said:
            try:
                capturing.run.call(str(capture.pk))
            except Failure:
                pass
            else:
                break
        assert record() == before, said[-1]
        assert Capture.objects.get(pk=capture.pk).state == CaptureState.QUEUED
        assert Source.objects.get(pk=source.pk).title == source.url
        assert_record_whole()
        time_passes()
    assert number == len(said) + 1 > 20
    assert Capture.objects.get(pk=capture.pk).state == CaptureState.CAPTURED
    assert Source.objects.get(pk=source.pk).title == "Minutes 1"  # described in the same breath
    assert_record_whole()


def test_a_capture_whose_nth_write_sync_or_rename_fails_leaves_no_half_of_a_file(desk, site, settings):
    for number in itertools.count(1):
        site.page("/article", page(number))
        capture = capturing.request(desk.source, site.url("/article"), by=desk.ana)
        before = record()
        with failing_hand(number) as done:
            try:
                capturing.run.call(str(capture.pk))
            except OSError:
                pass
            else:
                break
        assert record() == before, done
        assert_no_file_is_half_written(settings.EVIDENCE_DIR)
        time_passes()
    assert {"mkstemp", "write", "fsync", "replace"} == set(done)
    assert number > len(done) > 12
    assert capture.snapshot.payload_digest in set(blobs().names())
    assert_record_whole()


def test_an_upload_on_a_full_disk_leaves_nothing_and_succeeds_when_there_is_room(desk, settings):
    before = record()
    for number in itertools.count(1):
        text = f"{make.PAGE} Copy {number}."
        with failing_hand(number):
            try:
                make.snapshot(desk.source, text, by=desk.ana)
            except OSError:
                pass
            else:
                break
        assert record() == before
        assert_no_file_is_half_written(settings.EVIDENCE_DIR)
    assert number > 12
    assert Snapshot.objects.count() == before["Snapshot"] + 1
    assert_record_whole()


def test_a_file_whose_folder_could_not_be_written_down_is_written_down_by_whoever_relies_on_it():
    for number in itertools.count(1):
        text = f"Contract {number}".encode()
        with failing_hand(number) as done:
            try:
                blobs().put(text)
            except OSError:
                pass
            else:
                break
        if "replace" in done[:-1]:
            # The name is there, but a power cut could still take it away.
            with failing_hand(0) as mended:
                blobs().put(text)
            assert "fsync" in mended and "replace" not in mended
            return
    pytest.fail("No failure came after the rename.")


def test_a_checkpoint_whose_nth_write_fails_is_signed_the_next_time(desk):
    for number in itertools.count(1):
        make.entity(by=desk.ana)
        with failing_hand(number) as done:
            try:
                checkpoint = sign_checkpoint()
            except OSError:
                assert_record_whole()
            else:
                break
    assert {"write", "fsync", "rename"} <= set(done)
    assert checkpoint is not None and checkpoint.size == Head.objects.get().size
    assert_record_whole()


def test_a_worker_killed_during_a_capture_loses_nothing_that_was_acknowledged(desk, site, settings):
    dice = random.Random(7)
    folder = settings.EVIDENCE_DIR
    fetching = {
        "FETCH_ALLOWED": settings.FETCH_ALLOWED[0],
        "FETCH_PORTS": str(site.port),
        "FETCH_SECONDS": "20",  # a busy machine is slow, and that is not what is tried here
    }
    asked = len(site.requests)

    def when_asked() -> None:
        wait_until(lambda: len(site.requests) > asked, 30)

    def half_way() -> None:
        when_asked()
        time.sleep(0.15)

    def when_stored(number: int) -> Callable[[], None]:
        return lambda: wait_until(lambda: stored(folder) >= files + number, 30)

    def sometime() -> None:
        when_asked()
        time.sleep(0.3 + dice.random() * 0.2)

    acknowledged: list[Capture] = []
    unfinished = 0
    moments = [when_asked, half_way, when_stored(1), when_stored(2), when_stored(3), sometime]
    for number, moment in enumerate(moments):
        whole = answer(page(number).encode())
        site.serve(f"/slow/{number}", *(whole[i : i + 60] for i in range(0, len(whole), 60)), pause=0.06)
        acknowledged.append(capturing.request(desk.source, site.url(f"/slow/{number}"), by=desk.ana))
        asked, files = len(site.requests), stored(folder)
        with program("manage.py", "worker", "--interval", "0.05", **fetching) as worker:
            moment()
            kill(worker)
        state = Capture.objects.get(pk=acknowledged[-1].pk).state
        unfinished += state == CaptureState.QUEUED
        assert moment not in (when_asked, half_way) or state == CaptureState.QUEUED
        assert_record_whole()
        time_passes()
    assert unfinished >= 2

    finished("manage.py", "worker", "--batch", "--interval", "0.05", **fetching)

    for capture in acknowledged:
        assert Capture.objects.get(pk=capture.pk).state == CaptureState.CAPTURED
        assert Snapshot.objects.filter(capture=capture).count() == 1
        assert Entry.objects.filter(kind=Event.CAPTURE_SUCCEED, object=f"capture:{capture.pk}").count() == 1
    assert not Lease.objects.exists()
    assert "The record is whole." in finished("manage.py", "verify_ledger")


def assert_published_wholly_or_not_at_all(acknowledged: set[str], begun: set[str]) -> None:
    public = set(Claim.objects.filter(status=Status.PUBLISHED).values_list("ident", flat=True))
    assert acknowledged <= public <= acknowledged | begun
    editions = list(Edition.objects.values_list("claim__ident", flat=True))
    assert sorted(editions) == sorted(public)
    published = Entry.objects.filter(kind=Event.CLAIM_PUBLISH).values_list("object", flat=True)
    keys = Claim.objects.filter(ident__in=public).values_list("pk", flat=True)
    assert sorted(published) == sorted(f"claim:{key}" for key in keys)
    assert_record_whole()


def test_a_program_killed_while_it_publishes_leaves_each_claim_public_or_not(desk):
    dice = random.Random(11)
    for _ in range(16):
        desk.signed()
    begun: set[str] = set()
    acknowledged: set[str] = set()
    in_the_act = 0
    for _ in range(3):
        with program("tests/journey/publisher.py", desk.rui.email) as publisher:
            assert publisher.stdout
            begun.add(publisher.stdout.readline().split()[1])
            time.sleep(dice.random() * 0.15)
            publisher.send_signal(9)
            for line in publisher.stdout:
                word, ident, *_ = line.split()
                (begun if word == "begin" else acknowledged).add(ident)
        in_the_act += bool(begun - acknowledged)
        assert_published_wholly_or_not_at_all(acknowledged, begun)
    assert in_the_act
    said = finished("tests/journey/publisher.py", desk.rui.email)
    acknowledged |= {line.split()[1] for line in said.splitlines() if line.startswith("done")}
    assert_published_wholly_or_not_at_all(acknowledged, begun)
    assert not Claim.objects.awaiting_review().exists()
    assert "The record is whole." in finished("manage.py", "verify_ledger")


def test_a_web_server_killed_while_it_publishes_keeps_what_it_answered(desk):
    dice = random.Random(13)
    visitor = Client()
    visitor.force_login(desk.rui)
    cookies = {"sessionid": visitor.cookies["sessionid"].value, "csrftoken": CSRF}
    ready = [desk.signed() for _ in range(12)]
    begun: set[str] = set()
    acknowledged: set[str] = set()
    cut_off = 0

    def publish(origin: str, claim: Claim) -> None:
        begun.add(claim.ident)
        typed = {"seen": str(claim.latest_id), "note": "", "csrfmiddlewaretoken": CSRF}
        address = f"{origin}/claims/{claim.ident}/editions"
        response = requests.post(address, typed, cookies=cookies, allow_redirects=False, timeout=10)
        assert response.status_code == 302, response.text
        acknowledged.add(claim.ident)

    for _ in range(4):
        origin = f"http://127.0.0.1:{free_port()}"
        bind = origin.removeprefix("http://")
        with program("-m", "gunicorn", "-w", "1", "-b", bind, "provenance.wsgi") as server:
            wait_until(lambda bind=bind: answers(bind), 30)
            publish(origin, ready.pop())
            last = threading.Thread(target=lost_or, args=(publish, origin, ready.pop()))
            last.start()
            time.sleep(0.005 + dice.random() * 0.05)
            kill(server)
            last.join()
        cut_off += bool(begun - acknowledged)
        assert_published_wholly_or_not_at_all(acknowledged, begun)
    assert cut_off and len(acknowledged) >= 4
    assert "The record is whole." in finished("manage.py", "verify_ledger")


def lost_or(publish: Callable[[str, Claim], None], origin: str, claim: Claim) -> None:
    try:
        publish(origin, claim)
    except requests.ConnectionError:
        return


def answers(bind: str) -> bool:
    host, _, port = bind.partition(":")
    with socket.socket() as caller:
        return caller.connect_ex((host, int(port))) == 0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
