"""Editions: numbered, kept for ever, corrected, retracted, superseded."""

import pytest
from reversion.models import Revision, Version

from claims.actions import drafting, evidence, publication, review
from claims.actions.evidence import Reference
from claims.models import SECTIONS, Claim, Edition, Statement
from claims.workflow import Refused, Status
from provenance.accounts.policies import Denied
from provenance.ledger.events import Event
from provenance.ledger.models import Entry
from provenance.search.models import Document
from tests import make
from tests.audit import assert_record_whole


def again(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


@pytest.fixture
def published(ana, rui, mei):
    return make.published(by=ana, reviewers=(rui, mei))


def test_one_reviewer_is_not_enough(ana, rui):
    claim = make.claim_in_review(by=ana)
    review.sign_off(claim, SECTIONS, by=rui)
    with pytest.raises(Refused, match=r"wording \(1 more\), subject \(1 more\), evidence \(1 more\)"):
        publication.publish(claim, by=rui)
    assert not Edition.objects.exists() and not Document.objects.exists()
    assert_record_whole()


def test_the_policy_is_a_setting(ana, rui, settings):
    settings.REVIEW_POLICY = {"wording": 1, "evidence": 1}
    claim = make.claim_in_review(by=ana)
    review.sign_off(claim, ["wording", "evidence"], by=rui)
    assert publication.publish(claim, by=rui).number == 1
    assert_record_whole()


def test_a_claim_whose_only_quote_is_not_in_the_snapshot_is_not_published(ana, rui, mei):
    claim = make.draft(by=ana)
    make.cited(claim, by=ana, quote="signed a contract with ACME for a data centre in March 2018")
    assert claim.citations.get().quote_check["verified"] is False
    drafting.submit(claim, by=ana)
    for reviewer in (rui, mei):
        review.sign_off(claim, SECTIONS, by=reviewer)
    with pytest.raises(Refused, match="No citation carries this claim yet"):
        publication.publish(claim, by=rui)
    assert_record_whole()


def test_a_lead_alone_does_not_carry_a_claim(ana, rui, mei):
    claim = make.draft(by=ana)
    lead, report = make.source(by=ana), make.source(by=ana)
    evidence.cite(claim, Reference(source=lead, via=report, supports=["actor"]), by=ana)
    drafting.submit(claim, by=ana)
    for reviewer in (rui, mei):
        review.sign_off(claim, SECTIONS, by=reviewer)
    with pytest.raises(Refused, match="No citation carries this claim yet"):
        publication.publish(claim, by=rui)
    assert_record_whole()


def test_a_correction_is_drafted_while_the_edition_stays_public(published, ana, rui, mei):
    first = Edition.objects.get()
    drafting.revise(published, text="ACME leases a data centre in Lisbon.", by=ana, note="Leases, not owns.")
    assert again(published).status == Status.DRAFT
    assert again(published).published == first.statement
    assert Document.objects.get().text == first.statement.content()["sections"]["wording"]["text"]
    assert_record_whole()

    drafting.submit(published, by=ana)
    for reviewer in (rui, mei):
        review.sign_off(published, ["wording"], by=reviewer)  # the other sections are signed already
    second = publication.publish(published, by=mei, note="Corrected.")
    assert (second.number, again(published).published) == (2, second.statement)
    assert Document.objects.get().text == "ACME leases a data centre in Lisbon."
    assert Document.objects.get().first_published_at == first.published_at
    assert list(published.editions.values_list("number", flat=True)) == [1, 2]
    assert_record_whole()


def test_a_section_that_a_correction_empties_needs_eyes_as_well(ana, rui, mei):
    claim = make.published(by=ana, reviewers=(rui, mei), place=make.place(by=ana))
    drafting.revise(claim, place=None, by=ana)
    drafting.submit(claim, by=ana)
    with pytest.raises(Refused, match=r"place \(1 more\)"):
        publication.publish(claim, by=rui)
    claim = again(claim)
    review.sign_off(claim, ["place"], by=rui)
    assert publication.publish(claim, by=rui).number == 2
    assert_record_whole()


def test_a_retracted_claim_stays_with_its_reason(published, rui):
    with pytest.raises(Refused, match="Say why"):
        publication.retract(published, reason="", by=rui)
    published = again(published)
    publication.retract(published, reason="The report was withdrawn.", by=rui)
    claim = again(published)
    assert (claim.status, claim.withdrawn_reason) == (Status.RETRACTED, "The report was withdrawn.")
    assert claim.published is not None and claim.editions.count() == 1
    assert Document.objects.get().status == "retracted"
    assert_record_whole()


def test_a_claim_is_retracted_also_while_a_correction_is_under_way(published, ana, rui):
    drafting.revise(published, text="ACME leases a data centre in Lisbon.", by=ana)
    publication.retract(published, reason="Wrong company.", by=rui)
    assert again(published).status == Status.RETRACTED
    assert_record_whole()


def test_a_claim_that_was_never_public_is_not_retracted(ana, rui):
    claim = make.claim_in_review(by=ana)
    with pytest.raises(Refused, match="never public"):
        publication.retract(claim, reason="No.", by=rui)
    assert_record_whole()


def test_nothing_more_happens_to_a_retracted_claim(published, ana, rui):
    publication.retract(published, reason="Withdrawn.", by=rui)
    for act in (
        lambda claim: drafting.revise(claim, text="Again.", by=ana),
        lambda claim: drafting.submit(claim, by=ana),
        lambda claim: publication.publish(claim, by=rui),
        lambda claim: publication.retract(claim, reason="Twice.", by=rui),
    ):
        with pytest.raises(Refused, match="that is retracted cannot be changed"):
            act(again(published))
    assert_record_whole()


def test_a_superseded_claim_points_to_the_one_that_takes_its_place(published, ana, rui, mei):
    successor = make.published(by=ana, reviewers=(rui, mei))
    publication.supersede(published, successor, reason="Said better there.", by=rui)
    assert again(published).superseded_by == successor
    assert_record_whole()


def test_only_a_published_claim_takes_anothers_place(published, ana, rui):
    for successor in (published, make.draft(by=ana)):
        with pytest.raises(Refused, match="another one, and published"):
            publication.supersede(again(published), successor, reason="No.", by=rui)
    assert_record_whole()


@pytest.mark.parametrize("role", ["contributor", "auditor"])
def test_others_neither_publish_nor_retract(published, ana, role):
    outsider = make.user(role)
    with pytest.raises(Denied):
        publication.retract(published, reason="No.", by=outsider)
    with pytest.raises(Denied):
        publication.publish(make.claim_in_review(by=ana), by=outsider)


def test_every_change_of_content_is_a_revision_that_django_reversion_reads(published, ana):
    drafting.revise(published, text="ACME leases a data centre in Lisbon.", by=ana, note="Leases.")
    versions = Version.objects.get_for_object(published)
    assert [version.field_dict["text"] for version in versions][:2] == [
        "ACME leases a data centre in Lisbon.",
        Statement.objects.get(number=2).content()["sections"]["wording"]["text"],
    ]
    assert (versions[0].revision.user, versions[0].revision.comment) == (ana, "Leases.")
    assert Revision.objects.filter(statement__claim=published).count() == Statement.objects.count()


def test_a_revision_holds_the_citation_that_changed_beside_its_claim(published):
    revision = Statement.objects.get(number=2).revision
    assert sorted(version.content_type.model for version in revision.version_set.all()) == [
        "citation",
        "claim",
    ]


def test_every_act_is_one_entry(published):
    kinds = list(
        Entry.objects.filter(object=f"claim:{published.pk}").order_by("index").values_list("kind", flat=True)
    )
    assert kinds == [
        Event.CLAIM_DRAFT, Event.CLAIM_CITE, Event.CLAIM_SUBMIT,
        Event.CLAIM_SIGN_OFF, Event.CLAIM_SIGN_OFF, Event.CLAIM_PUBLISH,
    ]  # fmt: skip


def test_an_edit_that_changes_nothing_is_no_revision(published, ana):
    with pytest.raises(Refused, match="Nothing was changed"):
        drafting.revise(published, text=published.text, by=ana)
    assert again(published).status == Status.PUBLISHED
    assert_record_whole()


def test_text_is_kept_in_nfc(ana):
    claim = make.draft(by=ana, text="Le\u0301on signed.")
    assert claim.text == "L\u00e9on signed."
    assert_record_whole()
