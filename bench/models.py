"""Lean tables for the floor, as somebody would write them who only wants to show claims."""

from django.db import models


class Name(models.Model):
    """A company, a topic, a place or a person."""

    kind = models.CharField(max_length=10)
    text = models.CharField(max_length=300)
    country = models.CharField(max_length=2, blank=True)


class Work(models.Model):
    title = models.CharField(max_length=500)
    authors = models.JSONField(default=list)
    container = models.CharField(max_length=300, blank=True)
    issued = models.CharField(max_length=60, blank=True)
    url = models.CharField(max_length=2000, blank=True)


class PlainClaim(models.Model):
    ident = models.CharField(max_length=9, unique=True)
    text = models.CharField(max_length=600)
    parts = models.JSONField(default=dict)
    status = models.CharField(max_length=12)
    kind = models.CharField(max_length=14)
    stage = models.CharField(max_length=20, blank=True)
    occurred = models.CharField(max_length=60, blank=True)
    attribution = models.CharField(max_length=200, blank=True)
    basis = models.CharField(max_length=10)
    published_at = models.DateTimeField(db_index=True)
    subject = models.ForeignKey(Name, models.PROTECT, related_name="+")
    topic = models.ForeignKey(Name, models.PROTECT, related_name="+")
    place = models.ForeignKey(Name, models.PROTECT, null=True, related_name="+")


class PlainCitation(models.Model):
    claim = models.ForeignKey(PlainClaim, models.PROTECT, related_name="citations")
    work = models.ForeignKey(Work, models.PROTECT, related_name="+")
    relation = models.CharField(max_length=10)
    quote = models.TextField(blank=True)
    verdict = models.CharField(max_length=20, blank=True)
    supports = models.JSONField(default=list)
    captured_at = models.DateTimeField(null=True)


class PlainSignOff(models.Model):
    claim = models.ForeignKey(PlainClaim, models.PROTECT, related_name="sign_offs")
    reviewer = models.ForeignKey(Name, models.PROTECT, related_name="+")
    section = models.CharField(max_length=12)
    signed_at = models.DateTimeField()


class PlainEdition(models.Model):
    claim = models.ForeignKey(PlainClaim, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Name, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=71)
    note = models.TextField(blank=True)


class PlainRevision(models.Model):
    claim = models.ForeignKey(PlainClaim, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    what = models.CharField(max_length=80)
    at = models.DateTimeField()
    by = models.ForeignKey(Name, models.PROTECT, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["claim", "number"], name="plain_revision_by_claim")]
