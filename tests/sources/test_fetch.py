"""The one door to the network, against a site that misbehaves over real sockets."""

import gzip
import socket
import threading
import time
from dataclasses import replace

import pytest

from sources.addresses import Policy
from sources.fetch import (
    ConnectionFailure,
    FetchError,
    FetchRefused,
    Limits,
    NameFailure,
    Outcome,
    ProtocolFailure,
    RefusedAddress,
    TlsFailure,
    TooLarge,
    TooManyRedirects,
    TooSlow,
    classify,
    fetch,
)
from sources.wire import encode, parse
from tests.hostile import HostileSite, answer, chunked, secure_context

SMALL = Limits(connect=1, first_byte=0.3, wall=0.6, body_bytes=200_000)


def test_a_page_is_kept_as_it_came_over_the_wire(hostile_site):
    fetched = fetch(hostile_site.url("/gzip?q=中#part"), policy=hostile_site.policy(), limits=SMALL)
    assert fetched.final.status == 404  # a path of its own: the query is part of what is asked for

    fetched = fetch(hostile_site.url("/gzip"), policy=hostile_site.policy(), limits=SMALL)
    sent = answer(gzip.compress(b"packed page", mtime=0), headers=("Content-Encoding: gzip",))
    assert fetched.final.request == hostile_site.requests[-1]
    assert fetched.final.request.startswith(
        b"GET /gzip HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n" % hostile_site.port
    )
    assert len(fetched.final.response_head + fetched.final.body) == len(sent)
    assert fetched.final.response_head == sent[: sent.index(b"\r\n\r\n") + 4]
    assert gzip.decompress(fetched.final.body) == fetched.decoded == b"packed page"
    assert (fetched.final.peer, fetched.final.peer_port) == ("127.0.0.1", hostile_site.port)
    assert fetched.final.started <= fetched.final.finished
    assert (fetched.media_type, fetched.charset, fetched.truncated) == ("text/html", "utf-8", None)
    assert classify(fetched) is Outcome.CAPTURED


def test_what_was_fetched_passes_between_processes_unchanged(hostile_site):
    fetched = fetch(hostile_site.url("/moved"), policy=hostile_site.policy(), limits=SMALL)
    assert parse(encode(fetched)) == fetched
    for damaged in [b"", b"\0\0\0\2{}", encode(fetched)[:-1], encode(fetched) + b"x"]:
        with pytest.raises(ValueError):
            parse(damaged)


def test_no_cookie_credential_or_proxy_comes_along(hostile_site, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login ana password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    hostile_site.serve("/a", answer(status="302 Found", headers=("Location: /b", "Set-Cookie: a=b; Path=/")))
    hostile_site.page("/b", "arrived")
    fetched = fetch(hostile_site.url("/a"), policy=hostile_site.policy(), limits=SMALL)
    assert fetched.decoded == b"arrived"
    for request in hostile_site.requests:
        assert not {b"cookie", b"authorization", b"proxy"} & set(request.lower().replace(b":", b" ").split())


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/chunked", b"one two"),
        ("/deflate", b"packed page"),
        ("/deflate-raw", b"packed page"),
        ("/packed-twice", b"page"),
        ("/extra", b"enough"),
        ("/latin-1", "<p>café à Genève</p>".encode("latin-1")),
        ("/gb18030", "<p>中兴通讯建设了数据库</p>".encode("gb18030")),
    ],
)
def test_the_payload_is_unpacked_and_its_characters_left_alone(hostile_site, path, text):
    fetched = fetch(hostile_site.url(path), policy=hostile_site.policy(), limits=SMALL)
    assert fetched.decoded == text
    assert classify(fetched) is Outcome.CAPTURED


def test_transfer_coding_stays_in_the_wire_bytes(hostile_site):
    fetched = fetch(hostile_site.url("/chunked"), policy=hostile_site.policy(), limits=SMALL)
    assert fetched.final.body == chunked(b"one ", b"two")


def test_gzip_members_follow_each_other(hostile_site):
    packed = gzip.compress(b"first ") + gzip.compress(b"second") + b"\0\0padding"
    hostile_site.serve("/two", answer(packed, headers=("Content-Encoding: x-gzip",)))
    assert (
        fetch(hostile_site.url("/two"), policy=hostile_site.policy(), limits=SMALL).decoded == b"first second"
    )


