"""A published claim, or a working copy, as the page that shows it from top to bottom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from claims.models import SECTIONS
from claims.reading import Content, Lineage, PublishedClaim, PublishedEdition, Related
from claims.representations import citation, evidence, lineage
from claims.representations.addressing import address
from claims.representations.citation import Citable
from claims.representations.difference import differences
from claims.statement import counts_as_evidence
from provenance.web import components as c
from provenance.web.components import FieldDifference
from provenance.web.countries import located
from provenance.web.picture import Picture
from provenance.web.words import PARTS
from sources.models import Snapshot


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What every page of a claim shows of one statement."""

    ident: str
    statement: c.Statement
    kind: str
    topic: c.Link
    entities: Sequence[c.Link]
    place: str
    parts: Sequence[tuple[str, str]]
    amount: str
    origins: c.Origins
    meaning: str
    picture: Picture
    proposed: Picture
    evidence: Sequence[c.Evidence]
    unseen: int  # supporting works consulted of which no snapshot is kept


@dataclass(frozen=True, kw_only=True)
class Step:
    """From one edition to the next: why, by whom, and which sections read differently."""

    number: int
    href: str
    when: datetime
    who: str
    why: str
    changed: str
    compare_href: str


@dataclass(frozen=True, kw_only=True)
class Proof:
    digest: str
    entry: int | None
    size: int
    root: str

    @property
    def covered(self) -> bool:
        return self.entry is not None and self.entry < self.size


@dataclass(frozen=True, kw_only=True)
class ClaimPage:
    said: Statement
    claim: PublishedClaim
    edition: PublishedEdition
    sections: Sequence[c.SectionSignOffs]
    related: Sequence[tuple[str, c.ClaimRow]]
    steps: Sequence[Step]
    newer: Sequence[FieldDifference]  # from the edition shown to the newest one
    proof: Proof
    styles: Sequence[c.CiteAs]
    bibtex: str
    ris: str
    permalink: str
    edition_url: str

    @property
    def is_newest(self) -> bool:
        return self.edition.number == self.claim.newest.number


def claim_page(
    claim: PublishedClaim, found: Lineage, snapshots: Mapping[str, Snapshot], related: Sequence[Related]
) -> ClaimPage:
    """The page of the edition that was read as `claim.shown`."""
    edition, newest = claim.shown, claim.newest
    content, latest = edition.content or {}, newest.content or {}
    needed = sum(edition.policy.values())
    signed = sum(min(count, _given(edition, section)) for section, count in edition.policy.items())
    said = statement_shown(
        claim.ident,
        content,
        claim.status,
        found,
        snapshots,
        signed=signed,
        needed=needed,
        at=edition.published_at,
    )
    cited = _citable(claim, said)
    titles = {ident: work.title for ident, work in found.works.items()}
    return ClaimPage(
        said=said,
        claim=claim,
        edition=edition,
        sections=_sections(edition),
        related=[(one.words, _related(one)) for one in related],
        steps=_steps(claim),
        newer=[] if edition is newest else differences(content, latest, titles),
        proof=Proof(
            digest=edition.digest, entry=edition.entry, size=claim.checkpoint_size, root=claim.checkpoint_root
        ),
        styles=[c.CiteAs(style="Plain text, after Chicago", text=citation.plain(cited))],
        bibtex=citation.bibtex(cited),
        ris=citation.ris(cited),
        permalink=settings.SITE_URL + reverse("claim", args=[claim.ident]),
        edition_url=cited.url,
    )


