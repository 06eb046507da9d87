"""Two people act at the same moment: the record is as if one had been a little earlier.

Every race is run in several rounds: in the first ones each act has a head start in turn, so that every
order of them is known to happen; in the others they are interleaved at random, statement by statement.
"""

from functools import partial

import pytest
from django.db import connection

from claims.actions import drafting, publication, review
from claims.actions.acting import Stale
from claims.actions.evidence import Reference, cite
from claims.models import SECTIONS, SignOff
from claims.workflow import Refused, Status
from provenance import enrolment
from provenance.accounts.models import User
from provenance.ledger.events import Event
from provenance.ledger.models import Entry
from provenance.search.models import Document
from sources.actions import capturing, registering, relating, withholding
from sources.actions.registering import Description
from sources.models import Capture, CaptureState, Derivation, Lease, Snapshot, Source
from sources.storage import blobs
from tests import make
from tests.audit import assert_record_whole
from tests.journey.harness import Desk, again, how_many_done, time_passes, together

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = range(6)


@pytest.fixture
def desk(ana, rui, mei) -> Desk:
    return Desk(ana, rui, mei)


@pytest.fixture
def site(hostile_site, settings):
    settings.FETCH_ALLOWED = [f"127.0.0.1:{hostile_site.port}"]
    settings.FETCH_PORTS = [hostile_site.port]
    settings.FETCH_SECONDS = 5
    hostile_site.page(
        "/article", "<title>Council signs</title><p>The council signed a contract with ACME.</p>"
    )
    return hostile_site


def entries(kind: Event, of: str = "") -> int:
    found = Entry.objects.filter(kind=kind)
    return (found.filter(object=of) if of else found).count()


def test_the_database_of_these_tests_is_one_that_threads_share(desk):
    # In SQLite's memory database, or inside one transaction, none of the races below would be a race.
    assert "memory" not in str(connection.settings_dict["NAME"])
    assert not connection.in_atomic_block
    [outcome] = together(lambda: User.objects.filter(pk=desk.ana.pk).exists(), seed=0)
    assert outcome.value is True


def test_two_reviewers_who_sign_at_once_are_both_kept(desk):
    for seed in ROUNDS:
        claim = desk.in_review()
        rui_sees, mei_sees = again(claim), again(claim)
        outcomes = together(
            partial(review.sign_off, rui_sees, SECTIONS, by=desk.rui),
            partial(review.sign_off, mei_sees, SECTIONS, by=desk.mei),
            seed=seed,
        )
        assert how_many_done(outcomes) == 2
        assert claim.sign_offs.current().count() == 2 * len(SECTIONS)
        assert publication.publish(again(claim), by=desk.rui).number == 1
    assert_record_whole()


def test_a_reviewer_who_signs_while_the_author_edits_never_counts_for_the_new_text(desk):
    signed_first = 0
    for seed in ROUNDS:
        claim = desk.in_review()
        review.sign_off(claim, SECTIONS, by=desk.rui)
        seen = claim.latest_id
        mei_sees, ana_sees = again(claim), again(claim)
        signing, editing = together(
            partial(review.sign_off, mei_sees, SECTIONS, by=desk.mei),
            partial(drafting.revise, ana_sees, text="ACME leases a hall in Lisbon.", by=desk.ana),
            seed=seed,
        )
        assert editing.done
        assert signing.done or isinstance(signing.refusal, Stale)
        by_mei = SignOff.objects.filter(claim=claim, reviewer=desk.mei)
        assert by_mei.count() == (len(SECTIONS) if signing.done else 0)
        assert all(sign_off.statement_id == seen for sign_off in by_mei)
        assert not claim.sign_offs.current().filter(section="wording").exists()
        with pytest.raises(Refused, match="wording \\(2 more\\)"):
            publication.publish(again(claim), by=desk.rui)
        signed_first += signing.done
    assert 0 < signed_first < len(ROUNDS)  # both orders were seen
    assert_record_whole()


def test_two_who_publish_at_once_make_one_edition(desk):
    for seed in ROUNDS:
        claim = desk.signed()
        rui_sees, mei_sees = again(claim), again(claim)
        outcomes = together(
            partial(publication.publish, rui_sees, by=desk.rui),
            partial(publication.publish, mei_sees, by=desk.mei),
            seed=seed,
        )
        assert how_many_done(outcomes) == 1
        assert [edition.number for edition in claim.editions.all()] == [1]
        assert entries(Event.CLAIM_PUBLISH, f"claim:{claim.pk}") == 1
        assert Document.objects.filter(claim=claim.pk).count() == 1
    assert_record_whole()


def test_publishing_while_the_author_edits_never_publishes_what_was_not_signed(desk):
    published_first = 0
    for seed in ROUNDS:
        claim = desk.signed()
        signed = claim.latest_id
        rui_sees, ana_sees = again(claim), again(claim)
        publishing, editing = together(
            partial(publication.publish, rui_sees, by=desk.rui),
            partial(drafting.revise, ana_sees, text="ACME leases a hall in Lisbon.", by=desk.ana),
            seed=seed,
        )
        assert editing.done
        assert publishing.done or isinstance(publishing.refusal, Stale)
        assert list(claim.editions.values_list("statement", flat=True)) == (
            [signed] if publishing.done else []
        )
        now = again(claim)
        assert (now.status, now.published_id) == (
            (Status.DRAFT, signed) if publishing.done else (Status.IN_REVIEW, None)
        )
        published_first += publishing.done
    assert 0 < published_first < len(ROUNDS)
    assert_record_whole()


