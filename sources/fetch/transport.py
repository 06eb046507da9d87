"""One request and its answer over a connection that we dialled ourselves, recorded byte for byte.

HTTPAdapter ─► urllib3 pool ─► Pinned...Connection._new_conn ─► Line.dial ─► vetted socket
                                         └ connect ─► Line.tapped ─► Tape (ceilings, deadline)
"""

import functools
import hashlib
import io
import socket
import ssl
import time
from collections.abc import Callable
from datetime import datetime
from http.client import HTTPException
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection

from sources.addresses import Address, Policy, RefusedAddress, vet_ip
from sources.wire import (
    ConnectionFailure,
    FetchError,
    Hop,
    Limits,
    NameFailure,
    ProtocolFailure,
    Tls,
    TlsFailure,
    TooLarge,
    TooSlow,
)

_BUFFER = 16 * 1024  # bytes asked of the socket at a time
# What the layers under us raise; requests' own errors are OSErrors.
_TROUBLE = (urllib3.exceptions.HTTPError, HTTPException, OSError, ValueError)


class CutOff(Exception):
    """The body went over a budget; `cause` is the word for WARC-Truncated."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class Tape(io.RawIOBase):
    """Everything that the site sends, kept as it came and stopped at the ceiling or the deadline.

    requests' own read timeout starts anew with every byte, so it bounds neither slow headers nor a slow
    body; here each wait is at most what is left of the whole.
    """

    def __init__(self, sock: socket.socket, line: "Line") -> None:
        self.sock, self.line = sock, line
        self.bytes = bytearray()
        self.consumed = 0
        self.head_length: int | None = None

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return len(self.bytes)

    def readinto(self, buffer: Any) -> int:
        limits = self.line.limits
        first = not self.bytes
        if self.head_length is None:
            room = limits.header_bytes - len(self.bytes)
            if room <= 0:
                raise TooLarge(self.line.address.url, f"its headers exceed {limits.header_bytes} bytes")
        else:
            # One byte more than allowed tells a body that ends at the limit from one that goes on.
            room = self.head_length + self.line.body_bytes + 1 - len(self.bytes)
            if room <= 0:
                raise CutOff("length")
        self.sock.settimeout(self.line.left(limits.first_byte if first else limits.wall))
        try:
            count = self.sock.recv_into(buffer, min(len(buffer), room))
        except TimeoutError:
            if self.head_length is not None:
                raise CutOff("time") from None
            raise TooSlow(self.line.address.url, "its answer did not begin in time") from None
        self.bytes += memoryview(buffer)[:count]
        return count


class _Reader(io.BufferedReader):
    """Remembers how far it was read when http.client closes it."""

    raw: Tape

    def close(self) -> None:
        if not self.closed:
            self.raw.consumed = self.tell()
        super().close()


class _Tap:
    """Stands where http.client expects a socket; closing is left to whoever opened the real one."""

    def __init__(self, sock: socket.socket, line: "Line") -> None:
        self.sock, self.line = sock, line
        self.sent = bytearray()
        self.tape = Tape(sock, line)
        self.reader = _Reader(self.tape, _BUFFER)

    def sendall(self, data: bytes) -> None:
        self.sock.settimeout(self.line.left(self.line.limits.first_byte))
        self.sent += data
        self.sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return self.reader

    def settimeout(self, seconds: float | None) -> None:
        """The tape sets each wait from the deadline."""

    def close(self) -> None:
        """http.client closes its socket while the body is still to be read."""


class Line:
    """One vetted connection: whom it may reach, how long it may take, and what passed over it."""

    def __init__(self, address: Address, policy: Policy, limits: Limits, deadline: float) -> None:
        self.address, self.policy, self.limits, self.deadline = address, policy, limits, deadline
        self.body_bytes = limits.body_bytes
        self.peer = ("", 0)
        self.tls: Tls | None = None
        self.sock: socket.socket | None = None
        self.tap: _Tap | None = None

    def left(self, at_most: float) -> float:
        """Seconds that may still be waited; TooSlow, or CutOff within a body, when there are none."""
        left = self.deadline - time.monotonic()
        if left > 0:
            return min(left, at_most)
        if self.tap and self.tap.tape.head_length is not None:
            raise CutOff("time")
        raise TooSlow(self.address.url, f"more than {self.limits.wall:g} seconds in all")

    def dial(self, host: str, port: int) -> socket.socket:
        """A socket to an address that was looked up once, vetted, and compared with what answered."""
        if (host.strip("[]"), port) != (self.address.host, self.address.port):
            raise RefusedAddress(self.address.url, f"the connection was asked for {host} port {port}")
        try:
            answers = socket.getaddrinfo(self.address.host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise NameFailure(self.address.url, f"{self.address.host}: {error}") from error
        for _, _, _, _, sockaddr in answers:
            # One bad answer among good ones is how a name is made to reach inside a network.
            self._refuse_ourselves(str(sockaddr[0]), int(sockaddr[1]))
            vet_ip(str(sockaddr[0]), int(sockaddr[1]), self.policy, url=self.address.url)
        until = time.monotonic() + self.limits.connect
        problem: OSError | None = None
        for family, kind, protocol, _, sockaddr in answers:
            try:
                return self._connected(socket.socket(family, kind, protocol), sockaddr, until)
            except OSError as error:
                problem = error
        if isinstance(problem, TimeoutError):
            raise TooSlow(self.address.url, "it did not answer the call in time") from problem
        raise ConnectionFailure(self.address.url, f"{self.address.host} port {port}: {problem}") from problem

    def _connected(self, sock: socket.socket, sockaddr: Any, until: float) -> socket.socket:
        self.sock = sock
        try:
            sock.settimeout(self.left(max(0.001, until - time.monotonic())))
            # Connect to the address we vetted: a second look-up could answer with a private one
            # (DNS rebinding).
            sock.connect(sockaddr)
            peer = sock.getpeername()
            if peer[:2] != sockaddr[:2]:
                raise RefusedAddress(self.address.url, f"{peer[0]} answered instead of {sockaddr[0]}")
            self.peer = (str(peer[0]), int(peer[1]))
        except BaseException:
            sock.close()
            raise
        return sock

    def _refuse_ourselves(self, ip: str, port: int) -> None:
        """A public address of this very machine would reach services that trust it."""
        if (ip, port) in self.policy.allowed_exact:
            return
        # Connecting a datagram socket sends nothing; it asks the kernel which of our addresses faces this
        # one, and only for an address of our own is that the address itself.
        with socket.socket(socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((ip, port))
            except OSError:
                return
            if probe.getsockname()[0] == ip:
                raise RefusedAddress(self.address.url, f"{ip} is this machine")

    def tapped(self, sock: Any) -> Any:
        if isinstance(sock, ssl.SSLSocket):
            certificate = hashlib.sha256(sock.getpeercert(True) or b"").hexdigest()
            cipher = sock.cipher()
            self.tls = Tls(sock.version() or "", cipher[0] if cipher else "", f"sha256:{certificate}")
        self.sock = sock
        self.tap = _Tap(sock, self)
        return self.tap


class _PinnedHTTP(HTTPConnection):
    def __init__(self, *args: Any, line: Line, **options: Any) -> None:
        super().__init__(*args, **options)
        self.line = line

    def _new_conn(self) -> socket.socket:
        return self.line.dial(self._dns_host, int(self.port or 0))

    def connect(self) -> None:
        super().connect()
        self.sock = self.line.tapped(self.sock)


class _PinnedHTTPS(HTTPSConnection):
    def __init__(self, *args: Any, line: Line, **options: Any) -> None:
        super().__init__(*args, **options)
        self.line = line

    def _new_conn(self) -> socket.socket:
        return self.line.dial(self._dns_host, int(self.port or 0))

    def connect(self) -> None:
        # Python counts a socket's timeout over a handshake as a whole, so what is left of the time to
        # connect bounds one that is sent byte by byte.
        super().connect()
        self.sock = self.line.tapped(self.sock)


class _PinnedAdapter(HTTPAdapter):
    """requests' transport, with connections that dial through `line` and know no proxy."""

    def __init__(self, line: Line) -> None:
        super().__init__(max_retries=0)
        self.line = line

    def get_connection_with_tls_context(self, *args: Any, **options: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*args, **options)
        pinned = _PinnedHTTPS if pool.scheme == "https" else _PinnedHTTP
        pool.ConnectionCls = functools.partial(pinned, line=self.line)
        return pool