def statement_shown(
    ident: str,
    content: Content,
    status: str,
    found: Lineage,
    snapshots: Mapping[str, Snapshot],
    *,
    signed: int | None = None,
    needed: int | None = None,
    at: datetime | None = None,
) -> Statement:
    """One statement with its evidence; `at` is when its evidence was published, None for a working copy."""
    counted = [{**one, "counts": counts_as_evidence(one)} for one in content["evidence"]]
    origins = lineage.origins_of(counted, found)
    subject, acted_on = content["subject"]["subject"], content["subject"]["object"]
    topic, amount = content["subject"]["topic"], content["wording"]["amount"]
    parts = content["wording"]["parts"]
    place = content["place"] or {}
    return Statement(
        ident=ident,
        statement=_statement(content, status, signed_off=at is not None),
        kind=content["subject"]["kind"],
        topic=c.Link(text=topic["label"], href=f"{reverse('claims')}?topic={topic['key']}"),
        entities=[
            c.Link(text=one["name"], href=address("entity", one["id"])) for one in (subject, acted_on) if one
        ],
        place=located(place.get("name", ""), place.get("country", "")),
        parts=[(name, parts[name]) for name in PARTS if name in parts],
        amount=f"{amount['value']} {amount['unit']}".strip() if amount else "",
        origins=lineage.measures(origins, sum(not one["via"] for one in counted), signed, needed),
        meaning=lineage.meaning(origins),
        picture=lineage.drawn(counted, origins, found, at),
        proposed=lineage.proposed(counted, origins, found),
        evidence=evidence.cards(content, found.works, snapshots),
        unseen=sum(one["counts"] and not one["snapshot"] for one in counted),
    )


def _statement(content: Content, status: str, *, signed_off: bool) -> c.Statement:
    wording, place, translation = content["wording"], content["place"] or {}, content["translation"]
    note = "signed off" if signed_off else "not signed off"
    translations = [c.Translation(**translation, note=note)] if translation else []
    return c.Statement(
        text=wording["text"],
        status=status,
        language=wording["language"],
        disputes=sum(one["relation"] == "disputes" for one in content["evidence"]),
        attribution=wording["attribution"],
        occurred=content["time"]["occurred"],
        place=located(place.get("name", ""), place.get("country", "")),
        stage=content["subject"]["stage"].replace("-", " "),
        basis=wording["basis"],
        translations=translations,
    )


def _given(edition: PublishedEdition, section: str) -> int:
    return sum(one["section"] == section for one in edition.checked_by)


def _sections(edition: PublishedEdition) -> list[c.SectionSignOffs]:
    return [
        c.SectionSignOffs(
            section=section,
            needed=edition.policy.get(section, 0),
            signoffs=[
                c.SignOff(who=one["name"], when=datetime.fromisoformat(one["at"]))
                for one in edition.checked_by
                if one["section"] == section
            ],
        )
        for section in SECTIONS
    ]


def _related(one: Related) -> c.ClaimRow:
    return c.ClaimRow(
        ident=one.ident,
        href=reverse("claim", args=[one.ident]),
        text=one.text,
        language=one.language,
        status=one.status,
    )


def _steps(claim: PublishedClaim) -> list[Step]:
    """The editions after the first, newest first; of an old edition's page, those that came after it too."""
    pairs = zip(claim.editions, claim.editions[1:], strict=False)
    return [
        Step(
            number=now.number,
            href=reverse("edition", args=[claim.ident, now.number]),
            when=now.published_at,
            who=now.published_by,
            why=now.note,
            changed=", ".join(
                name for name in SECTIONS if now.sections.get(name) != before.sections.get(name)
            ),
            compare_href=reverse("difference", args=[claim.ident, before.statement, now.statement]),
        )
        for now, before in pairs
    ]


def _citable(claim: PublishedClaim, said: Statement) -> Citable:
    withdrawal: Any = claim.withdrawal
    since = withdrawal.at if withdrawal else None
    return Citable(
        ident=claim.ident,
        edition=claim.shown.number,
        text=said.statement.text,
        site=settings.SITE_NAME,
        url=settings.SITE_URL + reverse("edition", args=[claim.ident, claim.shown.number]),
        published=claim.shown.published_at.date(),
        digest=claim.shown.digest,
        standing=f"{claim.status} {since.date().isoformat()}" if since else "",
    )