def test_a_correction_published_while_the_claim_is_retracted_leaves_it_retracted(desk):
    published_first = 0
    for seed in ROUNDS:
        claim = desk.corrected()
        rui_sees, mei_sees = again(claim), again(claim)
        publishing, retracting = together(
            partial(publication.publish, rui_sees, by=desk.rui),
            partial(publication.retract, mei_sees, reason="The source took it back.", by=desk.mei),
            seed=seed,
        )
        assert retracting.done
        assert publishing.done or isinstance(publishing.refusal, Refused)
        assert again(claim).status == Status.RETRACTED
        assert claim.editions.count() == (2 if publishing.done else 1)
        assert Document.objects.get(claim=claim.pk).status == Status.RETRACTED
        published_first += publishing.done
    assert 0 < published_first < len(ROUNDS)
    assert_record_whole()


def test_of_two_authors_who_revise_at_once_one_is_told_that_the_text_is_stale(desk):
    for seed in ROUNDS:
        claim = desk.in_review()
        ana_sees, rui_sees = again(claim), again(claim)
        outcomes = together(
            partial(drafting.revise, ana_sees, text="ACME leases a hall.", by=desk.ana),
            partial(drafting.revise, rui_sees, text="ACME owns a hall.", by=desk.rui),
            seed=seed,
        )
        assert how_many_done(outcomes) == 1
        assert [type(outcome.refusal) for outcome in outcomes if not outcome.done] == [Stale]
        [kept] = [outcome.value for outcome in outcomes if outcome.done]
        assert again(claim).latest_id == kept.pk
    assert_record_whole()


def test_two_citations_added_at_once_are_not_one_lost_over_the_other(desk):
    for seed in ROUNDS:
        claim = desk.in_review()
        ana_sees, rui_sees = again(claim), again(claim)
        outcomes = together(
            partial(cite, ana_sees, Reference(source=desk.source), by=desk.ana),
            partial(cite, rui_sees, Reference(source=desk.source), by=desk.rui),
            seed=seed,
        )
        assert how_many_done(outcomes) == 1
        positions = list(claim.citations.standing().values_list("position", flat=True))
        assert positions == [1, 2]
    assert_record_whole()


def test_the_same_reviewer_who_signs_twice_at_once_is_counted_once(desk):
    for seed in ROUNDS:
        claim = desk.in_review()
        here, there = again(claim), again(claim)
        outcomes = together(
            partial(review.sign_off, here, SECTIONS, by=desk.rui),
            partial(review.sign_off, there, SECTIONS, by=desk.rui),
            seed=seed,
        )
        assert how_many_done(outcomes) == 1
        assert claim.sign_offs.count() == len(SECTIONS)
    assert_record_whole()


def test_two_identical_derivations_proposed_at_once_are_one(desk):
    for seed in ROUNDS:
        work, origin = make.source(by=desk.ana), make.source(by=desk.ana)
        outcomes = together(
            *(
                partial(relating.propose, work, origin, "relies-on", basis="It says so.", by=by)
                for by in (desk.ana, desk.rui)
            ),
            seed=seed,
        )
        assert how_many_done(outcomes) == 1
        assert Derivation.objects.filter(source=work, origin=origin).count() == 1
    assert_record_whole()


def test_a_derivation_confirmed_and_rejected_at_once_is_decided_once(desk):
    for seed in ROUNDS:
        work, origin = make.source(by=desk.ana), make.source(by=desk.ana)
        proposed = relating.propose(work, origin, "relies-on", basis="It says so.", by=desk.ana)
        rui_sees, mei_sees = Derivation.objects.get(pk=proposed.pk), Derivation.objects.get(pk=proposed.pk)
        confirming, rejecting = together(
            partial(relating.confirm, rui_sees, by=desk.rui),
            partial(relating.reject, mei_sees, reason="It does not.", by=desk.mei),
            seed=seed,
        )
        assert confirming.done != rejecting.done
        decided = Derivation.objects.get(pk=proposed.pk)
        assert decided.verdict == ("confirmed" if confirming.done else "rejected")
        assert decided.decided_by == (desk.rui if confirming.done else desk.mei)
    assert_record_whole()


def test_two_claims_that_supersede_each_other_at_once_do_not_lead_in_a_circle(desk):
    for seed in ROUNDS:
        one, other = desk.published(), desk.published()
        outcomes = together(
            partial(publication.supersede, again(one), again(other), reason="Newer.", by=desk.rui),
            partial(publication.supersede, again(other), again(one), reason="Newer.", by=desk.mei),
            seed=seed,
        )
        assert how_many_done(outcomes) == 1
        assert {again(one).status, again(other).status} == {Status.PUBLISHED, Status.SUPERSEDED}
    assert_record_whole()


