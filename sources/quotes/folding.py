"""Folded text with a map back: the closed list of differences that do not change what was said.

`compose` brings a text to NFC, `fold` applies the other operations. Each remembers where every character
came from. Folding alone decides nothing: what it dropped or replaced is kept as events, and
`differing_operations` refuses pairs whose events say that the words differ ("resign", "re-sign").
"""

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af〇々"
KANA = "\u3041-\u3096\u309d-\u309f\u30a1-\u30ff\u3105-\u312f"
UNSPACED = HAN + KANA + "\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff"  # scripts that write no space between words
SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
DASHES = "\\-‐‑‒–−－—―─⸺⸻"
LONG_DASHES = "—―─⸺⸻"

SINGLE_MARKS = "'’‘‚‛‹›＇`´ʼ′"
DOUBLE_MARKS = '"“”„‟«»＂〝〞〟「」『』″'
ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u180e"
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"}
# An allow-list: NFKC would also turn ² into 2, ½ into 1/2 and ① into 1.
FULL_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "＂＇－"}
FULL_WIDTH |= {"。": ".", "〜": "~"}

# Raised digits after these are powers, not notes.
_UNITS = (
    "km cm mm dm nm um mi in ft yd kg mg lb oz hr min sec ms kw mw gw kwh hz khz mhz ghz pa kpa mpa ev kev "
    "mev gev tev mol db co so no nh ch sin cos tan log exp sq metre metres meter meters kilometre kilometres "
    "kilometer kilometers centimetre centimetres centimeter centimeters millimetre millimetres mile miles "
    "foot feet inch inches yard yards second seconds acre acres chi"
)
UNITS = frozenset(_UNITS.split())

_TOKEN = re.compile(
    rf"""(?P<line_end>(?<=[^\W\d_])[-‐\u00ad][^\S\n]{{0,40}}\n[^\S\n]{{0,40}}(?=[^\W\d_]))
    |(?P<dash>\s{{0,8}}(?:[{LONG_DASHES}]{{1,3}}|(?<![-\d])--{{1,2}}(?![-\d]))\s{{0,8}}
        |(?:\A|\s{{1,8}})[{DASHES}]\s{{1,8}}|[{DASHES}])
    |(?P<ellipsis>\.(?:\s?\.){{2}}|[…⋯]{{1,6}})
    |(?P<space>[ ]{{2,}}|[^\S ]\s*|[ ]\s+)
    |(?P<beside>[ ])
    |(?P<note>[{SUPERSCRIPTS}]{{1,3}}|\[\d{{1,3}}\])
    |(?P<ruby>(?<=[{HAN}])[(（](?!(?:で(?:は)?|じゃ)?(?:ない|なし|なく|なかった|ません|ぬ|ず)[)）])[\u3041-\u3096\u3105-\u312fー]{{1,20}}[)）]|\ufffa[^\ufffb]{{0,40}}\ufffb|\ufff9)
    |(?P<quotation>[{SINGLE_MARKS}{DOUBLE_MARKS}])
    |(?P<soft>\u00ad)|(?P<zero>[{ZERO_WIDTH}])
    |(?P<ligature>[ﬀ-ﬆ])
    |(?P<wide>[！-～。〜])""",
    re.VERBOSE,
)
# Where a token can begin. Most of a text is letters and single spaces between them: those are passed over.
_BEGINNING = re.compile(
    rf"[\s.…⋯(（\[\u00ad\ufff9\ufffaﬀ-ﬆ！-～。〜{DASHES}{SUPERSCRIPTS}{SINGLE_MARKS}{DOUBLE_MARKS}{ZERO_WIDTH}]"
    r"(?:(?<! )|(?=[^A-Za-z0-9])|(?<=[^A-Za-z0-9] ))"
)
_CHINESE = re.compile(f"[{HAN}{KANA}\u3001-\u303f\uff01-\uff5e]")
_PUNCTUATION = re.compile(r"[^\w\s]{0,3}$")
_PUNCTUATION_AHEAD = re.compile(r"[^\w\s]{0,3}")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)$")

HYPHEN = "hyphen"  # an event, not an operation: both sides must have it
LEFT_OUT = frozenset({"footnote-mark", "ruby"})  # a quote may leave these out, never add them


@dataclass(frozen=True)
class Event:
    """Something that folding replaced or dropped just before the folded character `index`."""

    index: int
    operation: str
    raw: str
    end: int
    dropped: bool


@dataclass(frozen=True)
class Folded:
    """Folded characters; `starts[i]:ends[i]` is where character i came from."""

    chars: str
    starts: "array[int]"
    ends: "array[int]"
    events: tuple[Event, ...]
    places: "array[int]"

    def between(self, start: int, end: int) -> dict[int, list[Event]]:
        """Events inside the folded range, by their place in it; not what was dropped at its two ends."""
        found: dict[int, list[Event]] = {}
        for event in self.events[bisect_left(self.places, start) : bisect_left(self.places, end)]:
            if not (event.dropped and event.index == start):
                found.setdefault(event.index - start, []).append(event)
        return found

    def replaced(self, start: int, end: int) -> int:
        """How many events there are inside the folded range."""
        return bisect_left(self.places, end) - bisect_left(self.places, start)

    def dropped_at(self, index: int) -> Iterator[Event]:
        for event in self.events[bisect_left(self.places, index) : bisect_left(self.places, index + 1)]:
            if event.dropped:
                yield event


