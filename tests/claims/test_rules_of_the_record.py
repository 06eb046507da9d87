"""Ways round the rules of the record, tried one by one: each is refused, or is found by the audit."""

import pytest
from django.core.exceptions import ValidationError
from reversion.models import Version

from claims.actions import drafting, evidence, publication, review
from claims.actions.evidence import Reference
from claims.models import SECTIONS, Claim, Edition
from claims.verification import verify
from claims.workflow import Refused
from provenance import enrolment
from provenance.accounts.models import Role, User
from provenance.accounts.policies import Denied
from provenance.ledger.events import Event
from provenance.record import NotHeld, noted
from sources.actions import withholding
from tests import make
from tests.audit import assert_record_whole


def signed(claim: Claim, *reviewers: User) -> Claim:
    for reviewer in reviewers:
        review.sign_off(claim, SECTIONS, by=reviewer)
    return claim


def cited_again(claim: Claim, citation, **fields) -> Reference:
    return Reference(
        source=citation.source, quote=citation.quote, snapshot=citation.snapshot, supports=["actor"], **fields
    )


# Whose word counts


def test_the_word_of_a_reviewer_counts_after_they_were_deactivated_or_demoted(ana, rui, mei, kim):
    claim = signed(make.claim_in_review(by=ana), rui, mei)
    enrolment.deactivate(rui, reason="Left the institute.", by=kim)
    enrolment.change_role(mei, Role.CONTRIBUTOR, by=kim)
    third = make.user("reviewer")

    edition = publication.publish(claim, by=third)

    assert {item["reviewer"] for item in edition.checked_by} == {str(rui.pk), str(mei.pk)}
    assert_record_whole()


def test_nobody_signs_publishes_or_supersedes_after_they_were_deactivated(ana, rui, mei, kim):
    claim = signed(make.claim_in_review(by=ana), mei)
    enrolment.deactivate(rui, reason="Left the institute.", by=kim)
    rui.refresh_from_db()
    for act in (
        lambda: review.sign_off(claim, SECTIONS, by=rui),
        lambda: publication.publish(claim, by=rui),
        lambda: review.send_back(claim, reason="No.", by=rui),
    ):
        with pytest.raises(Denied):
            act()
    assert_record_whole()


def test_the_word_of_a_reviewer_who_then_edits_no_longer_counts(ana, rui, mei):
    claim = signed(make.claim_in_review(by=ana), rui, mei)
    drafting.revise(claim, occurred="2019-03", by=rui)
    review.sign_off(claim, ["time"], by=mei)

    with pytest.raises(Refused, match="wording"):
        publication.publish(claim, by=mei)
    assert not Edition.objects.exists()
    assert_record_whole()


def test_a_stricter_policy_holds_for_claims_that_were_signed_before_it(ana, rui, mei, settings):
    claim = signed(make.claim_in_review(by=ana), rui, mei)
    settings.REVIEW_POLICY = {**settings.REVIEW_POLICY, "wording": 3}
    with pytest.raises(Refused, match=r"wording \(1 more\)"):
        publication.publish(claim, by=mei)

    settings.REVIEW_POLICY = {**settings.REVIEW_POLICY, "wording": 1}
    assert publication.publish(claim, by=mei).policy["wording"] == 1
    assert_record_whole()


# On what evidence


def test_a_claim_whose_only_snapshot_was_withheld_after_signing_is_not_published(ana, rui, mei, kim):
    claim = signed(make.claim_in_review(by=ana), rui, mei)
    withholding.withhold(claim.citations.get().snapshot, reason="By order of a court.", by=kim)

    with pytest.raises(Refused, match="withheld; cite one that readers can see"):
        publication.publish(claim, by=rui)
    assert not Edition.objects.exists()
    assert_record_whole()


def test_a_claim_with_another_quote_that_readers_can_see_is_published(ana, rui, mei, kim):
    claim = make.cited(make.draft(by=ana), by=ana)
    make.cited(claim, by=ana)
    drafting.submit(claim, by=ana)
    signed(claim, rui, mei)
    withholding.withhold(claim.citations.first().snapshot, reason="By order of a court.", by=kim)

    assert publication.publish(claim, by=rui).number == 1
    assert_record_whole()


