"""Whatever is sent, nothing breaks and nothing runs: every route, every form field, every query parameter.

A 500 is a fault here, whoever asks. What is kept of a hostile text is shown as text.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from claims.actions import drafting, evidence, publication, review
from claims.actions.evidence import Reference
from claims.actions.topics import open_topic
from claims.models import SECTIONS, Claim
from provenance.accounts.models import User
from sources.actions import capturing, registering, relating
from sources.actions.registering import Description
from tests import make
from tests.make import QUOTE
from tests.shape.walking import all_of, built, evidence_in, walk
from tests.shape.world import ROUTES, World, build

pytestmark = pytest.mark.django_db

JUNK = (
    "", " ", "\x00", "a\x00b", "-1", "0", "9" * 9, "9" * 25, "1e400", "NaN", "Infinity", "１２", "٣", "²",
    "\ud800", "\u202e\u2066x", "\ufeff", "ﬀ" * 40, "x" * 5000, "🜚" * 300, "'\"><b>", "%", "%s%n", "{{ 7 }}",
    "../../etc/passwd", "\r\nX-Injected: 1", "[]", '{"a": NaN}', "null", "true", "2019-13-45", "0000",
    "½", "-9999", "2019/2018", "Y170000002", "javascript:alert(1)", "http://[::1", "http://a:b@c", "//",
    "http://\u202e.example", "00000000-0000-0000-0000-000000000000", "a-uuid", ",", "\t", "\x1b[31m",
    "ı", "ſ",
)  # fmt: skip
ALWAYS = ("", "\x00", "\ud800", "9" * 25, "x" * 5000)  # what breaks things most often
QUERIES = {
    "claims": ("q", "topic", "entity", "country", "status", "stage", "kind", "from", "to", "sort", "page"),
    "claims_json": ("q", "entity", "from", "to", "sort", "page"),
    "claims_csv": ("q", "country", "from", "to", "sort"),
    "history": ("from", "to", "page"),
    "sources": ("q", "page"),
    "source": ("watch",),
    "source_new": ("address",),
    "entities": ("q", "type", "page"),
    "ledger": ("kind", "object", "actor", "before"),
    "reader": ("quote",),
    "reader_frame": ("quote",),
    "review_queue": ("list", "page"),
    "undecided": ("page",),
    "citation_new": ("source", "snapshot"),
    "sign_in": ("next",),
    "admin_sign_in": ("next",),
}
PAYLOADS = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)",
    "javascript:alert(1)", "</title><script>alert(1)</script>", "{{ 7|add:7 }}<svg/onload=alert(1)>",
    "</textarea><script>alert(1)</script>",
)  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return tmp_path_factory.mktemp("junk")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, home: Any) -> Iterator[World]:
    with built(django_db_blocker, home, build) as world:
        yield world


@pytest.fixture(autouse=True)
def at_home(own_files: None, settings: Any, home: Any) -> None:
    settings.STORAGES, settings.LEDGER_KEY_FILE = evidence_in(home), home / "key"


def encoded(values: dict[str, Any]) -> bytes:
    """As a browser would send it, and what no browser would: lone surrogates, bytes that are no UTF-8."""
    return urlencode(
        {key: str(value).encode("utf-8", "surrogatepass") for key, value in values.items()}
    ).encode()


def sent(client: Client, path: str, values: dict[str, Any]) -> HttpResponse:
    """What a POST gets; then nothing of it is left."""
    with transaction.atomic():
        if any(isinstance(value, SimpleUploadedFile) for value in values.values()):
            # A form with a file is sent in parts, and its texts as UTF-8.
            texts = {
                key: value.replace("\ud800", "?") if isinstance(value, str) else value
                for key, value in values.items()
            }
            response = client.post(path, texts)
        else:
            response = client.post(path, encoded(values), content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    return response


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_no_query_breaks_a_page(world, name):
    route = ROUTES[name]
    client = world.clients["reviewer"]
    path = reverse(name, kwargs=route.args(world, world.claims["published"]))
    dice, wrong = random.Random(name), []
    for parameter in QUERIES[name]:
        for junk in (*ALWAYS, *dice.sample(JUNK, 8)):
            response = client.get(f"{path}?{encoded({parameter: junk}).decode()}")
            if response.status_code >= 500:
                wrong.append(f"{response.status_code}: {parameter}={junk[:40]!r}")
    assert wrong == []


def test_a_nul_in_the_query_is_refused_in_words(client, db):
    """SQLite would take it; PostgreSQL fails on it."""
    for path in ("/claims", "/claims.json", "/sources", "/entities", "/ledger"):
        response = client.get(path, {"q": "a\x00b"})
        assert response.status_code == 400
        assert "NUL" in response.text
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("number", [0, 9**9, 2**31, 2**63, 10**40])
def test_no_number_breaks_an_address(world, number):
    ident = world.claims["published"].ident
    for path in (
        f"/claims/{ident}/v{number}", f"/claims/{ident}/history/{number}..{number + 1}",
        f"/claims/{ident}/history/1..{number}", f"/ledger/entries/{number}",
        f"/claims/{ident}/history?page={number}",
    ):  # fmt: skip
        for role in ("anonymous", "reviewer"):
            assert world.clients[role].get(path).status_code in (200, 404), path


@pytest.mark.parametrize("name", sorted(name for name, route in ROUTES.items() if route.body))
def test_no_form_breaks_on_junk(world, name):
    """Each field in turn, then all of them at random: refused in words or kept, and never an error."""
    route = ROUTES[name]
    claim = world.claims[route.state or "published"]
    role = "administrator" if route.policy == "may_manage_people" else "reviewer"
    client = world.clients[role]
    query = f"?{urlencode(found)}" if (found := route.query(world, claim)) else ""
    path = reverse(name, kwargs=route.args(world, claim)) + query
    body = route.body(world, claim)
    dice, wrong = random.Random(name), []
    if name in ("sign_in", "sign_out", "password"):
        client = Client(raise_request_exception=False)
    for field in sorted({*body, *more_fields(name)}):
        for junk in (*ALWAYS, *dice.sample(JUNK, 2)):
            response = sent(client, path, {**body, field: junk})
            if response.status_code >= 500:
                wrong.append(f"{response.status_code}: {field}={junk[:40]!r}")
    for _ in range(10):
        values = {field: dice.choice(JUNK) for field in {*body, *more_fields(name)}}
        response = sent(client, path, values)
        if response.status_code >= 500:
            wrong.append(f"{response.status_code}: {values!r:.300}")
    assert wrong == []


def more_fields(name: str) -> tuple[str, ...]:
    """Fields that the bodies of the matrix leave empty."""
    writing = (
        "attribution", "object", "occurred", "place", "amount_value", "amount_unit", "translation",
        "translation_language", "part_actor", "part_amount", "stage", "parts",
    )  # fmt: skip
    citing = (
        "quote", "before", "after", "snapshot", "supports", "locator_label", "locator_value", "via", "check",
    )  # fmt: skip
    described = (
        "title_original", "authors", "container", "publisher", "issued", "language", "url", "address",
        "more_DOI", "more_note", "more_URL",
    )  # fmt: skip
    return {
        "claim_new": writing, "claim_edit": writing, "citation_new": citing, "citation_edit": citing,
        "source_new": described, "source_edit": described, "entity_new": ("others", "country", "parent"),
        "place_new": ("country", "key"), "topic_new": ("label_zh", "description", "key"),
        "sign_offs": ("note",), "editions": ("note",), "submissions": ("note",), "links": ("note",),
        "derivation_decision": ("note",), "sign_in": ("next",), "person_new": ("password",),
    }.get(name, ())  # fmt: skip


def harms(response: HttpResponse) -> list[str]:
    """What a browser would run or follow of this page, that we did not write."""
    if not response.headers["Content-Type"].startswith("text/html"):
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        return []
    page = BeautifulSoup(response.content, "lxml")
    found = [str(tag)[:80] for tag in page.find_all("script") if not tag.get("src")]
    for tag in page.find_all(True):
        found += [f"{tag.name} {name}" for name in tag.attrs if name.lower().startswith("on")]
        found += [
            f"{tag.name} {name}={tag[name]}"
            for name in ("href", "src", "action", "formaction")
            if str(tag.get(name, "")).strip().lower().startswith(("javascript:", "data:", "vbscript:"))
        ]
        if tag.name in ("img", "svg") and (tag.get("src") == "x" or tag.get("onload")):
            found.append(str(tag)[:80])
    return found


@pytest.mark.parametrize("name", sorted(name for name, route in ROUTES.items() if route.body))
def test_what_was_typed_comes_back_as_text(world, name):
    route = ROUTES[name]
    claim = world.claims[route.state or "published"]
    client = world.clients["administrator" if route.policy == "may_manage_people" else "reviewer"]
    query = f"?{urlencode(found)}" if (found := route.query(world, claim)) else ""
    path = reverse(name, kwargs=route.args(world, claim)) + query
    body, dice = route.body(world, claim), random.Random(name)
    for payload in dice.sample(PAYLOADS, 2):
        with transaction.atomic():
            values = {
                field: value if isinstance(value, SimpleUploadedFile) or field == "seen" else payload
                for field, value in {**dict.fromkeys(more_fields(name), ""), **body}.items()
            }
            response = client.post(path, values)
            assert response.status_code < 500
            assert harms(response) == [], payload
            for field in values:
                if field == "seen":
                    continue
                mixed = {**body, field: payload}
                if any(isinstance(value, SimpleUploadedFile) for value in mixed.values()):
                    continue
                answer = client.post(path, mixed, follow=True)
                assert answer.status_code < 500, field
                assert harms(answer) == [], (field, payload)
            transaction.set_rollback(True)


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_what_was_asked_comes_back_as_text(world, name):
    path = reverse(name, kwargs=ROUTES[name].args(world, world.claims["published"]))
    for parameter in QUERIES[name]:
        for payload in PAYLOADS:
            response = world.clients["reviewer"].get(path, {parameter: payload})
            assert harms(response) == [], (parameter, payload)


HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>\u202e'
PAGE = f"""<html lang='"><script>'><head><title>{HOSTILE.replace("<", "&lt;")}</title>
<meta name="author" content="&lt;script&gt;alert(2)&lt;/script&gt;"><meta property="og:site_name"
content='"&gt;&lt;img src=x onerror=alert(3)&gt;'><link rel="canonical" href="javascript:alert(4)"></head>
<body onload="alert(5)"><p>{QUOTE}</p><script>alert(6)</script>
<a href="javascript:alert(7)">x</a></body></html>"""


def hostile(*, by: User, reviewers: tuple[User, User]) -> Claim:
    """Published, with a hostile text in every field of it that takes one, and evidence that attacks."""
    subject = make.entity(HOSTILE, by=by, names=[{"text": HOSTILE, "language": "en", "kind": HOSTILE}])
    topic = open_topic("hostile", HOSTILE[:110], label_zh=HOSTILE[:110], description=HOSTILE, by=by)
    claim = make.draft(
        by=by, text=HOSTILE, subject=subject, object=subject, topic=topic, place=make.place(by=by),
        parts={"actor": HOSTILE, "act": HOSTILE}, attribution=HOSTILE, amount_value="1",
        amount_unit=HOSTILE[:60], translation=HOSTILE, translation_language="zh",
    )  # fmt: skip
    work = registering.register(Description(title="", url="https://example.org/hostile"), by=by)
    snapshot = capturing.upload(
        work, PAGE.encode(), filename='"><b>\u202etxt.html', media_type="text/html", note=HOSTILE, by=by
    )
    work.refresh_from_db()
    assert "<script>" in work.title, "the page's own title is what attacks"
    other = registering.register(
        Description(title=HOSTILE, title_original=HOSTILE, publisher=HOSTILE, container=HOSTILE,
                    authors=[{"literal": HOSTILE}], more={"note": HOSTILE, "URL": "javascript:alert(1)"}),
        by=by, note=HOSTILE,
    )  # fmt: skip
    relating.propose(work, other, "republishes", basis=HOSTILE, by=by)
    quoted = Reference(
        source=work, quote=QUOTE, snapshot=snapshot, supports=["act"], locator_label="page",
        locator_value=HOSTILE,
    )  # fmt: skip
    evidence.cite(claim, quoted, note=HOSTILE, by=by)
    evidence.cite(claim, Reference(source=other, via=work), note=HOSTILE, by=by)
    drafting.submit(claim, note=HOSTILE, by=by)
    for reviewer in reviewers:
        review.sign_off(claim, SECTIONS, note=HOSTILE, by=reviewer)
    publication.publish(claim, note=HOSTILE, by=reviewers[0])
    return claim


def test_a_hostile_text_in_every_field_is_shown_as_text_everywhere(ana, rui, mei, kim):
    claim = hostile(by=ana, reviewers=(rui, mei))
    publication.retract(claim, reason=HOSTILE, by=kim)
    client, shown = Client(), 0
    client.force_login(rui)
    for address, response in walk(client):
        assert response.status_code < 500, address
        assert harms(response) == [], address
        shown += "<script>alert(1)</script>" in all_of(response)
    assert shown > 20, "it was shown nowhere, so nothing was tried"


def test_a_stored_page_leaves_only_as_an_attachment_that_no_browser_reads_as_a_page(client, ana, rui, mei):
    claim = hostile(by=ana, reviewers=(rui, mei))
    snapshot = claim.citations.exclude(snapshot=None).get().snapshot
    for what in ("file", "warc"):
        response = client.get(f"/snapshots/{snapshot.ident}/{what}")
        assert response.headers["Content-Type"].startswith("application/")
        assert re.fullmatch(
            r'attachment; filename="snapshot-[0-9A-Z]{9}\.[a-z.]+"', response.headers["Content-Disposition"]
        )
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response.headers["Content-Security-Policy"]
    frame = client.get(f"/snapshots/{snapshot.ident}/reader/frame")
    assert frame.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert harms(frame) == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("nothing.txt", b""),
        ("program.txt", b"MZ\x90\x00\x03\x00\x00\x00"),
        ("archive.pdf", b"PK\x03\x04" + b"\x00" * 50),
        ("picture.html", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50),
        ("torn.pdf", b"%PDF-1.7\n%%EOF"),
        ("bomb.pdf", b"%PDF-1.4\n1 0 obj<</Length 60000/Filter/FlateDecode>>stream\n"
         + zlib.compress(b"\x00" * 50_000_000, 9) + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"),
        ("deep.html", b"<div>" * 50_000),
        ("../../../etc/cron.d/x.txt", b"The city signed."),
        ("a\r\nSet-Cookie: x=1.txt", b"The city signed."),
        ('q"; filename="x.html', b"The city signed."),
        ("\u202etxt.exe", b"The city signed."),
        ("n" * 400 + ".txt", b"The city signed."),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)  # fmt: skip
def test_no_upload_breaks_anything_or_leaves_its_folder(world, home, name, data):
    before = {path for path in home.rglob("*") if path.is_file()}
    client, source = world.clients["contributor"], world.source
    with transaction.atomic():
        sent = {"file": SimpleUploadedFile("page.txt", data), "note": "Handed in."}
        sent["file"].name = name
        sent["file"]._name = name
        response = client.post(f"/sources/{source.ident}/snapshots", sent, follow=True)
        assert response.status_code in (200, 422), response.status_code
        assert harms(response) == []
        assert "X-Injected" not in response.headers and "Set-Cookie" not in str(response.headers)
        transaction.set_rollback(True)
    new = {path for path in home.rglob("*") if path.is_file()} - before
    assert all(re.fullmatch(r"[0-9a-f]{64}", path.name) for path in new)


def test_an_upload_beyond_the_limit_is_refused_in_words(world, settings):
    settings.UPLOAD_MAX_BYTES = 1000
    sent = {"file": SimpleUploadedFile("page.txt", b"x" * 1001), "note": "Handed in."}
    response = world.clients["contributor"].post(f"/sources/{world.source.ident}/snapshots", sent)
    assert response.status_code == 422
    assert "at most" in response.text


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "a\nb", "testserver:80@evil.example"]
)
def test_another_host_name_is_refused_and_stands_in_no_address(client, ana, rui, mei, settings, host):
    settings.ALLOWED_HOSTS = ["testserver"]
    claim = make.published(by=ana, reviewers=(rui, mei))
    for path in ("/", f"/claims/{claim.ident}", "/claims.json", "/sign-in"):
        response = client.get(path, HTTP_HOST=host)
        assert response.status_code == 400
        assert "evil" not in response.text
        forwarded = client.get(path, HTTP_X_FORWARDED_HOST="evil.example", HTTP_FORWARDED="host=evil.example")
        assert forwarded.status_code == 200 and "evil.example" not in forwarded.text


@pytest.mark.parametrize(
    "spelled", ["//evil.example/claims/{0}", "/claims/{0}/..//evil.example", "/snapshots/{0}"]
)
def test_another_spelling_leads_nowhere_else(client, ana, rui, mei, spelled):
    claim = make.published(by=ana, reviewers=(rui, mei))
    response = client.get(spelled.format(claim.ident.lower()) + "?next=//evil.example")
    location = response.headers.get("Location", "/")
    assert location.startswith("/") and not location.startswith(("//", "/\\"))
