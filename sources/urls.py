from django.urls import URLPattern, URLResolver, path, re_path

from provenance.identifiers import IdentConverter
from sources.views import derivations, reader, snapshots, works

urlpatterns: list[URLPattern | URLResolver] = [
    path("sources", works.sources, name="sources"),
    path("sources/new", works.source_new, name="source_new"),
    path("sources/<ident:ident>", works.source, name="source"),
    re_path(
        rf"^sources/(?P<ident>{IdentConverter.regex})\.(?P<form>json|csl\.json|bib|ris)\Z",
        works.source_as,
        name="source_as",
    ),
    path("sources/<ident:ident>/edit", works.source_edit, name="source_edit"),
    path("sources/<ident:ident>/captures", snapshots.captures, name="captures"),
    path("sources/<ident:ident>/snapshots", snapshots.uploads, name="uploads"),
    path("sources/<ident:ident>/derivations", derivations.derivations, name="derivations"),
    path("derivations", derivations.undecided, name="undecided"),
    path("derivations/<uuid:derivation>/decision", derivations.decision, name="derivation_decision"),
    path("snapshots/<ident:ident>", snapshots.snapshot, name="snapshot"),
    path("snapshots/<ident:ident>/reader", reader.reader, name="reader"),
    path("snapshots/<ident:ident>/reader/frame", reader.reader_frame, name="reader_frame"),
    path("snapshots/<ident:ident>/file", snapshots.snapshot_file, name="snapshot_file"),
    path("snapshots/<ident:ident>/warc", snapshots.snapshot_warc, name="snapshot_warc"),
    path("snapshots/<ident:ident>/withholding", snapshots.withholdings, name="snapshot_withholding"),
]
