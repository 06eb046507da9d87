"""What the example's claims speak of and rest on: entities, places, topics, sources and how they derive.

Everything is brought in under a note that names its key in the corpus. The note stands in the history for
ever, so a second load finds what is there whatever people renamed meanwhile.
"""

from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from django.db import models
from reversion.models import Version

from claims.actions.drafting import Content
from claims.actions.topics import open_topic
from claims.example.cast import Cast
from claims.example.corpus import ClaimRow, Corpus, EntityRow, SourceRow
from claims.example.progress import Progress
from claims.example.stages import Plan, digest
from claims.models import Topic
from provenance.entities import actions as entities
from provenance.entities.models import Entity, Place
from sources.actions import registering, relating
from sources.actions.registering import Description
from sources.models import Derivation, Source, Verdict

M = TypeVar("M", bound=models.Model)

MARK = "From the example corpus: "


def brought_in(model: type[models.Model]) -> dict[str, UUID]:
    """The rows of a model that an earlier load made: key in the corpus -> primary key."""
    versions = Version.objects.get_for_model(model).filter(revision__comment__startswith=MARK)
    pairs = versions.values_list("revision__comment", "object_id")
    return {comment.removeprefix(MARK): UUID(pk) for comment, pk in pairs}


@dataclass
class Ground:
    """What is on record, by its key in the corpus."""

    entities: dict[str, Entity] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)

    def content(self, row: ClaimRow) -> Content:
        return Content(
            text=row.text,
            language=row.language,
            translation=row.translation,
            translation_language=row.translation_language,
            subject=self.entities[row.subject],
            object=self.entities[row.object] if row.object else None,
            topic=self.topics[row.topic],
            place=self.places[row.place] if row.place else None,
            kind=row.kind,
            basis=row.basis,
            attribution=row.attribution,
            occurred=row.occurred,
            stage=row.stage,
            amount_value=row.amount_value,
            amount_unit=row.amount_unit,
            parts=row.parts,
        )


def lay(corpus: Corpus, plan: Plan, cast: Cast, progress: Progress, *, press: str = "") -> Ground:
    """Everything but the claims, each unless it is there. `press` is the address of the example's pages."""
    by = cast.contributor
    ground = Ground(
        entities=_found(Entity),
        places={place.key: place for place in Place.objects.all()},
        topics={topic.key: topic for topic in Topic.objects.all()},
        sources=_found(Source),
    )
    for topic in progress.over("Topics", corpus.topics):
        if topic.key not in ground.topics:
            ground.topics[topic.key] = open_topic(
                topic.key, topic.label, label_zh=topic.label_zh, description=topic.description, by=by
            )
    for place in progress.over("Places", corpus.places):
        if place.key not in ground.places:
            ground.places[place.key] = entities.locate(
                place.key, place.name, country=place.country, latitude=place.latitude,
                longitude=place.longitude, precision=place.precision, by=by,
            )  # fmt: skip
    for entity in progress.over("Entities", corpus.entities):
        if entity.key not in ground.entities:
            ground.entities[entity.key] = _register(entity, ground, cast)
    for source in progress.over("Sources", corpus.sources):
        if source.key not in ground.sources:
            ground.sources[source.key] = registering.register(
                _description(source, press), by=by, note=f"{MARK}{source.key}"
            )
    _relate(corpus, plan, ground, cast, progress)
    return ground


def _found(model: type[M]) -> dict[str, M]:
    ids = brought_in(model)
    rows = model._default_manager.in_bulk(list(ids.values()))
    return {key: rows[pk] for key, pk in ids.items()}


def _register(row: EntityRow, ground: Ground, cast: Cast) -> Entity:
    return entities.register(
        row.type,
        row.names[0]["text"],
        names=list(row.names),
        country=row.country,
        parent=ground.entities[row.parent] if row.parent else None,
        by=cast.contributor,
        note=f"{MARK}{row.key}",
    )


def _description(row: SourceRow, press: str) -> Description:
    # A page of the press is registered by its address alone: what it says of itself fills in the rest.
    return Description(
        title=row.title,
        type=row.type,
        title_original=row.title_original,
        language=row.language,
        authors=list(row.authors),
        publisher=row.publisher,
        container=row.container,
        issued=row.issued,
        url=f"{press}/{row.page}" if row.page else row.url,
        access=row.access,
        lineage=row.lineage,
        more={"note": row.remark} if row.remark else {},
    )


def _relate(corpus: Corpus, plan: Plan, ground: Ground, cast: Cast, progress: Progress) -> None:
    keys = {source.pk: key for key, source in ground.sources.items()}
    there = {
        (keys.get(row.source_id), keys.get(row.origin_id), row.kind): row for row in Derivation.objects.all()
    }
    for row in progress.over("Derivations between sources", corpus.derivations):
        name = (row.source, row.origin, row.kind)
        derivation = there.get(name) or relating.propose(
            ground.sources[row.source],
            ground.sources[row.origin],
            row.kind,
            basis=row.basis,
            by=cast.contributor,
        )
        if name not in plan.undecided and derivation.verdict == Verdict.PROPOSED:
            relating.confirm(derivation, by=cast.reviewers[int(digest(row.basis), 16) % 2])
