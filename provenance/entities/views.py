"""Companies, public bodies, organisations, persons and programmes, with the published claims about each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from provenance.accounts.gate import everybody, open_to
from provenance.entities.models import Entity, EntityType
from provenance.entities.profiles import counted, profile_of
from provenance.entities.reach import entities_for, get_entity, relatives_of
from provenance.web.addressing import by_ident
from provenance.web.paging import page_of

ROWS = 100  # names on one page; a name takes one line


@open_to(everybody)
@require_safe
def entities(request: HttpRequest) -> HttpResponse:
    found = entities_for(request.user)
    words, kind = request.GET.get("q", "").strip(), request.GET.get("type", "")
    if words:
        # The names in other scripts stand in JSON; SQLite escapes what is not ASCII there.
        named = [entity.pk for entity in found if words.casefold() in all_names(entity)]
        found = found.filter(pk__in=named)
    if kind in EntityType.values:
        found = found.filter(type=kind)
    page = page_of(found, request.GET, total=found.count(), size=ROWS)
    context = {
        "page": page,
        "rows": counted(page.rows),
        "words": words,
        "type": kind,
        "types": EntityType.choices,
    }
    return render(request, "entities/entity_list.html", context)


@open_to(everybody)
@require_safe
@by_ident
def entity(request: HttpRequest, ident: str) -> HttpResponse:
    found = get_entity(ident, request.user)
    profile = profile_of(found, *relatives_of(found, request.user))
    return render(request, "entities/entity_detail.html", {"profile": profile})


def all_names(entity: Entity) -> str:
    return "\n".join([entity.name, *(name["text"] for name in entity.names)]).casefold()
