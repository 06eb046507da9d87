"""Identifiers that people can read out, type and cite, and that notice when they were mistyped.

Eight characters of Crockford base32 (40 random bits) and one check character: `7K3M9QZD4`.

The check character stays in the same 32 symbols, because Crockford's own five extra ones (`*~$=U`) do
badly in addresses. It comes from arithmetic in the field GF(32), x^5 + x^2 + 1, a = 2: the nine symbols
d0 ... d7 and the check c satisfy

    a^8 d0 + a^7 d1 + ... + a^1 d7 + c = 0

The nine factors are different and none is zero, therefore every substitution of one symbol is noticed,
and so is every exchange of two different symbols, neighbours or not.
"""

import secrets
import time
from collections.abc import Callable
from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 9  # characters, the last one the check
_BODY = LENGTH - 1
_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
_LOOK_ALIKES = str.maketrans("ILO", "110")
_POLYNOMIAL = 0b100101


class BadIdentifier(ValueError):
    """Text that cannot be an identifier, whatever its check character."""

    def __init__(self, text: str, reason: str) -> None:
        self.text = text
        self.reason = reason
        super().__init__(f"“{text[:40]}” is not an identifier: {reason}.")


class WrongCheckCharacter(BadIdentifier):
    """An identifier of the right shape in which a character was mistyped."""

    def __init__(self, text: str) -> None:
        super().__init__(text, "its check character does not fit, so a character was probably mistyped")


def mint(random: Callable[[int], int] = secrets.randbelow) -> str:
    """A new identifier in canonical form; `random(n)` gives a number from 0 to n - 1.

    With a million identifiers the chance that a new one is taken is 1 in a million: keep them UNIQUE.
    """
    number = random(32**_BODY)
    body = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(_BODY)))
    return body + check_character(body)


def canonical(text: str) -> str:
    """The canonical form of `text`: upper case, no hyphens, I and L as 1, O as 0.

    Raises BadIdentifier for a wrong shape and WrongCheckCharacter for a mistyped one.
    """
    # Before upper(), which would make the Turkish dotless i and the long s into letters of ours.
    if not text.isascii():
        raise BadIdentifier(text, "it has characters other than A to Z and 0 to 9")
    plain = text.replace("-", "").upper().translate(_LOOK_ALIKES)
    if len(plain) != LENGTH:
        raise BadIdentifier(text, f"it has {len(plain)} characters instead of {LENGTH}")
    for symbol in plain:
        if symbol not in _VALUE:
            raise BadIdentifier(text, f"it contains “{symbol}”, which no identifier has")
    if check_character(plain[:_BODY]) != plain[_BODY]:
        raise WrongCheckCharacter(text)
    return plain


def check_character(body: str) -> str:
    """The ninth character for eight given ones in canonical form (Horner's rule in GF(32))."""
    total = 0
    for symbol in body:
        total = _doubled(total ^ _VALUE[symbol])
    return ALPHABET[total]


def _doubled(element: int) -> int:
    doubled = element << 1
    return doubled ^ _POLYNOMIAL if doubled & 32 else doubled


class IdentConverter:
    """Path converter that lets every way of writing an identifier through to the view.

    The view calls `canonical`: it alone can redirect to the canonical form, or explain a 404.
    """

    regex = r"[0-9A-Za-z](?:-?[0-9A-Za-z]){8}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def uuid7(now_ms: int, random: bytes) -> UUID:
    """A UUID that sorts by time (RFC 9562 section 5.7), from Unix milliseconds and 10 random bytes."""
    if not 0 <= now_ms < 2**48:
        raise ValueError(f"{now_ms} milliseconds do not fit the 48 bits of a version 7 UUID.")
    if len(random) != 10:
        raise ValueError(f"A version 7 UUID takes 10 random bytes; {len(random)} were given.")
    noise = int.from_bytes(random, "big")
    rand_a = noise >> 62 & 0xFFF
    rand_b = noise & (1 << 62) - 1
    return UUID(int=now_ms << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b)


def mint_uuid() -> UUID:
    """A new version 7 UUID of this moment."""
    return uuid7(time.time_ns() // 1_000_000, secrets.token_bytes(10))
