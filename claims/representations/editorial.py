"""What a reviewer has before them: the claim as proposed, its evidence in context, what is still missing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from claims.models import PARTS, Citation, Claim, Statement
from claims.policy import Standing, is_ready
from claims.reading import lineage_of, sources_named
from claims.representations import lineage
from claims.representations.passages import Stretch, in_context
from claims.statement import counts_as_evidence
from provenance.accounts.models import Role, User
from provenance.web import components
from provenance.web.countries import located
from sources.models import Snapshot
from sources.reading import nearest, text_of
from sources.storage import DamagedBlob, MissingBlob

UNREADABLE = "The stored text of this snapshot cannot be read; the operator must look into it."


@dataclass(frozen=True)
class Card:
    """One citation with its quote in context. `remark` says why there is no passage to show."""

    number: int
    citation: Citation
    check: components.Check | None
    counts: bool
    passage: Sequence[Stretch] = ()
    remark: str = ""
    differences: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class PartRow:
    """One part of the claim across its citations; `states` are in the order of the cards."""

    name: str
    phrase: str
    states: Sequence[str]

    @property
    def covered(self) -> bool:
        return "supported" in self.states


@dataclass(frozen=True)
class Section:
    """One section as this person meets it; `closed` says why they cannot sign it, empty where they can."""

    name: str
    needed: int
    given: Sequence[str]
    closed: str
    others: Sequence[str]  # who else may give the word that is missing

    @property
    def missing(self) -> int:
        return max(0, self.needed - len(self.given))

    @property
    def counted(self) -> str:
        """More words than the policy asks for are welcome, and change nothing."""
        return f"{min(self.needed, len(self.given))} of {self.needed}"


def card(number: int, citation: Citation, texts: dict[UUID, str | None]) -> Card:
    """`texts` remembers what was read, for citations that share a snapshot."""
    counts = counts_as_evidence(
        {
            "relation": citation.relation,
            "via": citation.via_id,
            "snapshot": citation.snapshot_id,
            "check": citation.quote_check,
        }
    )
    if citation.via_id:
        return Card(
            number, citation, None, counts, remark="Nobody here has seen this work; it is a lead to follow."
        )
    if citation.snapshot is None:
        check = components.Check(kind="no_snapshot") if citation.quote else None
        return Card(number, citation, check, counts, remark="No snapshot of this work is cited.")
    check = check_shown(citation.quote_check)
    text = _text(citation.snapshot, texts)
    if text is None:
        withheld = citation.snapshot.withheld_reason
        return Card(
            number, citation, check, counts, remark=f"Withheld: {withheld}" if withheld else UNREADABLE
        )
    passage = in_context(text, citation.quote_check.get("ranges", []))
    differing = [] if citation.quote_check.get("verified") else nearest(citation.snapshot, citation.quote)
    return Card(
        number, citation, check, counts, passage, "" if passage else "Nothing like it in the text.", differing
    )


def _text(snapshot: Snapshot, texts: dict[UUID, str | None]) -> str | None:
    if snapshot.pk not in texts:
        try:
            texts[snapshot.pk] = None if snapshot.withheld_at else text_of(snapshot)
        except (MissingBlob, DamagedBlob):
            texts[snapshot.pk] = None
    return texts[snapshot.pk]


def check_shown(check: Mapping[str, Any]) -> components.Check:
    """A verdict kept with a citation, in words."""
    operations = tuple(name.replace("-", " ") for name in check.get("operations", []))
    return components.Check(
        kind=check.get("kind", "unchecked").replace("-", "_"),
        operations=operations,
        note=" ".join(check.get("notes", [])),
    )


def cards(claim: Claim) -> list[Card]:
    texts: dict[UUID, str | None] = {}
    cited = claim.citations.standing().select_related("source", "via", "snapshot")
    return [card(number, citation, texts) for number, citation in enumerate(cited, 1)]


def support(claim: Claim, cards: Sequence[Card]) -> list[PartRow]:
    """Which citation bears on which part; a lead or an unverified quote covers nothing."""
    return [
        PartRow(part, claim.parts[part], [_state(part, one) for one in cards])
        for part in PARTS
        if part in claim.parts
    ]


def _state(part: str, card: Card) -> str:
    if part not in card.citation.supports:
        return "unsupported"
    if card.citation.relation == "disputes":
        return "disputed"
    return "supported" if card.counts or _gives_context(card.citation) else "pending"


def _gives_context(citation: Citation) -> bool:
    """A passage that was found may fill in a part, the place say, though it does not carry the claim."""
    found = citation.snapshot_id is None or bool(citation.quote_check.get("verified"))
    return citation.relation == "context" and citation.via_id is None and found


def statement_shown(claim: Claim, cards: Iterable[Card]) -> components.Statement:
    translation = components.Translation(text=claim.translation, language=claim.translation_language)
    return components.Statement(
        text=claim.text,
        status=claim.status,
        language=claim.language,
        disputes=sum(one.citation.relation == "disputes" for one in cards),
        attribution=claim.attribution,
        occurred=claim.occurred,
        place=located(claim.place.name, claim.place.country) if claim.place else "",
        stage=claim.get_stage_display().lower() if claim.stage else "",
        basis=claim.basis,
        translations=[translation] if claim.translation else [],
    )


def origins_of(statement: Statement, standing: Sequence[Standing]) -> dict[str, Any]:
    """The range of independent origins behind the statement, in figures, in words and as a picture."""
    cited = statement.content()["sections"]["evidence"]
    evidence = [{**one, "counts": counts_as_evidence(one)} for one in cited]
    known = lineage_of(sources_named(evidence))
    counted = lineage.origins_of(evidence, known)
    signed, needed = (
        sum(min(item.needed, len(item.given)) for item in standing),
        sum(item.needed for item in standing),
    )
    return {
        "origins": lineage.measures(counted, sum(not one["via"] for one in evidence), signed, needed),
        "meaning": lineage.meaning(counted),
        "picture": lineage.drawn(evidence, counted, known, None),
        "proposed": lineage.proposed(evidence, counted, known),
    }


def sections_for(
    user: User,
    statement: Statement,
    standing: Iterable[Standing],
    barred: Collection[UUID],
    *,
    signed: Collection[str],
) -> list[Section]:
    """The sections with whose word they have and who else may give it.

    `barred` edited since the last edition; `signed` are the sections of this statement that the user signed.
    """
    reviewers = (
        User.objects.filter(role=Role.REVIEWER, is_active=True).exclude(pk__in=barred).order_by("name")
    )
    free = list(reviewers)
    shown = []
    for item in standing:
        author = statement.written_by.get(item.section)
        heard = {sign_off.reviewer_id for sign_off in item.given}
        others = [
            one.name for one in free if one.pk not in heard and str(one.pk) != author and one.pk != user.pk
        ]
        if item.section in signed or user.pk in heard:
            closed = "you signed it"
        elif str(user.pk) == author:
            closed = "you wrote its present text"
        else:
            closed = "" if item.needed else "nothing to sign"
        given = [sign_off.reviewer.name for sign_off in item.given]
        shown.append(Section(item.section, item.needed, given, closed, others))
    return shown


def obstacles(standing: Sequence[Standing], cards: Iterable[Card]) -> list[str]:
    """What still keeps the claim from being published, as sentences; the action decides in the end."""
    found = []
    if not is_ready(standing):
        missing = [f"{item.section} ({item.missing} more)" for item in standing if item.missing]
        found.append(f"Sign-offs are missing: {', '.join(missing)}.")
    if not any(one.counts for one in cards):
        found.append("No citation carries the claim yet: it needs a supporting source that was consulted.")
    return found
