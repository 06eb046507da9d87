"""House rules that no import checker sees. Each failure names the file and line."""

import ast
import re

import pytest

from tests.shape.house import Module, modules

RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField"}
# A relation by name is for a class that does not exist yet where it is needed.
FORWARD = {
    ("claims/models.py", "Statement"): "claim and statement point at each other, and one of them comes first",
}

SIGNALS = {
    "pre_init", "post_init", "pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed",
    "pre_migrate", "post_migrate", "request_started", "request_finished", "got_request_exception",
    "setting_changed",
    "user_logged_in", "user_logged_out", "user_login_failed", "pre_revision_commit", "post_revision_commit",
}  # fmt: skip

WRITES = {"create", "bulk_create", "bulk_update", "delete", "get_or_create", "update_or_create", "save"}
# (module, what the call is made on) -> why it is no write past the actions. Everything that people or
# auditors rely on is written by `Change.save` and `Change.add` of provenance/record.py.
ALLOWED = {
    ("provenance/record.py", "row"): "the door itself: what is saved here is committed to the log",
    ("provenance/record.py", "revision"): "the door itself",
    ("provenance/record.py", "type(rows[0])._base_manager"): "the door itself",
    ("provenance/ledger/log.py", "Head.objects"): "the log's own tables",
    ("provenance/ledger/log.py", "Head.objects.filter(pk=1)"): "the log's own tables",
    ("provenance/ledger/log.py", "entry"): "the log's own tables",
    ("provenance/ledger/log.py", "Manifest.objects"): "the log's own tables",
    ("provenance/ledger/log.py", "Node.objects"): "the log's own tables",
    ("provenance/ledger/signer.py", "Checkpoint.objects"): "a checkpoint is proved by its signature",
    ("provenance/accounts/throttling.py", "Attempts.objects"): "counts of attempts are operational",
    ("provenance/accounts/throttling.py", "Attempts.objects.filter(key=_key(email))"): "operational",
    ("provenance/accounts/throttling.py", "Attempts.objects.filter(since__lte=now - WINDOW)"): "operational",
    ("provenance/accounts/throttling.py", "free"): "counts of attempts are operational",
    ("provenance/search/index.py", "Document.objects"): "derived, made anew by rebuild_search",
    ("provenance/search/index.py", "Document.objects.all()"): "derived, made anew by rebuild_search",
    ("provenance/search/index.py", "Document.objects.filter(claim=claim)"): "derived",
    ("sources/actions/capturing.py", "Lease.objects"): "a lease is operational, not part of the record",
    ("sources/actions/capturing.py", "Lease.objects.filter(capture=capture)"): "a lease is operational",
    ("sources/actions/capturing.py", "Lease.objects.filter(pk=capture.pk)"): "a lease is operational",
    ("sources/actions/capturing.py", "Lease.objects.filter(pk=lease.pk, until=lease.until)"): "operational",
    ("sources/actions/capturing.py", "free"): "leases that are free; operational",
    ("sources/actions/politeness.py", "Host.objects"): "a pause between requests is operational",
    ("sources/actions/politeness.py", "Host.objects.filter(name=name)"): "operational",
    ("sources/actions/politeness.py", "Host.objects.filter(name=name, free_at__lte=now)"): "operational",
    ("sources/storage.py", "self.storage"): "files, not rows",
}  # fmt: skip
SQL = {
    "claims/reading.py": "a recursive question, which Django's queries cannot ask; it only reads",
    "provenance/ledger/log.py": "plain inserts of an act; through bulk_create they cost seven times as much",
}
ACTIONS_SAVE = {"change"}  # `change.save(row)` and `change.add(rows)` are the door


def at(module: Module, node: ast.AST, what: str) -> str:
    return f"{module.path}:{getattr(node, 'lineno', 0)} {what}"


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def test_relations_name_classes_and_not_strings():
    named = [
        (module, call, target)
        for module in modules()
        for call in module.calls()
        if name_of(call) in RELATIONS
        for target in [*call.args[:1], *(word.value for word in call.keywords if word.arg == "to")]
    ]
    assert len(named) > 20
    by_name = [(m, c, t.value) for m, c, t in named if isinstance(t, ast.Constant)]
    wrong = [at(m, c, name) for m, c, name in by_name if name != "self" and (m.path, name) not in FORWARD]
    assert wrong == []
    assert {(m.path, name) for m, _, name in by_name if name != "self"} == set(FORWARD)


def test_nothing_is_imported_inside_a_function():
    inside = {
        at(module, node, "import")
        for module in modules()
        for function in module.functions()
        for node in ast.walk(function)
        if isinstance(node, (ast.Import, ast.ImportFrom))
    }
    assert inside == set()


def test_nothing_listens_to_signals():
    """What happens after an action stands in the action, where it can be read."""
    heard = []
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom) and re.search(
                r"\b(django\.dispatch|signals)\b", node.module or ""
            ):
                heard.append(at(module, node, node.module or ""))
            if isinstance(node, ast.Import) and any("signals" in alias.name for alias in node.names):
                heard.append(at(module, node, "import of signals"))
            if isinstance(node, (ast.Attribute, ast.Name)):
                name = node.attr if isinstance(node, ast.Attribute) else node.id
                if name in SIGNALS or name == "receiver":
                    heard.append(at(module, node, name))
    assert heard == []


def writes(module: Module) -> list[tuple[str, ast.Call]]:
    """Calls that may write rows past the actions, by what they are made on."""
    found = []
    for call in module.calls():
        if not isinstance(call.func, ast.Attribute):
            continue
        name, on = call.func.attr, ast.unparse(call.func.value)
        # A dict or a hash is updated with a value, a table with columns by name.
        is_update = name in {"update", "aupdate"} and bool(call.keywords) and not call.args
        is_write = name.removeprefix("a") in WRITES or name in WRITES
        if (is_update or is_write) and on not in ACTIONS_SAVE:
            found.append((on, call))
    return found


def test_rows_of_the_record_are_written_by_actions_only():
    past = [
        at(module, call, ast.unparse(call)[:100])
        for module in modules()
        for on, call in writes(module)
        if (module.path, on) not in ALLOWED
    ]
    assert past == []


def test_no_write_is_allowed_that_nobody_makes():
    made = {(module.path, on) for module in modules() for on, _ in writes(module)}
    assert [allowed for allowed in ALLOWED if allowed not in made] == []


def test_nobody_speaks_sql_to_the_database():
    """SQL of our own would reach rows past the record, and bind us to one database."""
    spoken = [
        at(module, call, ast.unparse(call)[:80])
        for module in modules()
        if module.path not in SQL
        for call in module.calls()
        if name_of(call) in {"cursor", "raw", "executemany", "RawSQL", "extra"}
        and isinstance(call.func, ast.Attribute)
    ]
    assert spoken == []


@pytest.mark.parametrize(
    "text",
    ["Claim.objects.filter(pk=1).update(text='x')", "claim.citations.all().delete()", "claim.save()",
     "Claim.objects.bulk_update(rows, ['text'])", "Claim.objects.create(text='x')"],
)  # fmt: skip
def test_a_write_past_the_actions_would_be_seen(text):
    assert writes(Module("claims/views/x.py", text, ast.parse(text)))
