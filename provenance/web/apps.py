from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "provenance.web"
    label = "web"
