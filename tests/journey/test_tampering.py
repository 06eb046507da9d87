"""Whatever is changed past the actions, `verify_ledger` finds it and names it: every column, row and file."""

import os
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import connection, models, transaction

from claims.actions import drafting, evidence, publication, review
from claims.models import SECTIONS, Claim
from claims.verification import verify
from provenance import identifiers
from provenance.ledger import log, merkle, signer
from provenance.ledger.models import Checkpoint, Entry, Field, Head, Manifest, Node
from provenance.ledger.recorded import NOUNS
from provenance.search.models import Document
from sources.actions import relating, withholding
from sources.models import Snapshot
from sources.storage import blobs
from tests import make
from tests.audit import assert_record_whole

LOG_TABLES = [Head, Entry, Manifest, Field, Node, Checkpoint]
RECORDED = [recording.model for recording in NOUNS.values()]


@pytest.fixture
def record(ana, rui, mei, kim, monkeypatch):
    """A little of everything that the record can hold."""
    monkeypatch.setattr(log, "TILE", 8)  # so that a short log has nodes
    monkeypatch.setattr("provenance.ledger.audit.TILE", 8)
    parent = make.entity("ACME Holding", by=ana)
    company = make.entity("ACME", by=ana, parent=parent, country="PT")
    place = make.place(by=ana)
    claim = make.published(
        by=ana, reviewers=(rui, mei), subject=company, object=parent, place=place, occurred="2019-03",
        amount_value="12", amount_unit="million euros",
        translation="ACME在里斯本签署了合同。", translation_language="zh",
    )  # fmt: skip
    signer.sign_checkpoint()
    drafting.revise(
        claim, text="ACME leases a data centre in Lisbon.", by=ana, note="The source says leases."
    )
    drafting.submit(claim, by=ana)
    for reviewer in (rui, mei):
        review.sign_off(claim, ["wording"], by=reviewer, note="Compared with the page.")
    publication.publish(claim, by=mei, note="Wording corrected.")
    successor = make.published(by=ana, reviewers=(rui, mei))
    drafting.relate(claim, successor, "refines", by=ana)
    publication.supersede(claim, successor, reason="Said better there.", by=rui)
    sent_back = make.claim_in_review(by=ana)
    review.send_back(sent_back, reason="Name the council.", by=rui)
    lead = make.source(
        by=ana, url="https://example.org/lead", issued="2018-11", authors=[{"literal": "新华社"}]
    )
    work = sent_back.citations.get().source
    evidence.cite(
        sent_back, evidence.Reference(source=lead, via=work, locator_label="note", locator_value="7"), by=ana
    )
    evidence.remove(sent_back.citations.first(), reason="Not about this.", by=ana)
    relating.confirm(relating.propose(work, lead, "relies-on", basis="It says so.", by=ana), by=rui)
    withholding.withhold(Snapshot.objects.first(), reason="By order of a court.", by=kim)
    signer.sign_checkpoint()
    assert_record_whole()
    return claim


def findings() -> list[str]:
    return [str(finding) for step in verify() for finding in step.findings()]


