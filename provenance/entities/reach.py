"""Who may see an entity: the public once a published claim is about it, people with an account at once.

A draft must not show through the name of the company that it is about.
"""

import json

from django.db.models import Q, QuerySet

from provenance.accounts.policies import Visitor, may_read_working_copies
from provenance.entities.models import Entity
from provenance.ledger.events import Event
from provenance.ledger.models import Entry, Field
from provenance.search.models import Document
from provenance.web.errors import NotFound

COLUMNS = ("subject_id", "object_id")  # of a claim


def entities_for(user: Visitor) -> QuerySet[Entity]:
    """Those that lists and relatives may name to this visitor."""
    return Entity.objects.all() if may_read_working_copies(user) else public_entities()


def public_entities() -> QuerySet[Entity]:
    """Those that the present edition of some claim is about."""
    documents = Document.objects.order_by()
    return Entity.objects.filter(
        Q(ident__in=documents.values("subject")) | Q(ident__in=documents.values("object"))
    )


def get_entity(ident: str, user: Visitor) -> Entity:
    """Raises NotFound where there is none, or none for this visitor."""
    entity = Entity.objects.filter(ident=ident).first()
    if entity is None or not (may_read_working_copies(user) or is_public(entity)):
        raise NotFound(f"There is no public entity with the identifier {ident}.")
    return entity


def is_public(entity: Entity) -> bool:
    """Whether an edition of any claim is about it, the present one or an earlier."""
    return public_entities().filter(pk=entity.pk).exists() or _was_public(entity)


def _was_public(entity: Entity) -> bool:
    """Asked of the log, because a claim that is about something else now says so no more."""
    named = Field.objects.filter(column__in=COLUMNS, value=json.dumps(str(entity.pk)))
    for row, column, since in named.values_list("row", "column", "entry_id"):
        renamed = Field.objects.filter(row=row, column=column, entry__gt=since).order_by("entry")
        until = renamed.values_list("entry_id", flat=True).first()
        editions = Entry.objects.filter(object=row, kind=Event.CLAIM_PUBLISH, index__gt=since)
        if (editions.filter(index__lt=until) if until is not None else editions).exists():
            return True
    return False


def relatives_of(entity: Entity, user: Visitor) -> tuple[Entity | None, list[Entity]]:
    """What it is part of, and its parts."""
    seen = entities_for(user)
    parent = seen.filter(pk=entity.parent_id).first() if entity.parent_id else None
    return parent, list(seen.filter(parent=entity))
