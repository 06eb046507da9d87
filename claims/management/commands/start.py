"""`make run`: everything on one machine, from an empty folder to a site with the example in it."""

import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from claims.example.cast import MEMBERS, PASSWORD

DOCUMENTS = settings.BASE_DIR.parent / "shared" / "documents"
STOP_SECONDS = 15  # for running requests and captures to end


class Command(BaseCommand):
    help = "Migrate, load the example on first start, then run web server and worker until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bare", action="store_true", help="without the example data")
        parser.add_argument(
            "--documents", type=Path, default=DOCUMENTS, help="folder of the example's five documents"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        address = urlsplit(settings.SITE_URL)
        host, port = address.hostname or "127.0.0.1", address.port or 8000
        _refuse_taken(host, port)
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if not options["bare"]:
            self._load(options["documents"])
        self._serve(host, port)

    def _load(self, documents: Path) -> None:
        given = {"documents": documents} if documents.is_dir() else {}
        if given:
            self.stdout.write(f"The documents of the example are at hand: {documents}")
        # In a process of its own: the servers start without what loading left in memory.
        command = [sys.executable, "manage.py", "load_example"]
        command += ["--documents", str(documents)] if given else []
        if subprocess.run(command, cwd=settings.BASE_DIR, check=False).returncode:  # noqa: S603  (our own)
            raise CommandError(
                "The example could not be loaded; see above. Run it again: it continues where it stopped."
            )

    def _serve(self, host: str, port: int) -> None:
        gunicorn = [
            sys.executable, "-m", "gunicorn", "provenance.wsgi", "--bind", f"{host}:{port}",
            "--workers", "2", "--threads", "4", "--access-logfile", "/dev/null", "--log-level", "warning",
        ]  # fmt: skip
        worker = [sys.executable, "manage.py", "worker"]
        children = [subprocess.Popen(command, cwd=settings.BASE_DIR) for command in (gunicorn, worker)]  # noqa: S603
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _raise_stop)
        try:
            _await_port(host, port)
            self._introduce()
            while all(child.poll() is None for child in children):
                time.sleep(0.5)
            raise CommandError("A server ended by itself; see its message above.")
        except KeyboardInterrupt:
            self.stdout.write("\nStopping ...")
        finally:
            _stop(children)

    def _introduce(self) -> None:
        self.stdout.write(f"\nReady: {settings.SITE_URL}/")
        self.stdout.write("Example accounts (password for all: " + PASSWORD + "):")
        for email, _, role in MEMBERS:
            self.stdout.write(f"  {role.label:14} {email}")
        self.stdout.write("Press Ctrl-C to stop. The data stays in var/; `make run` starts it again.\n")


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket() as probe:
        if probe.connect_ex((host, port)) == 0:
            raise CommandError(
                f"Port {port} is in use. Choose another one: SITE_URL=http://127.0.0.1:{port + 1} make run"
            )


def _await_port(host: str, port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex((host, port)) == 0:
                return
        time.sleep(0.1)
    raise CommandError("The web server did not start within 20 seconds.")


def _raise_stop(number: int, frame: Any) -> None:
    raise KeyboardInterrupt


def _stop(children: list["subprocess.Popen[bytes]"]) -> None:
    for child in children:
        if child.poll() is None:
            os.kill(child.pid, signal.SIGTERM)
    for child in children:
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
