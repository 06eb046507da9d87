"""How far a statement is from publication: which sections need whose word. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from claims.models import SECTIONS, SignOff
from claims.statement import is_empty


@dataclass(frozen=True)
class Standing:
    """One section: how many people it needs and whose word it has."""

    section: str
    needed: int
    given: tuple[SignOff, ...]

    @property
    def missing(self) -> int:
        return max(0, self.needed - len(self.given))


def standings(
    content: Mapping[str, Any],
    digests: Mapping[str, str],
    public: Mapping[str, str],
    sign_offs: Iterable[SignOff],
    *,
    barred: Collection[UUID],
    written_by: Mapping[str, str],
    policy: Mapping[str, int],
) -> list[Standing]:
    """Every section of a statement with what its publication needs.

    `digests` are those of the statement, `public` those of the edition before (empty for the first one),
    `barred` are the people who edited since that edition: their word does not count, whenever it was given.
    """
    by_section: dict[str, dict[UUID, SignOff]] = {name: {} for name in SECTIONS}
    for sign_off in sign_offs:
        name = sign_off.section
        counts = (
            sign_off.section_digest == digests[name]
            and sign_off.reviewer_id not in barred
            and str(sign_off.reviewer_id) != written_by.get(name)
        )
        if counts:
            by_section[name].setdefault(sign_off.reviewer_id, sign_off)
    return [
        Standing(
            name, _needed(name, content[name], digests, public, policy), tuple(by_section[name].values())
        )
        for name in SECTIONS
    ]


def _needed(
    section: str,
    content: Any,
    digests: Mapping[str, str],
    public: Mapping[str, str],
    policy: Mapping[str, int],
) -> int:
    # A section that a correction emptied needs eyes as well: something that was public is gone.
    emptied = bool(public) and digests[section] != public[section]
    return 0 if is_empty(section, content) and not emptied else policy.get(section, 0)


def is_ready(standings: Iterable[Standing]) -> bool:
    return all(standing.missing == 0 for standing in standings)
