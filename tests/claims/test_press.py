"""The example's own press: pages on the loopback address, and what is claimed of them."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command

from claims.corroboration import Cited, Step, count_origins
from claims.example import loading
from claims.example.cast import MEMBERS, PASSWORD
from claims.example.corpus import read
from claims.example.press import serving
from claims.example.progress import Progress
from claims.models import Claim
from claims.statement import counts_as_evidence
from provenance.accounts.models import User
from sources import obtaining
from sources.addresses import RefusedAddress, parse, vet
from sources.extract import extract
from sources.models import Derivation, Source, Verdict
from tests.audit import assert_record_whole

PRESS = loading.FOLDER / "press"
QUIET = Progress(lambda text: None, live=False)


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, settings) -> None:
    settings.VAR_DIR = tmp_path
    settings.FETCH_ALLOWED = []
    settings.FETCH_HOST_PAUSE = 0


def origins(claim: Claim):
    """As the claim's page counts them: on the citations of its public edition."""
    evidence = claim.published.content()["sections"]["evidence"]
    cited = [Cited(row["source"], row["via"], counts_as_evidence(row), row["relation"]) for row in evidence]
    steps = [
        Step(row.source.ident, row.origin.ident, row.kind, row.verdict == Verdict.CONFIRMED)
        for row in Derivation.objects.exclude(verdict=Verdict.REJECTED).select_related("source", "origin")
    ]
    examined = {row.ident: row.lineage != "unexamined" for row in Source.objects.all()}
    return count_origins(cited, steps, examined)


@pytest.mark.django_db
def test_the_pages_go_the_whole_way_from_an_address_to_a_corrected_claim(capsys, client, settings):
    call_command("load_example", only=["zte-built-card-database"])
    said = capsys.readouterr().out
    record = read(PRESS / "record")
    claims = {row.key: Claim.objects.get(text=row.text) for row in record.claims}
    quotes = sum(len(row.citations) for row in record.claims)

    assert "Claims reviewed: 7 of 7 (100 %)" in said
    assert "The example is loaded:" in said
    assert f"Quotes found in their snapshots: {quotes} of {quotes} ({quotes} exact)." in said
    assert all(email in said for email, _, _ in MEMBERS)
    assert all(client.login(username=email, password=PASSWORD) for email, _, _ in MEMBERS)
    assert {claim.status for claim in claims.values()} == {"published"}
    assert settings.FETCH_ALLOWED == []
    assert (settings.VAR_DIR / "example").is_dir()

    # Two citations, one of them of a page that reprints the other: one origin.
    twice = claims["press-corpus-claims"]
    assert twice.citations.count() == 2
    found = origins(twice)
    assert (found.low, found.high) == (1, 1)

    # A Chinese sentence is found in a Chinese page.
    chinese = claims["press-zhuanshu"].citations.get(source__language="zh-Hans")
    assert chinese.quote_check["kind"] == "exact"

    # What the pages say of themselves has become the sources' description.
    notice = Source.objects.get(title__startswith="Notice")
    assert notice.container == "Example press" or notice.publisher == "Example press"

    # The page was changed, and the claim with it; the edition before keeps what it was signed on.
    before, after = notice.snapshots.order_by("captured_at")
    assert before.payload_digest != after.payload_digest
    first, second = claims["press-entities-named"].editions.select_related("statement")
    quoted = [edition.statement.content()["sections"]["evidence"][0] for edition in (first, second)]
    assert [row["snapshot"]["id"] for row in quoted] == [before.ident, after.ident]
    assert "160" in quoted[0]["quote"] and "166" in quoted[1]["quote"]
    assert {sign_off["name"] for sign_off in second.checked_by} == set(
        User.objects.filter(role="reviewer").values_list("name", flat=True)
    )

    assert Source.objects.get(title__startswith="Counting sheet").snapshots.get().pages == [
        [0, "1"],
        [500, "2"],
    ]
    assert_record_whole()
    call_command("load_example", only=["zte-built-card-database"])
    assert "nothing was added" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_quote_that_is_not_on_its_page_is_listed_and_its_claim_stays_unpublished(tmp_path: Path):
    press = tmp_path / "press"
    (press / "record").mkdir(parents=True)
    (press / "notice.html").write_text((PRESS / "notice.html").read_text())
    for name in ("entities", "topics"):
        (press / "record" / f"{name}.jsonl").write_text((PRESS / "record" / f"{name}.jsonl").read_text())
    for name, key in (("sources", '"press-notice"'), ("claims", '"press-entities-named"')):
        lines = (PRESS / "record" / f"{name}.jsonl").read_text().splitlines()
        line = next(line for line in lines if f'"key": {key}' in line)
        (press / "record" / f"{name}.jsonl").write_text(
            line.replace("names 160 entities", "names 106 entities")
        )

    loaded = loading.load(only=(), press=press, progress=QUIET)

    assert len(loaded.unverified) == 1
    assert loaded.unverified[0].startswith("press-entities-named, citation 1: near")
    assert "No citation carries this claim" in loaded.halted[0]
    assert Claim.objects.get().status == "in-review"
    assert_record_whole()