@pytest.mark.parametrize(
    ("path", "error", "within"),
    [
        ("/slow-body", TooSlow, 1.2),
        ("/slow-headers", TooSlow, 1.2),
        ("/silent", TooSlow, 0.8),
        ("/endless-body", TooLarge, 1),
        ("/endless-headers", TooLarge, 1),
        ("/endless-chunks", TooLarge, 1),
        ("/bomb", TooLarge, 1),
        ("/bomb-in-bomb", TooLarge, 1),
        ("/packed-thrice", TooLarge, 1),
        ("/loop", TooManyRedirects, 1),
        ("/to-private", RefusedAddress, 1),
        ("/to-metadata", RefusedAddress, 1),
        ("/to-file", RefusedAddress, 1),
        ("/to-gopher", RefusedAddress, 1),
        ("/to-other-port", RefusedAddress, 1),
        ("/no-answer", ConnectionFailure, 1),
        ("/not-http", ProtocolFailure, 1),
        ("/gzip-damaged", ProtocolFailure, 1),
        ("/brotli", ProtocolFailure, 1),
    ],
)
def test_a_misbehaving_site_gets_its_error_in_time(hostile_site, path, error, within):
    began = time.monotonic()
    with pytest.raises(error) as raised:
        fetch(hostile_site.url(path), policy=hostile_site.policy(), limits=SMALL)
    assert time.monotonic() - began < within
    assert type(raised.value) is error
    assert isinstance(raised.value, FetchRefused) == (error not in (ConnectionFailure, ProtocolFailure))
    assert str(raised.value).startswith(raised.value.outcome.sentence)


@pytest.mark.parametrize(
    ("path", "cause", "size"), [("/endless-body", "length", 200_000), ("/slow-body", "time", 1)]
)
def test_a_body_over_budget_is_kept_as_far_as_it_came(hostile_site, path, cause, size):
    with pytest.raises(FetchRefused) as raised:
        fetch(hostile_site.url(path), policy=hostile_site.policy(), limits=SMALL)
    partial = raised.value.partial
    assert partial.truncated == cause
    assert size <= len(partial.final.body) <= 200_000
    assert partial.decoded == partial.final.body
    assert classify(partial) is Outcome.TRUNCATED


def test_a_body_exactly_at_the_limit_is_whole(hostile_site):
    hostile_site.serve("/full", b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1000)
    at, below = replace(SMALL, body_bytes=1000), replace(SMALL, body_bytes=999)
    assert fetch(hostile_site.url("/full"), policy=hostile_site.policy(), limits=at).truncated is None
    with pytest.raises(TooLarge) as raised:
        fetch(hostile_site.url("/full"), policy=hostile_site.policy(), limits=below)
    assert len(raised.value.partial.final.body) == 999


@pytest.mark.parametrize(("path", "text"), [("/early-close", b"half of it"), ("/chunked-cut", b"only this")])
def test_a_connection_that_breaks_off_is_not_taken_for_a_whole_page(hostile_site, path, text):
    fetched = fetch(hostile_site.url(path), policy=hostile_site.policy(), limits=SMALL)
    assert (fetched.truncated, fetched.decoded) == ("disconnect", text)
    assert classify(fetched) is Outcome.TRUNCATED


def test_a_bomb_is_kept_packed_and_never_unpacked(hostile_site):
    with pytest.raises(TooLarge) as raised:
        fetch(hostile_site.url("/bomb"), policy=hostile_site.policy(), limits=SMALL)
    assert raised.value.partial.truncated is None
    assert raised.value.partial.decoded == b""
    assert len(gzip.decompress(raised.value.partial.final.body)) == 20_000_000


def test_unpacking_stops_at_its_own_ceiling_whatever_the_ratio(hostile_site):
    hostile_site.serve("/big", answer(gzip.compress(b"ab" * 50_000), headers=("Content-Encoding: gzip",)))
    limits = replace(SMALL, decoded_bytes=99_999)
    with pytest.raises(TooLarge, match="99999"):
        fetch(hostile_site.url("/big"), policy=hostile_site.policy(), limits=limits)
    limits = replace(SMALL, decoded_bytes=100_000)
    assert (
        len(fetch(hostile_site.url("/big"), policy=hostile_site.policy(), limits=limits).decoded) == 100_000
    )


def test_each_redirect_is_a_hop_of_its_own(hostile_site):
    hostile_site.redirect("/a", "b/../c?x=中", body=b"to c")
    hostile_site.redirect(
        "/c?x=%E4%B8%AD", f"//127.0.0.1:{hostile_site.port}/", status="308 Permanent Redirect"
    )
    fetched = fetch(hostile_site.url("/a"), policy=hostile_site.policy(), limits=SMALL)
    assert [hop.status for hop in fetched.hops] == [302, 308, 200]
    paths = [hop.target_uri.removeprefix(hostile_site.url("")) for hop in fetched.hops]
    assert paths == ["/a", "/c?x=%E4%B8%AD", "/"]
    assert fetched.hops[0].body == b"to c"
    assert hostile_site.connections == 3


