"""Entities and places are registered and revised; they are never deleted."""

from decimal import Decimal

from provenance.accounts.models import User
from provenance.canonical import nfc
from provenance.entities.models import Entity, EntityType, Place, Precision
from provenance.ledger.events import Event
from provenance.record import check_fields, revised

WRITTEN = ("type", "name", "names", "country")


def register(
    type: str, name: str, *, names: list[dict[str, str]] | None = None, country: str = "",
    parent: Entity | None = None, by: User, note: str = "",
) -> Entity:  # fmt: skip
    entity = Entity(
        type=EntityType(type), name=nfc(name.strip()), names=names or [], country=country, parent=parent
    )
    check_fields(entity, WRITTEN)
    with revised(Event.ENTITY_REGISTER, entity, by=by, note=note) as change:
        change.save(entity)
    return entity


def revise(
    entity: Entity,
    *,
    name: str,
    names: list[dict[str, str]],
    country: str,
    parent: Entity | None,
    note: str,
    by: User,
) -> Entity:
    """Published statements keep the name that was signed; pages about the entity show the new one."""
    with revised(Event.ENTITY_REVISE, entity, by=by, note=note) as change:
        entity.name, entity.names, entity.country, entity.parent = nfc(name.strip()), names, country, parent
        check_fields(entity, WRITTEN)
        change.save(entity)
    return entity


def locate(
    key: str, name: str, *, country: str, latitude: Decimal, longitude: Decimal, precision: str, by: User
) -> Place:
    """Register a place that claims can point to."""
    place = Place(
        key=key,
        name=nfc(name.strip()),
        country=country,
        latitude=latitude,
        longitude=longitude,
        precision=Precision(precision),
    )
    check_fields(place, ["key", "name", "country", "latitude", "longitude", "precision"])
    with revised(Event.PLACE_REGISTER, place, by=by) as change:
        change.save(place)
    return place
