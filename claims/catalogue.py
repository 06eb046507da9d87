"""Statement to search document: what the public read side knows of a claim. Pure."""

from collections.abc import Iterable, Iterator
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
    return Document(
        claim=claim.pk,
        ident=claim.ident,
        status=claim.status if claim.withdrawn_at else "published",
        edition=edition.number,
        published_at=edition.published_at,
        first_published_at=first_published_at,
        evidence=[_evidence(citation) for citation in sections["evidence"]],
        tokens=f" {' '.join(tokens(' '.join(_searched(sections, names))))} ",
        **_wording(sections),
        **_subject(sections["subject"]),
        **_circumstances(sections),
    )


def _wording(sections: dict[str, Any]) -> dict[str, str]:
    wording, translation = sections["wording"], sections["translation"] or {}
    return {
        "text": wording["text"],
        "language": wording["language"],
        "attribution": wording["attribution"],
        "translation": translation.get("text", ""),
        "translation_language": translation.get("language", ""),
    }


def _subject(subject: dict[str, Any]) -> dict[str, str]:
    acted_on = subject["object"] or {}
    return {
        "kind": subject["kind"],
        "stage": subject["stage"],
        "topic": subject["topic"]["key"],
        "topic_label": subject["topic"]["label"],
        "subject": subject["subject"]["id"],
        "subject_name": subject["subject"]["name"],
        "object": acted_on.get("id", ""),
        "object_name": acted_on.get("name", ""),
    }


def _circumstances(sections: dict[str, Any]) -> dict[str, Any]:
    place, span = sections["place"] or {}, dates.parse(sections["time"]["occurred"])
    return {
        "country": place.get("country", ""),
        "place_name": place.get("name", ""),
        "occurred": span.text,
        "occurred_from": span.earliest,
        "occurred_to": span.latest,
    }


def _searched(sections: dict[str, Any], names: Iterable[str]) -> Iterator[str]:
    wording, subject = _wording(sections), _subject(sections["subject"])
    yield from (wording["text"], wording["attribution"], wording["translation"])
    yield from (subject["subject_name"], subject["object_name"], subject["topic_label"])
    yield (sections["place"] or {}).get("name", "")
    yield from names


def _evidence(citation: dict[str, Any]) -> dict[str, Any]:
    return {
        "source": citation["source"],
        "via": citation["via"],
        "relation": citation["relation"],
        "counts": counts_as_evidence(citation),
        "snapshot": citation["snapshot"] is not None,
    }
