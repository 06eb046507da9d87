"""A program that is made to be killed: publishes what is ready, and says so only when it is done.

python publisher.py EMAIL      prints `begin IDENT` before each publication and `done IDENT v1` after it
"""

import os
import sys
import time

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "provenance.settings"
django.setup()

from django.db import connection  # noqa: E402

from claims.actions import publication  # noqa: E402
from claims.models import Claim  # noqa: E402
from provenance.accounts.models import User  # noqa: E402


def slowly(execute, *statement):
    time.sleep(0.001)
    return execute(*statement)


by = User.objects.get(email=sys.argv[1])
with connection.execute_wrapper(slowly):
    for claim in Claim.objects.awaiting_review().order_by("pk"):
        print("begin", claim.ident, flush=True)
        edition = publication.publish(claim, by=by)
        print("done", claim.ident, edition, flush=True)
