import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.ledger import merkle
from provenance.ledger.merkle import Frontier, ProofError

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "rfc6962.json").read_text("utf-8"))
LEAVES = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in VECTORS["leaves"]]
MANY = [merkle.leaf_hash(str(number).encode()) for number in range(140)]
SIZES = st.integers(1, len(MANY))


def mth(leaves):
    """RFC 6962 section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@pytest.mark.parametrize("size", range(9))
def test_the_roots_of_the_published_vectors(size):
    assert merkle.root_hash(LEAVES[:size]).hex() == VECTORS["roots"][size]


@pytest.mark.parametrize("case", VECTORS["inclusion"])
def test_the_inclusion_proofs_of_the_published_vectors(case):
    node = merkle.nodes_of(LEAVES[: case["size"]])
    proof = merkle.inclusion_proof(case["index"], case["size"], node)
    assert [item.hex() for item in proof] == case["path"]


@pytest.mark.parametrize("case", VECTORS["consistency"])
def test_the_consistency_proofs_of_the_published_vectors(case):
    proof = merkle.consistency_proof(case["old"], case["new"], merkle.nodes_of(LEAVES[: case["new"]]))
    assert [item.hex() for item in proof] == case["path"]


def test_roots_and_frontiers_agree_with_the_definition_at_every_size():
    frontier = Frontier()
    for size in range(len(MANY) + 1):
        expected = mth(MANY[:size])
        assert merkle.root_hash(MANY[:size]) == expected
        assert frontier.root() == expected
        assert Frontier.parse(frontier.encode()) == frontier
        if size < len(MANY):
            frontier = frontier.append(MANY[size])


def test_every_proof_of_small_trees_verifies():
    node = merkle.nodes_of(MANY)
    roots = [mth(MANY[:size]) for size in range(34)]
    for size in range(1, 34):
        for index in range(size):
            proof = merkle.inclusion_proof(index, size, node)
            merkle.verify_inclusion(MANY[index], index, size, proof, roots[size])
        for old in range(1, size + 1):
            proof = merkle.consistency_proof(old, size, node)
            merkle.verify_consistency(old, size, proof, roots[old], roots[size])


@given(SIZES, st.data())
def test_an_inclusion_proof_with_any_bit_changed_fails(size, data):
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(index, size, merkle.nodes_of(MANY[:size]))
    root = merkle.root_hash(MANY[:size])
    merkle.verify_inclusion(MANY[index], index, size, proof, root)

    parts = [MANY[index], root, *proof]
    which = data.draw(st.integers(0, len(parts) - 1))
    parts[which] = flipped(parts[which], data.draw(st.integers(0, 255)))
    with pytest.raises(ProofError):
        merkle.verify_inclusion(parts[0], index, size, parts[2:], parts[1])


@given(SIZES, st.data())
def test_a_consistency_proof_with_any_bit_changed_fails(new, data):
    old = data.draw(st.integers(1, new))
    proof = merkle.consistency_proof(old, new, merkle.nodes_of(MANY[:new]))
    parts = [merkle.root_hash(MANY[:old]), merkle.root_hash(MANY[:new]), *proof]
    merkle.verify_consistency(old, new, parts[2:], parts[0], parts[1])

    which = data.draw(st.integers(0, len(parts) - 1))
    parts[which] = flipped(parts[which], data.draw(st.integers(0, 255)))
    with pytest.raises(ProofError):
        merkle.verify_consistency(old, new, parts[2:], parts[0], parts[1])


@given(SIZES, st.data())
def test_a_proof_for_another_place_or_of_another_length_fails(size, data):
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(index, size, merkle.nodes_of(MANY[:size]))
    root = merkle.root_hash(MANY[:size])
    wrong = [(index, (*proof, MANY[0]))]
    if proof:
        wrong.append((index, proof[:-1]))
    if other != index:
        wrong.append((other, proof))
    for place, path in wrong:
        with pytest.raises(ProofError):
            merkle.verify_inclusion(MANY[index], place, size, path, root)


@given(st.integers(2, len(MANY)), st.data())
def test_a_rewritten_past_has_no_consistency_proof(new, data):
    old = data.draw(st.integers(1, new - 1))
    changed = data.draw(st.integers(0, old - 1))
    rewritten = [*MANY[:changed], merkle.leaf_hash(b"rewritten"), *MANY[changed + 1 : new]]
    proof = merkle.consistency_proof(old, new, merkle.nodes_of(rewritten))
    with pytest.raises(ProofError, match=r"another (old|new) root"):
        merkle.verify_consistency(old, new, proof, merkle.root_hash(MANY[:old]), merkle.root_hash(rewritten))


def test_consistency_from_an_empty_tree_is_refused():
    with pytest.raises(ProofError, match="nothing"):
        merkle.verify_consistency(0, 8, [], merkle.EMPTY_ROOT, merkle.root_hash(LEAVES))
    with pytest.raises(ProofError, match="nothing"):
        merkle.consistency_proof(0, 8, merkle.nodes_of(LEAVES))


def test_a_shrunken_tree_is_refused():
    with pytest.raises(ProofError, match="cannot continue"):
        merkle.verify_consistency(8, 7, [], merkle.root_hash(LEAVES), merkle.root_hash(LEAVES[:7]))


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_hash_that_is_not_32_bytes_is_refused_everywhere(length):
    odd, root = bytes(length), merkle.root_hash(LEAVES)
    proof = list(merkle.inclusion_proof(0, 8, merkle.nodes_of(LEAVES)))
    attempts = [
        lambda: merkle.root_hash([odd]),
        lambda: merkle.node_hash(odd, root),
        lambda: Frontier().append(odd),
        lambda: merkle.verify_inclusion(odd, 0, 1, [], odd),
        lambda: merkle.verify_inclusion(LEAVES[0], 0, 8, [odd, *proof[1:]], root),
        lambda: merkle.verify_consistency(8, 8, [], odd, odd),
        lambda: merkle.verify_consistency(4, 8, [odd], root, root),
        lambda: merkle.inclusion_proof(0, 2, lambda level, index: odd),
    ]
    for attempt in attempts:
        with pytest.raises(ProofError, match="32 bytes"):
            attempt()


@pytest.mark.parametrize(("index", "size"), [(-1, 8), (8, 8), (0, 0), (0, 2**63)])
def test_a_leaf_that_is_not_there_has_no_proof(index, size):
    with pytest.raises(ProofError, match="no leaf"):
        merkle.inclusion_proof(index, size, merkle.nodes_of(LEAVES))
    with pytest.raises(ProofError, match="no leaf"):
        merkle.verify_inclusion(LEAVES[0], index, size, [], LEAVES[0])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        bytes(7),
        bytes(9),
        bytes(40),
        (1).to_bytes(8, "big"),
        (3).to_bytes(8, "big") + bytes(32),
        b"\xff" * 8,
    ],
)
def test_bytes_that_are_no_frontier_are_refused(data):
    with pytest.raises(ValueError, match=r"frontier|leaves"):
        Frontier.parse(data)
