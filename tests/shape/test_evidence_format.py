"""docs/evidence-format.md against itself and a real record, with nothing but hashes and a JSON reader.

What this file knows of the formats is what the document says; of our code it uses only the rows to read.
"""

import hashlib
import json
import re
from base64 import b64decode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from claims.models import SECTIONS, Edition, Statement
from provenance.ledger import signer
from provenance.ledger.models import Entry, Field, Manifest
from provenance.ledger.recorded import NOUNS
from sources.models import Snapshot
from sources.quotes.verdict import RULES_VERSION, VERIFIED, Kind
from tests import make
from tests.shape.house import ROOT

DOCUMENT = (ROOT / "docs" / "evidence-format.md").read_text()
EXAMPLE = dict(re.findall(r"\*\*([a-z ]+)\*\*\n\n```text\n(.*?)\n```", DOCUMENT, re.DOTALL))


def jcs(value) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def leaf(envelope: bytes) -> bytes:
    return sha256(b"\x00" + envelope)


def root_of(leaves: list[bytes]) -> bytes:
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + root_of(leaves[:split]) + root_of(leaves[split:]))


def checked_note(note: str, vkey: str) -> tuple[str, int, bytes]:
    """Origin, size and root of a checkpoint that the key signed."""
    name, key_id, key = vkey.split("+", 2)
    public = b64decode(key)
    assert public[:1] == b"\x01"
    assert sha256(name.encode() + b"\n" + public)[:4].hex() == key_id
    text, _, signature = note.rpartition("\n\n")
    text += "\n"
    mark, signer_name, encoded = signature.rstrip("\n").split(" ")
    assert (mark, signer_name) == ("—", name)
    assert b64decode(encoded)[:4].hex() == key_id
    Ed25519PublicKey.from_public_bytes(public[1:]).verify(b64decode(encoded)[4:], text.encode())
    origin, size, root, rest = text.split("\n")
    assert rest == ""
    return origin, int(size), b64decode(root)


def table(heading: str) -> list[list[str]]:
    """The cells of the first table after these words, without its head."""
    lines = DOCUMENT[DOCUMENT.index(heading) :].split("\n")
    start = next(number for number, line in enumerate(lines) if line.startswith("|--"))
    rows = []
    for line in lines[start + 1 :]:
        if not line.startswith("|"):
            return rows
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def names(heading: str) -> set[str]:
    return {name for row in table(heading) for name in re.findall(r"`([^`]+)`", row[0])}


def test_the_statement_of_the_example():
    statement = json.loads(EXAMPLE["statement"])
    assert jcs(statement).decode() == EXAMPLE["statement"]
    assert digest(EXAMPLE["statement"].encode()) == EXAMPLE["statement digest"]
    digests = dict(line.split(" ") for line in EXAMPLE["section digests"].split("\n"))
    assert digests == {name: digest(jcs(content)) for name, content in statement["sections"].items()}
    cited = statement["sections"]["evidence"][0]
    ((start, end),) = cited["check"]["ranges"]
    assert end - start == len(cited["quote"])
    assert cited["check"]["rules"] == RULES_VERSION


def test_the_entry_of_the_example():
    fields = dict(line.split(" ", 1) for line in EXAMPLE["fields"].split("\n"))
    commitments = {
        name: hashlib.sha256(bytes([number]) * 32 + fields[name].encode()).hexdigest()
        for number, name in enumerate(sorted(fields))
    }
    assert jcs(commitments).decode() == EXAMPLE["manifest"]
    envelope = json.loads(EXAMPLE["envelope"])
    assert jcs(envelope).decode() == EXAMPLE["envelope"]
    assert envelope["payload"] == digest(EXAMPLE["manifest"].encode())
    assert leaf(EXAMPLE["envelope"].encode()).hex() == EXAMPLE["leaf hash"]


def test_the_checkpoint_of_the_example():
    leaves = [leaf(data) for data in (EXAMPLE["envelope"].encode(), b"two", b"three")]
    assert root_of(leaves).hex() == EXAMPLE["root"]
    assert checked_note(EXAMPLE["checkpoint"] + "\n", EXAMPLE["vkey"]) == (
        "example.org/ledger", 3, root_of(leaves),
    )  # fmt: skip
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32))).public_key().public_bytes_raw()
    assert b64decode(EXAMPLE["vkey"].split("+", 2)[2]) == b"\x01" + key


@pytest.fixture
def claim(ana, rui, mei):
    claim = make.published(
        by=ana, reviewers=(rui, mei), place=make.place(by=ana), occurred="2019-03",
        object=make.entity(by=ana),
        amount_value="12", amount_unit="million euros", translation="合同。", translation_language="zh",
    )  # fmt: skip
    signer.sign_checkpoint()
    return claim


