"""A claim of the example taken through its life by the cast, act by act, as its stage in `stages` says.

    drafting: draft, cite ...  ─►  review: submit, sign off, publish  ─►  correction: revise, amend, review

The log says how far a claim got: as many of its acts are skipped as it has entries. So an interrupted load is
continued where it stopped, and what people did with a claim afterwards is left alone.
"""

from collections.abc import Callable, Collection, Mapping
from enum import IntEnum
from functools import partial
from uuid import UUID

from django.db.models import Count

from claims.actions import drafting, evidence, publication, review
from claims.actions.acting import Stale
from claims.example.cast import Cast
from claims.example.corpus import CitationRow, ClaimRow
from claims.example.ground import MARK, Ground, brought_in
from claims.example.passages import Passages
from claims.example.progress import Progress
from claims.example.stages import Correction, Stage, correction_of, digest, reason_for
from claims.models import SECTIONS, Claim, Link
from claims.workflow import Refused
from provenance.accounts.models import User
from provenance.ledger.events import Event
from provenance.ledger.models import Entry
from provenance.ledger.recorded import row_key

Act = Callable[[], object]


class Part(IntEnum):
    DRAFTING = 0
    REVIEW = 1
    CORRECTION = 2


WORDS = {
    Part.DRAFTING: "Claims drafted and cited",
    Part.REVIEW: "Claims reviewed",
    Part.CORRECTION: "Claims corrected",
}


class Telling:
    """One claim, and how much of its story is told."""

    def __init__(self, row: ClaimRow, stage: Stage, cast: Cast, ground: Ground, passages: Passages) -> None:
        self.row, self.stage, self.cast, self.ground, self.passages = row, stage, cast, ground, passages
        self.claim: Claim | None = None
        self.told = 0
        self.halted = ""  # why it could not go on, where somebody did something else with the claim meanwhile
        corrected = stage in {Stage.CORRECTED, Stage.CORRECTING}
        self.correction: Correction | None = correction_of(row) if corrected else None
        one, other = cast.reviewers
        self.reviewers = (one, other) if int(digest(row.key), 16) % 2 else (other, one)

    def tell(self, part: Part) -> None:
        """The acts of this part that the log does not have yet."""
        parts = [self._drafting(), self._review(), self._corrections()]
        before = sum(len(acts) for acts in parts[:part])
        for number, act in enumerate(parts[part], before):
            if number < self.told or self.halted:
                continue
            try:
                act()
            except (Refused, Stale) as problem:
                self.halted = str(problem)
            else:
                self.told += 1

    def _drafting(self) -> list[Act]:
        first = self.correction.before if self.correction else self.row
        return [partial(self._draft, first), *(partial(self._cite, citation) for citation in first.citations)]

    def _review(self) -> list[Act]:
        first, _ = self.reviewers
        match self.stage:
            case Stage.DRAFT:
                return []
            case Stage.SENT_BACK:
                return [self._submit, self._send_back]
            case Stage.IN_REVIEW:
                return [self._submit]
            case Stage.HALF_SIGNED:
                return [self._submit, partial(self._sign, first)]
            case _:
                return self._to_publication()

    def _corrections(self) -> list[Act]:
        if self.correction is None:
            return []
        before, acts = self.correction.before, list[Act]()
        if self.ground.content(before) != self.ground.content(self.row):
            acts.append(self._revise)
        pairs = zip(before.citations, self.row.citations, strict=True)
        acts += [partial(self._amend, number, now) for number, (was, now) in enumerate(pairs) if was != now]
        return [*acts, *(self._to_publication() if self.stage == Stage.CORRECTED else [self._submit])]

    def _to_publication(self) -> list[Act]:
        return [self._submit, *(partial(self._sign, reviewer) for reviewer in self.reviewers), self._publish]

    @property
    def drafted(self) -> Claim:
        if self.claim is None:
            raise Refused("The claim is not drafted yet.")
        return self.claim

    def _draft(self, row: ClaimRow) -> None:
        self.claim = drafting.draft(
            self.ground.content(row), by=self.cast.contributor, note=f"{MARK}{row.key}"
        )

    def _cite(self, row: CitationRow) -> None:
        evidence.cite(self.drafted, self.passages.reference(row, self.ground), by=self.cast.contributor)

    def _submit(self) -> None:
        drafting.submit(self.drafted, by=self.cast.contributor)

    def _sign(self, reviewer: User) -> None:
        review.sign_off(self.drafted, SECTIONS, by=reviewer)

    def _send_back(self) -> None:
        review.send_back(self.drafted, reason=reason_for(self.row.key), by=self.reviewers[0])

    def _publish(self) -> None:
        publication.publish(self.drafted, by=self.reviewers[1])

    def _revise(self) -> None:
        content = self.ground.content(self.row)
        drafting.revise(self.drafted, content=content, by=self.cast.contributor, note=self._reason())

    def _amend(self, number: int, row: CitationRow) -> None:
        citation = self.drafted.citations.standing()[number]
        # The caller's copy must be the claim that was revised a moment ago, or the act would be stale.
        citation.claim = self.drafted
        reference = self.passages.reference(row, self.ground)
        evidence.amend(citation, reference, by=self.cast.contributor, note=self._reason())

    def _reason(self) -> str:
        return self.correction.reason if self.correction else ""


def take_up(tellings: Collection[Telling]) -> None:
    """Let each telling know its claim and how much of it an earlier load has told."""
    ids = brought_in(Claim)
    claims = Claim.objects.in_bulk([ids[telling.row.key] for telling in tellings if telling.row.key in ids])
    told = _acts_on_record(claims)
    for telling in tellings:
        telling.claim = claims.get(ids.get(telling.row.key))
        telling.told = told.get(row_key(telling.claim), 0) if telling.claim else 0


def tell_all(part: Part, tellings: Collection[Telling], progress: Progress) -> None:
    for telling in progress.over(WORDS[part], tellings):
        telling.tell(part)


def relate(tellings: Collection[Telling], cast: Cast, progress: Progress) -> None:
    """Say how the claims stand to one another, once all are there."""
    claims = {telling.row.key: telling.drafted for telling in tellings}
    there = set(Link.objects.values_list("claim_id", "other_id", "kind"))
    wanted = [
        (telling.drafted, claims[key], kind) for telling in tellings for key, kind in telling.row.related
    ]
    for claim, other, kind in progress.over("Claims related", wanted):
        if (claim.pk, other.pk, kind) not in there:
            drafting.relate(claim, other, kind, by=cast.contributor)


def _acts_on_record(claims: Mapping[UUID, Claim]) -> dict[str, int]:
    """How many entries of the log each claim has, relations to other claims left out."""
    entries = Entry.objects.filter(object__in=[row_key(claim) for claim in claims.values()])
    counted = entries.exclude(kind=Event.CLAIM_RELATE).values_list("object").annotate(Count("index"))
    return dict(counted)
