import pytest

from claims.actions import drafting, publication, review
from claims.actions.acting import Stale
from claims.models import SECTIONS, Claim
from claims.workflow import Refused
from provenance.accounts.policies import Denied
from tests import make
from tests.audit import assert_record_whole


def again(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


def test_a_claim_goes_from_draft_to_edition(ana, rui, mei):
    claim = make.draft(by=ana)
    assert_record_whole()
    make.cited(claim, by=ana)
    assert_record_whole()
    drafting.submit(claim, by=ana)
    assert_record_whole()
    review.sign_off(claim, SECTIONS, by=rui)
    assert_record_whole()
    review.sign_off(claim, SECTIONS, by=mei)
    assert_record_whole()
    edition = publication.publish(claim, by=rui)
    assert_record_whole()

    assert edition.number == 1
    assert again(claim).published == claim.latest


def test_an_edit_makes_the_sign_off_stale(ana, rui):
    claim = make.claim_in_review(by=ana)
    review.sign_off(claim, ["wording"], by=rui)
    drafting.revise(claim, text="ACME leases a data centre in Lisbon.", by=ana)

    assert not claim.sign_offs.current().exists()
    assert claim.sign_offs.count() == 1
    assert_record_whole()
