"""Which hosts may be contacted: the table, the forms, and what two parsers make of them."""

from ipaddress import ip_network
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from urllib3.util import parse_url

from sources.addresses import Policy, RefusedAddress, parse, reason_against, vet, vet_ip
from sources.wire import FetchRefused, Outcome

NUMBERS_REFUSED = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "127.0.0.1",
    "127.255.255.254", "168.63.129.16", "169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255",
    "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.168.0.1",
    "192.175.48.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1",
    "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::8.8.8.8", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:4136:e378::1",
    "2001:2::1", "2001:10::1", "2001:20::1", "2001:1ff::1", "2001:db8::1", "2002:7f00:1::1",
    "2002:808:808::1", "2620:4f:8000::1", "2d00::1", "2e00::1", "3000::1", "3ffe::1", "3fff::1", "4000::1",
    "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1", "fe80::1%eth0", "2a00::1%1",
    "1.2.3", "127.1", "0x7f.0.0.1", "", "example.org",
]  # fmt: skip
NUMBERS_ALLOWED = [
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
    "128.0.0.0", "168.63.129.15", "168.63.129.17", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.0.1",
    "198.17.255.255", "198.20.0.0", "223.255.255.255", "::ffff:8.8.8.8", "2001:200::1",
    "2001:4860:4860::8888",
    "2400:cb00::1", "2606:4700::1111", "2a00:1450::1", "2c0f::1",
]  # fmt: skip
ADDRESSES_REFUSED = [
    "", "example.org", "//example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/",
    "javascript:alert(1)", "data:text/html,x", "http:", "http://", "http:///path", "http:example.org",
    "https://user@example.org/", "https://user:word@example.org/", "https://@example.org/",
    "http://example.org@127.0.0.1/", "http://127.0.0.1:80@example.org/", "http://a.example.org#@127.0.0.1@b.org/x\\",
    "http://example.org\\@127.0.0.1/", "http://example.org\\.evil.org/", "http:\\\\example.org/",
    "http://example.org/\n", "http://exa\tmple.org/", "http://example.org/a b", "http://example.org/\x00",
    "http://example.org/\x7f", "http://example.org/\x85", " http://example.org/", "http://example.org/\u2028",
    "http://example.org/\ud800", "http://exam ple.org/", "http://example.org\u3000/",
    "http://[::1%25eth0]/", "http://[fe80::1%eth0]/", "http://[::1", "http://[1:2]/", "http://[::g]/", "http://[]/",
    "http://[v1.a]/", "http://::1/", "http://[::1]x/", "http://%31%32%37.0.0.1/", "http://ex%61mple.org/",
    "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/",
    "http://127.0.1/", "http://127.0.0.01/", "http://256.1.1.1/", "http://1.2.3.4.5/", "http://example.0x7f/",
    "http://a.1/", "http://１２７.1/", "http://⑫7.1/",
    "http://localhost/", "http://intranet/", "http://printer.local/", "http://a.localhost/", "http://a.internal/",
    "http://metadata.google.internal/", "http://router.lan/", "http://a.home.arpa/", "http://a.test/", "http://a.onion/",
    "http://example.org./", "http://localhost./", "http://.example.org/", "http://a..org/", "http://-a.org/",
    "http://a-.org/", "http://" + "a" * 64 + ".org/", "http://" + "a." * 130 + "org/", "http://a!b.org/",
    "http://xn--a.org/", "http://xn--.org/", "http://a\u200d.org/", "http://\u202eexample.org/",
    "http://example.org:0/", "http://example.org:65536/", "http://example.org:99999/", "http://example.org:/",
    "http://example.org:8O/", "http://example.org:-1/", "http://example.org:٨٠/", "http://example.org:80:80/",
    "http://example.org／@127.0.0.1/", "http://example。org:80＠127.0.0.1/", "http://exa℀mple.org/",
    "http://example.org/" + "a" * 5000,
]  # fmt: skip
CANONICAL = [
    ("http://example.org", "http://example.org/"),
    ("HTTP://Example.ORG:80/A", "http://example.org/A"),
    ("https://example.org:443/#part", "https://example.org/"),
    ("https://example.org:8443/?q=1#x", "https://example.org:8443/?q=1"),
    ("http://example.org/a/./b/../c", "http://example.org/a/c"),
    ("http://example.org/../../etc", "http://example.org/etc"),
    ("http://example.org/%e4%b8%ad/中|a%zz", "http://example.org/%E4%B8%AD/%E4%B8%AD%7Ca%25zz"),
    ("http://example.org/?q=中 兴".replace(" ", "+"), "http://example.org/?q=%E4%B8%AD+%E5%85%B4"),
    ("https://例子。中国/", "https://xn--fsqu00a.xn--fiqs8s/"),
    ("https://Bücher.example/", "https://xn--bcher-kva.example/"),
    ("https://ＥＸＡＭＰＬＥ.org/", "https://example.org/"),
    ("https://r3---sn-a_b.example.org/", "https://r3---sn-a_b.example.org/"),
    ("http://[2A00:1450:0::1]:8080/", "http://[2a00:1450::1]:8080/"),
    ("http://[::ffff:8.8.8.8]/", "http://[::ffff:808:808]/"),
    ("http://8.8.8.8/", "http://8.8.8.8/"),
]


