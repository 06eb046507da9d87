from django.contrib import admin

from provenance.entities.models import Entity, Place
from provenance.web.admin import ReadOnlyAdmin


@admin.register(Entity)
class EntityAdmin(ReadOnlyAdmin):
    list_display = ("name", "type", "country", "parent")
    list_filter = ("type", "country")
    list_select_related = ("parent",)
    search_fields = ("ident", "name")


@admin.register(Place)
class PlaceAdmin(ReadOnlyAdmin):
    list_display = ("name", "country", "latitude", "longitude", "precision")
    list_filter = ("precision", "country")
    search_fields = ("name", "key")
