"""What the pages show of an entity: its names, its relatives, and the published claims about it by topic."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from provenance.entities.models import Entity
from provenance.search.models import Document
from provenance.search.rows import disputes, row_of
from provenance.web.components import ClaimRow
from provenance.web.countries import name_of

SHOWN = 10  # claims under one topic; the list of claims has the rest


@dataclass(frozen=True, kw_only=True)
class TopicClaims:
    key: str
    label: str
    count: int
    rows: Sequence[ClaimRow]

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True, kw_only=True)
class Profile:
    entity: Entity
    country: str
    parent: Entity | None
    subsidiaries: Sequence[Entity]
    as_subject: int
    as_object: int
    contested: Sequence[ClaimRow]
    topics: Sequence[TopicClaims]

    @property
    def total(self) -> int:
        return sum(topic.count for topic in self.topics)


def about(entity: Entity) -> QuerySet[Document]:
    return Document.objects.filter(Q(subject=entity.ident) | Q(object=entity.ident)).defer("tokens")


def profile_of(entity: Entity, parent: Entity | None, subsidiaries: Sequence[Entity]) -> Profile:
    documents = list(about(entity))
    by_topic: dict[str, list[Document]] = {}
    for document in documents:
        by_topic.setdefault(document.topic, []).append(document)
    topics = [
        TopicClaims(
            key=key,
            label=found[0].topic_label,
            count=len(found),
            rows=[row_of(document) for document in found[:SHOWN]],
        )
        for key, found in by_topic.items()
    ]
    return Profile(
        entity=entity,
        country=name_of(entity.country),
        parent=parent,
        subsidiaries=subsidiaries,
        as_subject=sum(document.subject == entity.ident for document in documents),
        as_object=sum(document.object == entity.ident for document in documents),
        contested=[row_of(document) for document in documents if disputes(document)],
        topics=sorted(topics, key=lambda topic: (-topic.count, topic.label)),
    )


def counted(entities: Iterable[Entity]) -> list[tuple[Entity, str, int]]:
    """Each entity with its country and the number of published claims in which it acts or is acted on."""
    entities = list(entities)
    idents = [entity.ident for entity in entities]
    count: dict[str, int] = dict.fromkeys(idents, 0)
    known = Document.objects.order_by()
    for column in ("subject", "object"):
        groups = known.filter(**{f"{column}__in": idents}).values_list(column).annotate(Count("pk"))
        for ident, number in groups:
            count[ident] += number
    return [(entity, name_of(entity.country), count[entity.ident]) for entity in entities]