def test_five_redirects_are_followed_and_no_sixth(hostile_site):
    for number in range(6):
        hostile_site.redirect(f"/{number}", f"/{number + 1}")
    hostile_site.page("/6", "the end")
    assert len(fetch(hostile_site.url("/1"), policy=hostile_site.policy(), limits=SMALL).hops) == 6
    with pytest.raises(TooManyRedirects) as raised:
        fetch(hostile_site.url("/0"), policy=hostile_site.policy(), limits=SMALL)
    assert len(raised.value.partial.hops) == 6


def test_a_refused_redirect_keeps_the_hops_before_it_and_says_why(hostile_site):
    with pytest.raises(RefusedAddress) as raised:
        fetch(hostile_site.url("/to-metadata"), policy=hostile_site.policy(), limits=SMALL)
    assert [hop.status for hop in raised.value.partial.hops] == [302]
    assert "169.254.169.254" in raised.value.partial.stopped


def test_the_endless_body_of_a_redirect_does_not_stop_us(hostile_site):
    hostile_site.endless("/a", b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n", b"x" * 65536)
    limits = replace(SMALL, redirect_body_bytes=5000)
    fetched = fetch(hostile_site.url("/a"), policy=hostile_site.policy(), limits=limits)
    assert (fetched.hops[0].truncated, len(fetched.hops[0].body)) == ("length", 5000)
    assert fetched.truncated is None


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (401, Outcome.LOGIN_WALL),
        (403, Outcome.BLOCKED),
        (404, Outcome.NOT_FOUND),
        (410, Outcome.GONE),
        (418, Outcome.CLIENT_ERROR),
        (429, Outcome.RATE_LIMITED),
        (451, Outcome.LEGAL),
        (500, Outcome.SERVER_ERROR),
        (503, Outcome.SERVER_ERROR),
    ],
)
def test_the_status_code_decides_the_outcome(hostile_site, code, outcome):
    fetched = fetch(hostile_site.url(f"/status/{code}"), policy=hostile_site.policy(), limits=SMALL)
    assert classify(fetched) is outcome
    assert not outcome.has_page


def test_nothing_in_an_answer_is_not_a_page(hostile_site):
    hostile_site.serve("/empty", answer(b""))
    hostile_site.serve("/unchanged", b"HTTP/1.1 304 Not Modified\r\n\r\n")
    policy = hostile_site.policy()
    assert classify(fetch(hostile_site.url("/empty"), policy=policy, limits=SMALL)) is Outcome.EMPTY
    assert classify(fetch(hostile_site.url("/unchanged"), policy=policy, limits=SMALL)) is Outcome.ODD_ANSWER


def test_interim_answers_are_left_out_of_the_record(hostile_site):
    hostile_site.serve("/c", b"HTTP/1.1 100 Continue\r\nX: y\r\n\r\n" + answer(b"page"))
    fetched = fetch(hostile_site.url("/c"), policy=hostile_site.policy(), limits=SMALL)
    assert fetched.final.response_head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert fetched.decoded == b"page"


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://\xff\xfe/\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: \r\n\r\n",
        b"HTTP/1.1 999999 Odd\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n",
        b"HTTP/1.1 200 OK\n\nbare line feeds",
        b"\x00\xff\x16\x03" * 100,
        b"HTTP/1.1 200 OK\r\nno colon here\r\n: nameless\r\n\r\nbody",
    ],
)
def test_a_malformed_answer_ends_in_an_answer_or_an_error_of_ours(hostile_site, head):
    hostile_site.serve("/odd", head)
    try:
        fetched = fetch(hostile_site.url("/odd"), policy=hostile_site.policy(), limits=SMALL)
    except FetchError as error:
        assert error.reason
    else:
        assert head.startswith(fetched.final.response_head)
        assert fetched.final.response_head + fetched.final.body in head


