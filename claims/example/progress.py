"""What a long load says while it runs: one line a step, rewritten in place on a terminal. Pure."""

from collections.abc import Callable, Collection, Iterator
from typing import TypeVar

T = TypeVar("T")
MARKS = 4  # lines a step where they cannot be rewritten: a log should stay readable


class Progress:
    def __init__(self, write: Callable[[str], object], *, live: bool) -> None:
        self._write, self._live = write, live

    def say(self, sentence: str) -> None:
        self._write(f"{sentence}\n")

    def over(self, words: str, items: Collection[T]) -> Iterator[T]:
        """The items one by one, each counted when it is done."""
        shown = 0
        for number, item in enumerate(items, 1):
            yield item
            percent = 100 * number // len(items)
            if self._live:
                self._write(f"\r{words}: {number} of {len(items)} ({percent} %)")
            elif percent * MARKS // 100 > shown or number == len(items):
                shown = percent * MARKS // 100
                self.say(f"{words}: {number} of {len(items)} ({percent} %)")
        if self._live and items:
            self._write("\n")
