"""A capture as a WARC file: what another program reads in it, and what damage is found."""

import gzip
import hashlib
import io
import itertools
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from warcio.archiveiterator import ArchiveIterator

from sources import warc
from sources.decoding import Bomb, Undecodable
from sources.fetch import FetchRefused, Limits, fetch
from sources.wire import Fetched, Hop, Tls

NOW = datetime(2026, 11, 3, 9, 30, 0, 123456, tzinfo=UTC)
SMALL = Limits(connect=1, first_byte=0.3, wall=0.6, body_bytes=200_000)
REQUEST = b"GET / HTTP/1.1\r\nHost: press.example\r\n\r\n"


def ids():
    numbers = itertools.count(1)
    return lambda: UUID(int=next(numbers))


def hop(body: bytes = b"<p>page</p>", headers: str = "Content-Type: text/html\r\n", **changes) -> Hop:
    return replace(
        Hop(
            target_uri="http://press.example/",
            request=REQUEST,
            peer="93.184.216.34",
            peer_port=80,
            status=200,
            response_head=f"HTTP/1.1 200 OK\r\n{headers}\r\n".encode(),
            body=body,
            started=NOW,
            finished=NOW + timedelta(seconds=1),
        ),
        **changes,
    )


def written(*hops: Hop, decoded: bytes = b"<p>page</p>", stopped: str = "") -> bytes:
    fetched = Fetched("http://press.example/", hops or (hop(),), decoded, stopped)
    return warc.write(fetched, software="tracker/1", policy_text="robots are not asked", mint=ids())


def uploaded(data: bytes = b"%PDF-1.4 ...", filename: str = "报告.pdf") -> bytes:
    return warc.write_upload(
        data, "application/pdf", filename, date=NOW, software="tracker/1", policy_text="by hand", mint=ids()
    )


def records(data: bytes) -> list[tuple[str, dict[str, str], bytes]]:
    return [
        (record.rec_type, dict(record.rec_headers.headers), record.raw_stream.read())
        for record in ArchiveIterator(io.BytesIO(data), no_record_parse=True)
    ]


def digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def test_a_capture_holds_request_and_response_of_every_hop_byte_for_byte():
    moved = hop(
        b"moved", "Location: /b\r\n", status=302, response_head=b"HTTP/1.1 302 Found\r\nlocation:/b\r\n\r\n"
    )
    page = hop(target_uri="http://press.example/b", tls=Tls("TLSv1.3", "AES", "sha256:00"))
    found = records(written(moved, page))
    assert [kind for kind, _, _ in found] == [
        "warcinfo",
        "request",
        "response",
        "request",
        "response",
        "metadata",
    ]
    assert found[1][2] == REQUEST
    assert found[2][2] == moved.response_head + moved.body
    assert found[4][2] == page.response_head + page.body
    headers = found[4][1]
    assert headers["WARC-Target-URI"] == "http://press.example/b"
    assert headers["WARC-IP-Address"] == "93.184.216.34"
    assert headers["WARC-Date"] == "2026-11-03T09:30:00.123456Z"
    assert headers["WARC-Payload-Digest"] == digest(page.body)
    assert headers["WARC-Block-Digest"] == digest(page.response_head + page.body)
    assert headers["WARC-Concurrent-To"] == found[3][1]["WARC-Record-ID"]
    assert headers["WARC-Warcinfo-ID"] == found[0][1]["WARC-Record-ID"]
    facts = found[5][2].decode()
    assert "hop: 1 302 http://press.example/\r\n" in facts
    assert "tls: 2 TLSv1.3 AES sha256:00\r\n" in facts
    assert f"unpacked-digest: {digest(b'<p>page</p>')}\r\n" in facts
    assert b"software: tracker/1\r\n" in found[0][2]


def test_each_record_is_a_gzip_member_of_version_1_1():
    data = written()
    assert gzip.decompress(data).count(b"WARC/1.1\r\nWARC-Type: ") == 4
    assert data.count(b"\x1f\x8b\x08\x00") == 4


def test_the_same_values_give_the_same_bytes():
    assert written() == written()
    assert uploaded() == uploaded()


def test_another_program_finds_nothing_wrong(tmp_path, hostile_site):
    policy = hostile_site.policy()
    for number, path in enumerate(["/", "/moved", "/chunked", "/gzip", "/early-close", "/status/404"]):
        fetched = fetch(hostile_site.url(path), policy=policy, limits=SMALL)
        (tmp_path / f"{number}.warc.gz").write_bytes(warc.write(fetched, software="t", policy_text="p"))
    (tmp_path / "upload.warc.gz").write_bytes(uploaded())
    files = sorted(str(file) for file in tmp_path.iterdir())
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", *files]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert checked.stdout.count("digest pass") >= 3 * len(files)
    assert "no digest" not in checked.stdout and "not checked" not in checked.stdout


