"""A quote looked for in a text within a bound: whatever the text is, it is answered or refused soon.

Most texts answer in milliseconds here. A long one is searched in a child process that can be killed: a page
may be made so that looking through it takes minutes.
"""

from dataclasses import asdict

from sources import quotes
from sources.child import ChildCrashed, ChildTimedOut, run
from sources.quotes import Difference, Gap, Kind, Match
from sources.wire import encode_message, parse_message

AT_ONCE = 100_000  # characters; the most hostile text of this length takes about 3 seconds
CPU_SECONDS = 4.0  # five million characters of prose take 1 to 2
WALL_SECONDS = 6.0  # on a machine that has other things to do
MEMORY = 2 * 1024**3  # bytes of address space; five million hostile characters take about 1.5 GB


class SearchStopped(Exception):
    """Nothing can be said about the quote: looking for it took too much. The message can be shown."""

    def __init__(self, length: int) -> None:
        super().__init__(
            f"Looking for this quote in a text of {length:,} characters took too long and was stopped. "
            "Quote fewer words, or upload the part of the document that they stand in."
        )
        self.length = length


def find(text: str, quote: str, *, prefix: str = "", suffix: str = "") -> Match:
    """`quotes.locate` within a bound. Raises SearchStopped, and ValueError as `locate` does."""
    if len(text) <= AT_ONCE or len(quote) > quotes.MAX_QUOTE:
        return quotes.locate(text, quote, prefix=prefix, suffix=suffix)
    job = encode_message({"quote": quote, "prefix": prefix, "suffix": suffix}, [text.encode()])
    try:
        said = run("sources.searching:answer", job, wall=WALL_SECONDS, cpu=CPU_SECONDS, memory=MEMORY)
    except (ChildTimedOut, ChildCrashed):
        raise SearchStopped(len(text)) from None
    return parse_answer(said)


def answer(job: bytes) -> bytes:
    """What the child does."""
    asked, (text,) = parse_message(job)
    match = quotes.locate(text.decode(), asked["quote"], prefix=asked["prefix"], suffix=asked["suffix"])
    return encode_message(asdict(match), [])


def parse_answer(data: bytes) -> Match:
    """Inverse of what `answer` writes."""
    said, _ = parse_message(data)
    return Match(
        Kind(said["kind"]),
        tuple((int(start), int(end)) for start, end in said["ranges"]),
        tuple(said["operations"]),
        tuple(Gap(**gap) for gap in said["gaps"]),
        tuple(Difference(**{**step, "flags": tuple(step["flags"])}) for step in said["differences"]),
        tuple(said["notes"]),
    )
