"""What the style page shows: invented companies and works, in English and Chinese, every state once."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.http import QueryDict

from provenance.web import components as c
from provenance.web import picture, words
from provenance.web.paging import Page

DIGEST = "sha256:9f3a1c55e07b4d2fa86e1d90c3b7f4a2158e6d03b9ac47f1d2e5806b7c94a3de"
TAKEN = datetime(2026, 11, 3, 9, 12, 40, tzinfo=UTC)
SIGNED = datetime(2026, 11, 4, 15, 2, tzinfo=UTC)

STATEMENT = c.Statement(
    text="Anke Networks built the database behind the Lisbon resident card under a contract with the city.",
    status="published",
    disputes=1,
    attribution="the Meridian Institute",
    occurred="2016/2018",
    place="Lisbon, Portugal",
    stage="operating",
    basis="inferred",
    translations=(
        c.Translation(
            text="安科网络根据与市政府签订的合同，建设了里斯本居民卡背后的数据库。",
            language="zh-Hans",
            note="signed off",
        ),
    ),
)
RETRACTED = c.Statement(
    text="安科网络在波尔图开设第二所联合实验室，并称“明年”投入使用。",
    status="retracted",
    language="zh-Hans",
    occurred="2019?",
)
SNAPSHOT = c.SnapshotLine(
    taken=TAKEN, href="#", how="captured from the web", digest=DIGEST, media_type="text/html", reader_href="#"
)


def parts(**states: str) -> list[c.Part]:
    return [c.Part(name=name, state=states.get(name, "none")) for name in words.PARTS]


EVIDENCE = [
    c.Evidence(
        number=1,
        title=c.Link(text="City cards and their builders", href="#", language="en"),
        author="Meridian Institute",
        issued="2019-04",
        quote="“The register of residents was built by Anke Networks … and has run in the city’s own "
        "data centre since 2018.”",
        quote_language="en",
        locator="section 3.2",
        check=c.Check(
            kind="elided", operations=("white space", "quotation marks", "1 gap of 212 characters")
        ),
        snapshot=SNAPSHOT,
        parts=parts(
            actor="supported", act="supported", object="supported", place="unsupported", time="unsupported"
        ),
    ),
    c.Evidence(
        number=2,
        title=c.Link(text="里斯本居民卡系统正式上线", href="#", language="zh-Hans"),
        author="安科网络",
        issued="2018-11-14",
        relation="disputes",
        quote="居民卡数据库由市政府自行建设，本公司仅提供服务器与技术支持。",
        quote_language="zh-Hans",
        locator="paragraph 5",
        check=c.Check(kind="exact"),
        snapshot=c.SnapshotLine(taken=TAKEN, href="#", how="uploaded by Ana Duarte", reader_href="#"),
        parts=parts(
            actor="disputed", act="disputed", object="supported", place="supported", time="supported"
        ),
    ),
    c.Evidence(
        number=3,
        title=c.Link(text="Lisbon’s new card", href="#", language="en"),
        author="Daily Ledger",
        issued="2018-11",
        relation="context",
        access="paywall",
        quote="Residents receive the card at 12 offices.",
        check=c.Check(kind="near", note="the source has “21 offices”"),
        parts=parts(
            actor="unsupported",
            act="unsupported",
            object="unsupported",
            place="supported",
            time="unsupported",
        ),
    ),
    c.Evidence(
        number=4,
        title=c.Link(text="Tender 2016/114", language="pt"),
        author="Câmara Municipal de Lisboa",
        issued="2016",
        via=c.Link(text="City cards and their builders", href="#"),
        locator="note 75",
        parts=parts(
            actor="unsupported", act="supported", object="supported", place="supported", time="supported"
        ),
    ),
]
WORKS = [
    picture.Work(key="a", title="City cards and their builders, 2019", role="cited", href="#"),
    picture.Work(key="b", title="里斯本居民卡报道汇编", role="cited", href="#", language="zh-Hans"),
    picture.Work(key="c", title="Lisbon’s new card, Daily Ledger 2018", role="origin", href="#"),
    picture.Work(key="d", title="Tender 2016/114", role="lead"),
    picture.Work(key="e", title="Press kit", role="unexamined"),
]
DERIVATIONS = [
    picture.Derivation(
        source="a", origin="c", kind="relies on", confirmed_by="Rui Tavares", confirmed_on=SIGNED
    ),
    picture.Derivation(
        source="b", origin="c", kind="translates", confirmed_by="Chen Wen", confirmed_on=SIGNED
    ),
    picture.Derivation(source="a", origin="d", kind="quotes", basis="its note 75 names the tender"),
]
DIFFERENCES = [
    c.FieldDifference(
        field="wording",
        language="en",
        segments=[
            c.Segment(kind="same", text="Anke Networks "),
            c.Segment(kind="removed", text="operates"),
            c.Segment(kind="same", text=" "),
            c.Segment(kind="added", text="built"),
            c.Segment(kind="same", text=" the database behind the Lisbon resident card "),
            c.Segment(kind="moved", text="under a contract with the city"),
            c.Segment(kind="same", text="."),
        ],
    ),
    c.FieldDifference(
        field="translation",
        language="zh-Hans",
        segments=[
            c.Segment(kind="same", text="安科网络"),
            c.Segment(kind="removed", text="运营"),
            c.Segment(kind="added", text="建设"),
            c.Segment(kind="same", text="了里斯本居民卡背后的数据库。"),
        ],
    ),
]
SECTIONS = [
    c.SectionSignOffs(
        section="wording",
        needed=2,
        signoffs=[
            c.SignOff(
                who="Rui Tavares", when=SIGNED, note="Read against the whole section, not only the quote."
            ),
            c.SignOff(who="陈雯", when=SIGNED),
        ],
    ),
    c.SectionSignOffs(
        section="evidence",
        needed=2,
        signoffs=[
            c.SignOff(who="Rui Tavares", when=SIGNED, current=False, compare_href="#"),
            c.SignOff(who="陈雯", when=SIGNED),
        ],
    ),
    c.SectionSignOffs(section="place", needed=1),
    c.SectionSignOffs(section="translation", needed=0),
]
MOMENTS = [
    c.Moment(
        when=SIGNED,
        who="Ana Duarte",
        what="published",
        edition=3,
        mark="seal",
        why="Place corrected after an objection.",
        compare_href="#",
    ),
    c.Moment(when=SIGNED, who="Rui Tavares", what="signed off wording and place", mark="tick"),
    c.Moment(
        when=TAKEN,
        who="陈雯",
        what="sent back",
        mark="return",
        why="The quote says “data centre”, the claim says “laboratory”.",
    ),
    c.Moment(when=TAKEN, who="Ana Duarte", what="drafted", mark="pencil", href="#"),
]
CLAIMS = [
    c.ClaimRow(
        ident="7ZK3M9QDX",
        href="#",
        text=STATEMENT.text,
        status="published",
        edition=3,
        entity=c.Link(text="Anke Networks", href="#"),
        place="Portugal",
        topic="identity cards",
        occurred="2016/2018",
        when=SIGNED,
        origins=(1, 3),
    ),
    c.ClaimRow(
        ident="2QH8T4WBA",
        href="#",
        text=RETRACTED.text,
        status="retracted",
        language="zh-Hans",
        edition=1,
        entity=c.Link(text="安科网络", language="zh-Hans"),
        place="Portugal",
        occurred="2019?",
        when=SIGNED,
        origins=(1, 1),
    ),
    c.ClaimRow(
        ident="5ND6R1VCE",
        href="#",
        text="Anke Networks leases a data centre of more than 4,000 m² in Setúbal.",
        status="in_review",
        entity=c.Link(text="Anke Networks", href="#"),
        place="Portugal",
        topic="data centres",
        occurred="2015/..",
        note="needs 2 sign-offs on evidence",
        disputes=1,
    ),
]
FACETS = [
    c.Facet(
        title="Topic",
        choices=[
            c.Choice(text="Identity cards", href="#", count=42),
            c.Choice(text="Data centres", href="#", count=1204, chosen=True),
            c.Choice(text="海底光缆", href="#", count=7, language="zh-Hans"),
        ],
        more_href="#",
    )
]
CITE_AS = [
    c.CiteAs(
        style="Chicago",
        text="“Claim 7ZK3M9QDX, v3.” Provenance. 4 November 2026. https://example.org/claims/7ZK3M9QDX/v3.",
    ),
    c.CiteAs(
        style="GB/T 7714",
        text="Provenance. 条目 7ZK3M9QDX（第3版）[EB/OL]. (2026-11-04). https://example.org/claims/7ZK3M9QDX/v3.",
    ),
]
CAPTURES = [
    c.CaptureState(state="captured", when=TAKEN, url="https://example.org/cards", snapshot_href="#"),
    c.CaptureState(state="running", when=TAKEN, url="https://example.org/卡/tender?id=114"),
    c.CaptureState(
        state="failed",
        when=TAKEN,
        url="https://example.org/gone",
        reason="The site answered that the page is gone (410).",
        reason_class="gone",
    ),
]


class SampleForm(forms.Form):
    text = forms.CharField(
        label="Claim",
        max_length=60,
        widget=forms.Textarea(attrs={"rows": 3, "class": "statement-field"}),
        help_text="One sentence that could be shown to be false.",
    )
    url = forms.URLField(label="Address of the source", assume_scheme="https")
    stage = forms.ChoiceField(
        label="Stage", choices=[("", "not known"), ("operating", "operating")], required=False
    )
    sections = forms.MultipleChoiceField(
        label="Sections you checked",
        choices=[("wording", "wording"), ("place", "place")],
        widget=forms.CheckboxSelectMultiple,
    )
    sure = forms.BooleanField(label="I read the passage in the snapshot", required=False)


def context() -> dict[str, Any]:
    return {
        "statement": STATEMENT,
        "retracted": RETRACTED,
        "evidence_list": EVIDENCE,
        "snapshot": SNAPSHOT,
        "digest": DIGEST,
        "origins": [c.Origins(low=1, high=3, citations=3, leads=1, unexamined=2, signed=3, needed=4)],
        "picture": picture.drawn(WORKS, DERIVATIONS),
        "differences": DIFFERENCES,
        "sections": SECTIONS,
        "moments": MOMENTS,
        "claims": CLAIMS,
        "facets": FACETS,
        "page": Page([], 4, 50, 18_042, QueryDict("q=card")),
        "styles": CITE_AS,
        "files": [c.Link(text=text, href="#") for text in ("BibTeX", "RIS", "CSL-JSON")],
        "captures": CAPTURES,
        "form": SampleForm({"text": "Anke is very large. " * 4, "url": "ftp//example", "sure": "on"}),
        "conflict": c.Conflict(
            who="陈雯",
            when=SIGNED,
            differences=DIFFERENCES[:1],
            yours=[("wording", "Anke runs it.")],
            reload_href="#",
        ),
        "kinds": [(kind, list(states)) for kind, states in words.KINDS.items() if kind != "notice"],
        "tones": ["info", "success", "warning", "error"],
    }