def exchange(
    line: Line, headers: dict[str, str], now: Callable[[], datetime], *, is_redirect: Callable[[int], bool]
) -> tuple[Hop, bytes]:
    """One hop, and its body without the transfer coding. Raises FetchError when there is no answer;
    a body that ends too early or goes over a budget is a hop that says so."""
    request = requests.Request("GET", line.address.url, headers=headers).prepare()
    request.url = line.address.url  # what was vetted, not requests' own idea of it
    started = now()
    adapter = _PinnedAdapter(line)
    try:
        # Not Session.send: even with redirects off it reads a redirect's whole body, without any limit.
        answer = adapter.send(
            request, stream=True, timeout=line.limits.connect, verify=line.policy.ca_file or True, proxies={}
        )
        tap = line.tap
        if tap is None or answer.status_code < 200:
            raise ProtocolFailure(line.address.url, f"status {answer.status_code}")
        if is_redirect(answer.status_code):
            line.body_bytes = min(line.body_bytes, line.limits.redirect_body_bytes)
        return _recorded(line, tap, answer, started, now)
    except FetchError:
        raise
    except _TROUBLE as error:
        raise _failure(line, error) from error
    finally:
        adapter.close()
        if line.sock:
            line.sock.close()


def _recorded(
    line: Line, tap: _Tap, answer: requests.Response, started: datetime, now: Callable[[], datetime]
) -> tuple[Hop, bytes]:
    """Read the body to its end or its limit, and make a hop of what the tape holds."""
    tape = tap.tape
    head_length = tape.consumed if tap.reader.closed else tap.reader.tell()
    tape.head_length = head_length
    body, cause = _body(answer.raw, line)
    tap.reader.close()
    hop = Hop(
        target_uri=line.address.url,
        request=bytes(tap.sent),
        peer=line.peer[0],
        peer_port=line.peer[1],
        status=answer.status_code,
        response_head=_last_head(bytes(tape.bytes[:head_length])),
        # What was read ahead beyond the end of the body is not part of it.
        body=bytes(tape.bytes[head_length : tape.consumed][: line.body_bytes]),
        started=started,
        finished=now(),
        tls=line.tls,
        truncated=cause,
    )
    return hop, body


