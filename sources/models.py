"""The evidence: works that can be cited, how they derive from one another, what was obtained of them."""

import reversion
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from provenance import identifiers
from provenance.accounts.models import User
from provenance.identifiers import mint_uuid
from provenance.ledger.recorded import recorded


class SourceType(models.TextChoices):
    """Item types of CSL 1.0.2."""

    NEWSPAPER = "article-newspaper", "Newspaper article"
    JOURNAL = "article-journal", "Journal article"
    MAGAZINE = "article-magazine", "Magazine article"
    REPORT = "report", "Report"
    WEBPAGE = "webpage", "Web page"
    POST = "post-weblog", "Blog post"
    SPEECH = "speech", "Speech"
    LEGISLATION = "legislation", "Law or regulation"
    BOOK = "book", "Book"
    DATASET = "dataset", "Dataset"
    BROADCAST = "broadcast", "Broadcast"
    INTERVIEW = "interview", "Interview"
    DOCUMENT = "document", "Other document"


class Access(models.TextChoices):
    OPEN = "open", "Open"
    PAYWALL = "paywall", "Behind a paywall"
    UNKNOWN = "unknown", "Not known"


class Lineage(models.TextChoices):
    PRIMARY = "primary", "Itself the original record"
    DERIVED = "derived", "Passes on other sources"
    UNEXAMINED = "unexamined", "Not examined"


@recorded("source")
@reversion.register()
class Source(models.Model):
    """A work that can be cited, described with CSL variables."""

    id = models.UUIDField(primary_key=True, default=mint_uuid, editable=False)
    ident = models.CharField(max_length=9, unique=True, default=identifiers.mint, editable=False)
    type = models.CharField(max_length=20, choices=SourceType.choices, default=SourceType.WEBPAGE)
    title = models.CharField(max_length=500)
    title_original = models.CharField("title in its own script", max_length=500, blank=True)
    language = models.CharField("language (BCP 47)", max_length=35, blank=True)
    # CSL names: [{"family": "Berwick", "given": "Angus"}, {"literal": "新华社"}]
    authors = models.JSONField(default=list, blank=True)
    publisher = models.CharField(max_length=300, blank=True)
    container = models.CharField("published in", max_length=300, blank=True)
    issued = models.CharField("date (EDTF)", max_length=60, blank=True)
    issued_from = models.DateField(null=True, editable=False)
    issued_to = models.DateField(null=True, editable=False)
    url = models.URLField("address", max_length=2000, blank=True)
    access = models.CharField(max_length=10, choices=Access.choices, default=Access.UNKNOWN)
    lineage = models.CharField(max_length=12, choices=Lineage.choices, default=Lineage.UNEXAMINED)
    # Further CSL variables by their CSL names: volume, issue, page, number, DOI, ISBN, event-title ...
    more = models.JSONField(default=dict, blank=True)
    registered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()

    class Meta:
        ordering = ["title"]
        indexes = [
            models.Index(fields=["title"], name="source_by_title"),
            models.Index(fields=["url"], name="source_by_url"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="source_titled"),
            models.CheckConstraint(condition=Q(access__in=Access.values), name="source_access_known"),
            models.CheckConstraint(condition=Q(lineage__in=Lineage.values), name="source_lineage_known"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("source", args=[self.ident])


class DerivationKind(models.TextChoices):
    REPUBLISHES = "republishes", "republishes"
    TRANSLATES = "translates", "translates"
    SUMMARISES = "summarises", "summarises"
    QUOTES = "quotes", "quotes"
    RELIES_ON = "relies-on", "relies on"


class Verdict(models.TextChoices):
    PROPOSED = "proposed", "Proposed"
    CONFIRMED = "confirmed", "Confirmed"
    REJECTED = "rejected", "Rejected"


@recorded("derivation")
@reversion.register()
class Derivation(models.Model):
    """`source` passes on `origin`: proposed with a reason, decided by a person."""

    id = models.UUIDField(primary_key=True, default=mint_uuid, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="derivations")
    origin = models.ForeignKey(Source, models.PROTECT, related_name="derived_works")
    kind = models.CharField(max_length=12, choices=DerivationKind.choices)
    basis = models.TextField()
    verdict = models.CharField(max_length=10, choices=Verdict.choices, default=Verdict.PROPOSED)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "origin", "kind"], name="derivation_once"),
            models.CheckConstraint(condition=~Q(source=F("origin")), name="derivation_not_of_itself"),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.PROPOSED, decided_by=None, decided_at=None)
                | Q(~Q(verdict=Verdict.PROPOSED), decided_by__isnull=False, decided_at__isnull=False),
                name="derivation_decided_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.get_kind_display()} {self.origin}"


