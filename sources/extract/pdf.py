"""The text of a PDF file, page by page. A scan has no text, which is something else than an absent quote."""

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from typing import Any

from pypdf import PdfReader

from sources.extract.extracted import Extracted

EXTRACTOR = "pdf-pypdf/1"
MAX_PAGES = 3_000
MAX_TEXT = 20_000_000  # characters
_UNSAFE = re.compile("[\x00\ud800-\udfff]")
_LINE_END = re.compile(r"[ \t]*\r?\n")
# Begun only where a word begins, so that a run of a million letters is read once.
_BROKEN_WORD = re.compile(r"(?<![^\W\d_])([^\W\d_]++)([-‐\u00ad])\n([^\W\d_]++)")
_COMPOUND = re.compile(r"(?<![^\W\d_])[^\W\d_]++[-‐][^\W\d_]++")
_WORD = re.compile(r"[^\W\d_]+")


def extract(data: bytes) -> Extracted:
    """Text in NFC with the position and label of each page; damaged pages become problems."""
    problems: list[str] = []
    pages = _texts(data, problems)
    if not pages:
        return Extracted("", extractor=EXTRACTOR, problems=tuple(problems))
    empty = sum(1 for _, text in pages if not text.strip())
    if empty == len(pages):
        problems.append(f"None of the {empty} pages has text: the document is probably a scan.")
    elif empty:
        problems.append(f"{empty} of {len(pages)} pages have no text.")
    starts = []
    joined = _joined([text for _, text in pages])
    parts, position = [], 0
    for (label, _), text in zip(pages, joined, strict=True):
        starts.append((position, label))
        parts.append(text)
        position += len(text) + 1
    whole = "\n".join(parts)
    if not whole.strip():  # not a column of line ends
        whole, starts = "", []
    return Extracted(whole, pages=tuple(starts), extractor=EXTRACTOR, problems=tuple(problems))


def information(data: bytes) -> dict[str, str]:
    """The document information dictionary as text, without the leading slashes; empty if unreadable."""
    try:
        found: Mapping[str, Any] = _reader(data).metadata or {}
        return {
            str(key).lstrip("/")[:60]: _clean(str(value))[:2_000] for key, value in list(found.items())[:40]
        }
    except Exception:  # pypdf raises whatever its reading of damaged bytes happens to run into
        return {}


def _reader(data: bytes) -> PdfReader:
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        reader.decrypt("")
    return reader


def _texts(data: bytes, problems: list[str]) -> list[tuple[str, str]]:
    try:
        reader = _reader(data)
        count = len(reader.pages)
    except Exception as error:  # as above
        problems.append(f"The PDF file cannot be read ({type(error).__name__}).")
        return []
    if count > MAX_PAGES:
        problems.append(f"The document has {count:,} pages; the first {MAX_PAGES:,} are read.")
    labels, size = _labels(reader, count), 0
    found: list[tuple[str, str]] = []
    for number in range(min(count, MAX_PAGES)):
        try:
            text = _clean(reader.pages[number].extract_text()).strip("\n")
        except Exception as error:  # as above
            problems.append(f"Page {number + 1} cannot be read ({type(error).__name__}).")
            text = ""
        size += len(text)
        if size > MAX_TEXT:
            problems.append(
                f"The text is longer than {MAX_TEXT:,} characters; it ends before page {number + 1}."
            )
            break
        found.append((labels[number], text))
    return found


def _labels(reader: PdfReader, count: int) -> list[str]:
    counted = [str(number + 1) for number in range(count)]
    try:
        labels = [_clean(label)[:20] for label in reader.page_labels]
    except Exception:  # as above
        return counted
    return labels if len(labels) == count and all(labels) else counted


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", _LINE_END.sub("\n", _UNSAFE.sub("\ufffd", text)))


def _joined(pages: list[str]) -> list[str]:
    """Words that a line end divided made whole; a hyphen stays where the rest of the text writes it."""
    compounds = Counter(match[0].lower() for text in pages for match in _COMPOUND.finditer(text))
    words = Counter(match[0].lower() for text in pages for match in _WORD.finditer(text))

    def join(match: re.Match[str]) -> str:
        first, hyphen, second = match.groups()
        is_compound = hyphen != "\u00ad" and (
            not second[0].islower()
            or compounds[f"{first}-{second}".lower()] > words[f"{first}{second}".lower()]
        )
        return f"{first}{hyphen if is_compound else ''}{second}"

    return [unicodedata.normalize("NFC", _BROKEN_WORD.sub(join, text)) for text in pages]
