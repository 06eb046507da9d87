"""Many people write to one log at the same moment: no gap, no fork, and nobody waits for ever."""

from functools import partial

import pytest

from claims.actions import review
from claims.models import SECTIONS
from provenance import enrolment
from provenance.accounts.models import User
from provenance.entities import actions as entities
from provenance.ledger.models import Entry, Head
from provenance.ledger.signer import sign_checkpoint
from tests import make
from tests.audit import assert_record_whole
from tests.journey.harness import Desk, again, how_many_done, together

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = range(6)


@pytest.fixture
def desk(ana, rui, mei) -> Desk:
    return Desk(ana, rui, mei)


def test_two_administrators_who_demote_each_other_at_once_leave_one(desk):
    for seed in ROUNDS:
        User.objects.filter(role="administrator").exists() or make.user("administrator")
        kim = User.objects.get(role="administrator")
        lea = make.user("administrator")
        outcomes = together(
            partial(enrolment.change_role, User.objects.get(pk=lea.pk), "auditor", by=kim),
            partial(enrolment.change_role, User.objects.get(pk=kim.pk), "auditor", by=lea),
            seed=seed,
        )
        assert how_many_done(outcomes) == 1
        assert User.objects.filter(role="administrator").count() == 1
    assert_record_whole()


def test_the_first_two_entries_of_a_log_may_come_at_once():
    assert not Head.objects.exists()
    outcomes = together(
        lambda: enrolment.enrol("one@example.org", "One", "administrator", password=make.PASSWORD),
        lambda: enrolment.enrol("two@example.org", "Two", "administrator", password=make.PASSWORD),
        seed=9,
    )
    assert how_many_done(outcomes) == 2
    assert Head.objects.get().size == 2
    assert_record_whole()


def test_four_people_with_twenty_acts_each_leave_a_log_without_gaps(desk):
    before = Head.objects.get().size

    def work(by: User) -> None:
        for number in range(20):
            entities.register("Company", f"{by.name} {number}", by=by)
            if number % 10 == 0:
                sign_checkpoint()

    people = [desk.ana, desk.rui, desk.mei, make.user()]
    assert how_many_done(together(*[partial(work, by) for by in people], seed=11)) == 4

    indexes = list(Entry.objects.order_by("index").values_list("index", flat=True))
    assert indexes == list(range(before + 1 + 4 * 20))
    assert_record_whole()


def test_a_checkpoint_signed_while_the_log_grows_covers_a_log_that_was(desk):
    for seed in ROUNDS:
        claim = desk.in_review()
        outcomes = together(
            partial(review.sign_off, again(claim), SECTIONS, by=desk.rui),
            sign_checkpoint,
            sign_checkpoint,
            seed=seed,
        )
        assert how_many_done(outcomes) == 3
    assert_record_whole()
