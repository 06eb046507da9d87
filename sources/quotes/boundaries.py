"""Where a quote may begin and end: never inside a word, a number or a number with its unit.

"art" is not quoted from "party", nor "binding" from "non-binding", nor 12 from 3.12, 1,200 or 12 million.
"""

import re
import unicodedata

from sources.quotes.folding import SUPERSCRIPTS, UNSPACED, ZERO_WIDTH, is_note_mark

_WINDOW = 16  # characters on each side; the longest rule below needs fewer
_CUT = "\x00"  # stands at the place that is judged
_WORD = f"(?:(?![{UNSPACED}{SUPERSCRIPTS}])[^\\W_])"
_NUMERAL = r"(?:\d|[〇零一二三四五六七八九两兩十百千万亿兆萬億廿卅])"
_SCALE = (
    r"(?:%|‰|°|(?:percent|per\ cent|percentage|hundred|thousand|million|billion|trillion|dozen|bn|mn|m|k)\b"
    r"|[十百千万亿兆萬億倍])"
)
_NUMBER_WORD = (
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|hundred|thousand|million"
    r"|billion)"
)
_MONEY = "[$€£¥₩₽₹￥]"
_BOUND = "[<>≤≥≈±~～#№+=×^]"

_INSIDE = re.compile(
    rf"""{_WORD}{_CUT}{_WORD}
    |{_NUMERAL}{_CUT}{_NUMERAL}|\w{_CUT}[{SUPERSCRIPTS}]|[{SUPERSCRIPTS}]{_CUT}{_WORD}
    |{_WORD}{_CUT}['’ʼ‐‑–−&/_@-]{_WORD}|{_WORD}['’ʼ‐‑–−&/_@-]{_CUT}{_WORD}
    |{_WORD}-[^\S\n]*\n[^\S\n]*{_CUT}{_WORD}|{_WORD}{_CUT}-[^\S\n]*\n[^\S\n]*{_WORD}
    |\w{_CUT}_|_{_CUT}\w
    |{_WORD}{_CUT}[+\#]|\d{_CUT}[+*^]
    |\d{_CUT}[.,:．：]\d|[\d][,:．：]{_CUT}\d|[.．]{_CUT}\d
    |[^\W\d_]{_CUT}\.[^\W\d_A-Z]|[^\W\d_]\.{_CUT}[^\W\d_A-Z]
    |\b[A-Z]{_CUT}\.[A-Z]|\b[A-Z]\.{_CUT}[A-Z]
    |\d\s?{_CUT}\s?{_SCALE}|{_NUMBER_WORD}\s?{_CUT}\s?{_SCALE}
    |(?<!\d)\d{{1,3}}(?:\s{_CUT}|{_CUT}\s)\d{{3}}(?!\d)
    |\d(?:\s?[-‐‑‒–−—~～至到])\s?{_CUT}\d|\d{_CUT}\s?[-‐‑‒–−—~～至到]\s?\d
    |{_MONEY}\s?{_CUT}\s?\d|\d{_CUT}\s?{_MONEY}
    |{_BOUND}\s?{_CUT}\s?\d
    |(?:^|[^\w])[-‐‑‒–−－—]{_CUT}{_MONEY}?\d
    |第{_CUT}{_NUMERAL}|{_NUMERAL}点{_CUT}{_NUMERAL}|{_NUMERAL}{_CUT}点{_NUMERAL}""",
    re.VERBOSE,
)
_INVISIBLE = re.compile(f"[\u00ad{ZERO_WIDTH}{_CUT}]")
_LAST_WORD = re.compile(rf"(?:([{UNSPACED}])|([^\W\d_]+(?:['’][^\W\d_]+)?))\s*$")
_NEGATION = re.compile(
    r"\b(?i:not|no|never|cannot|without|neither|nor|none|nobody|nothing)\b|\b\w+n['’]t\b|[不没沒未无無非勿莫]"
)
_NOTE = re.compile(rf"[{SUPERSCRIPTS}]{{1,3}}")
_JOINED_BY_SOFT_HYPHEN = re.compile(r"\u00ad\s*$")


def splits(text: str, place: int) -> bool:
    """Whether cutting the text at this place would cut a word or a number in two."""
    if place <= 0 or place >= len(text):
        return False
    if unicodedata.category(text[place])[0] == "M":
        return True
    note = _NOTE.match(text, place)
    if note and is_note_mark(text, place, note.end()):
        return False
    left = text[max(0, place - 2 * _WINDOW) : place]
    if _JOINED_BY_SOFT_HYPHEN.search(left) and "\n" in left[-8:]:
        return True
    left = _INVISIBLE.sub("", left)[-_WINDOW:]
    right = _INVISIBLE.sub("", text[place : place + 2 * _WINDOW])[:_WINDOW]
    return _INSIDE.search(f"{left}{_CUT}{right}") is not None


def negation_in(words: str) -> str:
    """The first word of negation among these words; empty where there is none."""
    found = _NEGATION.search(words)
    return found[0] if found else ""


def directly_before(text: str, place: int) -> str:
    """The word, or the Chinese character, that stands directly before this place."""
    found = _LAST_WORD.search(text[max(0, place - 24) : place])
    return (found[1] or found[2]) if found else ""
