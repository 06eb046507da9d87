"""What the partials under templates/components/ are shown with: plain values, no query behind any of them.

A page makes these from its rows; the style page makes them from samples. Dates may be `datetime`
(shown with `moment`) or EDTF strings (shown with `edtf`), as each field says. An empty string,
None or an empty tuple means that there is nothing to show, and nothing is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from provenance.web.words import sense_of


def in_words(low: int, high: int) -> str:
    """1, 1 is "1 origin"; 1, 3 is "1–3 origins"."""
    return f"{low} origin{'' if low == 1 else 's'}" if low == high else f"{low}–{high} origins"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    text: str
    href: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """`note` says whether it counts: "signed off", "not signed off"."""

    text: str
    language: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """_statement.html. `occurred` is EDTF; `disputes` counts open objections and disputing citations."""

    text: str
    status: str
    language: str = "en"
    disputes: int = 0
    attribution: str = ""
    occurred: str = ""
    place: str = ""
    stage: str = ""
    basis: str = ""
    translations: Sequence[Translation] = ()

    @property
    def disputes_text(self) -> str:
        return f"disputed: {self.disputes}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """_claim.html, one row of a list. `origins` is (lower, upper) or None where nothing is counted."""

    ident: str
    href: str
    text: str
    status: str
    language: str = "en"
    edition: int | None = None
    entity: Link | None = None
    place: str = ""
    topic: str = ""
    occurred: str = ""
    when: datetime | None = None
    disputes: int = 0
    origins: tuple[int, int] | None = None
    note: str = ""

    @property
    def status_word(self) -> str:
        word = sense_of("status", self.status).word
        return f"{word}, v{self.edition}" if self.edition else word

    @property
    def origins_text(self) -> str:
        return in_words(*self.origins) if self.origins else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """_origins.html. Lower: unknown lineages merged; upper: kept apart (rule 6 of the record)."""

    low: int
    high: int
    citations: int
    leads: int = 0
    unexamined: int = 0
    signed: int | None = None
    needed: int | None = None

    @property
    def text(self) -> str:
        return in_words(self.low, self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff:
    who: str
    when: datetime
    verdict: str = "approves"
    note: str = ""
    current: bool = True
    compare_href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionSignOffs:
    """_signoffs.html takes a list of these. `needed` comes from the review policy."""

    section: str
    needed: int
    signoffs: Sequence[SignOff] = ()

    @property
    def current(self) -> int:
        return sum(1 for one in self.signoffs if one.current)

    @property
    def complete(self) -> bool:
        return self.current >= self.needed

    @property
    def missing(self) -> range:
        return range(max(0, self.needed - self.current))


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """_check.html. `kind` is a verdict of `sources.quotes` or hidden, no_text, no_snapshot, unchecked."""

    kind: str
    operations: Sequence[str] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotLine:
    """_snapshot.html. `how` is a phrase: "captured from the web", "uploaded by Ana Duarte"."""

    taken: datetime
    href: str
    how: str = ""
    digest: str = ""
    media_type: str = ""
    reader_href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """`state` is supported, unsupported, disputed or none (the claim has no such part)."""

    name: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """_evidence.html, one citation. `issued` is EDTF; `via` is set for a lead, and then nothing is quoted."""

    number: int
    title: Link
    relation: str = "supports"
    author: str = ""
    issued: str = ""
    access: str = ""
    quote: str = ""
    quote_language: str = ""
    locator: str = ""
    check: Check | None = None
    snapshot: SnapshotLine | None = None
    via: Link | None = None
    parts: Sequence[Part] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """`kind` is same, added, removed or moved."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDifference:
    """_difference.html takes a list of these: one field that differs, word by word."""

    field: str
    segments: Sequence[Segment]
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """_history.html takes a list of these, newest first. `mark` is a name of `provenance.web.marks`."""

    when: datetime
    who: str
    what: str
    why: str = ""
    edition: int | None = None
    mark: str = "ring"
    href: str = ""
    compare_href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    text: str
    href: str
    count: int | None = None
    chosen: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """_facet.html. The address of a chosen choice takes the choice away again."""

    title: str
    choices: Sequence[Choice]
    more_href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """_conflict.html: a stale form. `differences` go from what was edited to what stands now."""

    who: str
    when: datetime
    differences: Sequence[FieldDifference]
    yours: Sequence[tuple[str, str]] = ()
    reload_href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CiteAs:
    """_cite.html takes a list of these as `styles`, and links to files as `files`."""

    style: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureState:
    """_capture.html. `reason` is the sentence for a failure, `reason_class` the word editors filter by."""

    state: str
    when: datetime
    url: str = ""
    reason: str = ""
    reason_class: str = ""
    snapshot_href: str = ""
