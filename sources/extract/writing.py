"""Puts pieces of a page together as a browser would set them: white space folded, blocks apart, NFC."""

import re
import unicodedata

from sources.extract.extracted import Range

_SPACE = re.compile(r"[ \t\n\f\r]+")
_LINE_END = re.compile(r"\r\n?")
_RANK = {"": 0, " ": 1, "\t": 2, "\n": 3}


class Writer:
    """Collects text; the strongest break between two pieces wins, and none stands at either end."""

    def __init__(self) -> None:
        self._runs: list[tuple[list[str], bool]] = []
        self._pending = ""
        self._begun = False

    def break_with(self, separator: str) -> None:
        """Ask for a space, a tab or a line end before the next text."""
        if _RANK[separator] > _RANK[self._pending]:
            self._pending = separator

    def write(self, text: str, *, aside: bool = False, preformatted: bool = False) -> None:
        """Add text as it stands in the source of the page."""
        if preformatted:
            self._add(_LINE_END.sub("\n", text), aside)
            return
        folded = _SPACE.sub(" ", text)
        if folded.startswith(" "):
            self.break_with(" ")
        if words := folded.strip(" "):
            self._add(words, aside)
            if folded.endswith(" "):
                self.break_with(" ")

    def finished(self) -> tuple[str, tuple[Range, ...]]:
        """The text in NFC, and the ranges that were written as asides."""
        runs = ["".join(pieces) for pieces, _ in self._runs]
        _settle_marks(runs)
        position, asides = 0, []
        for number, (_, aside) in enumerate(self._runs):
            runs[number] = unicodedata.normalize("NFC", runs[number])
            end = position + len(runs[number])
            if aside and end > position:
                asides.append((position, end))
            position = end
        return "".join(runs), tuple(asides)

    def _add(self, text: str, aside: bool) -> None:
        if not text:
            return
        if self._begun and self._pending:
            self._append(self._pending, False)
        self._pending, self._begun = "", True
        self._append(text, aside)

    def _append(self, text: str, aside: bool) -> None:
        if not self._runs or self._runs[-1][1] != aside:
            self._runs.append(([], aside))
        self._runs[-1][0].append(text)


def _settle_marks(runs: list[str]) -> None:
    """Give marks that compose with the end of a run to that run: then NFC of each is NFC of the whole."""
    before = -1
    for number, run in enumerate(runs):
        count = 0
        while before >= 0 and count < len(run) and _joins(runs[before], run[count]):
            runs[before] += run[count]
            count += 1
        runs[number] = run[count:]
        if runs[number]:
            before = number


def _joins(text: str, char: str) -> bool:
    if unicodedata.combining(char):
        return True
    last = unicodedata.normalize("NFC", text[-3:])
    return len(unicodedata.normalize("NFC", last + char)) < len(last) + 1
