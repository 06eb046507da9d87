"""A capture as one WARC/1.1 file: each record a gzip member of its own, the bytes as they passed by.

    warcinfo · (request, response) per hop · metadata         what was fetched
    warcinfo · resource · metadata                             what was uploaded

The same values give the same bytes. `WARC-Payload-Digest` covers the payload as it stands in the record,
transfer coding included, which is how warcio, pywb and wget read the standard; the digest of the unpacked
page stands in the metadata record.
"""

import hashlib
import io
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from uuid import UUID, uuid4

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from sources.decoding import decoded
from sources.wire import Fetched, Hop, Limits, parse_headers

_VERSION = "WARC/1.1"
_FIELDS = "application/warc-fields"
_GZIP_HEADER = 10  # bytes
_PIECE = 1024 * 1024  # bytes unpacked at a time


class DamagedWarc(Exception):
    """The file is not a whole WARC; `problems` says what differs, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "The WARC is damaged: " + "; ".join(self.problems)


def write(fetched: Fetched, *, software: str, policy_text: str, mint: Callable[[], UUID] = uuid4) -> bytes:
    """The capture of a page with every hop that led to it."""
    file = _File(fetched.hops[0].started, mint)
    file.information(software, policy_text)
    response_id = ""
    for hop in fetched.hops:
        response_id = file.hop(hop)
    file.add(
        "metadata",
        _fields(_facts(fetched)),
        content_type=_FIELDS,
        date=fetched.final.finished,
        headers=[("WARC-Target-URI", fetched.final.target_uri), ("WARC-Concurrent-To", response_id)],
    )
    return file.bytes()


def write_upload(
    data: bytes,
    media_type: str,
    filename: str,
    *,
    date: datetime,
    software: str,
    policy_text: str,
    mint: Callable[[], UUID] = uuid4,
) -> bytes:
    """A document that somebody handed in. Its address is its digest (RFC 6920): we saw it nowhere."""
    file = _File(date, mint)
    file.information(software, policy_text)
    digest = hashlib.sha256(data).digest()
    name = "ni:///sha-256;" + urlsafe_b64encode(digest).rstrip(b"=").decode()
    target = ("WARC-Target-URI", name)
    record_id = file.add("resource", data, content_type=_one_line(media_type), date=date, headers=[target])
    facts = [("obtained", "uploaded by a person, not fetched"), ("filename", filename)]
    about = [target, ("WARC-Concurrent-To", record_id)]
    file.add("metadata", _fields(facts), content_type=_FIELDS, date=date, headers=about)
    return file.bytes()


def check(data: bytes) -> list[str]:
    """What is wrong with the file, one sentence a problem; empty when every record is as it was written.

    As `warcio check`, and stricter: every record must have a digest, and the gzip headers, which no digest
    covers, must be equal. Unused bits at the end of a packing are left to the digest of the whole file.
    """
    problems = _gzip_problems(data)
    if problems:
        return problems
    count = 0
    try:
        for record in ArchiveIterator(io.BytesIO(data), check_digests=True):
            count += 1
            name = record.rec_headers.get_header("WARC-Record-ID")
            record.raw_stream.read()
            if not record.rec_headers.get_header("WARC-Block-Digest"):
                problems.append(f"record {name} has no block digest")
            problems += [f"record {name}: {problem}" for problem in record.digest_checker.problems]
    except Exception as error:  # warcio and zlib raise whatever they trip over; each means damage
        problems.append(f"record {count + 1} cannot be read: {type(error).__name__}: {error}")
    if not count:
        problems.append("there is no record in it")
    return problems


def read_response(data: bytes, limits: Limits = Limits()) -> tuple[list[tuple[str, str]], bytes]:  # noqa: B008
    """The headers and the unpacked payload of the last response, or of the resource that was uploaded.

    Raises DamagedWarc; and Bomb or Undecodable when a payload cannot be unpacked within the limits.
    """
    found: tuple[list[tuple[str, str]], bytes] | None = None
    for record in ArchiveIterator(io.BytesIO(data), no_record_parse=True):
        block = record.raw_stream.read()
        if record.rec_type == "resource":
            found = [("Content-Type", record.rec_headers.get_header("Content-Type"))], block
        elif record.rec_type == "response":
            cut = record.rec_headers.get_header("WARC-Truncated") is not None
            found = _unpacked(block, limits, cut=cut)
    if found is None:
        raise DamagedWarc(["there is neither a response nor a resource in it"])
    return found


def _unpacked(block: bytes, limits: Limits, *, cut: bool) -> tuple[list[tuple[str, str]], bytes]:
    # Servers that end their lines with a bare line feed exist; the first empty line of either kind counts.
    ends = [at + len(end) for end in (b"\r\n\r\n", b"\n\n") if (at := block.find(end)) >= 0]
    if not ends:
        raise DamagedWarc(["the response has no end of its headers"])
    head, body = block[: min(ends)], block[min(ends) :]
    headers = parse_headers(head)
    values = {name.lower(): value for name, value in headers}
    if values.get("transfer-encoding", "").lower() == "chunked":
        body = ChunkedDataReader(io.BytesIO(body)).read()
    encodings = ",".join(value for name, value in headers if name.lower() == "content-encoding")
    return headers, decoded(body, encodings, limits, cut=cut)


class _File:
    """A WARC in the making; ids come from `mint` in the order in which records are added."""

    def __init__(self, date: datetime, mint: Callable[[], UUID]) -> None:
        self.date, self.mint = date, mint
        self.out = io.BytesIO()
        self.writer = WARCWriter(self.out, gzip=True, warc_version=_VERSION)
        self.information_id = ""

    def information(self, software: str, policy_text: str) -> None:
        facts = [("software", software), ("format", _VERSION), ("description", policy_text)]
        self.information_id = self.add("warcinfo", _fields(facts), content_type=_FIELDS, date=self.date)

    def hop(self, hop: Hop) -> str:
        """Write the request and the response of one hop; the response's record id."""
        target = [("WARC-Target-URI", hop.target_uri), ("WARC-IP-Address", hop.peer)]
        request_id = self.add(
            "request",
            hop.request,
            content_type="application/http; msgtype=request",
            date=hop.started,
            headers=target,
        )
        target.append(("WARC-Concurrent-To", request_id))
        if hop.truncated:
            target.append(("WARC-Truncated", hop.truncated))
        return self.add(
            "response",
            hop.response_head + hop.body,
            payload=hop.body,
            content_type="application/http; msgtype=response",
            date=hop.started,
            headers=target,
        )

    def add(
        self,
        kind: str,
        block: bytes,
        *,
        content_type: str,
        date: datetime,
        payload: bytes | None = None,
        headers: Iterable[tuple[str, str]] = (),
    ) -> str:
        record_id = f"<urn:uuid:{self.mint()}>"
        fields = [("WARC-Type", kind), ("WARC-Record-ID", record_id), ("WARC-Date", _date(date)), *headers]
        if kind != "warcinfo":
            fields.append(("WARC-Warcinfo-ID", self.information_id))
            body = block if payload is None else payload
            # A request has no body, and its digest is that of nothing.
            fields.append(("WARC-Payload-Digest", _digest(b"" if kind == "request" else body)))
        fields.append(("WARC-Block-Digest", _digest(block)))
        record = ArcWarcRecord(
            "warc",
            kind,
            StatusAndHeaders("", fields, protocol=_VERSION),
            io.BytesIO(block),
            None,  # parsed and written anew by warcio, headers would no longer be what came over the wire
            content_type,
            len(block),
        )
        self.writer.write_record(record)
        return record_id

    def bytes(self) -> bytes:
        return self.out.getvalue()