def test_a_real_log_verifies_as_the_document_says(claim):
    checkpoint = signer.sign_checkpoint()
    origin, size, root = checked_note(checkpoint.note, signer.vkey())
    entries = list(Entry.objects.order_by("index"))
    envelopes = [bytes(entry.envelope) for entry in entries]
    assert size == len(envelopes) > 10
    assert root == root_of([leaf(envelope) for envelope in envelopes])
    time, chains = "", {}
    for seq, envelope in enumerate(envelopes):
        said = json.loads(envelope)
        assert jcs(said) == envelope
        assert set(said) == names("**Envelope.**")
        assert (said["v"], said["log"], said["seq"]) == (1, origin, seq)
        assert said["time"] >= time and len(said["time"]) == 27
        assert said["prev"] == chains.get(said["object"], -1)
        time, chains[said["object"]] = said["time"], seq
        manifest = bytes(Manifest.objects.get(entry=seq).body)
        assert digest(manifest) == said["payload"]
        fields = Field.objects.filter(entry=seq)
        opened = {
            f"{field.row}/{field.column}": sha256(bytes(field.salt) + field.value.encode()).hex()
            for field in fields
        }
        assert opened == json.loads(manifest)
        assert {"entry/actor", "entry/note"} <= set(opened)


def test_a_real_statement_has_the_form_that_the_document_says(claim):
    statement = Statement.objects.get(pk=claim.published_id)
    body = bytes(statement.body)
    said = json.loads(body)
    assert jcs(said) == body
    assert digest(body) == statement.digest
    assert set(said) == names("## Statement")
    assert list(SECTIONS) == [row[0].strip("`") for row in table("| section |")]
    assert statement.sections == {name: digest(jcs(content)) for name, content in said["sections"].items()}
    described = {row[0].strip("`"): row[1] for row in table("| section |")}
    for name in ("wording", "subject", "place", "time", "translation"):
        for key in said["sections"][name]:
            assert f"`{key}`" in described[name], f"{name}: {key}"
    cited = said["sections"]["evidence"][0]
    assert set(cited) == names("A citation:")
    for key in cited["snapshot"]:
        assert f"`{key}`" in next(row[1] for row in table("A citation:") if row[0] == "`snapshot`")
    check = DOCUMENT[DOCUMENT.index("**Quote check**") : DOCUMENT.index("**Sign-off.**")]
    for key in cited["check"]:
        assert f"`{key}`" in check, key


def test_the_kinds_of_a_quote_check_are_those_of_the_document():
    check = DOCUMENT[DOCUMENT.index("**Quote check**") : DOCUMENT.index("**Sign-off.**")]
    kinds, verified = check.split("`kind` is one of")[1].split("`verified` is true for")
    assert set(re.findall(r"`([a-z-]+)`", kinds)) == set(Kind)
    assert set(re.findall(r"`([a-z-]+)`", verified)) == set(VERIFIED)


def test_an_edition_says_what_the_document_says(claim):
    edition = Edition.objects.get(claim=claim)
    said = DOCUMENT[DOCUMENT.index("**Edition.**") : DOCUMENT.index("## Log")]
    for key in edition.checked_by[0]:
        assert f"`{key}`" in said, key


def test_the_recorded_tables_are_those_of_the_document():
    rows = {row[0].strip("`"): [set(re.findall(r"`([^`]+)`", cell)) for cell in row[1:]]
            for row in table("| noun |")}  # fmt: skip
    assert rows == {noun: [set(one.left_out), set(one.digested)] for noun, one in NOUNS.items()}


def test_a_real_file_lies_where_the_document_says(claim, settings):
    snapshot = Snapshot.objects.get()
    columns = names("A snapshot names three:") & set(Snapshot.BLOBS)
    assert columns == set(Snapshot.BLOBS)
    for column in columns:
        named = getattr(snapshot, column)
        digits = named.removeprefix("sha256:")
        data = (settings.EVIDENCE_DIR / "sha256" / digits[:2] / digits[2:4] / digits).read_bytes()
        assert digest(data) == named
    text = (settings.EVIDENCE_DIR / "sha256" / snapshot.text_digest[7:9] / snapshot.text_digest[9:11]
            / snapshot.text_digest[7:]).read_text()  # fmt: skip
    citation = claim.citations.get()
    ((start, end),) = citation.quote_check["ranges"]
    assert text[start:end] == citation.quote
