"""The queue and the review page through the front door, from submission to edition and withdrawal."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from reversion.models import Revision

from claims.actions import drafting, publication, review
from claims.models import SECTIONS, Claim, SignOff, Statement
from provenance.identifiers import mint, mint_uuid
from tests import make
from tests.audit import assert_record_whole
from tests.claims.editing import again, faults, form_of

SIGNED = ["wording", "subject", "evidence"]


@pytest.fixture
def claim(ana):
    return make.claim_in_review(by=ana)


def page_of(response):
    return BeautifulSoup(response.content, "lxml")


def signing(client, claim, sections=SIGNED, **fields):
    address = f"/claims/{claim.ident}/sign-offs"
    form = form_of(client.get(f"/review/{claim.ident}"), address)
    return client.post(address, {**form, "sections": sections, **fields})


def test_a_claim_is_signed_by_two_and_published(client, claim, rui, mei):
    client.force_login(rui)
    assert signing(client, claim, note="Read twice.").status_code == 302
    assert_record_whole()
    assert "Publish the" not in page_of(client.get(f"/review/{claim.ident}")).text
    client.force_login(mei)
    assert signing(client, claim).status_code == 302
    assert_record_whole()
    address = f"/claims/{claim.ident}/editions"
    form = form_of(client.get(f"/review/{claim.ident}"), address)
    assert client.post(address, {**form, "note": "First edition."}).status_code == 302
    assert again(claim).status == "published"
    assert claim.editions.get().note == "First edition."
    assert_record_whole()


def test_the_page_says_what_is_missing_and_who_may_give_it(client, claim, ana, rui, mei):
    client.force_login(rui)
    signing(client, claim)
    text = " ".join(page_of(client.get(f"/review/{claim.ident}")).text.split())
    assert "wording 1 of 2: Rui Santos you signed it; Mei Lin 林梅 may" in text
    assert "Sign-offs are missing: wording (1 more)" in text


def test_publishing_too_early_is_refused_on_the_page(client, claim, rui):
    client.force_login(rui)
    answer = client.post(f"/claims/{claim.ident}/editions", {"seen": again(claim).latest_id})
    assert answer.status_code == 422 and "Sign-offs are missing" in faults(answer)
    assert not claim.editions.exists()


def test_a_reviewer_who_edited_the_claim_sees_no_sign_off_form_and_is_refused(client, claim, rui):
    drafting.revise(again(claim), text="ACME rents a hall in Lisbon.", by=rui)
    client.force_login(rui)
    page = client.get(f"/review/{claim.ident}")
    assert "You wrote or edited the claim" in page.content.decode()
    assert not page_of(page).select('input[name="sections"]')
    answer = client.post(
        f"/claims/{claim.ident}/sign-offs", {"seen": again(claim).latest_id, "sections": ["wording"]}
    )
    assert answer.status_code == 403
    assert not claim.sign_offs.exists()


def test_a_section_whose_text_one_wrote_for_the_edition_before_stays_closed(client, ana, rui, mei):
    kim_like = make.user("reviewer", "Wei Zhang")
    claim = make.published(by=rui, reviewers=(mei, kim_like))
    drafting.revise(again(claim), attribution="the council", occurred="2019-03", by=ana)
    drafting.submit(again(claim), by=ana)
    client.force_login(rui)
    page = page_of(client.get(f"/review/{claim.ident}"))
    boxes = {box["value"]: box.has_attr("disabled") for box in page.select('input[name="sections"]')}
    assert boxes["evidence"] and not boxes["wording"] and not boxes["time"]
    assert "you wrote its present text" in page.text
    answer = client.post(
        f"/claims/{claim.ident}/sign-offs", {"seen": again(claim).latest_id, "sections": ["evidence"]}
    )
    assert answer.status_code == 422 and "You wrote the present text of: evidence" in faults(answer)


def test_signing_nothing_or_twice_is_refused_and_the_note_is_kept(client, claim, rui):
    client.force_login(rui)
    answer = signing(client, claim, sections=[], note="Looks right.")
    assert answer.status_code == 422 and "Choose at least one section" in faults(answer)
    assert page_of(answer).find("input", {"name": "note", "id": "signoff_note"})["value"] == "Looks right."
    signing(client, claim)
    again_ = client.post(
        f"/claims/{claim.ident}/sign-offs", {"seen": again(claim).latest_id, "sections": ["wording"]}
    )
    assert again_.status_code == 422 and "signed off already" in faults(again_)


def test_a_claim_is_sent_back_with_a_reason_and_submitted_again(client, claim, ana, rui):
    client.force_login(rui)
    address = f"/claims/{claim.ident}/returns"
    form = form_of(client.get(f"/review/{claim.ident}"), address)
    assert client.post(address, form).status_code == 422
    assert client.post(address, {**form, "reason": "Name the contract."}).status_code == 302
    assert_record_whole()
    client.force_login(ana)
    page = client.get(f"/review/{claim.ident}")
    assert "Name the contract." in page.content.decode()
    submission = f"/claims/{claim.ident}/submissions"
    assert client.post(submission, form_of(page, submission)).status_code == 302
    assert again(claim).status == "in-review"
    assert_record_whole()


def test_a_correction_shows_what_differs_from_the_edition(client, ana, rui, mei):
    claim = make.published(by=ana, reviewers=(rui, mei), text="ACME signed a contract in Lisbon.")
    drafting.revise(again(claim), text="ACME leased a hall in Lisbon.", by=ana)
    client.force_login(rui)
    page = page_of(client.get(f"/review/{claim.ident}"))
    differing = page.select_one(".differences")
    assert "contract" in "".join(one.text for one in differing.select("del"))
    assert "What differs from v1" in page.text


def test_the_evidence_is_shown_in_context_with_what_it_supports(client, ana, rui):
    claim = make.cited(make.draft(by=ana, parts={"actor": "ACME", "time": "March 2019"}), by=ana)
    client.force_login(rui)
    page = page_of(client.get(f"/review/{claim.ident}"))
    assert page.select_one(".passage mark").text == make.QUOTE
    assert "The city of Lisbon" in page.select_one(".passage").text
    rows = page.select(".matrix tbody tr")
    assert ["uncovered" in row.get("class", []) for row in rows] == [False, True]
    assert "verified: exact" in page.text


def test_a_quote_that_is_only_near_counts_for_nothing_and_shows_the_difference(client, ana, rui):
    claim = make.cited(
        make.draft(by=ana, parts={"actor": "ACME"}), quote=make.QUOTE.replace("March", "May"), by=ana
    )
    client.force_login(rui)
    page = page_of(client.get(f"/review/{claim.ident}"))
    assert "near, not verified" in page.text
    assert "May" in page.select_one(".verdict-steps del").text
    assert page.select(".matrix tr.uncovered")


def test_a_retraction_asks_first_and_needs_a_reason(client, ana, rui, mei):
    claim = make.published(by=ana, reviewers=(rui, mei))
    client.force_login(rui)
    address = f"/claims/{claim.ident}/retractions"
    form = form_of(client.get(address))
    assert again(claim).status == "published"
    assert client.post(address, form).status_code == 422
    assert client.post(address, {**form, "reason": "The source was withdrawn."}).status_code == 302
    assert again(claim).status == "retracted"
    assert "The source was withdrawn." in client.get(f"/review/{claim.ident}").content.decode()
    assert_record_whole()


def test_a_claim_that_was_never_public_cannot_be_retracted(client, claim, rui):
    client.force_login(rui)
    assert "Retract" not in page_of(client.get(f"/review/{claim.ident}")).text
    answer = client.post(
        f"/claims/{claim.ident}/retractions", {"seen": again(claim).latest_id, "reason": "x"}
    )
    assert answer.status_code == 422 and "never public" in faults(answer)


def test_a_supersession_names_a_published_successor(client, claim, ana, rui, mei):
    old = make.published(by=ana, reviewers=(rui, mei))
    new = make.published(by=ana, reviewers=(rui, mei))
    client.force_login(rui)
    address = f"/claims/{old.ident}/supersessions"
    form = {**form_of(client.get(address)), "reason": "Covers both halls."}
    refused = client.post(address, {**form, "successor": claim.ident})
    assert refused.status_code == 422 and "must be another one, and published" in faults(refused)
    assert "check character does not fit" in faults(
        client.post(address, {**form, "successor": wrong(new.ident)})
    )
    assert client.post(address, {**form, "successor": new.ident}).status_code == 302
    assert again(old).superseded_by == new
    assert_record_whole()


def wrong(ident):
    """The identifier with another check character."""
    return ident[:-1] + ("0" if ident[-1] != "0" else "1")


def test_an_auditor_reads_everything_and_is_shown_no_form(client, claim, olu):
    client.force_login(olu)
    for address in ("/review", f"/review/{claim.ident}"):
        page = client.get(address)
        assert page.status_code == 200
        assert not page_of(page).select("main form")
        assert not page_of(page).select(".actions")


@pytest.mark.parametrize("noun", ["sign-offs", "returns", "editions", "retractions", "supersessions"])
def test_a_contributor_decides_nothing(client, claim, ana, noun):
    client.force_login(ana)
    before = Statement.objects.count(), again(claim).status
    answer = client.post(
        f"/claims/{claim.ident}/{noun}",
        {"seen": again(claim).latest_id, "sections": ["wording"], "reason": "x"},
    )
    assert answer.status_code == 403
    assert (Statement.objects.count(), again(claim).status) == before


def test_an_address_in_another_spelling_leads_to_the_claim(client, claim, olu):
    client.force_login(olu)
    assert client.get(f"/review/{claim.ident.lower()}")["Location"] == f"/review/{claim.ident}"
    assert client.get(f"/review/{wrong(claim.ident)}").status_code == 404


def listed(response):
    return [link["href"] for link in page_of(response).select(".queue .claim-text a")]


def test_the_queue_lists_what_waits_longest_first(client, ana, rui):
    first, second = make.claim_in_review(by=ana), make.claim_in_review(by=ana)
    drafted = make.draft(by=ana)
    back = make.claim_in_review(by=ana)
    review.send_back(back, reason="Name the contract.", by=rui)
    client.force_login(ana)
    assert listed(client.get("/review")) == [f"/review/{first.ident}", f"/review/{second.ident}"]
    assert listed(client.get("/review?list=drafts")) == [f"/review/{drafted.ident}"]
    assert listed(client.get("/review?list=sent-back")) == [f"/review/{back.ident}"]
    assert len(listed(client.get("/review?list=mine"))) == 4
    assert client.get("/review?list=nonsense").status_code == 404
    tabs = [" ".join(one.text.split()) for one in page_of(client.get("/review")).select(".tabs a")]
    assert tabs == ["Awaiting review 2", "Sent back 1", "Drafts 1", "My claims 4", "Corrections 0"]


def test_a_row_says_how_far_the_claim_is_and_what_is_barred_to_the_reader(client, claim, ana, rui, mei):
    review.sign_off(again(claim), ["wording", "subject"], by=rui)
    client.force_login(rui)
    text = " ".join(page_of(client.get("/review")).select_one(".queue").text.split())
    assert "2 of 6 sign-offs" in text and "wording 1/2" in text and "you signed this" in text
    client.force_login(ana)
    assert "you wrote this" in page_of(client.get("/review")).text
    client.force_login(mei)
    assert "you " not in page_of(client.get("/review")).select_one(".queue").text


def test_a_claim_with_all_its_words_says_so_in_the_queue(client, claim, rui, mei):
    for reviewer in (rui, mei):
        review.sign_off(again(claim), SECTIONS, by=reviewer)
    client.force_login(rui)
    assert "has all its sign-offs" in page_of(client.get("/review")).text


def test_a_correction_is_listed_though_its_edition_stays_public(client, ana, rui, mei):
    claim = make.published(by=ana, reviewers=(rui, mei))
    client.force_login(rui)
    assert listed(client.get("/review?list=corrections")) == []
    drafting.revise(again(claim), text="ACME leased a hall.", by=ana)
    assert listed(client.get("/review?list=corrections")) == [f"/review/{claim.ident}"]
    assert "correction of a published claim" in page_of(client.get("/review?list=corrections")).text


QUEUE_QUERIES = 6  # session, person, counts, claims, sign-offs, editors
MANY = 10_000


@pytest.mark.parametrize("copies", [10, MANY])
def test_the_queue_takes_the_same_few_queries_however_long_it_is(
    client, claim, rui, copies, django_assert_num_queries
):
    multiply(again(claim), copies)
    client.force_login(rui)
    with django_assert_num_queries(QUEUE_QUERIES):
        assert client.get("/review").status_code == 200
    last = -(-(copies + 1) // 50)
    with django_assert_num_queries(QUEUE_QUERIES):
        assert len(listed(client.get("/review", {"page": last} if last > 1 else {}))) == (copies + 1) % 50


REVIEW_QUERIES = 13


@pytest.mark.parametrize("citations", [1, 6])
def test_a_review_takes_the_same_queries_however_much_is_cited(
    client, ana, rui, citations, django_assert_num_queries
):
    claim = make.draft(by=ana)
    for _ in range(citations):
        make.cited(claim, by=ana)
    client.force_login(rui)
    with django_assert_num_queries(REVIEW_QUERIES):
        assert len(page_of(client.get(f"/review/{claim.ident}")).select(".citation")) == citations


def multiply(claim, copies):
    """Rows beside the record, in bulk: only their number matters here."""
    statement, now = claim.latest, timezone.now()
    revisions = Revision.objects.bulk_create(
        [Revision(date_created=now) for _ in range(copies)], batch_size=500
    )
    claims, statements, sign_offs = [], [], []
    for number, revision in enumerate(revisions):
        copy = Claim.objects.model(
            **{f.attname: getattr(claim, f.attname) for f in Claim._meta.concrete_fields}
        )
        copy.pk, copy.ident, copy.latest_id = mint_uuid(), mint(), mint_uuid()
        copy.submitted_at = claim.submitted_at + timedelta(seconds=number)
        claims.append(copy)
        values = {f.attname: getattr(statement, f.attname) for f in Statement._meta.concrete_fields}
        statements.append(
            Statement(**{**values, "id": copy.latest_id, "claim_id": copy.pk, "revision_id": revision.pk})
        )
        if number % 50:
            continue
        sign_offs.append(
            SignOff(
                claim=copy, statement_id=copy.latest_id, reviewer_id=claim.drafted_by_id, section="wording",
                section_digest=statement.sections["wording"], signed_at=now,
            )
        )  # fmt: skip
    Claim.objects.bulk_create(claims)
    Statement.objects.bulk_create(statements)
    SignOff.objects.bulk_create(sign_offs)


def test_a_superseded_or_published_claim_offers_no_review(client, ana, rui, mei):
    claim = make.published(by=ana, reviewers=(rui, mei))
    client.force_login(rui)
    page = page_of(client.get(f"/review/{claim.ident}"))
    assert not page.select(f'form[action="/claims/{claim.ident}/sign-offs"]')
    assert not page.select(f'form[action="/claims/{claim.ident}/editions"]')
    publication.retract(again(claim), reason="Withdrawn by its source.", by=rui)
    assert not page_of(client.get(f"/review/{claim.ident}")).select(".actions")