def test_two_workers_with_the_same_capture_make_one_snapshot(desk, site):
    for seed in ROUNDS:
        asked = len(site.requests)
        capture = capturing.request(desk.source, site.url("/article"), by=desk.ana)
        together(*[partial(capturing.run.call, str(capture.pk))] * 2, seed=seed)
        assert Capture.objects.get(pk=capture.pk).state == CaptureState.CAPTURED
        assert Snapshot.objects.filter(capture=capture).count() == 1
        assert len(site.requests) == asked + 1
    assert not Lease.objects.exists()
    assert_record_whole()


def test_a_worker_that_was_overtaken_leaves_nothing_behind(desk, site, settings):
    settings.CAPTURE_LEASE_SECONDS = 0  # it runs out at once, so both take the capture up
    fetched_twice = 0
    for seed in ROUNDS:
        asked = len(site.requests)
        capture = capturing.request(desk.source, site.url("/article"), by=desk.ana)
        together(*[partial(capturing.run.call, str(capture.pk))] * 2, seed=seed)
        assert Snapshot.objects.filter(capture=capture).count() == 1
        assert entries(Event.CAPTURE_SUCCEED, f"capture:{capture.pk}") == 1
        fetched_twice += len(site.requests) == asked + 2
    assert fetched_twice
    assert_record_whole()


def test_a_source_described_by_its_page_while_somebody_describes_it_keeps_their_words(desk, site):
    for seed in ROUNDS:
        source = registering.register(Description(title="", url=site.url("/article")), by=desk.ana)
        capture = capturing.request(source, by=desk.ana)
        held = Source.objects.get(pk=source.pk)
        described = Description(title="Minutes, in our words", url=source.url)
        outcomes = together(
            partial(capturing.run.call, str(capture.pk)),
            partial(registering.revise, held, described, by=desk.rui),
            seed=seed,
        )
        assert how_many_done(outcomes) == 2
        assert Capture.objects.get(pk=capture.pk).state == CaptureState.CAPTURED
        assert Source.objects.get(pk=source.pk).title == "Minutes, in our words"
    assert_record_whole()


def test_two_uploads_of_the_same_bytes_are_two_snapshots_of_one_file(desk):
    for seed in ROUNDS:
        text = f"{make.PAGE} Copy {seed}."
        before = set(blobs().names())
        outcomes = together(
            *[partial(make.snapshot, desk.source, text, by=by) for by in (desk.ana, desk.rui)],
            seed=seed,
        )
        one, other = (outcome.value for outcome in outcomes)
        assert one.payload_digest == other.payload_digest and one.pk != other.pk
        new = set(blobs().names()) - before
        assert new == {one.payload_digest, one.text_digest, one.warc_digest, other.warc_digest}
        assert all(blobs().read(digest) for digest in new)
    assert_record_whole()


def test_a_snapshot_withheld_twice_at_once_has_one_reason(desk):
    for seed in ROUNDS:
        snapshot = make.snapshot(desk.source, f"{make.PAGE} {seed}", by=desk.ana)
        outcomes = together(
            *(
                partial(
                    withholding.withhold,
                    Snapshot.objects.get(pk=snapshot.pk),
                    reason=f"{by.name} says so.",
                    by=by,
                )
                for by in (desk.rui, desk.mei)
            ),
            seed=seed,
        )
        assert how_many_done(outcomes) == 1
    assert_record_whole()


def test_nobody_waits_in_a_circle_when_a_row_is_changed_while_another_points_to_it(desk, kim):
    for seed in ROUNDS:
        claim, other = desk.in_review(), desk.in_review()
        leaving = make.user("reviewer")
        outcomes = together(
            partial(
                registering.revise,
                Source.objects.get(pk=desk.source.pk),
                Description(title=f"Minutes, edition {seed}"),
                by=desk.ana,
            ),
            partial(cite, again(claim), Reference(source=desk.source), by=desk.ana),
            partial(drafting.revise, again(other), text="ACME leases a hall.", by=desk.ana),
            partial(drafting.relate, again(claim), other, "contradicts", by=desk.rui),
            partial(review.sign_off, again(claim), ["subject"], by=leaving),
            partial(enrolment.deactivate, User.objects.get(pk=leaving.pk), reason="Left.", by=kim),
            seed=seed,
        )
        assert [type(outcome.refusal) for outcome in outcomes if not outcome.done] in ([], [Stale])
    assert_record_whole()


def test_work_left_behind_is_taken_up_once_however_many_look_for_it(desk, site):
    for seed in ROUNDS:
        asked = len(site.requests)
        capture = capturing.request(desk.source, site.url("/article"), by=desk.ana)
        time_passes()
        together(capturing.take_up_again, capturing.take_up_again, seed=seed)
        together(*[partial(capturing.run.call, str(capture.pk))] * 3, seed=seed)
        assert Snapshot.objects.filter(capture=capture).count() == 1
        assert len(site.requests) == asked + 1
    assert_record_whole()
