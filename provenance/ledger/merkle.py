"""The Merkle tree of the log: hashes, proofs and their verification (RFC 9162 section 2.1, SHA-256).

A node is named by (level, index): the hash of the complete subtree over the leaves
index * 2^level up to (index + 1) * 2^level, end exclusive. Level 0 are the leaf hashes. Proofs ask for
complete nodes only; what lies at the ragged right edge is computed from them.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

HASH_BYTES = 32
MAX_SIZE = 2**63 - 1  # leaves; other people's verifiers count in signed 64-bit integers
EMPTY_ROOT = hashlib.sha256(b"").digest()

NodeReader = Callable[[int, int], bytes]
Proof = tuple[bytes, ...]


class ProofError(ValueError):
    """A proof that does not prove what it was given for, or cannot be made."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of one entry's bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children."""
    return hashlib.sha256(b"\x01" + _sound(left) + _sound(right)).digest()


def root_hash(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes; of none, SHA-256 of nothing (RFC 9162 section 2.1.1)."""
    if not leaves:
        return EMPTY_ROOT
    return _hash_of(0, len(leaves), nodes_of(leaves))


def nodes_of(leaves: Sequence[bytes]) -> NodeReader:
    """A reader of every complete node over these leaf hashes, computed once."""
    levels = [[_sound(leaf) for leaf in leaves]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)])

    def node(level: int, index: int) -> bytes:
        return levels[level][index]

    return node


def inclusion_proof(index: int, tree_size: int, node: NodeReader) -> Proof:
    """The path from leaf `index` to the root over `tree_size` leaves (RFC 9162 section 2.1.3.1)."""
    if not 0 <= index < tree_size <= MAX_SIZE:
        raise ProofError(f"There is no leaf {index} in a tree of {tree_size} leaves.")
    start, end, path = 0, tree_size, []
    while end - start > 1:
        split = start + _largest_power_below(end - start)
        if index < split:
            path.append(_hash_of(split, end, node))
            end = split
        else:
            path.append(_hash_of(start, split, node))
            start = split
    return tuple(reversed(path))


def verify_inclusion(leaf: bytes, index: int, tree_size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Raise ProofError unless leaf hash `leaf` is number `index` under `root` (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < tree_size <= MAX_SIZE:
        raise ProofError(f"There is no leaf {index} in a tree of {tree_size} leaves.")
    place, last, found = index, tree_size - 1, _sound(leaf)
    for sibling in proof:
        if last == 0:
            raise ProofError("The inclusion proof has more hashes than the tree has levels.")
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise ProofError("The inclusion proof has too few hashes.")
    _compare(found, root, "The inclusion proof leads to another root")


def consistency_proof(old_size: int, new_size: int, node: NodeReader) -> Proof:
    """Hashes that show the tree of `old_size` to be a prefix of `new_size` (RFC 9162 section 2.1.4.1)."""
    _check_sizes(old_size, new_size)
    start, end, path = 0, new_size, []
    while old_size != end:
        split = start + _largest_power_below(end - start)
        if old_size <= split:
            path.append(_hash_of(split, end, node))
            end = split
        else:
            path.append(_hash_of(start, split, node))
            start = split
    if start > 0:
        path.append(_hash_of(start, end, node))
    return tuple(reversed(path))


def verify_consistency(
    old_size: int, new_size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """Raise ProofError unless the old tree is a prefix of the new one (RFC 9162 section 2.1.4.2)."""
    _check_sizes(old_size, new_size)
    if old_size == new_size:
        if proof:
            raise ProofError("Two trees of one size need no hashes to be compared, and some were given.")
        _compare(_sound(old_root), new_root, "Two trees of one size have different roots")
        return
    path = [_sound(item) for item in proof]
    if not path:
        raise ProofError("The consistency proof is empty.")
    if old_size & old_size - 1 == 0:
        path.insert(0, _sound(old_root))
    place, last = old_size - 1, new_size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old_found = new_found = path[0]
    for item in path[1:]:
        if last == 0:
            raise ProofError("The consistency proof has more hashes than the tree has levels.")
        if place & 1 or place == last:
            old_found, new_found = node_hash(item, old_found), node_hash(item, new_found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new_found = node_hash(new_found, item)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise ProofError("The consistency proof has too few hashes.")
    _compare(old_found, old_root, "The consistency proof leads to another old root")
    _compare(new_found, new_root, "The consistency proof leads to another new root")


@dataclass(frozen=True)
class Frontier:
    """All that is needed to append to a tree: its size and its complete subtrees, the largest first."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.size <= MAX_SIZE:
            raise ValueError(f"A tree cannot have {self.size} leaves.")
        if len(self.hashes) != self.size.bit_count():
            expected = self.size.bit_count()
            raise ValueError(
                f"{self.size} leaves have a frontier of {expected}, not {len(self.hashes)} hashes."
            )
        for item in self.hashes:
            _sound(item)

    def append(self, leaf: bytes) -> "Frontier":
        """The frontier after one more leaf hash."""
        hashes, merged, size = list(self.hashes), _sound(leaf), self.size
        while size & 1:
            merged = node_hash(hashes.pop(), merged)
            size >>= 1
        return Frontier(self.size + 1, (*hashes, merged))

    def root(self) -> bytes:
        """The root hash of the tree."""
        return _folded(self.hashes) if self.hashes else EMPTY_ROOT

    def encode(self) -> bytes:
        """Eight bytes of size, most significant first, then the hashes."""
        return self.size.to_bytes(8, "big") + b"".join(self.hashes)

    @classmethod
    def parse(cls, data: bytes) -> "Frontier":
        """Read what `encode` wrote; raises ValueError for anything else."""
        if len(data) < 8 or (len(data) - 8) % HASH_BYTES:
            raise ValueError(f"{len(data)} bytes cannot be a frontier.")
        hashes = tuple(data[start : start + HASH_BYTES] for start in range(8, len(data), HASH_BYTES))
        return cls(int.from_bytes(data[:8], "big"), hashes)


def _hash_of(start: int, end: int, node: NodeReader) -> bytes:
    """The hash over the leaves from `start` to `end`, where `start` begins a subtree of that size."""
    parts = []
    while start < end:
        level = (end - start).bit_length() - 1
        parts.append(_sound(node(level, start >> level)))
        start += 1 << level
    return _folded(parts)


def _folded(hashes: Sequence[bytes]) -> bytes:
    found = hashes[-1]
    for item in reversed(hashes[:-1]):
        found = node_hash(item, found)
    return found


def _largest_power_below(count: int) -> int:
    return 1 << (count - 1).bit_length() - 1


def _sound(item: bytes) -> bytes:
    # A hash of another length would let one preimage be read as two different pairs of children.
    if len(item) != HASH_BYTES:
        raise ProofError(f"A hash has {HASH_BYTES} bytes; this one has {len(item)}.")
    return bytes(item)


def _check_sizes(old_size: int, new_size: int) -> None:
    # The empty tree is a prefix of every tree, so a "proof" from it would vouch for any root.
    if old_size < 1:
        raise ProofError("Consistency with an empty tree proves nothing.")
    if not old_size <= new_size <= MAX_SIZE:
        raise ProofError(f"A tree of {new_size} leaves cannot continue one of {old_size}.")


def _compare(found: bytes, expected: bytes, sentence: str) -> None:
    if found != _sound(expected):
        raise ProofError(f"{sentence}: expected {expected.hex()}, found {found.hex()}.")
