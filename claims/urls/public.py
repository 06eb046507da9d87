"""The addresses of the public pages of claims."""

from django.urls import URLPattern, URLResolver, path

from claims.views import catalogue, history, home, permalink

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("about", home.about, name="about"),
    path("about-the-example", home.about_example, name="about_example"),
    path("claims", catalogue.claims, name="claims"),
    path("claims.json", catalogue.claims_json, name="claims_json"),
    path("claims.csv", catalogue.claims_csv, name="claims_csv"),
    path("claims/<ident:ident>", permalink.claim, name="claim"),
    path("claims/<ident:ident>/v<int:number>", permalink.edition, name="edition"),
    path("claims/<ident:ident>/history", history.history, name="history"),
    path("claims/<ident:ident>/history/<int:old>..<int:new>", history.difference, name="difference"),
    path("topics/<slug:key>", catalogue.topic, name="topic"),
]
