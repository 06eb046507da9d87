"""The range of independent origins of a claim, and the picture of the derivations behind it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from claims import corroboration
from claims.corroboration import Cited, Step, count_origins
from claims.reading import Derived, Lineage
from claims.representations.addressing import address
from provenance.web import picture
from provenance.web.components import Origins
from sources.models import Lineage as Examined
from sources.models import Source

VIA = "cited via"


def origins_of(evidence: Iterable[Mapping[str, Any]], lineage: Lineage) -> corroboration.Origins:
    """`evidence` is that of a search document: source, via, relation, and whether it counts by itself."""
    cited = [
        Cited(one["source"], via=one["via"] or None, counts=one["counts"], relation=one["relation"])
        for one in evidence
    ]
    steps = [Step(one.source, one.origin, one.kind, one.confirmed) for one in lineage.derivations]
    examined = {ident: work.lineage != Examined.UNEXAMINED for ident, work in lineage.works.items()}
    return count_origins(cited, steps, examined)


def measures(
    origins: corroboration.Origins, citations: int, signed: int | None, needed: int | None
) -> Origins:
    return Origins(
        low=origins.low,
        high=origins.high,
        citations=citations,
        leads=origins.leads,
        # Where both ends agree it makes no difference that a lineage was not examined.
        unexamined=len(origins.unexamined) if origins.low != origins.high else 0,
        signed=signed,
        needed=needed,
    )


def meaning(origins: corroboration.Origins) -> str:
    """What the range says and does not say, in a sentence or two."""
    if origins.high == 0:
        return "No work that carries this claim has been consulted, so there is no origin to count."
    if origins.low == origins.high == 1:
        known = "As far as is known, all that is cited for this claim goes back to one work."
        return f"{known} Where that one took it from, nobody has examined." if origins.unexamined else known
    if origins.low == origins.high:
        return (
            f"As far as is known, what is cited for this claim goes back to {origins.high} works "
            "that do not pass on one another."
        )
    return (
        "The lower number takes it that works whose lineage nobody examined, and derivations only proposed, "
        "may lead to one and the same origin; the upper number counts every work apart unless a person has "
        "confirmed that it passes on another."
    )


def drawn(
    evidence: Sequence[Mapping[str, Any]],
    origins: corroboration.Origins,
    lineage: Lineage,
    signed_at: datetime | None,
) -> picture.Picture:
    """The works that carry the claim and what they surely go back to; `signed_at`: when it was published."""
    cited = {one["source"] for one in evidence if one["counts"]}
    steps = [step for step in origins.steps if step.confirmed]
    return _drawn([*sorted(cited), *origins.roots], steps, evidence, origins, lineage, signed_at)


def proposed(
    evidence: Sequence[Mapping[str, Any]], origins: corroboration.Origins, lineage: Lineage
) -> picture.Picture:
    """The derivations that nobody confirmed, in words only: a picture would make them look settled."""
    steps = [step for step in origins.steps if not step.confirmed]
    whole = _drawn([], steps, evidence, origins, lineage, None)
    return replace(whole, boxes=(), arrows=(), alone=())


def _drawn(
    named: Sequence[str],
    steps: Sequence[Step],
    evidence: Sequence[Mapping[str, Any]],
    origins: corroboration.Origins,
    lineage: Lineage,
    signed_at: datetime | None,
) -> picture.Picture:
    ends = (end for step in steps for end in (step.source, step.origin))
    works = [
        _work(ident, lineage.works[ident], evidence, origins)
        for ident in dict.fromkeys([*named, *ends])
        if ident in lineage.works
    ]
    return picture.drawn(works, [_arrow(step, lineage, signed_at) for step in _once(steps)])


def _once(steps: Iterable[Step]) -> list[Step]:
    """One step for each two works: that a passage cites it says less than a derivation on record."""
    kept: dict[tuple[str, str], Step] = {}
    for step in steps:
        if (step.source, step.origin) not in kept or kept[step.source, step.origin].kind == VIA:
            kept[step.source, step.origin] = step
    return list(kept.values())


def _work(
    ident: str, source: Source, evidence: Iterable[Mapping[str, Any]], origins: corroboration.Origins
) -> picture.Work:
    consulted = {one["source"] for one in evidence if not one["via"]}
    leads = {one["source"] for one in evidence if one["via"]} - consulted
    if ident in leads:
        role = "lead"
    elif ident in origins.unexamined:
        role = "unexamined"
    else:
        role = "origin" if ident in origins.roots else "cited"
    year = f", {source.issued_from.year}" if source.issued_from else ""
    language = "" if source.title_original else source.language
    return picture.Work(
        key=ident, title=f"{source.title}{year}", role=role, href=address("source", ident), language=language
    )


def _arrow(step: Step, lineage: Lineage, signed_at: datetime | None) -> picture.Derivation:
    known = [one for one in lineage.derivations if (one.source, one.origin) == (step.source, step.origin)]
    told = next((one for one in known if one.kind == step.kind), known[0] if known else None)
    if told is None:
        # The citation itself says so, and the evidence section that holds it was signed off.
        return picture.Derivation(
            source=step.source,
            origin=step.origin,
            kind="cites",
            confirmed_by="the sign-offs on the evidence" if signed_at else "",
            confirmed_on=signed_at,
        )
    return _recorded(told)


def _recorded(told: Derived) -> picture.Derivation:
    return picture.Derivation(
        source=told.source,
        origin=told.origin,
        kind=told.words,
        confirmed_by=told.decided_by,
        confirmed_on=told.decided_at,
        basis=told.basis,
    )
