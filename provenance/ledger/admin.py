from django.contrib import admin
from reversion.models import Revision, Version

from provenance.ledger.models import Checkpoint, Entry, Head, Manifest
from provenance.web.admin import ReadOnlyAdmin


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = ("index", "kind", "object", "time", "actor")
    list_filter = ("kind",)
    search_fields = ("object", "actor")


@admin.register(Checkpoint)
class CheckpointAdmin(ReadOnlyAdmin):
    list_display = ("size", "note")


@admin.register(Head, Manifest)
class TreeAdmin(ReadOnlyAdmin):
    pass


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ("id", "date_created", "user", "comment")
    list_select_related = ("user",)
    search_fields = ("comment",)


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    list_display = ("id", "object_repr", "content_type", "object_id")
    list_filter = ("content_type",)
    search_fields = ("object_id",)
