from django.contrib import admin

from provenance.web.admin import ReadOnlyAdmin
from sources.models import Capture, Derivation, Snapshot, Source


@admin.register(Source)
class SourceAdmin(ReadOnlyAdmin):
    list_display = ("title", "type", "issued", "access", "lineage", "registered_at")
    list_filter = ("type", "access", "lineage")
    search_fields = ("ident", "title", "title_original", "url", "publisher")


@admin.register(Derivation)
class DerivationAdmin(ReadOnlyAdmin):
    list_display = ("source", "kind", "origin", "verdict", "decided_by")
    list_filter = ("kind", "verdict")
    list_select_related = ("source", "origin", "decided_by")
    search_fields = ("source__title", "origin__title", "basis")


@admin.register(Capture)
class CaptureAdmin(ReadOnlyAdmin):
    list_display = ("source", "method", "state", "outcome", "requested_at", "finished_at")
    list_filter = ("method", "state", "outcome")
    list_select_related = ("source",)
    search_fields = ("url", "source__title")


@admin.register(Snapshot)
class SnapshotAdmin(ReadOnlyAdmin):
    list_display = ("ident", "source", "captured_at", "media_type", "size", "withheld_at")
    list_filter = ("media_type", ("withheld_at", admin.EmptyFieldListFilter))
    list_select_related = ("source",)
    search_fields = ("ident", "source__title", "target_uri", "payload_digest")
