"""How many statements the database is asked, at 10 claims and at 10,000: pinned, so nothing grows unseen."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from reversion.models import Revision

from claims.actions import drafting, publication, review
from claims.models import SECTIONS, Claim
from provenance import enrolment, identifiers
from provenance.accounts.models import User
from provenance.identifiers import mint_uuid
from provenance.search.models import Document
from sources.models import Source
from tests import make

SMALL, LARGE = 10, 10_000
REAL = 5  # claims made through the actions, that the others are like

PUBLISHING = 80  # statements: submit, two sign-offs and publish; BEGIN, SAVEPOINT and COMMIT count
PERMALINK = 4
LIST = 6


@dataclass(frozen=True)
class Library:
    """A record of `size` published claims, and the people who act on it."""

    size: int
    ana: User
    rui: User
    mei: User
    claims: Sequence[Claim]  # the ones made through the actions

    @property
    def source(self) -> Source:
        return self.claims[0].citations.get().source


@pytest.fixture(scope="module", params=[SMALL, LARGE])
def library(request, django_db_setup, django_db_blocker) -> Iterator[Library]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield _furnished(request.param)
        transaction.set_rollback(True)


def _furnished(size: int) -> Library:
    ana, rui, mei = (
        enrolment.enrol(f"{name}@example.org", name.capitalize(), role, password=None)
        for name, role in (("ana", "contributor"), ("rui", "reviewer"), ("mei", "reviewer"))
    )
    claims = [make.published(by=ana, reviewers=(rui, mei)) for _ in range(REAL)]
    for claim in claims:
        _multiply(claim, size // REAL - 1)
    assert Claim.objects.public().count() == Document.objects.count() == size
    return Library(size, ana, rui, mei, claims)


def _multiply(claim: Claim, times: int) -> None:
    """Rows as the actions left them, `times` over, with no word of them in the log."""
    revision, edition = claim.latest.revision, claim.editions.get()
    revisions = Revision.objects.bulk_create(
        Revision(date_created=revision.date_created, user=revision.user, comment=revision.comment)
        for _ in range(times)
    )
    twins = [(mint_uuid(), mint_uuid(), identifiers.mint(), one.pk) for one in revisions]
    document = Document.objects.get(claim=claim.pk)
    _insert(
        claim, [{"id": pk, "ident": ident, "latest_id": st, "published_id": st} for pk, st, ident, _ in twins]
    )
    _insert(claim.latest, [{"id": st, "claim_id": pk, "revision_id": rev} for pk, st, _, rev in twins])
    _insert(edition, [{"id": mint_uuid(), "claim_id": pk, "statement_id": st} for pk, st, _, _ in twins])
    _insert(claim.citations.get(), [{"id": mint_uuid(), "claim_id": pk} for pk, _, _, _ in twins])
    for given in claim.sign_offs.filter(section="wording"):
        _insert(given, [{"id": mint_uuid(), "claim_id": pk, "statement_id": st} for pk, st, _, _ in twins])
    _insert(document, [{"claim": pk, "ident": ident} for pk, _, ident, _ in twins])


def _insert(like: Model, changes: Sequence[dict[str, object]]) -> None:
    """A row like `like` for each of `changes`; much faster than bulk_create, which makes objects of them."""
    fields = like._meta.concrete_fields
    prepared = [field.get_db_prep_save(getattr(like, field.attname), connection) for field in fields]
    place = {field.attname: number for number, field in enumerate(fields)}
    native = connection.features.has_native_uuid_field
    rows = []
    for change in changes:
        row = prepared.copy()
        for name, value in change.items():
            row[place[name]] = value.hex if isinstance(value, UUID) and not native else value
        rows.append(row)
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {like._meta.db_table} ({columns}) VALUES ({marks})", rows)


def statements_of(act: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        act()
    return [query["sql"][:200] for query in asked]


def assert_within(budget: int, statements: list[str]) -> None:
    assert len(statements) <= budget, "\n".join([f"{len(statements)} statements:", *statements])


def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(user)
    return client


@pytest.mark.django_db
def test_submitting_two_sign_offs_and_publishing_take_at_most_80_statements(library):
    claim = Claim.objects.get(pk=make.cited(make.draft(by=library.ana), by=library.ana).pk)

    def act() -> None:
        drafting.submit(claim, by=library.ana)
        for reviewer in (library.rui, library.mei):
            review.sign_off(Claim.objects.get(pk=claim.pk), SECTIONS, by=reviewer)
        publication.publish(Claim.objects.get(pk=claim.pk), by=library.rui)

    assert_within(PUBLISHING, statements_of(act))
    assert Claim.objects.get(pk=claim.pk).status == "published"


@pytest.mark.django_db
def test_the_same_through_the_pages_takes_at_most_80_statements(library):
    claim = make.cited(make.draft(by=library.ana), by=library.ana)
    ana, rui, mei = (signed_in(user) for user in (library.ana, library.rui, library.mei))
    seen = {"seen": str(claim.latest_id), "note": "The minutes say so."}
    posts = [
        (ana, "submissions", seen),
        (rui, "sign_offs", {**seen, "sections": SECTIONS}),
        (mei, "sign_offs", {**seen, "sections": SECTIONS}),
        (rui, "editions", seen),
    ]

    def act() -> None:
        for client, route, typed in posts:
            assert client.post(reverse(route, args=[claim.ident]), typed).status_code == 302

    assert_within(PUBLISHING, statements_of(act))
    assert Claim.objects.get(pk=claim.pk).status == "published"


PAGES = {
    "permalink": (PERMALINK, lambda library: reverse("claim", args=[library.claims[0].ident])),
    "edition": (PERMALINK, lambda library: reverse("edition", args=[library.claims[0].ident, 1])),
    "list": (LIST, lambda library: reverse("claims")),
    "last page of the list": (LIST, lambda library: f"{reverse('claims')}?page={-(-library.size // 50)}"),
    "search": (LIST, lambda library: f"{reverse('claims')}?q=contract+lisbon&status=published"),
    "source": (8, lambda library: reverse("source", args=[library.source.ident])),
    "entity": (8, lambda library: reverse("entity", args=[library.claims[0].subject.ident])),
    "home": (9, lambda library: reverse("home")),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_a_public_page_asks_no_more_of_a_large_record(library, name):
    budget, address = PAGES[name]
    path = address(library)
    client = Client()

    def act() -> None:
        assert client.get(path).status_code == 200

    assert_within(budget, statements_of(act))


@pytest.mark.django_db
@pytest.mark.parametrize("revisions", [2, 40])
def test_the_history_asks_the_same_however_long_it_is(library, revisions):
    claim = make.cited(make.draft(by=library.ana), by=library.ana)
    for number in range(claim.latest.number, revisions):
        drafting.revise(claim, text=f"ACME signed contract {number} in Lisbon.", by=library.ana)
    drafting.submit(claim, by=library.ana)
    for reviewer in (library.rui, library.mei):
        review.sign_off(claim, SECTIONS, by=reviewer)
    publication.publish(claim, by=library.rui)
    client = Client()

    def act() -> None:
        assert client.get(reverse("history", args=[claim.ident])).status_code == 200

    assert_within(6, statements_of(act))


@pytest.mark.django_db
def test_the_review_queue_asks_the_same_however_many_claims_wait(library):
    client = signed_in(library.rui)
    make.claim_in_review(by=library.ana)
    with_one = statements_of(lambda: client.get(reverse("review_queue")))
    for _ in range(4):
        make.claim_in_review(by=library.ana)
    with_five = statements_of(lambda: client.get(reverse("review_queue")))

    assert len(with_one) == len(with_five)
    assert_within(8, with_five)