@dataclass(frozen=True)
class Composed:
    """A text in NFC; `original` maps a range of it back to the text as it was given."""

    chars: str
    starts: "array[int] | None"
    raw: str

    def original(self, start: int, end: int) -> tuple[int, int]:
        if self.starts is None:
            return start, end
        return self.starts[start], self.starts[end]

    def changed(self, start: int, end: int) -> bool:
        """Whether this range of the text as it was given is not in NFC."""
        return not unicodedata.is_normalized("NFC", self.raw[start:end])


def compose(text: str) -> Composed:
    """The text in NFC, with its map back; linear in its length."""
    if unicodedata.is_normalized("NFC", text):
        return Composed(text, None, text)
    joining = {char for char in set(text) if ord(char) >= 0x300 and _joins(char)}
    out: list[str] = []
    starts = array("I")
    begin = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and text[end] in joining:
            continue
        cluster = unicodedata.normalize("NFC", text[begin:end])
        out.append(cluster)
        # All characters of a cluster begin where the cluster begins, so that no range cuts it in two.
        starts.extend([begin] * len(cluster))
        begin = end
    starts.append(len(text))
    return Composed("".join(out), starts, text)


def _joins(char: str) -> bool:
    """May compose with the character before it: marks, and the vowels and finals of Hangul."""
    return bool(re.match("[\u1161-\u1175\u11a8-\u11c2]", char)) or unicodedata.category(char)[0] == "M"


def is_note_mark(text: str, start: int, end: int) -> bool:
    """Whether the raised or bracketed number is a note: never after a digit, a unit or a bracket.

    It follows sentence punctuation, a closing quotation mark or a word; what follows is no letter or digit.
    """
    before, after = text[max(0, start - 40) : start], text[end : end + 1]
    if after and (after.isalnum() and not re.match(f"[{UNSPACED}]", after)):
        return False
    if before[-1:] in tuple("'’"):
        before = before[:-1]
    elif before[-1:] in tuple('.,;:!?"”»」』。，；：！？'):
        return before[-2:-1] not in ("", "(", "[")
    if re.search(f"[{HAN}{KANA}]$", before):
        return before[-1] not in "米里尺寸厘分秒方"
    word = _WORD_BEFORE.search(before)
    if word is None or word[0].lower() in UNITS:
        return False
    return len(word[0]) > 2 or (len(word[0]) == 2 and word[0].isupper())


def _note(text: str, start: int, end: int) -> tuple[str, str] | None:
    return ("", "footnote-mark") if is_note_mark(text, start, end) else None


def _space(text: str, start: int, end: int) -> tuple[str, str] | None:
    before, after = text[max(0, start - 4) : start], text[end : end + 4]
    if before.isascii() and after.isascii():
        return (" ", "white-space") if text[start:end] != " " else None
    left = before[: len(before) - len(_tail(before))][-1:]
    right = after[len(_head(after)) :][:1]
    # Between Latin words a space never vanishes: "the rapist" is not "therapist".
    if _CHINESE.search(left + right + before[-1:] + after[:1]):
        return "", "white-space"
    return (" ", "white-space") if text[start:end] != " " else None


def _tail(text: str) -> str:
    found = _PUNCTUATION.search(text)
    return found[0] if found else ""


def _head(text: str) -> str:
    found = _PUNCTUATION_AHEAD.match(text)
    return found[0] if found else ""


def _dash(text: str, start: int, end: int) -> tuple[str, str] | None:
    raw = text[start:end]
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    signed = after.isdigit() or (after in tuple("$€£¥") and text[end + 1 : end + 2].isdigit())
    if signed and not raw[-1].isspace() and (raw[0].isspace() or not before.isalnum()):
        return (" −" if raw[0].isspace() else "−"), "dashes"
    if before.isalpha() and after.islower():
        return "", HYPHEN
    return ("-", "dashes") if raw != "-" else None


def _line_end(text: str, start: int, end: int) -> tuple[str, str] | None:
    if text[end : end + 1].islower() or text[start] == "\u00ad":
        return "", "line-end-hyphen"
    return "-", "white-space"  # "US-" and "China" on two lines: the hyphen is the writer's own


def _quotation(text: str, start: int, end: int) -> tuple[str, str] | None:
    # After a digit " may be inches and ' feet: these stay apart.
    after_digit = start > 0 and text[start - 1].isdigit()
    mark = '"' if after_digit and text[start] in DOUBLE_MARKS else "'"
    return (mark, "quotation-marks") if text[start] != mark else None


