"""Every address there is, from the resolver and the rows of the database, and what each answers.

A route that is added later is walked too; one with a parameter that has no line here fails the walk.
"""

from __future__ import annotations

import gzip
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, get_resolver, reverse

from claims.models import Citation, Claim, Topic
from provenance.accounts.models import User
from provenance.entities.models import Entity
from provenance.ledger.models import Entry
from sources.models import Derivation, Snapshot, Source

Built = TypeVar("Built")
MARK = "qzx"  # begins every text that is looked for


def patterns(found: list[Any]) -> Iterator[URLPattern]:
    for pattern in found:
        if isinstance(pattern, URLPattern):
            yield pattern
        elif str(pattern.pattern) != "admin/":
            yield from patterns(pattern.url_patterns)


IDENTS = {"claims": Claim, "sources": Source, "snapshots": Snapshot, "entities": Entity, "review": Claim}


def values_of(name: str, route: str) -> list[Any]:
    """Everything that a parameter of this route can be: one that has no line here fails the walk."""
    if name == "ident":
        return [row.ident for row in IDENTS[route.strip("^").split("/")[0]]._base_manager.all()]
    if name == "number" and "entries" in route:
        return list(range(Entry.objects.count() + 1))
    return {
        "number": lambda: [1, 2, 3],
        "old": lambda: [1, 4],
        "new": lambda: [2, 3, 5],
        "form": lambda: ["json", "csl.json", "bib", "ris"],
        "key": lambda: [topic.key for topic in Topic.objects.all()],
        "pk": lambda: [citation.pk for citation in Citation.objects.all()],
        "derivation": lambda: [row.pk for row in Derivation.objects.all()],
        "user": lambda: [user.pk for user in User.objects.all()],
    }[name]()


def queries_of(name: str) -> list[str]:
    """What is asked with a route, beside nothing; no mark is in it, because pages repeat what was asked."""
    if name in ("claims", "claims_json", "claims_csv", "sources", "entities"):
        entity = [f"?entity={row.ident}" for row in Entity.objects.all()]
        topics = [f"?topic={topic.key}" for topic in Topic.objects.all()]
        return ["", f"?q={MARK[:2]}", "?stage=signed", "?from=2021-07", *topics, *entity]
    if name in ("reader", "reader_frame"):
        return ["", *(f"?quote={citation.pk}" for citation in Citation.objects.all())]
    if name == "ledger":
        objects = sorted(
            {f"?object={entry.object}" for entry in Entry.objects.filter(kind__startswith="source:")}
        )
        return ["", *objects, *(f"?actor={user.pk}" for user in User.objects.all())]
    if name == "citation_new":
        return ["", *(f"?source={source.ident}" for source in Source.objects.all())]
    if name == "review_queue":
        return ["", "?list=drafts", "?list=returned", "?list=mine"]
    if name == "source":
        return ["", "?watch=1"]
    return [""]


def addresses() -> Iterator[str]:
    for pattern in patterns(get_resolver().url_patterns):
        route = str(pattern.pattern)
        names = list(pattern.pattern.regex.groupindex)
        for chosen in itertools.product(*(values_of(name, route) for name in names)):
            path = reverse(pattern.name, kwargs=dict(zip(names, chosen, strict=True)))
            yield from (path + query for query in queries_of(pattern.name))


def walk(client: Client) -> Iterator[tuple[str, HttpResponse]]:
    """Every address with what it answers; a refusal for programs as well as for people."""
    for address in addresses():
        response = client.get(address)
        yield address, response
        if response.status_code >= 400:
            yield address, client.get(address, headers={"accept": "*/*;q=.1,application/json"})


def all_of(response: Any) -> str:
    """Everything that comes back, headers and body, unpacked and as text."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"\x1f\x8b"):
        body = gzip.decompress(body)
    return unescape("\n".join(map(str, response.headers.items())) + body.decode(errors="replace"))


def evidence_in(folder: Any) -> dict[str, Any]:
    backend = {"BACKEND": "sources.storage.BlobFileStorage", "OPTIONS": {"location": folder}}
    return {**settings.STORAGES, "evidence": backend}


@contextmanager
def built(blocker: Any, home: Any, build: Callable[[], Built]) -> Iterator[Built]:
    """What `build` makes, once for a file of tests, with its files in `home`; undone in the end."""
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    kept = override_settings(
        STORAGES=evidence_in(home), LEDGER_KEY_FILE=home / "key", PASSWORD_HASHERS=hashers
    )
    with blocker.unblock(), transaction.atomic():
        with kept:
            made = build()
        yield made
        transaction.set_rollback(True)
