"""A quote in its surroundings, as a reviewer needs to see it. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

AROUND = 150  # characters on either side; about two sentences
BETWEEN = 400  # characters of an elision that are shown whole
PLACES = 4  # ranges shown; a quote that stands in more places is undecided anyway


@dataclass(frozen=True)
class Stretch:
    """`kind` is same, found (the quoted words) or gap (characters left out here, `length` of them)."""

    kind: str
    text: str = ""
    length: int = 0


def in_context(text: str, ranges: Iterable[Sequence[int]], *, around: int = AROUND) -> list[Stretch]:
    """The found ranges of `text` (code points, ascending) with what stands around and between them."""
    found = [(start, end) for start, end in list(ranges)[:PLACES] if 0 <= start < end <= len(text)]
    if not found:
        return []
    first, last = found[0][0], found[-1][1]
    begin, finish = _word_start(text, max(0, first - around)), _word_end(text, min(len(text), last + around))
    shown = [Stretch("gap")] if begin else []
    at = begin
    for start, end in found:
        shown += _between(text[at:start], around) if at > begin else [Stretch("same", text[at:start])]
        shown.append(Stretch("found", text[start:end]))
        at = end
    shown.append(Stretch("same", text[at:finish]))
    if finish < len(text):
        shown.append(Stretch("gap"))
    return [stretch for stretch in shown if stretch.text or stretch.kind == "gap"]


def _between(text: str, around: int) -> list[Stretch]:
    if len(text) <= BETWEEN:
        return [Stretch("same", text)]
    left_out = len(text) - 2 * around
    return [Stretch("same", text[:around]), Stretch("gap", length=left_out), Stretch("same", text[-around:])]


def _word_start(text: str, at: int) -> int:
    """Not in the middle of a word, if one begins soon; Chinese has no gaps to wait for."""
    space = text.find(" ", at, at + 20) if at else -1
    return space + 1 if space >= 0 else at


def _word_end(text: str, at: int) -> int:
    space = text.rfind(" ", max(0, at - 20), at) if at < len(text) else -1
    return space if space >= 0 else at
