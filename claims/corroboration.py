"""How many independent origins stand behind a claim: a range, with the derivations it rests on. Pure.

An origin reaches a claim in two ways. A source that as a whole republishes, translates or summarises another
carries its origin into every claim. A source that relies on or quotes another does so only for the claims
whose passage rests on it, and the citation *via* it says so.

What nobody examined is never guessed at. The upper end keeps unknown lineages apart and follows only
derivations that a person confirmed; the lower end takes it that unknown lineages may all go back to the same
work as any other, and follows proposed derivations as well.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

WHOLE = frozenset({"republishes", "translates", "summarises"})


@dataclass(frozen=True)
class Cited:
    """A citation: which source, through which other one, and whether it carries the claim by itself."""

    source: str
    via: str | None = None
    counts: bool = True
    relation: str = "supports"


@dataclass(frozen=True)
class Step:
    """`source` passes on `origin`; a citation *via* is such a step for this claim alone."""

    source: str
    origin: str
    kind: str
    confirmed: bool = True


@dataclass(frozen=True)
class Origins:
    """The range, the works it counts, and the steps by which the cited sources lead to them."""

    low: int
    high: int
    roots: tuple[str, ...] = ()
    unexamined: tuple[str, ...] = ()  # those of the roots whose own lineage nobody examined
    steps: tuple[Step, ...] = ()
    leads: int = 0


def count_origins(
    citations: Iterable[Cited], derivations: Iterable[Step], examined: Mapping[str, bool]
) -> Origins:
    """The independent origins behind the supporting citations of one claim.

    `examined` says of each source whether somebody looked into its lineage; one that is missing was not.
    """
    citations = [cited for cited in citations if cited.relation == "supports"]
    evidence = sorted({cited.source for cited in citations if cited.counts and not cited.via})
    leads = sorted({(cited.via, cited.source) for cited in citations if cited.via})
    passages = [Step(via, source, "cited via") for via, source in leads if via]
    known = [step for step in derivations if step.kind in WHOLE]
    sure = _edges([step for step in known if step.confirmed] + passages)
    thinkable = _edges([*known, *passages])

    certain = {source: _roots(source, sure) for source in evidence}
    roots = set().union(*certain.values()) if certain else set()
    unexamined = {root for root in roots if not examined.get(root, False)}
    possible = [_roots(source, thinkable) for source in evidence]
    return Origins(
        low=min(_fewest(possible, examined), len(roots)),
        high=len(roots),
        roots=tuple(sorted(roots)),
        unexamined=tuple(sorted(unexamined)),
        steps=_steps_used(evidence, [*known, *passages]),
        leads=len({source for _, source in leads}),
    )


def _edges(steps: Iterable[Step]) -> dict[str, set[str]]:
    edges: dict[str, set[str]] = {}
    for step in steps:
        edges.setdefault(step.source, set()).add(step.origin)
    return edges


def _roots(source: str, edges: Mapping[str, set[str]]) -> frozenset[str]:
    """The works at which every path from `source` ends; works that pass on each other count as one."""
    seen = _reach(source, edges)
    ends = {work for work in seen if not edges.get(work)}
    if ends:
        return frozenset(ends)
    # A circle of works that pass on each other has no end; its first name stands for all of it.
    return frozenset({min(work for work in seen if work in _reach_beyond(work, edges))})


def _reach(source: str, edges: Mapping[str, set[str]]) -> set[str]:
    seen, todo = {source}, [source]
    while todo:
        for origin in edges.get(todo.pop(), ()):
            if origin not in seen:
                seen.add(origin)
                todo.append(origin)
    return seen


def _reach_beyond(work: str, edges: Mapping[str, set[str]]) -> set[str]:
    return set().union(*(_reach(origin, edges) for origin in edges.get(work, ())))


def _fewest(root_sets: list[frozenset[str]], examined: Mapping[str, bool]) -> int:
    """The fewest origins that could explain the evidence.

    Sources that share a root may have drawn on that one alone, so each connected group needs one origin; a
    group with an unexamined root might go back to any other group's.
    """
    groups: list[set[str]] = []
    for roots in root_sets:
        touching = [group for group in groups if group & roots]
        groups = [group for group in groups if not group & roots]
        groups.append(set(roots).union(*touching))
    certain = sum(all(examined.get(root, False) for root in group) for group in groups)
    return max(certain, 1) if groups else 0


def _steps_used(evidence: Iterable[str], steps: Iterable[Step]) -> tuple[Step, ...]:
    edges = _edges(steps)
    reached = set().union(*(_reach(source, edges) for source in evidence)) if evidence else set()
    used = {step for step in steps if step.source in reached}
    return tuple(sorted(used, key=lambda step: (step.source, step.origin, step.kind)))