def test_a_withheld_snapshot_is_not_cited_anew_but_a_citation_of_it_can_be_mended(ana, kim):
    claim = make.cited(make.draft(by=ana), by=ana)
    citation = claim.citations.get()
    withholding.withhold(citation.snapshot, reason="By order of a court.", by=kim)
    citation.snapshot.refresh_from_db()

    with pytest.raises(ValidationError, match="withheld"):
        evidence.cite(claim, cited_again(claim, citation), by=ana)
    evidence.amend(
        citation, cited_again(claim, citation, locator_label="page", locator_value="3"), by=ana, note="Page."
    )
    assert_record_whole()


def test_a_correction_that_takes_all_evidence_away_is_not_published(ana, rui, mei):
    claim = make.published(by=ana, reviewers=(rui, mei))
    citation = claim.citations.get()
    evidence.cite(claim, Reference(source=make.source(by=ana), relation="disputes"), by=ana)
    evidence.remove(citation, reason="Not about this.", by=ana)
    drafting.submit(claim, by=ana)
    signed(claim, rui, mei)

    with pytest.raises(Refused, match="No citation carries this claim"):
        publication.publish(claim, by=rui)
    assert_record_whole()


# What happens after


def test_a_withdrawn_claim_is_not_changed_again(ana, rui, mei):
    claim = make.published(by=ana, reviewers=(rui, mei))
    citation = claim.citations.get()
    publication.retract(claim, reason="The report was withdrawn.", by=rui)
    for act in (
        lambda: drafting.revise(claim, text="ACME leases it.", by=ana),
        lambda: drafting.submit(claim, by=ana),
        lambda: evidence.remove(citation, reason="No.", by=ana),
        lambda: publication.publish(claim, by=rui),
        lambda: publication.retract(claim, reason="Again.", by=rui),
    ):
        with pytest.raises(Refused):
            act()
    assert_record_whole()


def test_a_chain_of_successors_leads_on_and_a_retracted_one_says_so(ana, rui, mei):
    first, second, third = (make.published(by=ana, reviewers=(rui, mei)) for _ in range(3))
    publication.supersede(first, second, reason="Said better there.", by=rui)
    publication.supersede(second, third, reason="Said better there.", by=rui)
    publication.retract(third, reason="Wrong after all.", by=rui)

    first.refresh_from_db()
    assert first.superseded_by == second and second.superseded_by == third
    with pytest.raises(Refused):
        publication.supersede(third, first, reason="A circle.", by=rui)
    fresh = make.published(by=ana, reviewers=(rui, mei))
    with pytest.raises(Refused, match="published"):
        publication.supersede(fresh, third, reason="To a retracted one.", by=rui)
    assert_record_whole()


def test_the_same_relation_is_on_record_once_and_may_be_said_from_the_other_side(ana):
    one, other = make.draft(by=ana), make.draft(by=ana)
    drafting.relate(one, other, "contradicts", by=ana)
    with pytest.raises(Refused, match="on record already"):
        drafting.relate(one, other, "contradicts", by=ana)
    drafting.relate(other, one, "contradicts", by=ana)
    assert_record_whole()


def test_numbers_of_revisions_and_editions_have_no_gaps_after_a_failure(ana, rui, mei):
    claim = make.published(by=ana, reviewers=(rui, mei))
    with pytest.raises(ValidationError):
        drafting.revise(claim, text="x" * 601, by=ana)
    claim = Claim.objects.get(pk=claim.pk)
    with pytest.raises(Refused):
        drafting.revise(claim, text=f"  {claim.text}\n", by=ana)
    claim = Claim.objects.get(pk=claim.pk)
    drafting.revise(claim, text="ACME leases a data centre.", by=ana)
    drafting.submit(claim, by=ana)
    with pytest.raises(Refused):
        publication.publish(claim, by=rui)
    claim = Claim.objects.get(pk=claim.pk)
    signed(claim, rui, mei)

    assert publication.publish(claim, by=rui).number == 2
    assert list(claim.statements.values_list("number", flat=True)) == [1, 2, 3]
    assert_record_whole()