@pytest.mark.parametrize("ip", NUMBERS_REFUSED)
def test_a_numeric_address_outside_the_public_space_is_refused(ip):
    with pytest.raises(RefusedAddress) as refusal:
        vet_ip(ip, 443, Policy())
    assert refusal.value.reason


@pytest.mark.parametrize("ip", NUMBERS_ALLOWED)
def test_a_public_numeric_address_is_contacted(ip):
    vet_ip(ip, 443, Policy())


@pytest.mark.parametrize("url", ADDRESSES_REFUSED)
def test_an_address_in_an_unsound_form_is_refused(url):
    with pytest.raises(RefusedAddress) as refusal:
        parse(url)
    assert isinstance(refusal.value, FetchRefused)
    assert refusal.value.outcome is Outcome.REFUSED_ADDRESS
    assert "may not be contacted" in str(refusal.value)


@pytest.mark.parametrize(("url", "canonical"), CANONICAL)
def test_an_address_has_one_canonical_form(url, canonical):
    assert parse(url).url == canonical
    assert parse(canonical).url == canonical


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "１２７。0.0.1"]
)
def test_a_private_number_in_an_address_is_refused_before_anything_is_looked_up(host):
    with pytest.raises(RefusedAddress):
        vet(parse(f"http://{host}/"), Policy())


@pytest.mark.parametrize("port", [1, 21, 22, 25, 53, 81, 6379, 8000, 9200, 11211, 65535])
def test_an_odd_port_is_refused(port):
    with pytest.raises(RefusedAddress, match=str(port)):
        vet(parse(f"http://example.org:{port}/"), Policy())


@pytest.mark.parametrize("port", [80, 443, 8080, 8443])
def test_the_usual_ports_are_contacted(port):
    vet(parse(f"http://example.org:{port}/"), Policy())


def test_one_exact_address_is_allowed_and_its_neighbours_are_not():
    policy = Policy(allowed_exact=frozenset({("127.0.0.1", 8731)}))
    vet(parse("http://127.0.0.1:8731/"), policy)
    vet_ip("::ffff:127.0.0.1", 8731, policy)
    for ip, port in [
        ("127.0.0.1", 8732),
        ("127.0.0.1", 80),
        ("127.0.0.2", 8731),
        ("::1", 8731),
        ("8.8.8.8", 8731),
    ]:
        assert reason_against(ip, port, policy), f"{ip} {port}"


def test_the_operator_can_refuse_more():
    policy = Policy(extra_refused=(ip_network("8.8.0.0/16"), ip_network("2a00::/16")))
    assert reason_against("8.8.8.8", 80, policy) == "refused by the operator"
    assert reason_against("::ffff:8.8.8.8", 80, policy) == "refused by the operator"
    assert reason_against("2a00::1", 80, policy) == "refused by the operator"
    assert reason_against("8.9.8.8", 80, policy) is None


def test_our_own_public_address_is_refused():
    policy = Policy(own_addresses=frozenset({"93.184.216.34"}))
    assert reason_against("93.184.216.34", 80, policy) == "this machine"
    assert reason_against("93.184.216.35", 80, policy) is None


awkward = st.text(
    alphabet=st.sampled_from("abz09.-_:@/\\?#[]%&=;,!'()*+~|^`{}<>\"$ \t\n\x00é中。．／＠１℀\u200d\u202eßK")
)
pieces = st.sampled_from(
    ["http://", "https://", "HTTP:", "//", "@", ":80", ":8443", ":", "[::1]", "[", "]", "127.0.0.1",
     "example.org", "a.b", "xn--", "%2e", "%00", "/", "\\", "#", "?", "..", "。", "中国", "0x7f", "."]
)  # fmt: skip


@given(st.one_of(st.text(), awkward, st.lists(st.one_of(pieces, awkward), max_size=8).map("".join)))
@example("http://a.b\\@c.d/")
@example("http://[::ffff:1.2.3.4]:80/")
def test_parsing_raises_nothing_but_refusals_and_what_passes_means_the_same_to_two_parsers(url):
    try:
        address = parse(url)
    except RefusedAddress:
        return
    first, second = urlsplit(address.url), parse_url(address.url)
    assert address.scheme in ("http", "https")
    assert first.scheme == second.scheme == address.scheme
    assert first.hostname == (second.host or "").strip("[]") == address.host
    assert (first.port or 0) == (second.port or 0)
    assert address.url.isascii() and not first.username and second.auth is None
    assert parse(address.url) == address


@given(st.ip_addresses())
def test_any_numeric_address_is_either_refused_or_globally_routed(ip):
    # The converse does not hold: is_global lets through what our table refuses.
    mapped = getattr(ip, "ipv4_mapped", None)
    if reason_against(str(ip), 80, Policy()) is None:
        assert (mapped or ip).is_global
