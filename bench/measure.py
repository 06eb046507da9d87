"""CPU time of one thing over that of another, in turns, so that a busy machine troubles both alike."""

import gc
import resource
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

Clock = Callable[[], float]


def own_cpu() -> float:
    """Seconds of processor time, user and system, that this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


@dataclass(frozen=True)
class Side:
    """`act` is done `times` a round; `clock` counts all processor time that it takes, in seconds."""

    act: Callable[[], object]
    times: int = 1
    clock: Clock = own_cpu

    def seconds(self) -> float:
        """The mean of one round, for one act."""
        # Else one side pays for collecting what the other left behind.
        gc.collect()
        before = self.clock()
        for _ in range(self.times):
            self.act()
        return (self.clock() - before) / self.times


@dataclass(frozen=True)
class Measured:
    """Each round's seconds, ours and the floor's, in order."""

    ours: tuple[float, ...]
    floor: tuple[float, ...]

    @property
    def ratios(self) -> list[float]:
        return [ours / floor for ours, floor in zip(self.ours, self.floor, strict=True)]

    @property
    def ratio(self) -> float:
        return median(self.ratios)

    @property
    def ours_ms(self) -> float:
        return median(self.ours) * 1000

    @property
    def floor_ms(self) -> float:
        return median(self.floor) * 1000


def in_turns(ours: Side, floor: Side, rounds: int) -> Measured:
    """One round of each to warm caches, then ours, floor, ours, floor ..."""
    ours.act()
    floor.act()
    pairs = [(ours.seconds(), floor.seconds()) for _ in range(rounds)]
    return Measured(tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs))
