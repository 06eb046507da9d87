from django.contrib import admin
from django.contrib.auth.models import Group

from provenance.accounts.models import User
from provenance.web.admin import ReadOnlyAdmin

# Roles say what people may do; groups would be a second truth that nothing reads.
admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    left_out = frozenset({"password"})
    list_display = ("name", "email", "role", "is_active", "enrolled_at")
    list_filter = ("role", "is_active")
    search_fields = ("name", "email")
