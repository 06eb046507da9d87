"""A document opened in a child process: its text and what it says of itself, as one message. Pure.

Parsers of hostile bytes hang and crash (6 of 1,132 real PDF files hang a good one); here they may.
"""

from dataclasses import asdict, dataclass
from typing import Any

from sources import metadata
from sources.extract import HTML, Extracted, extract, kind_of, page, pdf
from sources.metadata import DraftField
from sources.wire import encode_message, parse_message

# CSL variables that a source keeps under a name of its own.
COLUMNS = {"author": "authors", "container-title": "container"}


@dataclass(frozen=True)
class Opened:
    text: Extracted
    metadata: dict[str, Any]  # variable of a source -> {"value", "origin"}


def as_job(data: bytes, media_type: str, charset: str, url: str) -> bytes:
    return encode_message({"media_type": media_type, "charset": charset, "url": url}, [data])


def answer(job: bytes) -> bytes:
    """What the child does."""
    facts, (data,) = parse_message(job)
    said = asdict(extract(data, facts["media_type"], facts["charset"] or None))
    drafted = _drafted(data, facts["media_type"], facts["charset"] or None, facts["url"])
    about = {COLUMNS.get(name, name): field.as_json() for name, field in drafted.items()}
    return encode_message({"extracted": said, "metadata": about}, [said.pop("text").encode()])


def _drafted(data: bytes, media_type: str, charset: str | None, url: str) -> dict[str, DraftField]:
    kind = kind_of(data, media_type)
    if kind in HTML:
        return metadata.draft(page.tree(data, charset)[0], url=url)
    if kind == "application/pdf":
        return metadata.draft_of_pdf(pdf.information(data), url=url)
    return {}


def parse_answer(data: bytes) -> Opened:
    """Raises ValueError for anything that `answer` would not have written."""
    facts, blobs = parse_message(data)
    try:
        said = facts["extracted"]
        text = Extracted(
            text=blobs[0].decode(),
            hidden=tuple((int(start), int(end)) for start, end in said["hidden"]),
            asides=tuple((int(start), int(end)) for start, end in said["asides"]),
            pages=tuple((int(start), str(label)) for start, label in said["pages"]),
            extractor=str(said["extractor"]),
            problems=tuple(str(problem) for problem in said["problems"]),
        )
        return Opened(text, {str(name): dict(field) for name, field in facts["metadata"].items()})
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError(f"An opened document lacks a fact or has it in the wrong form: {error}.") from error
