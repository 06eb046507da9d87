"""What passed between us and a site, as values: hops, limits, outcomes, and the errors of a fetch. Pure.

    fetch ──► Fetched(hops, decoded) ──► warc
        └──► FetchError(outcome, partial)

`encode` and `parse` carry the same values between processes as JSON and counted bytes: never pickle,
because the process that read a hostile page must not be able to choose what its parent executes.
"""

import json
import struct
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

_LENGTH = struct.Struct(">I")  # bytes of the JSON part, which comes first
TRUNCATIONS = (None, "length", "time", "disconnect")  # WARC 1.1 section 5.13, WARC-Truncated


class Outcome(StrEnum):
    """How a capture ended; `sentence` says it to a person."""

    CAPTURED = "captured"
    TRUNCATED = "truncated"
    EMPTY = "empty"
    NOT_FOUND = "not-found"
    GONE = "gone"
    BLOCKED = "blocked"
    RATE_LIMITED = "rate-limited"
    LOGIN_WALL = "login-wall"
    LEGAL = "legally-withheld"
    CLIENT_ERROR = "client-error"
    SERVER_ERROR = "server-error"
    ODD_ANSWER = "odd-answer"
    REFUSED_ADDRESS = "refused-address"
    TOO_LARGE = "too-large"
    TOO_SLOW = "too-slow"
    TOO_MANY_REDIRECTS = "too-many-redirects"
    NAME_FAILURE = "name-failure"
    CONNECTION_FAILURE = "connection-failure"
    TLS_FAILURE = "tls-failure"
    PROTOCOL_FAILURE = "protocol-failure"
    CRASHED = "crashed"

    @property
    def sentence(self) -> str:
        return _SENTENCES[self]

    @property
    def has_page(self) -> bool:
        """Whether the site answered with a page that may be read as the source itself."""
        return self in (Outcome.CAPTURED, Outcome.TRUNCATED)


_SENTENCES = {
    Outcome.CAPTURED: "The page was captured.",
    Outcome.TRUNCATED: "Only the beginning of the page was captured.",
    Outcome.EMPTY: "The site answered, but with nothing in it.",
    Outcome.NOT_FOUND: "The site says that there is no page at this address (404).",
    Outcome.GONE: "The site says that this page was removed for good (410).",
    Outcome.BLOCKED: "The site refuses to show this page to us (403).",
    Outcome.RATE_LIMITED: "The site asks for fewer requests (429); try again later.",
    Outcome.LOGIN_WALL: "The site shows this page only to people who sign in (401).",
    Outcome.LEGAL: "The site says that it may not show this page for legal reasons (451).",
    Outcome.CLIENT_ERROR: "The site did not accept the request for this page.",
    Outcome.SERVER_ERROR: "The site had a fault of its own; try again later.",
    Outcome.ODD_ANSWER: "The site answered in a way that is not a page.",
    Outcome.REFUSED_ADDRESS: "This address may not be contacted from here.",
    Outcome.TOO_LARGE: "The page is larger than what is captured here.",
    Outcome.TOO_SLOW: "The site took too long to answer.",
    Outcome.TOO_MANY_REDIRECTS: "The site redirects too many times.",
    Outcome.NAME_FAILURE: "There is no site of this name, or its name could not be looked up.",
    Outcome.CONNECTION_FAILURE: "The site could not be reached.",
    Outcome.TLS_FAILURE: "No secure connection to the site could be made.",
    Outcome.PROTOCOL_FAILURE: "The site's answer could not be understood.",
    Outcome.CRASHED: "Reading the page made the program that reads it stop.",
}

# People without an account see this for every refusal and failure: a sentence for each class would let
# them use us to find out what answers inside our network.
ANONYMOUS_SENTENCE = "The page could not be captured."


