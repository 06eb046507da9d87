"""The assertions: what we say, on which evidence, by whose word.

`Claim` and `Citation` are the working copy. Every change of them makes a `Statement`: the exact bytes that
reviewers sign and that are published under an `Edition` number.
"""

from functools import reduce
from operator import or_
from typing import Any

import reversion
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KeyTextTransform
from django.urls import reverse
from reversion.models import Revision

from claims.workflow import Status
from provenance import canonical, identifiers
from provenance.accounts.models import User
from provenance.entities.models import Entity, Place
from provenance.identifiers import mint_uuid
from provenance.ledger.recorded import recorded
from sources.models import Snapshot, Source


@recorded("topic")
@reversion.register()
class Topic(models.Model):
    id = models.UUIDField(primary_key=True, default=mint_uuid, editable=False)
    key = models.SlugField(max_length=80, unique=True)
    label = models.CharField(max_length=120)
    label_zh = models.CharField(max_length=120, blank=True)
    description = models.TextField(blank=True)

    class Meta:
        ordering = ["label"]

    def __str__(self) -> str:
        return self.label


class ClaimKind(models.TextChoices):
    PRESENCE = "presence", "Presence"
    EVENT = "event", "Event"
    FIGURE = "figure", "Figure"
    STATEMENT = "statement", "Statement"
    RELATIONSHIP = "relationship", "Relationship"
    LEGAL = "legal", "Legal"


class Basis(models.TextChoices):
    STATED = "stated", "Stated by the source"
    INFERRED = "inferred", "Inferred"


class Stage(models.TextChoices):
    ANNOUNCED = "announced", "Announced"
    SIGNED = "signed", "Signed"
    UNDER_CONSTRUCTION = "under-construction", "Under construction"
    OPERATING = "operating", "Operating"
    ENDED = "ended", "Ended"


# What a reviewer signs, one by one.
SECTIONS = ("wording", "subject", "time", "place", "evidence", "translation")
PARTS = ("actor", "act", "object", "place", "time", "amount")


class ClaimQuerySet(models.QuerySet["Claim"]):
    def awaiting_review(self) -> "ClaimQuerySet":
        return self.filter(status=Status.IN_REVIEW)

    def unfinished(self) -> "ClaimQuerySet":
        return self.filter(status__in=[Status.DRAFT, Status.SENT_BACK, Status.IN_REVIEW])

    def public(self) -> "ClaimQuerySet":
        return self.filter(published__isnull=False)


@recorded("claim")
@reversion.register()
class Claim(models.Model):
    """One falsifiable sentence with its parts and qualifiers: the working copy that editors change."""

    id = models.UUIDField(primary_key=True, default=mint_uuid, editable=False)
    ident = models.CharField(max_length=9, unique=True, default=identifiers.mint, editable=False)

    text = models.CharField("claim", max_length=600)
    language = models.CharField("language (BCP 47)", max_length=35, default="en")
    parts = models.JSONField(
        default=dict, blank=True
    )  # actor, act, object, place, time, amount -> short phrase
    attribution = models.CharField(max_length=200, blank=True)
    basis = models.CharField(max_length=10, choices=Basis.choices, default=Basis.STATED)
    kind = models.CharField(max_length=14, choices=ClaimKind.choices, default=ClaimKind.STATEMENT)
    subject = models.ForeignKey(Entity, models.PROTECT, related_name="claims_as_subject")
    object = models.ForeignKey(Entity, models.PROTECT, null=True, blank=True, related_name="claims_as_object")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="claims")
    stage = models.CharField(max_length=20, choices=Stage.choices, blank=True)
    amount_value = models.CharField(max_length=40, blank=True)  # a decimal number as written
    amount_unit = models.CharField(max_length=60, blank=True)
    occurred = models.CharField("when (EDTF)", max_length=60, blank=True)
    occurred_from = models.DateField(null=True, editable=False)
    occurred_to = models.DateField(null=True, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="claims")
    translation = models.CharField(max_length=600, blank=True)
    translation_language = models.CharField(max_length=35, blank=True)

    status = models.CharField(
        max_length=12, choices=[(status.value, status.words) for status in Status], default=Status.DRAFT
    )
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="claims_drafted")
    drafted_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    sent_back_reason = models.TextField(blank=True)
    latest = models.ForeignKey("Statement", models.PROTECT, related_name="+")
    published = models.ForeignKey("Statement", models.PROTECT, null=True, related_name="+")
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="supersedes")
    withdrawn_at = models.DateTimeField(null=True)  # retracted or superseded
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.TextField(blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["status", "submitted_at"], name="claim_by_status")]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="claim_says_something"),
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in Status]), name="claim_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.PUBLISHED, Status.RETRACTED, Status.SUPERSEDED])
                | Q(published__isnull=False),
                name="claim_public_with_an_edition",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.PUBLISHED) | Q(published=F("latest")),
                name="claim_published_as_signed",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[Status.RETRACTED, Status.SUPERSEDED],
                    withdrawn_at__isnull=False,
                    withdrawn_by__isnull=False,
                )
                & ~Q(withdrawn_reason="")
                | ~Q(status__in=[Status.RETRACTED, Status.SUPERSEDED])
                & Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason=""),
                name="claim_withdrawn_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.SENT_BACK) & ~Q(sent_back_reason="")
                | ~Q(status=Status.SENT_BACK) & Q(sent_back_reason=""),
                name="claim_sent_back_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.SUPERSEDED, superseded_by__isnull=False)
                | ~Q(status=Status.SUPERSEDED) & Q(superseded_by=None),
                name="claim_superseded_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(superseded_by=F("id")), name="claim_not_superseded_by_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("claim", args=[self.ident])


