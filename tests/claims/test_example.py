"""The example: its corpus comes in through the actions that people use, once, whatever interrupts it."""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.db import connection

from claims.corroboration import Cited, Step, count_origins
from claims.example import loading
from claims.example.cast import PASSWORD, Unfit
from claims.example.corpus import BadCorpus, read
from claims.example.ground import brought_in
from claims.example.loading import Unwelcome
from claims.example.passages import WrongDocument
from claims.example.progress import Progress
from claims.example.stages import Stage, plan
from claims.models import Citation, Claim, Edition, Link, SignOff, Statement, Topic
from claims.statement import counts_as_evidence
from provenance.accounts.models import Role, User
from provenance.entities.models import Entity, Place
from provenance.ledger.models import Entry
from sources.models import Derivation, Snapshot, Source, Verdict
from tests import make
from tests.audit import assert_record_whole

CORPUS = read(loading.FOLDER / "corpus")
QUIET = Progress(lambda text: None, live=False)
ZTE = "zte-built-card-database"
STORY = [row.key for row in CORPUS.claims if "fatherland-card" in (row.subject, row.object)]
SCHEME = plan(CORPUS)
FIRST = {stage: key for key, stage in reversed(SCHEME.stages.items())}  # the first claim of each stage
SOME = [*FIRST.values(), *STORY[:4], ZTE]
GROUND = (User, Topic, Place, Entity, Source, Derivation, Snapshot)
TABLES = (*GROUND, Claim, Citation, Statement, Link, SignOff, Edition)


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, settings) -> None:
    settings.VAR_DIR = tmp_path


def load(**options: Any) -> loading.Loaded:
    return loading.load(**{"press": None, "progress": QUIET, **options})


def claims_by_key() -> dict[str, Claim]:
    claims = Claim.objects.in_bulk(list(brought_in(Claim).values()))
    return {key: claims[pk] for key, pk in brought_in(Claim).items()}


def summary() -> dict[str, Any]:
    """What a load has made, told without identifiers and times."""
    rows = {model.__name__: model.objects.count() for model in TABLES}
    kinds = Counter(Entry.objects.values_list("kind", flat=True))
    written = ("text", "status", "translation", "attribution", "sent_back_reason")
    said = sorted(Claim.objects.values_list(*written))
    return {"rows": rows, "entries": dict(kinds), "claims": said}


def test_every_queue_gets_work_and_one_story_is_public_as_a_whole():
    stages = Counter(SCHEME.stages.values())

    assert stages[Stage.DRAFT] == stages[Stage.SENT_BACK] == 40
    assert stages[Stage.IN_REVIEW] + stages[Stage.HALF_SIGNED] == 40
    assert stages[Stage.CORRECTED] == 6
    assert stages[Stage.CORRECTING] == 2
    assert {SCHEME.stages[key] for key in STORY} == {Stage.PUBLISHED}
    assert len(SCHEME.undecided) == 12


def test_a_part_of_the_corpus_speaks_of_nothing_that_it_lacks():
    part = CORPUS.only([ZTE])
    keys = {row.key for row in part.sources}

    assert [row.key for row in part.claims] == [ZTE]
    assert part.claims[0].related == ()
    assert {citation.source for citation in part.claims[0].citations} <= keys
    assert {row.parent for row in part.entities} - {None} <= {row.key for row in part.entities}
    with pytest.raises(BadCorpus, match="no-such-claim"):
        CORPUS.only(["no-such-claim"])


def test_a_corpus_that_points_to_nothing_is_refused_with_the_name(tmp_path: Path):
    row = json.loads((loading.FOLDER / "corpus" / "claims.jsonl").read_text().splitlines()[0])
    (tmp_path / "claims.jsonl").write_text(json.dumps(row))
    with pytest.raises(BadCorpus, match=row["key"]):
        read(tmp_path)

    (tmp_path / "claims.jsonl").write_text('{"key": "a"}\n')
    with pytest.raises(BadCorpus, match=r"claims\.jsonl, line 1"):
        read(tmp_path)