def test_a_body_cut_off_says_so(hostile_site):
    with pytest.raises(FetchRefused) as raised:
        fetch(hostile_site.url("/endless-body"), policy=hostile_site.policy(), limits=SMALL)
    data = warc.write(raised.value.partial, software="t", policy_text="p", mint=ids())
    assert records(data)[2][1]["WARC-Truncated"] == "length"
    assert warc.check(data) == []
    _, payload = warc.read_response(data)
    assert len(payload) == 200_000


def test_a_refusal_after_a_redirect_is_on_record(hostile_site):
    with pytest.raises(FetchRefused) as raised:
        fetch(hostile_site.url("/to-private"), policy=hostile_site.policy(), limits=SMALL)
    data = warc.write(raised.value.partial, software="t", policy_text="p", mint=ids())
    assert b"10.0.0.1" in records(data)[-1][2]
    assert warc.check(data) == []


@pytest.mark.parametrize(
    "path", ["/", "/moved", "/chunked", "/gzip", "/deflate-raw", "/packed-twice", "/gb18030"]
)
def test_what_is_read_back_is_what_was_fetched(hostile_site, path):
    fetched = fetch(hostile_site.url(path), policy=hostile_site.policy(), limits=SMALL)
    headers, payload = warc.read_response(warc.write(fetched, software="t", policy_text="p"))
    assert payload == fetched.decoded
    assert headers == fetched.final.headers


def test_an_upload_is_a_resource_under_its_digest():
    kind, headers, block = records(uploaded())[1]
    assert (kind, block) == ("resource", b"%PDF-1.4 ...")
    assert headers["Content-Type"] == "application/pdf"
    assert headers["WARC-Target-URI"].startswith("ni:///sha-256;")
    assert headers["WARC-Payload-Digest"] == headers["WARC-Block-Digest"] == digest(b"%PDF-1.4 ...")
    assert "filename: 报告.pdf\r\n" in records(uploaded())[2][2].decode()
    assert warc.read_response(uploaded()) == ([("Content-Type", "application/pdf")], b"%PDF-1.4 ...")


def test_a_name_with_line_breaks_makes_no_field_of_its_own():
    facts = records(uploaded(filename="a.pdf\r\nobtained: fetched"))[2][2].decode()
    assert facts.count("\r\n") == 2


@pytest.mark.parametrize("damage", [0x01, 0x80, 0xFF])
@pytest.mark.parametrize("make", [written, uploaded])
def test_one_changed_byte_anywhere_is_found(make, damage):
    data = make()
    assert warc.check(data) == []
    unnoticed = 0
    for at in range(len(data)):
        changed = data[:at] + bytes([data[at] ^ damage]) + data[at + 1 :]
        # The last byte of a packing has bits that mean nothing; a stored file's own digest covers those.
        assert warc.check(changed) or gzip.decompress(changed) == gzip.decompress(data), f"byte {at}"
        unnoticed += not warc.check(changed)
    assert unnoticed <= data.count(b"\x1f\x8b\x08\x00")


def test_a_record_written_anew_with_its_old_digest_is_found():
    data = gzip.decompress(written()).replace(b"<p>page</p>", b"<p>pagE</p>")
    blocks = [b"WARC/1.1\r\n" + block for block in data.split(b"WARC/1.1\r\n")[1:]]
    problems = warc.check(b"".join(gzip.compress(block, mtime=0) for block in blocks))
    assert any("block digest failed" in problem for problem in problems)


@pytest.mark.parametrize("cut", [1, 5, 100, 1000])
def test_a_missing_end_is_found(cut):
    assert warc.check(written()[:-cut])


def test_what_is_no_warc_is_said_to_be_none():
    for data in [b"", b"hello", gzip.compress(b"hello"), written() + b"\0", written() + written()[:300]]:
        assert warc.check(data)
    with pytest.raises(warc.DamagedWarc, match="neither"):
        warc.read_response(gzip.compress(b""))


def test_a_packed_body_is_unpacked_within_limits_when_it_is_read_back():
    bomb = hop(gzip.compress(b"\0" * 5_000_000), "Content-Encoding: gzip\r\n")
    with pytest.raises(Bomb):
        warc.read_response(written(bomb))
    with pytest.raises(Undecodable):
        warc.read_response(written(hop(b"not packed", "Content-Encoding: gzip\r\n")))
    bare = hop(b"body", response_head=b"HTTP/1.1 200 OK\nContent-Type: text/plain\n\n")
    assert warc.read_response(written(bare)) == ([("Content-Type", "text/plain")], b"body")
