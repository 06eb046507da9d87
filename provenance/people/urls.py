from django.urls import URLPattern, URLResolver, path

from provenance.people import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("people", views.people, name="people"),
    path("people/new", views.person_new, name="person_new"),
    path("people/<uuid:user>", views.person, name="person"),
    path("people/<uuid:user>/roles", views.roles, name="person_roles"),
    path("people/<uuid:user>/standings", views.standings, name="person_standings"),
]
