from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "provenance.search"
    label = "search"