# Past the actions


def test_a_revert_by_django_reversion_itself_is_found(ana):
    claim = make.draft(by=ana)
    drafting.revise(claim, text="ACME leases a data centre.", by=ana)
    Version.objects.get_for_object(claim).last().revision.revert()

    found = [str(finding) for step in verify() for finding in step.findings()]
    assert any(line.startswith(f"claim:{claim.pk} text: expected") for line in found)


def test_a_copy_of_a_row_that_was_read_elsewhere_is_not_saved(ana, rui):
    claim, other = make.draft(by=ana), make.draft(by=ana)
    stale = Claim.objects.get(pk=claim.pk)
    for row in (stale, other):
        row.text = "ACME owns the city."
        with (
            pytest.raises(NotHeld, match=f"claim:{row.pk} was not locked"),
            noted(Event.CLAIM_SUBMIT, claim, by=ana) as change,
        ):
            change.save(row)
    assert not Claim.objects.filter(text="ACME owns the city.").exists()
    assert_record_whole()


def test_a_row_saved_twice_in_one_action_ends_as_the_second_time(ana):
    source = make.source(by=ana)
    with noted(Event.SOURCE_REVISE, source, by=ana) as change:
        for publisher in ("Gazette", "Lisbon Gazette"):
            source.publisher = publisher
            change.save(source)
    source.refresh_from_db()
    assert source.publisher == "Lisbon Gazette"
    assert_record_whole()


# What is written


@pytest.mark.parametrize(
    "fields",
    [
        {"parts": {"actor": "ACME", "colour": "red"}},
        {"parts": {"actor": ["ACME"]}},
        {"parts": {"actor": "x" * 301}},
        {"language": "not a language"},
        {"language": "english_uk"},
        {"language": ""},
        {"translation": "ACME签署了合同。", "translation_language": ""},
        {"translation": "ACME签署了合同。", "translation_language": "中文"},
        {"amount_value": "1e5"},
        {"amount_value": "NaN"},
        {"amount_value": "٣"},
        {"amount_value": "１２"},
        {"amount_value": "1_000"},
        {"amount_value": "1,200"},
        {"amount_value": "+5"},
        {"amount_unit": "euros"},
        {"kind": "rumour"},
        {"stage": "dreamt of"},
        {"basis": "hearsay"},
        {"text": "   "},
    ],
)
def test_a_claim_is_not_written_in_a_form_that_two_readers_could_read_differently(fields, ana):
    with pytest.raises(ValidationError):
        make.draft(by=ana, **fields)
    assert not Claim.objects.exists()


@pytest.mark.parametrize("value", ["0", "-5", "1250000.50", "12"])
def test_a_plain_number_is_an_amount(value, ana):
    assert make.draft(by=ana, amount_value=value, amount_unit="euros").amount_value == value


@pytest.mark.parametrize(
    "fields",
    [
        {"locator_label": "page"},
        {"locator_value": "3"},
        {"relation": "proves"},
        {"prefix": "x" * 301},
        {"quote": "x" * 10_001},
        {"supports": ["colour"]},
    ],
)
def test_a_citation_is_not_written_with_half_a_place_or_an_unknown_relation(fields, ana):
    claim = make.draft(by=ana)
    work = make.source(by=ana)
    reference = Reference(
        **{"source": work, "quote": make.QUOTE, "snapshot": make.snapshot(work, by=ana), **fields}
    )
    with pytest.raises(ValidationError):
        evidence.cite(claim, reference, by=ana)
    assert not claim.citations.exists()


def test_an_address_or_a_language_of_a_source_that_is_none_is_refused(ana):
    for language in ("中文", "en_GB", "x" * 36):
        with pytest.raises(ValidationError, match="BCP 47"):
            make.source(by=ana, language=language)
    assert make.source(by=ana, language="zh-Hans").language == "zh-Hans"