class CaptureState(models.TextChoices):
    QUEUED = "queued", "Queued"
    CAPTURED = "captured", "Captured"
    FAILED = "failed", "Failed"


class Method(models.TextChoices):
    FETCH = "fetch", "Fetched from its address"
    UPLOAD = "upload", "Uploaded by a person"


@recorded("capture")
class Capture(models.Model):
    """One attempt to obtain a source's bytes, with its outcome."""

    id = models.UUIDField(primary_key=True, default=mint_uuid, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="captures")
    url = models.CharField(max_length=2000, blank=True)
    method = models.CharField(max_length=10, choices=Method.choices)
    state = models.CharField(max_length=10, choices=CaptureState.choices, default=CaptureState.QUEUED)
    outcome = models.CharField(max_length=30, blank=True)
    explanation = models.TextField(blank=True)
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-requested_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CaptureState.QUEUED, finished_at=None)
                | Q(~Q(state=CaptureState.QUEUED), ~Q(outcome=""), finished_at__isnull=False),
                name="capture_finished_with_outcome",
            )
        ]


class Lease(models.Model):
    """Who is working on a queued capture, and until when: operational, not part of the record.

    Claimed with one conditional update, so two workers never do the same capture; it runs out, so a killed
    worker's capture is taken up again.
    """

    capture = models.OneToOneField(Capture, models.CASCADE, primary_key=True, related_name="lease")
    until = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)


class Host(models.Model):
    """When a site may be asked again: one request in flight, and a pause after it. Operational."""

    name = models.CharField(max_length=260, primary_key=True)
    free_at = models.DateTimeField()


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def readable(self) -> "SnapshotQuerySet":
        return self.filter(withheld_at=None)


@recorded("snapshot")
class Snapshot(models.Model):
    """What a capture obtained. Never edited; it can be withheld, with a reason."""

    id = models.UUIDField(primary_key=True, default=mint_uuid, editable=False)
    ident = models.CharField(max_length=9, unique=True, default=identifiers.mint, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="snapshots")
    capture = models.OneToOneField(Capture, models.PROTECT, related_name="snapshot")
    captured_at = models.DateTimeField()
    target_uri = models.CharField(max_length=2000, blank=True)
    final_uri = models.CharField(max_length=2000, blank=True)
    filename = models.CharField(max_length=200, blank=True)
    status_code = models.PositiveSmallIntegerField(null=True)
    media_type = models.CharField(max_length=100)
    charset = models.CharField(max_length=40, blank=True)
    size = models.BigIntegerField()  # bytes of the payload
    truncated = models.CharField(max_length=20, blank=True)
    payload_digest = models.CharField(max_length=71)  # the decoded payload, a blob in the evidence storage
    warc_digest = models.CharField(max_length=71)  # the WARC records, another
    text_digest = models.CharField(max_length=71)  # the extracted text in UTF-8, another
    text_length = models.IntegerField()  # code points
    hidden = models.JSONField(
        default=list
    )  # [[start, end], ...] code points that a reader of the page cannot see
    pages = models.JSONField(default=list)  # [[start, label], ...] of a document with pages
    extractor = models.CharField(max_length=40)  # name/version
    problems = models.JSONField(default=list)  # sentences of the extractor
    metadata = models.JSONField(default=dict)  # bibliographic draft: variable -> {"value", "origin"}
    withheld_at = models.DateTimeField(null=True)
    withheld_reason = models.TextField(blank=True)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["-captured_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withheld_at=None, withheld_reason="")
                | Q(Q(withheld_at__isnull=False), ~Q(withheld_reason="")),
                name="snapshot_withheld_with_reason",
            )
        ]

    def __str__(self) -> str:
        return f"Snapshot {self.ident} of {self.source}"

    def get_absolute_url(self) -> str:
        return reverse("snapshot", args=[self.ident])

    BLOBS = ("payload_digest", "warc_digest", "text_digest")
