"""The nearest passage to a quote that is not there: for a person's eyes, never a verdict.

Anchors (runs of words of the quote that the text shares) vote for a place, and only a window around the best
places is aligned. So the time is a few passes over the text, however hostile the text or the quote.
"""

import re
from collections import Counter
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, Levenshtein

from sources.quotes.folding import UNSPACED, Folded, fold
from sources.quotes.verdict import Difference

SIMILAR = 0.5  # share of words in common; below it a passage is no help to a reader
_ANCHORS = 48  # passes over the text, at most, for each length of anchor
_HITS = 40  # places looked at for each anchor
_WINDOWS = 3  # places aligned
_ALIGNED = 600  # tokens; a longer quote is compared with its whole window

_TOKEN = re.compile(
    rf"\d+(?:[.,:]\d+)*|[{UNSPACED}]|(?:(?![{UNSPACED}])[^\W\d_])+(?:['](?:(?![{UNSPACED}])[^\W\d_])+)*|[^\w\s]|_"
    r"|[^\s]"
)
_NEGATION = re.compile(
    r"(?:not?|never|none|nobody|nothing|nowhere|neither|nor|without|cannot|\w+n't|fail(?:s|ed)?|den(?:y|ies|ied))"
    r"|[不没沒未无無非否别別勿莫]"
)
_HEDGE_WORDS = (
    "may might could would should can perhaps possibly probably likely unlikely allegedly alleged reportedly "
    "apparently about approximately around almost nearly roughly some up least most more less suggests "
    "suggested appears appeared seems seemed claims claimed believed estimated partly mainly largely"
)
_HEDGES = frozenset(_HEDGE_WORDS.split()) | frozenset("或约約可能疑似称稱据據估概")
_UNIT_WORDS = (
    "% ‰ ° $ € £ ¥ percent percentage hundred thousand million billion trillion km kilometres kilometers "
    "metres meters miles mile kg tonnes tons hectares acres gb tb mb ghz mw gw kw watts dollars dollar euros "
    "euro pounds yuan rmb renminbi usd us$ eur aud cny hours hour days day weeks week months month "
    "years year"
)
_UNITS = frozenset(_UNIT_WORDS.split()) | frozenset("百千万萬亿億元年月日吨噸米里公斤倍美")
_DIGITS = re.compile(
    r"\d|[〇零一二三四五六七八九十百千万亿兩两]|^(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion)$"
)


@dataclass(frozen=True)
class Passage:
    """Range of the composed text, and the way from the quote to it."""

    start: int
    end: int
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class _Tokens:
    words: list[str]
    spans: list[tuple[int, int]]


def _tokens(folded: str, start: int, end: int) -> _Tokens:
    found = list(_TOKEN.finditer(folded, max(0, start), min(len(folded), end)))
    return _Tokens([item[0] for item in found], [item.span() for item in found])


def nearest(text: str, source: Folded, quote: str) -> Passage | None:
    """The passage most like the quote; None where nothing is similar."""
    wanted = fold(quote)
    tokens = _tokens(wanted.chars, 0, len(wanted.chars))
    if not tokens.words or not source.chars:
        return None
    length = len(wanted.chars)
    best: tuple[float, list[tuple[str, int, int, int, int]], _Tokens] | None = None
    for offset in _offsets(source.chars, wanted.chars, tokens):
        slack = length // 2 + 80
        window = _tokens(source.chars, offset - slack, offset + length + slack)
        steps, score = _aligned(tokens.words, window.words)
        if steps and (best is None or score > best[0]):
            best = score, steps, window
    if best is None or best[0] < SIMILAR:
        return None
    _, steps, window = best
    first, last = window.spans[steps[0][3]], window.spans[steps[-1][4] - 1]
    differences = tuple(_difference(step, quote, wanted, tokens, text, source, window) for step in steps)
    return Passage(source.starts[first[0]], source.ends[last[1] - 1], differences)


def _offsets(text: str, quote: str, tokens: _Tokens) -> list[int]:
    """Where in the text the quote would begin, by the vote of its anchors; the best first."""
    bucket = max(24, len(quote) // 4)
    for size in (4, 2, 1):
        votes: Counter[int] = Counter()
        first: dict[int, int] = {}
        count = len(tokens.spans) - size + 1
        for number in range(0, count, max(1, -(-count // _ANCHORS))):
            start, end = tokens.spans[number][0], tokens.spans[number + size - 1][1]
            anchor = quote[start:end]
            at = text.find(anchor)
            for _ in range(_HITS):
                if at < 0:
                    break
                place = (at - start) // bucket
                first.setdefault(place, at - start)
                # Long words are rare words: they say more about a place.
                votes[place] += len(anchor)
                at = text.find(anchor, at + 1)
        if votes:
            joined = {place: votes[place] + votes.get(place + 1, 0) for place in votes}
            ranked = sorted(joined, key=lambda place: (-joined[place], place))
            return [first[place] for place in ranked[:_WINDOWS]]
    return []


def _aligned(quote: list[str], window: list[str]) -> tuple[list[tuple[str, int, int, int, int]], float]:
    """Steps from the quote to the part of the window that resembles it, and their similarity (0 to 1)."""
    low, high = 0, len(window)
    if len(quote) <= _ALIGNED and len(window) > len(quote):
        found = fuzz.partial_ratio_alignment(quote, window)
        if found is not None:
            slack = 3 + len(quote) // 10
            low, high = max(0, found.dest_start - slack), min(len(window), found.dest_end + slack)
    steps = [
        (step.tag, step.src_start, step.src_end, step.dest_start + low, step.dest_end + low)
        for step in Levenshtein.opcodes(quote, window[low:high])
    ]
    while steps and steps[0][0] == "insert":
        steps.pop(0)
    while steps and steps[-1][0] == "insert":
        steps.pop()
    if not any(step[0] == "equal" for step in steps):
        return [], 0.0
    return steps, Indel.normalized_similarity(quote, window[steps[0][3] : steps[-1][4]])


def _difference(
    step: tuple[str, int, int, int, int],
    quote: str,
    wanted: Folded,
    tokens: _Tokens,
    text: str,
    source: Folded,
    window: _Tokens,
) -> Difference:
    kind, first, last, low, high = step
    quoted = _words(quote, wanted, tokens.spans[first:last])
    found = _words(text, source, window.spans[low:high])
    if kind == "equal":
        return Difference(kind, quoted, found)
    return Difference(kind, quoted, found, flags(tokens.words[first:last] + window.words[low:high]))


def _words(text: str, folded: Folded, spans: list[tuple[int, int]]) -> str:
    return text[folded.starts[spans[0][0]] : folded.ends[spans[-1][1] - 1]] if spans else ""


def flags(words: list[str]) -> tuple[str, ...]:
    """What a reader must not overlook among changed words."""
    found = []
    lower = [word.lower() for word in words]
    if any(_DIGITS.search(word) for word in lower):
        found.append("digit")
    if any(_NEGATION.fullmatch(word) for word in lower):
        found.append("negation")
    if any(word[0].isupper() for word in words):
        found.append("name")
    if any(word in _UNITS for word in lower):
        found.append("unit")
    if any(word in _HEDGES for word in lower):
        found.append("hedge")
    return tuple(found)
