"""Signed tree heads in the formats of C2SP: `signed-note`, `tlog-checkpoint` and verifier keys (vkeys).

Every reader here is strict: there is one way to write a checkpoint, and nothing else is taken for one.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from provenance.ledger.merkle import EMPTY_ROOT, HASH_BYTES, MAX_SIZE

MAX_NOTE = 1_000_000  # bytes, the ceiling of the Go reader
MAX_SIGNATURES = 100
_ED25519 = b"\x01"
_SIGNATURE_MARK = "— "
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_KEY_ID = re.compile(r"[0-9a-f]{8}", re.ASCII)


class BadNote(ValueError):
    """A note, checkpoint or key that is malformed, or that no known key has signed."""


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log: which log, how many entries, the root over them (C2SP tlog-checkpoint)."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.root) != HASH_BYTES:
            raise BadNote(f"A root hash has {HASH_BYTES} bytes; this one has {len(self.root)}.")
        if not 0 <= self.size <= MAX_SIZE:
            raise BadNote(f"A log cannot have {self.size} entries.")
        # Without this a signer could vouch for any root of an empty log and fill it in later.
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise BadNote("The root of an empty log is the hash of nothing; this checkpoint has another.")
        for line in (self.origin, *self.extensions):
            if not line:
                raise BadNote("A checkpoint has no empty line.")
            if _has_controls(line):
                raise BadNote("A checkpoint line has a control character.")

    def encode(self) -> bytes:
        """The text of the checkpoint, to be signed."""
        root = base64.b64encode(self.root).decode("ascii")
        lines = (self.origin, str(self.size), root, *self.extensions)
        return "".join(f"{line}\n" for line in lines).encode("utf-8")

    @classmethod
    def parse(cls, text: bytes) -> "Checkpoint":
        """Read the text of a checkpoint, without its signatures. Raises BadNote."""
        *lines, rest = _decoded(text).split("\n")
        if rest:
            raise BadNote("A checkpoint ends with a line end.")
        if len(lines) < 3:
            raise BadNote(f"A checkpoint has at least three lines; this one has {len(lines)}.")
        origin, size, root, *extensions = lines
        if not _SIZE.fullmatch(size):
            raise BadNote("The size of a checkpoint is a decimal number without sign or leading zero.")
        return cls(origin, int(size), _unbase64(root, "root hash"), tuple(extensions))


@dataclass(frozen=True)
class VerifierKey:
    """A public key under the name with which it signs."""

    name: str
    key: bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes that say which key made a signature (C2SP signed-note): a hint, not a proof."""
        return hashlib.sha256(self.name.encode("utf-8") + b"\n" + _ED25519 + self.key).digest()[:4]


def vkey(name: str, public_key: Ed25519PublicKey) -> str:
    """The verifier key as text: name, key id and key, joined by `+`."""
    _check_name(name)
    known = VerifierKey(name, public_key.public_bytes_raw())
    return f"{name}+{known.key_id.hex()}+{base64.b64encode(_ED25519 + known.key).decode('ascii')}"


def parse_vkey(text: str) -> VerifierKey:
    """Read a verifier key. Raises BadNote if it is malformed, not Ed25519, or its id does not fit."""
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    _check_name(name)
    if not _KEY_ID.fullmatch(key_id):
        raise BadNote("A verifier key has an id of eight hexadecimal digits.")
    data = _unbase64(encoded, "verifier key")
    if data[:1] != _ED25519 or len(data) != 33:
        raise BadNote(f"The verifier key of {name} is not an Ed25519 key.")
    known = VerifierKey(name, data[1:])
    if known.key_id.hex() != key_id:
        raise BadNote(f"The id of the verifier key of {name} should be {known.key_id.hex()}; it is {key_id}.")
    return known


def sign(text: bytes, name: str, key: Ed25519PrivateKey) -> bytes:
    """A signed note: `text`, an empty line, one signature line. Raises BadNote for text no note can have."""
    _check_name(name)
    _check_text(_decoded(text))
    known = VerifierKey(name, key.public_key().public_bytes_raw())
    signature = base64.b64encode(known.key_id + key.sign(text)).decode("ascii")
    return text + f"\n{_SIGNATURE_MARK}{name} {signature}\n".encode()


def verify(note: bytes, vkeys: Iterable[str]) -> bytes:
    """The text of the note, if at least one of `vkeys` signed it and none of their signatures is false.

    Signatures by other keys are passed over, as the specification asks. Raises BadNote.
    """
    text, signatures = _split(note)
    known = [parse_vkey(item) for item in vkeys]
    trusted = {(key.name, key.key_id): key for key in known}
    if len(trusted) != len(set(known)):
        raise BadNote("Two of the given verifier keys have the same name and id.")
    verified = False
    for name, data in signatures:
        key = trusted.get((name, data[:4]))
        if key is None:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(key.key).verify(data[4:], text)
        except (InvalidSignature, ValueError):
            raise BadNote(f"The signature of {name} does not belong to this text.") from None
        verified = True
    if not verified:
        names = ", ".join(sorted({key.name for key in known})) or "nobody"
        raise BadNote(f"The note is not signed by a known key (known: {names}).")
    return text


def _split(note: bytes) -> tuple[bytes, list[tuple[str, bytes]]]:
    if len(note) > MAX_NOTE:
        raise BadNote(f"A note has at most {MAX_NOTE:,} bytes.")
    body, separator, tail = _decoded(note).rpartition("\n\n")
    if not separator:
        raise BadNote("A note has an empty line between its text and its signatures.")
    _check_text(body + "\n")
    *lines, rest = tail.split("\n")
    if rest or not lines:
        raise BadNote("The signatures of a note end with a line end.")
    if len(lines) > MAX_SIGNATURES:
        raise BadNote(f"A note has at most {MAX_SIGNATURES} signatures.")
    return (body + "\n").encode("utf-8"), [_signature(line) for line in lines]


def _signature(line: str) -> tuple[str, bytes]:
    if not line.startswith(_SIGNATURE_MARK):
        raise BadNote("A signature line begins with an em dash and a space.")
    name, space, encoded = line[len(_SIGNATURE_MARK) :].partition(" ")
    _check_name(name)
    data = _unbase64(encoded, "signature")
    if not space or len(data) < 5:
        raise BadNote(f"The signature of {name} is too short.")
    return name, data


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadNote(f"Byte {error.start} of the note is not UTF-8.") from None


def _check_text(text: str) -> None:
    if not text.endswith("\n"):
        raise BadNote("The text of a note ends with a line end.")
    if _has_controls(text.replace("\n", "")):
        raise BadNote("The text of a note has a control character.")


def _check_name(name: str) -> None:
    if not name or "+" in name or any(char.isspace() for char in name) or _has_controls(name):
        raise BadNote(f"“{name[:80]}” cannot be the name of a key: no space, no plus sign, not empty.")


def _has_controls(text: str) -> bool:
    return any(char < " " for char in text)


def _unbase64(text: str, what: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    # Re-encoding refuses a second spelling of the same bytes (loose trailing bits, missing padding).
    if not data or base64.b64encode(data).decode("ascii") != text:
        raise BadNote(f"The {what} is not in base64.")
    return data
