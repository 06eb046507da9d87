"""Nothing that is not public reaches the public: every route, every format, a mark in every unpublished text.

People with an account see every mark: else "it was nowhere" would show nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from claims.actions import drafting, evidence, publication, review
from claims.actions.evidence import Reference
from claims.actions.topics import open_topic
from claims.models import Citation, Claim
from provenance import identifiers
from provenance.accounts.models import User
from provenance.entities import actions as entities
from provenance.entities.models import Entity
from provenance.ledger import signer
from sources.actions import capturing, registering, relating
from sources.actions.registering import Description
from sources.models import Snapshot, Source
from tests import make
from tests.shape.walking import MARK, all_of, built, evidence_in, patterns, walk

# Without the mark pytest-django makes no database when this file is run alone.
pytestmark = pytest.mark.django_db

MARKED = re.compile(rf"{MARK}\d+[a-z]+")
# Reasons that stand in the log alone: no page shows them to anybody.
LOGGED = {"registering", "rejecting", "upload"}
DRAFTS = {"kind": "presence", "stage": "signed", "occurred": "2021-07"}


class Marks:
    """`marks("title")` is a text found nowhere else, which names the field that it stands in."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def __call__(self, field: str) -> str:
        self.given.append(f"{MARK}{len(self.given):02}{field}")
        return self.given[-1]


def company(marks: Marks, what: str, *, by: User, parent: Entity | None = None) -> Entity:
    other = {"text": marks(f"{what}alias"), "language": "en", "kind": "alias"}
    return entities.register("Company", marks(f"{what}name"), names=[other], parent=parent, by=by)


def work(marks: Marks, *, by: User) -> Source:
    description = Description(
        title=marks("title"), title_original=marks("titleoriginal"), publisher=marks("publisher"),
        authors=[{"family": marks("family"), "given": marks("given")}], container=marks("container"),
        url=f"https://example.org/{marks('url')}", more={"note": marks("more")},
    )  # fmt: skip
    return registering.register(description, by=by, note=marks("registering"))


def cited(claim: Claim, marks: Marks, *, by: User) -> Citation:
    source = work(marks, by=by)
    before, quote, after = marks("prefix"), f"{marks('quote')} was signed at last", marks("suffix")
    text = f"Minutes. {before} {quote} {after} {marks('snapshot')}.\n"
    snapshot = capturing.upload(
        source, text.encode(), filename=f"{marks('filename')}.txt", media_type="text/plain",
        note=marks("upload"), by=by,
    )  # fmt: skip
    reference = Reference(
        source=source, quote=quote, prefix=f"{before} ", suffix=f" {after}", snapshot=snapshot,
        supports=["act"], locator_label="page", locator_value=marks("locator"),
    )  # fmt: skip
    return evidence.cite(claim, reference, by=by, note=marks("citing"))


def wording(marks: Marks) -> dict[str, Any]:
    return {
        "text": marks("text"), "attribution": marks("attribution"),
        "amount_value": "77", "amount_unit": marks("unit"),
        "parts": {"actor": marks("actor"), "act": marks("act")},
        "translation": marks("translation"), "translation_language": "zh",
    }  # fmt: skip


def drafted(marks: Marks, *, by: User, parent: Entity) -> Claim:
    """A claim never published, about things that no published claim is about."""
    topic = open_topic("draft-topic", marks("label"), by=by)
    place = make.place(marks("place"), by=by)
    content = make.content(
        by=by, subject=company(marks, "subject", by=by, parent=parent),
        object=company(marks, "object", by=by), topic=topic, place=place, **wording(marks), **DRAFTS,
    )  # fmt: skip
    claim = drafting.draft(content, by=by, note=marks("drafting"))
    cited(claim, marks, by=by)
    return claim


def corrected(claim: Claim, marks: Marks, *, by: User, reviewer: User) -> None:
    """A correction that went to review and came back."""
    drafting.revise(claim, by=by, note=marks("why"), **wording(marks))
    cited(claim, marks, by=by)
    lead = Reference(source=work(marks, by=by), via=claim.citations.first().source)
    evidence.cite(claim, lead, by=by, note=marks("lead"))
    drafting.submit(claim, by=by, note=marks("submitting"))
    review.sign_off(claim, ["time"], note=marks("signing"), by=reviewer)
    review.send_back(claim, reason=marks("returning"), by=reviewer)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return tmp_path_factory.mktemp("leaks")


