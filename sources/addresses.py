"""Which hosts may be contacted. Pure: nothing here looks up a name or opens a connection.

`parse` judges the form of an address, `vet` its port, `vet_ip` the numeric address that its name stands
for. The table is our own: `ipaddress.is_global` lets through multicast, relays into IPv4 (NAT64, 6to4)
and a cloud's metadata host. Checked against the IANA special-purpose registries of 2026.
"""

import re
import unicodedata
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import NoReturn
from urllib.parse import SplitResult, quote, urlsplit

import idna
from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from sources.wire import FetchRefused, Outcome

MAX_LENGTH = 4096  # characters; longer addresses are attacks or mistakes
DEFAULT_PORTS = frozenset({80, 443, 8080, 8443})
_PORT_OF = {"http": 80, "https": 443}

_REFUSED_V4 = {
    IPv4Network(network): why
    for network, why in {
        "0.0.0.0/8": "this network",
        "10.0.0.0/8": "a private network",
        "100.64.0.0/10": "a carrier's private network",
        "127.0.0.0/8": "this machine",
        "168.63.129.16/32": "a cloud platform's own services",
        "169.254.0.0/16": "link-local, where clouds keep machine credentials",
        "172.16.0.0/12": "a private network",
        "192.0.0.0/24": "reserved for protocols",
        "192.0.2.0/24": "reserved for documentation",
        "192.31.196.0/24": "an anycast sink",
        "192.52.193.0/24": "an anycast relay",
        "192.88.99.0/24": "an anycast relay",
        "192.168.0.0/16": "a private network",
        "192.175.48.0/24": "an anycast sink",
        "198.18.0.0/15": "reserved for benchmarks",
        "198.51.100.0/24": "reserved for documentation",
        "203.0.113.0/24": "reserved for documentation",
        "224.0.0.0/4": "multicast",
        "240.0.0.0/4": "reserved or broadcast",
    }.items()
}
_UNICAST_V6 = IPv6Network("2000::/3")  # the only space from which public addresses are given out
_REFUSED_V6 = {
    IPv6Network(network): why
    for network, why in {
        "2001::/23": "reserved for protocols and tunnels",
        "2001:db8::/32": "reserved for documentation",
        "2002::/16": "a relay into IPv4 (6to4)",
        "2620:4f:8000::/48": "an anycast sink",
        "2d00::/8": "not given out to anybody",
        "2e00::/7": "not given out to anybody",
        "3000::/4": "not given out to anybody",
    }.items()
}
# Names that resolve inside a network, or nowhere: a public site cannot have one (RFC 6761, 6762, 8375, 9476).
_INNER_NAMES = frozenset(
    {"alt", "corp", "home", "internal", "intranet", "invalid", "lan"}
    | {"local", "localdomain", "localhost", "onion", "private", "test"}
)
_NETLOC = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\[\]:@%/?#\\]+)(?::(?P<port>[0-9]{1,5}))?")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_DOTTED = re.compile(r"(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})")
_SAFE = "%/:@!$&'()*+,;=~-._"  # RFC 3986 path characters that are not encoded; a query adds "?"


class RefusedAddress(FetchRefused):
    outcome = Outcome.REFUSED_ADDRESS


@dataclass(frozen=True)
class Policy:
    """Whom we may contact. `allowed_exact` names single addresses of an example or test site: everything
    else stays refused, so the guard is never off."""

    ports: frozenset[int] = DEFAULT_PORTS
    extra_refused: tuple[IPv4Network | IPv6Network, ...] = ()
    allowed_exact: frozenset[tuple[str, int]] = frozenset()
    own_addresses: frozenset[str] = frozenset()
    ca_file: str | None = None  # PEM file of the authorities to trust; None: those that come with requests

    def as_json(self) -> dict[str, object]:
        return {
            "ports": sorted(self.ports),
            "extra_refused": [str(network) for network in self.extra_refused],
            "allowed_exact": sorted([ip, port] for ip, port in self.allowed_exact),
            "own_addresses": sorted(self.own_addresses),
            "ca_file": self.ca_file,
        }


@dataclass(frozen=True)
class Address:
    """An address whose form is sound. `url` is canonical; `host` is ASCII, without brackets."""

    scheme: str
    host: str
    port: int
    path: str
    query: str
    url: str


def parse(url: str) -> Address:
    """The canonical form of a web address; RefusedAddress, and nothing else, when it is not sound.

    Two parsers must agree on scheme, host and port: where they differ, one of them would check a host and
    the other contact another. A fragment is dropped: it never reaches a site.
    """
    _refuse_characters(url)
    try:
        parts = urlsplit(url)
    except ValueError as error:
        _refuse(url, f"it cannot be read: {error}")
    scheme = parts.scheme.lower()
    if scheme not in _PORT_OF:
        _refuse(url, "only http and https addresses are contacted")
    if "@" in parts.netloc:
        _refuse(url, "it carries a user name or password")
    netloc = _NETLOC.fullmatch(parts.netloc)
    if netloc is None:
        _refuse(url, "its host cannot be read")
    host = _host(url, netloc["host"])
    port = int(netloc["port"] or _PORT_OF[scheme])
    if not 0 < port < 65536:
        _refuse(url, f"{port} is not a port")
    path = _without_dots(_quoted(parts.path)) or "/"
    query = _quoted(parts.query, "?")
    address = _assembled(scheme, host, port, path, query)
    _refuse_disagreement(url, parts, address)
    return address


