"""What differs between two statements, field by field and word by word. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

from provenance.search.tokens import HAN
from provenance.web.components import FieldDifference, Segment

Content = Mapping[str, Any]

# A word, a single Chinese character, white space, or one sign: what is marked as added or removed.
PIECES = re.compile(rf"[{HAN}]|[^\W{HAN}]+(?:['’][^\W{HAN}]+)*|\s+|[^\w\s]")
MOVED = 3  # words; a shorter run that turns up elsewhere is rather a coincidence than a move
FIELDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("claim", ("wording", "text")),
    ("language", ("wording", "language")),
    ("attribution", ("wording", "attribution")),
    ("basis", ("wording", "basis")),
    ("amount", ("wording", "amount", "value")),
    ("unit", ("wording", "amount", "unit")),
    ("subject", ("subject", "subject", "name")),
    ("object", ("subject", "object", "name")),
    ("topic", ("subject", "topic", "label")),
    ("kind", ("subject", "kind")),
    ("stage", ("subject", "stage")),
    ("time", ("time", "occurred")),
    ("place", ("place", "name")),
    ("country", ("place", "country")),
    ("latitude", ("place", "latitude")),
    ("longitude", ("place", "longitude")),
    ("precision", ("place", "precision")),
    ("translation", ("translation", "text")),
    ("translated into", ("translation", "language")),
)
PARTS = ("actor", "act", "object", "place", "time", "amount")


def differences(old: Content, new: Content, titles: Mapping[str, str] | None = None) -> list[FieldDifference]:
    """The fields in which `new` differs from `old`: the `sections` of two statements of one claim.

    `titles` names sources by their ident; an ident that it lacks is shown as it is.
    """
    found = [_field(name, _at(old, path), _at(new, path), _language(name, new)) for name, path in FIELDS]
    before, after = old["wording"]["parts"], new["wording"]["parts"]
    found += [_field(f"part: {part}", before.get(part, ""), after.get(part, "")) for part in PARTS]
    found += _citations(old["evidence"], new["evidence"], titles or {})
    return [one for one in found if one is not None]


def words(old: str, new: str) -> list[Segment]:
    """`old` and `new` as one run: what is not added or moved makes `old`, what is not removed makes `new`."""
    before, after = PIECES.findall(old), PIECES.findall(new)
    # Without `autojunk=False` a common word of a long text would count as no match at all.
    opcodes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    segments: list[Segment] = []
    for tag, i, j, k, m in opcodes:
        if tag == "equal":
            segments.append(Segment(kind="same", text="".join(before[i:j])))
            continue
        if i < j:
            segments.append(Segment(kind="removed", text="".join(before[i:j])))
        if k < m:
            segments.append(Segment(kind="added", text="".join(after[k:m])))
    gone = {one.text.strip() for one in segments if one.kind == "removed"}
    return [
        Segment(kind="moved", text=one.text)
        if one.kind == "added" and one.text.strip() in gone and _length(one.text) >= MOVED
        else one
        for one in segments
    ]


def _length(text: str) -> int:
    return sum(piece[0].isalnum() for piece in PIECES.findall(text))


def _field(name: str, old: str, new: str, language: str = "") -> FieldDifference | None:
    return None if old == new else FieldDifference(field=name, segments=words(old, new), language=language)


def _language(name: str, content: Content) -> str:
    if name == "claim":
        return str(content["wording"]["language"])
    return str(content["translation"]["language"]) if name == "translation" and content["translation"] else ""


def _at(content: Content, path: Iterable[str]) -> str:
    value: Any = content
    for name in path:
        value = value.get(name) if value else None
    return str(value or "")


def _citations(
    old: list[dict[str, Any]], new: list[dict[str, Any]], titles: Mapping[str, str]
) -> Iterator[FieldDifference | None]:
    before = {citation["id"]: (number, citation) for number, citation in enumerate(old, 1)}
    after = {citation["id"]: (number, citation) for number, citation in enumerate(new, 1)}
    for ident, (number, citation) in before.items():
        if ident not in after:
            text = _told(citation, titles)
            yield FieldDifference(
                field=f"citation {number}, removed", segments=[Segment(kind="removed", text=text)]
            )
    for ident, (number, citation) in after.items():
        if ident not in before:
            text = _told(citation, titles)
            yield FieldDifference(
                field=f"citation {number}, added", segments=[Segment(kind="added", text=text)]
            )
            continue
        was, now = _flat(before[ident][1], titles), _flat(citation, titles)
        yield from (_field(f"citation {number}: {name}", was[name], now[name]) for name in now)


def _told(citation: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """A citation in one line, for when there is nothing to compare it with."""
    flat = _flat(citation, titles)
    # No quotation marks of ours: the quote may bring its own, and they would stand within each other.
    quote = f"quote: {flat['quote']}" if flat["quote"] else ""
    via = f"as cited in {flat['via']}" if flat["via"] else ""
    bears = f"{flat['relation']} {flat['parts']}".strip()
    return " · ".join(part for part in (flat["source"], via, flat["locator"], bears, quote) if part)


def _flat(citation: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, str]:
    locator, snapshot = citation["locator"] or {}, citation["snapshot"] or {}
    return {
        "source": titles.get(citation["source"], citation["source"]),
        "via": titles.get(citation["via"], citation["via"]) if citation["via"] else "",
        "relation": citation["relation"],
        "parts": ", ".join(part for part in PARTS if part in citation["supports"]),
        "locator": f"{locator['label']} {locator['value']}".strip() if locator else "",
        "quote": citation["quote"],
        "before the quote": citation["prefix"],
        "after the quote": citation["suffix"],
        "snapshot": snapshot.get("id", ""),
        "quote check": citation["check"].get("kind", ""),
    }