@pytest.fixture(scope="module")
def marks(django_db_setup: None, django_db_blocker: Any, home: Any) -> Iterator[Marks]:
    with built(django_db_blocker, home, build) as marks:
        yield marks


@pytest.fixture(autouse=True)
def at_home(own_files: None, settings: Any, home: Any) -> None:
    settings.STORAGES, settings.LEDGER_KEY_FILE = evidence_in(home), home / "key"


def build() -> Marks:
    marks = Marks()
    ana, rui, mei = make.user("contributor"), make.user("reviewer"), make.user("reviewer")
    dora = make.user("contributor", marks("person"))
    company_known = make.entity("ACME", by=ana)
    known = [
        make.published(by=ana, reviewers=(rui, mei), subject=company_known, place=make.place(by=ana))
        for _ in range(3)
    ]
    draft = drafted(marks, by=dora, parent=company_known)
    secret = draft.citations.get()
    for claim in known[:2]:
        corrected(claim, marks, by=dora, reviewer=rui)
    publication.retract(known[1], reason="Its source was withdrawn.", by=rui)
    drafting.relate(known[0], draft, "refines", note=marks("relating"), by=dora)
    drafting.relate(draft, known[0], "supports", note=marks("related"), by=dora)
    public = known[0].citations.first().source
    relating.propose(secret.source, public, "relies-on", basis=marks("basis"), by=dora)
    refused = relating.propose(public, secret.source, "quotes", basis=marks("refused"), by=dora)
    relating.reject(refused, reason=marks("rejecting"), by=rui)
    failed = capturing.request(public, f"https://example.net/{marks('captured')}", by=dora)
    capturing._fail(failed, capturing.Failure("refused-address", marks("explanation")))
    capturing.request(public, f"https://example.net/{marks('queued')}", by=dora)
    signer.sign_checkpoint()
    return marks


def test_what_is_not_public_is_in_no_answer_to_the_public(marks):
    leaks, answered = {}, 0
    emails = [user.email for user in User.objects.all()]
    for address, response in walk(Client()):
        assert response.status_code < 500, address
        answered += response.status_code == 200
        text = all_of(response)
        found = sorted({*MARKED.findall(text), *(email for email in emails if email in text)})
        if found:
            leaks[address] = found
    assert answered > 100
    assert leaks == {}, "\n".join(f"{address}: {found}" for address, found in leaks.items())


def test_people_with_an_account_see_every_mark(marks):
    seen: set[str] = set()
    client = Client()
    client.force_login(make.user("reviewer"))
    for _, response in walk(client):
        seen |= set(MARKED.findall(all_of(response)))
    unseen = {mark for mark in set(marks.given) - seen if mark.lstrip(f"{MARK}0123456789") not in LOGGED}
    assert unseen == set()


def test_what_is_not_public_answers_as_what_is_not_there(marks):
    """The same words and the same status, so that nobody learns what exists by trying."""
    client, unknown = Client(), {}
    unknown["ident"] = identifiers.mint()
    hidden = {
        "claims": Claim.objects.get(published=None).ident,
        "sources": Source.objects.exclude(title__startswith="City").first().ident,
        "snapshots": Snapshot.objects.exclude(source__title__startswith="City").first().ident,
        "entities": Entity.objects.exclude(name="ACME").first().ident,
    }
    tried = 0
    for pattern in patterns(get_resolver().url_patterns):
        names = list(pattern.pattern.regex.groupindex)
        if names[:1] != ["ident"] or (room := str(pattern.pattern).strip("^").split("/")[0]) not in hidden:
            continue
        more = {"number": 1, "old": 1, "new": 2, "form": "bib", "pk": identifiers.mint_uuid()}
        answers = []
        for ident in (hidden[room], unknown["ident"]):
            path = reverse(pattern.name, kwargs={"ident": ident, **{n: more[n] for n in names[1:]}})
            response = client.get(path)
            said = response.content.decode() + response.headers.get("Location", "")
            answers.append((response.status_code, said.replace(ident, "IDENT")))
        assert answers[0] == answers[1], pattern.name
        assert answers[0][0] in (302, 404, 405)
        tried += 1
    assert tried > 15
