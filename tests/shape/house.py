"""What the shape tests look at: our modules, parsed, and our templates."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("provenance", "sources", "claims")


@dataclass(frozen=True)
class Module:
    path: str  # from the root, with slashes
    text: str
    tree: ast.Module

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield node

    def calls(self) -> Iterator[ast.Call]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield node


@cache
def modules() -> tuple[Module, ...]:
    """Every module of our packages but the migrations, which Django writes."""
    paths = sorted(
        path
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts
    )
    found = tuple(
        Module(str(path.relative_to(ROOT)), text := path.read_text(), ast.parse(text)) for path in paths
    )
    assert len(found) > 60, "the shape tests do not see the code"
    return found


@cache
def templates() -> dict[str, str]:
    """Path from templates/ to text."""
    folder = ROOT / "templates"
    found = {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*.html"))}
    assert len(found) > 20, "the shape tests do not see the templates"
    return found
