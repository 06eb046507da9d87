"""The example brought in through the same actions that people use, under accounts of its own.

    accounts ─► topics, places, entities ─► sources, derivations ─► documents uploaded, press captured
      ─► claims drafted and cited ─► related ─► reviewed ─► press captured again ─► corrections

A second load adds nothing; an interrupted one is continued.
"""

import time
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from claims.example.cast import gather
from claims.example.corpus import Corpus, read
from claims.example.ground import brought_in, lay
from claims.example.passages import Passages, keep_documents
from claims.example.press import Press, capture_pages, serving
from claims.example.progress import Progress
from claims.example.stages import Plan, plan
from claims.example.telling import Part, Telling, relate, take_up, tell_all
from claims.models import Citation, Claim
from provenance.ledger.models import Head

FOLDER = Path(settings.BASE_DIR) / "example"
LATE = (
    "The example was loaded without its documents. A quote is written when its claim is cited, so nothing is "
    "added now: to see the quotes, load the example with --documents into an empty installation."
)


class Unwelcome(Exception):
    """The example may not be loaded into this installation; the message says why."""


@dataclass(frozen=True)
class Loaded:
    """What a load did. `added` counts entries of the log; `quotes` the verdicts by kind."""

    added: int
    seconds: float
    quotes: dict[str, int]
    unverified: list[str]
    halted: list[str]
    late: bool


def load(
    *,
    documents: Path | None = None,
    only: Collection[str] | None = None,
    folder: Path = FOLDER,
    press: Path | None = FOLDER / "press",
    progress: Progress,
) -> Loaded:
    """Bring in the corpus in `folder`/corpus (of it `only` these claims) and the pages in `press`.

    Raises Unwelcome, Unfit, BadCorpus, WrongDocument or NotCaptured; the next load builds on what was done.
    """
    refuse_unwelcome()
    started, before = time.monotonic(), _entries()
    whole, record = read(folder / "corpus"), read(press / "record") if press else Corpus()
    corpus = (whole if only is None else whole.only(only)).joined(record)
    # From now on every page says that this is an example.
    (Path(settings.VAR_DIR) / "example").mkdir(exist_ok=True)
    late = bool(documents) and _was_cited_without_quotes(corpus)
    with ExitStack() as stack:
        site = stack.enter_context(serving(press)) if press else None
        tellings = _tell(corpus, plan(whole.joined(record)), site, None if late else documents, progress)
    citations = list(_quoted(tellings))
    return Loaded(
        added=_entries() - before,
        seconds=time.monotonic() - started,
        quotes=dict(Counter(citation.quote_check["kind"] for _, citation in citations)),
        unverified=[
            _complaint(key, citation) for key, citation in citations if not citation.quote_check["verified"]
        ],
        halted=[f"{telling.row.key}: {telling.halted}" for telling in tellings if telling.halted],
        late=late,
    )


def refuse_unwelcome() -> None:
    """Raises Unwelcome where the example would do harm."""
    if not settings.LOOPBACK:
        raise Unwelcome(
            "The example's accounts have a password that everybody knows. It is loaded only where SITE_URL "
            "is a loopback address."
        )
    if Claim.objects.exists() and not brought_in(Claim):
        raise Unwelcome(
            "This installation has claims of its own, and nothing on record can be taken out again."
        )


def _tell(
    corpus: Corpus, scheme: Plan, site: Press | None, documents: Path | None, progress: Progress
) -> list[Telling]:
    cast = gather()
    by = cast.contributor
    ground = lay(corpus, scheme, cast, progress, press=site.address if site else "")
    passages = Passages(documents=keep_documents(corpus.documents, documents, ground, progress, by=by))
    if site:
        passages.pages = capture_pages(corpus.sources, site, ground, progress, by=by)
    tellings = [Telling(row, scheme.stages[row.key], cast, ground, passages) for row in corpus.claims]
    take_up(tellings)
    tell_all(Part.DRAFTING, tellings, progress)
    relate(tellings, cast, progress)
    tell_all(Part.REVIEW, tellings, progress)
    if site:
        site.changed = True
        passages.pages = capture_pages(corpus.sources, site, ground, progress, by=by)
    tell_all(Part.CORRECTION, [telling for telling in tellings if telling.correction], progress)
    return tellings


def _was_cited_without_quotes(corpus: Corpus) -> bool:
    """Whether an earlier load cited the documents without having them."""
    drafted = [pk for key, pk in brought_in(Claim).items() if key in {row.key for row in corpus.claims}]
    return Citation.objects.filter(claim__in=drafted, via=None, snapshot=None).exists()


def _quoted(tellings: list[Telling]) -> Iterator[tuple[str, Citation]]:
    """Every citation with a quote, beside its claim's key."""
    keys = {telling.claim.pk: telling.row.key for telling in tellings if telling.claim}
    for citation in Citation.objects.filter(claim__in=list(keys), snapshot__isnull=False).standing():
        yield keys[citation.claim_id], citation


def _complaint(key: str, citation: Citation) -> str:
    check = citation.quote_check
    return f"{key}, citation {citation.position}: {check['kind']}. {' '.join(check.get('notes', []))}".strip()


def _entries() -> int:
    head = Head.objects.filter(pk=1).first()
    return head.size if head else 0
