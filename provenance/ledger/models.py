"""The tables of the log (RFC 9162 tree, C2SP checkpoints). Only `provenance.ledger.log` writes them."""

from django.db import models
from django.db.models import F, Q


class Head(models.Model):
    """The one row that whoever appends must hold: the tree's size and the roots of its complete subtrees."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    origin = models.CharField(max_length=200)
    size = models.BigIntegerField(default=0)
    frontier = models.BinaryField(default=b"")
    time = models.CharField(max_length=27, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="head_is_one_row")]


class Entry(models.Model):
    """A leaf: the envelope's bytes as they were hashed, and copies of what queries ask for."""

    index = models.BigIntegerField(primary_key=True)
    envelope = models.BinaryField()
    leaf_hash = models.BinaryField(max_length=32)
    kind = models.CharField(max_length=40)
    object = models.CharField(max_length=80)
    rev = models.IntegerField()
    prev = models.BigIntegerField()
    actor = models.UUIDField()
    time = models.CharField(max_length=27)

    class Meta:
        indexes = [
            models.Index(fields=["object", "index"], name="entry_by_object"),
            models.Index(fields=["kind", "index"], name="entry_by_kind"),
            models.Index(fields=["actor", "index"], name="entry_by_actor"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(index__gte=0), name="entry_index_not_negative"),
            models.CheckConstraint(
                condition=Q(prev__gte=-1) & Q(prev__lt=F("index")), name="entry_prev_before"
            ),
            models.UniqueConstraint(fields=["object", "prev"], name="entry_chain_unforked"),
        ]


class Manifest(models.Model):
    """Path to salted commitment, one pair a field of the entry; its digest is the envelope's payload."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="manifest")
    body = models.BinaryField()


class Field(models.Model):
    """The only place of the log with content: a committed value and its salt, erasable one by one."""

    pk = models.CompositePrimaryKey("entry", "row", "column")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="fields", db_index=False)
    row = models.CharField(max_length=80)
    column = models.CharField(max_length=60)
    salt = models.BinaryField(max_length=32)
    value = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["row", "entry"], name="field_by_row")]


class Node(models.Model):
    """The root of a complete subtree of 256**level leaves: what a hash tile above level 0 is made of."""

    pk = models.CompositePrimaryKey("level", "position")
    level = models.PositiveSmallIntegerField()
    position = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)


class Checkpoint(models.Model):
    """A signed tree head; every one ever signed."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
