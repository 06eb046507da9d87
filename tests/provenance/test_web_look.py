"""The look: every component, nothing inline or foreign, readable colours, vendored files whole."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path

from provenance.web import context, samples
from provenance.web.views import style

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "provenance/web/static"
PARTIALS = sorted((ROOT / "templates/components").glob("_*.html"))
NAMES = [
    "home",
    "claims",
    "sources",
    "entities",
    "ledger",
    "review_queue",
    "claim_new",
    "people",
    "sign_in",
    "sign_out",
]


class Site:
    urlpatterns = [path("style", style, name="style")] + [
        path(name, lambda request: HttpResponse(""), name=name) for name in [*NAMES, "about_example"]
    ]


@pytest.fixture
def page(client, settings):
    settings.ROOT_URLCONF = Site
    settings.DEBUG = True
    settings.EXAMPLE_NOTICE = True
    response = client.get("/style")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "lxml")


def test_the_style_page_is_not_there_in_production(client, settings):
    settings.ROOT_URLCONF = Site
    settings.DEBUG = False
    assert client.get("/style").status_code == 404


@pytest.mark.parametrize("partial", PARTIALS, ids=lambda path: path.name)
def test_a_partial_says_first_what_it_needs_and_is_shown_on_the_style_page(partial):
    text = partial.read_text()
    assert re.match(r"\{# Needs: .+ #\}\n", text)
    everything = "".join(
        one.read_text() for one in [ROOT / "templates/style.html", ROOT / "templates/base.html", *PARTIALS]
    )
    assert f'"components/{partial.name}"' in everything


def test_no_page_has_inline_styles_scripts_or_anything_from_elsewhere(page):
    assert not page.select("[style], style, script:not([src])")
    assert not [name for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")]
    links = [tag.get("href") or tag.get("src") for tag in page.select("link, script, img, iframe")]
    assert links and all(link.startswith("/static/") for link in links)


def test_no_style_sheet_loads_anything_from_elsewhere():
    sheets = sorted((STATIC / "web").glob("*.css"))
    assert len(sheets) >= 4
    for sheet in sheets:
        assert not re.search(r"@import|https?:|url\(\s*[\"']?(//|data:)", sheet.read_text()), sheet.name


def test_every_state_has_its_word_in_the_text_and_not_only_a_colour(page):
    for sense in page.select(".sense"):
        assert sense.get_text(strip=True)
    for part in page.select(".parts li"):
        assert re.fullmatch(r"(actor|act|object|place|time|amount): .+", part.get_text())


def test_a_difference_is_readable_aloud(page):
    assert "[removed: operates]" in page.get_text()
    assert "[added: built]" in page.get_text()


def test_derivations_are_written_out_beside_the_drawing(page):
    sentence = page.select_one(".derivations li").get_text(" ", strip=True)
    assert sentence.startswith("City cards and their builders, 2019 relies on Lisbon’s new card")
    assert "confirmed by Rui Tavares" in sentence
    assert page.select_one(".picture svg")["aria-hidden"] == "true"


def test_the_whole_digest_is_in_the_page_to_be_copied(page):
    assert page.select_one(".digest").get_text() == samples.DIGEST


def test_chinese_text_is_marked_as_chinese(page):
    marked = [tag.get_text() for tag in page.select('[lang|="zh"]')]
    assert any("居民卡数据库" in text for text in marked)


def test_a_field_points_to_its_help_and_its_error(page):
    field = page.select_one("textarea[name=text]")
    assert field["aria-invalid"] == "true"
    named = field["aria-describedby"].split()
    assert len(named) == 2
    assert all(page.find(id=name).get_text(strip=True) for name in named)
    assert "is very large" in field.get_text()


def test_every_id_is_there_once_and_every_label_has_its_field(page):
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))
    assert all(label["for"] in ids for label in page.select("label[for]"))


def test_the_frame_can_be_skipped_and_says_that_the_data_is_an_example(page):
    assert page.select_one("a.skip")["href"] == "#content"
    assert page.select_one("main")["id"] == "content"
    assert "not findings of this site" in page.select_one(".banner").get_text()


class Person:
    def __init__(self, role):
        self.role = role
        self.is_authenticated = bool(role)


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        ("", ["Claims", "Sources", "Entities", "Log"]),
        ("contributor", ["Claims", "Sources", "Entities", "Log", "Review queue", "New claim"]),
        ("auditor", ["Claims", "Sources", "Entities", "Log", "Review queue"]),
        ("administrator", ["Claims", "Sources", "Entities", "Log", "Review queue", "New claim", "People"]),
    ],
)
def test_each_role_is_shown_the_way_to_what_it_may_do(role, labels, settings):
    settings.ROOT_URLCONF = Site
    request = RequestFactory().get("/sources/7ZK3M9QDX")
    request.user = Person(role)
    items = context.navigation_of(request)
    assert [item.label for item in items] == labels
    assert [item.label for item in items if item.current] == ["Sources"]
    assert sum(item.first_staff for item in items) == (1 if role else 0)


def luminance(colour):
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """WCAG 2.2, relative luminance and contrast ratio."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_has_the_contrast_of_level_aaa_and_borders_that_of_controls(scheme):
    tokens = (STATIC / "web/tokens.css").read_text()
    found = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", tokens)
    colour = {name: pair[scheme] for name, *pair in found}
    inks = ["ink", "quiet", "accent", "pending", "disputed", "retracted", "verified"]
    pairs = [(ink, ground, 7) for ink in inks for ground in ("paper", "shade")]
    pairs += [
        ("verified", "added", 7),
        ("retracted", "removed", 7),
        ("ink", "found", 7),
        ("on-accent", "accent", 7),
    ]
    pairs += [("edge", "paper", 3), ("edge", "shade", 3)]
    weak = [(ink, ground) for ink, ground, least in pairs if contrast(colour[ink], colour[ground]) < least]
    assert weak == []


def test_every_vendored_file_is_the_one_that_was_taken_and_none_is_unrecorded():
    recorded = {}
    for package in json.loads((STATIC / "vendor.json").read_text()):
        assert package["version"] and package["licence"]
        assert package["licence_file"] in package["files"]
        recorded |= package["files"]
    for name, digest in recorded.items():
        assert digest == "sha256:" + hashlib.sha256((STATIC / name).read_bytes()).hexdigest(), name
    fonts = {f"web/fonts/{file.name}" for file in (STATIC / "web/fonts").iterdir()}
    assert fonts <= set(recorded)
