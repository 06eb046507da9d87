"""How far each claim of the example is taken, so that every queue has real work. Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from claims.example.corpus import ClaimRow, Corpus, DerivationRow

QUOTA = 40  # claims left at each stage before publication
CORRECTED, CORRECTING = 6, 2  # claims with a second edition; with a correction under review
UNDECIDED = 5  # derivations left to decide, besides those below

# Each of these works gives the other one room in a single passage. Whether the whole work passes it on, and
# so carries its origin into every claim, is for a reviewer to judge; citations *via* it say where it holds.
IN_ONE_PASSAGE = frozenset(
    {
        ("aspi-2019-mapping", "nakamura-2017-charters"),
        ("aspi-2019-mapping", "kliman-grading-bri"),
        ("aspi-2019-mapping", "amnesty-2016-messaging"),
        ("aspi-2019-mapping", "hrw-2018-big-data"),
        ("article-irsem-huawei", "balding-hjs-study"),
        ("article-irsem-huawei", "huawei-zhong-lun-defence"),
        ("voa-huawei-cloud", "menendez-report"),
    }
)

REASONS = (
    "Please say whether the source states this itself or attributes it to somebody else.",
    "Please check whether the place belongs to the claim or only to its context.",
    "Please look for a second source that does not rest on the first one.",
    "Please narrow the time: the part and the date should say the same.",
    "Please split the sentence: a claim should be one that can be found right or wrong as a whole.",
    "Please say in the locator where the passage stands, so that it is found on paper as well.",
    "Please add a rendering in Chinese, so that the names can be compared.",
)


@dataclass(frozen=True)
class Plan:
    """What is left half done; made from a whole corpus, so that loading a part of it changes nothing."""

    stages: dict[str, "Stage"]  # key of the claim -> how far it is taken
    undecided: frozenset[tuple[str, str, str]]  # derivations left proposed: source, origin, kind


class Stage(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in review"
    HALF_SIGNED = "in review with one sign-off"
    SENT_BACK = "sent back"
    PUBLISHED = "published"
    CORRECTED = "published and corrected"
    CORRECTING = "published with a correction in review"


@dataclass(frozen=True)
class Correction:
    """What the first edition said, and why a second one was made."""

    before: ClaimRow
    reason: str


def plan(corpus: Corpus) -> Plan:
    return Plan(assign(corpus.claims), frozenset(left_undecided(corpus.derivations)))


def assign(claims: Sequence[ClaimRow]) -> dict[str, Stage]:
    """The stage that each claim is taken to, by its key."""
    quota = min(QUOTA, len(claims) // 9)
    free = sorted((row for row in claims if not _must_be_public(row)), key=lambda row: digest(row.key))
    half = quota // 2
    sizes = [
        (Stage.DRAFT, quota),
        (Stage.SENT_BACK, quota),
        (Stage.HALF_SIGNED, half),
        (Stage.IN_REVIEW, quota - half),
    ]
    stages = {row.key: Stage.CORRECTED if row.before else Stage.PUBLISHED for row in claims}
    for stage, size in sizes:
        stages.update({row.key: stage for row in free[:size]})
        free = free[size:]
    correctable = [row.key for row in free if correction_of(row)]
    stages.update(dict.fromkeys(correctable[:CORRECTED], Stage.CORRECTED))
    stages.update(dict.fromkeys(correctable[CORRECTED : CORRECTED + CORRECTING], Stage.CORRECTING))
    return stages


def left_undecided(derivations: Sequence[DerivationRow]) -> set[tuple[str, str, str]]:
    """The derivations that stay proposed, as (source, origin, kind): a dozen, for reviewers to decide."""
    partial = [row for row in derivations if (row.source, row.origin) in IN_ONE_PASSAGE]
    # Relying and quoting count only where a citation says so: leaving them open shifts no count.
    passing = [row for row in derivations if row.kind in {"relies-on", "quotes"}]
    passing.sort(key=lambda row: digest(f"{row.source} {row.origin}"))
    chosen = partial + passing[: min(UNDECIDED, len(passing) // 4)]
    return {(row.source, row.origin, row.kind) for row in chosen}


def correction_of(row: ClaimRow) -> Correction | None:
    """The correction that the corpus tells of, else one that adds what a first edition may have lacked."""
    if row.before:
        return Correction(row.before, row.correction)
    if row.attribution:
        return Correction(replace(row, attribution=""), "The first edition did not say who asserts this.")
    if row.translation:
        return Correction(
            replace(row, translation="", translation_language=""), "A rendering in Chinese is added."
        )
    return None


def reason_for(key: str) -> str:
    """Why the claim is sent back."""
    return REASONS[int(digest(key), 16) % len(REASONS)]


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _must_be_public(row: ClaimRow) -> bool:
    """The press is whole, and so is one story of the corpus: it shows what a chain of claims looks like."""
    pressed = any(citation.quote for citation in row.citations)
    return pressed or "fatherland-card" in (row.subject, row.object) or "Fatherland Card" in row.text
