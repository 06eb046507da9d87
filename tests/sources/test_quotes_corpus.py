"""The quote checker on real passages: all are found, and none survives an alteration.

Uses the documents of the example corpus where they are at hand (`PROVENANCE_DOCUMENTS`, or `shared/documents`
beside the checkout); elsewhere passages are cut from generated text, so that the test is never skipped.
"""

import json
import os
import random
import re
from collections.abc import Iterator
from pathlib import Path

from sources.quotes import Kind, locate

ROOT = Path(__file__).resolve().parents[2]
ALTERED = 30  # passages; each is altered in a dozen ways

Passage = tuple[str, str]


def documents() -> Path:
    return Path(os.environ.get("PROVENANCE_DOCUMENTS", ROOT.parent / "shared" / "documents"))


def corpus() -> Path:
    ours = ROOT / "example" / "corpus" / "claims.jsonl"
    return ours if ours.exists() else documents().parent / "corpus" / "claims.jsonl"


def passages() -> list[Passage]:
    """Pairs of a text and a passage that stands in it, each once."""
    if not (documents().is_dir() and corpus().exists()):
        return list(generated(random.Random(7)))
    places = set()
    for line in corpus().read_text(encoding="utf-8").splitlines():
        for citation in json.loads(line)["citations"]:
            if citation["document"] and (documents() / citation["document"]).exists():
                places.add((citation["document"], citation["start"], citation["end"]))
    # Line ends are kept as they are: the places count them.
    texts = {name: (documents() / name).read_bytes().decode("utf-8") for name, _, _ in places}
    return [(texts[name], texts[name][start:end]) for name, start, end in sorted(places)]


def generated(rng: random.Random) -> Iterator[Passage]:
    subjects = ["The mill", "A company", "Ada Brook", "The town’s council", "Nobody", "A state-owned firm"]
    acts = ["bought", "did not sell", "leased", "allegedly lost", "built", "may have closed"]
    things = ["three looms", "the old bridge", "a “smart” network", "1,200 acres", "the data centre"]
    sentences = [
        f"{rng.choice(subjects)} of ward {ward} {rng.choice(acts)} {rng.choice(things)} "
        f"in {rng.randrange(1800, 2020)}{rng.choice(['.', '.¹²', ', it is said.', '—so they say.'])}"
        for ward in range(400)
    ]
    text = " ".join(sentences)
    for at in range(0, 398, 2):
        yield text, " ".join(sentences[at : at + 2])


def alterations(quote: str, rng: random.Random) -> Iterator[str]:
    words = quote.split(" ")
    at = rng.randrange(1, len(words) - 1)
    yield " ".join(words[:at] + words[at + 1 :])
    yield " ".join([*words[:at], rng.choice(["not", "never", "allegedly", "lantern", "7"]), *words[at:]])
    yield " ".join([*words[:at], "lantern", *words[at + 1 :]])
    yield " ".join([*words[: at - 1], words[at], words[at - 1], *words[at + 1 :]])
    middle = len(words) // 2
    yield " ".join(words[middle:] + words[:middle])
    yield f"{' '.join(words[middle:])} … {' '.join(words[:middle])}"
    letter = rng.choice([found.start() for found in re.finditer("[a-z]", quote)])
    yield quote[:letter] + quote[letter + 1 :]
    yield quote[:letter] + quote[letter].upper() + quote[letter + 1 :]
    for found in list(re.finditer("[0-9]", quote))[:2]:
        yield quote[: found.start()] + str((int(found[0]) + 1) % 10) + quote[found.end() :]
        yield quote[: found.start()] + quote[found.end() :]
    for found in list(re.finditer(r" (?:not|no|never|may|could|allegedly|reportedly)\b|n['’]t\b", quote))[:2]:
        yield quote[: found.start()] + quote[found.end() :]


def test_every_passage_of_the_corpus_is_found_where_it_stands():
    found = passages()
    assert len(found) > 100
    for text, passage in found:
        match = locate(text, passage)
        assert match.kind in {Kind.EXACT, Kind.AMBIGUOUS}, passage
        assert all(text[start:end] == passage for start, end in match.ranges)


def test_a_passage_typed_by_hand_is_found_all_the_same():
    for text, passage in passages():
        typed = re.sub(r"\s+", " ", passage).replace("’", "'").replace("“", '"').replace("”", '"')
        match = locate(text, typed.replace("—", " – "))
        assert match.verified, passage
        assert any(text[start:end] == passage for start, end in match.ranges)


def test_no_altered_passage_is_verified():
    rng = random.Random(11)
    tried = 0
    for text, passage in rng.sample(passages(), ALTERED):
        for altered in alterations(passage, rng):
            if altered in text:
                continue
            tried += 1
            assert not locate(text, altered).verified, altered
    assert tried > 8 * ALTERED - 40
