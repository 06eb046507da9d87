"""The background worker: runs queued work, takes up what a killed worker left, signs checkpoints."""

import logging
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection

from provenance.ledger.signer import SigningRefused, sign_checkpoint
from sources.actions.capturing import take_up_again

logger = logging.getLogger("provenance.worker")


class Command(BaseCommand):
    help = "Run background work until stopped: captures, stalled captures, checkpoints."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", action="store_true", help="finish what is queued, then end")
        parser.add_argument(
            "--interval", type=float, default=1.0, help="seconds between looks at an empty queue"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["batch"]:
            tick()
        else:
            threading.Thread(target=_tick_forever, daemon=True, name="tick").start()
        call_command(
            "db_worker",
            interval=options["interval"],
            batch=options["batch"],
            queue_name="*",
            reload=False,
            startup_delay=False,
            verbosity=0,
        )


def tick() -> None:
    """What is due now and has no task of its own."""
    take_up_again()
    try:
        sign_checkpoint()
    except SigningRefused:
        # Loud, and again at every tick: somebody has rewritten the log.
        logger.exception("The checkpoint was not signed.")


def _tick_forever() -> None:
    while True:
        close_old_connections()
        try:
            tick()
        except Exception:  # the next tick may succeed: a database that restarts must not end the worker
            logger.exception("A tick failed.")
        connection.close()
        time.sleep(settings.CHECKPOINT_SECONDS)
