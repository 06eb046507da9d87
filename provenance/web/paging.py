"""One page of a list: one slice, and no second count where the total is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Protocol

from django.http import QueryDict

from provenance.web.errors import NotFound

PAGE_SIZE = 50  # rows; as many as a reader scans before narrowing the search
NEIGHBOURS = 2


class Sliceable(Protocol):
    def __getitem__(self, part: slice, /) -> Any: ...


@dataclass(frozen=True, slots=True)
class PageLink:
    """`number` is None for a gap."""

    number: int | None
    href: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[Any]
    number: int
    size: int
    total: int
    query: QueryDict

    @property
    def pages(self) -> int:
        return max(1, ceil(self.total / self.size))

    @property
    def first(self) -> int:
        """The place of the first row in the whole list, from 1; 0 when the list is empty."""
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.number * self.size, self.total)

    @property
    def previous_href(self) -> str:
        return self._href(self.number - 1) if self.number > 1 else ""

    @property
    def next_href(self) -> str:
        return self._href(self.number + 1) if self.number < self.pages else ""

    @property
    def window(self) -> list[PageLink]:
        """The first page, the last, and those around this one, with gaps."""
        around = range(self.number - NEIGHBOURS, self.number + NEIGHBOURS + 1)
        wanted = sorted({1, self.pages, *(number for number in around if 1 <= number <= self.pages)})
        links: list[PageLink] = []
        for before, number in zip([0, *wanted], wanted, strict=False):
            if number - before == 2:
                links.append(self._link(number - 1))
            elif number - before > 2:
                links.append(PageLink(None))
            links.append(self._link(number))
        return links

    def _link(self, number: int) -> PageLink:
        return PageLink(number, self._href(number), number == self.number)

    def _href(self, number: int) -> str:
        return query_with(self.query, page=None if number == 1 else number)


def page_of(rows: Sliceable, query: QueryDict, *, total: int, size: int = PAGE_SIZE) -> Page:
    """The page that `query` asks for, with `rows` sliced once.

    Raises NotFound, in words, when there is no such page.
    """
    raw = query.get("page", "1")
    if not (raw.isascii() and raw.isdecimal() and len(raw) < 10 and int(raw) >= 1):
        raise NotFound("A page is named by its number, beginning with 1.")
    number = int(raw)
    page = Page(list(rows[(number - 1) * size : number * size]), number, size, total, query)
    if number > page.pages:
        there = "is only one page" if page.pages == 1 else f"are {page.pages} pages"
        raise NotFound(f"There {there}; page {number} does not exist.")
    return page


def query_with(query: QueryDict | Mapping[str, str], **changes: str | int | None) -> str:
    """`query` as a relative address with `changes` made; None takes a name away. Always begins with "?"."""
    changed = query.copy() if isinstance(query, QueryDict) else QueryDict(mutable=True)
    if not isinstance(query, QueryDict):
        changed.update(dict(query))
    for name, value in changes.items():
        if value is None:
            changed.pop(name, None)
        else:
            changed[name] = str(value)
    return f"?{changed.urlencode()}"
