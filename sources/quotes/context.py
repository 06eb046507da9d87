"""Which of several places is meant: the words given before and after the quote decide, or nobody does."""

import unicodedata
from dataclasses import dataclass

from sources.quotes.folding import fold
from sources.quotes.parts import is_long_enough

_LONGEST = 1000  # characters of context that are compared


@dataclass(frozen=True)
class Context:
    """Folded context without white space; empty where none was given."""

    before: str
    after: str
    words: str

    @classmethod
    def of(cls, prefix: str, suffix: str) -> "Context":
        prefix, suffix = prefix[-_LONGEST:], suffix[:_LONGEST]
        return cls(_squeezed(prefix), _squeezed(suffix), f"{prefix} {suffix}")

    def __bool__(self) -> bool:
        return bool(self.before or self.after)

    def suffices_for(self, words: str) -> bool:
        """Whether a short quote together with its context is long enough to mean one passage."""
        return bool(self) and is_long_enough(f"{words} {self.words}")


def _squeezed(text: str) -> str:
    return "".join(fold(unicodedata.normalize("NFC", text)).chars.split())


def decided(text: str, spans: list[tuple[int, int]], context: Context) -> tuple[list[int], bool]:
    """Numbers of the spans that the context leaves, and whether these have exactly it, after folding.

    One is left where the context decides, else all that are equally good.
    """
    everywhere = list(range(len(spans)))
    if not context:
        return everywhere, False
    around = _surroundings(text, spans, context)
    full = [
        number
        for number, (before, after) in enumerate(around)
        if before.endswith(context.before) and after.startswith(context.after)
    ]
    if full:
        return full, True
    scores = [
        _common(before[::-1], context.before[::-1]) + _common(after, context.after)
        for before, after in around
    ]
    best = max(scores)
    # Less than half of the context is chance: "the" stands before everything.
    if 2 * best < len(context.before) + len(context.after):
        return everywhere, False
    return [number for number, score in enumerate(scores) if score == best], False


def _surroundings(text: str, spans: list[tuple[int, int]], context: Context) -> list[tuple[str, str]]:
    before, after = 2 * len(context.before) + 40, 2 * len(context.after) + 40
    return [
        (
            _squeezed(text[max(0, start - before) : start]) if context.before else "",
            _squeezed(text[end : end + after]) if context.after else "",
        )
        for start, end in spans
    ]


def _common(one: str, other: str) -> int:
    size = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        size += 1
    return size