class Relation(models.TextChoices):
    SUPPORTS = "supports", "Supports"
    DISPUTES = "disputes", "Disputes"
    CONTEXT = "context", "Context"


class CitationQuerySet(models.QuerySet["Citation"]):
    def standing(self) -> "CitationQuerySet":
        """Citations that belong to the working copy, in their order."""
        return self.filter(removed_at=None).order_by("position", "id")


@recorded("citation")
@reversion.register()
class Citation(models.Model):
    """Claim to source: what it bears on, in which words, found in which snapshot."""

    id = models.UUIDField(primary_key=True, default=mint_uuid, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="citations")
    position = models.PositiveSmallIntegerField()
    source = models.ForeignKey(Source, models.PROTECT, related_name="citations")
    # The work through which `source` is cited ("as cited in"): nobody here has seen `source` itself.
    via = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="citations_via")
    relation = models.CharField(max_length=10, choices=Relation.choices, default=Relation.SUPPORTS)
    supports = models.JSONField(default=list)  # the parts of the claim it bears on
    locator_label = models.CharField(max_length=20, blank=True)  # CSL: page, section, paragraph, note ...
    locator_value = models.CharField(max_length=200, blank=True)
    quote = models.TextField(blank=True)
    prefix = models.CharField(max_length=300, blank=True)
    suffix = models.CharField(max_length=300, blank=True)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, null=True, blank=True, related_name="citations")
    # What `sources.quotes.locate` found, reproducible from the text digest, the quote and the rules' version.
    quote_check = models.JSONField(default=dict)
    removed_at = models.DateTimeField(null=True)

    objects = CitationQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(via=None) | Q(quote="", snapshot=None), name="citation_lead_has_no_quote"
            ),
            models.CheckConstraint(
                condition=Q(via=None) | ~Q(via=F("source")), name="citation_not_via_itself"
            ),
            models.CheckConstraint(
                condition=~Q(quote="") | Q(snapshot=None), name="citation_snapshot_with_a_quote"
            ),
            models.CheckConstraint(condition=Q(relation__in=Relation.values), name="citation_relation_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_relation_display()}: {self.source}"


@recorded("statement", digested=("body",))
class Statement(models.Model):
    """The exact canonical bytes of a claim with its citations at one revision. Never edited."""

    id = models.UUIDField(primary_key=True, default=mint_uuid, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="statements")
    number = models.PositiveIntegerField()  # 1 for the first revision of the claim
    revision = models.OneToOneField(Revision, models.PROTECT, related_name="statement")
    body = models.BinaryField()
    digest = models.CharField(max_length=71)
    sections = models.JSONField()  # section -> digest
    # Section -> id of whoever wrote the text that stands there: nobody signs off what they wrote.
    written_by = models.JSONField()
    author = models.ForeignKey(User, models.PROTECT, related_name="statements")
    made_at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "number"], name="statement_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"Revision {self.number} of {self.claim_id}"

    def content(self) -> dict[str, Any]:
        """The statement as a value: `{"v", "claim", "sections"}` (docs/evidence-format.md)."""
        value: dict[str, Any] = canonical.parse(bytes(self.body))
        return value


@recorded("edition")
class Edition(models.Model):
    """A published statement under the number that people cite. Never edited."""

    id = models.UUIDField(primary_key=True, default=mint_uuid, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    statement = models.OneToOneField(Statement, models.PROTECT, related_name="edition")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    # The sign-offs it was published on: [{"section", "reviewer", "name", "at", "sign_off"}]
    checked_by = models.JSONField()
    policy = models.JSONField()  # section -> sign-offs that were asked for

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["claim", "number"], name="edition_numbered_once")]

    def __str__(self) -> str:
        return f"v{self.number}"


class SignOffQuerySet(models.QuerySet["SignOff"]):
    def current(self) -> "SignOffQuerySet":
        """Given on the very text that the section has now, whatever revision that was."""
        same = [
            Q(section=name, section_digest=KeyTextTransform(name, "claim__latest__sections"))
            for name in SECTIONS
        ]
        return self.filter(reduce(or_, same))


@recorded("sign-off")
class SignOff(models.Model):
    """A reviewer's word on one section of one statement. It counts while the section reads the same."""

    id = models.UUIDField(primary_key=True, default=mint_uuid, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="sign_offs")
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="sign_offs")
    reviewer = models.ForeignKey(User, models.PROTECT, related_name="sign_offs")
    section = models.CharField(max_length=12)
    section_digest = models.CharField(max_length=71)
    note = models.TextField(blank=True)
    signed_at = models.DateTimeField()

    objects = SignOffQuerySet.as_manager()

    class Meta:
        ordering = ["signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "reviewer", "section"], name="sign_off_once"),
        ]

    def __str__(self) -> str:
        return f"{self.section} signed off by {self.reviewer}"


class LinkKind(models.TextChoices):
    CONTRADICTS = "contradicts", "contradicts"
    SUPPORTS = "supports", "supports"
    REFINES = "refines", "refines"
    DUPLICATES = "duplicates", "duplicates"


@recorded("link")
class Link(models.Model):
    """How one claim stands to another, as a person judged it."""

    id = models.UUIDField(primary_key=True, default=mint_uuid, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="links")
    other = models.ForeignKey(Claim, models.PROTECT, related_name="linked_from")
    kind = models.CharField(max_length=12, choices=LinkKind.choices)
    linked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "other", "kind"], name="link_once"),
            models.CheckConstraint(condition=~Q(claim=F("other")), name="link_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.other_id}"
