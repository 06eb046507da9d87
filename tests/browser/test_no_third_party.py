"""What reading the site tells others: nothing. With scripts on, and with what the browser complains of."""

from urllib.parse import urlsplit

import pytest

from tests.browser.places import furnished

pytestmark = pytest.mark.browser


def test_no_page_asks_anybody_else_for_anything_or_breaks_its_own_policy(arrive, ana, rui, mei, kim, site):
    record = furnished(ana, rui, mei)
    reader, insider = arrive(javascript=True), arrive(kim, javascript=True)
    for sight in record.sights():
        visitor = insider if sight.inside else reader
        assert visitor.goes_to(sight.address) == sight.status, sight.address

    for visitor in (reader, insider):
        assert len(visitor.requests) > 40
        others = {
            address for address in visitor.requests if urlsplit(address).netloc != urlsplit(site).netloc
        }
        assert not others
        assert visitor.faults == []
    assert [cookie["name"] for cookie in reader.page.context.cookies()] in ([], ["csrftoken"])
    assert reader.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_the_browser_complains_where_a_page_breaks_its_policy(arrive, site):
    """The other test can fail: what it listens for is heard, and who is asked elsewhere is seen."""
    reader = arrive(javascript=True)
    reader.goes_to("/about")
    reader.page.evaluate(
        "document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.1:1/spy.png'}))"
    )
    reader.page.wait_for_timeout(100)
    assert any("Content Security Policy" in fault for fault in reader.faults)
