"""Sign-offs: by others, on exactly this text, section by section."""

import pytest

from claims.actions import drafting, publication, review
from claims.actions.acting import Stale
from claims.models import SECTIONS, Claim
from claims.workflow import Refused, Status
from provenance import enrolment
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
    assert claim.sign_offs.count() == 1  # kept, for history
    assert_record_whole()


def test_a_sign_off_on_a_section_that_stays_the_same_goes_on_counting(ana, rui):
    claim = make.claim_in_review(by=ana)
    review.sign_off(claim, ["wording", "subject"], by=rui)
    drafting.revise(claim, text="ACME leases a data centre in Lisbon.", by=ana)

    assert [row.section for row in claim.sign_offs.current()] == ["subject"]
    assert_record_whole()


def test_a_text_that_is_restored_has_its_sign_offs_again(ana, rui):
    claim = make.claim_in_review(by=ana)
    text = claim.text
    review.sign_off(claim, ["wording"], by=rui)
    drafting.revise(claim, text="ACME leases a data centre in Lisbon.", by=ana)
    drafting.revise(claim, text=text, by=ana)

    assert claim.sign_offs.current().count() == 1
    assert_record_whole()


def test_nobody_signs_off_what_they_wrote(rui, mei):
    claim = make.claim_in_review(by=rui)
    with pytest.raises(Denied, match="that you did not write or edit"):
        review.sign_off(claim, ["wording"], by=rui)

    assert not claim.sign_offs.exists()
    review.sign_off(again(claim), ["wording"], by=mei)  # somebody else can
    assert_record_whole()


def test_nobody_signs_off_a_claim_that_they_edited_since_its_last_edition(ana, rui):
    claim = make.claim_in_review(by=ana)
    drafting.revise(claim, occurred="2019-03", by=rui)
    with pytest.raises(Denied):
        review.sign_off(claim, ["wording"], by=rui)
    assert_record_whole()


def test_a_sign_off_by_somebody_who_edited_later_does_not_count(ana, rui, mei):
    claim = make.claim_in_review(by=ana)
    review.sign_off(claim, SECTIONS, by=rui)
    review.sign_off(claim, SECTIONS, by=mei)
    drafting.revise(claim, occurred="2019-03", by=rui)
    other = make.user("reviewer")
    review.sign_off(claim, ["time"], by=other)

    with pytest.raises(Refused, match=r"Sign-offs are missing: wording \(1 more\)"):
        publication.publish(claim, by=mei)
    assert_record_whole()


def test_after_an_edition_an_earlier_author_may_sign_what_others_wrote_but_not_their_own_text(rui, mei):
    author, other = make.user("reviewer"), make.user("reviewer")
    claim = make.published(by=author, reviewers=(rui, mei))
    drafting.revise(claim, occurred="2019-03", by=other)
    drafting.submit(claim, by=other)

    with pytest.raises(Refused, match="You wrote the present text of: wording"):
        review.sign_off(claim, ["wording", "time"], by=author)
    review.sign_off(again(claim), ["time"], by=author)
    assert_record_whole()


def test_a_sign_off_on_a_claim_that_moved_on_is_refused(ana, rui):
    claim = make.claim_in_review(by=ana)
    what_rui_read = again(claim)
    drafting.revise(claim, text="ACME leases a data centre in Lisbon.", by=ana)

    with pytest.raises(Stale, match="Somebody changed this claim"):
        review.sign_off(what_rui_read, ["wording"], by=rui)
    assert not claim.sign_offs.exists()
    review.sign_off(again(claim), ["wording"], by=rui)
    assert_record_whole()


def test_the_same_text_is_signed_once_by_one_person(ana, rui):
    claim = make.claim_in_review(by=ana)
    review.sign_off(claim, ["wording"], by=rui)
    with pytest.raises(Refused, match="You have signed off already: wording"):
        review.sign_off(claim, ["wording", "place"], by=rui)
    assert claim.sign_offs.count() == 1


@pytest.mark.parametrize("sections", [[], ["colour"], ["wording", "colour"]])
def test_only_sections_of_a_statement_can_be_signed(ana, rui, sections):
    claim = make.claim_in_review(by=ana)
    with pytest.raises(Refused, match="Choose at least one section"):
        review.sign_off(claim, sections, by=rui)


@pytest.mark.parametrize("role", ["contributor", "auditor", "administrator"])
def test_only_reviewers_sign_off(ana, role):
    claim = make.claim_in_review(by=ana)
    with pytest.raises(Denied):
        review.sign_off(claim, ["wording"], by=make.user(role))


def test_somebody_deactivated_signs_nothing(ana, rui, kim):
    claim = make.claim_in_review(by=ana)
    enrolment.deactivate(rui, reason="Left the project.", by=kim)
    with pytest.raises(Denied):
        review.sign_off(claim, ["wording"], by=rui)
    assert_record_whole()


def test_a_claim_is_sent_back_with_a_reason_and_submitted_again(ana, rui):
    claim = make.claim_in_review(by=ana)
    with pytest.raises(Refused, match="Say why"):
        review.send_back(claim, reason="  ", by=rui)
    claim = again(claim)
    review.send_back(claim, reason="Name the council.", by=rui)
    assert (again(claim).status, again(claim).sent_back_reason) == (Status.SENT_BACK, "Name the council.")
    assert_record_whole()

    drafting.revise(claim, text="The city council of Lisbon signed a contract with ACME.", by=ana)
    drafting.submit(claim, by=ana)
    assert again(claim).sent_back_reason == ""
    assert_record_whole()


def test_a_claim_without_a_citation_is_not_submitted(ana):
    claim = make.draft(by=ana)
    with pytest.raises(Refused, match="at least one citation"):
        drafting.submit(claim, by=ana)
    assert again(claim).status == Status.DRAFT
