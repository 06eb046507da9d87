"""The text of an HTML page: a walk over the whole tree that knows blocks, breaks and what is hidden.

Out of reach, because it needs a browser: what style sheets and scripts hide or show.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree, html

from sources.extract import charset as charsets
from sources.extract.extracted import Extracted
from sources.extract.writing import Writer

EXTRACTOR = "html-walk/1"
# With their content: none of it is text for a reader of the page.
DROPPED = frozenset(
    {
        "annotation",
        "annotation-xml",
        "base",
        "desc",
        "iframe",
        "link",
        "meta",
        "metadata",
        "noembed",
        "noframes",
        "script",
        "style",
        "template",
        "title",
    }
)
# Shown only by a program that cannot do better, or on demand.
FALLBACK = frozenset({"audio", "canvas", "datalist", "noscript", "object", "video"})
BLOCKS = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "listing",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "plaintext",
        "pre",
        "search",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
        "xmp",
    }
)
CELLS = frozenset({"td", "th"})
PREFORMATTED = frozenset({"listing", "plaintext", "pre", "textarea", "xmp"})
ASIDES = frozenset({"rp", "rt", "rtc"})
_NOTHING = r"(?:0+(?:\.0*)?|\.0+)(?![\d.])"
_HIDING = re.compile(
    r"(?:^|[;{\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|content-visibility\s*:\s*hidden"
    rf"|opacity\s*:\s*{_NOTHING}|font-size\s*:\s*{_NOTHING})",
    re.IGNORECASE,
)
_BREAKING = re.compile(
    r"(?:^|[;\s])display\s*:\s*(?:block|flex|grid|list-item|table|flow-root)\b", re.IGNORECASE
)
_CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_MAX_STYLE = 4_000  # characters of a style attribute that are looked at


@dataclass(frozen=True)
class _State:
    """What holds for the text inside an element."""

    dropped: bool = False
    hidden: bool = False
    aside: bool = False
    preformatted: bool = False
    closed: bool = False  # directly inside a closed <details>, waiting for its first <summary>
    outside: bool = False  # whether the closed <details> itself is hidden


def tree(data: bytes, charset: str | None = None) -> tuple[html.HtmlElement | None, tuple[str, ...]]:
    """The parsed page and what was wrong with it; None for a page without anything in it."""
    decoded = charsets.decode(data, charset, markup=True)
    # utf-8 is given from outside, so the parser does not look for a declaration of its own.
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    encoded = decoded.text.encode("utf-8", errors="replace")
    try:
        root = html.document_fromstring(encoded, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None, (*decoded.problems, "The page is empty or cannot be read.")
    problems = decoded.problems
    if any("RESOURCE_LIMIT" in error.type_name for error in parser.error_log):
        problems = (*problems, "The page is nested too deeply; what follows is not read.")
    return root, problems


def extract(data: bytes, charset: str | None = None) -> Extracted:
    """The whole visible text of a page, and after it what is in the page but not shown."""
    root, problems = tree(data, charset)
    if root is None:
        return Extracted("", extractor=EXTRACTOR, problems=problems)
    shown, unseen = Writer(), Writer()
    _walk(root, shown, unseen)
    text, asides = shown.finished()
    below, more = unseen.finished()
    if not below:
        return Extracted(text, asides=asides, extractor=EXTRACTOR, problems=problems)
    start = len(text) + 1 if text else 0
    return Extracted(
        f"{text}\n{below}" if text else below,
        hidden=((start, start + len(below)),),
        asides=(*asides, *((start + first, start + last) for first, last in more)),
        extractor=EXTRACTOR,
        problems=problems,
    )


def _walk(root: html.HtmlElement, shown: Writer, unseen: Writer) -> None:
    # By events and not by recursion: a page decides how deep it is nested.
    states = [_State()]
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        state = states[-1]
        if event == "start":
            inside = _inside(element, state)
            states.append(inside)
            _break_at_edge(element, inside, state, shown, unseen)
            _write(element.text, inside, shown, unseen)
            continue
        if event == "end":
            left = states.pop()
            state = states[-1]
            _break_at_edge(element, left, state, shown, unseen)
        _write(element.tail, state, shown, unseen)


def _write(text: str | None, state: _State, shown: Writer, unseen: Writer) -> None:
    if text and not state.dropped:
        writer = unseen if state.hidden else shown
        writer.write(text, aside=state.aside, preformatted=state.preformatted)


def _break_at_edge(
    element: html.HtmlElement, inside: _State, around: _State, shown: Writer, unseen: Writer
) -> None:
    if inside.hidden != around.hidden:
        unseen.break_with("\n")
    # What is not shown leaves no gap in its surroundings; a closed <details> still shows its summary.
    if not inside.hidden or inside.closed:
        _break_around(element, unseen if inside.closed and inside.outside else shown)
    elif around.hidden:
        _break_around(element, unseen)


def _break_around(element: html.HtmlElement, writer: Writer) -> None:
    if element.tag in BLOCKS or element.tag == "br":
        writer.break_with("\n")
    elif element.tag in CELLS:
        writer.break_with("\t")
    elif (style := element.get("style")) and _BREAKING.search(style[:_MAX_STYLE]):
        writer.break_with("\n")


def _inside(element: html.HtmlElement, around: _State) -> _State:
    tag = element.tag
    if tag in DROPPED:
        return replace(around, dropped=True)
    state = replace(around, closed=False) if around.closed else around
    if around.closed and tag == "summary" and _is_first_summary(element):
        state = replace(state, hidden=around.outside)
    if tag in PREFORMATTED:
        state = replace(state, preformatted=True)
    if tag in ASIDES or (tag == "sup" and _is_note_mark(element)) or element.get("role") == "doc-noteref":
        state = replace(state, aside=True)
    if tag in FALLBACK or _is_hidden(element):
        return replace(state, hidden=True)
    if tag == "details" and element.get("open") is None:
        return replace(state, hidden=True, closed=True, outside=state.hidden)
    return state


def _is_hidden(element: html.HtmlElement) -> bool:
    if element.get("hidden") is not None or (element.tag == "dialog" and element.get("open") is None):
        return True
    style = element.get("style")
    return bool(style and _HIDING.search(_CSS_COMMENT.sub("", style[:_MAX_STYLE])))


def _is_first_summary(element: html.HtmlElement) -> bool:
    return not any(True for _ in element.itersiblings("summary", preceding=True))


def _is_note_mark(element: html.HtmlElement) -> bool:
    # A raised number is a note mark if it is a link, and an exponent if it is not.
    return any(link.tag == "a" and "#" in (link.get("href") or "") for link in _nearest(element))


def _nearest(element: html.HtmlElement) -> Iterator[html.HtmlElement]:
    parent = element.getparent()
    if parent is not None:
        yield parent
    if len(element):
        yield element[0]
