"""What somebody looks for among published claims: the one reading of the query part of an address.

/claims?q=&topic=&entity=&country=&status=&stage=&kind=&from=&to=&sort=
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Max, Q, QuerySet, Value

from provenance import dates
from provenance.search import index
from provenance.search.models import Document

# Facet to the column that it counts; an entity is looked for as subject and as object.
FACETS = {"topic": "topic", "country": "country", "status": "status", "stage": "stage", "kind": "kind"}
LABELS = {"topic": "topic_label"}
SORTS = {"newest": ("-published_at", "ident"), "oldest": ("published_at", "ident")}
MAX_WORDS = 200  # characters; longer than any claim's own words that somebody would type
NAMES = ("q", "topic", "entity", "country", "status", "stage", "kind", "from", "to", "sort")


@dataclass(frozen=True)
class Counted:
    key: str
    label: str
    count: int


@dataclass(frozen=True)
class Search:
    """`values` holds what was asked, by name; `problems` says in words what could not be understood."""

    values: Mapping[str, str]
    earliest: date | None = None
    latest: date | None = None
    problems: tuple[str, ...] = ()

    @property
    def sort(self) -> str:
        return self.values.get("sort", "newest")

    def matching(self, without: str = "") -> QuerySet[Document]:
        """The documents that meet every condition but the one named."""
        found = index.matching(self.values.get("q", ""))
        for name, column in FACETS.items():
            if name != without and name in self.values:
                found = found.filter(**{column: self.values[name]})
        if "entity" in self.values and without != "entity":
            entity = self.values["entity"]
            found = found.filter(Q(subject=entity) | Q(object=entity))
        # An open end of a span is no limit; a claim without any date is in no span.
        if self.earliest:
            found = found.exclude(occurred="").filter(Q(occurred_to=None) | Q(occurred_to__gte=self.earliest))
        if self.latest:
            found = found.exclude(occurred="").filter(
                Q(occurred_from=None) | Q(occurred_from__lte=self.latest)
            )
        return found

    def documents(self) -> QuerySet[Document]:
        return self.matching().order_by(*SORTS[self.sort]).defer("tokens")

    def facets(self) -> dict[str, list[Counted]]:
        """How many documents each other choice would leave, most first; one query for all of them."""
        queries = [
            self._groups(name, column, LABELS.get(name, column), name) for name, column in FACETS.items()
        ]
        queries += [
            self._groups("entity", column, f"{column}_name", "entity") for column in ("subject", "object")
        ]
        found: dict[str, dict[str, Counted]] = {name: {} for name in (*FACETS, "entity")}
        for facet, key, label, count in queries[0].union(*queries[1:], all=True).order_by():
            if key:
                before = found[facet].get(key)
                found[facet][key] = Counted(key, label, count + (before.count if before else 0))
        return {
            name: sorted(choices.values(), key=lambda one: (-one.count, one.label))
            for name, choices in found.items()
        }

    def _groups(
        self, facet: str, column: str, label: str, without: str
    ) -> QuerySet[Document, tuple[str, str, str, int]]:
        grouped = self.matching(without=without).order_by().annotate(facet=Value(facet), key=F(column))
        return (
            grouped.values("facet", "key")
            .annotate(label=Max(label), count=Count("pk"))
            .values_list("facet", "key", "label", "count")
        )


def parse(asked: Mapping[str, str]) -> Search:
    """Reads what was asked; a condition that cannot be understood is named in `problems` and left out."""
    values = {name: asked[name].strip()[:MAX_WORDS] for name in NAMES if asked.get(name, "").strip()}
    problems = []
    spans = {}
    for name in ("from", "to"):
        try:
            spans[name] = dates.parse(values.get(name, ""))
        except dates.BadDate as problem:
            problems.append(str(problem))
            spans[name] = dates.NO_DATE
    if "sort" in values and values["sort"] not in SORTS:
        problems.append(f"A list can be sorted by {' or '.join(SORTS)}, not by “{values.pop('sort')}”.")
    earliest, latest = spans["from"].earliest, spans["to"].latest
    if earliest and latest and earliest > latest:
        problems.append("The first day asked for lies after the last one, so no claim can be between them.")
    return Search(values, earliest, latest, tuple(problems))
