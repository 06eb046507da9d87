"""The admin as a window: what is recorded can be looked at there and changed nowhere but in actions."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

admin.site.site_header = admin.site.site_title = "The tables of the record"
admin.site.index_title = "To look at; what is recorded is changed by actions alone"

# The class takes a parameter for type checkers only.
if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[models.Model]
else:
    ModelAdmin = admin.ModelAdmin


class ReadOnlyAdmin(ModelAdmin):
    """Every column, and nothing to press, for whoever may look through the window at all.

    The accounts grant no other permission than to view; this holds even where that is changed.
    """

    actions = None
    view_on_site = False
    list_per_page = 50
    # Counting every row of a large table costs more than the page itself.
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    # Columns that are too large to be shown, or that nobody needs to see.
    left_out: ClassVar[frozenset[str]] = frozenset()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        columns = self.model._meta.concrete_fields
        return [
            field.name
            for field in columns
            if field.name not in self.left_out and not isinstance(field, models.BinaryField)
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return self.get_fields(request, obj)