def vet(address: Address, policy: Policy) -> None:
    """RefusedAddress unless the port, and the host where it is a number, may be contacted."""
    if address.port not in policy.ports | {port for _, port in policy.allowed_exact}:
        _refuse(address.url, f"port {address.port} is not contacted")
    if ":" in address.host or _DOTTED.fullmatch(address.host):
        vet_ip(address.host, address.port, policy, url=address.url)


def vet_ip(ip: str, port: int, policy: Policy, *, url: str = "") -> None:
    """RefusedAddress unless this numeric address and port may be contacted."""
    why = reason_against(ip, port, policy)
    if why:
        _refuse(url or ip, f"{ip} port {port}: {why}")


def reason_against(ip: str, port: int, policy: Policy) -> str | None:
    """Why a numeric address may not be contacted; None when it may."""
    if "%" in ip:
        return "it names a network interface"
    try:
        address = ip_address(ip)
    except ValueError:
        return "not a numeric address"
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if (str(address), port) in policy.allowed_exact:
        return None
    if port not in policy.ports:
        return "this port is not contacted"
    if str(address) in policy.own_addresses:
        return "this machine"
    for network in policy.extra_refused:
        if address in network:
            return "refused by the operator"
    return _reason_by_table(address)


def _reason_by_table(address: IPv4Address | IPv6Address) -> str | None:
    if isinstance(address, IPv4Address):
        return next((why for network, why in _REFUSED_V4.items() if address in network), None)
    if address not in _UNICAST_V6:
        return "outside the public address space"
    return next((why for network, why in _REFUSED_V6.items() if address in network), None)


def _refuse(url: str, reason: str) -> NoReturn:
    raise RefusedAddress(url, reason)


def _refuse_characters(url: str) -> None:
    if len(url) > MAX_LENGTH:
        _refuse(url[:200], f"it is longer than {MAX_LENGTH} characters")
    for character in url:
        # Parsers drop, fold or stop at these, each in its own way.
        if character == "\\" or unicodedata.category(character) in ("Cc", "Cs", "Zs", "Zl", "Zp"):
            _refuse(url, f"it contains the character U+{ord(character):04X}")


def _host(url: str, host: str) -> str:
    if host.startswith("["):
        try:
            return str(IPv6Address(host[1:-1]))
        except ValueError:
            _refuse(url, "its host is not an IPv6 address")
    try:
        name = host.lower() if host.isascii() else idna.encode(host, uts46=True).decode("ascii").lower()
        for label in name.split("."):
            if label.startswith("xn--"):
                idna.decode(label)
    except (idna.IDNAError, UnicodeError) as error:
        _refuse(url, f"its host is not an international name: {error}")
    return _checked_name(url, name)


def _checked_name(url: str, name: str) -> str:
    labels = name.split(".")
    if name.endswith("."):
        _refuse(url, "its host ends with a dot")
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        _refuse(url, "its host is not a name")
    if _NUMBER.fullmatch(labels[-1]):
        # 2130706433, 0x7f.1 and 0177.0.0.1 are 127.0.0.1 to some resolvers and names to others.
        if not _DOTTED.fullmatch(name) or any(int(label) > 255 for label in labels):
            _refuse(url, "its host is a number in an unusual form")
        return name
    if len(labels) == 1:
        _refuse(url, "its host is a single word, which only names something inside a network")
    if labels[-1] in _INNER_NAMES or labels[-2:] == ["home", "arpa"]:
        _refuse(url, f"names under .{labels[-1]} are not public")
    return name


def _quoted(text: str, extra: str = "") -> str:
    """Percent-encoded as RFC 3986 section 2 says, with what is encoded already in upper case."""
    text = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
    text = re.sub(r"%[0-9A-Fa-f]{2}", lambda match: match[0].upper(), text)
    return quote(text, safe=_SAFE + extra)


def _without_dots(path: str) -> str:
    """RFC 3986 section 5.2.4."""
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


def _assembled(scheme: str, host: str, port: int, path: str, query: str) -> Address:
    shown = f"[{host}]" if ":" in host else host
    shown += "" if port == _PORT_OF[scheme] else f":{port}"
    url = f"{scheme}://{shown}{path}" + (f"?{query}" if query else "")
    return Address(scheme, host, port, path, query, url)


def _refuse_disagreement(url: str, parts: SplitResult, address: Address) -> None:
    """Compare with urllib3's parser, which requests uses, on what was typed and on what we made of it."""
    # urllib3 knows IDNA 2008 without the UTS 46 mapping, so a name in another script is compared as mapped.
    for text in [address.url] + ([url] if parts.netloc.isascii() else []):
        try:
            other = parse_url(text)
        except LocationParseError:
            _refuse(url, "a second parser cannot read it")
        host = (other.host or "").lower().strip("[]")
        host = str(IPv6Address(host)) if ":" in host and "%" not in host else host
        found = (other.scheme, host, other.port or _PORT_OF[address.scheme], other.auth)
        if found != (address.scheme, address.host, address.port, None):
            _refuse(url, "two parsers disagree about its host")