@dataclass(frozen=True)
class Limits:
    """What one fetch may cost. Seconds and bytes; evidence.md, Fetching 5."""

    connect: float = 5.0
    first_byte: float = 10.0
    wall: float = 30.0  # the whole chain of redirects together
    header_bytes: int = 64 * 1024
    body_bytes: int = 20_000_000  # on the wire; a scanned annual report is about 15 MB
    redirect_body_bytes: int = 256 * 1024  # nobody reads these; kept as evidence up to here
    decoded_bytes: int = 50_000_000
    decoded_ratio: int = 100
    ratio_from: int = 1_000_000  # decoded bytes; a smaller page may pack better than 100:1
    encodings: int = 2
    redirects: int = 5


@dataclass(frozen=True)
class Tls:
    version: str
    cipher: str
    certificate: str  # "sha256:<hex>" of the site's own certificate (DER)


@dataclass(frozen=True)
class Hop:
    """One request and its answer, byte for byte as they passed over the wire."""

    target_uri: str
    request: bytes
    peer: str
    peer_port: int
    status: int
    response_head: bytes  # status line and headers, up to and including the empty line
    body: bytes  # as sent: transfer coding and content coding still in place
    started: datetime
    finished: datetime
    tls: Tls | None = None
    truncated: str | None = None

    @property
    def headers(self) -> list[tuple[str, str]]:
        return parse_headers(self.response_head)

    def header(self, name: str) -> str | None:
        """The header's value; several of one name are joined as RFC 9110 section 5.2 says."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return ", ".join(values) if values else None


@dataclass(frozen=True)
class Fetched:
    """The chain of hops and what the last one carried, with transfer and content coding removed."""

    url: str
    hops: tuple[Hop, ...]
    decoded: bytes = b""
    stopped: str = ""  # why the chain ended before its end, as a sentence

    @property
    def final(self) -> Hop:
        return self.hops[-1]

    @property
    def truncated(self) -> str | None:
        return self.final.truncated

    @property
    def media_type(self) -> str:
        """As declared, lower case, without parameters; "" when the site declares none."""
        return (self.final.header("content-type") or "").split(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """As declared in the header only; a page may say otherwise inside."""
        for parameter in (self.final.header("content-type") or "").split(";")[1:]:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "charset":
                return value.strip().strip("\"'").lower() or None
        return None


class FetchError(Exception):
    """A fetch that did not bring a whole page. `partial` is what came before it stopped, if anything."""

    outcome: ClassVar[Outcome]

    def __init__(self, url: str, reason: str, partial: Fetched | None = None) -> None:
        super().__init__(url, reason)
        self.url = url
        self.reason = reason
        self.partial = partial

    def __str__(self) -> str:
        return f"{self.outcome.sentence} ({self.reason})"


class FetchRefused(FetchError):
    """We did not want to: the address or the page breaks one of our own rules."""


class TooLarge(FetchRefused):
    outcome = Outcome.TOO_LARGE


class TooSlow(FetchRefused):
    outcome = Outcome.TOO_SLOW


class TooManyRedirects(FetchRefused):
    outcome = Outcome.TOO_MANY_REDIRECTS


class FetchFailed(FetchError):
    """We tried and could not: the name, the connection, its security or its language failed."""


class NameFailure(FetchFailed):
    outcome = Outcome.NAME_FAILURE


class ConnectionFailure(FetchFailed):
    outcome = Outcome.CONNECTION_FAILURE


class TlsFailure(FetchFailed):
    outcome = Outcome.TLS_FAILURE


class ProtocolFailure(FetchFailed):
    outcome = Outcome.PROTOCOL_FAILURE


class ReaderCrashed(FetchFailed):
    outcome = Outcome.CRASHED


_BY_STATUS = {
    401: Outcome.LOGIN_WALL,
    403: Outcome.BLOCKED,
    404: Outcome.NOT_FOUND,
    407: Outcome.BLOCKED,
    410: Outcome.GONE,
    429: Outcome.RATE_LIMITED,
    451: Outcome.LEGAL,
}


def classify(fetched: Fetched) -> Outcome:
    """What the status code alone says; walls that answer 200 need a look at the page itself."""
    status = fetched.final.status
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status >= 500:
        return Outcome.SERVER_ERROR
    if status >= 400:
        return Outcome.CLIENT_ERROR
    if status not in (200, 203):
        return Outcome.ODD_ANSWER
    if fetched.truncated:
        return Outcome.TRUNCATED
    return Outcome.CAPTURED if fetched.decoded else Outcome.EMPTY


def parse_headers(head: bytes) -> list[tuple[str, str]]:
    """The header fields below a status line. Folded lines are joined (RFC 9112 section 5.2)."""
    fields: list[tuple[str, str]] = []
    for line in head.decode("latin-1").replace("\r\n", "\n").split("\n")[1:]:
        if line[:1] in (" ", "\t") and fields:
            name, value = fields[-1]
            fields[-1] = (name, f"{value} {line.strip()}")
        elif ":" in line:
            name, _, value = line.partition(":")
            fields.append((name.strip(), value.strip()))
    return fields


def encode_message(facts: dict[str, Any], blobs: list[bytes]) -> bytes:
    """JSON facts followed by bytes, whose lengths the JSON carries."""
    head = json.dumps({**facts, "blobs": [len(blob) for blob in blobs]}).encode()
    return b"".join([_LENGTH.pack(len(head)), head, *blobs])


def parse_message(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Inverse of `encode_message`; ValueError when the counts do not add up."""
    if len(data) < _LENGTH.size:
        raise ValueError("A message between processes is shorter than its own length field.")
    at = _LENGTH.size + _LENGTH.unpack_from(data)[0]
    facts = json.loads(data[_LENGTH.size : at])
    if not isinstance(facts, dict) or not isinstance(facts.get("blobs"), list):
        raise ValueError("A message between processes has no list of lengths.")
    blobs = []
    for length in facts.pop("blobs"):
        if not isinstance(length, int) or length < 0:
            raise ValueError(f"A message between processes names an impossible length: {length!r}.")
        blobs.append(data[at : at + length])
        at += length
    if at != len(data):
        raise ValueError(f"A message between processes has {len(data)} bytes where it names {at}.")
    return facts, blobs


