"""Tampering beside the rows: strays in the log, names that no query finds, forgotten checkpoints."""

from uuid import uuid4

import pytest
from django.db import connection, transaction

from claims.actions import drafting
from claims.models import Citation, Claim, SignOff
from claims.verification import verify
from provenance import canonical
from provenance.ledger import signer
from provenance.ledger.models import Checkpoint, Entry, Field, Manifest
from provenance.ledger.recorded import row_key
from tests import make


@pytest.fixture
def claim(ana, rui, mei):
    claim = make.published(by=ana, reviewers=(rui, mei))
    signer.sign_checkpoint()
    return claim


def findings(kept=()) -> list[str]:
    return [str(finding) for step in verify(kept) for finding in step.findings()]


@pytest.fixture
def unreferenced(claim):
    """The database looks at no foreign key until the end, and then everything is rolled back."""
    with connection.cursor() as cursor, transaction.atomic():
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        yield claim
        transaction.set_rollback(True)


@pytest.mark.parametrize("index", [-1, 10**9])
def test_a_last_word_by_an_entry_that_is_not_there_is_found(unreferenced, index):
    """Without this an edited row and a forged field beside it would agree with each other."""
    claim, forged = unreferenced, "ACME owns the city."
    Claim.objects.filter(pk=claim.pk).update(text=forged)
    value = canonical.encode(forged).decode()
    Field.objects.create(entry_id=index, row=row_key(claim), column="text", salt=b"0" * 32, value=value)

    stray = f"entry {index} field {row_key(claim)}/text: expected an entry of this index, found none"
    assert stray in findings()


def test_a_manifest_without_an_entry_is_found(unreferenced):
    Manifest.objects.create(entry_id=10**9, body=b"{}")
    assert "manifest of entry 1000000000: expected an entry of this index, found none" in findings()


def test_what_a_missing_entry_left_behind_is_named(unreferenced):
    entry = Entry.objects.order_by("-index").first()
    with connection.cursor() as cursor:
        cursor.execute('DELETE FROM "ledger_entry" WHERE "index" = %s', [entry.index])
    assert f"manifest of entry {entry.index}: expected an entry of this index, found none" in findings()


def test_a_reference_that_no_query_follows_is_found(unreferenced):
    row = SignOff.objects.first()
    # SQLite keeps a UUID as text, and reads it in capitals as the same value; PostgreSQL has a type for it.
    spelled = row.claim_id.hex.upper() if connection.vendor == "sqlite" else str(uuid4())
    with connection.cursor() as cursor:
        cursor.execute(
            'UPDATE "claims_signoff" SET "claim_id" = %s WHERE "section" = %s', [spelled, row.section]
        )

    assert f"sign-off:{row.pk} claim_id: expected a row of that name, found none" in " ".join(findings())


def test_a_check_that_does_not_come_out_again_is_found(claim):
    """Even one that the log agrees with: an action that kept a kinder verdict would be found."""
    citation = claim.citations.get()
    forged = {**citation.quote_check, "kind": "exact", "verified": True, "ranges": [[0, 5]]}
    Citation.objects.filter(pk=citation.pk).update(quote_check=forged)
    value = canonical.encode(forged).decode()
    Field.objects.filter(row=row_key(citation), column="quote_check").update(value=value)

    found = findings()
    assert any(line.startswith(f"citation:{citation.pk} quote_check: expected") for line in found)


def test_a_log_that_is_not_the_one_the_signer_remembers_is_found(claim, ana):
    kept = Checkpoint.objects.get().size
    Checkpoint.objects.all().delete()
    assert findings() == []  # the table alone is not missed: the tree still has that root

    Entry.objects.filter(index=kept - 1).update(envelope=b"{}")
    assert any(f"the signer's memory root over {kept} entries" in line for line in findings())


def test_a_correction_under_way_is_whole(claim, ana):
    drafting.revise(claim, text="ACME leases a data centre.", by=ana)
    assert findings() == []