def test_the_door_opens_for_the_press_alone_and_only_while_it_is_served(settings):
    with serving(PRESS) as press:
        policy = obtaining.policy()
        vet(parse(press.address), policy)
        with pytest.raises(RefusedAddress):
            vet(parse("http://127.0.0.1:8000/"), policy)
        with pytest.raises(RefusedAddress):
            vet(parse(press.address.replace("127.0.0.1", "127.0.0.2")), policy)
    with pytest.raises(RefusedAddress):
        vet(parse(press.address), obtaining.policy())


def test_a_page_is_the_second_one_once_the_press_has_changed():
    with serving(PRESS) as press:
        assert press.file("/notice.html").name == "notice.html"
        press.changed = True
        assert press.file("/notice.html").name == "notice.2.html"
        assert press.file("/cautions.html").name == "cautions.html"
        assert press.file("/notice.2.html") is None
        assert press.file("/../corpus/claims.jsonl") is None


def text_of(path: Path) -> str:
    kind = "application/pdf" if path.suffix == ".pdf" else "text/html"
    return extract(path.read_bytes(), kind, None if path.suffix == ".pdf" else "utf-8").text


@pytest.mark.parametrize(
    "path", sorted(PRESS.glob("*.html")) + sorted(PRESS.glob("*.pdf")), ids=lambda path: path.name
)
def test_every_page_says_that_it_was_written_for_the_example(path: Path):
    text = text_of(path)

    assert "Written for the example" in text or "为本软件的示例而写" in text
    assert "not a news report" in text or "不是新闻报道" in text


def test_the_figures_on_the_pages_are_those_of_the_corpus():
    corpus = read(loading.FOLDER / "corpus")
    citations = [citation for claim in corpus.claims for citation in claim.citations]
    lineages = [source.lineage for source in corpus.sources]
    how, sheet = (
        text_of(PRESS / "how-it-was-made.html"),
        " ".join(text_of(PRESS / "counting-sheet.pdf").split()),
    )
    notice = text_of(PRESS / "notice.2.html")

    assert f"holds {len(corpus.claims)} claims" in how
    assert f"carry {len(citations)} citations" in how
    assert f"{len(corpus.sources)} works and {len(corpus.derivations)} notes" in how
    assert f"has {len(citations)} citations" in sheet
    assert f"{sum(1 for row in citations if row.document)} give the position" in sheet
    assert f"other {sum(1 for row in citations if row.via)} name a work" in sheet
    assert re.search(f"Of {lineages.count('unexamined')} of them .* {lineages.count('primary')} are", sheet)
    assert f"{lineages.count('derived')} pass on" in sheet
    assert f"names {len(corpus.entities)} entities" in notice
    assert f"{len(corpus.places)} places and filed under {len(corpus.topics)} topics" in notice
