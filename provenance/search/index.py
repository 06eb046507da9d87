"""The one door to the search documents."""

from uuid import UUID

from django.db.models import Q, QuerySet

from provenance.search.models import Document
from provenance.search.tokens import tokens

COLUMNS = [field.name for field in Document._meta.concrete_fields if not field.primary_key]


def put(*documents: Document) -> None:
    """Write documents, each in place of the one before; when a claim was first public stays."""
    kept = [name for name in COLUMNS if name != "first_published_at"]
    Document.objects.bulk_create(
        documents, update_conflicts=True, unique_fields=["claim"], update_fields=kept
    )


def set_status(claim: UUID, status: str) -> None:
    Document.objects.filter(claim=claim).update(status=status)


def matching(words: str) -> QuerySet[Document]:
    """Documents with every word of the query; the last word may be the beginning of one."""
    found = Document.objects.all()
    wanted = tokens(words)
    for number, token in enumerate(wanted, 1):
        whole = number < len(wanted) or len(token) < 3
        found = found.filter(Q(tokens__contains=f" {token} " if whole else f" {token}"))
    return found


def clear() -> None:
    """Forget all documents; whoever calls writes them anew in the same transaction."""
    Document.objects.all().delete()
