"""What a quote check answers: the kinds, the named operations and the frozen values.

The kinds and their meaning are the table "Quote verdicts" of the evidence rules. A verdict is reproducible
from the text, the quote, its context and `RULES_VERSION`.
"""

from dataclasses import dataclass
from enum import StrEnum

RULES_VERSION = "quotes/1"

OPERATIONS: dict[str, str] = {
    "nfc": "Letters with accents are compared in their composed form (Unicode NFC).",
    "white-space": "Any run of white space counts as one space, and as none beside a Chinese character.",
    "quotation-marks": "All forms of quotation marks and apostrophes count as one.",
    "dashes": "Hyphens and dashes of any length count as one, with or without space around a dash.",
    "ellipsis-mark": "The single mark … and three or more dots count as one.",
    "soft-hyphen": "Soft hyphens, which are invisible except at a line end, are left out.",
    "zero-width": "Zero-width spaces and joiners are left out.",
    "ligature": "The printed ligatures ff, fi, fl, ffi, ffl, ft and st count as their letters.",
    "full-width": "Full-width letters, digits and Chinese punctuation count as their ASCII forms.",
    "ruby": "A reading printed beside Chinese characters in the source may be left out.",
    "footnote-mark": "A raised or bracketed note number in the source may be left out.",
    "line-end-hyphen": "A word that the source breaks with a hyphen at a line end is joined.",
    "outer-quotation-marks": "The quotation marks that the writer put around the quote are left out.",
    "sic": "The writer's remark [sic] is left out.",
    "bracketed-initial": "A bracketed first letter stands for that letter, large or small.",
}

LONG_GAP = 1500  # characters; an elision longer than a page is shown to a person


class Kind(StrEnum):
    """How a quote stands in a text. The caller, who knows the snapshot, adds hidden and no-text."""

    EXACT = "exact"
    NORMALISED = "normalised"
    ELIDED = "elided"
    EDITED = "edited"
    SUBSTITUTED = "substituted"
    AMBIGUOUS = "ambiguous"
    NEAR = "near"
    ABSENT = "absent"
    HIDDEN = "hidden"
    NO_TEXT = "no-text"

    @property
    def verified(self) -> bool:
        return self in VERIFIED


VERIFIED = frozenset({Kind.EXACT, Kind.NORMALISED, Kind.ELIDED, Kind.EDITED, Kind.AMBIGUOUS})


@dataclass(frozen=True)
class Gap:
    """Characters of the source that an elision leaves out; `long` when a person must look at it."""

    length: int
    long: bool


@dataclass(frozen=True)
class Difference:
    """One step from the quote to the nearest passage.

    `kind` is equal, replace, insert (only the source has it) or delete (only the quote has it);
    `flags` name what a reader must not overlook: digit, negation, name, unit, hedge.
    """

    kind: str
    quoted: str
    found: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """The answer of `locate`.

    `ranges` are code points of the text as it was given, end exclusive, ascending: one for each quoted part,
    one for each candidate where the place is ambiguous, the nearest passage where the quote is only near.
    """

    kind: Kind
    ranges: tuple[tuple[int, int], ...] = ()
    operations: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    differences: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def verified(self) -> bool:
        return self.kind.verified
