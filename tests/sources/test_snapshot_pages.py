"""What leaves a snapshot, and what never does. Every byte of it is hostile."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from warcio.archiveiterator import ArchiveIterator

from claims.actions import drafting, evidence, publication, review
from claims.actions.evidence import Reference
from claims.models import SECTIONS
from sources.actions import capturing, withholding
from sources.models import Snapshot
from sources.storage import Blobs
from tests import make
from tests.audit import assert_record_whole

HOSTILE = """<!doctype html><title>Notice</title><style>body{display:none}</style>
<p onclick="steal()">ACME signed a contract <img src=x onerror=steal()> in March 2019.</p>
<script>steal()</script><iframe src="//evil.example"></iframe><base href="//evil.example">
<p>Pay \u202e001 euros\u202c now &lt;script&gt;alert(1)&lt;/script&gt;.</p>
<p style="display:none">ACME never signed a contract at all.</p>"""


@pytest.fixture
def published(ana, rui, mei):
    return make.published(by=ana, reviewers=(rui, mei))


@pytest.fixture
def snapshot(published):
    return published.citations.get().snapshot


def hostile(by):
    return capturing.upload(
        make.source(by=by), HOSTILE.encode(), filename='a"\r\nX: y.html', media_type="text/html", by=by
    )


def upload(client, work, data, name="minutes.txt", **fields):
    sent = {"file": SimpleUploadedFile(name, data), "note": "From the archive's reading room.", **fields}
    return client.post(f"{work.get_absolute_url()}/snapshots", sent)


def test_the_facts_of_a_snapshot_are_public_with_its_source(client, snapshot):
    page = client.get(snapshot.get_absolute_url()).text
    for fact in (
        snapshot.payload_digest,
        snapshot.warc_digest,
        snapshot.text_digest,
        "text/plain",
        make.QUOTE,
    ):
        assert fact in page
    assert "verified: exact" in page


def test_a_snapshot_of_a_draft_is_not_there_for_the_public(client, ana):
    row = make.snapshot(make.source(by=ana), by=ana)
    for path in ("", "/reader", "/reader/frame", "/file", "/warc"):
        assert client.get(f"{row.get_absolute_url()}{path}").status_code == 404
    client.force_login(ana)
    assert client.get(row.get_absolute_url()).status_code == 200


def test_the_quote_is_marked_where_it_stands(client, published, snapshot):
    citation = published.citations.get()
    page = client.get(f"{snapshot.get_absolute_url()}/reader", {"quote": str(citation.pk)})
    source = re.search(r'<iframe [^>]*src="([^"]+)"', page.text)[1]
    assert source.endswith("#q1")
    assert re.search(r"<iframe [^>]*\bsandbox(?![=-])", page.text)
    assert "Archived copy" in page.text
    frame = client.get(source.partition("#")[0])
    assert f'<mark id="q1">{make.QUOTE}</mark>' in frame.text


def test_the_frame_can_do_nothing(client, ana):
    row = hostile(ana)
    client.force_login(ana)
    frame = client.get(f"{row.get_absolute_url()}/reader/frame")
    assert frame["Content-Security-Policy"] == (
        "sandbox; default-src 'none'; style-src 'self'; font-src 'self'; frame-ancestors 'self'"
    )
    assert frame["X-Content-Type-Options"] == "nosniff"
    assert frame["Referrer-Policy"] == "no-referrer"
    assert frame["X-Frame-Options"] == "SAMEORIGIN"


def test_nothing_of_a_hostile_page_is_markup_in_the_reader_or_on_the_facts(client, ana):
    row = hostile(ana)
    client.force_login(ana)
    frame = client.get(f"{row.get_absolute_url()}/reader/frame").text
    body = frame.partition("<body>")[2]
    assert "ACME signed a contract" in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body
    assert 'class="hidden-text"' in body
    tags = set(re.findall(r"<(\w+)", body))
    assert tags <= {"p", "mark", "span", "bdi", "a"}
    assert not re.search(r"\son\w+=|steal|evil\.example", body)
    page = client.get(row.get_absolute_url()).text
    assert "steal()" not in page
    assert "[U+202E]" in page
    assert "\u202e" not in page


def test_a_bidirectional_control_cannot_turn_what_stands_after_it(client, ana):
    row = hostile(ana)
    client.force_login(ana)
    frame = client.get(f"{row.get_absolute_url()}/reader/frame").text
    for control in re.finditer("[\u202a-\u202e\u2066-\u2069]", frame):
        assert frame[: control.start()].rpartition("<")[2].startswith("bdi ")


def test_the_original_leaves_only_as_an_attachment_under_a_name_of_ours(client, ana):
    row = hostile(ana)
    client.force_login(ana)
    response = client.get(f"{row.get_absolute_url()}/file")
    assert response.content == HOSTILE.encode()
    assert response["Content-Disposition"] == f'attachment; filename="snapshot-{row.ident}.html"'
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Security-Policy"].startswith("sandbox;")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_the_warc_record_is_one_that_others_can_read(client, snapshot):
    response = client.get(f"{snapshot.get_absolute_url()}/warc")
    assert response["Content-Type"] == "application/warc"
    assert response["Content-Disposition"].startswith("attachment;")
    kinds = [record.rec_type for record in ArchiveIterator(io.BytesIO(response.content))]
    assert "resource" in kinds


def test_a_damaged_file_is_not_handed_out(client, snapshot, settings):
    digits = snapshot.payload_digest.removeprefix("sha256:")
    stored = settings.EVIDENCE_DIR / "sha256" / digits[:2] / digits[2:4] / digits
    stored.write_bytes(b"something else")
    response = client.get(f"{snapshot.get_absolute_url()}/file")
    assert response.status_code == 500
    assert "was changed" in response.text


@pytest.mark.parametrize("path", ["/reader", "/reader/frame", "/file", "/warc"])
def test_a_withheld_snapshot_gives_its_reason_in_place_of_its_content(client, snapshot, rui, path):
    assert client.get(f"{snapshot.get_absolute_url()}{path}").status_code == 200
    withholding.withhold(snapshot, reason="A court order of 3 May.", by=rui)
    for user in (None, rui):
        if user:
            client.force_login(user)
        response = client.get(f"{snapshot.get_absolute_url()}{path}")
        assert response.status_code == 410
        assert "A court order of 3 May." in response.text
        assert make.QUOTE not in response.text
        facts = client.get(snapshot.get_absolute_url())
        assert "A court order of 3 May." in facts.text
        assert make.QUOTE not in facts.text


def test_a_snapshot_is_withheld_with_a_reason_once(client, snapshot, ana, rui):
    address = f"{snapshot.get_absolute_url()}/withholding"
    client.force_login(ana)
    assert client.post(address, {"reason": "No."}).status_code == 403
    client.force_login(rui)
    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "A court order."}).status_code == 302
    assert client.post(address, {"reason": "Again."}).status_code == 409
    assert Snapshot.objects.get().withheld_reason == "A court order."
    assert_record_whole()


def test_the_public_sees_the_published_quote_and_editors_the_working_copy(client, published, snapshot, ana):
    citation = published.citations.get()
    other = "It is not an exclusive contract"
    evidence.amend(
        citation,
        Reference(source=citation.source, quote=other, snapshot=snapshot),
        by=ana,
        note="A better one.",
    )
    address = f"{snapshot.get_absolute_url()}/reader/frame?quote={citation.pk}"
    assert f'<mark id="q1">{make.QUOTE}</mark>' in client.get(address).text
    client.force_login(ana)
    assert f'<mark id="q1">{other}</mark>' in client.get(address).text


def test_the_quote_of_an_earlier_edition_is_still_found(client, published, snapshot, ana, rui, mei):
    citation = published.citations.get()
    again = make.snapshot(citation.source, by=ana)
    evidence.amend(
        citation,
        Reference(source=citation.source, quote=make.QUOTE, snapshot=again),
        by=ana,
        note="Newer copy.",
    )
    published.refresh_from_db()
    drafting.submit(published, by=ana)
    for reviewer in (rui, mei):
        review.sign_off(published, SECTIONS, by=reviewer)
    publication.publish(published, by=rui)
    for row in (snapshot, again):
        frame = client.get(f"{row.get_absolute_url()}/reader/frame?quote={citation.pk}").text
        assert '<mark id="q1">' in frame


def test_a_draft_quote_is_not_shown_to_the_public(client, published, snapshot, ana):
    draft = make.draft(by=ana)
    citation = evidence.cite(
        draft,
        Reference(source=snapshot.source, quote="12 million euros, the city council", snapshot=snapshot),
        by=ana,
    )
    page = client.get(f"{snapshot.get_absolute_url()}/reader", {"quote": str(citation.pk)})
    assert page.status_code == 404
    assert "not public" in page.text
    assert draft.text not in client.get(snapshot.get_absolute_url()).text
    client.force_login(ana)
    assert draft.text in client.get(snapshot.get_absolute_url()).text


def test_a_document_is_uploaded_and_its_type_judged_by_what_is_in_it(client, ana):
    work = make.source(by=ana)
    client.force_login(ana)
    upload(client, work, b"%PDF-1.4 not much", name="page.html")
    upload(client, work, "会议记录。".encode(), name="minutes.pdf")
    upload(client, work, b"<!doctype html><p>Hello", name="x.txt")
    assert sorted(Snapshot.objects.values_list("media_type", flat=True)) == [
        "application/pdf", "text/html", "text/plain"
    ]  # fmt: skip
    assert_record_whole()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "neither text nor HTML nor PDF"),
        (b"", "empty"),
        (b"x" * 2000, "at most"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(client, ana, settings, data, sentence):
    settings.UPLOAD_MAX_BYTES = 1000
    work = make.source(by=ana)
    client.force_login(ana)
    response = upload(client, work, data)
    assert response.status_code == 422
    assert sentence in response.text
    assert "From the archive&#x27;s reading room." in response.text
    assert not Snapshot.objects.exists()
    assert not list(Blobs().names())
