from django.apps import AppConfig


class EntitiesConfig(AppConfig):
    name = "provenance.entities"
    label = "entities"