class TestNames:
    """The resolver is the operating system's; only its answers are arranged."""

    def answering(self, monkeypatch, *answers: list[str]):
        asked: list[str] = []

        def getaddrinfo(host, port, *rest, **options):
            ips = answers[min(len(asked), len(answers) - 1)]
            asked.append(host)
            return [
                (socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))
                for ip in ips
            ]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        return asked

    def test_a_name_is_looked_up_once_and_that_answer_is_contacted(self, hostile_site, monkeypatch):
        asked = self.answering(monkeypatch, ["127.0.0.1"], ["10.0.0.1"])
        fetched = fetch(hostile_site.url("/", "press.example"), policy=hostile_site.policy(), limits=SMALL)
        assert asked == ["press.example"]
        assert fetched.final.peer == "127.0.0.1"
        assert b"Host: press.example:" in fetched.final.request

    def test_a_name_that_turns_private_between_hops_is_refused(self, hostile_site, monkeypatch):
        self.answering(monkeypatch, ["127.0.0.1"], ["10.0.0.1"])
        hostile_site.redirect("/a", "/b")
        with pytest.raises(RefusedAddress, match=r"10\.0\.0\.1"):
            fetch(hostile_site.url("/a", "press.example"), policy=hostile_site.policy(), limits=SMALL)
        assert hostile_site.connections == 1

    @pytest.mark.parametrize("bad", ["10.0.0.1", "169.254.169.254", "::1", "fe80::1%eth0", "127.0.0.2"])
    def test_one_bad_answer_among_good_ones_is_a_refusal(self, hostile_site, monkeypatch, bad):
        self.answering(monkeypatch, ["127.0.0.1", bad])
        with pytest.raises(RefusedAddress):
            fetch(hostile_site.url("/", "press.example"), policy=hostile_site.policy(), limits=SMALL)
        assert hostile_site.connections == 0

    def test_a_port_allowed_for_one_address_is_not_for_another(self, hostile_site, monkeypatch):
        self.answering(monkeypatch, ["8.8.8.8"])
        with pytest.raises(RefusedAddress, match="port"):
            fetch(hostile_site.url("/", "press.example"), policy=hostile_site.policy(), limits=SMALL)

    def test_an_odd_port_or_a_private_number_is_refused_before_a_name_is_looked_up(self, monkeypatch):
        asked = self.answering(monkeypatch, ["8.8.8.8"])
        for url in ["http://press.example:25/", "http://127.0.0.1/", "http://localhost/"]:
            with pytest.raises(RefusedAddress):
                fetch(url, policy=Policy(), limits=SMALL)
        assert asked == []

    def test_our_own_public_address_is_refused_without_being_told(self, monkeypatch):
        ours = [ip for ip in _own_addresses() if not ip.startswith("127.")]
        if not ours:
            pytest.skip("this machine has no address but loopback; give it one with `ip address add`")
        self.answering(monkeypatch, ours[:1])
        with pytest.raises(RefusedAddress, match="this machine"):
            fetch("http://press.example/", policy=Policy(), limits=SMALL)

    def test_a_name_that_is_not_there_says_so(self, monkeypatch):
        def getaddrinfo(*asked, **options):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        with pytest.raises(NameFailure, match="no site of this name"):
            fetch("http://press.example/", policy=Policy(), limits=SMALL)


def _own_addresses() -> list[str]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return []
        return [probe.getsockname()[0]]


def test_a_port_where_nobody_listens_is_a_failed_connection(hostile_site):
    hostile_site.close()
    with pytest.raises(ConnectionFailure, match="could not be reached"):
        fetch(hostile_site.url("/"), policy=hostile_site.policy(), limits=SMALL)


def test_a_site_with_an_ipv6_number_is_fetched_under_its_shortest_form():
    site = HostileSite(host="::1")
    fetched = fetch(site.url("/", "[0:0::1]"), policy=site.policy(), limits=SMALL)
    assert fetched.final.target_uri == f"http://[::1]:{site.port}/"
    assert fetched.final.peer == "::1"
    site.close()


def test_a_secure_site_is_recorded_with_its_certificate(secure_site):
    fetched = fetch(secure_site.url("/"), policy=secure_site.policy(), limits=SMALL)
    assert fetched.final.tls.version.startswith("TLSv1.")
    assert fetched.final.tls.certificate.startswith("sha256:")
    assert parse(encode(fetched)) == fetched


def test_a_certificate_nobody_vouches_for_is_a_failure(secure_site):
    secure_site.ca_file = None
    with pytest.raises(TlsFailure, match="self-signed"):
        fetch(secure_site.url("/"), policy=secure_site.policy(), limits=SMALL)


@pytest.mark.parametrize(("name", "expired"), [("other.example", False), ("127.0.0.1", True)])
def test_a_certificate_for_another_name_or_time_is_a_failure(tmp_path, name, expired):
    context, authority = secure_context(tmp_path, name, expired=expired)
    site = HostileSite(tls=context)
    site.ca_file = authority
    with pytest.raises(TlsFailure):
        fetch(site.url("/"), policy=site.policy(), limits=SMALL)
    assert site.requests == []
    site.close()


def test_a_handshake_that_drips_is_stopped(hostile_site):
    """A TLS record of 16 KiB, one byte at a time: no single wait is ever too long."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        hostile_site.closing.clear()

        def drip() -> None:
            connection, _ = listener.accept()
            with connection:
                try:
                    connection.sendall(b"\x16\x03\x03\x40\x00")
                    while not hostile_site.closing.wait(0.05):
                        connection.sendall(b"\x02")
                except OSError:
                    return

        threading.Thread(target=drip, daemon=True).start()
        policy = Policy(allowed_exact=frozenset({("127.0.0.1", port)}))
        began = time.monotonic()
        with pytest.raises(TooSlow):
            fetch(f"https://127.0.0.1:{port}/", policy=policy, limits=SMALL)
        assert time.monotonic() - began < 1.2
