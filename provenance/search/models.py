"""The public read side: one row a published claim, written on publication and rebuilt from statements."""

from django.db import models
from django.urls import reverse


class Document(models.Model):
    """What lists, facets and search know of a published claim. Derived: `rebuild_search` makes it anew."""

    claim = models.UUIDField(primary_key=True)
    ident = models.CharField(max_length=9, unique=True)
    status = models.CharField(max_length=12)
    edition = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    first_published_at = models.DateTimeField()
    text = models.TextField()
    language = models.CharField(max_length=35)
    translation = models.TextField(blank=True)
    translation_language = models.CharField(max_length=35, blank=True)
    attribution = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=14)
    stage = models.CharField(max_length=20, blank=True)
    topic = models.CharField(max_length=80)
    topic_label = models.CharField(max_length=120)
    subject = models.CharField(max_length=9)
    subject_name = models.CharField(max_length=200)
    object = models.CharField(max_length=9, blank=True)
    object_name = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True)
    place_name = models.CharField(max_length=200, blank=True)
    occurred = models.CharField(max_length=60, blank=True)
    occurred_from = models.DateField(null=True)
    occurred_to = models.DateField(null=True)
    evidence = (
        models.JSONField()
    )  # citations, for the range of origins: source, via, relation, whether it counts
    tokens = models.TextField()  # " folded words and Chinese bigrams ", see `provenance.search.tokens`

    class Meta:
        ordering = ["-published_at", "ident"]
        indexes = [
            models.Index(fields=["-published_at", "ident"], name="document_newest"),
            models.Index(fields=["topic", "-published_at"], name="document_by_topic"),
            models.Index(fields=["subject", "-published_at"], name="document_by_subject"),
            models.Index(fields=["object", "-published_at"], name="document_by_object"),
            models.Index(fields=["country", "-published_at"], name="document_by_country"),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("claim", args=[self.ident])
