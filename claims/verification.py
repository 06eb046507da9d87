"""`verify_ledger` as a numbered list: what is checked, in plain words, and the check that does it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from claims import auditing
from provenance.ledger import audit, signer, state
from provenance.ledger.audit import Finding, TreeHead
from provenance.ledger.recorded import NOUNS
from sources.auditing import check_files


@dataclass(frozen=True)
class Step:
    words: str
    check: Callable[[], Iterable[Finding]]

    def findings(self) -> Iterator[Finding]:
        """What differs. A check that tampered rows made impossible is a finding too, and the others go on."""
        try:
            yield from self.check()
        except Exception as problem:
            yield Finding(self.words, "a check that can be completed", f"{type(problem).__name__}: {problem}")


def verify(kept: Iterable[tuple[str, bytes]] = ()) -> list[Step]:
    """All steps in order. `kept` are checkpoints from elsewhere, as (where it was kept, note)."""
    kept = list(kept)
    rows = [
        Step(f"Every {noun} row is what the log last committed to", partial(state.check_rows, recording))
        for noun, recording in NOUNS.items()
    ]
    return [
        Step("Every entry stands in its place, hashed and chained right", audit.check_entries),
        Step(
            "Every checkpoint is signed by this log, and the tree has its root at that size",
            partial(_tree, kept),
        ),
        Step("Every entry's fields open the commitments of its manifest", audit.check_manifests),
        *rows,
        Step("No entry speaks of a table that nobody keeps", state.check_nouns),
        Step("Every row that another one names is there", state.check_references),
        Step("Every file that a snapshot names is there, byte for byte", check_files),
        Step("Every statement has the digests that stand beside it", auditing.check_statements),
        Step("Every quote is found again as its check says", auditing.check_quotes),
        Step("Every working copy says what its latest statement says", auditing.check_working_copies),
        Step("Every edition rests on the sign-offs that its policy asked for", auditing.check_publications),
        Step("Readers search what was published, neither more nor less", auditing.check_documents),
    ]


def _tree(kept: list[tuple[str, bytes]]) -> Iterator[Finding]:
    vkey = signer.vkey()
    memory = signer.remembered()
    elsewhere = [*kept, *([("the signer's memory", memory)] if memory else [])]
    given = [audit.parse_head(note, vkey, where) for where, note in elsewhere]
    heads: list[TreeHead] = []
    for found in [*audit.stored_heads(vkey), *given]:
        if isinstance(found, TreeHead):
            heads.append(found)
        else:
            yield found
    yield from audit.check_tree(heads)
