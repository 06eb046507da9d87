"""The bare floor: the same content and the same work in plain Django, and nothing of what this product adds.

The pages are read from lean tables of their own with joined and prefetched rows and rendered from one plain
template, called without middleware. Publishing saves the rows that ours saves, in one transaction.
Capturing is a request and a WARC file.
"""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import requests
from django.db import transaction
from django.db.models import Count
from django.http import HttpResponse
from django.template.loader import get_template
from django.utils import timezone
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from bench.models import PlainClaim
from claims.models import SECTIONS, Claim, Edition, SignOff
from provenance.accounts.models import User
from provenance.search.models import Document

LIST = 50  # claims a page, as ours
MOMENTS = 100  # of a history on one page, as ours

PERMALINK = PlainClaim.objects.select_related("subject", "topic", "place").prefetch_related(
    "citations__work", "sign_offs__reviewer", "editions__published_by"
)
ROWS = PlainClaim.objects.select_related("subject", "topic", "place").prefetch_related("citations")
FACETS = ("topic__text", "subject__text", "place__country", "status", "stage", "kind")


def permalink(ident: str) -> HttpResponse:
    return _shown("claim", {"claim": PERMALINK.all().get(ident=ident)})


def listed() -> HttpResponse:
    everything = PlainClaim.objects.order_by()
    context = {
        "claims": ROWS.order_by("-published_at", "ident")[:LIST],
        "total": everything.count(),
        "facets": [everything.values_list(name).annotate(Count("pk")) for name in FACETS],
    }
    return _shown("claims", context)


def history(ident: str) -> HttpResponse:
    claim = PlainClaim.objects.get(ident=ident)
    revisions = claim.revisions.select_related("by").order_by("-number")
    context = {"claim": claim, "total": revisions.count(), "revisions": revisions[:MOMENTS]}
    return _shown("history", context)


def _shown(name: str, context: dict[str, Any]) -> HttpResponse:
    return HttpResponse(get_template(f"bench/{name}.html").render(context))


def publish(claim: Claim, reviewers: Sequence[User], like: Document) -> None:
    """The rows that submitting, two sign-offs and publishing leave, in one transaction, without the log."""
    now = timezone.now()
    with transaction.atomic():
        claim.status, claim.submitted_at = "in-review", now
        claim.save()
        for reviewer in reviewers:
            SignOff.objects.bulk_create(
                SignOff(
                    claim=claim,
                    statement=claim.latest,
                    reviewer=reviewer,
                    section=section,
                    section_digest=claim.latest.sections[section],
                    signed_at=now,
                )
                for section in SECTIONS
            )
        Edition.objects.create(
            claim=claim,
            number=1,
            statement=claim.latest,
            published_at=now,
            published_by=reviewers[0],
            checked_by=[{"section": name, "reviewer": str(one.pk)} for name in SECTIONS for one in reviewers],
            policy=dict.fromkeys(SECTIONS, 2),
        )
        claim.status, claim.published = "published", claim.latest
        claim.save()
        like.claim, like.ident, like.text = claim.pk, claim.ident, claim.text
        like.save(force_insert=True)


def captured(url: str, folder: Path) -> Path:
    """The page in a WARC file, as requests and warcio leave it."""
    written = io.BytesIO()
    writer = WARCWriter(written, gzip=True, warc_version="WARC/1.1")
    with requests.Session() as session:
        session.trust_env = False
        answered = session.get(url, stream=True, timeout=30)
        body = answered.raw.read(decode_content=False)
    asked = StatusAndHeaders(f"GET {answered.request.path_url} HTTP/1.1", _pairs(answered.request.headers))
    said = StatusAndHeaders(f"{answered.status_code} {answered.reason}", _pairs(answered.headers), "HTTP/1.1")
    writer.write_record(writer.create_warc_record(url, "request", http_headers=asked))
    writer.write_record(
        writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=said)
    )
    path = folder / "floor.warc.gz"
    path.write_bytes(written.getvalue())
    return path


def _pairs(headers: Any) -> list[tuple[str, str]]:
    return [(str(name), str(value)) for name, value in headers.items()]
