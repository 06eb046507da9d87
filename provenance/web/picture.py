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
COLUMN_GAP, ROW_GAP = 176, 16
PORT_GAP = 18  # between two arrows at one box; the height of a line of text
LABEL_WIDTH = 92  # the level stretch of an arrow, on which its word stands
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

    def port(self, number: int, count: int) -> int:
        """The height at which the arrow `number` of `count` meets the box."""
        return self.y + self.height * (number + 1) // (count + 1)

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
    links = [
        one for one in derivations if one.source in known and one.origin in known and one.source != one.origin
    ]
    boxes = _boxes(known, _columns(known, links), links)
    touched = {key for one in links for key in (one.source, one.origin)}
    return Picture(
        boxes=list(boxes.values()),
        arrows=_arrows(boxes, links),
        sentences=[Sentence(known[one.source], one, known[one.origin]) for one in links],
        alone=[work for work in works if work.key not in touched],
        width=max((box.x + box.width for box in boxes.values()), default=0) + 1,
        height=max((box.y + box.height for box in boxes.values()), default=0) + 1,
    )


def _columns(known: dict[str, Work], links: Sequence[Derivation]) -> dict[str, int]:
    """The longest way from a work that nothing derives from; a circle ends at its own length."""
    column = dict.fromkeys(known, 0)
    for _ in known:
        moved = False
        for one in links:
            if column[one.origin] <= column[one.source] and column[one.source] + 1 < len(known):
                column[one.origin] = column[one.source] + 1
                moved = True
        if not moved:
            break
    return column


def _boxes(known: dict[str, Work], column: dict[str, int], links: Sequence[Derivation]) -> dict[str, Box]:
    """Each column from the top, ordered by the height of what leads to it, so that few arrows cross."""
    boxes: dict[str, Box] = {}
    for number in sorted(set(column.values())):
        here = [key for key in known if column[key] == number]
        above = {
            key: [boxes[one.source].y for one in links if one.origin == key and one.source in boxes]
            for key in here
        }
        here.sort(key=lambda key: sum(above[key]) / len(above[key]) if above[key] else 0)
        top = 0
        for key in here:
            ports = max(sum(one.source == key for one in links), sum(one.origin == key for one in links))
            height = max(BOX_HEIGHT, (ports + 1) * PORT_GAP)
            boxes[key] = Box(known[key], number * (BOX_WIDTH + COLUMN_GAP), top, height=height)
            top += height + ROW_GAP
    return boxes


def _arrows(boxes: dict[str, Box], links: Sequence[Derivation]) -> list[Arrow]:
    """Every arrow has its own place on the sides of its boxes, so that no word stands on another."""
    arrows = []
    for one in links:
        source, origin = boxes[one.source], boxes[one.origin]
        leaving = sorted(
            (other for other in links if other.source == one.source), key=lambda o: boxes[o.origin].y
        )
        arriving = sorted(
            (other for other in links if other.origin == one.origin), key=lambda o: boxes[o.source].y
        )
        y1 = source.port(leaving.index(one), len(leaving))
        y2 = origin.port(arriving.index(one), len(arriving))
        x1, x2 = source.x + source.width, origin.x - 2
        level = x1 + LABEL_WIDTH
        bend = (x2 - level) // 2
        line = f"M{x1} {y1}H{level}C{level + bend} {y1} {x2 - bend} {y2} {x2} {y2}"
        head = f"M{x2 - 6} {y2 - 4}L{x2} {y2}L{x2 - 6} {y2 + 4}"
        arrows.append(Arrow(one, line + head, x1 + 12, y1 + 4))
    return arrows
