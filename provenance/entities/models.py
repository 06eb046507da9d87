"""What claims are about and who publishes sources: entities and places."""

import reversion
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse

from provenance import identifiers
from provenance.identifiers import mint_uuid
from provenance.ledger.recorded import recorded

COUNTRY = RegexValidator(r"^[A-Z]{2}\Z", "A country is two capital letters of ISO 3166-1, for example PT.")


class EntityType(models.TextChoices):
    """Named as in FollowTheMoney, so that other tools read them."""

    COMPANY = "Company", "Company"
    PUBLIC_BODY = "PublicBody", "Public body"
    ORGANIZATION = "Organization", "Organisation"
    PERSON = "Person", "Person"
    PROGRAM = "Program", "Programme"


@recorded("entity")
@reversion.register()
class Entity(models.Model):
    """A company, public body, organisation, person or programme, under all its names."""

    id = models.UUIDField(primary_key=True, default=mint_uuid, editable=False)
    ident = models.CharField(max_length=9, unique=True, default=identifiers.mint, editable=False)
    type = models.CharField(max_length=20, choices=EntityType.choices)
    name = models.CharField(max_length=200)
    # [{"text": "中兴通讯", "language": "zh", "kind": "official"}, ...], the name above included
    names = models.JSONField(default=list, blank=True)
    country = models.CharField(max_length=2, blank=True, validators=[COUNTRY])
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="subsidiaries")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="entity_named"),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")), name="entity_not_its_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("entity", args=[self.ident])

    def other_names(self) -> list[dict[str, str]]:
        return [name for name in self.names if name["text"] != self.name]


class Precision(models.TextChoices):
    EXACT = "exact", "Exact"
    LOCALITY = "locality", "Locality"
    REGION = "region", "Region"
    COUNTRY = "country", "Country"


@recorded("place")
@reversion.register()
class Place(models.Model):
    """A place with WGS 84 coordinates and how precise they are."""

    id = models.UUIDField(primary_key=True, default=mint_uuid, editable=False)
    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, validators=[COUNTRY], blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5)
    longitude = models.DecimalField(max_digits=8, decimal_places=5)
    precision = models.CharField(max_length=10, choices=Precision.choices)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__range=(-90, 90)) & models.Q(longitude__range=(-180, 180)),
                name="place_on_earth",
            )
        ]

    def __str__(self) -> str:
        return self.name
