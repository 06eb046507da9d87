"""Values as pages write them, made into the forms of a bibliography: dates, names, languages, lines."""

import html
import re
import unicodedata
from datetime import date
from email.utils import parsedate

Name = dict[str, str]  # a CSL name: family and given, or literal

MAX_AUTHORS = 50
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}", re.ASCII)
_ISO_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:(?:T|[ ]+)\d{1,2}:.*)?", re.ASCII)
_COMPACT_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)(?:(?:\d{4}|\d{6})(?:[Z+-].{0,8})?)?", re.ASCII)
_CHINESE_DATE = re.compile(r"(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})日)?)?(?:[ \t]*[\d:时分秒]+)?")
_SPACE = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
HAN = re.compile("[\u3400-\u9fff]")
OTHER_EAST_ASIAN = re.compile("[\u3040-\u30ff\uac00-\ud7af]")
_BYLINE = re.compile(r"^(?:by|von|par|por|记者|作者)[ :：]+", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[;；、]\s*")
_AND = re.compile(r"\s*(?:[;；、&]|\band\b)\s*")
_OFFICE = re.compile(
    r"\b(?:staff|news|agency|press|team|desk|office|ministry|institute|university|editors?|editorial|group|inc"
    r"|ltd|corp|company|bureau|department|council|committee|centre|center|reuters|the|of|for)\b",
    re.IGNORECASE,
)


def edtf(text: str) -> str:
    """An EDTF date for a date written in an unambiguous way, to the day at most; else empty.

    The day is the one printed, in its own time zone. 3/4/2018 is refused: it has two readings.
    """
    text = text.strip()[:80]
    for pattern in (_COMPACT_DATE, _ISO_DATE, _CHINESE_DATE):
        if match := pattern.fullmatch(text):
            return _calendar_date(*(int(part) if part else 0 for part in match.groups()))
    written = parsedate(text) if "," in text and ":" in text else None
    return _calendar_date(*written[:3]) if written else ""


def names(text: str) -> list[Name]:
    """CSL names from a byline: `Family, Given`, `Given Family`, several of them, or a body's name.

    Names in Chinese characters and names of bodies stay whole.
    """
    text = _BYLINE.sub("", line(text, 1_000), count=1)
    if re.match(r"(?i)https?://|www\.|@", text):
        return []
    # "Ministry of Science and Technology" is one author.
    people = [part for part in (_BETWEEN if _OFFICE.search(text) else _AND).split(text) if part]
    if len(people) == 1 and text.count(",") and " " in text.partition(",")[0].strip():
        people = text.split(",")
    return [name for person in people[:MAX_AUTHORS] if (name := _name(person.strip(" ,，")))]


def _name(text: str) -> Name | None:
    if not text:
        return None
    family, comma, given = (part.strip() for part in text.partition(","))
    if comma and given and not _OFFICE.search(text):
        return {"family": family, "given": given}
    words = text.split(" ")
    if HAN.search(text) or _OFFICE.search(text) or not 2 <= len(words) <= 3 or text.isupper():
        return {"literal": text}
    return {"family": words[-1], "given": " ".join(words[:-1])}


def first_text(raw: object) -> str:
    """The text of a value as linked data nests it: the first of a list, the name of an object."""
    for _ in range(4):
        if isinstance(raw, list):
            raw = raw[0] if raw else ""
        elif isinstance(raw, dict):
            raw = raw.get("name") or raw.get("@value") or raw.get("value") or raw.get("alternateName") or ""
    if isinstance(raw, int) and not isinstance(raw, bool) and raw.bit_length() < 64:
        return str(raw)
    return raw if isinstance(raw, str) else ""


def line(text: str, limit: int) -> str:
    """One line in NFC: character references resolved once, blanks folded, no control characters."""
    plain = _CONTROL.sub("", html.unescape(text[: limit * 4]))
    return unicodedata.normalize("NFC", _SPACE.sub(" ", plain).strip())[:limit]


def language(text: str) -> str:
    """A BCP 47 tag in its usual spelling, the first of several; empty if it is none."""
    tag = text.partition(",")[0].strip().replace("_", "-")
    if not _LANGUAGE.fullmatch(tag):
        return ""
    first, *rest = tag.split("-")
    return "-".join([first.lower(), *(part.title() if len(part) == 4 else part.upper() for part in rest)])


def _calendar_date(year: int, month: int, day: int) -> str:
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return ""
    if not 1000 <= year < 3000:
        return ""
    return f"{year}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if month and day else "")