def altered(field: models.Field, value):
    """Another value that the column could hold."""
    if isinstance(value, (bytes, memoryview)):
        data = bytearray(bytes(value) or b"\0")
        data[len(data) // 2] ^= 1
        return bytes(data)
    if isinstance(value, bool):
        return not value
    if isinstance(value, Decimal):
        return value + Decimal("0.5")
    if isinstance(value, int):
        return value + 1000  # a neighbour may exist, and keys are unique
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if isinstance(value, date):
        return value + timedelta(days=1)
    if isinstance(value, UUID):
        return uuid4()
    if isinstance(value, (list, dict)):
        return {"tampered": True}
    if isinstance(value, str):
        return (
            ("0" if value[-1:] != "0" else "1")
            if len(value) <= 1
            else value[:-1] + ("0" if value[-1] != "0" else "1")
        )
    return from_nothing(field)


def from_nothing(field: models.Field):
    target = field.target_field if field.is_relation else field
    if isinstance(target, models.UUIDField):
        return uuid4()
    if isinstance(target, models.DateTimeField):
        return datetime.fromisoformat("2020-01-01T00:00:00+00:00")
    if isinstance(target, models.DateField):
        return date(2020, 1, 1)
    return 7


class Untampered(Exception):
    """Rolls the tampering back."""


def tampered(statement: str, parameters: list) -> list[str]:
    """What verification finds after one SQL statement past the actions, which is then undone."""
    found: list[str] = []
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            assert cursor.rowcount == 1
            found = findings()
            raise Untampered
    except Untampered:
        return found


@pytest.fixture
def unconstrained(record):
    """An attacker with the database's own powers drops its checks first; the log finds it all the same."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            # Foreign keys still to be looked at would keep a table from being altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for model in [*RECORDED, *LOG_TABLES]:
                table = model._meta.db_table
                cursor.execute(
                    "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'",
                    [table],
                )
                for (name,) in cursor.fetchall():
                    cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    yield record
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def columns_of(model):
    left_out = next((r.left_out for r in NOUNS.values() if r.model is model), frozenset())
    return [field for field in model._meta.concrete_fields if field.attname not in left_out]


@pytest.mark.parametrize("models", [RECORDED[:4], RECORDED[4:10], RECORDED[10:], LOG_TABLES])
def test_one_changed_value_in_any_column_is_found_and_named(unconstrained, models):
    for model in models:
        change_each_column(model)


def change_each_column(model) -> None:
    rows = list(model._base_manager.order_by("pk"))
    assert rows, f"the record of this test has no row of {model.__name__}"
    for field in columns_of(model):
        # A row where the column says something, if there is one: filling an empty one is the lesser fraud.
        row = next((row for row in rows if getattr(row, field.attname) not in (None, "", [], {})), rows[-1])
        value = altered(field, getattr(row, field.attname))
        prepared = field.get_db_prep_save(value, connection)
        where, key = place_of(row)
        found = tampered(
            f'UPDATE "{model._meta.db_table}" SET "{field.column}" = %s WHERE {where}', [prepared, *key]
        )
        assert found, f"{model.__name__}.{field.name} was changed and nobody noticed"
        assert any(names_it(line, model, row) for line in found), f"{field.name}: {found[:3]}"


def place_of(row) -> tuple[str, list]:
    fields = row._meta.pk_fields
    key = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    return " AND ".join(f'"{field.column}" = %s' for field in fields), key


def names_it(line: str, model, row) -> bool:
    nouns = [recording.noun for recording in NOUNS.values() if recording.model is model]
    if nouns:
        return f"{nouns[0]}:{row.pk}" in line
    if model in (Manifest, Field):
        index = row.pk if model is Manifest else row.entry_id
        return f"entry {index}" in line
    return line.startswith({Head: "head", Entry: "entry", Node: "node", Checkpoint: "checkpoint"}[model])


def test_a_missing_row_is_found(unconstrained):
    for model in [*RECORDED, Entry, Manifest, Field, Node]:
        where, key = place_of(model._base_manager.order_by("pk").first())
        found = tampered(f'DELETE FROM "{model._meta.db_table}" WHERE {where}', key)
        assert found, f"a {model.__name__} row was deleted and nobody noticed"


def test_an_added_row_is_found(record, ana):
    for row in (record, record.citations.first(), record.sign_offs.first()):
        copy = type(row)._base_manager.get(pk=row.pk)
        copy.pk = uuid4()
        if hasattr(copy, "ident"):
            copy.ident = identifiers.mint()
        if hasattr(copy, "section"):
            copy.section = "forged"
        with pytest.raises(Untampered), transaction.atomic():
            copy.save(force_insert=True)
            assert any(str(copy.pk) in line and "no such row" in line for line in findings())
            raise Untampered


def test_two_entries_that_changed_places_are_found(record):
    first, second = Entry.objects.order_by("index")[3:5]
    with pytest.raises(Untampered), transaction.atomic():
        for mine, others in ((first, second), (second, first)):
            Entry.objects.filter(pk=mine.pk).update(envelope=others.envelope, leaf_hash=others.leaf_hash)
        found = findings()
        assert any(f"entry {first.pk}" in line for line in found)
        assert any("root" in line for line in found)
        raise Untampered


def test_a_log_rewritten_and_signed_again_is_found_by_a_checkpoint_kept_elsewhere(record, settings, tmp_path):
    kept = Checkpoint.objects.order_by("-size").first().note.encode()
    # The administrator holds the key: forget the last entry, mend the head, sign anew.
    Checkpoint.objects.all().delete()
    last = Entry.objects.order_by("-index").first()
    rows = Field.objects.filter(entry=last)
    changed = {field.row for field in rows}
    rows.delete(), Manifest.objects.filter(entry=last).delete(), last.delete()
    mend_head()
    settings.LEDGER_KEY_FILE.with_suffix(".state").unlink()
    signer.sign_checkpoint()

    tree = [str(f) for step in verify()[:2] for f in step.findings()]
    assert tree == [], "the forger did the tree well, or this test shows nothing"
    found = [str(f) for step in verify([("the auditor's copy", kept)])[:2] for f in step.findings()]
    assert any("the auditor's copy" in line and "at least" in line for line in found)
    assert changed


def mend_head() -> None:
    frontier, time = merkle.Frontier(), ""
    for entry in Entry.objects.order_by("index"):
        frontier, time = frontier.append(bytes(entry.leaf_hash)), entry.time
    Head.objects.update(size=frontier.size, frontier=frontier.encode(), time=time)
    Node.objects.filter(position__gte=frontier.size // 8, level=1).delete()


def test_the_signer_refuses_a_log_that_shrank(record):
    Head.objects.update(size=3)
    with pytest.raises(signer.SigningRefused, match="was signed before"):
        signer.sign_checkpoint()


def test_one_changed_byte_in_any_stored_file_is_found_and_named(record):
    storage = blobs()
    digests = {
        getattr(snapshot, column): snapshot
        for snapshot in Snapshot.objects.all()
        for column in Snapshot.BLOBS
    }
    assert set(storage.names()) == set(digests)
    for digest, snapshot in digests.items():
        path = Path(storage.storage.path(f"sha256/{digest[7:9]}/{digest[9:11]}/{digest[7:]}"))
        whole = path.read_bytes()
        os.chmod(path, 0o600)
        for at in {0, len(whole) // 2, len(whole) - 1}:
            damaged = bytearray(whole)
            damaged[at] ^= 1
            path.write_bytes(damaged)
            assert any(snapshot.ident in line or digest in line for line in findings())
        path.unlink()
        assert any("no file" in line and digest in line for line in findings())
        path.write_bytes(whole)
    assert findings() == []


def test_a_search_document_that_differs_from_what_was_published_is_found(record):
    Document.objects.update(text="Something else.")
    assert any(line.startswith("document") for line in findings())
    call_command("rebuild_search", verbosity=0)
    assert findings() == []


def test_an_edition_without_the_sign_offs_it_needed_breaks_the_rules(record, ana, rui):
    """Even when the log agrees: an action that let it through would be found."""
    claim = Claim.objects.get(pk=record.pk)
    edition = claim.editions.last()
    edition.checked_by = [item for item in edition.checked_by if item["section"] != "wording"]
    edition.save()
    assert any("wording: expected 2 sign-offs, found 0" in line for line in findings())


def test_the_command_says_what_differs_and_ends_with_one(record, capsys):
    Claim.objects.filter(pk=record.pk).update(text="ACME owns the city.")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_ledger")
    said = capsys.readouterr().out
    assert ended.value.code == 1
    assert f"claim:{record.pk} text: expected" in said and "ACME owns the city." in said
    assert "NOT whole" in said


def test_the_command_ends_with_nought_on_a_whole_record(record, capsys):
    call_command("verify_ledger")
    assert "The record is whole." in capsys.readouterr().out
    assert len(SECTIONS) == 6
