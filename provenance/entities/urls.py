from django.urls import URLPattern, URLResolver, path

from provenance.entities import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("entities", views.entities, name="entities"),
    path("entities/<ident:ident>", views.entity, name="entity"),
]
