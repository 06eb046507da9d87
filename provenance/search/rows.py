"""A published claim as one row of a list."""

from django.urls import reverse

from provenance.search.models import Document
from provenance.web.components import ClaimRow, Link
from provenance.web.countries import located


def row_of(document: Document, origins: tuple[int, int] | None = None) -> ClaimRow:
    return ClaimRow(
        ident=document.ident,
        href=reverse("claim", args=[document.ident]),
        text=document.text,
        status=document.status,
        language=document.language,
        edition=document.edition,
        entity=Link(text=document.subject_name, href=reverse("entity", args=[document.subject])),
        place=located(document.place_name, document.country),
        topic=document.topic_label,
        occurred=document.occurred,
        when=document.published_at,
        disputes=disputes(document),
        origins=origins,
    )


def disputes(document: Document) -> int:
    """How many of its citations dispute the claim."""
    return sum(one["relation"] == "disputes" for one in document.evidence)
