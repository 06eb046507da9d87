"""A real browser before the real site. Each person has a profile of their own, and no script runs in it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, sync_playwright

from tests.browser.visiting import Visitor

CHROMIUM = Path("/usr/bin/chromium")
# Chromium must not call home: the tests count who is called.
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


# One a module, not a session: while it lives, its event loop runs in this thread, and Django would refuse
# the database to every other test that follows on this worker.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        missing = f"{CHROMIUM} is missing; this provides it: apt-get install -y chromium"
        if os.environ.get("REQUIRE_ALL") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServerThread]:
    """As pytest-django's live_server, but the style sheets come from WhiteNoise, as they do in production."""
    thread = LiveServerThread("127.0.0.1", static_handler=lambda application: application)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield thread
    thread.terminate()


@pytest.fixture
def site(transactional_db, server: LiveServerThread, settings) -> str:
    """The address of the site, which also the site itself takes for its own."""
    settings.SITE_URL = f"http://{server.host}:{server.port}"
    return settings.SITE_URL


@pytest.fixture
def arrive(browser: Browser, site: str, settings) -> Iterator[Callable[..., Visitor]]:
    """arrive() is somebody who opens a fresh browser; arrive(ana) is Ana, who signed in there before."""
    contexts = []

    def new(user=None, *, javascript: bool = False, **options) -> Visitor:
        # Where motion is welcome our pages scroll smoothly, and every click would wait for that.
        context = browser.new_context(
            base_url=site, java_script_enabled=javascript, reduced_motion="reduce", **options
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        if user:
            client = Client()
            client.force_login(user)
            session = client.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": session.key, "value": session.value, "url": site}])
        return Visitor(context.new_page())

    yield new
    for context in contexts:
        context.close()
