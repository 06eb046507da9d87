"""What changed while somebody was reading, for the page that refuses their stale form."""

from collections.abc import Sequence

from claims.models import Statement
from claims.reading import sources_named
from claims.representations.difference import differences
from provenance.web.components import Conflict, FieldDifference
from sources.models import Source


def conflict_of(before: Statement | None, after: Statement, *, reload_href: str = "") -> Conflict:
    """From what the person saw to what stands now."""
    return Conflict(
        who=after.author.name,
        when=after.made_at,
        differences=differences_of(before, after),
        reload_href=reload_href,
    )


def differences_of(before: Statement | None, after: Statement) -> Sequence[FieldDifference]:
    """What reads differently in `after`; nothing where it is not known what was read before."""
    if before is None:
        return []
    old, new = before.content()["sections"], after.content()["sections"]
    idents = sources_named([*old["evidence"], *new["evidence"]])
    titles = dict(Source.objects.filter(ident__in=idents).values_list("ident", "title"))
    return differences(old, new, titles)
