"""Statement to search document: what the public read side knows of a claim. Pure."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from claims.models import Claim, Edition, Statement
from claims.statement import counts_as_evidence
from provenance import dates
from provenance.search.models import Document
from provenance.search.tokens import tokens


def document(
    claim: Claim,
    statement: Statement,
    edition: Edition,
    *,
    names: Iterable[str],
    first_published_at: datetime,
) -> Document:
    """The document of a claim whose public edition is `edition`.

    `names` are all names of the entities it is about, so that 中兴 finds what is filed under ZTE.
    """
    sections = statement.content()["sections"]
    wording, subject, place = sections["wording"], sections["subject"], sections["place"] or {}
    acted_on, translation = subject["object"] or {}, sections["translation"] or {}
    span = dates.parse(sections["time"]["occurred"])
    searched = [
        wording["text"],
        wording["attribution"],
        translation.get("text", ""),
        subject["subject"]["name"],
        acted_on.get("name", ""),
        subject["topic"]["label"],
        place.get("name", ""),
        *names,
    ]
    return Document(
        claim=claim.pk,
        ident=claim.ident,
        status=claim.status if claim.withdrawn_at else "published",
        edition=edition.number,
        published_at=edition.published_at,
        first_published_at=first_published_at,
        text=wording["text"],
        language=wording["language"],
        translation=translation.get("text", ""),
        translation_language=translation.get("language", ""),
        attribution=wording["attribution"],
        kind=subject["kind"],
        stage=subject["stage"],
        topic=subject["topic"]["key"],
        topic_label=subject["topic"]["label"],
        subject=subject["subject"]["id"],
        subject_name=subject["subject"]["name"],
        object=acted_on.get("id", ""),
        object_name=acted_on.get("name", ""),
        country=place.get("country", ""),
        place_name=place.get("name", ""),
        occurred=span.text,
        occurred_from=span.earliest,
        occurred_to=span.latest,
        evidence=[_evidence(citation) for citation in sections["evidence"]],
        tokens=f" {' '.join(tokens(' '.join(searched)))} ",
    )


def _evidence(citation: dict[str, Any]) -> dict[str, Any]:
    return {
        "source": citation["source"],
        "via": citation["via"],
        "relation": citation["relation"],
        "counts": counts_as_evidence(citation),
        "snapshot": citation["snapshot"] is not None,
    }