def _facts(fetched: Fetched) -> list[tuple[str, str]]:
    facts = [("requested", fetched.url)]
    for number, hop in enumerate(fetched.hops, start=1):
        facts.append(("hop", f"{number} {hop.status} {hop.target_uri}"))
        facts.append(("peer", f"{number} {hop.peer} {hop.peer_port}"))
        facts.append(("time", f"{number} {_date(hop.started)} {_date(hop.finished)}"))
        if hop.tls:
            facts.append(("tls", f"{number} {hop.tls.version} {hop.tls.cipher} {hop.tls.certificate}"))
        if hop.truncated:
            facts.append(("truncated", f"{number} {hop.truncated}"))
    if fetched.decoded:
        facts.append(("unpacked-digest", _digest(fetched.decoded)))
    if fetched.stopped:
        facts.append(("stopped", fetched.stopped))
    return facts


def _fields(facts: Iterable[tuple[str, str]]) -> bytes:
    """application/warc-fields, WARC 1.1 annex C."""
    return "".join(f"{name}: {_one_line(value)}\r\n" for name, value in facts).encode()


def _one_line(text: str) -> str:
    """A line break in a value would start a field of its own."""
    return " ".join(text.split())


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def _gzip_problems(data: bytes) -> list[str]:
    """Each record must be a whole gzip member that begins as the first one does, and nothing may follow."""
    if not data:
        return ["the file is empty"]
    at = 0
    while at < len(data):
        if data[at : at + 2] != b"\x1f\x8b" or data[at : at + _GZIP_HEADER] != data[:_GZIP_HEADER]:
            return [
                f"at byte {at}: expected the beginning of a gzip member like the first, found something else"
            ]
        member = zlib.decompressobj(31)
        rest = data[at:]
        try:
            made = b"-"
            while not member.eof and (made or rest):
                made = member.decompress(rest, _PIECE)
                rest = member.unconsumed_tail
        except zlib.error as error:
            return [f"the gzip member at byte {at} is damaged: {error}"]
        if not member.eof:
            return [f"the gzip member at byte {at} is cut off"]
        at = len(data) - len(member.unused_data)
    return []
