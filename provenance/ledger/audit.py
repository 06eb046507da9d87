"""The log against itself: entries, tree, checkpoints, manifests. Each check yields what differs.

A check reads only what is stored, hashes stored bytes, and never serialises anew what it verifies.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Generic, TypeVar

from django.conf import settings

from provenance import canonical
from provenance.ledger import merkle, notes
from provenance.ledger.log import TILE, envelope
from provenance.ledger.models import Checkpoint, Entry, Field, Head, Manifest, Node

CHUNK = 1000  # rows held in memory at a time

T = TypeVar("T")


@dataclass(frozen=True)
class Finding:
    """One thing that differs."""

    where: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.where}: expected {self.expected}, found {self.found}"


@dataclass(frozen=True)
class TreeHead:
    """A checkpoint to hold the log against: one of the table, or one kept elsewhere."""

    where: str
    size: int
    root: bytes


def check_entries() -> Iterator[Finding]:
    """Every entry: in its place, hashed right, its columns what its bytes say, its chain unbroken."""
    expected, time, chains = 0, "", dict[str, tuple[int, int]]()
    for entry in Entry.objects.order_by("index").iterator(CHUNK):
        where = f"entry {entry.index}"
        if entry.index != expected:
            yield Finding(f"entry {expected}", "an entry", f"none; the next one is {entry.index}")
        expected = entry.index + 1
        data = bytes(entry.envelope)
        if merkle.leaf_hash(data) != bytes(entry.leaf_hash):
            yield Finding(f"{where} leaf hash", merkle.leaf_hash(data).hex(), bytes(entry.leaf_hash).hex())
        yield from _check_envelope(entry, data)
        if entry.time < time:
            yield Finding(f"{where} time", f"not before {time}", entry.time)
        time = max(time, entry.time)
        before, rev = chains.get(entry.object, (-1, 0))
        if entry.prev != before:
            yield Finding(f"{where} prev", str(before), str(entry.prev))
        if entry.rev not in (rev, rev + 1):
            yield Finding(f"{where} rev", f"{rev} or {rev + 1}", str(entry.rev))
        chains[entry.object] = (entry.index, entry.rev)


def _check_envelope(entry: Entry, data: bytes) -> Iterator[Finding]:
    where = f"entry {entry.index} envelope"
    try:
        payload = canonical.parse(data)["payload"]
        said = envelope(entry, settings.LEDGER_ORIGIN, payload)
    except (canonical.BadJSON, KeyError, TypeError) as problem:
        yield Finding(where, "a canonical JSON object with a payload", str(problem))
        return
    if said != data:
        yield Finding(where, said.decode(), data.decode(errors="replace"))


def check_tree(heads: Iterable[TreeHead]) -> Iterator[Finding]:
    """The tree grown anew from the leaves: its head, its nodes, its root at the size of every tree head."""
    wanted: dict[int, list[TreeHead]] = {}
    for tree_head in heads:
        wanted.setdefault(tree_head.size, []).append(tree_head)
    frontier, time = merkle.Frontier(), ""
    tiles: dict[int, list[bytes]] = {1: []}
    nodes: dict[tuple[int, int], bytes] = {}
    counts: dict[int, int] = {}  # nodes of each level
    for envelope_bytes, at in Entry.objects.order_by("index").values_list("envelope", "time").iterator(CHUNK):
        leaf = merkle.leaf_hash(bytes(envelope_bytes))
        frontier, time = frontier.append(leaf), at
        _grow_tiles(leaf, tiles, nodes, counts)
        for tree_head in wanted.pop(frontier.size, ()):
            if frontier.root() != tree_head.root:
                yield Finding(
                    f"{tree_head.where} root over {frontier.size} entries",
                    tree_head.root.hex(),
                    frontier.root().hex(),
                )
    for size, tree_heads in wanted.items():
        yield Finding(tree_heads[0].where, f"a log of at least {size} entries", f"{frontier.size} entries")
    yield from _check_head(frontier, time)
    yield from _check_nodes(nodes)


def _grow_tiles(
    leaf: bytes,
    tiles: dict[int, list[bytes]],
    nodes: dict[tuple[int, int], bytes],
    counts: dict[int, int],
) -> None:
    level, value = 1, leaf
    while True:
        tile = tiles.setdefault(level, [])
        tile.append(value)
        if len(tile) < TILE:
            return
        value = merkle.root_hash(tile)
        counts[level] = counts.get(level, 0) + 1
        nodes[level, counts[level] - 1] = value
        tile.clear()
        level += 1


def _check_head(frontier: merkle.Frontier, time: str) -> Iterator[Finding]:
    head = Head.objects.filter(pk=1).first()
    if head is None:
        if frontier.size:
            yield Finding("head", f"a head over {frontier.size} entries", "none")
        return
    facts: list[tuple[str, Any, Any]] = [
        ("origin", settings.LEDGER_ORIGIN, head.origin),
        ("size", frontier.size, head.size),
        ("frontier", frontier.encode().hex(), bytes(head.frontier).hex()),
        ("time", time, head.time),
    ]
    yield from (Finding(f"head {name}", str(want), str(got)) for name, want, got in facts if want != got)


def _check_nodes(expected: dict[tuple[int, int], bytes]) -> Iterator[Finding]:
    stored = {(node.level, node.position): bytes(node.hash) for node in Node.objects.iterator(CHUNK)}
    for key in sorted(expected.keys() | stored.keys()):
        want, got = expected.get(key), stored.get(key)
        if want != got:
            where = f"node {key[0]}/{key[1]}"
            yield Finding(where, want.hex() if want else "none", got.hex() if got else "none")


def stored_heads(vkey: str) -> Iterator[TreeHead | Finding]:
    """Every checkpoint of the table as a tree head, once its signature and its columns are found sound."""
    for row in Checkpoint.objects.order_by("size").iterator(CHUNK):
        where = f"checkpoint over {row.size} entries"
        head = parse_head(row.note.encode(), vkey, where)
        yield head
        if isinstance(head, TreeHead):
            if head.size != row.size:
                yield Finding(f"{where} size", str(head.size), str(row.size))
            if head.root != bytes(row.root):
                yield Finding(f"{where} root", head.root.hex(), bytes(row.root).hex())


def parse_head(note: bytes, vkey: str, where: str) -> TreeHead | Finding:
    """A signed note as a tree head of this log, or what is wrong with it."""
    try:
        checkpoint = notes.Checkpoint.parse(notes.verify(note, [vkey]))
    except notes.BadNote as problem:
        return Finding(where, "a checkpoint signed by this log's key", str(problem))
    if checkpoint.origin != settings.LEDGER_ORIGIN:
        return Finding(f"{where} origin", settings.LEDGER_ORIGIN, checkpoint.origin)
    return TreeHead(where, checkpoint.size, checkpoint.root)


def check_manifests() -> Iterator[Finding]:
    """Every payload opened: the manifest under its digest, and each committed value with its salt."""
    expected = Entry.objects.order_by("index").values_list("index", "envelope").iterator(CHUNK)
    bodies = _Ordered(Manifest.objects.order_by("entry_id").values_list("entry_id", "body").iterator(CHUNK))
    fields = Field.objects.order_by("entry_id", "row", "column").iterator(CHUNK)
    groups = _Ordered(
        (index, list(group)) for index, group in groupby(fields, key=lambda field: field.entry_id)
    )
    for index, data in expected:
        # What stands for an entry that is not there would be the last word on a row, by nobody's signature.
        yield from _strays(bodies.before(index), groups.before(index))
        body, mine = bodies.at(index), groups.at(index) or []
        if body is None:
            yield Finding(f"manifest of entry {index}", "a manifest", "none")
            continue
        yield from _check_manifest(index, bytes(data), bytes(body), mine)
    yield from _strays(bodies.before(None), groups.before(None))


class _Ordered(Generic[T]):
    """Rows by ascending entry, read once beside the entries themselves."""

    def __init__(self, rows: Iterable[tuple[int, T]]) -> None:
        self._rows = iter(rows)
        self._next = next(self._rows, None)

    def before(self, index: int | None) -> Iterator[tuple[int, T]]:
        """Rows of entries before this one that were not asked for; all that are left for None."""
        while self._next and (index is None or self._next[0] < index):
            stray, self._next = self._next, next(self._rows, None)
            yield stray

    def at(self, index: int) -> T | None:
        if self._next is None or self._next[0] != index:
            return None
        found, self._next = self._next[1], next(self._rows, None)
        return found


def _strays(
    bodies: Iterable[tuple[int, Any]], groups: Iterable[tuple[int, Sequence[Field]]]
) -> Iterator[Finding]:
    yield from (
        Finding(f"manifest of entry {index}", "an entry of this index", "none") for index, _ in bodies
    )
    yield from (
        Finding(f"entry {index} field {field.row}/{field.column}", "an entry of this index", "none")
        for index, fields in groups
        for field in fields
    )


def _check_manifest(index: int, data: bytes, body: bytes, fields: Sequence[Field]) -> Iterator[Finding]:
    where = f"manifest of entry {index}"
    payload = canonical.parse(data).get("payload")
    if payload != canonical.digest(body):
        yield Finding(where, str(payload), canonical.digest(body))
        return
    commitments = canonical.parse(body)
    opened = {f"{field.row}/{field.column}": field for field in fields}
    for path in sorted(commitments.keys() | opened.keys()):
        place = f"entry {index} field {path}"
        if path not in opened:
            yield Finding(place, "a value and its salt", "none, and no erasure on record")
        elif path not in commitments:
            yield Finding(place, "no such field", opened[path].value)
        elif _commitment(opened[path]) != commitments[path]:
            yield Finding(place, f"a value committed to as {commitments[path]}", opened[path].value)


def _commitment(field: Field) -> str:
    # Over the stored text as it is: what was serialised anew would vouch for the serialiser, not for the row.
    salt = bytes(field.salt)
    if len(salt) != canonical.SALT_BYTES:
        return f"a salt of {len(salt)} bytes"
    return canonical.commitment_to(salt, field.value.encode()).hex()
