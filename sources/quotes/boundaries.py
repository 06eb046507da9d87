"""Where a quote may begin and end: never inside a word, a number or a number with its unit.

"art" is not quoted from "party", nor "binding" from "non-binding", nor 12 from 3.12, 1,200 or 12 million.
"""

import re
import unicodedata

from sources.quotes.folding import SINGLE_MARKS, SUPERSCRIPTS, UNSPACED, is_note_mark

_WINDOW = 16  # characters on each side; the longest rule below needs fewer
_INVISIBLE_RUN = 512  # a longer run of characters that nobody sees hides what stands beyond it
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
# After a number these belong to it: "5年" is no more quoted as "5" than "5 million" is.
_COUNTER = "[年月日号號时時分秒周天个個家名位台臺座条條项項份次米公平吨噸元美欧歐港人倍成度]"
_NEGATING = r"(?i:anti|non|un|counter|ex|pseudo|quasi)"
_MONEY = "[$€£¥₩₽₹￥]"
_BOUND = "[<>≤≥≈±~～#№+=×^]"

_INSIDE = re.compile(
    rf"""{_WORD}{_CUT}{_WORD}
    |{_NUMERAL}{_CUT}{_NUMERAL}|\w{_CUT}[{SUPERSCRIPTS}]|[{SUPERSCRIPTS}]{_CUT}{_WORD}
    |{_WORD}{_CUT}[{SINGLE_MARKS}‐‑–−&/_@-]{_WORD}|{_WORD}[{SINGLE_MARKS}‐‑–−&/_@-]{_CUT}{_WORD}
    |\b{_NEGATING}[—―]{_CUT}{_WORD}|\b{_NEGATING}{_CUT}[—―]{_WORD}|{_NUMERAL}\s?{_CUT}\s?{_COUNTER}
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
# Everything that Unicode lets a page leave unseen: soft hyphens, joiners, direction marks, selectors, tags.
_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff"
)
_INVISIBLE = re.compile(f"[{_UNSEEN}{_CUT}]")
_LAST_WORD = re.compile(rf"(?:([{UNSPACED}])|([^\W\d_]+(?:[{SINGLE_MARKS}][^\W\d_]+)?))\s*$")
_NEGATION = re.compile(
    rf"\b(?i:not|no|never|cannot|without|neither|nor|none|nobody|nothing)\b|\b\w+n[{SINGLE_MARKS}]t\b"
    "|[不没沒未无無非勿莫]"
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
    left = _seen(left)[-_WINDOW:] or _seen(text[max(0, place - _INVISIBLE_RUN) : place])[-_WINDOW:]
    right = text[place : place + 2 * _WINDOW]
    right = _seen(right)[:_WINDOW] or _seen(text[place : place + _INVISIBLE_RUN])[:_WINDOW]
    if (not left and place >= _INVISIBLE_RUN) or (not right and place + _INVISIBLE_RUN <= len(text)):
        return True
    return _INSIDE.search(f"{left}{_CUT}{right}") is not None


def _seen(text: str) -> str:
    return _INVISIBLE.sub("", text)


def negation_in(words: str) -> str:
    """The first word of negation among these words; empty where there is none."""
    found = _NEGATION.search(words)
    return found[0] if found else ""


def directly_before(text: str, place: int) -> str:
    """The word, or the Chinese character, that stands directly before this place."""
    found = _LAST_WORD.search(text[max(0, place - 24) : place])
    return (found[1] or found[2]) if found else ""