@pytest.mark.django_db
def test_the_corpus_is_brought_in_to_every_stage_and_only_once():
    loaded = load(only=SOME)
    part, claims = CORPUS.only(SOME), claims_by_key()

    assert set(claims) == set(SOME)
    assert not loaded.halted
    assert Source.objects.count() == len(part.sources)
    assert Entity.objects.count() == len(part.entities)
    assert Citation.objects.count() == sum(len(row.citations) for row in part.claims)
    assert Link.objects.count() == sum(len(row.related) for row in part.claims)
    status = {key: claim.status for key, claim in claims.items()}
    signed = {key: claims[key].sign_offs.values("reviewer").distinct().count() for key in claims}
    editions = {key: claims[key].editions.count() for key in claims}
    expected = {
        Stage.DRAFT: ("draft", 0, 0),
        Stage.IN_REVIEW: ("in-review", 0, 0),
        Stage.HALF_SIGNED: ("in-review", 1, 0),
        Stage.SENT_BACK: ("sent-back", 0, 0),
        Stage.PUBLISHED: ("published", 2, 1),
        Stage.CORRECTED: ("published", 2, 2),
        Stage.CORRECTING: ("in-review", 2, 1),
    }
    for key in SOME:
        assert (status[key], signed[key], editions[key]) == expected[SCHEME.stages[key]], key
    undecided = Derivation.objects.filter(verdict=Verdict.PROPOSED)
    assert {row.kind for row in undecided} <= {"summarises", "relies-on", "quotes"}
    assert_record_whole()

    # Somebody goes on with a claim and gives an entity another name: nothing of it comes a second time.
    Entity.objects.filter(pk=claims[ZTE].subject_id).update(name="Renamed")
    before = summary()
    again = load(only=SOME)
    assert again.added == 0
    assert summary() == before


@pytest.mark.django_db
def test_the_claim_about_the_card_database_has_one_origin():
    load(only=[ZTE])
    claim = claims_by_key()[ZTE]
    evidence = claim.published.content()["sections"]["evidence"]
    steps = [
        Step(row.source.ident, row.origin.ident, row.kind, row.verdict == Verdict.CONFIRMED)
        for row in Derivation.objects.select_related("source", "origin")
    ]
    found = count_origins(
        [Cited(row["source"], row["via"], counts_as_evidence(row), row["relation"]) for row in evidence],
        steps,
        {row.ident: row.lineage != "unexamined" for row in Source.objects.all()},
    )

    reuters = Source.objects.get(pk=brought_in(Source)["berwick-2018-zte"])
    assert (found.low, found.high, found.leads) == (1, 1, 1)
    assert found.roots == (reuters.ident,)
    assert claim.translation_language == "zh-Hans"


class Interrupted(Exception):
    pass


@contextmanager
def interrupted_at(number: int) -> Iterator[None]:
    """The database fails at the next `number`-th entry of the log, in the middle of an action."""
    left = number

    def fail(execute, sql, params, many, context):
        nonlocal left
        if sql.startswith('INSERT INTO "ledger_entry"'):
            left -= 1
            if left == 0:
                raise Interrupted
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail):
        yield


@pytest.mark.django_db
def test_an_interrupted_load_is_continued_without_doubles():
    some = [FIRST[Stage.CORRECTED], FIRST[Stage.SENT_BACK], ZTE, "zte-central-fatherland-card"]
    interruptions = 0
    while True:
        try:
            with interrupted_at(6):
                load(only=some)
            break
        except Interrupted:
            interruptions += 1
    broken = summary()

    assert interruptions > 10
    assert_record_whole()
    part = CORPUS.only(some)
    assert broken["rows"]["Claim"] == len(some)
    assert broken["rows"]["Source"] == len(part.sources)
    assert broken["rows"]["Citation"] == sum(len(row.citations) for row in part.claims)
    assert broken["entries"]["claim:publish"] == 2 + 2
    assert broken["entries"]["claim:relate"] == sum(len(row.related) for row in part.claims)
    assert broken["entries"]["claim:draft"] == len(some)
    assert load(only=some).added == 0


@pytest.fixture
def mini(tmp_path: Path) -> tuple[Path, Path]:
    """A corpus of one claim over a document of its own, and the folder with the document."""
    text = "Notes of a meeting.\n\nThe café signed a lease for the hall in May 2019.\r\nNobody objected.\n"
    start = text.index("The café")
    claim = {
        **dict.fromkeys(("text_zh", "object", "attribution", "occurred", "place", "stage", "amount")),
        "key": "lease",
        "text": "The café leased the hall.",
        "subject": "cafe",
        "topic": "halls",
        "kind": "event",
        "basis": "stated",
        "parts": {"actor": "the café", "act": "leased"},
        "related": [],
        "citations": [
            {
                "source": "notes",
                "document": "notes.txt",
                "start": start,
                "end": text.index("\r"),
                "relation": "supports",
                "supports": ["actor", "act"],
                "via": None,
                "locator": {"label": "paragraph", "value": "2"},
            }
        ],
    }
    entity = {"key": "cafe", "type": "Company", "country": "PT", "parent": None}
    entity["names"] = [{"text": "The café", "language": "en", "kind": "official"}]
    source = {"key": "notes", "type": "report", "title": "Notes", "access": "open", "lineage": "primary"}
    topic = {"key": "halls", "label": "Halls", "label_zh": "", "description": ""}
    document = {"file": "notes.txt", "sha256": hashlib.sha256(text.encode()).hexdigest(), "source": "notes"}
    corpus, documents = tmp_path / "mini" / "corpus", tmp_path / "documents"
    corpus.mkdir(parents=True)
    documents.mkdir()
    rows = {"claims": claim, "entities": entity, "sources": source, "topics": topic, "documents": document}
    for name, row in rows.items():
        (corpus / f"{name}.jsonl").write_text(json.dumps(row), encoding="utf-8")
    (documents / "notes.txt").write_bytes(text.encode())
    return corpus.parent, documents


