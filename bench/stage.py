"""What is measured on: claims, sources and people made through the actions, and the same in plain tables."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count, cycle

from bench.models import (
    Name,
    PlainCitation,
    PlainClaim,
    PlainEdition,
    PlainRevision,
    PlainSignOff,
    Work,
)
from claims.actions import drafting, evidence, publication, review
from claims.actions.drafting import Content
from claims.actions.evidence import Reference
from claims.actions.topics import open_topic
from claims.models import SECTIONS, Claim, Statement, Topic
from provenance import enrolment
from provenance.accounts.models import User
from provenance.entities import actions as entities
from provenance.entities.models import Entity, Place
from provenance.ledger import signer
from sources.actions import capturing, registering, relating
from sources.actions.registering import Description
from sources.models import Snapshot, Source

QUOTE = "signed a contract with ACME for a data centre in March 2019"
PAGE = f"""The city of Lisbon {QUOTE}.
The contract is worth 12 million euros, the city council said. It is not an exclusive contract.
"""
PARTS = {"actor": "ACME", "act": "signed a contract", "object": "data centre", "place": "Lisbon"}
COUNTRIES = ("PT", "VE", "RS", "KE", "EC")


@dataclass
class Stage:
    """The cast, what claims are about, and the works they rest on."""

    ana: User
    rui: User
    mei: User
    subjects: list[Entity] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    works: list[Source] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def reviewers(self) -> tuple[User, User]:
        return self.rui, self.mei

    def drafted(self) -> Claim:
        """A draft with two citations: a quote that was found, and a work consulted without a snapshot."""
        number = next(self.numbers)
        content = Content(
            text=f"ACME signed a contract for data centre number {number} in Lisbon.",
            subject=self.subjects[number % len(self.subjects)],
            topic=self.topics[number % len(self.topics)],
            place=self.places[number % len(self.places)],
            parts=PARTS,
            attribution="the city council",
            occurred="2019-03",
            kind="event",
        )
        claim = drafting.draft(content, by=self.ana)
        snapshot = self.snapshots[number % len(self.snapshots)]
        quoted = Reference(
            source=snapshot.source, quote=QUOTE, snapshot=snapshot, supports=["actor", "act", "object"]
        )
        other = Reference(source=self.works[number % len(self.works)], relation="context")
        evidence.cite(claim, quoted, by=self.ana)
        evidence.cite(claim, other, by=self.ana)
        return claim

    def publish(self, claim: Claim) -> None:
        drafting.submit(claim, by=self.ana)
        for reviewer in self.reviewers:
            review.sign_off(claim, SECTIONS, by=reviewer)
        publication.publish(claim, by=self.rui)

    def published(self) -> Claim:
        claim = self.drafted()
        self.publish(claim)
        return claim

    def published_after(self, revisions: int) -> Claim:
        claim = self.drafted()
        texts = cycle(
            f"ACME {verb} a contract for a data centre in Lisbon." for verb in ("signed", "won", "renewed")
        )
        for number in range(claim.latest.number, revisions):
            drafting.revise(claim, text=next(texts), by=self.ana, note=f"The minutes say so, page {number}.")
        self.publish(claim)
        return claim


def furnish() -> Stage:
    ana, rui, mei = (
        enrolment.enrol(f"{name.lower()}@example.org", name, role, password=None)
        for name, role in (("Ana", "contributor"), ("Rui", "reviewer"), ("Mei", "reviewer"))
    )
    stage = Stage(ana, rui, mei)
    for number in range(8):
        name = f"ACME {number}"
        names = [{"text": name, "language": "en", "kind": "official"}]
        stage.subjects.append(entities.register("Company", name, names=names, by=ana))
        stage.topics.append(open_topic(f"topic-{number}", f"Topic {number}", by=ana))
        title = f"City council minutes {number}"
        source = registering.register(Description(title=title, issued="2019-03"), by=ana)
        stage.snapshots.append(
            capturing.upload(source, PAGE.encode(), filename="page.txt", media_type="text/plain", by=ana)
        )
        report = Description(title=f"Report {number}", container="Gazette", issued="2019", lineage="derived")
        stage.works.append(registering.register(report, by=ana))
        derivation = relating.propose(
            stage.works[-1], source, "summarises", basis="It names the minutes.", by=ana
        )
        relating.confirm(derivation, by=rui)
    for number, country in enumerate(COUNTRIES):
        stage.places.append(_place(number, country, by=ana))
    return stage


def _place(number: int, country: str, *, by: User) -> Place:
    return entities.locate(
        f"place-{number}", f"Place {number}", country=country,
        latitude=Decimal(number), longitude=Decimal(-number), precision="country", by=by,
    )  # fmt: skip


def signed() -> None:
    """Pages show the latest checkpoint of the log."""
    signer.sign_checkpoint()


def in_plain(claims: list[Claim]) -> None:
    """The same content in the plain tables of the floor."""
    names: dict[tuple[str, str, str], Name] = {}

    def named(kind: str, text: str, country: str = "") -> Name:
        key = (kind, text, country)
        if key not in names:
            names[key] = Name.objects.create(kind=kind, text=text, country=country)
        return names[key]

    works: dict[object, Work] = {}
    for claim in claims:
        plain = PlainClaim.objects.create(
            ident=claim.ident,
            text=claim.text,
            parts=claim.parts,
            status=claim.status,
            kind=claim.kind,
            stage=claim.stage,
            occurred=claim.occurred,
            attribution=claim.attribution,
            basis=claim.basis,
            published_at=claim.editions.get().published_at,
            subject=named("company", claim.subject.name),
            topic=named("topic", claim.topic.label),
            place=named("place", claim.place.name, claim.place.country) if claim.place else None,
        )
        for citation in claim.citations.standing().select_related("source", "snapshot"):
            source, snapshot = citation.source, citation.snapshot
            if source.pk not in works:
                works[source.pk] = Work.objects.create(
                    title=source.title,
                    authors=source.authors,
                    container=source.container,
                    issued=source.issued,
                    url=source.url,
                )
            PlainCitation.objects.create(
                claim=plain,
                work=works[source.pk],
                relation=citation.relation,
                quote=citation.quote,
                verdict=citation.quote_check.get("kind", ""),
                supports=citation.supports,
                captured_at=snapshot.captured_at if snapshot else None,
            )
        for sign_off in claim.sign_offs.select_related("reviewer"):
            PlainSignOff.objects.create(
                claim=plain,
                reviewer=named("person", sign_off.reviewer.name),
                section=sign_off.section,
                signed_at=sign_off.signed_at,
            )
        edition = claim.editions.select_related("published_by", "statement").get()
        PlainEdition.objects.create(
            claim=plain,
            number=edition.number,
            published_at=edition.published_at,
            published_by=named("person", edition.published_by.name),
            digest=edition.statement.digest,
            note=edition.note,
        )
        PlainRevision.objects.bulk_create(
            PlainRevision(
                claim=plain,
                number=statement.number,
                what="changed",
                at=statement.made_at,
                by=named("person", statement.author.name),
                note=statement.note,
            )
            for statement in Statement.objects.filter(claim=claim).select_related("author")
        )
