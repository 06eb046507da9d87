"""Everybody can read and operate every page: axe finds nothing serious, nothing is cut off, keys suffice."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.places import furnished

pytestmark = pytest.mark.browser

# On the telephone only what width and colours decide is looked at again; the rest is the same document.
LOOKS = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
PLACES = {"at a desk in daylight": (1280, "light", []), "on a telephone at night": (390, "dark", LOOKS)}
AXE = Axe()
GRAVE = {"serious", "critical"}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOCUSED = """() => {
    const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
    const outlined = style.outlineStyle != "none" && parseFloat(style.outlineWidth) > 0;
    const inView = box.top >= 0 && box.left >= 0 && box.width > 1 && box.height > 1;
    return [one.textContent.trim(), outlined, inView];
}"""
SPOILT = """() => {
    const wide = document.createElement("p");
    wide.style.width = "2000px";
    wide.textContent = "Wide";
    document.querySelector("main").append(wide, document.createElement("input"));
}"""


def grave_faults(page: Page, rules: list[str]) -> list[str]:
    # In the reader's frame no script may run, so neither can axe. It need not fetch the style sheets again.
    options = {"resultTypes": ["violations"], "iframes": False, "preload": False}
    options |= {"runOnly": rules} if rules else {}
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [
        f"{one['id']} ({one['help']}): {node['html'][:160]}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


def faults_of(page: Page) -> Iterator[str]:
    """Of the page that is open, as it is seen from each place."""
    page.evaluate(AXE.axe_script)
    for place, (width, scheme, rules) in PLACES.items():
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)
        found = grave_faults(page, rules)
        if (wider := page.evaluate(WIDER)) > 0:
            found.append(f"{wider} pixels stand out at the side")
        yield from (f"{page.url} {place}: {fault}" for fault in found)


@pytest.mark.parametrize("inside", [False, True], ids=["that anybody sees", "behind the sign-in"])
def test_every_page_can_be_read_and_operated(inside, arrive, ana, rui, mei, kim):
    record = furnished(ana, rui, mei)
    visitor = arrive(kim if inside else None, javascript=True)
    faults = []
    for sight in record.sights():
        if sight.inside != inside:
            continue
        assert visitor.goes_to(sight.address) == sight.status, sight.address
        faults += faults_of(visitor.page)
    assert not faults, "\n".join(faults)


def test_what_cannot_be_read_is_found(arrive):
    reader = arrive(javascript=True)
    reader.goes_to("/about")
    reader.page.evaluate(SPOILT)
    found = " ".join(faults_of(reader.page))
    assert "label (Form elements must have labels)" in found and "pixels stand out at the side" in found


def test_the_first_key_leads_past_the_masthead_and_the_focus_is_seen(arrive, ana, rui, mei):
    record = furnished(ana, rui, mei)
    reader = arrive(javascript=True)
    for address in ("/", "/claims", f"/claims/{record.published.ident}"):
        reader.goes_to(address)
        reader.page.keyboard.press("Tab")
        assert reader.page.evaluate(FOCUSED) == ["Skip to the content", True, True], address
        reader.page.keyboard.press("Enter")
        assert reader.page.evaluate("document.activeElement.id") == "content"
        for _ in range(12):
            reader.page.keyboard.press("Tab")
            name, outlined, in_view = reader.page.evaluate(FOCUSED)
            assert outlined and in_view, f"{address}: the focus on “{name}” is not seen"
