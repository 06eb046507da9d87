"""The cast and the stage. Ana drafts, Rui and Mei review, Olu audits, Kim administers, Eve has no account."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest

pytest_plugins = ["tests.hostile"]

# Before Django reads its settings: a test never touches the installation's own files. For that pytest-django
# must not know the settings from pyproject.toml: it would read them before it comes here.
_VAR = tempfile.mkdtemp(prefix="provenance-tests-")
os.environ["VAR_DIR"] = _VAR
os.environ.setdefault("SITE_URL", "http://testserver")
os.environ.setdefault("EXAMPLE_NOTICE", "0")
os.environ.setdefault("FETCH_ALLOWED", "")
os.environ["DJANGO_SETTINGS_MODULE"] = "provenance.settings"
django.setup()


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, settings) -> Iterator[None]:
    """Every test has evidence storage and a signing key of its own."""
    settings.LEDGER_KEY_FILE = tmp_path / "ledger.key"
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    settings.STORAGES = {
        **settings.STORAGES,
        "evidence": {
            "BACKEND": "sources.storage.BlobFileStorage",
            "OPTIONS": {"location": tmp_path / "evidence"},
        },
    }
    settings.FETCH_HOST_PAUSE = 0
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    yield


@pytest.fixture
def ana(db):
    from tests import make

    return make.user("contributor", "Ana Lopes")


@pytest.fixture
def rui(db):
    from tests import make

    return make.user("reviewer", "Rui Santos")


@pytest.fixture
def mei(db):
    from tests import make

    return make.user("reviewer", "Mei Lin 林梅")


@pytest.fixture
def olu(db):
    from tests import make

    return make.user("auditor", "Olu Adeyemi")


@pytest.fixture
def kim(db):
    from tests import make

    return make.user("administrator", "Kim Berg")
