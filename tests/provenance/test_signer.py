"""The signer signs each size once, remembers what it signed, and refuses another history."""

import stat

import pytest

from provenance.ledger import notes, signer
from provenance.ledger.models import Checkpoint, Entry, Head
from tests import make


def test_an_empty_log_is_not_signed(db):
    assert signer.sign_checkpoint() is None


def test_a_checkpoint_verifies_with_the_public_key_and_covers_the_log(ana):
    checkpoint = signer.sign_checkpoint()
    parsed = notes.Checkpoint.parse(notes.verify(checkpoint.note.encode(), [signer.vkey()]))
    assert parsed.size == Entry.objects.count() == 1
    assert parsed.root == bytes(checkpoint.root)


def test_the_same_size_is_signed_once(ana):
    assert signer.sign_checkpoint().note == signer.sign_checkpoint().note
    assert Checkpoint.objects.count() == 1


def test_the_key_is_readable_by_its_owner_alone_and_the_verifier_key_by_everybody(ana, settings):
    signer.sign_checkpoint()
    signer.vkey()
    assert stat.S_IMODE(settings.LEDGER_KEY_FILE.stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.LEDGER_KEY_FILE.with_suffix(".vkey").stat().st_mode) == 0o644


def test_a_checkpoint_lost_from_the_table_is_signed_again_byte_for_byte(ana):
    note = signer.sign_checkpoint().note
    Checkpoint.objects.all().delete()
    assert signer.sign_checkpoint().note == note


def test_a_history_that_differs_from_the_signed_one_is_refused(ana):
    signer.sign_checkpoint()
    make.user("reviewer")
    head = Head.objects.get()
    Head.objects.update(frontier=bytes(head.frontier)[:-1] + bytes([head.frontier[-1] ^ 1]))
    with pytest.raises(signer.SigningRefused, match="no longer the ones"):
        signer.sign_checkpoint()


def test_a_log_with_a_gap_is_refused(ana):
    signer.sign_checkpoint()
    make.user("reviewer"), make.user("reviewer")
    entry = Entry.objects.get(index=1)
    entry.fields.all().delete(), entry.manifest.delete(), entry.delete()
    with pytest.raises(signer.SigningRefused, match="Entry 1 is missing"):
        signer.sign_checkpoint()
