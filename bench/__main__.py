"""What an act of ours costs beside the bare floor, in CPU time measured in one run.

    python -m bench            in full, under 90 seconds
    python -m bench --quick    fewer rounds and a shorter history, under 20

Everything happens in a scratch folder with a database of its own. docs/performance.md tells how to read it.
"""

import argparse
import os
import sys
import tempfile

import django
from django.conf import settings
from django.core.management import call_command
from django.utils.module_loading import import_string

HASHER = "django.contrib.auth.hashers.MD5PasswordHasher"  # a slow one would only lengthen the set-up


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer rounds and a shorter history")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory(prefix="provenance-bench-") as folder:
        os.environ.update(
            VAR_DIR=folder,
            DATABASE_URL="",
            DEBUG="0",
            SITE_URL="http://testserver",
            EXAMPLE_NOTICE="0",
            DJANGO_SETTINGS_MODULE="provenance.settings",
        )
        # WhiteNoise looks for it.
        os.mkdir(os.path.join(folder, "static"))
        settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "bench"]
        settings.PASSWORD_HASHERS = [HASHER]
        django.setup()
        # Models can be imported only now.
        run = import_string("bench.run.run")
        call_command("migrate", run_syncdb=True, verbosity=0)
        return int(run(quick=quick, out=sys.stdout))


if __name__ == "__main__":
    sys.exit(main())
