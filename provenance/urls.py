"""The addresses of the site."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, register_converter

from provenance.identifiers import IdentConverter

register_converter(IdentConverter, "ident")

urlpatterns: list[URLPattern | URLResolver] = [
    # Before the public ones: /topics/new would else be a topic called new.
    path("", include("claims.urls.editorial")),
    path("", include("claims.urls.public")),
    path("", include("sources.urls")),
    path("", include("provenance.entities.urls")),
    path("", include("provenance.ledger.urls")),
    path("", include("provenance.accounts.urls")),
    path("", include("provenance.people.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "provenance.web.errors.handler400"
handler403 = "provenance.web.errors.handler403"
handler404 = "provenance.web.errors.handler404"
handler500 = "provenance.web.errors.handler500"
