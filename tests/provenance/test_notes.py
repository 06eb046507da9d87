import base64
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from provenance.ledger import merkle, notes
from provenance.ledger.notes import BadNote, Checkpoint

GO = json.loads((Path(__file__).parent.parent / "vectors" / "signed_note.json").read_text("utf-8"))
NOTE = GO["note"].encode()
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
VKEY = notes.vkey("example.org/log", KEY.public_key())
ROOT = merkle.leaf_hash(b"one")
CHECKPOINT = Checkpoint("example.org/log", 1, ROOT)
ROOT64 = base64.b64encode(ROOT).decode()


def test_the_note_of_the_go_package_verifies():
    text = notes.verify(NOTE, [GO["vkey"]])
    assert text.endswith(b"what your problem is.\n")


def test_we_sign_as_the_go_package_does():
    seed = base64.b64decode(GO["skey"].split("+", 4)[4])
    key = Ed25519PrivateKey.from_private_bytes(seed[1:])
    assert notes.vkey("PeterNeumann", key.public_key()) == GO["vkey"]
    assert notes.sign(notes.verify(NOTE, [GO["vkey"]]), "PeterNeumann", key) == NOTE


@given(st.integers(0, len(NOTE) * 8 - 1))
def test_a_note_with_any_bit_changed_is_refused(bit):
    changed = bytearray(NOTE)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BadNote):
        notes.verify(bytes(changed), [GO["vkey"]])


def test_signatures_of_strangers_are_passed_over_but_do_not_count():
    note = notes.sign(CHECKPOINT.encode(), "example.org/log", KEY)
    stranger = notes.sign(CHECKPOINT.encode(), "witness", Ed25519PrivateKey.generate())
    both = stranger + note.split(b"\n\n")[1]
    assert notes.verify(both, [VKEY]) == CHECKPOINT.encode()
    with pytest.raises(BadNote, match="known key"):
        notes.verify(stranger, [VKEY])
    with pytest.raises(BadNote, match="nobody"):
        notes.verify(note, [])


def test_one_false_signature_of_a_known_key_spoils_the_note():
    good = notes.sign(CHECKPOINT.encode(), "example.org/log", KEY)
    other = notes.sign(b"another text\n", "example.org/log", KEY)
    with pytest.raises(BadNote, match="does not belong"):
        notes.verify(good + other.split(b"\n\n")[1], [VKEY])


def test_a_text_with_empty_lines_ends_at_the_last_one():
    text = b"one\n\ntwo\n"
    assert notes.verify(notes.sign(text, "example.org/log", KEY), [VKEY]) == text


@pytest.mark.parametrize("text", [b"", b"no end", b"tab\there\n", b"return\r\n", b"\xff\n", b"nul\x00\n"])
def test_text_that_no_note_can_have_is_not_signed(text):
    with pytest.raises(BadNote):
        notes.sign(text, "example.org/log", KEY)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "no break", "line\nend", "\x01"])
def test_a_key_name_has_no_spaces_and_no_plus(name):
    with pytest.raises(BadNote, match="name of a key"):
        notes.sign(b"text\n", name, KEY)
    with pytest.raises(BadNote, match="name of a key"):
        notes.vkey(name, KEY.public_key())


@pytest.mark.parametrize(
    "change",
    [
        lambda note: note.rstrip(b"\n"),
        lambda note: note + b"\n",
        lambda note: note.replace("— ".encode(), b"- "),
        lambda note: note.replace("— ".encode(), "—  ".encode()),
        lambda note: note.replace(b"AM=\n", b"AN=\n"),
        lambda note: note.replace(b"AM=\n", b"AM\n"),
        lambda note: note.replace(b"AM=\n", b"AM= \n"),
        lambda note: note.replace(b"\n", b"\r\n"),
        lambda note: note.replace(b"\n\n", b"\n"),
        lambda note: note + note.split(b"\n\n")[1] * 100,
        lambda note: b"\xef\xbb\xbf" + note,
    ],
)
def test_a_note_written_in_another_way_is_refused(change):
    with pytest.raises(BadNote):
        notes.verify(change(NOTE), [GO["vkey"]])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PeterNeumann",
        GO["vkey"].replace("c74f20a3", "c74f20a4"),
        GO["vkey"].replace("c74f20a3", "C74F20A3"),
        GO["vkey"].replace("PeterNeumann", "Peter"),
        GO["vkey"] + "A",
        "PeterNeumann+c74f20a3+Ag==",
    ],
)
def test_a_malformed_verifier_key_is_refused(text):
    with pytest.raises(BadNote):
        notes.parse_vkey(text)


@given(
    st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), min_size=1),
    st.integers(1, merkle.MAX_SIZE),
    st.binary(min_size=32, max_size=32),
    st.lists(st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), min_size=1), max_size=3),
)
def test_a_checkpoint_is_read_back_as_it_was_written(origin, size, root, extensions):
    checkpoint = Checkpoint(origin, size, root, tuple(extensions))
    assert Checkpoint.parse(checkpoint.encode()) == checkpoint


def test_a_checkpoint_is_three_lines():
    assert CHECKPOINT.encode().decode() == f"example.org/log\n1\n{ROOT64}\n"


@pytest.mark.parametrize(
    "text",
    [
        f"example.org/log\n01\n{ROOT64}\n",
        f"example.org/log\n+1\n{ROOT64}\n",
        f"example.org/log\n-1\n{ROOT64}\n",
        f"example.org/log\n１\n{ROOT64}\n",
        f"example.org/log\n 1\n{ROOT64}\n",
        f"example.org/log\n1_0\n{ROOT64}\n",
        f"example.org/log\n9223372036854775808\n{ROOT64}\n",
        f"example.org/log\n\n{ROOT64}\n",
        f"\n1\n{ROOT64}\n",
        f"example.org/log\n1\n{ROOT64}\n\n",
        f"example.org/log\n1\n{ROOT64}",
        f"example.org/log\n1\n{ROOT64} \n",
        f"example.org/log\n1\n{ROOT64}\r\n",
        f"example.org/log\n1\n{base64.b64encode(bytes(31)).decode()}\n",
        f"example.org/log\n0\n{ROOT64}\n",
        "example.org/log\n1\n",
        f"example.org/log\n1\n{ROOT64}\nextension\twith tab\n",
    ],
)
def test_a_checkpoint_written_in_another_way_is_refused(text):
    with pytest.raises(BadNote):
        Checkpoint.parse(text.encode())


def test_the_checkpoint_of_an_empty_log_has_the_empty_root():
    empty = Checkpoint("example.org/log", 0, merkle.EMPTY_ROOT)
    assert Checkpoint.parse(empty.encode()) == empty
    with pytest.raises(BadNote, match="empty log"):
        Checkpoint("example.org/log", 0, ROOT)


@given(st.binary(max_size=80))
def test_arbitrary_bytes_are_no_note(data):
    with pytest.raises(BadNote):
        notes.verify(data, [VKEY])
