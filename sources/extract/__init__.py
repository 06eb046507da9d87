"""Bytes and a media type in, text out: named, versioned and without an opinion about what matters.

Quotes are looked for in the whole text, not in what some extractor takes for the article. Every result
names its extractor, so that a later, better one never silently changes an old verdict.
"""

from sources.extract import charset as charsets
from sources.extract import page, pdf
from sources.extract.extracted import Extracted, Range

__all__ = ["MAX_INPUT", "Extracted", "Range", "charsets", "extract", "page", "pdf"]

MAX_INPUT = 50 * 1024 * 1024  # bytes; what the door to the network lets through, decoded
HTML = frozenset({"text/html", "application/xhtml+xml"})
PLAIN = frozenset({"application/json", "application/ld+json", "application/x-ndjson"})
UNSPECIFIC = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/force-download"})


def extract(data: bytes, media_type: str, charset: str | None = None) -> Extracted:
    """The text of a document; never raises, whatever the bytes are.

    HTML and PDF give text in NFC. Plain text is decoded and otherwise left as it is, code point by code
    point, so that positions counted in the file hold. What has no text here says why in `problems`.
    """
    if len(data) > MAX_INPUT:
        sentence = f"The document has {len(data):,} bytes; text is taken from at most {MAX_INPUT:,}."
        return Extracted("", extractor="none/1", problems=(sentence,))
    kind = kind_of(data, media_type)
    if kind in HTML:
        return page.extract(data, charset)
    if kind == "application/pdf":
        return pdf.extract(data)
    if kind.startswith("text/") or kind in PLAIN:
        decoded = charsets.decode(data, charset, markup=False)
        return Extracted(decoded.text, extractor="plain/1", problems=decoded.problems)
    sentence = f"No text is taken from documents of the type {kind or 'unknown'}."
    return Extracted("", extractor="none/1", problems=(sentence,))


def kind_of(data: bytes, media_type: str) -> str:
    """The media type to go by: as declared, or by its first bytes where the declaration says nothing."""
    declared = media_type.partition(";")[0].strip().lower()
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\f")
    # Servers send PDF files as text or bytes; no other format begins so.
    if start.startswith(b"%PDF-"):
        return "application/pdf"
    if declared not in UNSPECIFIC:
        return declared
    if start[:14].lower().startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "text/html"
    return declared
