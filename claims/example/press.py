"""The example's own press: a few pages on the loopback address, captured like any others.

A file `name.2.html` takes the place of `name.html` when the page is changed; its source is captured again.
"""

import mimetypes
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from django.conf import settings

from claims.example.corpus import SourceRow
from claims.example.ground import Ground
from claims.example.progress import Progress
from provenance.accounts.models import User
from sources.actions import capturing
from sources.models import Capture, CaptureState, Snapshot, Source

ATTEMPTS = 3
PATIENCE = 60.0  # seconds for one capture, whoever carries it out


class NotCaptured(Exception):
    """A page of the press could not be captured; the message says why."""

    def __init__(self, capture: Capture) -> None:
        super().__init__(f"{capture.url} could not be captured: {capture.explanation or capture.state}")
        self.capture = capture


class Press:
    """The pages in `folder` as they are now: the changed ones once `changed` is set."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.changed = folder, False
        self.address = ""

    def file(self, path: str) -> Path | None:
        """The file that answers for a path of the site; None where there is none."""
        known = {file.name: file for file in self.folder.iterdir() if file.suffix in {".html", ".pdf"}}
        name = path.partition("?")[0].removeprefix("/") or "index.html"
        if ".2." in name:
            return None
        return (known.get(second(name)) if self.changed else None) or known.get(name)

    def is_changing(self, page: str) -> bool:
        return (self.folder / second(page)).is_file()


def second(name: str) -> str:
    """The file of a page's second edition."""
    stem, _, suffix = name.rpartition(".")
    return f"{stem}.2.{suffix}"


@contextmanager
def serving(folder: Path) -> Iterator[Press]:
    """The press on a free port of 127.0.0.1; the door to the network lets this one through meanwhile."""
    press = Press(folder)

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            file = press.file(self.path)
            body = file.read_bytes() if file else b"There is no such page."
            kind = (mimetypes.guess_type(file.name)[0] if file else None) or "text/plain"
            self.send_response(200 if file else 404)
            self.send_header("Content-Type", kind if kind == "application/pdf" else f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Its visitors are ourselves."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        pair = f"127.0.0.1:{server.server_port}"
        press.address = f"http://{pair}"
        settings.FETCH_ALLOWED.append(pair)
        try:
            yield press
        finally:
            settings.FETCH_ALLOWED.remove(pair)
            server.shutdown()


def capture_pages(
    rows: Iterable[SourceRow], press: Press, ground: Ground, progress: Progress, *, by: User
) -> dict[str, list[Snapshot]]:
    """The snapshots of every page, oldest first: taken as the pages are now, unless they were."""
    pages = [row for row in rows if row.page]
    taken = {row.key: list(ground.sources[row.key].snapshots.order_by("captured_at")) for row in pages}
    wanted = [row for row in pages if not press.changed or press.is_changing(row.page)]
    for row in progress.over("Pages captured again" if press.changed else "Pages captured", wanted):
        if len(taken[row.key]) < (2 if press.changed else 1):
            taken[row.key].append(_capture(ground.sources[row.key], f"{press.address}/{row.page}", by=by))
    return taken


def _capture(source: Source, url: str, *, by: User) -> Snapshot:
    """A snapshot of the page, taken in this process.

    A worker that runs beside us may take the capture up first and be refused, as its door does not know the
    press; then we ask again.
    """
    for _ in range(ATTEMPTS):
        capture = capturing.request(source, url, by=by)
        until = time.monotonic() + PATIENCE
        while capture.state == CaptureState.QUEUED and time.monotonic() < until:
            capturing.run.call(str(capture.pk))
            capture.refresh_from_db()
            if capture.state == CaptureState.QUEUED:
                time.sleep(0.2)
        if capture.state == CaptureState.CAPTURED:
            source.refresh_from_db()
            return capture.snapshot
    raise NotCaptured(capture)
