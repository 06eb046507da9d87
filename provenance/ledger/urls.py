from django.urls import URLPattern, URLResolver, path

from provenance.ledger import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("ledger", views.ledger, name="ledger"),
    path("ledger/entries/<int:number>", views.entry, name="ledger_entry"),
    path("ledger/checkpoint", views.checkpoint, name="checkpoint"),
    path("ledger/log.vkey", views.log_vkey, name="log_vkey"),
]
