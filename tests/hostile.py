"""A web site on loopback that misbehaves in every way we know of: real sockets, no mocks.

    def test_something(hostile_site):
        hostile_site.page("/a", "<p>hello</p>")
        fetch(hostile_site.url("/a"), policy=hostile_site.policy())

`conftest.py` makes its fixtures known to every test.
"""

import contextlib
import datetime
import functools
import gzip
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sources.addresses import Policy

Behaviour = Callable[[socket.socket, bytes], None]


def answer(
    body: bytes = b"",
    *,
    status: str = "200 OK",
    content_type: str = "text/html; charset=utf-8",
    headers: tuple[str, ...] = (),
    length: int | None = None,
) -> bytes:
    """A whole response; `length` overrides the true Content-Length."""
    fields = [f"Content-Type: {content_type}", f"Content-Length: {len(body) if length is None else length}"]
    return "\r\n".join([f"HTTP/1.1 {status}", *fields, *headers, "", ""]).encode() + body


def chunked(*pieces: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (*pieces, b""))


@functools.cache
def _bomb() -> bytes:
    """20 MB of nothing in 20 KB."""
    return gzip.compress(b"\0" * 20_000_000)


class HostileSite:
    """One listening socket; each path has a behaviour, and every request is kept as it came."""

    def __init__(self, *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        self.host, self.tls = host, tls
        self.ca_file: str | None = None
        self.behaviours: dict[str, Behaviour] = {}
        self.requests: list[bytes] = []
        self.connections = 0
        self.closing = threading.Event()
        self.listener = socket.create_server(
            (host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET
        )
        self.port: int = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        self._furnish()

    def url(self, path: str, host: str | None = None) -> str:
        name = host or (f"[{self.host}]" if ":" in self.host else self.host)
        return f"{'https' if self.tls else 'http'}://{name}:{self.port}{path}"

    def policy(self, **changes: object) -> Policy:
        """The guard as it always is, with this one address and port allowed."""
        allowed = frozenset({(self.host, self.port)})
        return Policy(allowed_exact=allowed, ca_file=self.ca_file, **changes)  # type: ignore[arg-type]

    def serve(self, path: str, *pieces: bytes, pause: float = 0.0, then_hang: bool = False) -> None:
        """Send these bytes exactly, with a pause before each piece after the first."""

        def behave(connection: socket.socket, request: bytes) -> None:
            for number, piece in enumerate(pieces):
                if number and self.closing.wait(pause):
                    return
                connection.sendall(piece)
            if then_hang:
                self.closing.wait(20)

        self.behaviours[path] = behave

    def page(self, path: str, text: str, *, status: str = "200 OK", charset: str = "utf-8") -> None:
        self.serve(
            path, answer(text.encode(charset), status=status, content_type=f"text/html; charset={charset}")
        )

    def file(self, path: str, data: bytes, media_type: str) -> None:
        self.serve(path, answer(data, content_type=media_type))

    def redirect(
        self, path: str, location: str, *, status: str = "302 Found", body: bytes = b"moved"
    ) -> None:
        self.serve(path, answer(body, status=status, headers=(f"Location: {location}",)))

    def endless(self, path: str, head: bytes, piece: bytes, pause: float = 0.0) -> None:
        """`head`, then `piece` for as long as anybody listens."""

        def behave(connection: socket.socket, request: bytes) -> None:
            connection.sendall(head)
            while not self.closing.wait(pause):
                connection.sendall(piece)

        self.behaviours[path] = behave

    def close(self) -> None:
        self.closing.set()
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits for a connection
        self.listener.close()

    def _furnish(self) -> None:
        """Behaviours that need no setting; a test may replace any."""
        whole = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
        self.page("/", "<title>Home</title><p>An ordinary page.</p>")
        self.page("/latin-1", "<p>café à Genève</p>", charset="latin-1")
        self.page("/gb18030", "<p>中兴通讯建设了数据库</p>", charset="gb18030")
        self.endless("/slow-body", whole + b"\r\n", b".", pause=0.05)
        self.endless("/slow-headers", b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", pause=0.05)
        self.endless("/endless-body", whole + b"\r\n", b"x" * 65536)
        self.endless("/endless-headers", b"HTTP/1.1 200 OK\r\n", b"X: " + b"y" * 8000 + b"\r\n")
        self.endless(
            "/endless-chunks", whole + b"Transfer-Encoding: chunked\r\n\r\n", chunked(b"x" * 4096)[:-5]
        )
        self.serve("/silent", b"", then_hang=True)
        self.serve("/no-answer", b"")
        self.serve("/not-http", b"220 mail.example ESMTP ready\r\n")
        self.serve("/early-close", answer(b"half of it", length=20))
        self.serve("/extra", answer(b"enough and too much", length=6))
        self.serve("/chunked", whole + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(b"one ", b"two"))
        self.serve("/chunked-cut", whole + b"Transfer-Encoding: chunked\r\n\r\n20\r\nonly this")
        self.serve("/gzip", answer(gzip.compress(b"packed page"), headers=("Content-Encoding: gzip",)))
        self.serve("/deflate", answer(zlib.compress(b"packed page"), headers=("Content-Encoding: deflate",)))
        self.serve(
            "/deflate-raw",
            answer(zlib.compress(b"packed page")[2:-4], headers=("Content-Encoding: deflate",)),
        )
        self.serve("/gzip-damaged", answer(b"\x1f\x8b not gzip at all", headers=("Content-Encoding: gzip",)))
        self.serve("/brotli", answer(b"\x0b\x02\x80page\x03", headers=("Content-Encoding: br",)))
        bomb = _bomb()
        self.serve("/bomb", answer(bomb, headers=("Content-Encoding: gzip",)))
        self.serve("/bomb-in-bomb", answer(gzip.compress(bomb), headers=("Content-Encoding: gzip, gzip",)))
        twice, thrice = (
            gzip.compress(gzip.compress(b"page")),
            gzip.compress(gzip.compress(gzip.compress(b"page"))),
        )
        self.serve("/packed-twice", answer(twice, headers=("Content-Encoding: gzip, gzip",)))
        self.serve("/packed-thrice", answer(thrice, headers=("Content-Encoding: gzip, gzip, gzip",)))
        self.redirect("/loop", "/loop")
        self.redirect("/moved", "/", status="301 Moved Permanently")
        self.redirect("/to-private", "http://10.0.0.1/")
        self.redirect("/to-metadata", "http://169.254.169.254/latest/meta-data/")
        self.redirect("/to-file", "file:///etc/passwd")
        self.redirect("/to-gopher", "gopher://127.0.0.1:11211/_stats")
        self.redirect("/to-other-port", f"http://{self.host}:{self.port - 1}/")
        for code in (401, 403, 404, 410, 418, 429, 451, 500, 503):
            self.page(f"/status/{code}", f"status {code}", status=f"{code} Status")

    def _accept(self) -> None:
        while not self.closing.is_set():
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def _converse(self, connection: socket.socket) -> None:
        try:
            connection.settimeout(20)
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            request = b""
            while b"\r\n\r\n" not in request and (piece := connection.recv(65536)):
                request += piece
            self.requests.append(request)
            path = request.split(b" ")[1].decode("latin-1") if b" " in request else ""
            if path in self.behaviours:
                self.behaviours[path](connection, request)
            else:
                connection.sendall(answer(b"none", status="404 Not Found"))
        except OSError:
            pass
        finally:
            connection.close()


def secure_context(
    folder: Path, name: str = "127.0.0.1", *, expired: bool = False
) -> tuple[ssl.SSLContext, str]:
    """A server's TLS context with a certificate for `name`, and the file of the authority behind it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hostile test site")])
    now = datetime.datetime.now(datetime.UTC)
    try:
        alternative: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        alternative = x509.DNSName(name)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=3))
        .not_valid_after(now + datetime.timedelta(days=-1 if expired else 1))
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    authority, both = folder / "authority.pem", folder / "server.pem"
    authority.write_bytes(pem)
    both.write_bytes(secret + pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context, str(authority)


@pytest.fixture
def hostile_site() -> Iterator[HostileSite]:
    site = HostileSite()
    yield site
    site.close()


@pytest.fixture
def secure_site(tmp_path: Path) -> Iterator[HostileSite]:
    context, authority = secure_context(tmp_path)
    site = HostileSite(tls=context)
    site.ca_file = authority
    yield site
    site.close()


def wait_until(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "It did not come about in time."
        time.sleep(0.01)