def _body(raw: Any, line: Line) -> tuple[bytes, str | None]:
    """The body without transfer coding, and why it was cut off if it was."""
    pieces: list[bytes] = []
    size = 0
    try:
        while piece := raw.read1(_BUFFER, decode_content=False):
            line.left(line.limits.wall)
            size += len(piece)
            pieces.append(piece)
            if size > line.body_bytes:
                raise CutOff("length")
    except CutOff as cut:
        return b"".join(pieces)[: line.body_bytes], cut.cause
    except _TROUBLE:
        return b"".join(pieces), "disconnect"
    return b"".join(pieces), None


def _last_head(head: bytes) -> bytes:
    """Without interim answers (100 Continue) that http.client skipped."""
    while head.startswith((b"HTTP/1.1 1", b"HTTP/1.0 1")):
        head = head.partition(b"\r\n\r\n")[2] or head.partition(b"\n\n")[2]
    return head


def _failure(line: Line, error: Exception) -> FetchError:
    """The kind of failure, from whichever layer under requests knows it."""
    url, reasons = line.address.url, _reasons(error)
    if line.deadline <= time.monotonic() or any(isinstance(reason, TimeoutError) for reason in reasons):
        return TooSlow(url, "its answer did not come in time")
    for reason in reasons:
        if isinstance(reason, ssl.SSLError):
            return TlsFailure(url, getattr(reason, "verify_message", "") or reason.reason or str(reason))
    if any(isinstance(reason, requests.exceptions.SSLError) for reason in reasons):
        return TlsFailure(url, "its certificate does not fit its name")
    for reason in reasons:
        if isinstance(reason, OSError) and not isinstance(reason, requests.RequestException):
            return ConnectionFailure(url, "the site ended the connection without an answer")
    return ProtocolFailure(url, f"its answer is not HTTP: {type(reasons[-1]).__name__}")


def _reasons(error: BaseException) -> list[BaseException]:
    """The error and everything it was raised from or wraps, outermost first."""
    found: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        reason = waiting.pop(0)
        if isinstance(reason, BaseException) and reason not in found:
            found.append(reason)
            waiting += [*reason.args, getattr(reason, "reason", None), reason.__cause__, reason.__context__]
    return found
