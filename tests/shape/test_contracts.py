"""Every package and module of ours stands in an import contract: none appears beside the layers."""

import re
from configparser import ConfigParser

import pytest

from tests.shape.house import PACKAGES, ROOT

# No layer of their own, and why.
BESIDE = {
    "provenance": {"settings": "read by Django", "wsgi": "a server's door", "asgi": "a server's door"},
    "sources": {"apps": "read by Django", "migrations": "written by Django"},
    "claims": {"apps": "read by Django", "migrations": "written by Django"},
}


def contracts() -> ConfigParser:
    parser = ConfigParser()
    parser.read(ROOT / ".importlinter")
    return parser


def rooms(package: str) -> set[str]:
    """The modules and packages directly in `package`."""
    folder = ROOT / package
    modules = {path.stem for path in folder.glob("*.py")}
    packages = {path.parent.name for path in folder.glob("*/__init__.py")}
    return (modules | packages) - {"__init__"}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_room_has_its_layer(package):
    contract = contracts()[f"importlinter:contract:{package}"]
    assert contract["type"] == "layers" and contract["exhaustive"] == "True"
    layers = set(re.split(r"[\s:|]+", contract["layers"])) - {""}
    assert rooms(package) - set(BESIDE[package]) <= layers, "a room without a layer"
    assert layers <= rooms(package), "a layer without a room"


def test_the_root_packages_are_all_of_ours():
    ours = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    assert ours == set(PACKAGES)
    assert set(contracts()["importlinter"]["root_packages"].split()) == ours


def test_the_shared_ground_may_not_import_what_stands_on_it():
    contract = contracts()["importlinter:contract:one-way"]
    sources = {line.strip() for line in contract["source_modules"].split("\n")} - {""}
    on_top = set(BESIDE["provenance"]) | {"urls"}  # these compose everything
    assert {f"provenance.{room}" for room in rooms("provenance") - on_top} == sources