@pytest.mark.django_db
def test_with_its_document_at_hand_a_position_becomes_a_quote(mini):
    folder, documents = mini
    loaded = load(folder=folder, documents=documents)
    citation = Citation.objects.get()

    assert loaded.quotes == {"exact": 1}
    assert citation.quote == "The café signed a lease for the hall in May 2019."
    assert citation.prefix.endswith("meeting.\n\n") and citation.suffix.startswith("\r\nNobody")
    assert citation.snapshot.source.title == "Notes"
    assert load(folder=folder, documents=documents).added == 0
    assert load(folder=folder).quotes == {"exact": 1}


def documents_at_hand() -> dict[str, Path]:
    """The five documents of the corpus, which are not part of the repository, where they are."""
    named = os.environ.get("PROVENANCE_DOCUMENTS")
    folder = Path(named) if named else configured.BASE_DIR.parent / "shared" / "documents"
    return {"the corpus": folder} if folder.is_dir() else {}


@pytest.mark.django_db
@pytest.mark.parametrize("of", ["a small corpus", *documents_at_hand()])
def test_every_quote_is_found_in_its_document(of: str, mini):
    if of == "the corpus":
        loaded = load(only=[ZTE, *STORY[:2]], documents=documents_at_hand()[of])
    else:
        loaded = load(folder=mini[0], documents=mini[1])
    checks = Citation.objects.filter(via=None).values_list("quote_check", flat=True)

    assert sum(loaded.quotes.values()) == len(checks) > 0
    assert not loaded.unverified
    assert all(check["verified"] for check in checks)
    assert_record_whole()


@pytest.mark.django_db
def test_another_document_under_the_same_name_is_refused(mini):
    folder, documents = mini
    (documents / "notes.txt").write_text("The café did not sign.")
    with pytest.raises(WrongDocument, match="another document"):
        load(folder=folder, documents=documents)
    (documents / "notes.txt").unlink()
    with pytest.raises(WrongDocument, match="is not there"):
        load(folder=folder, documents=documents)
    assert not Claim.objects.exists()
    assert_record_whole()


@pytest.mark.django_db
def test_documents_that_come_after_the_claims_are_left_out_and_it_is_said(mini):
    folder, documents = mini
    load(folder=folder)
    late = load(folder=folder, documents=documents)

    assert late.late
    assert late.added == 0
    assert Citation.objects.get().quote == ""


@pytest.mark.django_db
def test_it_does_not_come_into_an_installation_with_claims_of_its_own(ana):
    make.draft(by=ana)
    with pytest.raises(Unwelcome, match="claims of its own"):
        load(only=[ZTE])
    assert not User.objects.filter(email__endswith="@example.org", name__contains="(example)").exists()


@pytest.mark.django_db
def test_it_does_not_come_to_a_public_address(settings):
    settings.LOOPBACK = False
    with pytest.raises(Unwelcome, match="loopback"):
        load(only=[ZTE])
    assert not User.objects.exists()


@pytest.mark.django_db
def test_an_account_that_somebody_else_holds_is_not_used():
    make.enrolment.enrol("rui@example.org", "Rui", Role.CONTRIBUTOR, password=PASSWORD)
    with pytest.raises(Unfit, match=r"rui@example\.org"):
        load(only=[ZTE])


@pytest.mark.django_db
def test_the_command_says_what_it_cannot_do(settings):
    with pytest.raises(CommandError, match="no-such-claim"):
        call_command("load_example", only=["no-such-claim"])
    with pytest.raises(CommandError, match="not a folder"):
        call_command("load_example", documents=Path("nowhere-at-all"))
    assert not (settings.VAR_DIR / "example").exists()


def test_progress_is_rewritten_on_a_terminal_and_sparse_in_a_log():
    shown: list[str] = []
    assert list(Progress(shown.append, live=True).over("Claims", range(3))) == [0, 1, 2]
    assert shown == [*(f"\rClaims: {n} of 3 ({100 * n // 3} %)" for n in (1, 2, 3)), "\n"]

    shown.clear()
    list(Progress(shown.append, live=False).over("Claims", range(100)))
    assert [line.strip() for line in shown] == [f"Claims: {n} of 100 ({n} %)" for n in (25, 50, 75, 100)]
