"""The data of the permission matrix: a claim in each state, somebody in each role, what each route takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from claims.actions import drafting, publication, review
from claims.models import SECTIONS, Claim, Topic
from provenance import enrolment
from provenance.accounts.models import User
from provenance.entities.models import Entity
from provenance.ledger import signer
from sources.actions import relating
from sources.models import Derivation, Snapshot, Source
from tests import make

STATES = ("draft", "in review", "sent back", "published", "corrected", "retracted")
ROLES = ("anonymous", "contributor", "reviewer", "auditor", "administrator", "deactivated")


@dataclass
class World:
    """`corrected` is published with a correction in draft; `in review` has every sign-off it needs."""

    claims: dict[str, Claim]
    successor: Claim
    source: Source
    snapshot: Snapshot
    derivation: Derivation
    entity: Entity
    topic: Topic
    somebody: User
    users: dict[str, User | None] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)


def build() -> World:
    ana = make.user("contributor")
    rui, mei = make.user("reviewer"), make.user("reviewer")
    kim = make.user("administrator")
    company, topic = make.entity(by=ana), make.topic(by=ana)

    def written(state: str) -> Claim:
        about = {"subject": company, "topic": topic, "occurred": "2019-03", "place": make.place(by=ana)}
        if state in ("published", "corrected", "retracted", "successor"):
            return make.published(by=ana, reviewers=(rui, mei), **about)
        if state == "draft":
            return make.cited(make.draft(by=ana, **about), by=ana)
        return make.claim_in_review(by=ana, **about)

    claims = {state: written(state) for state in STATES}
    for reviewer in (rui, mei):
        review.sign_off(claims["in review"], SECTIONS, by=reviewer)
    review.send_back(claims["sent back"], reason="Name the council.", by=rui)
    drafting.revise(claims["corrected"], text="ACME leases a data centre.", by=ana, note="It says leases.")
    publication.retract(claims["retracted"], reason="The source was withdrawn.", by=kim)
    cited = claims["published"].citations.get()
    origin = make.source(by=ana, url="https://example.org/origin")
    signer.sign_checkpoint()
    world = World(
        claims=claims,
        successor=written("successor"),
        source=origin,
        snapshot=cited.snapshot,
        derivation=relating.propose(cited.source, origin, "relies-on", basis="It says so.", by=ana),
        entity=company,
        topic=topic,
        somebody=ana,
    )
    for role in ROLES:
        _sign_in(world, role, by=kim)
    return world


def _sign_in(world: World, role: str, *, by: User) -> None:
    client = world.clients[role] = Client(raise_request_exception=False)
    world.users[role] = None
    if role == "anonymous":
        return
    user = make.user("reviewer" if role == "deactivated" else role)
    client.force_login(user)
    if role == "deactivated":
        # Signed in first: what was taken away is taken away from the next request on.
        enrolment.deactivate(user, reason="Left the house.", by=by)
        return
    world.users[role] = user


Values = Callable[[World, Claim], dict[str, Any]]


def nothing(world: World, claim: Claim) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Route:
    """`policy` is pinned here: to open a view to more people takes a change in two places.

    `body` is a POST that somebody admitted changes the record with, to a claim in `state`.
    """

    policy: str = "everybody"
    args: Values = nothing
    body: Values | None = None
    state: str = ""  # where it matters; then the route is tried on claims in every state
    query: Values = nothing
    records: bool = True  # whether the body makes an entry of the log


def ident(world: World, claim: Claim) -> dict[str, Any]:
    return {"ident": claim.ident}


def citation(world: World, claim: Claim) -> dict[str, Any]:
    return {"ident": claim.ident, "pk": claim.citations.get().pk}


def of(name: str) -> Values:
    return lambda world, claim: {"ident": getattr(world, name).ident}


def somebody(world: World, claim: Claim) -> dict[str, Any]:
    return {"user": world.somebody.pk}


def seen(**more: Any) -> Values:
    return lambda world, claim: {"seen": claim.latest_id, **more}


def successor(world: World, claim: Claim) -> dict[str, Any]:
    return {"seen": claim.latest_id, "reason": "Said better there.", "successor": world.successor.ident}


def content(world: World, claim: Claim) -> dict[str, Any]:
    return {
        "seen": claim.latest_id, "note": "Better words.", "text": "ACME built a data centre in Porto.",
        "language": "en", "subject": world.entity.name, "topic": world.topic.pk, "kind": "presence",
        "basis": "stated",
    }  # fmt: skip


def work(world: World, claim: Claim) -> dict[str, Any]:
    kinds = {"type": "report", "access": "open", "lineage": "unexamined"}
    return {"by": "hand", "title": "Minutes of the council", "note": "Title as printed.", **kinds}


def upload(world: World, claim: Claim) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("page.txt", b"The city signed."), "note": "Handed in by the clerk."}


def passes_on(world: World, claim: Claim) -> dict[str, Any]:
    other = world.claims["draft"].citations.get().source
    return {"kind": "quotes", "origin": other.ident, "basis": "The same sentences."}


def enrolled(world: World, claim: Claim) -> dict[str, Any]:
    return {"name": "Eve Novak", "email": "eve@example.org", "role": "contributor"}


def credentials(world: World, claim: Claim) -> dict[str, Any]:
    return {"username": world.somebody.email, "password": make.PASSWORD}


def new_password(world: World, claim: Claim) -> dict[str, Any]:
    new = "another horse and battery"
    return {"old_password": make.PASSWORD, "new_password1": new, "new_password2": new}


def fixed(**values: Any) -> Values:
    return lambda world, claim: values


ROUTES: dict[str, Route] = {
    "home": Route(),
    "about": Route(),
    "about_example": Route(),
    "claims": Route(),
    "claims_json": Route(),
    "claims_csv": Route(),
    "claim": Route(args=ident, state="published"),
    "edition": Route(args=lambda w, c: {**ident(w, c), "number": 1}, state="published"),
    "history": Route(args=ident, state="published"),
    "difference": Route(args=lambda w, c: {**ident(w, c), "old": 1, "new": 2}, state="published"),
    "topic": Route(args=lambda w, c: {"key": w.topic.key}),
    "claim_new": Route("may_edit", body=content),
    "claim_edit": Route("may_edit", ident, content, "draft"),
    "submissions": Route("may_edit", ident, seen(), "draft"),
    "links": Route("may_edit", ident, lambda w, c: {"kind": "refines", "other": w.successor.ident}, "draft"),
    "citation_new": Route(
        "may_edit", ident, seen(relation="context"), "draft", lambda w, c: {"source": w.source.ident}
    ),
    "citation_edit": Route("may_edit", citation, seen(relation="context", note="It is context."), "draft"),
    "citation_removals": Route("may_edit", citation, seen(reason="Not about this."), "draft"),
    "sign_offs": Route("may_review", ident, seen(sections=["wording"]), "in review"),
    "returns": Route("may_review", ident, seen(reason="Name the council."), "in review"),
    "editions": Route("may_review", ident, seen(), "in review"),
    "retractions": Route("may_withdraw", ident, seen(reason="Withdrawn by its source."), "published"),
    "supersessions": Route("may_review", ident, successor, "published"),
    "entity_new": Route("may_edit", body=fixed(name="Beta Ltd", language="en", type="Company")),
    "topic_new": Route("may_edit", body=fixed(label="Sea cables")),
    "place_new": Route(
        "may_edit", body=fixed(name="Porto", latitude="41.15", longitude="-8.61", precision="locality")
    ),
    "review_queue": Route("may_read_working_copies"),
    "review": Route("may_read_working_copies", ident, state="in review"),
    "sources": Route(),
    "source": Route(args=of("source")),
    "source_as": Route(args=lambda w, c: {**of("source")(w, c), "form": "json"}),
    "source_new": Route("may_edit", body=work),
    "source_edit": Route("may_edit", of("source"), work),
    "captures": Route("may_edit", of("source"), nothing),
    "uploads": Route("may_edit", of("source"), upload),
    "derivations": Route("may_edit", of("source"), passes_on),
    "undecided": Route("may_read_working_copies"),
    "derivation_decision": Route(
        "may_review", lambda w, c: {"derivation": w.derivation.pk}, fixed(verdict="confirm")
    ),
    "snapshot": Route(args=of("snapshot")),
    "reader": Route(args=of("snapshot")),
    "reader_frame": Route(args=of("snapshot")),
    "snapshot_file": Route(args=of("snapshot")),
    "snapshot_warc": Route(args=of("snapshot")),
    "snapshot_withholding": Route("may_withdraw", of("snapshot"), fixed(reason="By order of a court.")),
    "entities": Route(),
    "entity": Route(args=of("entity")),
    "ledger": Route(),
    "ledger_entry": Route(args=lambda w, c: {"number": 0}),
    "checkpoint": Route(),
    "log_vkey": Route(),
    "sign_in": Route(body=credentials, records=False),
    "sign_out": Route(body=nothing, records=False),
    "admin_sign_in": Route(),
    "admin_password": Route("may_read_working_copies"),
    "account": Route("may_read_working_copies"),
    "password": Route("may_read_working_copies", body=new_password, records=False),
    "people": Route("may_manage_people"),
    "person_new": Route("may_manage_people", body=enrolled),
    "person": Route("may_manage_people", somebody),
    "person_roles": Route("may_manage_people", somebody, fixed(role="reviewer")),
    "person_standings": Route("may_manage_people", somebody, fixed(standing="inactive", reason="Left.")),
}  # fmt: skip
