"""Somebody before a browser, who types into what has a label and presses and follows what has a name."""

from collections.abc import Sequence

from playwright.sync_api import ConsoleMessage, Locator, Page, expect

from provenance.accounts.models import User
from tests import make


class Visitor:
    """`faults` is what the browser complained of, `requests` every address that it asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        self.requests: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.context.on("request", lambda request: self.requests.append(request.url))

    def _heard(self, message: ConsoleMessage) -> None:
        # That a form was refused (422) or a page is not there (404) is an answer, and the page says it.
        own_answer = "the server responded with a status of 4" in message.text
        own_answer = own_answer and message.location["url"] == self.page.url
        if message.type in ("error", "warning") and not own_answer:
            self.faults.append(f"{self.page.url}: {message.text}")

    def goes_to(self, address: str) -> int:
        """The status of the answer."""
        answer = self.page.goto(address)
        assert answer is not None
        return answer.status

    def sign_in(self, user: User) -> None:
        self.goes_to("/")
        self.follows("Sign in")
        self.types({"E-mail address": user.email, "Password": make.PASSWORD})
        self.presses("Sign in")
        self.sees(user.name)

    def types(self, fields: dict[str, str], within: str = "main") -> None:
        for label, text in fields.items():
            field = self.field(label, within)
            field.fill(text)
            field.blur()  # the list of suggestions closes; open, it would cover what is pressed next

    def chooses(self, label: str, option: str) -> None:
        self.field(label).select_option(label=option)

    def ticks(self, *labels: str) -> None:
        for label in labels:
            self.page.get_by_role("checkbox", name=label).check()

    def field(self, label: str, within: str = "main") -> Locator:
        # The label as it is read: with the word that says that it may stay empty.
        place = self.page.locator(within)
        named = place.get_by_label(label, exact=True).or_(
            place.get_by_label(f"{label} (optional)", exact=True)
        )
        return named.filter(visible=True)

    def presses(self, name: str, within: str = "main") -> None:
        self.page.locator(within).get_by_role("button", name=name, exact=True).click()

    def opens(self, summary: str) -> None:
        self.page.locator("summary", has_text=summary).first.click()

    def follows(self, name: str, within: str = "body") -> None:
        self.page.locator(within).get_by_role("link", name=name, exact=True).first.click()

    def follows_to_new_tab(self, name: str) -> "Visitor":
        with self.page.context.expect_page() as opened:
            self.follows(name)
        return Visitor(opened.value)

    def leaves(self) -> None:
        """The tab is closed; one that lies behind another is drawn once a second, and clicks wait for it."""
        self.page.close()

    def sees(self, *texts: str, within: str = "body") -> None:
        for text in texts:
            expect(self.page.locator(within)).to_contain_text(text)

    def sees_not(self, *texts: str, within: str = "body") -> None:
        for text in texts:
            expect(self.page.locator(within)).not_to_contain_text(text)

    def buttons(self, within: str = "main") -> Sequence[str]:
        return self.page.locator(within).get_by_role("button").all_inner_texts()
