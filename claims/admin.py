from django.contrib import admin

from claims.models import Citation, Claim, Edition, Link, SignOff, Statement, Topic
from provenance.web.admin import ReadOnlyAdmin


@admin.register(Topic)
class TopicAdmin(ReadOnlyAdmin):
    list_display = ("label", "key", "label_zh")
    search_fields = ("label", "key", "label_zh")


@admin.register(Claim)
class ClaimAdmin(ReadOnlyAdmin):
    list_display = ("ident", "text", "status", "subject", "topic", "drafted_by")
    list_filter = ("status", "kind", "stage", "topic")
    list_select_related = ("subject", "topic", "drafted_by")
    search_fields = ("ident", "text", "translation", "attribution")


@admin.register(Citation)
class CitationAdmin(ReadOnlyAdmin):
    list_display = ("claim", "relation", "source", "via", "removed_at")
    list_filter = ("relation", ("removed_at", admin.EmptyFieldListFilter))
    list_select_related = ("claim", "source", "via")
    search_fields = ("claim__ident", "source__title", "quote")


@admin.register(Statement)
class StatementAdmin(ReadOnlyAdmin):
    list_display = ("claim", "number", "author", "made_at", "digest")
    list_select_related = ("claim", "author")
    search_fields = ("claim__ident", "digest", "note")


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    list_display = ("claim", "number", "published_at", "published_by")
    list_filter = ("number",)
    list_select_related = ("claim", "published_by")
    search_fields = ("claim__ident", "claim__text")


@admin.register(SignOff)
class SignOffAdmin(ReadOnlyAdmin):
    list_display = ("claim", "section", "reviewer", "signed_at")
    list_filter = ("section", "reviewer")
    list_select_related = ("claim", "reviewer")
    search_fields = ("claim__ident", "note")


@admin.register(Link)
class LinkAdmin(ReadOnlyAdmin):
    list_display = ("claim", "kind", "other", "linked_by", "linked_at")
    list_filter = ("kind",)
    list_select_related = ("claim", "other", "linked_by")
    search_fields = ("claim__ident", "other__ident")
