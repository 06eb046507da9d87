"""Where the lines and boxes of a derivation picture go. Pure; the same derivations give the same picture."""

from collections.abc import Sequence
from dataclasses import dataclass, field

ROLES = {
    "cited": "cited here",
    "lead": "lead, not consulted",
    "origin": "origin",
    "unexamined": "lineage not examined",
}
BOX_WIDTH, BOX_HEIGHT = 232, 48  # user units of the drawing; a title of about 30 letters
COLUMN_GAP, ROW_GAP = 136, 16  # between columns stands the word for the derivation
TITLE_LENGTH = 30  # letters that fit into a box


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A node: a source. `role` is one of ROLES."""

    key: str
    title: str
    role: str
    href: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """An arrow: `source` `kind` `origin`, as in "ASPI 2019 relies on Reuters 2018"."""

    source: str
    origin: str
    kind: str
    confirmed_by: str = ""
    confirmed_on: object = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    work: Work
    x: int
    y: int
    width: int = BOX_WIDTH
    height: int = BOX_HEIGHT

    @property
    def text_x(self) -> int:
        return self.x + 12

    @property
    def title_y(self) -> int:
        return self.y + 20

    @property
    def role_y(self) -> int:
        return self.y + 37

    @property
    def role_word(self) -> str:
        return ROLES.get(self.work.role, self.work.role)

    @property
    def label(self) -> str:
        wide = sum(2 if ord(letter) > 0x2E7F else 1 for letter in self.work.title)
        if wide <= TITLE_LENGTH:
            return self.work.title
        kept, used = "", 0
        for letter in self.work.title:
            used += 2 if ord(letter) > 0x2E7F else 1
            if used >= TITLE_LENGTH:
                break
            kept += letter
        return f"{kept.rstrip()}…"


@dataclass(frozen=True, slots=True)
class Arrow:
    derivation: Derivation
    path: str
    label_x: int
    label_y: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One derivation as it is read: source, kind, origin, and who confirmed it."""

    source: Work
    derivation: Derivation
    origin: Work


@dataclass(frozen=True, slots=True)
class Picture:
    boxes: Sequence[Box] = ()
    arrows: Sequence[Arrow] = ()
    sentences: Sequence[Sentence] = field(default=())
    alone: Sequence[Work] = ()
    width: int = 0
    height: int = 0


def drawn(works: Sequence[Work], derivations: Sequence[Derivation]) -> Picture:
    """Cited works at the left, what they go back to at the right, one column a step."""
    known = {work.key: work for work in works}
    arrows = [arrow for arrow in derivations if arrow.source in known and arrow.origin in known]
    column = _columns(known, arrows)
    boxes = _boxes(known, column)
    reach = max((box.x + box.width for box in boxes.values()), default=0)
    depth = max((box.y + box.height for box in boxes.values()), default=0)
    touched = {key for arrow in arrows for key in (arrow.source, arrow.origin)}
    return Picture(
        boxes=list(boxes.values()),
        arrows=[_arrow(arrow, boxes[arrow.source], boxes[arrow.origin]) for arrow in arrows],
        sentences=[Sentence(known[arrow.source], arrow, known[arrow.origin]) for arrow in arrows],
        alone=[work for work in works if work.key not in touched],
        width=reach + 1,
        height=depth + 1,
    )


def _columns(known: dict[str, Work], arrows: Sequence[Derivation]) -> dict[str, int]:
    """The longest way from a work that nothing derives from; a circle ends at its own length."""
    column = dict.fromkeys(known, 0)
    for _ in known:
        moved = False
        for arrow in arrows:
            if column[arrow.origin] <= column[arrow.source] and column[arrow.source] + 1 < len(known):
                column[arrow.origin] = column[arrow.source] + 1
                moved = True
        if not moved:
            break
    return column


def _boxes(known: dict[str, Work], column: dict[str, int]) -> dict[str, Box]:
    rows: dict[int, int] = {}
    boxes = {}
    for key, work in known.items():
        row = rows.get(column[key], 0)
        rows[column[key]] = row + 1
        boxes[key] = Box(work, column[key] * (BOX_WIDTH + COLUMN_GAP), row * (BOX_HEIGHT + ROW_GAP))
    return boxes


def _arrow(derivation: Derivation, source: Box, origin: Box) -> Arrow:
    x1, y1 = source.x + source.width, source.y + source.height // 2
    x2, y2 = origin.x - 2, origin.y + origin.height // 2
    bend = COLUMN_GAP // 2
    curve = f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"
    head = f"M{x2 - 6} {y2 - 4}L{x2} {y2}L{x2 - 6} {y2 + 4}"
    return Arrow(
        derivation, curve + head, origin.x - COLUMN_GAP // 2, (y1 + y2) // 2 - 6 if y1 == y2 else y2 - 6
    )
