"""One sequence of bytes for a value, whoever writes it and whenever (RFC 8785), and its digest.

What is hashed, signed and published goes through `encode`; what comes from outside as JSON goes
through `parse`. Neither lets a number through that two readers could understand differently.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import rfc8785

JSON: TypeAlias = "bool | int | str | Sequence[JSON] | Mapping[str, JSON] | None"

MAX_DEPTH = 64  # levels; our deepest record has 6, Python's reader dies at about 1,000
MAX_BYTES = 8 * 1024 * 1024  # a bulk file is read line by line, so no single value needs more
MAX_INTEGER = 2**53 - 1  # beyond it JavaScript and many other readers round silently
SALT_BYTES = 32
_NESTING = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")


class NotCanonical(ValueError):
    """A value that has no canonical bytes: says where in it and why."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"The value at {path} cannot be written canonically: {reason}.")


class BadJSON(ValueError):
    """Bytes that are not the strict JSON that is accepted here."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"This is not acceptable JSON: {reason}.")


def encode(value: JSON) -> bytes:
    """The only bytes of `value` (RFC 8785). Raises NotCanonical, naming the place in the value.

    Decimals and times are strings, so floats are refused altogether, as are integers beyond 2^53 - 1.
    Text is written as it is: normalising is done at input (`nfc`), never inside a digest.
    """
    _check(value, "$", 1)
    return rfc8785.dumps(value)


def digest(data: bytes) -> str:
    """The self-describing digest of `data`, such as `sha256:2cf2...`."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def commitment(salt: bytes, value: JSON) -> bytes:
    """SHA-256(salt || JCS(value)): fixes `value` and tells nothing about it to who has not the salt."""
    return commitment_to(salt, encode(value))


def commitment_to(salt: bytes, encoded: bytes) -> bytes:
    """As `commitment`, of a value that is encoded already."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"A salt has {SALT_BYTES} bytes; this one has {len(salt)}.")
    return hashlib.sha256(salt + encoded).digest()


def nfc(text: str) -> str:
    """`text` in Unicode normalisation form C, the form of all text that people enter here."""
    return unicodedata.normalize("NFC", text)


def parse(data: bytes, *, max_bytes: int = MAX_BYTES) -> Any:
    """Read strict JSON: UTF-8, no duplicate names, no NaN, no floats, 64 levels. Raises BadJSON.

    Accepts any spelling of a value that `encode` can write; it does not ask for canonical bytes.
    """
    if len(data) > max_bytes:
        raise BadJSON(f"it has {len(data):,} bytes and at most {max_bytes:,} are read")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadJSON(f"byte {error.start} is not UTF-8") from None
    _check_nesting(text)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_float=_refuse_float,
            parse_int=_integer,
        )
        _check(value, "$", 1)
    except json.JSONDecodeError as error:
        raise BadJSON(f"{error.msg.lower()} at line {error.lineno}, column {error.colno}") from None
    except NotCanonical as error:
        raise BadJSON(f"at {error.path}, {error.reason}") from None
    return value


def _check(value: object, path: str, depth: int) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        _check_text(value, path)
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise NotCanonical(
                path, f"the integer {_shortened(value)} is beyond 2^53 - 1; write it as a string"
            )
    elif isinstance(value, float):
        raise NotCanonical(path, "it is a floating-point number; write a decimal as a string")
    elif isinstance(value, (list, tuple)):
        _check_depth(path, depth)
        for index, item in enumerate(value):
            _check(item, f"{path}[{index}]", depth + 1)
    elif isinstance(value, dict):
        _check_depth(path, depth)
        for key, item in value.items():
            if not isinstance(key, str):
                raise NotCanonical(path, f"the name {key!r} is not a string")
            _check_text(key, path)
            _check(item, f"{path}.{key}", depth + 1)
    else:
        raise NotCanonical(path, f"a {type(value).__name__} is not a JSON value")


def _check_text(text: str, path: str) -> None:
    if _SURROGATE.search(text):
        raise NotCanonical(path, "the text has half a character (a lone surrogate)")


def _check_depth(path: str, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise NotCanonical(path, f"it is nested deeper than {MAX_DEPTH} levels")


def _check_nesting(text: str) -> None:
    # Counted before json sees it: its reader recurses once a level.
    depth = 0
    for token in _NESTING.finditer(text):
        if token[0] in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise BadJSON(f"it is nested deeper than {MAX_DEPTH} levels")
        elif token[0] in "]}":
            depth -= 1


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadJSON(f"the name {twice!r} stands twice in one object")
    return result


def _refuse_constant(literal: str) -> Any:
    raise BadJSON(f"{literal} is not a JSON number")


def _refuse_float(literal: str) -> Any:
    raise BadJSON(f"{literal[:40]} is a floating-point number; write a decimal as a string")


def _integer(literal: str) -> int:
    # Python's int() of a very long literal is quadratic, or an error of its own.
    if len(literal) > 20:
        raise BadJSON(f"the integer {literal[:20]}... is beyond 2^53 - 1; write it as a string")
    return int(literal)


def _shortened(number: int) -> str:
    return str(number) if number.bit_length() < 100 else f"of {number.bit_length()} bits"
