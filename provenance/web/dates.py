"""EDTF dates (ISO 8601-2:2019, annex A) in words. Pure; the stored string is never changed."""

import re

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
DATE = re.compile(r"(?P<year>\d[\dX]{3})(?:-(?P<month>\d\d|XX))?(?:-(?P<day>\d\d|XX))?(?P<mark>[?~%]?)")
TIME = re.compile(r"(\d{4}-\d\d-\d\d)T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?")
OPEN = ("", "..")


def in_words(edtf: str) -> str:
    """`2018-09/2018-10` is "Sep–Oct 2018"; what this does not know is returned as it came, never guessed."""
    start, slash, end = edtf.strip().partition("/")
    if not slash:
        return _date(start) or edtf
    if start in OPEN and end in OPEN:
        return edtf
    if start in OPEN:
        return f"until {_date(end)}" if _date(end) else edtf
    if end in OPEN:
        return f"since {_date(start)}" if _date(start) else edtf
    if not (_date(start) and _date(end)):
        return edtf
    return _shared(start, end) or f"{_date(start)} – {_date(end)}"


def _date(edtf: str) -> str | None:
    """One date in words, or None when it is not one of the forms this knows."""
    timed = TIME.fullmatch(edtf)
    found = DATE.fullmatch(timed.group(1) if timed else edtf)
    if found is None:
        return None
    words = _day(_year(found["year"]), found["month"], found["day"])
    if words is None:
        return None
    about = "about " if found["mark"] in ("~", "%") else ""
    inferred = " (inferred)" if found["mark"] in ("?", "%") else ""
    return f"{about}{words}{inferred}"


def _year(year: str) -> str:
    if year.endswith("XX"):
        return f"between {year.replace('X', '0')} and {year.replace('X', '9')}"
    return f"{year[:3]}0s" if year.endswith("X") else year


def _day(year: str, month: str | None, day: str | None) -> str | None:
    if month is None:
        return year
    if month == "XX":
        return f"{year}, month unknown"
    if month in SEASONS:
        return f"{SEASONS[month]} {year}" if day is None else None
    if not 1 <= int(month) <= 12:
        return None
    name = f"{MONTHS[int(month) - 1]} {year}"
    if day is None:
        return name
    if day == "XX":
        return f"{name}, day unknown"
    return f"{int(day)} {name}" if 1 <= int(day) <= 31 else None


def _shared(start: str, end: str) -> str | None:
    """An interval that names what both ends share only once, or None where an end has a mark or a gap."""
    if not re.fullmatch(r"[\d-]+/[\d-]+", f"{start}/{end}") or len(start) != len(end):
        return None
    first, last = start.split("-"), end.split("-")
    if len(first) == 1:
        return f"{start}–{end}"
    if first[1] in SEASONS or last[1] in SEASONS or first[0] != last[0]:
        return None
    months = MONTHS[int(first[1]) - 1], MONTHS[int(last[1]) - 1]
    if len(first) == 2:
        return f"{months[0]}–{months[1]} {first[0]}"
    if months[0] == months[1]:
        return f"{int(first[2])}–{int(last[2])} {months[0]} {first[0]}"
    return f"{int(first[2])} {months[0]} – {int(last[2])} {months[1]} {first[0]}"
