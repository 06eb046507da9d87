"""CSL-JSON items as BibTeX and as RIS. Pure."""

import re
from typing import Any

from sources.representations import names

Item = dict[str, Any]

BIBTEX_TYPES = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "report": "techreport",
    "book": "book",
}
RIS_TYPES = {
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "report": "RPRT",
    "webpage": "ELEC",
    "post-weblog": "BLOG",
    "speech": "CONF",
    "legislation": "STAT",
    "book": "BOOK",
    "dataset": "DATA",
    "broadcast": "VIDEO",
}
BIBTEX_FIELDS = {
    "title": "title",
    "container-title": "journal",
    "publisher": "publisher",
    "URL": "url",
    "DOI": "doi",
    "ISBN": "isbn",
    "ISSN": "issn",
    "volume": "volume",
    "issue": "number",
    "page": "pages",
    "edition": "edition",
    "language": "language",
    "note": "note",
}
RIS_FIELDS = {
    "title": "TI",
    "original-title": "OP",
    "container-title": "T2",
    "publisher": "PB",
    "publisher-place": "CY",
    "URL": "UR",
    "DOI": "DO",
    "ISBN": "SN",
    "ISSN": "SN",
    "volume": "VL",
    "issue": "IS",
    "page": "SP",
    "edition": "ET",
    "language": "LA",
    "note": "N1",
}
_SPECIAL = re.compile(r"[\\{}&%$#_~^]")
_ESCAPES = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def as_bibtex(item: Item) -> str:
    """One entry in UTF-8; organisations and titles stand in braces, so that nobody recases them."""
    kind = BIBTEX_TYPES.get(item["type"], "misc")
    fields = [
        (name, _escaped(item[variable])) for variable, name in BIBTEX_FIELDS.items() if item.get(variable)
    ]
    fields = [(name, f"{{{value}}}" if name == "title" else value) for name, value in fields]
    if kind == "techreport":
        fields = [("institution" if name == "publisher" else name, value) for name, value in fields]
    if kind == "misc":
        fields = [("howpublished" if name == "journal" else name, value) for name, value in fields]
    authors = " and ".join(_bibtex_name(name) for name in item.get("author", ()))
    dated = zip(("year", "month", "day"), _first_date(item), strict=False)
    lines = [("author", authors)] * bool(authors) + fields + [(name, str(part)) for name, part in dated]
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in lines)
    return f"@{kind}{{{item['id']},\n{body}}}\n"


def as_ris(item: Item) -> str:
    """One record with the line ends that RIS asks for."""
    lines = [("TY", RIS_TYPES.get(item["type"], "GEN")), ("ID", item["id"])]
    for name in item.get("author", ()):
        parted = (
            f"{name['family']}, {name.get('given', '')}".rstrip(", ")
            if "family" in name
            else names.in_words(name)
        )
        lines.append(("AU", parted))
    date = _first_date(item)
    if date:
        lines += [
            ("PY", str(date[0])),
            ("DA", "/".join([f"{part:02}" for part in date] + [""] * (4 - len(date)))),
        ]
    lines += [(tag, str(item[variable])) for variable, tag in RIS_FIELDS.items() if item.get(variable)]
    lines.append(("ER", ""))
    # A line end within a value would begin a line of its own.
    return "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in lines)


def _first_date(item: Item) -> list[int]:
    parts: list[list[int]] = item.get("issued", {}).get("date-parts") or [[]]
    return parts[0]


def _bibtex_name(name: dict[str, str]) -> str:
    if "literal" in name:
        return f"{{{_escaped(name['literal'])}}}"
    return ", ".join(_escaped(name[part]) for part in ("family", "given") if name.get(part))


def _escaped(text: str) -> str:
    flat = " ".join(str(text).split())
    return _SPECIAL.sub(lambda special: _ESCAPES.get(special[0], f"\\{special[0]}"), flat)
