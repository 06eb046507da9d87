"""What an extractor found: the text and what is known about stretches of it."""

from dataclasses import dataclass

Range = tuple[int, int]  # code points of the text, end exclusive


@dataclass(frozen=True)
class Extracted:
    """The text of a document. Every position counts code points of `text`.

    `hidden`: what a reader of the page cannot see. It stands after everything visible, so that an
    invisible word never interrupts a visible sentence.
    `asides`: ruby readings and raised note marks, which people leave out when they quote.
    `pages`: where each page begins and the label printed for it, for documents that have pages.
    `problems`: sentences that can be shown.
    """

    text: str
    hidden: tuple[Range, ...] = ()
    asides: tuple[Range, ...] = ()
    pages: tuple[tuple[int, str], ...] = ()
    extractor: str = "none/1"
    problems: tuple[str, ...] = ()
