"""The one door through which text from outside becomes HTML of ours.

Everything that comes in is hostile. `highlight` and `visible_marks` take text and escape every piece of
it. `reader_html` takes HTML and goes three ways to be safe: it rebuilds a small tree of its own from what
the parser saw, lets bleach clean that, and holds every link against a rule of its own. bleach has had its
last release, so another sanitiser can take its place in `_cleaned` without any other change.
"""

import math
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urljoin

import bleach
from django.utils.html import escape
from django.utils.safestring import SafeString
from lxml import etree, html

Range = tuple[int, int]  # code points, end exclusive

MAX_SOURCE = 2_000_000  # characters of HTML; beyond it bleach takes minutes
MAX_DEPTH = 100  # levels; bleach is quadratic on nesting
MAX_CHILDREN = 1_000  # elements inside one other, such as rows of a table; the rest is unwrapped
_BATCH = 300  # pieces cleaned at once
# With their content: what runs, what draws, what sends, and what is not read.
DROPPED = frozenset(
    {
        "applet",
        "audio",
        "base",
        "button",
        "canvas",
        "embed",
        "form",
        "frame",
        "frameset",
        "iframe",
        "input",
        "link",
        "math",
        "meta",
        "noembed",
        "noframes",
        "noscript",
        "object",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
        "video",
    }
)
ALLOWED = frozenset(
    {
        "a",
        "blockquote",
        "br",
        "caption",
        "code",
        "em",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "rt",
        "ruby",
        "strong",
        "sub",
        "sup",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    }
)
ATTRIBUTES = ("lang", "dir")
LINK_REL = "noopener noreferrer nofollow ugc"
_RENAMED = {"b": "strong", "i": "em", "cite": "em", "tt": "code", "kbd": "code", "samp": "code"}
_EMPTY = frozenset({"br", "hr"})
_BLOCKS = frozenset(
    {
        "address",
        "article",
        "aside",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "footer",
        "header",
        "main",
        "nav",
        "section",
        "summary",
    }
)
_TEXT_LEVEL = frozenset(
    {
        "a",
        "code",
        "em",
        "rt",
        "ruby",
        "strong",
        "sub",
        "sup",
    }
)
_LINK = re.compile(
    r"https?://[^\s\x00-\x20\x7f-\x9f<>\"'`\\\u200b-\u200f\u202a-\u202e\u2066-\u2069]+", re.IGNORECASE
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}", re.ASCII)
_DIRECTION = re.compile(r"ltr|rtl|auto", re.ASCII)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Bidirectional controls, characters without a shape, and letters that are blank.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
    # Joiners are part of the spelling in many scripts and in emoji, and of none in ASCII.
    "|(?<=[\x00-\x7f])[\u200c\u200d]|(?<![\\s\\S])[\u200c\u200d]"
)
_CUT = "The page goes on; this view ends after 2 million characters."


def plain(text: str) -> str:
    """`text` without control characters (tab and line ends stay), for a place that takes no markup."""
    return _CONTROL.sub("", text)


def visible_marks(text: str) -> SafeString:
    """`text` escaped, with each bidirectional control and invisible character replaced by a visible mark."""
    return SafeString(_UNSEEN.sub(_shown_mark, escape(plain(text))))


def highlight(
    text: str,
    ranges: Sequence[Range] = (),
    *,
    hidden: Sequence[Range] = (),
    pages: Sequence[tuple[int, str]] = (),
) -> SafeString:
    """The reader view of an extracted text: one paragraph a line, the n-th range in `<mark id="qn">`.

    Without its tags the result is `text`, code point by code point, except that what HTML cannot hold
    (NUL, lone surrogates) stands as U+FFFD. A range that goes over several lines is marked in each, and
    only its first mark bears the id. `hidden` is marked as such, `pages` become anchors `page-n`. Raises
    ValueError for a range that does not lie in the text.
    """
    for start, end in (*ranges, *hidden):
        if not 0 <= start <= end <= len(text):
            raise ValueError(f"The range {start} to {end} does not lie in a text of {len(text)} characters.")
    edges = {position for pair in (*ranges, *hidden) for position in pair}
    cuts = sorted(edges | {start for start, _ in pages})
    anchors: dict[int, list[str]] = {}
    for number, (start, label) in enumerate(pages, 1):
        anchor = f'<a id="page-{number}" class="page" data-page="{escape(plain(label))}"></a>'
        anchors.setdefault(start, []).append(anchor)
    marked: set[int] = set()
    lines, position = [], 0
    for line in text.split("\n"):
        end = position + len(line)
        inner = cuts[bisect_right(cuts, position) : bisect_left(cuts, end)]
        bounds = [position, *inner, end]
        pieces: list[str] = []
        for start, stop in pairwise(bounds):
            pieces.extend(anchors.pop(start, ()))
            if start < stop:
                pieces.append(_piece(text, start, stop, ranges, hidden, marked))
        pieces.extend(anchors.pop(end, ()))
        lines.append(f"<p>{''.join(pieces)}</p>" if pieces else "")
        position = end + 1
    return SafeString("\n".join(lines))


def reader_html(source: str, *, base_url: str = "") -> SafeString:
    """A harmless, readable rendering of an HTML page or fragment: text, structure and outward links only.

    Relative links are resolved against `base_url`. May take seconds: call it in the background, with a
    deadline, and serve the result only under a sandboxing content security policy.
    """
    root = _parsed(source[:MAX_SOURCE])
    ours = etree.Element("div")
    if root is not None:
        _rebuild(root, ours, base_url)
    if len(source) > MAX_SOURCE:
        etree.SubElement(ours, "p").text = _CUT
    pieces: list[str] = [escape(ours.text or "")]
    pieces.extend(etree.tostring(child, encoding="unicode", method="html") for child in ours)
    # bleach is quadratic on siblings too; every piece of ours is whole, so they can be cleaned in batches.
    batches = ("".join(pieces[start : start + _BATCH]) for start in range(0, len(pieces), _BATCH))
    return SafeString("".join(_cleaned(batch) for batch in batches))


