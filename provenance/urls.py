"""The addresses of the site; interface.md names them, and they do not drift."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, path, register_converter

from provenance.identifiers import IdentConverter

register_converter(IdentConverter, "ident")

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
]

handler400 = "provenance.web.errors.handler400"
handler403 = "provenance.web.errors.handler403"
handler404 = "provenance.web.errors.handler404"
handler500 = "provenance.web.errors.handler500"
