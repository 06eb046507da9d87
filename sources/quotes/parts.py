"""How a quote is taken apart: writer's marks, elisions, bracketed words, and how much of it there is."""

import re
from dataclasses import dataclass
from itertools import product

from sources.quotes.folding import DOUBLE_MARKS, SINGLE_MARKS, SUPERSCRIPTS, UNSPACED

MIN_CHINESE = 6  # characters; a word weighs as much as two of them, so this is also 3 words
MAX_PARTS = 20  # a quote in more parts is a collage; each part costs a pass over the text

_DOTS = r"(?:\.(?:\s?\.){2,}|[…⋯]+)"
_ELISION = re.compile(
    rf"\[\s*{_DOTS}\s*\]|\(\s*{_DOTS}\s*\)|（\s*{_DOTS}\s*）|［\s*{_DOTS}\s*］|【\s*{_DOTS}\s*】|{_DOTS}"
    r"|[\[(（［【〔]\s*(?:中略|下略|上略|前略|后略|後略|略)\s*[\])）］】〕]"
)
_BRACKETED = re.compile(r"\[[^\[\]]{1,200}\]|［[^［］]{1,200}］")
_SIC = re.compile(r"\s*[\[［(（]\s*(?:\*{0,2}sic\*{0,2}!?|原文如此)\s*[\])）］]", re.IGNORECASE)
_GLUED = re.compile(rf"(?![{UNSPACED}])\w")
_INITIAL = re.compile(r"(?<![\w'’-])\[([^\W\d_])\](?=[^\W\d_])")
_LETTER = rf"(?:(?![{UNSPACED}{SUPERSCRIPTS}])[^\W_])"
_WORDS = re.compile(rf"{_LETTER}+(?:['’.,‐‑–-]{_LETTER}+)*")
_NOTE = re.compile(r"\[\d{1,3}\]")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_OPENING = SINGLE_MARKS + DOUBLE_MARKS
_MAX_INITIALS = 3  # each doubles the readings to try


@dataclass(frozen=True)
class Reading:
    """One way to read what the writer typed: the source's words, and the writer's marks taken off them."""

    words: str
    operations: frozenset[str]


@dataclass(frozen=True)
class Pieces:
    """Quoted parts with what stands between them; `limits[i]` as in `occurrences.chains`."""

    parts: tuple[str, ...]
    limits: tuple[int | None, ...]
    marks: tuple[str, ...]


def is_long_enough(words: str) -> bool:
    """At least 3 words or 6 Chinese characters; two Chinese characters weigh as one word in mixed text.

    The number of a note is no word.
    """
    words = _NOTE.sub("", words)
    return 2 * len(_WORDS.findall(words)) + len(_UNSPACED.findall(words)) >= MIN_CHINESE


def readings(quote: str) -> list[Reading]:
    """The quote as typed, then without outer quotation marks."""
    found = [Reading(quote, frozenset())]
    bare = quote.strip()
    if len(bare) > 2 and bare[0] in _OPENING and bare[-1] in _OPENING:
        found.append(Reading(bare[1:-1], frozenset({"outer-quotation-marks"})))
    return found


def edits(reading: Reading) -> list[Reading]:
    """The reading with [sic] left out and bracketed initials put into words; nothing where there are none."""
    bare = _SIC.sub(_without_sic, reading.words)
    done = reading.operations | ({"sic"} if bare != reading.words else frozenset())
    found = [Reading(bare, done)] if bare != reading.words else []
    initials = _INITIAL.findall(bare)
    if not initials:
        return found
    swapped = [char.swapcase() for char in initials]
    pairs = zip(swapped, initials, strict=True)
    choices = product(*pairs) if len(initials) <= _MAX_INITIALS else [tuple(swapped)]
    for letters in choices:
        between = _INITIAL.split(bare)[::2]
        words = between[0] + "".join(letter + rest for letter, rest in zip(letters, between[1:], strict=True))
        found.append(Reading(words, done | {"bracketed-initial"}))
    return found


def _without_sic(remark: re.Match[str]) -> str:
    # A remark never glues what it stands between: "the [sic]rapist" is not "therapist".
    return " " if _GLUED.match(remark.string, remark.end()) else ""


def split(words: str, *, max_words: int | None = None) -> Pieces | None:
    """The parts between elisions, and between bracketed words that stand for at most `max_words` words.

    Brackets are left alone without `max_words`; None where there is nothing to split.
    """
    cuts: list[tuple[int, int, int | None]] = [(*found.span(), None) for found in _ELISION.finditer(words)]
    if max_words is not None:
        elided = list(cuts)
        for found in _BRACKETED.finditer(words):
            if not any(start < found.end() and found.start() < end for start, end, _ in elided):
                cuts.append((*found.span(), max_words))
    if not cuts:
        return None
    parts: list[str] = []
    limits: list[int | None] = []
    marks: list[str] = []
    done, mark = 0, ""
    allowed: int | None = 0
    for start, end, limit in [*sorted(cuts, key=lambda cut: cut[0]), (len(words), len(words), None)]:
        part = words[done:start].strip()
        if part and parts:
            limits.append(allowed)
            marks.append(mark)
        if part:
            parts.append(part)
            allowed, mark = limit, words[start:end]
        elif allowed is not None:
            # Two marks side by side: together they may stand for what each of them may.
            allowed = None if limit is None else allowed + limit
        done = end
    return Pieces(tuple(parts), tuple(limits), tuple(marks)) if parts else None
