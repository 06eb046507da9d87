from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "provenance.ledger"
    label = "ledger"
