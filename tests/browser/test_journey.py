"""The main job from an address to a retraction, by clicking and typing, with scripts switched off."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from claims.models import Claim
from tests.audit import assert_record_whole

pytestmark = pytest.mark.browser

ARTICLE = """<!doctype html><html lang="en"><head><title>Porto signs for a data centre</title>
<meta property="og:site_name" content="Douro Courier"><meta name="author" content="Marta Reis">
<meta property="article:published_time" content="2019-03-14"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Porto signs for a data centre</h1>
<p>The city of Porto signed a contract with ACME for a data centre on 12 March 2019.
It is worth 12 million euros.</p><p>The contract is not exclusive, the council said.</p></article>
<script>document.body.remove()</script></body></html>"""
QUOTE = "The city of Porto signed a contract with ACME for a data centre on 12 March 2019."
TEXT = "ACME won a contract for a data centre in Porto."
CORRECTED = "ACME signed a contract for a data centre in Porto."
WHY = "The source speaks of a contract that was signed, not of a tender that was won."

CHINESE_ARTICLE = """<!doctype html><html lang="zh-Hans"><head><title>波尔图签约建设数据中心</title>
<meta property="og:site_name" content="杜罗日报"></head><body><h1>波尔图签约建设数据中心</h1>
<p>波尔图市政府与艾克米公司签署了数据中心建设合同,合同金额为一千二百万欧元。</p></body></html>"""
CHINESE_QUOTE = "波尔图市政府与艾克米公司签署了数据中心建设合同"
CHINESE_TEXT = "艾克米公司签署了在波尔图建设数据中心的合同。"


@pytest.fixture
def press(hostile_site, settings):
    """A web site at an address of its own; the guard lets this one through and no other."""
    settings.FETCH_ALLOWED = [f"127.0.0.1:{hostile_site.port}"]
    settings.FETCH_PORTS = [hostile_site.port]
    hostile_site.page("/porto", ARTICLE)
    hostile_site.page("/zh/porto", CHINESE_ARTICLE)
    return hostile_site


def the_worker_runs():
    call_command("worker", batch=True, interval=0)


def assert_the_command_finds_it_whole(checkpoint: Path) -> None:
    """With the checkpoint that a reader kept; one that was tampered with it does not accept."""
    said = StringIO()
    call_command("verify_ledger", "--checkpoint", str(checkpoint), stdout=said)
    assert said.getvalue().endswith("The record is whole.\n")

    origin, size, root, *signed = checkpoint.read_text().split("\n")
    checkpoint.write_text("\n".join([origin, str(int(size) + 1), root, *signed]))
    with pytest.raises(SystemExit) as ended:
        call_command("verify_ledger", "--checkpoint", str(checkpoint), stdout=said)
    assert ended.value.code == 1


def register_source(visitor, address: str) -> None:
    visitor.follows("Sources")
    visitor.follows("Register a source")
    visitor.types({"Address": address})
    visitor.presses("Register and capture")
    visitor.sees("queued", within="#captures")
    assert_record_whole()
    the_worker_runs()
    visitor.page.reload()
    visitor.sees("captured", within="#captures")
    assert_record_whole()


def register_what_it_is_about(visitor, name: str, language: str, topic: dict[str, str]) -> None:
    visitor.follows("New claim")
    registering = visitor.follows_to_new_tab("an entity")
    registering.types({"Name": name, "Language of the name": language})
    registering.chooses("Type", "Company")
    registering.presses("Register the entity")
    registering.sees("The entity is registered")
    registering.leaves()
    assert_record_whole()
    registering = visitor.follows_to_new_tab("a topic")
    registering.types(topic)
    registering.presses("Register the topic")
    registering.sees("The topic is registered")
    registering.leaves()
    assert_record_whole()
    visitor.page.reload()  # the list of topics has the new one


def cite(visitor, source: str, quote: str, *parts: str) -> None:
    visitor.follows("Cite a source")
    visitor.types({"Source": source})
    visitor.presses("Go on with this source")
    visitor.types({"Quote": quote})
    visitor.ticks(*parts)
    visitor.presses("Check the quote")
    visitor.sees("verified: exact", quote, within="main [role=status]")
    visitor.presses("Save the citation")
    visitor.sees("The citation is saved.")
    assert_record_whole()


def submit(visitor) -> None:
    visitor.presses("Submit for review")
    visitor.sees("The claim is handed to review.")
    assert_record_whole()


def sign_off(visitor, text: str, *sections: str) -> None:
    """Found in the queue, as a reviewer finds it."""
    visitor.follows("Review queue")
    visitor.follows(text)
    visitor.ticks(*sections)
    visitor.types({"Note": "Read against the snapshot."}, within=".verdicts form:has([name=sections])")
    visitor.presses("Sign off")
    visitor.sees(f"Signed off: {', '.join(sections)}.")
    assert_record_whole()


def publish(visitor, button: str, edition: str, note: str = "") -> None:
    visitor.types({"Note to readers": note})
    visitor.presses(button)
    visitor.sees(f"Published as {edition}.")
    assert_record_whole()


def test_a_page_becomes_a_claim_that_is_signed_published_corrected_and_retracted(
    arrive, press, ana, rui, mei, tmp_path
):
    author, reviewer, second, reader = arrive(), arrive(), arrive(), arrive()
    for visitor, person in ((author, ana), (reviewer, rui), (second, mei)):
        visitor.sign_in(person)

    register_source(author, press.url("/porto"))
    author.sees("Porto signs for a data centre", "Douro Courier", "Marta Reis", "14 Mar 2019")
    author.follows("snapshot", within="#captures")
    author.sees("It is worth 12 million euros.")

    register_what_it_is_about(author, "ACME", "en", {"Label": "Data centres"})
    author.types(
        {"Claim": TEXT, "Subject": "ACME", "Actor": "ACME", "Act": "won a contract", "When": "2019-03"}
    )
    author.chooses("Topic", "Data centres")
    author.presses("Save the draft")
    author.sees("The draft is saved.", TEXT)
    assert_record_whole()
    permalink = f"/claims/{Claim.objects.get().ident}"
    assert reader.goes_to(permalink) == 404

    cite(author, "Porto signs for a data centre", QUOTE, "actor: ACME", "act: won a contract")
    submit(author)
    author.sees("You wrote or edited the claim since its last edition, so others sign it off.")
    assert not {"Sign off", "Publish", "Send back"} & set(author.buttons())

    everything = ["wording", "subject", "time", "evidence"]
    sign_off(reviewer, TEXT, *everything)
    reviewer.sees_not("Note to readers")
    sign_off(second, TEXT, *everything)
    publish(second, "Publish", "v1")

    call_command("sign_checkpoint", stdout=StringIO())
    assert reader.goes_to("/") == 200
    reader.follows(TEXT)
    assert reader.page.url.endswith(permalink)
    reader.sees("v1 of 1", "Rui Santos", "Mei Lin 林梅", "verified: exact", "under the checkpoint of")
    kept = tmp_path / "checkpoint"
    kept.write_text(reader.page.request.get("/ledger/checkpoint").text())
    see_the_quote_in_its_frame(reader, QUOTE, "The contract is not exclusive, the council said.")

    author.page.reload()
    author.follows("Correct the claim")
    author.types({"Claim": CORRECTED, "Act": "signed a contract"})
    author.presses("Save the change")
    author.sees("Nothing was saved.")
    assert author.field("Claim").input_value() == CORRECTED
    author.types({"Why": WHY})
    author.presses("Save the change")
    author.sees("The change is saved.")
    assert_record_whole()
    reader.goes_to(permalink)
    reader.sees(TEXT, "v1 of 1")
    reader.sees_not(CORRECTED, WHY)

    submit(author)
    sign_off(reviewer, CORRECTED, "wording")
    sign_off(second, CORRECTED, "wording")
    publish(second, "Publish the correction", "v2", "The contract was signed.")

    reader.goes_to(permalink)
    reader.sees(CORRECTED, "v2 of 2", "The contract was signed.")
    reader.follows("v1", within="#since-then")
    reader.sees("There is a newer edition.", TEXT)
    reader.opens("What has changed since")
    reader.sees("[removed: won]", "[added: signed]", within=".notice .differences")
    reader.follows("history")
    reader.sees(WHY, "Ana Lopes", "Rui Santos", "Mei Lin 林梅")
    reader.presses("Compare")
    reader.sees("[removed: won]", "[added: signed]", within=".differences")

    reviewer.goes_to(permalink)
    reviewer.follows("Working copy")
    reviewer.follows("Retract …")
    reviewer.presses("Retract the claim")
    reviewer.sees("Say why; readers will see it.")
    reviewer.types({"Why the claim is retracted": "The newspaper withdrew its report."})
    reviewer.presses("Retract the claim")
    reviewer.sees("The claim is retracted.")
    assert_record_whole()

    reader.goes_to(permalink)
    reader.sees("Retracted", "by Rui Santos", "The newspaper withdrew its report.")
    struck = reader.page.get_by_role("heading", name=CORRECTED)
    expect(struck).to_have_css("text-decoration-line", "line-through")
    assert_the_command_finds_it_whole(kept)
    for visitor in (author, reviewer, second, reader):
        assert visitor.faults == []


def see_the_quote_in_its_frame(reader, quote: str, beyond: str) -> None:
    reader.follows("view in the snapshot", within="#evidence")
    frame = reader.page.frame_locator("iframe[sandbox='']")
    expect(frame.locator("mark")).to_have_text(quote)
    expect(frame.locator("body")).to_contain_text(beyond)
    reader.sees("Archived copy")


def test_a_chinese_claim_rests_on_a_chinese_quote(arrive, press, ana, rui, mei):
    author, reviewer, second, reader = arrive(ana), arrive(rui), arrive(mei), arrive()
    author.goes_to("/")
    register_source(author, press.url("/zh/porto"))
    author.sees("波尔图签约建设数据中心", "杜罗日报")
    register_what_it_is_about(
        author, "艾克米公司", "zh-Hans", {"Label": "Data centres", "Label in Chinese": "数据中心"}
    )
    author.types(
        {"Claim": CHINESE_TEXT, "Language": "zh-Hans", "Subject": "艾克米公司", "Actor": "艾克米公司"}
    )
    author.types({"Translation": "ACME signed a contract for a data centre in Porto."})
    author.types({"Language of the translation": "en"})
    author.chooses("Topic", "Data centres")
    author.presses("Save the draft")
    cite(author, "波尔图签约建设数据中心", CHINESE_QUOTE, "actor: 艾克米公司")
    submit(author)
    for visitor in (reviewer, second):
        visitor.goes_to("/")
        sign_off(visitor, CHINESE_TEXT, "wording", "subject", "evidence", "translation")
    publish(second, "Publish", "v1")

    reader.goes_to("/claims?q=合同")
    reader.follows(CHINESE_TEXT)
    heading = reader.page.get_by_role("heading", name=CHINESE_TEXT)
    expect(heading).to_have_attribute("lang", "zh-Hans")
    reader.sees("ACME signed a contract for a data centre in Porto.", "verified: exact")
    see_the_quote_in_its_frame(reader, CHINESE_QUOTE, "合同金额为一千二百万欧元")
