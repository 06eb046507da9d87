"""Test data, made through the same actions that people use."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

from claims.actions import drafting, evidence, publication, review
from claims.actions.drafting import Content
from claims.actions.evidence import Reference
from claims.actions.topics import open_topic
from claims.models import SECTIONS, Claim, Topic
from provenance import enrolment
from provenance.accounts.models import Role, User
from provenance.entities import actions as entities
from provenance.entities.models import Entity, Place
from sources.actions import capturing, registering
from sources.actions.registering import Description
from sources.models import Snapshot, Source

PASSWORD = "correct horse battery"
numbers = itertools.count(1)

PAGE = """The city of Lisbon signed a contract with ACME for a data centre in March 2019.
The contract is worth 12 million euros, the city council said. It is not an exclusive contract.
"""
QUOTE = "signed a contract with ACME for a data centre in March 2019"


def user(role: Role | str = Role.REVIEWER, name: str = "") -> User:
    number = next(numbers)
    name = name or f"{Role(role).label} {number}"
    return enrolment.enrol(f"user{number}@example.org", name, role, password=PASSWORD)


def entity(name: str = "", *, by: User, **fields: Any) -> Entity:
    name = name or f"ACME {next(numbers)}"
    names = fields.pop("names", [{"text": name, "language": "en", "kind": "official"}])
    return entities.register(fields.pop("type", "Company"), name, names=names, by=by, **fields)


def topic(key: str = "", *, by: User) -> Topic:
    key = key or f"topic-{next(numbers)}"
    return open_topic(key, key.replace("-", " ").capitalize(), by=by)


def place(name: str = "Lisbon", *, by: User) -> Place:
    return entities.locate(
        f"{name.lower()}-{next(numbers)}", name, country="PT",
        latitude=Decimal("38.7223"), longitude=Decimal("-9.1393"), precision="locality", by=by,
    )  # fmt: skip


def source(title: str = "", *, by: User, **fields: Any) -> Source:
    description = Description(title=title or f"City council minutes {next(numbers)}", **fields)
    return registering.register(description, by=by)


def snapshot(source: Source, text: str = PAGE, *, by: User) -> Snapshot:
    return capturing.upload(source, text.encode(), filename="page.txt", media_type="text/plain", by=by)


def content(*, by: User, **fields: Any) -> Content:
    defaults: dict[str, Any] = {
        "text": f"ACME signed a contract for data centre number {next(numbers)} in Lisbon.",
        "parts": {"actor": "ACME", "act": "signed a contract", "object": "data centre", "place": "Lisbon"},
    }
    fields.setdefault("subject", None)
    fields["subject"] = fields["subject"] or entity(by=by)
    fields["topic"] = fields.get("topic") or topic(by=by)
    return Content(**{**defaults, **fields})


def draft(*, by: User, **fields: Any) -> Claim:
    return drafting.draft(content(by=by, **fields), by=by)


def cited(claim: Claim, *, by: User, text: str = PAGE, quote: str = QUOTE) -> Claim:
    """The claim with one citation, whose quote stands in an uploaded snapshot."""
    work = source(by=by)
    reference = Reference(
        source=work, quote=quote, snapshot=snapshot(work, text, by=by), supports=["actor", "act", "object"]
    )
    evidence.cite(claim, reference, by=by)
    return claim


def claim_in_review(*, by: User, **fields: Any) -> Claim:
    claim = cited(draft(by=by, **fields), by=by)
    drafting.submit(claim, by=by)
    return claim


def published(*, by: User, reviewers: tuple[User, User], **fields: Any) -> Claim:
    claim = claim_in_review(by=by, **fields)
    for reviewer in reviewers:
        review.sign_off(claim, SECTIONS, by=reviewer)
    publication.publish(claim, by=reviewers[0])
    return claim