def _wide(text: str, start: int, end: int) -> tuple[str, str] | None:
    char = text[start]
    # "1，200" is a list of two numbers, "1,200" is one number.
    if char in "，。" and start and text[start - 1] in "0123456789" and text[end : end + 1].isdigit():
        return None
    return (FULL_WIDTH[char], "full-width") if char in FULL_WIDTH else None


def _always(replacement: str, operation: str) -> Callable[[str, int, int], tuple[str, str] | None]:
    def rule(text: str, start: int, end: int) -> tuple[str, str] | None:
        return (replacement, operation) if text[start:end] != replacement else None

    return rule


_RULES: dict[str, Callable[[str, int, int], tuple[str, str] | None]] = {
    "line_end": _line_end,
    "dash": _dash,
    "ellipsis": _always("…", "ellipsis-mark"),
    "space": _space,
    "beside": _space,
    "note": _note,
    "ruby": _always("", "ruby"),
    "quotation": _quotation,
    "soft": _always("", "soft-hyphen"),
    "zero": _always("", "zero-width"),
    "ligature": lambda text, start, end: (LIGATURES[text[start]], "ligature"),
    "wide": _wide,
}


def _tokens(text: str) -> Iterator[re.Match[str]]:
    begin = _BEGINNING.search(text)
    while begin:
        found = _TOKEN.match(text, begin.start())
        if found:
            yield found
        begin = _BEGINNING.search(text, found.end() if found else begin.end())


def fold(text: str) -> Folded:
    """The folded form of a text in NFC; linear in its length."""
    out: list[str] = []
    starts, ends, places = array("I"), array("I"), array("I")
    events: list[Event] = []
    done = size = 0
    for found in _tokens(text):
        start, end = found.span()
        rule = _RULES[str(found.lastgroup)](text, start, end)
        if rule is None:
            continue
        replacement, operation = rule
        out += (text[done:start], replacement)
        starts.extend(range(done, start))
        ends.extend(range(done + 1, start + 1))
        size += start - done
        events.append(Event(size, operation, text[start:end], end, not replacement))
        places.append(size)
        starts.extend([start] * len(replacement))
        ends.extend([end] * len(replacement))
        size += len(replacement)
        done = end
    out.append(text[done:])
    starts.extend(range(done, len(text)))
    ends.extend(range(done + 1, len(text) + 1))
    return Folded("".join(out), starts, ends, tuple(events), places)


@lru_cache(maxsize=1)
def fold_source(text: str) -> Folded:
    """`fold`, remembered for the last text: an editor checks many quotes against one snapshot."""
    return fold(text)


def differing_operations(source: Folded, start: int, quote: Folded) -> set[str] | None:
    """The operations without which quote and source would differ here; None where the words themselves do."""
    ours = source.between(start, start + len(quote.chars))
    theirs = quote.between(0, len(quote.chars))
    needed = {event.operation for event in quote.dropped_at(0)}
    if needed & LEFT_OUT:
        return None
    for index in ours.keys() | theirs.keys():
        here = {(event.operation, event.raw) for event in ours.get(index, ())}
        there = {(event.operation, event.raw) for event in theirs.get(index, ())}
        if here == there:
            continue
        if any(pair[0] in LEFT_OUT and pair not in here for pair in there):
            return None
        step = _hyphens_agree(here, there)
        if step is None or _compound_and_dash(source, start, quote, index, here, there):
            return None
        needed |= step | {operation for operation, _ in here ^ there if operation != HYPHEN}
    return needed


def _compound_and_dash(
    source: Folded,
    start: int,
    quote: Folded,
    index: int,
    here: set[tuple[str, str]],
    there: set[tuple[str, str]],
) -> bool:
    """True where one side joins two words with a hyphen and the other parts them with a spaced dash."""
    raws = [next((raw for name, raw in side if name in (HYPHEN, "dashes")), "") for side in (here, there)]
    spaced = [raw[:1].isspace() or raw[-1:].isspace() for raw in raws]
    joined = raws[spaced.index(False)] if True in spaced and False in spaced else "—"
    # Without an event a folded "-" is the plain hyphen itself.
    if joined not in ("", "-", "‐", "‑"):
        return False
    chars = quote.chars
    beside = chars[index - 1 : index] + (
        chars[index + 1 : index + 2] if chars[index : index + 1] == "-" else chars[index : index + 1]
    )
    return len(beside) == 2 and beside.isalpha() and not _CHINESE.search(beside)


def _hyphens_agree(here: set[tuple[str, str]], there: set[tuple[str, str]]) -> set[str] | None:
    """None where only one side has a hyphen that no line end explains; else the operations it takes."""
    mine, yours = (next((raw for name, raw in side if name == HYPHEN), None) for side in (here, there))
    if mine is None and yours is None:
        return set()
    if mine is None or yours is None:
        other = here if mine is None else there
        return set() if any(name == "line-end-hyphen" for name, _ in other) else None
    needed = {"dashes"} if mine.strip() != yours.strip() else set()
    return needed | ({"white-space"} if mine != yours and not needed else set())
