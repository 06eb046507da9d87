"""Places of a passage in a text, exactly or after folding, and chains of places for a quote in parts."""

from collections.abc import Iterator
from dataclasses import dataclass

from sources.quotes.boundaries import splits
from sources.quotes.folding import LEFT_OUT, Folded, differing_operations, fold

MAX_PLACES = 400  # more places than this decide nothing for a person, and a hostile text has millions
MAX_TRIES = 5_000  # hits looked at in all, for texts where most hits stand inside words

MAX_COMPARED = 200_000  # replaced characters compared in all hits; about half a second

INSIDE_A_WORD = "These words are in the source only as a piece of a longer word, number or amount."
OTHER_HYPHENS = "The source has these letters with other hyphens, or without a note mark that the quote has."

MANY_PLACES = "The quote stands in the source more often than could be looked at."


@dataclass(frozen=True)
class Place:
    """A range of the composed text and the operations that were needed to find the passage there."""

    start: int
    end: int
    operations: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Found:
    """Places in ascending order, and why places that look alike were refused."""

    places: tuple[Place, ...] = ()
    refusals: tuple[str, ...] = ()


def _hits(text: str, wanted: str) -> Iterator[int]:
    at = text.find(wanted)
    for _ in range(MAX_TRIES):
        if at < 0:
            return
        yield at
        at = text.find(wanted, at + 1)


def exact(text: str, quote: str) -> Found:
    """Where the quote stands letter for letter, between word boundaries."""
    if not quote.strip():
        return Found()
    places: list[Place] = []
    refusals: set[str] = set()
    # White space that the quote carries at its edges is not judged.
    lead, trail = len(quote) - len(quote.lstrip()), len(quote) - len(quote.rstrip())
    for at in _hits(text, quote):
        end = at + len(quote)
        if splits(text, at + lead) or splits(text, end - trail):
            refusals.add(INSIDE_A_WORD)
            continue
        places.append(Place(at, end))
        if len(places) == MAX_PLACES:
            break
    return Found(tuple(places), tuple(sorted(refusals)))


def folded(text: str, source: Folded, quote: str) -> Found:
    """Where the quote stands after the closed list of operations, between word boundaries."""
    wanted = fold(quote.strip())
    if not wanted.chars.strip():
        return Found()
    places: list[Place] = []
    refusals: set[str] = set()
    compared = 0
    for at in _hits(source.chars, wanted.chars):
        if compared > MAX_COMPARED:
            refusals.add(MANY_PLACES)
            break
        compared += source.replaced(at, at + len(wanted.chars)) + len(wanted.events)
        place = _judged(text, source, at, wanted)
        if isinstance(place, str):
            refusals.add(place)
            continue
        places.append(place)
        if len(places) == MAX_PLACES:
            break
    return Found(tuple(places), tuple(sorted(refusals)))


def _judged(text: str, source: Folded, at: int, wanted: Folded) -> Place | str:
    last = at + len(wanted.chars)
    start, end = source.starts[at], source.ends[last - 1]
    # A cut through what folding made two letters of: "f" is not quoted from the ligature fi.
    if (at and source.ends[at - 1] > start) or (last < len(source.starts) and source.starts[last] < end):
        return INSIDE_A_WORD
    operations = differing_operations(source, at, wanted)
    if operations is None:
        return OTHER_HYPHENS
    following = list(source.dropped_at(last))
    for event in wanted.dropped_at(len(wanted.chars)):
        if event.operation not in LEFT_OUT:
            operations.add(event.operation)
            continue
        same = [ours.end for ours in following if (ours.operation, ours.raw) == (event.operation, event.raw)]
        if not same:
            return OTHER_HYPHENS
        end = same[0]
    if splits(text, start) or splits(text, end):
        return INSIDE_A_WORD
    return Place(start, end, frozenset(operations))


Chain = tuple[Place, ...]


def chains(text: str, parts: list[tuple[Place, ...]], limits: list[int | None]) -> list[Chain]:
    """The tightest ways to find the parts in order, none inside another, without overlap.

    `limits[i]` is the number of words that may stand between part i and part i + 1; None is any number.
    """
    found: list[Chain] = []
    pointers = [len(places) - 1 for places in parts]
    for last in reversed(parts[-1]):
        chain = _backwards(text, parts, limits, pointers, last)
        # An earlier end with the same beginning is the tighter chain: it takes the place of this one.
        if chain and found and chain[0].start == found[-1][0].start:
            found[-1] = chain
        elif chain:
            found.append(chain)
    return found[::-1]


def _backwards(
    text: str, parts: list[tuple[Place, ...]], limits: list[int | None], pointers: list[int], last: Place
) -> Chain | None:
    chain = [last]
    for number in range(len(parts) - 2, -1, -1):
        places = parts[number]
        # Ends are tried in descending order, so a pointer never has to move forward again: linear in all.
        while pointers[number] >= 0 and places[pointers[number]].end > chain[-1].start:
            pointers[number] -= 1
        if pointers[number] < 0:
            return None
        place, limit = places[pointers[number]], limits[number]
        if limit is not None and words_between(text, place.end, chain[-1].start) > limit:
            return None
        chain.append(place)
    return tuple(reversed(chain))


def words_between(text: str, start: int, end: int) -> int:
    """Words in the gap; two Chinese characters count as one. A gap too long for a few words is just many."""
    if end - start > 400:
        return end - start
    gap = text[start:end]
    wide = sum(1 for char in gap if "\u3400" <= char <= "\u9fff")
    return len(gap.split()) if not wide else (wide + 1) // 2
