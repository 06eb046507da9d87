"""Quote to position in text: is what was quoted really there, and under which documented operations? Pure."""

from sources.quotes.checking import MAX_QUOTE, locate
from sources.quotes.verdict import LONG_GAP, OPERATIONS, RULES_VERSION, Difference, Gap, Kind, Match

__all__ = [
    "LONG_GAP",
    "MAX_QUOTE",
    "OPERATIONS",
    "RULES_VERSION",
    "Difference",
    "Gap",
    "Kind",
    "Match",
    "locate",
]
