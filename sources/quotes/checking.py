"""The order in which the kinds are tried, from the strictest to the loosest.

    exact ─► normalised ─► edited ─► elided ─► substituted ─► near ─► absent

Each step takes the quote more loosely than the one before; the first that finds it is the verdict. Only the
steps up to elided verify, and none of them lets a word, a number, a name or a negation differ.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from sources.quotes import occurrences, parts, sentence
from sources.quotes.boundaries import directly_before, negation_in
from sources.quotes.context import Context, decided
from sources.quotes.folding import Composed, Folded, compose, fold, fold_source
from sources.quotes.nearest import Passage, nearest
from sources.quotes.occurrences import Chain
from sources.quotes.parts import Reading, is_long_enough
from sources.quotes.variants import latinised, simplified
from sources.quotes.verdict import LONG_GAP, OPERATIONS, Difference, Gap, Kind, Match

MAX_QUOTE = 10_000  # characters; a longer passage is a copy of the source, not a quote from it
MAX_SUBSTITUTED = 6  # words of the source that one pair of brackets may stand for
MAX_CANDIDATES = 50  # ranges listed where the place is undecided

TOO_SHORT = (
    "The quote is too short to mean one passage: give at least 3 words or 6 Chinese characters, "
    "or the words directly before and after it."
)
PART_TOO_SHORT = (
    "A part between two elisions is too short: it needs at least 3 words or 6 Chinese characters."
)
TOO_MANY_PARTS = f"The quote has more than {parts.MAX_PARTS} parts: quote them one by one."
OTHER_CONTEXT = "The words given before or after the quote are not those around it in the source."
BIDIRECTIONAL = "The quote contains an invisible control character that changes the direction of writing."
MIXED_SCRIPTS = "A word of the quote mixes letters of different scripts that look alike."
LOOK_ALIKE = "The source has the same words in letters of another script that look alike."
VARIANT = "The source has these words in the other form of Chinese characters (simplified or traditional)."
NOTHING_QUOTED = "The quote contains no words."

_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_MIXED = re.compile(r"[A-Za-z][^\W\d_]*[\u0370-\u052f]|[\u0370-\u052f][^\W\d_]*[A-Za-z]")


@dataclass(frozen=True)
class _Case:
    """One question: a composed text, a composed quote, the quote as typed, and its context."""

    text: Composed
    quote: str
    typed: str
    context: Context

    @property
    def folded(self) -> Folded:
        return fold_source(self.text.chars)


def locate(text: str, quote: str, *, prefix: str = "", suffix: str = "") -> Match:
    """Where the quote stands in the text, and how it differs; ranges are code points, end exclusive.

    `prefix` and `suffix` are words of the source directly before and after the quote. Raises ValueError for a
    quote over 10,000 characters. Never guesses: what is only similar is near, and near is not verified.
    """
    if len(quote) > MAX_QUOTE:
        raise ValueError(f"A quote has at most {MAX_QUOTE:,} characters; this one has {len(quote):,}.")
    case = _Case(compose(text), unicodedata.normalize("NFC", quote), quote, Context.of(prefix, suffix))
    if not any(char.isalnum() for char in case.quote):
        return Match(Kind.ABSENT, notes=(NOTHING_QUOTED,))
    refusals: set[str] = set()
    return (
        _exact(case, refusals)
        or _normalised(case, refusals)
        or _edited(case, refusals)
        or _elided(case, refusals)
        or _substituted(case)
        or _unverified(case, refusals)
    )


def _exact(case: _Case, refusals: set[str]) -> Match | None:
    found = occurrences.exact(case.text.chars, case.quote)
    refusals.update(found.refusals)
    return _verdict(case, Kind.EXACT, case.quote, [(place,) for place in found.places])


def _normalised(case: _Case, refusals: set[str]) -> Match | None:
    return _whole(case, Kind.NORMALISED, parts.readings(case.quote), refusals)


def _edited(case: _Case, refusals: set[str]) -> Match | None:
    edited = [edit for reading in parts.readings(case.quote) for edit in parts.edits(reading)]
    return _whole(case, Kind.EDITED, edited, refusals)


def _whole(case: _Case, kind: Kind, readings: Iterable[Reading], refusals: set[str]) -> Match | None:
    for reading in readings:
        found = occurrences.folded(case.text.chars, case.folded, reading.words)
        refusals.update(found.refusals)
        chains: list[Chain] = [(place,) for place in found.places]
        match = _verdict(case, kind, reading.words, chains, reading.operations)
        if match:
            return match
    return None


def _elided(case: _Case, refusals: set[str]) -> Match | None:
    for reading in _all_readings(case.quote):
        pieces = parts.split(reading.words)
        if pieces is None:
            continue
        if len(pieces.parts) > parts.MAX_PARTS:
            refusals.add(TOO_MANY_PARTS)
            continue
        if "…" in case.folded.chars:
            pieces = _with_literal_marks(case, pieces)
        if not all(is_long_enough(part) for part in pieces.parts):
            refusals.add(PART_TOO_SHORT)
            continue
        chains = _chains(case, pieces)
        match = _verdict(case, Kind.ELIDED, reading.words, chains, reading.operations)
        if match:
            return match
    return None


def _substituted(case: _Case) -> Match | None:
    for reading in _all_readings(case.quote):
        pieces = parts.split(reading.words, max_words=MAX_SUBSTITUTED)
        if (
            pieces is None
            or len(pieces.parts) > parts.MAX_PARTS
            or not is_long_enough(" ".join(pieces.parts))
        ):
            continue
        words = " ".join(pieces.parts)
        match = _verdict(case, Kind.SUBSTITUTED, words, _chains(case, pieces), reading.operations)
        if match:
            return match
    return None


def _all_readings(quote: str) -> list[Reading]:
    typed = parts.readings(quote)
    return typed + [edit for reading in typed for edit in parts.edits(reading)]


def _with_literal_marks(case: _Case, pieces: parts.Pieces) -> parts.Pieces:
    """Pieces rejoined where the source itself prints the mark: there it is quoted, it leaves nothing out."""
    words, limits, marks = [pieces.parts[0]], list[int | None](), list[str]()
    for part, limit, mark in zip(pieces.parts[1:], pieces.limits, pieces.marks, strict=True):
        joined = next(
            (
                candidate
                for gap in (" {} ", "{} ", "{}", " {}")
                if occurrences.folded(
                    case.text.chars, case.folded, candidate := words[-1] + gap.format(mark) + part
                ).places
            ),
            None,
        )
        if joined:
            words[-1] = joined
        else:
            words.append(part)
            limits.append(limit)
            marks.append(mark)
    return parts.Pieces(tuple(words), tuple(limits), tuple(marks))


def _chains(case: _Case, pieces: parts.Pieces) -> list[Chain]:
    text = case.text.chars
    found = [occurrences.folded(text, case.folded, part).places for part in pieces.parts]
    return occurrences.chains(text, found, list(pieces.limits)) if all(found) else []


def _verdict(
    case: _Case, kind: Kind, words: str, chains: list[Chain], operations: frozenset[str] = frozenset()
) -> Match | None:
    if not chains:
        return None
    text = case.text.chars
    spans = [(chain[0].start, chain[-1].end) for chain in chains]
    notes = _warnings(case.quote)
    if len(chains) >= occurrences.MAX_PLACES:
        notes.append(occurrences.MANY_PLACES)
    left, agrees = decided(text, spans, case.context)
    if case.context and not agrees:
        notes.append(OTHER_CONTEXT)
    chosen = chains[left[0]]
    if not is_long_enough(words) and not (len(left) == 1 and agrees and case.context.suffices_for(words)):
        return _too_short(case, chosen, notes)
    notes += _left_outside(text, chosen)
    ranges = _ranges(case.text, chosen)
    used = operations.union(*(place.operations for place in chosen)) | _composition(case, kind, ranges)
    gaps = tuple(
        Gap(after[0] - before[1], after[0] - before[1] > LONG_GAP) for before, after in pairwise(ranges)
    )
    if len(left) > 1 and kind is not Kind.SUBSTITUTED:
        kind, ranges = Kind.AMBIGUOUS, _candidates(case.text, [chains[number] for number in left])
    return Match(kind, ranges, tuple(sorted(used, key=list(OPERATIONS).index)), gaps, notes=tuple(notes))


def _left_outside(text: str, chosen: Chain) -> list[str]:
    """What a reader must know of the words around the quoted ones, and of those that it leaves out."""
    notes: list[str] = []
    before = negation_in(directly_before(text, chosen[0].start))
    if before:
        notes.append(f"Directly before the quoted words the source has “{before}”.")
    for one, other in pairwise(chosen):
        gap = text[one.end : other.start]
        if not any(char.isalnum() for char in gap):
            notes.append("An elision leaves nothing out.")
        elif len(gap) <= LONG_GAP:
            words = sentence.qualifiers(gap) or [word for word in [negation_in(gap)] if word]
            notes += [f"An elision leaves out “{word}”." for word in words]
        elif word := negation_in(directly_before(text, other.start)):
            notes.append(f"An elision leaves out “{word}”.")
    return notes + sentence.notes(text, chosen[0].start, chosen[-1].end, told=before)


def _composition(case: _Case, kind: Kind, ranges: tuple[tuple[int, int], ...]) -> frozenset[str]:
    needed = case.typed != case.quote
    if case.text.starts is not None and not needed:
        needed = any(case.text.changed(start, end) for start, end in ranges)
    if needed and kind is Kind.EXACT and case.text.raw[ranges[0][0] : ranges[0][1]] == case.typed:
        needed = False
    return frozenset({"nfc"}) if needed else frozenset()


def _too_short(case: _Case, chosen: Chain, notes: list[str]) -> Match:
    ranges = _ranges(case.text, chosen)
    start, end = ranges[0][0], ranges[-1][1]
    found = case.text.chars[chosen[0].start : chosen[-1].end]
    same = (Difference("equal", case.quote, found),)
    return Match(Kind.NEAR, ((start, end),), differences=same, notes=(TOO_SHORT, *notes))


def _ranges(text: Composed, chain: Chain) -> tuple[tuple[int, int], ...]:
    return tuple(text.original(place.start, place.end) for place in chain)


def _candidates(text: Composed, chains: list[Chain]) -> tuple[tuple[int, int], ...]:
    """Ranges of the candidates in ascending order; one that overlaps the candidate before it is left out."""
    listed: list[tuple[int, int]] = []
    for chain in chains[:MAX_CANDIDATES]:
        if not listed or text.original(chain[0].start, chain[0].end)[0] >= listed[-1][1]:
            listed.extend(_ranges(text, chain))
    return tuple(listed)


def _unverified(case: _Case, refusals: set[str]) -> Match:
    notes = sorted(refusals) + _warnings(case.quote)
    passage, reason = _variant(case)
    if passage is None:
        passage, reason = nearest(case.text.chars, case.folded, case.quote), None
    if reason:
        notes.append(reason)
    if passage is None:
        return Match(Kind.ABSENT, notes=tuple(notes))
    ranges = (case.text.original(passage.start, passage.end),)
    return Match(Kind.NEAR, ranges, differences=passage.differences, notes=tuple(notes))


def _variant(case: _Case) -> tuple[Passage | None, str | None]:
    """The passage that differs only in the form of its characters: reported, never folded away."""
    text, quote = case.text.chars, case.quote
    for convert, note in ((simplified, VARIANT), (latinised, LOOK_ALIKE)):
        other, wanted = convert(text), convert(quote)
        if other == text and wanted == quote:
            continue
        # The conversions keep the length, so places in the converted text are places in the text.
        found = occurrences.folded(other, fold(other), wanted.strip()).places
        if found:
            start, end = found[0].start, found[0].end
            return Passage(start, end, (Difference("replace", quote, text[start:end]),)), note
    return None, None


def _warnings(quote: str) -> list[str]:
    found = [BIDIRECTIONAL] if _BIDI.search(quote) else []
    return found + ([MIXED_SCRIPTS] if _MIXED.search(quote) else [])
