"""A bibliographic draft from what a page says about itself, for a person to correct and accept.

Each field names its origin. Nothing is guessed from prose, and nothing is taken from another site than
the one that was read. Order of trust: Highwire tags, schema.org, Open Graph, Dublin Core, plain HTML.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from sources.metadata import values

Candidate = tuple[str, object, str]  # variable, raw value, origin

MAX_TITLE = 500  # characters, as much as a source can hold
MAX_ABSTRACT = 2_000
_MAX_TAGS = 2_000
_MAX_SCRIPTS = 20
_MAX_SCRIPT = 500_000  # characters; an article with its whole text
_MAX_NODES = 2_000

_HIGHWIRE = {
    "citation_title": "title",
    "citation_author": "author",
    "citation_publication_date": "issued",
    "citation_date": "issued",
    "citation_online_date": "issued",
    "citation_journal_title": "container-title",
    "citation_publisher": "publisher",
    "citation_technical_report_institution": "publisher",
    "citation_technical_report_number": "number",
    "citation_language": "language",
    "citation_doi": "DOI",
    "citation_issn": "ISSN",
    "citation_isbn": "ISBN",
    "citation_volume": "volume",
    "citation_issue": "issue",
    "citation_abstract": "abstract",
}
_OPEN_GRAPH = {
    "og:title": "title",
    "article:author": "author",
    "article:published_time": "issued",
    "og:article:published_time": "issued",
    "og:release_date": "issued",
    "og:site_name": "container-title",
    "og:locale": "language",
    "og:description": "abstract",
}
_DUBLIN_CORE = {
    "title": "title",
    "creator": "author",
    "date.issued": "issued",
    "issued": "issued",
    "date": "issued",
    "publisher": "publisher",
    "language": "language",
    "identifier": "DOI",
    "description": "abstract",
}
# The last names are those that Chinese public bodies and news agencies write into their pages.
_PLAIN = {
    "articletitle": "title",
    "author": "author",
    "byl": "author",
    "datepublished": "issued",
    "pubdate": "issued",
    "publishdate": "issued",
    "publish-date": "issued",
    "apub:time": "issued",
    "contentsource": "publisher",
    "content-language": "language",
    "description": "abstract",
}
_SCHEMA = {
    "headline": "title",
    "name": "title",
    "author": "author",
    "creator": "author",
    "datePublished": "issued",
    "dateCreated": "issued",
    "isPartOf": "container-title",
    "publisher": "publisher",
    "inLanguage": "language",
    "reportNumber": "number",
    "volumeNumber": "volume",
    "issueNumber": "issue",
    "pagination": "page",
    "identifier": "DOI",
    "sameAs": "DOI",
    "isbn": "ISBN",
    "issn": "ISSN",
    "description": "abstract",
}
_SCHEMA_TYPES = {
    "NewsArticle": "article-newspaper",
    "ReportageNewsArticle": "article-newspaper",
    "AnalysisNewsArticle": "article-newspaper",
    "BackgroundNewsArticle": "article-newspaper",
    "OpinionNewsArticle": "article-newspaper",
    "ScholarlyArticle": "article-journal",
    "BlogPosting": "post-weblog",
    "Report": "report",
    "TechArticle": "report",
    "Legislation": "legislation",
    "Dataset": "dataset",
    "Book": "book",
    "Article": "webpage",
    "WebPage": "webpage",
}
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]{1,200}")


@dataclass(frozen=True)
class DraftField:
    """One CSL variable and where in the page it stands. `issued` is EDTF, `author` a list of CSL names."""

    value: str | list[values.Name]
    origin: str

    def as_json(self) -> dict[str, Any]:
        return {"value": self.value, "origin": self.origin}


def draft(
    root: HtmlElement | None, *, url: str = "", headers: Mapping[str, str] | None = None
) -> dict[str, DraftField]:
    """CSL variables of a parsed page that was read at `url` (after redirects); never raises.

    A field is there only if its value is well formed; `type` always is.
    """
    found: dict[str, DraftField] = {}
    if root is not None:
        tags = _tags(root)
        for candidates in (
            _from_tags(tags, _HIGHWIRE),
            _from_highwire(tags),
            _from_schema(root),
            _from_tags(tags, _OPEN_GRAPH),
            _from_dublin_core(tags),
            _from_tags(tags, _PLAIN),
            _from_html(root, url),
        ):
            _take(found, candidates)
    lowered = {name.lower(): value for name, value in (headers or {}).items()}
    _take(found, [("language", lowered.get("content-language", ""), "Content-Language header")])
    _take(found, [("URL", url, "address that was read")])
    return _settled(found, "webpage")


def draft_of_pdf(information: Mapping[str, str], *, url: str = "") -> dict[str, DraftField]:
    """CSL variables of a PDF file from its information dictionary.

    The file's date of creation is marked uncertain: it is seldom the date of publication.
    """
    found: dict[str, DraftField] = {}
    # Programs write the name of the file they made this one from where the title belongs.
    title = information.get("Title", "")
    if not re.search(r"(?i)^(?:microsoft word|untitled|slide 1$)|\.(?:docx?|indd|pdf|pptx?|wps)$", title):
        _take(found, [("title", title, "PDF title")])
    _take(found, [("author", information.get("Author", ""), "PDF author")])
    if issued := values.edtf(information.get("CreationDate", "")):
        found["issued"] = DraftField(f"{issued}?", "PDF creation date")
    _take(found, [("URL", url, "address that was read")])
    return _settled(found, "document")


def _tags(root: HtmlElement) -> dict[str, list[str]]:
    tags: dict[str, list[str]] = {}
    for number, element in enumerate(root.iter("meta", "time")):
        if number >= _MAX_TAGS:
            break
        label = element.get("name") or element.get("property") or element.get("itemprop")
        key = (label or element.get("http-equiv") or "").strip().lower()
        content = element.get("content") or element.get("datetime") or ""
        if key and content.strip():
            tags.setdefault(key, []).append(content[:5_000])
    return tags


def _from_tags(tags: dict[str, list[str]], table: dict[str, str]) -> Iterator[Candidate]:
    for tag, variable in table.items():
        contents = tags.get(tag)
        if contents:
            yield variable, contents if variable == "author" else contents[0], tag


def _from_highwire(tags: dict[str, list[str]]) -> Iterator[Candidate]:
    first, last = (tags.get(f"citation_{which}page", [""])[0].strip() for which in ("first", "last"))
    if first:
        yield "page", f"{first}-{last}" if last and last != first else first, "citation_firstpage"
    if "citation_journal_title" in tags:
        yield "type", "article-journal", "citation_journal_title"
    elif "citation_technical_report_institution" in tags:
        yield "type", "report", "citation_technical_report_institution"


def _from_dublin_core(tags: dict[str, list[str]]) -> Iterator[Candidate]:
    for prefix in ("dcterms.", "dc.", "dcterms:", "dc:"):
        yield from _from_tags(tags, {prefix + term: variable for term, variable in _DUBLIN_CORE.items()})


def _from_html(root: HtmlElement, url: str) -> Iterator[Candidate]:
    title = next(root.iter("title"), None)
    if title is not None:
        yield "title", title.text or "", "<title>"
    yield "language", root.get("lang") or root.get("xml:lang") or "", "<html lang>"
    for link in root.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            target = _joined(url, link.get("href") or "")
            # A page may not send readers to another site under the name of this one.
            if _host(target) and _host(target) == _host(url):
                yield "URL", target, "<link rel=canonical>"
            break


def _from_schema(root: HtmlElement) -> Iterator[Candidate]:
    node = _article(_linked_data(root))
    for key, variable in _SCHEMA.items():
        if node.get(key):
            yield variable, node[key], f"schema.org {key}"
    for kind in _kinds(node):
        if kind in _SCHEMA_TYPES:
            yield "type", _SCHEMA_TYPES[kind], f"schema.org {kind}"


def _linked_data(root: HtmlElement) -> list[dict[str, Any]]:
    """Objects of every JSON-LD script, level by level, at most `_MAX_NODES`."""
    queue: list[Any] = []
    scripts = (item for item in root.iter("script") if "ld+json" in (item.get("type") or "").lower())
    for script, _ in zip(scripts, range(_MAX_SCRIPTS), strict=False):
        try:
            queue.append(json.loads((script.text or "")[:_MAX_SCRIPT], strict=False))
        except (ValueError, RecursionError):
            continue
    nodes: list[dict[str, Any]] = []
    for item in queue:  # grows while it is read
        if len(queue) > _MAX_NODES:
            break
        if isinstance(item, list):
            queue.extend(item[:_MAX_NODES])
        elif isinstance(item, dict):
            nodes.append(item)
            queue.extend(item[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in item)
    return nodes


def _article(nodes: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The node that describes the work: the most telling type first, then the order of the page."""
    order = list(_SCHEMA_TYPES)
    ranked = [
        (min(order.index(kind) for kind in kinds), number, node)
        for number, node in enumerate(nodes)
        if (kinds := [kind for kind in _kinds(node) if kind in _SCHEMA_TYPES])
    ]
    return min(ranked, key=lambda entry: entry[:2])[2] if ranked else {}


