"""The first page in numbers, each leading to what it counts, and what was corrected or withdrawn of late."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse

from claims.reading import WITHDRAWING
from claims.representations.addressing import address
from provenance.entities.reach import public_entities
from provenance.ledger.models import Entry
from provenance.search.models import Document
from provenance.search.rows import row_of
from provenance.web.components import ClaimRow
from sources.models import Snapshot
from sources.views.reach import public_sources


@dataclass(frozen=True, kw_only=True)
class Figure:
    count: int
    one: str
    many: str
    href: str

    @property
    def words(self) -> str:
        return self.one if self.count == 1 else self.many


@dataclass(frozen=True, kw_only=True)
class RecentChange:
    """`words` say what happened to the claim of the row."""

    when: datetime
    words: str
    row: ClaimRow


def headline() -> list[Figure]:
    counted = Document.objects.aggregate(
        published=Count("pk", filter=Q(status="published")),
        retracted=Count("pk", filter=Q(status="retracted")),
        countries=Count("country", distinct=True, filter=~Q(country="")),
    )
    claims = reverse("claims")
    # As the lists count them: a figure that rises with every draft would tell when one is begun.
    sources = public_sources()
    snapshots = Snapshot.objects.filter(source__in=sources.values("pk"))
    counts = (
        (counted["published"], "published claim", "published claims", f"{claims}?status=published"),
        (counted["retracted"], "retracted", "retracted", f"{claims}?status=retracted"),
        (counted["countries"], "country", "countries", claims),
        (public_entities().count(), "entity", "entities", address("entities")),
        (sources.count(), "source", "sources", address("sources")),
        (snapshots.count(), "snapshot kept", "snapshots kept", address("sources")),
    )
    return [Figure(count=count, one=one, many=many, href=href) for count, one, many, href in counts]


def recent_changes(limit: int) -> list[RecentChange]:
    """The newest corrections and withdrawals of published claims, newest first."""
    corrected = Document.objects.filter(edition__gt=1, status="published").defer("tokens")[:limit]
    found = [
        RecentChange(
            when=document.published_at, words=f"corrected: v{document.edition}", row=row_of(document)
        )
        for document in corrected
    ]
    entries = Entry.objects.filter(kind__in=WITHDRAWING).order_by("-index")[:limit]
    withdrawn = {UUID(entry.object.partition(":")[2]): entry for entry in entries}
    for document in Document.objects.filter(pk__in=withdrawn).defer("tokens"):
        when = datetime.fromisoformat(withdrawn[document.pk].time)
        found.append(RecentChange(when=when, words=document.status, row=row_of(document)))
    return sorted(found, key=lambda change: change.when, reverse=True)[:limit]
