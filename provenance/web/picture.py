"""Where the lines and boxes of a derivation picture go. Pure; the same derivations give the same picture."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

ROLES = {
    "cited": "cited here",
    "lead": "lead, not consulted",
    "origin": "origin",
    "unexamined": "lineage not examined",
}
BOX_WIDTH, BOX_HEIGHT = 212, 48  # user units of the drawing; one line of the title and the role
LINE_HEIGHT = 17
COLUMN_GAP, ROW_GAP = 132, 16
PORT_GAP = 18  # between two arrows at one box; the height of a line of text
LABEL_WIDTH = 86  # the level stretch of an arrow, on which its word stands
TITLE_LENGTH = 28  # letters that fit into a line of a box
TITLE_LINES = 2
CLOSING = frozenset(",.;:!?)]”’，。；：！？）》」、")  # may not begin a line
CHINESE = 0x2E7F  # from here on a character is as wide as two letters
TALL = 240  # more would push the evidence off the first screen

# A work, or the place where the arrow of that number passes through a column of other works.
Stop = str | tuple[int, int]


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
    def role_y(self) -> int:
        return self.y + 20 + LINE_HEIGHT * len(self.lines)

    @property
    def role_word(self) -> str:
        return ROLES.get(self.work.role, self.work.role)

    @property
    def lines(self) -> list[tuple[int, str]]:
        """The title in as many lines as there may be, each with its height."""
        return [(self.y + 20 + LINE_HEIGHT * n, line) for n, line in enumerate(_lines(self.work.title))]


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

    @property
    def tall(self) -> bool:
        return self.height > TALL


def drawn(works: Sequence[Work], derivations: Sequence[Derivation]) -> Picture:
    """Cited works at the left, what they go back to at the right, one column a step."""
    known = {work.key: work for work in works}
    links = [
        one for one in derivations if one.source in known and one.origin in known and one.source != one.origin
    ]
    column = _columns(known, links)
    ways = [_way(number, one, column) for number, one in enumerate(links)]
    places = _placed(known, column, ways)
    boxes = {stop: box for stop, box in places.items() if isinstance(stop, str)}
    touched = {key for one in links for key in (one.source, one.origin)}
    return Picture(
        boxes=list(boxes.values()),
        arrows=_arrows(places, links, ways),
        sentences=[Sentence(known[one.source], one, known[one.origin]) for one in links],
        alone=[work for work in works if work.key not in touched],
        width=max((box.x + box.width for box in places.values()), default=0) + 1,
        height=max((box.y + box.height for box in places.values()), default=0) + 1,
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


def _way(number: int, one: Derivation, column: dict[str, int]) -> list[Stop]:
    """An arrow over several columns keeps a lane free in each, so that it crosses no other work's box."""
    between = range(column[one.source] + 1, column[one.origin])
    return [one.source, *((number, passed) for passed in between), one.origin]


def _placed(
    known: dict[str, Work], column: dict[str, int], ways: Sequence[Sequence[Stop]]
) -> dict[Stop, Box]:
    """Each column ordered, and set beside, the middle of what leads to it, so that few arrows cross."""
    steps = [step for way in ways for step in pairwise(way)]
    at: dict[Stop, int] = dict(column.items())
    at |= {stop: stop[1] for way in ways for stop in way if not isinstance(stop, str)}
    placed: dict[Stop, Box] = {}
    for number in sorted(set(at.values())):
        here = [stop for stop in at if at[stop] == number]
        middle = {stop: _middle([placed[a] for a, b in steps if b == stop and a in placed]) for stop in here}
        here.sort(key=lambda stop: middle[stop])
        heights = [_height(stop, known, steps) for stop in here]
        whole = sum(heights) + ROW_GAP * (len(here) - 1)
        top = max(0, round(sum(middle.values()) / len(here) - whole / 2))
        for stop, height in zip(here, heights, strict=True):
            work = known[stop if isinstance(stop, str) else str(ways[stop[0]][-1])]
            placed[stop] = Box(work, number * (BOX_WIDTH + COLUMN_GAP), top, height=height)
            top += height + ROW_GAP
    return placed


def _middle(boxes: Sequence[Box]) -> float:
    return sum(box.y + box.height / 2 for box in boxes) / len(boxes) if boxes else 0


def _height(stop: Stop, known: dict[str, Work], steps: Sequence[tuple[Stop, Stop]]) -> int:
    if not isinstance(stop, str):
        return PORT_GAP
    ports = max(sum(a == stop for a, _ in steps), sum(b == stop for _, b in steps))
    text = BOX_HEIGHT + LINE_HEIGHT * (len(_lines(known[stop].title)) - 1)
    return max(text, (ports + 1) * PORT_GAP)


def _arrows(
    places: dict[Stop, Box], links: Sequence[Derivation], ways: Sequence[Sequence[Stop]]
) -> list[Arrow]:
    """Every arrow has its own place on the sides of its boxes, so that no word stands on another."""
    steps = [step for way in ways for step in pairwise(way)]
    arrows = []
    for one, way in zip(links, ways, strict=True):
        first, last = places[way[0]], places[way[-1]]
        leaving = sorted((b for a, b in steps if a == way[0]), key=lambda stop: places[stop].y)
        arriving = sorted((a for a, b in steps if b == way[-1]), key=lambda stop: places[stop].y)
        y = first.port(leaving.index(way[1]), len(leaving))
        end_x, end_y = last.x - 2, last.port(arriving.index(way[-2]), len(arriving))
        label_x, label_y = first.x + first.width + 12, y + 4
        line = f"M{first.x + first.width} {y}"
        for stop in way[1:-1]:
            lane = places[stop]
            line += _bend(lane.x - COLUMN_GAP, y, lane.x, lane.port(0, 1)) + f"H{lane.x + lane.width}"
            y = lane.port(0, 1)
        line += _bend(places[way[-2]].x + BOX_WIDTH, y, end_x, end_y)
        head = f"M{end_x - 6} {end_y - 4}L{end_x} {end_y}L{end_x - 6} {end_y + 4}"
        arrows.append(Arrow(one, line + head, label_x, label_y))
    return arrows


def _bend(x1: int, y1: int, x2: int, y2: int) -> str:
    """From one column to the next: level as far as a word may stand, then over to the other height."""
    level = x1 + LABEL_WIDTH
    bend = (x2 - level) // 2
    return f"H{level}C{level + bend} {y1} {x2 - bend} {y2} {x2} {y2}"


def _lines(title: str) -> list[str]:
    """The title broken where words end; a Chinese character counts double, the rest is left out."""
    lines = [""]
    for piece in _pieces(title):
        if _wide(lines[-1] + piece.rstrip()) <= TITLE_LENGTH:
            lines[-1] += piece
        else:
            lines.append(piece)
    lines = [line.strip() for line in lines if line.strip()] or [""]
    kept = lines[:TITLE_LINES]
    if len(lines) > TITLE_LINES:
        while _wide(kept[-1]) >= TITLE_LENGTH:
            kept[-1] = kept[-1][:-1]
        kept[-1] = f"{kept[-1].rstrip(' ,;:')}…"
    return kept


def _pieces(title: str) -> Iterator[str]:
    """Words with the space behind them; Chinese by the character, a word longer than a line in parts."""
    word = ""
    for letter, following in zip(title, f"{title[1:]} ", strict=True):
        word += letter
        if following not in CLOSING and (
            letter.isspace() or ord(letter) > CHINESE or _wide(word) >= TITLE_LENGTH - 1
        ):
            yield word
            word = ""
    yield word


def _wide(text: str) -> int:
    return sum(2 if ord(letter) > CHINESE else 1 for letter in text)