def _piece(
    text: str, start: int, end: int, ranges: Sequence[Range], hidden: Sequence[Range], marked: set[int]
) -> str:
    piece = _exact(text[start:end])
    for number in reversed(range(len(ranges))):
        first, last = ranges[number]
        if first <= start and end <= last:
            label = f'data-quote="q{number + 1}"' if number in marked else f'id="q{number + 1}"'
            marked.add(number)
            piece = f"<mark {label}>{piece}</mark>"
    if any(first <= start and end <= last for first, last in hidden):
        piece = f'<span class="hidden-text" title="The page does not show this text.">{piece}</span>'
    return piece


def _exact(text: str) -> str:
    escaped = escape(re.sub("[\x00\ud800-\udfff]", "\ufffd", text))
    # A bare return would be read back as a line end.
    return _UNSEEN.sub(_kept_mark, escaped).replace("\r", "&#13;")


def _shown_mark(match: re.Match[str]) -> str:
    return f'<span class="unseen" title="{_character_name(match[0])}">[U+{ord(match[0]):04X}]</span>'


def _kept_mark(match: re.Match[str]) -> str:
    # <bdi> ends what a bidirectional control would do to the text after it; the style sheet shows the mark.
    code = f"U+{ord(match[0]):04X}"
    return f'<bdi class="unseen" data-mark="{code}" title="{_character_name(match[0])}">{match[0]}</bdi>'


def _character_name(char: str) -> str:
    return unicodedata.name(char, "unnamed character").lower()


def _parsed(source: str) -> html.HtmlElement | None:
    encoded = source.encode("utf-8", errors="replace")
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(encoded, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None


@dataclass
class _Place:
    """An element of ours that is being filled."""

    element: etree._Element
    room: float
    last: etree._Element | None = None  # len(element) and element[-1] would count all children each time

    def add(self, tag: str, attributes: Mapping[str, str] | None = None) -> etree._Element:
        self.room -= 1
        self.last = etree.SubElement(self.element, tag, dict(attributes or {}))
        return self.last

    def write(self, text: str | None) -> None:
        safe = _CONTROL.sub("\ufffd", text or "")
        if self.last is None:
            self.element.text = (self.element.text or "") + safe
        else:
            self.last.tail = (self.last.tail or "") + safe

    def break_line(self) -> None:
        """Keep the text of an unwrapped block from running into its neighbours'."""
        before = self.element.text if self.last is None else self.last.tail
        if (before or "").strip() or (self.last is not None and self.last.tag in _TEXT_LEVEL):
            if self.room > 0:
                self.add("br")
            else:
                self.write(" ")


def _rebuild(root: html.HtmlElement, ours: etree._Element, base_url: str) -> None:
    """Copy what is allowed from the parsed page below `ours`; what is not is left out or unwrapped.

    Goes by events, not by recursion, and stops nesting at MAX_DEPTH: deeper elements are unwrapped.
    """
    places = [_Place(ours, room=math.inf)]
    dropped = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in DROPPED:
            dropped += 1 if event == "start" else -1
        if event == "start":
            place = places[-1]
            places.append(place if dropped else _entered(element, place, len(places), base_url))
            if not dropped:
                places[-1].write(element.text)
            continue
        places.pop()
        if not dropped:
            if element.tag in _BLOCKS:
                places[-1].break_line()
            places[-1].write(element.tail)


def _entered(element: html.HtmlElement, place: _Place, depth: int, base_url: str) -> _Place:
    """The place for the content of `element`: a new element of ours, or where we are."""
    tag = _RENAMED.get(element.tag, element.tag)
    if tag in _BLOCKS:
        place.break_line()
    if tag in ALLOWED and tag not in _TEXT_LEVEL and (depth > MAX_DEPTH or place.room <= 0):
        place.break_line()
        return place
    if tag not in ALLOWED or depth > MAX_DEPTH or place.room <= 0:
        return place
    attributes = _attributes(element, tag, base_url)
    if tag == "a" and "href" not in attributes:
        return place
    made = place.add(tag, attributes)
    return place if tag in _EMPTY else _Place(made, room=MAX_CHILDREN)


def _attributes(element: html.HtmlElement, tag: str, base_url: str) -> dict[str, str]:
    values = {name: (element.get(name) or "").strip() for name in ATTRIBUTES}
    kept = {name: value for name, value in values.items() if _may_stay(tag, name, value)}
    if tag == "a":
        target = _target(element.get("href") or "", base_url)
        if _may_stay(tag, "href", target):
            kept |= {"href": target, "rel": LINK_REL}
    return kept


def _target(reference: str, base_url: str) -> str:
    try:
        return urljoin(base_url, reference.strip()[:2_000])
    except ValueError:
        return ""


def _may_stay(tag: str, name: str, value: str) -> bool:
    """The rule for every attribute, asked when the tree is built and again by bleach."""
    if name == "lang":
        return _LANGUAGE.fullmatch(value) is not None
    if name == "dir":
        return _DIRECTION.fullmatch(value) is not None
    if tag == "a" and name == "href":
        return _LINK.fullmatch(value) is not None
    return tag == "a" and name == "rel" and value == LINK_REL


def _cleaned(source: str) -> str:
    return bleach.clean(source, tags=ALLOWED, attributes=_may_stay, protocols=["http", "https"], strip=True)
