"""Documents say what is there: every setting, event and command both ways, every link, every module named."""

import ast
import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from provenance.accounts.models import Role
from provenance.ledger.events import Event
from sources import extract
from sources.extract import page, pdf
from sources.quotes.verdict import RULES_VERSION
from tests.shape.house import PACKAGES, ROOT, modules

DOCS = ROOT / "docs"
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
SETTINGS = next(module for module in modules() if module.path == "provenance/settings.py")


def read_from_environment() -> dict[str, str | None]:
    """Name of every setting, with its default where that is a plain value."""
    found: dict[str, str | None] = {}
    for call in SETTINGS.calls():
        is_env = ast.unparse(call.func) in {"env.get", "os.environ.get", "os.getenv"}
        if (is_env or ast.unparse(call.func) == "flag") and isinstance(call.args[0], ast.Constant):
            default = call.args[1] if len(call.args) > 1 else None
            found[str(call.args[0].value)] = _plain(default) if is_env else None
    for node in ast.walk(SETTINGS.tree):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) in {"env", "os.environ"}:
            found[ast.literal_eval(node.slice)] = None
    return found


def _plain(default: ast.expr | None) -> str | None:
    if default is None or any(isinstance(node, (ast.Name, ast.JoinedStr)) for node in ast.walk(default)):
        return None
    return str(eval(compile(ast.Expression(default), "default", "eval")))


def documented_settings() -> dict[str, str]:
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.+?) \| .+ \|$", (DOCS / "settings.md").read_text(), re.MULTILINE)
    assert len(rows) == len(dict(rows)), "a setting stands there twice"
    return dict(rows)


def test_every_setting_is_documented_and_no_other():
    assert set(documented_settings()) == set(read_from_environment())


def test_the_documented_defaults_are_those_of_the_code():
    documented = documented_settings()
    wrong = {
        name: (default, documented[name])
        for name, default in read_from_environment().items()
        if default and documented[name].strip("`") != default
    }
    assert wrong == {}
    assert sum(default is not None for default in read_from_environment().values()) > 10


def test_nothing_else_reads_the_environment():
    readers = {module.path for module in modules() if re.search(r"\bos\.(environ|getenv)\b", module.text)}
    # The servers' doors only say where the settings are.
    assert readers - {"provenance/wsgi.py", "provenance/asgi.py"} == {"provenance/settings.py"}


def test_every_event_is_documented_in_its_words():
    rows = re.findall(r"^\| `([a-z:-]+)` \| ([^|]+) \|", (DOCS / "events.md").read_text(), re.MULTILINE)
    assert dict(rows) == {event.value: event.words for event in Event}
    assert [name for name, _ in rows] == [event.value for event in Event]


def test_every_event_can_happen():
    used = {name for module in modules() for name in re.findall(r"\bEvent\.([A-Z_]+)\b", module.text)
            if module.path != "provenance/ledger/events.py"}  # fmt: skip
    assert {event.name for event in Event} - used == set()


def test_every_command_is_documented_and_no_other():
    ours = {name for name, app in get_commands().items() if str(app).partition(".")[0] in PACKAGES}
    assert set(re.findall(r"^## (\w+)$", (DOCS / "commands.md").read_text(), re.MULTILINE)) == ours


def test_the_versions_of_extractors_and_rules_have_an_entry_in_the_errata():
    text = (DOCS / "errata.md").read_text()
    versions = {page.EXTRACTOR, pdf.EXTRACTOR, RULES_VERSION}
    versions |= set(re.findall(r'extractor="([a-z/0-9-]+)"', Path(extract.__file__).read_text()))
    assert {version for version in versions if f"`{version}`" not in text} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_and_every_path_leads_somewhere(document):
    text = document.read_text()
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text):
        if not re.match(r"https?:", target):
            # The picture is taken when everything else stands.
            assert (document.parent / target).exists() or target == "docs/screenshot.png", target
    for path in re.findall(r"`((?:provenance|sources|claims|tests|docs|templates)/[\w./-]+)`", text):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_that_is_named_exists(document):
    for dotted in re.findall(r"`((?:provenance|sources|claims)(?:\.\w+)+)`", document.read_text()):
        assert _leads_somewhere(dotted), dotted


def _leads_somewhere(dotted: str) -> bool:
    """A module, a package, or a name in one."""
    parts = dotted.split(".")
    for depth in range(len(parts), 0, -1):
        base = ROOT.joinpath(*parts[:depth])
        module = base.with_suffix(".py") if base.with_suffix(".py").exists() else base / "__init__.py"
        if module.exists():
            return depth == len(parts) or bool(re.search(rf"\b{parts[depth]}\b", module.read_text()))
    return False


def test_the_decisions_are_numbered_dated_and_complete():
    files = sorted((DOCS / "decisions").glob("*.md"))
    assert [path.name[:4] for path in files] == [f"{number:04}" for number in range(1, len(files) + 1)]
    for path in files:
        text = path.read_text()
        assert re.match(rf"# {path.name[:4]} .+\n\n\d{{4}}-\d\d-\d\d\n", text), path.name
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"], (
            path.name
        )


def test_the_architecture_shows_the_layers_that_are_enforced():
    text = (DOCS / "architecture.md").read_text()
    contracts = (ROOT / ".importlinter").read_text()
    for package in PACKAGES:
        section = contracts.split(f"[importlinter:contract:{package}]")[1].split("[importlinter")[0]
        layers = [line.strip() for line in section.split("layers =")[1].strip().split("\n")]
        shown = next(line for line in text.split("\n") if re.match(rf"{package}\s+urls > ", line))
        assert re.sub(r"\s+", "", shown.removeprefix(package)) == re.sub(r"\s+", "", ">".join(layers))


def test_every_role_has_its_line_in_the_readme():
    text = (ROOT / "README.md").read_text()
    assert {role for role in Role if role.value not in text} == set()