def encode(fetched: Fetched) -> bytes:
    hops, blobs = [], [fetched.decoded]
    for hop in fetched.hops:
        facts = asdict(hop) | {"started": hop.started.isoformat(), "finished": hop.finished.isoformat()}
        blobs += [facts.pop("request"), facts.pop("response_head"), facts.pop("body")]
        hops.append(facts)
    return encode_message({"url": fetched.url, "stopped": fetched.stopped, "hops": hops}, blobs)


def parse(data: bytes) -> Fetched:
    """Inverse of `encode`; ValueError on anything that `encode` would not have written."""
    facts, blobs = parse_message(data)
    try:
        if len(blobs) != 1 + 3 * len(facts["hops"]):
            raise ValueError("A fetched page has other pieces than its hops name.")
        hops = [_hop(hop, blobs[1 + 3 * i : 4 + 3 * i]) for i, hop in enumerate(facts["hops"])]
        return Fetched(str(facts["url"]), tuple(hops), blobs[0], str(facts["stopped"]))
    except (KeyError, TypeError) as error:
        raise ValueError(f"A fetched page lacks a fact or has it in the wrong form: {error}.") from error


def _hop(facts: dict[str, Any], blobs: list[bytes]) -> Hop:
    if facts["truncated"] not in TRUNCATIONS:
        raise ValueError(f"A hop was cut off for an unknown reason: {facts['truncated']!r}.")
    request, response_head, body = blobs
    return Hop(
        target_uri=str(facts["target_uri"]),
        request=request,
        peer=str(facts["peer"]),
        peer_port=int(facts["peer_port"]),
        status=int(facts["status"]),
        response_head=response_head,
        body=body,
        started=datetime.fromisoformat(facts["started"]),
        finished=datetime.fromisoformat(facts["finished"]),
        tls=Tls(**{key: str(value) for key, value in facts["tls"].items()}) if facts["tls"] else None,
        truncated=facts["truncated"],
    )
