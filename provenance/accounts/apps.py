from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "provenance.accounts"
    label = "accounts"
