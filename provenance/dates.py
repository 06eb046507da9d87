"""Dates as sources give them: EDTF (ISO 8601-2) strings with the days they span."""

import time
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from edtf import EDTFParseException, parse_edtf


class BadDate(ValueError):
    def __init__(self, text: str) -> None:
        super().__init__(
            f"“{text}” is not a date in EDTF. "
            "Write 2018, 2018-11, 2018-11-14, 2018-09/2018-10, 2015/.. or 2020?"
        )
        self.text = text


@dataclass(frozen=True)
class Span:
    """An EDTF date and the first and last day it may mean; None where it is open or empty."""

    text: str
    earliest: date | None
    latest: date | None


NO_DATE = Span("", None, None)


@lru_cache(maxsize=4096)  # the grammar takes 10 ms a date, and a claim's date is read again at each step
def parse(text: str) -> Span:
    """The span of an EDTF date; empty text is no date. Raises BadDate; prose is never guessed from."""
    text = text.strip()
    if not text:
        return NO_DATE
    # The package reads "/2024" as an interval with a bound of its own invention.
    if text.startswith("/") or text.endswith("/") or len(text) > 60:
        raise BadDate(text)
    try:
        parsed = parse_edtf(text)
        span = Span(text, _day(parsed.lower_strict()), _day(parsed.upper_strict()))
    except (EDTFParseException, ValueError, AttributeError, TypeError, OverflowError):
        raise BadDate(text) from None
    if span.earliest and span.latest and span.latest < span.earliest:
        raise BadDate(text)  # the package takes an interval that ends before it begins
    return span


def _day(moment: time.struct_time | float) -> date | None:
    if isinstance(moment, float):  # an open end is an infinity there
        return None
    return date(moment.tm_year, moment.tm_mon, moment.tm_mday)
