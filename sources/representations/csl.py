"""A source as an item of CSL-JSON 1.0.2. Pure."""

import re
from typing import Any

from sources.models import Source

_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")
_SEASONS = range(21, 25)  # EDTF numbers them as months


def as_csl(source: Source) -> dict[str, Any]:
    """What is not known is left out; a date that CSL has no form for is given literally."""
    item = {
        "id": source.ident,
        "type": source.type,
        "title": source.title,
        "original-title": source.title_original,
        "author": source.authors,
        "container-title": source.container,
        "publisher": source.publisher,
        "issued": _date(source.issued),
        "language": source.language,
        "URL": source.url,
        **source.more,
    }
    return {name: value for name, value in item.items() if value}


def _date(edtf: str) -> dict[str, Any]:
    if not edtf:
        return {}
    circa = edtf.endswith(("~", "%", "?"))
    ends = edtf.rstrip("~%?").split("/")
    parts = [_parts(end) for end in ends]
    if len(ends) > 2 or not all(parts):
        return {"literal": edtf}
    return {"date-parts": parts, **({"circa": True} if circa else {})}


def _parts(date: str) -> list[int]:
    if not _DATE.fullmatch(date):
        return []
    parts = [int(part) for part in date.split("-")]
    return [] if len(parts) == 2 and parts[1] in _SEASONS else parts
