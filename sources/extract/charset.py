"""Which characters the bytes stand for, as browsers decide it (WHATWG Encoding, HTML 13.2.3)."""

import codecs
import re
from dataclasses import dataclass

_PRESCAN = 1024  # bytes of a page in which browsers look for its declaration
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_DECLARED = re.compile(
    rb"""<meta\s[^>]{0,300}?charset\s*=\s*["']?\s*([a-z0-9_:.-]{2,40})"""
    rb"""|\A\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([a-z0-9_:.-]{2,40})["']""",
    re.IGNORECASE,
)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Labels that browsers read as something else than their name says, and Python's name for that.
_AS_BROWSERS = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "l1": "cp1252",
    "iso-8859-9": "cp1254",
    "latin5": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gb_2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "chinese": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "ms_kanji": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "utf-16": "utf-16-le",
    "unicode": "utf-16-le",
    "macintosh": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
}
# A list of what is allowed, because Python's codecs include zip, rot13 and other surprises.
_ALLOWED = frozenset(
    ["utf-8", "utf-16-le", "utf-16-be", "gb18030", "big5hkscs", "cp932", "euc_jp", "iso2022_jp", "cp949"]
    + ["koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "cp866", "cp874"]
    + [f"cp{number}" for number in range(1250, 1259)]
    + [f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)]
)


@dataclass(frozen=True)
class Decoded:
    """Text, the encoding that was used, and what was doubtful about it."""

    text: str
    encoding: str
    problems: tuple[str, ...] = ()


def decode(data: bytes, declared: str | None, *, markup: bool) -> Decoded:
    """The text of `data`: byte order mark, transport, the page's own declaration, then a guess.

    With `markup` the byte order mark is left out and a declaration in the page is heeded; plain text is
    decoded and not touched further. Undecodable bytes become U+FFFD and a problem.
    """
    for mark, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decoded(data, name, drop_mark=markup or name != "utf-8")
    found = codec_of(declared or "") or (_declared_in(data) if markup else None)
    return _decoded(data, found, drop_mark=False) if found else _guessed(data)


def codec_of(label: str) -> str | None:
    """Python's codec for an encoding label as browsers read it; None for an unknown one."""
    wanted = label.strip().strip("\"'").lower()
    name = _AS_BROWSERS.get(wanted, wanted)
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    for allowed in _ALLOWED:
        if codecs.lookup(allowed).name == found:
            return allowed
    return None


def _declared_in(data: bytes) -> str | None:
    match = _DECLARED.search(_COMMENT.sub(b"", data[:_PRESCAN]))
    if match is None:
        return None
    name = codec_of((match[1] or match[2]).decode("ascii"))
    # The declaration was readable as ASCII, so it cannot be true.
    return "utf-8" if name in {"utf-16-le", "utf-16-be"} else name


def _decoded(data: bytes, name: str, *, drop_mark: bool) -> Decoded:
    text = data.decode(name, errors="replace")
    if drop_mark:
        text = text.removeprefix("\ufeff")
    problems: tuple[str, ...] = ()
    try:
        data.decode(name)
    except UnicodeDecodeError as error:
        problems = (f"Some bytes are not {name}, the first at {error.start:,}; each is shown as \ufffd.",)
    return Decoded(text, name, problems)


def _guessed(data: bytes) -> Decoded:
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    name = "gb18030" if _looks_chinese(data) else "cp1252"
    guessed = _decoded(data, name, drop_mark=False)
    return Decoded(guessed.text, name, (f"No encoding is declared; read as {name}.", *guessed.problems))


def _looks_chinese(data: bytes) -> bool:
    try:
        foreign = [char for char in data[:200_000].decode("gb18030", errors="ignore") if char > "\x7f"]
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    # The 6,763 characters of GB 2312 are what Chinese pages are written in; accented Latin letters read
    # as pairs give rare ones from the rest of the code.
    usual = sum(1 for char in foreign if _is_usual_chinese(char))
    return len(foreign) >= 8 and usual >= 0.9 * len(foreign)


def _is_usual_chinese(char: str) -> bool:
    try:
        return len(char.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False
