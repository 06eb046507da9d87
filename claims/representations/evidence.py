"""The citations of a statement as cards: what each work says, where, and how far that was checked."""

from collections.abc import Mapping
from typing import Any

from claims.models import PARTS
from claims.representations.addressing import address
from claims.statement import counts_as_evidence
from provenance.web.components import Check, Evidence, Link, Part, SnapshotLine
from provenance.web.dates import in_words
from sources.models import Method, Snapshot, Source

Content = Mapping[str, Any]
NAMED_AUTHORS = 3  # more are "et al."


def cards(content: Content, works: Mapping[str, Source], snapshots: Mapping[str, Snapshot]) -> list[Evidence]:
    return [
        _card(number, citation, content, works, snapshots)
        for number, citation in enumerate(content["evidence"], 1)
    ]


def _card(
    number: int,
    citation: dict[str, Any],
    content: Content,
    works: Mapping[str, Source],
    snapshots: Mapping[str, Snapshot],
) -> Evidence:
    work = works[citation["source"]]
    via = works[citation["via"]] if citation["via"] else None
    snapshot = snapshots.get(citation["snapshot"]["id"]) if citation["snapshot"] else None
    locator = citation["locator"]
    return Evidence(
        number=number,
        title=_title(work),
        relation=citation["relation"],
        author=byline(work),
        issued=work.issued,
        access=work.access,
        quote=citation["quote"],
        quote_language=work.language,
        locator=f"{locator['label']} {locator['value']}".strip() if locator else "",
        check=_check(citation),
        snapshot=_snapshot(snapshot, citation["id"]) if snapshot else None,
        via=Link(text=title_and_year(via), href=address("source", via.ident)) if via else None,
        parts=_parts(content, citation),
        note=_note(citation, snapshot),
    )


def _title(work: Source) -> Link:
    # A title in its own script beside it means that this one is a translation.
    language = "" if work.title_original else work.language
    return Link(text=work.title, href=address("source", work.ident), language=language)


def title_and_year(work: Source) -> str:
    return f"{work.title}, {in_words(work.issued)}" if work.issued else work.title


def byline(work: Source) -> str:
    """The authors, or who published the work where no author is named."""
    names = [
        name.get("literal") or " ".join(part for part in (name.get("given"), name.get("family")) if part)
        for name in work.authors
    ]
    if len(names) > NAMED_AUTHORS:
        return f"{names[0]} et al."
    return ", ".join(names) or work.container or work.publisher


def _check(citation: dict[str, Any]) -> Check | None:
    if not citation["quote"] or not citation["snapshot"]:
        return None
    check = citation["check"]
    return Check(
        kind=check.get("kind", "unchecked"),
        operations=check.get("operations", ()),
        note="; ".join(check.get("notes", ())),
    )


def _snapshot(snapshot: Snapshot, citation: str) -> SnapshotLine:
    uploaded = snapshot.capture.method == Method.UPLOAD
    reader = address("reader", snapshot.ident)
    return SnapshotLine(
        taken=snapshot.captured_at,
        href=address("snapshot", snapshot.ident),
        how=f"uploaded by {snapshot.capture.requested_by.name}" if uploaded else "captured from the web",
        digest=snapshot.payload_digest,
        reader_href=f"{reader}?quote={citation}" if reader and not snapshot.withheld_at else "",
    )


def _parts(content: Content, citation: dict[str, Any]) -> list[Part]:
    if citation["via"]:
        return []
    parts = content["wording"]["parts"]
    return [Part(name=name, state=_state(name, parts, citation)) for name in PARTS]


def _state(name: str, parts: Mapping[str, str], citation: dict[str, Any]) -> str:
    if name not in parts:
        return "none"
    if name not in citation["supports"]:
        return "unsupported"
    if citation["relation"] == "disputes":
        return "disputed"
    # A quote that was not found in its snapshot supports nothing until a person has mended it.
    found = not citation["snapshot"] or citation["check"].get("verified")
    return (
        "supported"
        if counts_as_evidence(citation) or (citation["relation"] == "context" and found)
        else "unsupported"
    )


def _note(citation: dict[str, Any], snapshot: Snapshot | None) -> str:
    if snapshot and snapshot.withheld_at:
        return f"the copy is withheld from readers since {_day(snapshot)}: {snapshot.withheld_reason}"
    if citation["quote"] and not citation["snapshot"]:
        return "its words cannot be checked here"
    return ""


def _day(snapshot: Snapshot) -> str:
    when = snapshot.withheld_at
    return f"{when.day} {when:%b %Y}" if when else ""