def _kinds(node: dict[str, Any]) -> list[str]:
    kinds = node.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return [kind.rpartition("/")[2].removeprefix("schema:") for kind in listed[:10] if isinstance(kind, str)]


def _take(found: dict[str, DraftField], candidates: Iterable[Candidate]) -> None:
    for variable, raw, origin in candidates:
        if variable not in found and (value := _value(variable, raw)):
            found[variable] = DraftField(value, origin)


def _value(variable: str, raw: object) -> str | list[values.Name]:
    if variable == "author":
        return [name for item in _listed(raw)[: values.MAX_AUTHORS] for name in _author(item)][
            : values.MAX_AUTHORS
        ]
    text = values.line(values.first_text(raw), MAX_ABSTRACT if variable == "abstract" else MAX_TITLE)
    if variable == "issued":
        return values.edtf(text)
    if variable == "language":
        return values.language(text)
    if variable == "DOI":
        match = _DOI.search(text)
        return match[0].rstrip(".,;)") if match else ""
    if variable == "URL":
        return text if re.match(r"https?://", text) else ""
    return text


def _author(item: object) -> list[values.Name]:
    if not isinstance(item, dict):
        return values.names(item) if isinstance(item, str) else []
    family, given = (
        values.line(values.first_text(item.get(key)), 200) for key in ("familyName", "givenName")
    )
    if family and given:
        return [{"family": family, "given": given}]
    whole = values.line(values.first_text(item.get("name")), 200)
    if whole and "Person" not in _kinds(item):
        return [{"literal": whole}]
    return values.names(whole)


def _listed(raw: object) -> list[object]:
    return raw if isinstance(raw, list) else [raw]


def _settled(found: dict[str, DraftField], kind: str) -> dict[str, DraftField]:
    found.setdefault("type", DraftField(kind, "kind of file"))
    title, site = found.get("title"), found.get("container-title") or found.get("publisher")
    if title and isinstance(title.value, str):
        if title.origin == "<title>" and site and isinstance(site.value, str):
            shorter = re.sub(rf"\s*[-|_–—·:]+\s*{re.escape(site.value)}$", "", title.value)
            found["title"] = DraftField(shorter or title.value, title.origin)
        if (
            "language" not in found
            and values.HAN.search(title.value)
            and not values.OTHER_EAST_ASIAN.search(title.value)
        ):
            found["language"] = DraftField("zh", "script of the title")
    return found


def _joined(base: str, reference: str) -> str:
    try:
        return urljoin(base, reference.strip()[:2_000])
    except ValueError:
        return ""


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
